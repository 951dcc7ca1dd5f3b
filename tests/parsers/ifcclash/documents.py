"""Invented documents as IfcClash writes them: everything in them is made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from converter.model.report import Report
from converter.parsers.ifcclash.reader import IfcClashReader

Json = dict[str, Any]


def guid(number: int) -> str:
    """A GlobalId."""
    return f"0Invented$_{number:011d}"


WALL, DUCT, SLAB, PIPE = guid(1), guid(2), guid(3), guid(4)
NAMES = {WALL: ("IfcWall", "North wall"), DUCT: ("IfcDuctSegment", "Supply duct"), SLAB: ("IfcSlab", "Roof slab")}


def clash(a: str = WALL, b: str = DUCT, **changed: object) -> Json:
    """A clash; a key is changed by name, and left out when it is ``...``."""
    (a_class, a_name), (b_class, b_name) = (NAMES.get(each, ("IfcPipeSegment", "Riser")) for each in (a, b))
    made = {
        "a_global_id": a, "b_global_id": b, "a_ifc_class": a_class, "b_ifc_class": b_class, "a_name": a_name, "b_name": b_name,
        "type": "protrusion", "p1": [1.0, 2.0, 3.0], "p2": [1.0, 2.0, 3.5], "distance": 0.5,
    }  # fmt: skip
    made |= changed
    return {name: value for name, value in made.items() if value is not ...}


def clash_set(*clashes: Json, **changed: object) -> Json:
    """A set with these clashes, changed like a clash."""
    made = {
        "name": "Walls and ducts", "mode": "intersection", "a": [{"file": "models/A.ifc"}], "b": [{"file": "models/B.ifc"}],
        "tolerance": 0.01, "check_all": False,
        "clashes": {f"{each.get('a_global_id')}-{each.get('b_global_id')}": each for each in clashes},
    }  # fmt: skip
    made |= changed
    return {name: value for name, value in made.items() if value is not ...}


def text(*sets: object) -> str:
    """The document of these sets, in IfcClash's manner."""
    return json.dumps(list(sets), indent=4)


def read(folder: Path, content: str | bytes) -> Report:
    """What the reader makes of a file with this content."""
    path = folder / "clashes.json"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return IfcClashReader().read(path, "clashes.json")


def codes(report: Report) -> list[str]:
    """The codes of a report, in order."""
    return [each.code for each in report.diagnostics]
