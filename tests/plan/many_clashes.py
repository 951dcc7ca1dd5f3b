"""Many clashes of one test, with few elements behind most of them, as real reports have them."""

from __future__ import annotations

import random

from converter.model.clash import ClashResult, ClashStatus
from converter.model.vectors import Vector
from converter.plan.candidates import Candidate
from converter.plan.elements import Element, IdKind
from converter.plan.identity import pair_key

_TEST = "Structure vs Services"


def many_clashes(count: int, seed: int = 5) -> list[Candidate]:
    """A tenth of the clashes with one slab that is everywhere, the others of walls and pipes with a length, at levels of
    a building that grows with the number.
    """
    chance = random.Random(seed)
    width_m = 20.0 * (count / 100) ** 0.5
    pipes = [_element(f"P{number}") for number in range(count // 2)]
    walls = [(_element(f"W{number}"), _anywhere(chance, width_m)) for number in range(max(count // 15, 1))]
    slab = _element("SLAB")
    found = []
    for number in range(count):
        pipe = chance.choice(pipes)
        if chance.random() < 0.1:
            culprit, point = slab, _anywhere(chance, width_m)
        else:
            culprit, (x, y, z) = chance.choice(walls)
            point = (x + chance.uniform(0, 12.0), y + chance.uniform(0, 0.3), z + chance.uniform(0, 2.5))
        found.append(_candidate(number, (culprit, pipe), point))
    return found


def _anywhere(chance: random.Random, width_m: float) -> Vector:
    return (chance.uniform(0, width_m), chance.uniform(0, width_m), 3.5 * chance.randrange(8))


def _element(identifier: str) -> Element:
    return Element(IdKind.ELEMENT_ID, identifier, name=f"Element {identifier}", source_file="Model.nwc")


def _candidate(number: int, elements: tuple[Element, Element], point_m: Vector) -> Candidate:
    name = f"Clash{number}"
    result = ClashResult(
        guid=f"g{number}", name=name, status=ClashStatus.NEW, point_m=point_m, distance_m=-0.001 * (number % 97)
    )
    key = f"{pair_key(_TEST, [each.key for each in elements])}#{number}"
    level = f"Level {int(point_m[2] // 3.5)}"
    grid = f"{int(point_m[0] // 6)}-{int(point_m[1] // 6)}"
    group = f"group|{number // 7}"
    keys = tuple(element.key for element in elements)
    return Candidate("Report.xml", _TEST, result, key, elements, grid, level, group, group, element_keys=keys)
