"""Points to points, one to one, the nearest first, in linear time: what is close is found on a grid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import dist, floor, inf

from converter.model.vectors import Vector

_ALL_EDGES = 256
"""Up to so many combinations all are looked at."""

_IN_A_CELL = 16
"""Points of one cell that are looked at: in a heap of points on one spot any will do."""

_RADII_M = (0.001, 0.01, 0.1, 1.0, 10.0, 100.0)


@dataclass(frozen=True, slots=True)
class Spot:
    """A point and the place of its owner in a list; ``order`` decides between equals, whatever order they came in."""

    place: int
    point_m: Vector | None
    order: tuple[str, ...]


Edge = tuple[float, tuple[str, ...], tuple[str, ...], int, int]
"""Distance in metres, order of both, place of both: edges sort by what makes them good."""


def one_to_one(olds: Sequence[Spot], news: Sequence[Spot]) -> Iterator[tuple[int, int]]:
    """Pair as many as there can be: the nearest first, those without a point last, in their order."""
    if len(olds) == 1 == len(news):
        yield olds[0].place, news[0].place
        return
    left, right = {each.place: each for each in olds}, {each.place: each for each in news}
    if len(olds) * len(news) <= _ALL_EDGES:
        yield from _greedy((_edge(one, other) for one in olds for other in news), left, right)
        return
    for radius_m in _RADII_M:
        if left and right:
            yield from _greedy(list(edges_within(radius_m, left.values(), right.values())), left, right)
    rest = (sorted(each.values(), key=_by_place) for each in (left, right))
    yield from ((one.place, other.place) for one, other in zip(*rest, strict=False))


def mutual_best(edges: Iterable[Edge]) -> Iterator[Edge]:
    """The edges that are the best one for both of their ends."""
    best_old: dict[int, Edge] = {}
    best_new: dict[int, Edge] = {}
    for edge in edges:
        *_, old, new = edge
        if old not in best_old or edge < best_old[old]:
            best_old[old] = edge
        if new not in best_new or edge < best_new[new]:
            best_new[new] = edge
    for edge in best_old.values():
        if best_new[edge[-1]] == edge:
            yield edge


def edges_within(radius_m: float, olds: Iterable[Spot], news: Iterable[Spot]) -> Iterator[Edge]:
    """Every old with each new at most ``radius_m`` away; of a crowded cell only the first few."""
    cells = Cells(radius_m)
    for new in sorted(news, key=lambda spot: spot.order):
        cells.add(new)
    for old in olds:
        for new in cells.near(old):
            edge = _edge(old, new)
            if edge[0] <= radius_m:
                yield edge


class Cells:
    """Spots on a grid of twice the radius, so that what is near lies in at most eight cells."""

    def __init__(self, radius_m: float) -> None:
        self._radius_m = radius_m
        self._spots: dict[tuple[int, int, int], list[Spot]] = defaultdict(list)

    def add(self, spot: Spot) -> None:
        """Put a spot on the grid; one without a point is nowhere."""
        if spot.point_m is not None:
            cell = self._spots[self._cell(spot.point_m)]
            if len(cell) < _IN_A_CELL:
                cell.append(spot)

    def near(self, spot: Spot) -> Iterator[Spot]:
        """Spots that may lie within the radius."""
        if spot.point_m is None:
            return
        size, radius = 2 * self._radius_m, self._radius_m
        across, deep, up = [range(floor((c - radius) / size), floor((c + radius) / size) + 1) for c in spot.point_m]
        for cell in product(across, deep, up):
            yield from self._spots.get(cell, ())

    def _cell(self, point_m: Vector) -> tuple[int, int, int]:
        size = 2 * self._radius_m
        x, y, z = point_m
        return floor(x / size), floor(y / size), floor(z / size)


def _greedy(edges: Iterable[Edge], left: dict[int, Spot], right: dict[int, Spot]) -> Iterator[tuple[int, int]]:
    """Take edges from the best on while both ends are free; what is taken leaves ``left`` and ``right``."""
    for *_, old, new in sorted(edges):
        if old in left and new in right:
            del left[old], right[new]
            yield old, new


def _edge(old: Spot, new: Spot) -> Edge:
    return _distance_m(old.point_m, new.point_m), old.order, new.order, old.place, new.place


def _distance_m(one: Vector | None, other: Vector | None) -> float:
    return inf if one is None or other is None else dist(one, other)


def _by_place(spot: Spot) -> tuple[Vector, tuple[str, ...]]:
    return spot.point_m or (inf, inf, inf), spot.order
