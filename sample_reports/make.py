"""Makes every file of this folder anew: ``python sample_reports/make.py [FOLDER]``. The same input gives the same files."""

from __future__ import annotations

import json
import shutil
import sys
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from generator import bcf, clashes, ifc, ifcclash, navisworks, parts, pictures

LAYOUTS = (navisworks.EVERYTHING, navisworks.HEADERS, navisworks.INDIVIDUAL)
MADE = ("models", "week-1", "week-1-feet", "week-2", "viewpoints", "bcf", "ifcclash")


def main(folder: Path) -> None:
    """Make the models, the clashes of two weeks, and every report."""
    for name in MADE:
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir(parents=True)
    structure, services, later = parts.structure(), parts.services(), parts.services_a_week_later()
    for schema in ("IFC4", "IFC2X3"):
        (folder / "models" / schema).mkdir()
        ifc.write_model(folder / "models" / schema / "Structure.ifc", structure, schema, "Structure")
        ifc.write_model(folder / "models" / schema / "Services.ifc", services, schema, "Services")
    first = clashes.first_week(structure, services)
    second, truth = clashes.second_week(first, structure, later)
    week_1, week_2 = Camera([*structure, *services]), Camera([*structure, *later])
    for layout in LAYOUTS:
        stem = f"Building ({layout})"
        write_report(folder / "week-1", stem, first, layout, "m", week_1)
        write_report(folder / "week-1-feet", stem, first, layout, "ft", week_1)
    write_report(folder / "week-2", "Building (everything)", second, navisworks.EVERYTHING, "m", week_2)
    entries = navisworks.entries_of(first, navisworks.EVERYTHING, "Building")
    numbers = {entry.clash.guid: number_of(entry.clash) for found in entries.values() for entry in found}
    text = navisworks.viewpoints(entries, numbers, "m")
    write(folder / "viewpoints" / "Building viewpoints.xml", text)
    for version, ending in (("2.0", "bcfzip"), ("2.1", "bcf"), ("3.0", "bcf")):
        bcf.write_archive(folder / "bcf" / f"Building {version}.{ending}", first, version, week_1.png)
    write(folder / "ifcclash" / "Building.json", ifcclash.results(first))
    write(folder / "TRUTH.json", truth_as_text(truth))


class Camera:
    """Takes the picture of each clash once."""

    def __init__(self, around: list[parts.Part]) -> None:
        self._around = around
        self._shot = cache(lambda clash: pictures.picture_of(clash, number_of(clash), around))

    def jpeg(self, clash: clashes.Clash) -> bytes:
        """For a report."""
        return pictures.jpeg(self._shot(clash))

    def png(self, clash: clashes.Clash) -> bytes:
        """For an archive."""
        return pictures.png(self._shot(clash))


def number_of(clash: clashes.Clash) -> int:
    """Chooses one of the four sides a clash is looked at from."""
    return int(clash.guid[:4], 16)


def write_report(folder: Path, stem: str, found: list[clashes.Clash], layout: str, units: str, camera: Camera) -> None:
    """Write a report and the pictures beside it. A resolved clash that lost its objects has none."""
    entries = navisworks.entries_of(found, layout, stem)
    write(folder / f"{stem}.xml", navisworks.report(entries, units, layout))
    (folder / f"{stem}_files").mkdir()
    for top in (entry for listed in entries.values() for entry in listed):
        for entry in (top, *top.members):
            if entry.clash.first is not None and entry.clash.second is not None:
                name = entry.picture.rpartition("\\")[2]
                (folder / f"{stem}_files" / name).write_bytes(camera.jpeg(entry.clash))


def truth_as_text(truth: list[dict[str, object]]) -> str:
    """One clash a line."""
    head = '{"about": "What became of each clash between week-1 and week-2", "clashes": [\n'
    return head + ",\n".join(json.dumps(each) for each in truth) + "\n]}\n"


def write(path: Path, text: str) -> None:
    """Bytes as they are: line ends are part of the format."""
    path.write_bytes(text.encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent)
