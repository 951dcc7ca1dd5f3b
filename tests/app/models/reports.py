"""Reports about the sample building, made for one test: which clashes, in which unit, seen from which origin."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from converter.app.converting import convert
from converter.model.vectors import Box, Vector
from converter.model.viewpoint import Camera
from converter.publisher.procore.viewpoint_data import read_camera, read_section
from sample_reports.generator import clashes as generated
from sample_reports.generator import navisworks, parts
from sample_reports.generator.clashes import Clash
from tests.app.runs import NOW, Run, configuration
from tests.conftest import SAMPLES

STRUCTURE = SAMPLES / "models" / "IFC4" / "Structure.ifc"
SERVICES = SAMPLES / "models" / "IFC4" / "Services.ifc"
BOTH = (STRUCTURE, SERVICES)
SMALL = {"pictures__width_px": 160, "pictures__height_px": 120}
"""Pictures large enough to see what is in them, and no larger."""


@cache
def week_1() -> tuple[Clash, ...]:
    """All clashes of the first week."""
    return tuple(generated.first_week(parts.structure(), parts.services()))


def loose(count: int) -> tuple[Clash, ...]:
    """Live clashes outside of groups."""
    return tuple(each for each in week_1() if each.is_live and not each.group)[:count]


def group(name: str = "Beam 3/A-B, Level 1") -> tuple[Clash, ...]:
    """The members of a group."""
    return tuple(each for each in week_1() if each.group == name)


def write_report(
    path: Path,
    clashes: Iterable[Clash],
    *,
    units: str = "m",
    claims: str | None = None,
    shift: Vector = (0.0, 0.0, 0.0),
) -> Path:
    """A report without pictures in ``units`` that says its unit is ``claims``, of a building moved by ``shift``."""
    x, y, z = shift
    entries = navisworks.entries_of(list(clashes), navisworks.EVERYTHING, path.stem)
    text = navisworks.report(entries, units, navisworks.EVERYTHING)
    scale = 0.3048 if units == "ft" else 1.0
    if any(shift):  # only the coordinates: the generator tells the level by the height
        text = re.sub(
            r'<pos3f x="([^"]*)" y="([^"]*)" z="([^"]*)"/>',
            lambda point: '<pos3f x="{:.6f}" y="{:.6f}" z="{:.6f}"/>'.format(
                *(float(each) + by / scale for each, by in zip(point.groups(), (x, y, z), strict=True))
            ),
            text,
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.replace(f'units="{units}"', f'units="{claims or units}"'), encoding="utf-8", newline="")
    return path


def with_pictures(report: Path) -> Path:
    """Puts a picture of one colour where the report says it has one, another for each entry."""
    names = re.findall(r'href="[^"]*?([^"\\\\]+\.jpg)"', report.read_text(encoding="utf-8"))
    folder = report.with_name(f"{report.stem}_files")
    folder.mkdir()
    for number, name in enumerate(names):
        Image.new("RGB", (64, 48), (number, 255 - number, 100)).save(folder / name)
    return report


def scattered(clashes: Iterable[Clash]) -> list[Clash]:
    """The same clashes at places where none of their elements are."""
    return [
        replace(each, point=(300.0 + 37.0 * number, 500.0 - 91.0 * number, each.point[2]))
        for number, each in enumerate(clashes)
    ]


def converted(folder: Path, *paths: Path, executor: str = "serial", **flags: object) -> Run:
    """A run of the paths with the models of the sample building, unless ``ifc__models`` names others.

    Groups are those of the report: the tests know which clashes make an issue.
    """
    given = {"ifc__models": [str(path) for path in BOTH], "grouping__by": "report", **SMALL, **flags}
    return Run(folder, convert(paths, folder, configuration(**given), NOW, executor))


def codes(run: Run) -> dict[str, int]:
    """How many things of each code were odd, without what every report of the tests has."""
    found: dict[str, int] = {}
    for each in run.lines("diagnostics.jsonl"):
        if each["code"] not in ("PIC001", "PLN001", "PLN002", "PLN004", "PLN005", "PLN017"):
            found[each["code"]] = found.get(each["code"], 0) + each.get("count", 1)
    return found


def said(run: Run, code: str) -> str:
    """What the diagnostics of a code say."""
    return "\n".join(each["message"] for each in run.lines("diagnostics.jsonl") if each["code"] == code)


def issues(run: Run) -> list[Any]:
    """The planned issues that are published."""
    return [each for each in run.json("plan.json")["issues"] if each["action"] == "create"]


def views(run: Run) -> dict[str, Any]:
    """The first viewpoint of each request body, by the issue's uuid."""
    return {item["uuid"]: item["viewpoints"][0] for item in run.items if item.get("viewpoints")}


def camera(view: Any) -> Camera:
    """Its camera, metres."""
    found = read_camera(json.loads(view["camera_data"]))
    assert found is not None
    return found


def section(view: Any) -> Box:
    """Its section box, metres."""
    found = read_section(json.loads(view["sections_data"]))
    assert found is not None
    return found


def pixels(run: Run, issue: Any) -> np.ndarray[Any, Any]:
    """The picture of a planned issue, (h, w, 3)."""
    return np.asarray(Image.open(BytesIO((run.folder / issue["snapshot"]).read_bytes())).convert("RGB"), np.int16)


def coloured(picture: np.ndarray[Any, Any]) -> tuple[float, float]:
    """Which part of a picture is clearly vermillion (the first element), and which sky blue (the second)."""
    red, _, blue = (picture[:, :, channel] for channel in range(3))
    return float((red - blue > 60).mean()), float((blue - red > 60).mean())


def content_of(run: Run) -> dict[str, bytes]:
    """Every file of a run whose content does not tell the time."""
    return {
        path.relative_to(run.folder).as_posix(): path.read_bytes()
        for path in sorted(run.folder.rglob("*"))
        if path.is_file() and path.name not in ("run.json", "report.html")
    }
