"""Groups of the last run that hold on: a point that moves a little, or a rival for culprit, makes no new problem."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from converter.model.vectors import Vector
from converter.plan.candidates import Candidate
from converter.plan.grouping.by import GroupBy, Grouping
from converter.plan.grouping.near import corners
from converter.plan.grouping.one_place import Extent, levels_of, split_by_place
from converter.plan.grouping.problems import Label

_REPORTED = ("group|", "group-name|")
_COMPUTED = "by|"


def held(
    clashes: Sequence[Candidate], labels: Sequence[Label], before: Mapping[str, str], way: GroupBy, limit: Grouping
) -> list[Label]:
    """The labels of one test, changed so that groups of the last run stay together while they are one place.

    ``before`` gives the key of a clash the key of the issue it was in. Only groups that ``way`` may have made hold on:
    with another way all starts afresh. What is new joins the group in which most of those are with which it would be
    grouped anyway, where that is one place then. Clashes that were issues by themselves are free.
    """
    groups = _groups_before(clashes, before, way)
    if not groups:
        return list(labels)
    levels, extent = levels_of(clashes, limit)
    points = [each.result.point_m for each in clashes]
    for identity, places in groups.items():
        groups[identity] = max(split_by_place(places, points, levels, extent), key=len)
    home = {place: identity for identity, places in groups.items() for place in places}
    _take_in(groups, home, labels, _Room(points, levels, extent))
    return _relabelled(groups, labels)


class _Room:
    """Says whether clashes are one place."""

    def __init__(self, points_m: Sequence[Vector | None], levels: Sequence[str], extent: Extent) -> None:
        self._points, self._levels, self._extent = points_m, levels, extent
        self._boxes: dict[str, tuple[Vector, Vector]] = {}

    def takes_in(self, identity: str, group: Sequence[int], place: int) -> bool:
        """True when the group is one place with the clash as well; the group is larger then."""
        if self._levels[place] != self._levels[group[0]]:
            return False
        point = self._points[place]
        if point is None:
            return True
        box = self._boxes.get(identity) or corners(each for one in group if (each := self._points[one]) is not None)
        both = corners((*box, point))
        if self._extent.is_kept(both):
            self._boxes[identity] = both
            return True
        return False


def _groups_before(clashes: Sequence[Candidate], before: Mapping[str, str], way: GroupBy) -> dict[str, list[int]]:
    """The groups of the last run of which two clashes or more are open yet, by their keys."""
    groups: dict[str, list[int]] = defaultdict(list)
    for place, each in sorted(enumerate(clashes), key=lambda item: item[1].key):
        identity = before.get(each.key, "")
        if identity and each.result.status.is_live and not identity.startswith(_REPORTED):
            groups[identity].append(place)
    return {
        identity: places
        for identity, places in sorted(groups.items())
        if len(places) > 1 and (f"|{way}|" in identity or not identity.startswith(_COMPUTED))
    }


def _take_in(groups: dict[str, list[int]], home: dict[int, str], labels: Sequence[Label], room: _Room) -> None:
    """Give what is in no group of the last run to the one most of its neighbours are in."""
    members: dict[str, list[int]] = defaultdict(list)
    for place, label in enumerate(labels):
        if label.tag:
            members[label.tag].append(place)
    for places in members.values():
        votes = Counter(home[place] for place in places if place in home)
        ranked = _by_count(votes)
        for place in places if ranked else ():
            if place in home:
                continue
            for identity in ranked:
                if room.takes_in(identity, groups[identity], place):
                    groups[identity].append(place)
                    home[place] = identity
                    break


def _relabelled(groups: Mapping[str, Sequence[int]], labels: Sequence[Label]) -> list[Label]:
    """Each group under the tag most of it has, numbered where others have that too."""
    found = list(labels)
    inside = {place for places in groups.values() for place in places}
    used = {label.tag for place, label in enumerate(labels) if place not in inside}
    for _, places in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        counts = Counter(labels[place].tag for place in places if labels[place].tag)
        tag = free = next(iter(_by_count(counts)), "held")
        number = 1
        while free in used:
            number += 1
            free = f"{tag}#{number}"
        used.add(free)
        culprits = Counter(key for place in places for key in labels[place].culprits)
        label = Label(free, tuple(_by_count(culprits)))
        for place in places:
            found[place] = label
    return found


def _by_count(counts: Counter[str]) -> list[str]:
    return [word for _, word in sorted((-count, word) for word, count in counts.items())]
