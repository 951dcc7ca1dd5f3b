"""Smart groups: clashes near each other, as IfcClash's ``smart_group_clashes`` finds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from converter.model.clash import ClashGroup, ClashResult, ClashTest, ClashTestStatus, GroupLayout
from converter.model.global_id import GLOBAL_ID
from converter.parsers.ifcclash.clashes import Side, clash_of
from converter.parsers.ifcclash.json_text import pairs_of
from converter.parsers.ifcclash.values import Say, shown, words


def group_of(name: str, members: Sequence[ClashResult]) -> ClashGroup:
    """A group that shows its deepest member.

    IfcClash numbers groups anew in each run. What stays is what is in them: the group is known by the first of its
    clashes in the order of their ids, and a clash is in one group only.
    """
    first = min(member.guid for member in members)
    worst = min(members, key=severity)
    return ClashGroup(replace(worst, guid=f"smart-group:{first}", name=name), tuple(members))


def severity(result: ClashResult) -> tuple[float, str]:
    """Sorts the deepest first; the order of the file says nothing."""
    return (float("inf") if result.distance_m is None else result.distance_m, result.guid)


def groups_by_number(name: str, numbered: Sequence[tuple[ClashResult, object]]) -> tuple[ClashGroup, ...]:
    """Groups from the number each clash was given, named as IfcClash does: by set, in order of appearance."""
    members: dict[object, list[ClashResult]] = {}
    for result, number in numbered:
        members.setdefault(number, []).append(result)
    return tuple([group_of(f"{name} - {n}", found) for n, found in enumerate(members.values(), start=1)])


def read_smart_groups(document: dict[str, object], say: Say) -> tuple[ClashTest, ...]:
    """``{set: [{group: [[GlobalId, GlobalId], …]}]}``: a test for each set; nothing but the ids is known."""
    tests = []
    for key, value in pairs_of(document):
        name = words(key, say)
        if not isinstance(value, list):
            say("IFX030", f"set {shown(name)}: its groups are no list: {shown(value)}")
            continue
        groups = tuple(_groups(name, value, say))
        if groups:
            tests.append(_test(name, groups))
    return tuple(tests)


def _test(name: str, groups: tuple[ClashGroup, ...]) -> ClashTest:
    """Says less than the results of the same set: where both are given, those are to be used."""
    return ClashTest(name=name, status=ClashTestStatus.OK, layout=GroupLayout.HEADERS_ONLY, groups=groups)


def _groups(name: str, listed: list[object], say: Say) -> Iterator[ClashGroup]:
    seen: set[str] = set()
    for each in listed:
        if not isinstance(each, dict):
            say("IFX030", f"set {shown(name)}: a group is no object: {shown(each)}")
            continue
        for key, pairs in pairs_of(each):
            label = words(key, say)
            members = list(_members(label, pairs, seen, say))
            if members:
                yield group_of(f"{name} - smart group {label}" if label.isdecimal() else label, members)


def _members(group: str, pairs: object, seen: set[str], say: Say) -> Iterator[ClashResult]:
    if not isinstance(pairs, list):
        say("IFX030", f"group {shown(group)}: its clashes are no list: {shown(pairs)}")
        return
    for pair in pairs:
        if not isinstance(pair, list) or len(pair) != 2 or not all(_is_id(each) for each in pair):
            say("IFX030", f"group {shown(group)}: no pair of GlobalIds: {shown(pair)}")
            continue
        result = clash_of([Side(str(each)) for each in pair])
        if result.guid in seen:
            say("IFX026", f"group {shown(group)}: {result.guid} is listed already; left out")
            continue
        seen.add(result.guid)
        yield result


def _is_id(value: object) -> bool:
    return isinstance(value, str) and GLOBAL_ID.fullmatch(value) is not None
