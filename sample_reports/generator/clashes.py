"""Which parts meet, exactly; and the results Clash Detective would list for them in two weekly runs."""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from dataclasses import dataclass, replace
from math import hypot

from .parts import GRID_X, GRID_Y, STOREYS, Part, Solid, Vector

TESTS = ("Structure vs Ducts", "Structure vs Pipes", "Structure vs Cable Trays")
_CLASS_OF_TEST = {TESTS[0]: "IfcDuctSegment", TESTS[1]: "IfcPipeSegment"}


@dataclass(frozen=True)
class Clash:
    """One result. ``first`` and ``second`` are None where a resolved result has lost its objects."""

    name: str
    guid: str
    status: str
    test: str
    first: Part | None
    second: Part | None
    point: Vector
    distance: float
    group: str = ""
    found: str = "2026-03-02"

    @property
    def is_live(self) -> bool:
        """True when somebody still has to look at it."""
        return self.status in ("new", "active", "reviewed")


def overlap(first: Solid, second: Solid) -> tuple[Vector, float] | None:
    """Middle of what two solids share and how deep they overlap; None when they are apart. At most one is round."""
    low = [max(a, b) for a, b in zip(first.low, second.low, strict=True)]
    high = [min(a, b) for a, b in zip(first.high, second.high, strict=True)]
    if any(a >= b for a, b in zip(low, high, strict=True)):
        return None
    depths = [b - a for a, b in zip(low, high, strict=True)]
    bar, box = (first, second) if first.radius else (second, first)
    if bar.radius:
        others = [axis for axis in range(3) if axis != bar.axis]
        outside = [max(box.low[a] - bar.centre[a], 0.0, bar.centre[a] - box.high[a]) for a in others]
        if hypot(*outside) >= bar.radius:
            return None
    x, y, z = ((a + b) / 2 for a, b in zip(low, high, strict=True))
    return (x, y, z), min(depths)


def place_of(point: Vector) -> tuple[str, str]:
    """Nearest grid intersection and the storey: ``B-2``, ``Level 1``."""
    column = min(GRID_X, key=lambda name: abs(GRID_X[name] - point[0]))
    row = min(GRID_Y, key=lambda name: abs(GRID_Y[name] - point[1]))
    storey = max((name for name, base in STOREYS.items() if base <= point[2]), key=STOREYS.__getitem__)
    return f"{column}-{row}", storey


def first_week(structure: list[Part], services: list[Part]) -> list[Clash]:
    """Every clash of both tests, named and grouped by test as a coordinator would leave them on a Monday."""
    found = [clash for test in _CLASS_OF_TEST for clash in _of_test(test, structure, services)]
    return [replace(clash, status=_first_status(place)) for place, clash in enumerate(_grouped(found))]


def _of_test(test: str, structure: list[Part], services: list[Part]) -> list[Clash]:
    clashes = []
    for one in structure:
        for other in services:
            if other.ifc_class == _CLASS_OF_TEST[test] and (meeting := overlap(one.solid, other.solid)):
                point, depth = meeting
                clashes.append(
                    Clash("", _guid(f"1/{test}/{one.number}/{other.number}"), "new", test, one, other, point, -depth)
                )
    clashes.sort(key=lambda clash: (clash.distance, clash.point))
    return [replace(clash, name=f"Clash{number}") for number, clash in enumerate(clashes, start=1)]


def _guid(seed: str) -> str:
    """A random-looking version 4 UUID, the same in every run."""
    return str(uuid.UUID(bytes=hashlib.sha256(seed.encode()).digest()[:16], version=4))


def _grouped(clashes: list[Clash]) -> list[Clash]:
    """Clashes of one beam that is hit three times or more are one group."""
    hits = Counter((clash.test, clash.first.number) for clash in clashes if clash.first)
    result = []
    for clash in clashes:
        first = clash.first
        assert first is not None
        many = hits[clash.test, first.number] >= 3
        result.append(replace(clash, group=f"{first.name}, {first.storey}" if many else ""))
    return result


def _first_status(place: int) -> str:
    if place % 17 == 5:
        return "approved"
    return {3: "reviewed", 7: "active"}.get(place % 9, "new")


def second_week(
    before: list[Clash], structure: list[Part], services: list[Part]
) -> tuple[list[Clash], list[dict[str, object]]]:
    """The report a week later, and the truth about each clash of both weeks."""
    now = {
        (c.test, c.first.number, c.second.number): c for t in _CLASS_OF_TEST for c in _of_test(t, structure, services)
    }
    later: list[Clash] = []
    truth: list[dict[str, object]] = []
    for place, clash in enumerate(before):
        assert clash.first is not None and clash.second is not None
        again = now.pop((clash.test, clash.first.number, clash.second.number), None)
        found, entry = _a_week_later(clash, again, place)
        later += found
        truth.append(entry)
    later, added = _with_new(later, list(now.values()))
    return later, truth + added


def _a_week_later(clash: Clash, again: Clash | None, place: int) -> tuple[list[Clash], dict[str, object]]:
    entry = _truth("resolved", clash.guid, None, clash)
    # Navisworks drops the objects of resolved results, or one of the two.
    gone = replace(clash, status="resolved", first=None, second=clash.second if place % 2 else None)
    if again is None:
        return [replace(gone, group="")], {**entry, "week_2_guid": clash.guid}
    status = "active" if clash.status == "new" else clash.status
    swapped = place % 11 == 4
    first, second = (again.second, again.first) if swapped else (again.first, again.second)
    kept = replace(clash, status=status, first=first, second=second, point=again.point, distance=again.distance)
    moved = max(abs(a - b) for a, b in zip(clash.point, again.point, strict=True)) > 0.01
    if place % 7 == 3 and not moved and clash.is_live:
        fresh = replace(kept, guid=_guid(f"2/{clash.guid}"), status="new", name=f"{clash.name} (2)", found="2026-03-09")
        return [replace(gone, group=""), fresh], {
            **entry,
            "truth": "reidentified",
            "week_2_guid": fresh.guid,
            "swapped": swapped,
        }
    word = "suppressed" if clash.status == "approved" else "moved" if moved else "persistent"
    return [kept], {**entry, "truth": word, "week_2_guid": clash.guid, "swapped": swapped}


def _with_new(later: list[Clash], new: list[Clash]) -> tuple[list[Clash], list[dict[str, object]]]:
    truth = []
    for clash in new:
        number = sum(other.test == clash.test for other in later) + 1
        clash = replace(clash, guid=_guid(f"2/{clash.guid}"), name=f"Clash{100 + number}", found="2026-03-09")
        later.append(clash)
        truth.append(_truth("new", None, clash.guid, clash))
    return later, truth


def _truth(word: str, old: str | None, new: str | None, clash: Clash) -> dict[str, object]:
    assert clash.first is not None and clash.second is not None
    return {
        "truth": word,
        "test": clash.test,
        "elements": sorted([clash.first.number, clash.second.number]),
        "week_1_guid": old,
        "week_2_guid": new,
        "swapped": False,
    }
