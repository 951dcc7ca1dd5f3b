"""The sample building: made by its script, true geometry, the same ids everywhere."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from converter.model.clash import ClashItem
from converter.parsers.navisworks.clash_xml import ClashXmlReader
from converter.plan.elements import Element, element_of
from tests.conftest import SAMPLES

MADE = ("models", "week-1", "week-1-feet", "week-2", "viewpoints", "bcf", "TRUTH.json")


def files(folder: Path) -> dict[str, bytes]:
    found = [
        path for name in MADE for path in ((folder / name).rglob("*") if (folder / name).is_dir() else [folder / name])
    ]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found if path.is_file()}


def elements(path: Path) -> list[tuple[Element, Element]]:
    """The pairs of all clashes of a report that still name two objects."""
    report = ClashXmlReader().read(path, path.name)
    items: list[tuple[ClashItem, ...]] = [
        each.items for test in report.tests for each in (*test.results, *(m for g in test.groups for m in g.results))
    ]
    return [(element_of(pair[0]), element_of(pair[1])) for pair in items if len(pair) == 2]


def models(folder: Path, schema: str) -> dict[str, tuple[str, str]]:
    """Tag → (GlobalId, class) of both models, read as text."""
    found = {}
    for path in (folder / "models" / schema).iterdir():
        text = path.read_text(encoding="ascii")
        for ifc_class, guid, tag in re.findall(r"=(IFC\w+)\('([^']{22})',.*?,'(\d{6})'[,)]", text):
            found[tag] = (guid, ifc_class)
    return found


def test_the_script_makes_exactly_these_files(tmp_path: Path) -> None:
    subprocess.run([sys.executable, SAMPLES / "make.py", tmp_path], check=True)
    made, here = files(tmp_path), files(SAMPLES)
    assert sorted(made) == sorted(here)
    # Pictures, archives and models come out of libraries whose versions write them differently.
    text = [name for name in made if name.endswith((".xml", ".json"))]
    assert len(text) == 9 and [name for name in text if made[name] != here[name]] == []
    for schema in ("IFC4", "IFC2X3"):
        assert models(tmp_path, schema) == models(SAMPLES, schema) != {}


def test_the_samples_are_small() -> None:
    assert sum(len(content) for content in files(SAMPLES).values()) < 5_000_000


@pytest.mark.parametrize("schema", ["IFC4", "IFC2X3"])
def test_ids_of_reports_and_models_agree(schema: str) -> None:
    known = models(SAMPLES, schema)
    pairs = elements(SAMPLES / "week-1" / "Building (everything).xml")
    assert len(pairs) == 63
    for element in (each for pair in pairs for each in pair):
        assert element.element_id in known and known[element.element_id][0] == element.id


def test_ids_of_archives_and_models_agree() -> None:
    known = models(SAMPLES, "IFC4")
    for path in (SAMPLES / "bcf").iterdir():
        with zipfile.ZipFile(path) as archive:
            views = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".bcfv")]
        pairs = {pair for view in views for pair in re.findall(r'IfcGuid="([^"]+)".*?<AuthoringToolId>(\d+)<', view)}
        assert len(views) == 27 and len(pairs) > 40
        assert all(known[tag][0] == guid for guid, tag in pairs)


@pytest.mark.parametrize("schema", ["IFC4", "IFC2X3"])
def test_the_geometry_of_the_models_clashes_where_the_report_says(schema: str) -> None:
    """The tessellated bodies' boxes meet at the clash point of every clash."""
    geom = pytest.importorskip("ifcopenshell.geom")
    ifcopenshell = pytest.importorskip("ifcopenshell")
    boxes: dict[str, tuple[list[float], list[float]]] = {}
    options = geom.settings()
    options.set("use-world-coords", True)
    for path in sorted((SAMPLES / "models" / schema).iterdir()):
        model = ifcopenshell.open(str(path))
        for product in model.by_type("IfcElement"):
            vertices: Any = geom.create_shape(options, product).geometry.verts
            axes = [vertices[axis::3] for axis in range(3)]
            boxes[product.GlobalId] = ([min(axis) for axis in axes], [max(axis) for axis in axes])
    report = ClashXmlReader().read(SAMPLES / "week-1" / "Building (everything).xml", "r")
    checked = 0
    for test in report.tests:
        for clash in (*test.results, *(member for group in test.groups for member in group.results)):
            assert clash.point_m is not None
            for element in map(element_of, clash.items):
                low, high = boxes[element.id or ""]
                assert all(a - 0.02 <= p <= b + 0.02 for a, p, b in zip(low, clash.point_m, high, strict=True))
            checked += 1
    assert checked == 63


def test_one_long_beam_is_hit_many_times() -> None:
    hits = Counter(first.id for first, _ in elements(SAMPLES / "week-1" / "Building (everything).xml"))
    assert max(hits.values()) >= 14


def test_the_second_week_has_everything_that_happens_in_a_week() -> None:
    truth = json.loads((SAMPLES / "TRUTH.json").read_bytes())["clashes"]
    found = Counter(each["truth"] for each in truth)
    assert set(found) == {"persistent", "moved", "reidentified", "resolved", "new", "suppressed"}
    assert sum(each["swapped"] for each in truth) >= 3


def test_every_picture_a_report_names_is_there() -> None:
    for path in SAMPLES.glob("week-*/*.xml"):
        report = ClashXmlReader().read(path, path.name)
        for test in report.tests:
            for clash in (
                *test.results,
                *(g.header for g in test.groups),
                *(m for g in test.groups for m in g.results),
            ):
                if len(clash.items) == 2:
                    assert clash.image and (path.parent / clash.image.replace("\\", "/")).is_file()
