"""The few elements behind many clashes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from math import dist

from converter.model.vectors import Vector
from converter.plan.candidates import Candidate
from converter.plan.grouping.by import Grouping
from converter.plan.grouping.near import Sets, corners, linked
from converter.plan.grouping.one_place import Extent, levels_of, split_by_place
from converter.plan.grouping.problems import Label
from converter.plan.grouping.tags import told_apart


def culprit_labels(clashes: Sequence[Candidate], limit: Grouping) -> list[Label]:
    """A label a clash of one test: the element that is behind it, and where.

    1. A greedy cover: the element in most clashes that are not explained yet explains them, until all are.
    2. What one element explains is split by level and distance.
    3. Clashes of one element that lie near one another are one problem whoever explains them: a duct and its
       insulation, both layers of a wall. Where most lie near is joined first, and nothing that would get too wide.
    """
    graph = _Graph(clashes)
    culprits = graph.cover()
    levels, extent = levels_of(clashes, limit)
    points = [each.result.point_m for each in clashes]
    stars: dict[int, list[int]] = defaultdict(list)
    for place, culprit in enumerate(culprits):
        if culprit >= 0:
            stars[culprit].append(place)
    parts = [part for star in stars.values() for part in split_by_place(star, points, levels, extent)]
    part_of = {place: number for number, part in enumerate(parts) for place in part}
    near = sorted(graph.near_ones(levels, limit.near_m, part_of), key=lambda ones: (-len(ones), graph.first(ones)))
    groups = _joined(parts, part_of, near, points, extent)
    return _labels(clashes, groups, culprits, graph.keys, levels, limit)


def _joined(
    parts: Sequence[list[int]],
    part_of: Mapping[int, int],
    near: Sequence[Sequence[int]],
    points_m: Sequence[Vector | None],
    extent: Extent,
) -> list[list[int]]:
    """The parts, those with clashes in one set of ``near`` made one while they stay one place."""
    sets = Sets(len(parts))
    boxes = [corners(point for place in part if (point := points_m[place]) is not None) for part in parts]
    for ones in near:
        first = part_of[ones[0]]
        for number in dict.fromkeys(part_of[place] for place in ones[1:]):
            one, other = sets.root(first), sets.root(number)
            both = corners((*boxes[one], *boxes[other]))
            if one != other and extent.is_kept(both):
                sets.join(one, other)
                boxes[sets.root(one)] = both
    return [[place for number in joined for place in parts[number]] for joined in sets.members()]


def element_labels(clashes: Sequence[Candidate], _limit: Grouping) -> list[Label]:
    """A label a clash of one test: the element of its two that is in more clashes, wherever they are."""
    counts = Counter(key for each in clashes for key in set(each.element_keys) if key)
    labels: dict[str, Label] = {}
    found = []
    for each in clashes:
        known = [key for key in each.element_keys if key]
        if not known:
            found.append(Label())
            continue
        busiest = min(known, key=lambda key: (-counts[key], key))
        found.append(labels.setdefault(busiest, Label(f"element|{busiest}", (busiest,))))
    return found


class _Graph:
    """Elements and the clashes between them. Elements are numbered in the order of their keys, clashes by place."""

    def __init__(self, clashes: Sequence[Candidate]) -> None:
        self._clashes = clashes
        self._points = [each.result.point_m for each in clashes]
        self.keys = sorted({key for each in clashes for key in each.element_keys if key})
        numbers = {key: number for number, key in enumerate(self.keys)}
        self._ends = [tuple({numbers[key] for key in each.element_keys if key}) for each in clashes]
        self._clashes_of: list[list[int]] = [[] for _ in self.keys]
        for place, ends in enumerate(self._ends):
            for end in ends:
                self._clashes_of[end].append(place)

    def cover(self) -> list[int]:
        """The culprit of each clash: of elements with equally many the first by key; -1 where no element is known."""
        left = [len(places) for places in self._clashes_of]
        queue = [(-count, element) for element, count in enumerate(left)]
        heapify(queue)
        culprits = [-1] * len(self._ends)
        while queue:
            count, element = heappop(queue)
            if -count != left[element]:  # others have explained some since: it waits for its turn
                if left[element]:
                    heappush(queue, (-left[element], element))
                continue
            for place in self._clashes_of[element]:
                if culprits[place] < 0:
                    culprits[place] = element
                    for end in self._ends[place]:
                        left[end] -= 1
        return culprits

    def first(self, places: Sequence[int]) -> str:
        """The first key of these clashes."""
        return min(self._clashes[place].key for place in places)

    def near_ones(self, levels: Sequence[str], near_m: float, part_of: Mapping[int, int]) -> Iterator[list[int]]:
        """Clashes of one element that lie near one another on one level, where they are of different parts."""
        for places in self._clashes_of:
            if len(places) < 2 or len({part_of[place] for place in places}) < 2:
                continue
            if len(places) == 2:  # most elements
                one, other = self._points[places[0]], self._points[places[1]]
                if levels[places[0]] == levels[places[1]] and one and other and dist(one, other) <= near_m:
                    yield places
                continue
            by_level: dict[str, list[tuple[int, Vector]]] = {}
            for place in places:
                if (point := self._points[place]) is not None:
                    by_level.setdefault(levels[place], []).append((place, point))
            for same in by_level.values():
                if len(same) > 1:
                    sets = linked([point for _, point in same], near_m)
                    yield from ([same[number][0] for number in near] for near in sets if len(near) > 1)


def _ranked(elements: Sequence[int]) -> list[int]:
    """Each once, what occurs most first."""
    if len(set(elements)) == 1:
        return [elements[0]]
    return [element for _, element in sorted((-count, element) for element, count in Counter(elements).items())]


def _labels(
    clashes: Sequence[Candidate],
    groups: Sequence[Sequence[int]],
    culprits: Sequence[int],
    keys: Sequence[str],
    levels: Sequence[str],
    limit: Grouping,
) -> list[Label]:
    """One label a group: the culprit with most of it, and the place only where that culprit is at several."""
    names = [tuple([keys[element] for element in _ranked([culprits[place] for place in group])]) for group in groups]
    members = [[clashes[place] for place in group] for group in groups]
    level_words = [levels[group[0]] for group in groups]
    heads = [f"culprit|{name[0]}" for name in names]
    tags = told_apart(heads, members, level_words, limit.distance_m)
    found = [Label()] * len(clashes)
    for group, tag, name in zip(groups, tags, names, strict=True):
        label = Label(tag, name)
        for place in group:
            found[place] = label
    return found
