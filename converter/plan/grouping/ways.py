"""Every way of grouping as a function from the clashes of one test to a label each, and their combinations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from converter.plan.candidates import Candidate
from converter.plan.grouping.by import GroupBy, Grouping, folded
from converter.plan.grouping.culprit import culprit_labels, element_labels
from converter.plan.grouping.near import linked
from converter.plan.grouping.one_place import levels_of, split_by_place
from converter.plan.grouping.problems import Label
from converter.plan.grouping.tags import told_apart

Way = Callable[[Sequence[Candidate], Grouping], list[Label]]


def labels_of(clashes: Sequence[Candidate], by: Sequence[GroupBy], limit: Grouping) -> list[Label]:
    """A label a clash of one test: clashes go together when all ways say so.

    A clash of which no way says anything stays by itself, and one outside of the report's groups where these are asked
    for.
    """
    columns = [WAYS[way](clashes, limit) for way in by]
    if len(columns) == 1:
        return columns[0]
    needed = [place for place, way in enumerate(by) if way is GroupBy.REPORT]
    known: dict[tuple[str, ...], Label] = {}
    found = []
    for row in zip(*columns, strict=True):
        tags = tuple([each.tag for each in row])
        if (label := known.get(tags)) is None:
            label = known[tags] = _together(row, needed)
        found.append(label)
    return found


def _together(row: Sequence[Label], needed: Sequence[int]) -> Label:
    tags = [each.tag for each in row]
    if not any(tags) or not all(tags[place] for place in needed):
        return Label()
    culprits = next((each.culprits for each in row if each.culprits), ())
    return Label("+".join(sorted(tags)), culprits)


def _report(clashes: Sequence[Candidate], _limit: Grouping) -> list[Label]:
    return _shared([each.group for each in clashes])


def _proximity(clashes: Sequence[Candidate], limit: Grouping) -> list[Label]:
    """Single link, split like what culprits explain: a chain has no end by itself."""
    levels, extent = levels_of(clashes, limit)
    points = [each.result.point_m for each in clashes]
    placed = [place for place, point in enumerate(points) if point is not None]
    chains = linked([point for point in points if point is not None], limit.radius_m)
    groups = [
        part
        for chain in chains
        for part in split_by_place([placed[number] for number in chain], points, levels, extent)
    ]
    members = [[clashes[place] for place in group] for group in groups]
    heads = ["proximity"] * len(groups)
    level_words = [levels[group[0]] for group in groups]
    found = [Label()] * len(clashes)
    for group, tag in zip(groups, told_apart(heads, members, level_words, limit.radius_m), strict=True):
        label = Label(tag)
        for place in group:
            found[place] = label
    return found


def _level_grid(clashes: Sequence[Candidate], _limit: Grouping) -> list[Label]:
    return _shared([_words("level-grid", each.level, each.grid) for each in clashes])


def _level(clashes: Sequence[Candidate], _limit: Grouping) -> list[Label]:
    return _shared([_words("level", each.level) for each in clashes])


def _grid(clashes: Sequence[Candidate], _limit: Grouping) -> list[Label]:
    return _shared([_words("grid", each.grid) for each in clashes])


def _test(clashes: Sequence[Candidate], _limit: Grouping) -> list[Label]:
    return _shared(["test"] * len(clashes))


def _words(way: str, *parts: str | None) -> str:
    return "|".join([way, *map(folded, parts)]) if any(parts) else ""


def _shared(tags: Sequence[str]) -> list[Label]:
    """One label for each distinct tag."""
    labels = {tag: Label(tag) for tag in dict.fromkeys(tags)}
    return [labels[tag] for tag in tags]


WAYS: Final[Mapping[GroupBy, Way]] = {
    GroupBy.REPORT: _report,
    GroupBy.CULPRIT: culprit_labels,
    GroupBy.ELEMENT: element_labels,
    GroupBy.PROXIMITY: _proximity,
    GroupBy.LEVEL_GRID: _level_grid,
    GroupBy.LEVEL: _level,
    GroupBy.GRID: _grid,
    GroupBy.TEST: _test,
}
