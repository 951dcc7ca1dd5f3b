"""The same clashes as IfcClash writes them: a list of clash sets, each clash under its two GlobalIds."""

from __future__ import annotations

import json

from .clashes import TESTS, Clash
from .ifc import global_id
from .parts import Part

_TOLERANCE = 0.001


def results(clashes: list[Clash]) -> str:
    """The results of all tests. IfcClash knows no statuses: what is no longer there is not in it."""
    return json.dumps([_clash_set(test, clashes) for test in TESTS], indent=4)


def _clash_set(test: str, clashes: list[Clash]) -> dict[str, object]:
    found = [
        _clash(clash.first, clash.second, clash)
        for clash in clashes
        if clash.test == test and clash.status != "resolved" and clash.first and clash.second
    ]
    return {
        "name": test,
        "mode": "intersection",
        "a": [{"file": "models/IFC4/Structure.ifc"}],
        "b": [{"file": "models/IFC4/Services.ifc"}],
        "tolerance": _TOLERANCE,
        "check_all": False,
        "clashes": {f"{each['a_global_id']}-{each['b_global_id']}": each for each in found},
    }


def _clash(first: Part, second: Part, clash: Clash) -> dict[str, object]:
    """The a and b of a clash need not be those of the set: here they are in the order of their GlobalIds."""
    a, b = sorted((first, second), key=global_id)
    x, y, z = (round(value, 6) for value in clash.point)
    depth = round(-clash.distance, 6)
    return {
        "a_global_id": global_id(a),
        "b_global_id": global_id(b),
        "a_ifc_class": a.ifc_class,
        "b_ifc_class": b.ifc_class,
        "a_name": a.name,
        "b_name": b.name,
        "type": "protrusion",
        "p1": [x, y, z],
        "p2": [x, y, round(z + depth, 6)],
        "distance": depth,
    }
