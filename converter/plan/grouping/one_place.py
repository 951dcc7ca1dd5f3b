"""One issue is one place: clashes split so that none lies farther from another than a person walks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise
from math import dist, floor, hypot

from converter.model.vectors import Vector
from converter.plan.candidates import Candidate
from converter.plan.grouping.by import Grouping, folded
from converter.plan.grouping.near import corners


@dataclass(frozen=True, slots=True)
class Extent:
    """How wide (the diagonal of the box around it) and how high a place may be, metres."""

    distance_m: float
    height_m: float

    def is_kept(self, points_m: Iterable[Vector]) -> bool:
        """True when the points are one place."""
        low, high = corners(points_m)
        width, depth, height = (b - a for a, b in zip(low, high, strict=True))
        return hypot(width, depth, height) <= self.distance_m and height <= self.height_m


def levels_of(clashes: Sequence[Candidate], limit: Grouping) -> tuple[list[str], Extent]:
    """The level of each clash, "" where it says nothing, and the extent a place may have.

    Levels say something when there are several, or when what has the one level is no higher than a storey: Navisworks
    has been seen to name one level for a whole building. Where they do not, the height of an issue is limited instead.
    """
    levels = [folded(each.level) for each in clashes]
    if len(set(levels)) == 1:
        low, high = corners(each.result.point_m for each in clashes if each.result.point_m is not None)
        if not levels[0] or high[2] - low[2] > limit.height_m:
            return [""] * len(clashes), Extent(limit.distance_m, min(limit.height_m, limit.distance_m))
    unknown = "" in levels
    return levels, Extent(limit.distance_m, limit.height_m if unknown else limit.distance_m)


def split_by_place(
    places: Sequence[int], points_m: Sequence[Vector | None], levels: Sequence[str], extent: Extent
) -> list[list[int]]:
    """``places`` (indexes of clashes) as one list a level and place, in a fixed order.

    A clash without a point goes with the largest part of its level: nothing speaks against it.
    """
    if len(places) == 1:
        return [list(places)]
    by_level: dict[str, list[int]] = {}
    if len({levels[place] for place in places}) == 1:
        by_level[levels[places[0]]] = list(places)
    else:
        for place in places:
            by_level.setdefault(levels[place], []).append(place)
    found = []
    for _, same in sorted(by_level.items()):
        placed = [place for place in same if points_m[place] is not None]
        parts = _rejoined(list(_parts(placed, points_m, extent)), points_m, extent) or [[]]
        max(parts, key=len).extend(place for place in same if points_m[place] is None)
        found += parts
    return found


def _parts(places: list[int], points_m: Sequence[Vector | None], extent: Extent) -> Iterator[list[int]]:
    """Cut where there is nothing for half the distance, else at planes that lie where they lie: the cut of last week is
    the cut of this week whatever came or went. Every plane is the coarsest of the halved, quartered … space that meets
    the clashes, so that there are few cuts and the depth is that of a logarithm.
    """
    pending = [places] if places else []
    while pending:
        part = pending.pop()
        if len(part) == 1:
            yield part
            continue
        points = [point for place in part if (point := points_m[place]) is not None]
        if extent.is_kept(points):
            yield part
            continue
        axis, limit = _axis_to_cut(points, extent)
        pending += reversed(_cut(part, points, axis, limit))


def _rejoined(parts: list[list[int]], points_m: Sequence[Vector | None], extent: Extent) -> list[list[int]]:
    """Neighbours in the order of the cuts that are one place after all, the nearest first: planes that lie where they
    lie leave slivers, and a gap is no reason to part what fits together.
    """
    if len(parts) < 2:
        return parts
    boxes = [corners(point for place in part if (point := points_m[place]) is not None) for part in parts]
    before, after = [number - 1 for number in range(len(parts))], [number + 1 for number in range(len(parts))]
    versions = [0] * len(parts)
    queue: list[tuple[float, int, int, int, int]] = []

    def offer(one: int, other: int) -> None:
        if one >= 0 and other < len(parts):
            both = corners((*boxes[one], *boxes[other]))
            if extent.is_kept(both):
                heappush(queue, (dist(*both), one, other, versions[one], versions[other]))

    for number in range(len(parts) - 1):
        offer(number, number + 1)
    while queue:
        _, one, other, *seen = heappop(queue)
        if not parts[one] or not parts[other] or seen != [versions[one], versions[other]]:
            continue  # one of them has grown or gone since
        parts[one] += parts[other]
        parts[other] = []
        boxes[one] = corners((*boxes[one], *boxes[other]))
        versions[one] += 1
        after[one] = after[other]
        if after[one] < len(parts):
            before[after[one]] = one
        offer(before[one], one)
        offer(one, after[one])
    return [part for part in parts if part]


def _axis_to_cut(points: Sequence[Vector], extent: Extent) -> tuple[int, float]:
    low, high = corners(points)
    if high[2] - low[2] > extent.height_m:
        return 2, extent.height_m
    lengths = [b - a for a, b in zip(low, high, strict=True)]
    return lengths.index(max(lengths)), extent.distance_m


def _cut(places: Sequence[int], points: Sequence[Vector], axis: int, limit_m: float) -> list[list[int]]:
    """``places`` with their ``points`` in two or more parts along the axis."""
    ordered = sorted(zip([point[axis] for point in points], places, strict=True))
    gaps = [place for place in range(1, len(ordered)) if ordered[place][0] - ordered[place - 1][0] >= limit_m / 2]
    if not gaps:
        edge = limit_m / 4
        plane = _coarsest(floor(ordered[0][0] / edge), floor(ordered[-1][0] / edge))
        gaps = [next(place for place, (value, _) in enumerate(ordered) if floor(value / edge) >= plane)]
    ends = [0, *gaps, len(ordered)]
    return [[place for _, place in ordered[a:b]] for a, b in pairwise(ends)]


def _coarsest(low: int, high: int) -> int:
    """The number in (low, high] that the highest power of two divides."""
    if low < 0 <= high:
        return 0
    return high >> (bits := (low ^ high).bit_length() - 1) << bits


def most_common(words: Iterable[str | None]) -> str | None:
    """The word that occurs most often, the first in the alphabet of several; None without any."""
    known = [word for word in words if word]
    if len(set(known)) < 2:
        return known[0] if known else None
    counts = Counter(known)
    return min(counts, key=lambda word: (-counts[word], word)) if counts else None
