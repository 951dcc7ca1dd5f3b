"""Points that lie near one another: single link by grid hashing, in about linear time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations, product
from math import dist, floor, inf, sqrt

from converter.model.vectors import Vector

Cell = tuple[int, int, int]
_REACH = 2
_HALF = [step for step in product(range(-_REACH, _REACH + 1), repeat=3) if step > (0, 0, 0)]
"""Half of the cells around one that may hold a point within the radius; the other half asks from its side."""
_NEXT = [step for step in product(range(-1, 2), repeat=3) if step > (0, 0, 0)]
"""Half of the cells next to one."""
_FEW = 64
"""So many pairs of points are compared one by one."""
_LITTLE = 24
"""So many points too: each with each."""


class Sets:
    """Disjoint sets of 0 … n - 1."""

    def __init__(self, count: int) -> None:
        self._parents = list(range(count))

    def root(self, one: int) -> int:
        """What stands for the set of ``one``: its smallest member."""
        parents = self._parents
        while parents[one] != one:
            parents[one] = parents[parents[one]]
            one = parents[one]
        return one

    def join(self, one: int, other: int) -> None:
        """Make one set of two."""
        first, second = self.root(one), self.root(other)
        if first != second:
            self._parents[max(first, second)] = min(first, second)

    def members(self) -> list[list[int]]:
        """All sets, each in ascending order, by their smallest members."""
        found: dict[int, list[int]] = {}
        for each in range(len(self._parents)):
            found.setdefault(self.root(each), []).append(each)
        return list(found.values())


def linked(points_m: Sequence[Vector], radius_m: float) -> list[list[int]]:
    """Sets of places in ``points_m`` that a chain of steps of at most ``radius_m`` (> 0) connects, by smallest member.

    Most points lie far from most others: cells of the radius part them, and what is left over is compared one by one
    where it is little, else by a finer grid.
    """
    if len(points_m) == 2:
        return [[0, 1]] if dist(*points_m) <= radius_m else [[0], [1]]
    places = range(len(points_m))
    sets = Sets(len(points_m))
    if len(points_m) <= _LITTLE:
        _compare(sets, places, points_m, radius_m)
        return sets.members()
    for heap in _heaps(points_m, radius_m):
        if len(heap) <= _LITTLE:
            _compare(sets, heap, points_m, radius_m)
        else:
            _link_heap(sets, heap, points_m, radius_m)
    return sets.members()


def _compare(sets: Sets, places: Sequence[int], points_m: Sequence[Vector], radius_m: float) -> None:
    for one, other in combinations(places, 2):
        if dist(points_m[one], points_m[other]) <= radius_m:
            sets.join(one, other)


def _heaps(points_m: Sequence[Vector], radius_m: float) -> list[list[int]]:
    """Points of neighbouring cells with the radius as their edge: those of different heaps are farther apart."""
    cells = _cells(range(len(points_m)), points_m, radius_m)
    numbers = {cell: number for number, cell in enumerate(cells)}
    sets = Sets(len(cells))
    for (x, y, z), number in numbers.items():
        for a, b, c in _NEXT:
            if (near := numbers.get((x + a, y + b, z + c))) is not None:
                sets.join(number, near)
    contents = list(cells.values())
    return [[place for number in joined for place in contents[number]] for joined in sets.members()]


def _link_heap(sets: Sets, heap: Sequence[int], points_m: Sequence[Vector], radius_m: float) -> None:
    """Points in one cell of edge radius / √3 are near without asking. Only neighbouring cells that are not connected
    yet are compared, so that the time does not grow with the square of how dense points lie.
    """
    cells = _cells(heap, points_m, radius_m / sqrt(3))
    for places in cells.values():
        for place in places[1:]:
            sets.join(places[0], place)
    for (x, y, z), places in cells.items():
        for a, b, c in _HALF:
            others = cells.get((x + a, y + b, z + c))
            if not others or sets.root(places[0]) == sets.root(others[0]):
                continue
            if _within(points_m, places, others, radius_m):
                sets.join(places[0], others[0])


def _cells(places: Iterable[int], points_m: Sequence[Vector], edge_m: float) -> dict[Cell, list[int]]:
    cells: dict[Cell, list[int]] = defaultdict(list)
    for place in places:
        x, y, z = points_m[place]
        cells[floor(x / edge_m), floor(y / edge_m), floor(z / edge_m)].append(place)
    return dict(cells)


def _within(points_m: Sequence[Vector], ones: list[int], others: list[int], radius_m: float) -> bool:
    """True when a point of the one lot is within the radius of one of the other: both are halved until they are few,
    and halves that are too far apart, or near enough as a whole, are not looked into.
    """
    pending = [(ones, others)]
    while pending:
        first, second = pending.pop()
        if len(first) * len(second) <= _FEW:
            if any(dist(points_m[a], points_m[b]) <= radius_m for a in first for b in second):
                return True
            continue
        low, high, axis, length = _extent(points_m, first)
        low_2, high_2, axis_2, length_2 = _extent(points_m, second)
        gaps = [max(b - c, d - a, 0.0) for a, b, c, d in zip(high, low, high_2, low_2, strict=True)]
        if dist(gaps, (0.0, 0.0, 0.0)) > radius_m:
            continue
        spans = [max(a - d, c - b) for a, b, c, d in zip(high, low, high_2, low_2, strict=True)]
        if dist(spans, (0.0, 0.0, 0.0)) <= radius_m:
            return True
        if len(second) == 1 or (length >= length_2 and len(first) > 1):
            pending += [(half, second) for half in _halves(points_m, first, axis)]
        else:
            pending += [(first, half) for half in _halves(points_m, second, axis_2)]
    return False


def _halves(points_m: Sequence[Vector], places: list[int], axis: int) -> tuple[list[int], list[int]]:
    ordered = sorted(places, key=lambda place: points_m[place][axis])
    middle = len(ordered) // 2
    return ordered[:middle], ordered[middle:]


def _extent(points_m: Sequence[Vector], places: Sequence[int]) -> tuple[Vector, Vector, int, float]:
    """Lowest and highest corner, the longest axis and its length."""
    low, high = corners(points_m[place] for place in places)
    lengths = [b - a for a, b in zip(low, high, strict=True)]
    length = max(lengths)
    return low, high, lengths.index(length), length


def corners(points_m: Iterable[Vector]) -> tuple[Vector, Vector]:
    """The lowest and the highest corner of the box around the points; (inf, -inf) of none."""
    x0 = y0 = z0 = inf
    x1 = y1 = z1 = -inf
    for x, y, z in points_m:
        x0, y0, z0 = x if x < x0 else x0, y if y < y0 else y0, z if z < z0 else z0
        x1, y1, z1 = x if x > x1 else x1, y if y > y1 else y1, z if z > z1 else z1
    return (x0, y0, z0), (x1, y1, z1)
