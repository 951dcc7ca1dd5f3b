"""What a report holds, entry by entry: clashes and groups with their elements, place and identity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from converter.model.clash import ClashResult, ClashTest
from converter.model.drafts import maker_of
from converter.model.report import Report
from converter.plan.elements import Element, IdKind, element_of
from converter.plan.identity import group_key, guid_key, numbered, pair_key
from converter.plan.models.known import NOTHING, Known, identified

_ON_LEVELS = frozenset({IdKind.ELEMENT_ID, IdKind.IFC_GUID})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clash or the header of a group, where it was read and who it is.

    ``group`` is the key of the group it belongs to, "" for none. ``is_group`` entries carry the fields of their most
    severe member. ``superseded`` says, in words, why another export of the same test was taken instead. ``unit`` is the
    report's own unit of length. ``known`` is what the models know of it. ``element_keys`` are those of the elements as
    the report has them: they stay when models know more. ``noise`` says, in words, which rule took it out.
    """

    file: str
    test: str
    result: ClashResult
    key: str
    elements: tuple[Element, ...]
    grid: str | None
    level: str | None
    group: str = ""
    group_name: str = ""
    is_group: bool = False
    superseded: str = ""
    unit: str = ""
    known: Known = NOTHING
    element_keys: tuple[str | None, ...] = ()
    noise: str = ""

    @property
    def has_pair(self) -> bool:
        """True when the two elements identify the clash, so that no guid is needed."""
        return self.key.startswith("pair|")


_make_candidate = maker_of(Candidate)


def candidates_of(report: Report, superseded: dict[tuple[str, int], str]) -> Iterator[Candidate]:
    """Every entry of every test, groups before their members, in the order of the file."""
    for number, test in enumerate(report.tests):
        reason = superseded.get((report.path, number), "")
        found = _with_distinct_keys(list(_of_test(report.path, report.units, test)))
        yield from (replace(each, superseded=reason) for each in found) if reason else found


def _of_test(file: str, unit: str, test: ClashTest) -> Iterator[Candidate]:
    name = test.display_name
    for group in test.groups:
        key = group_key(name, group.guid, group.name)
        yield _candidate(file, unit, name, group.header, key=key, group=key, group_name=group.name, is_group=True)
        for member in group.results:
            yield _candidate(file, unit, name, member, group=key, group_name=group.name)
    for result in test.results:
        parent = result.parent_group or ""
        key = group_key(name, "", parent) if parent else ""
        yield _candidate(file, unit, name, result, group=key, group_name=parent)


def _candidate(
    file: str,
    unit: str,
    test: str,
    result: ClashResult,
    *,
    key: str = "",
    group: str = "",
    group_name: str = "",
    is_group: bool = False,
) -> Candidate:
    elements = tuple([element_of(item) for item in result.items])
    grid, level = place_of(result, elements)
    keys = tuple([element.key for element in elements])
    if not key:
        key = pair_key(test, keys) or guid_key(test, result.guid, result.name)
    return _make_candidate(
        file,
        test,
        result,
        key,
        elements,
        grid,
        level,
        group,
        group_name,
        is_group,
        unit=unit,
        element_keys=keys,
    )


def _with_distinct_keys(found: list[Candidate]) -> list[Candidate]:
    keys = numbered((each.key, each.result.guid or each.result.name) for each in found)
    return [each if each.key == key else _with_key(each, key) for each, key in zip(found, keys, strict=True)]


def _with_key(candidate: Candidate, key: str) -> Candidate:
    return replace(candidate, key=key, group=key if candidate.is_group else candidate.group)


def enriched(candidate: Candidate, known: Known) -> Candidate:
    """The candidate with what the models know of it; its key stays the report's."""
    if known is NOTHING:
        return candidate
    pairs = zip(candidate.elements, known.outcomes, strict=True)
    place = known.place
    result = candidate.result
    if known.scale != 1:
        distance = result.distance_m
        scaled = None if distance is None else distance * known.scale
        result = replace(result, point_m=known.point_m, distance_m=scaled)
    return replace(
        candidate,
        result=result,
        elements=tuple([identified(element, outcome) for element, outcome in pairs]),
        grid=place.grid if place else candidate.grid,
        level=place.level if place else candidate.level,
        known=known,
    )


def place_of(result: ClashResult, elements: Iterable[Element]) -> tuple[str | None, str | None]:
    """Grid and level: ``B-2 : Level 2`` names both. Without it the layer is the level, for objects of Revit and IFC: in
    drawings it is a layer.
    """
    text = (result.grid_location or "").strip()
    if text:
        grid, separator, level = text.rpartition(" : ")
        if separator:
            return grid.strip() or None, level.strip() or None
        return text, None
    return None, next((each.layer for each in elements if each.layer and each.id_kind in _ON_LEVELS), None)
