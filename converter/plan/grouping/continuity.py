"""Groups keep their ids while members come and go: the majority takes the id along, all else is a diff."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from converter.plan.grouping.problems import Problem
from converter.plan.runs.clash_record import ClashRecord, RecordedRun


@dataclass(frozen=True, slots=True)
class Unit:
    """What was or becomes one issue: a group, or a clash by itself. ``members`` are the keys of its clashes, ``live``
    of those somebody has to look at.
    """

    key: str
    name: str
    members: tuple[str, ...]
    live: frozenset[str] = frozenset()


class Change(StrEnum):
    """What happened to a group.

    KEPT has the same clashes, CHANGED others as well or fewer; SPLIT has some of a group that another goes on, MERGED
    took in a group that none goes on, BEGUN has nothing of the last run, ENDED left nothing for this one.
    """

    KEPT = "kept"
    CHANGED = "changed"
    SPLIT = "split"
    MERGED = "merged"
    BEGUN = "begun"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class GroupChange:
    """One line of the diff; ``id`` is the key that lasts, ``words`` are for people."""

    change: Change
    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Continuity:
    """``ids`` gives the key of every unit of this run its lasting key: that of the unit it goes on, else one that is
    free. ``changes`` are in the order of this run's units, then what ended.
    """

    ids: Mapping[str, str]
    changes: tuple[GroupChange, ...]


def units_of_run(run: RecordedRun) -> list[Unit]:
    """The issues of an earlier run, with groups and clashes that were none. Headers whose members are there add
    nothing.
    """
    names: dict[str, str] = {}
    members: dict[str, list[str]] = defaultdict(list)
    for record in sorted(run.clashes, key=_record_order):
        if record.has_members:
            continue
        key = _unit_of(record)
        names.setdefault(key, record.group_name if record.group else record.name)
        members[key].append(record.key)
    live = frozenset(record.key for record in run.clashes if record.is_live)
    return [Unit(key, names[key], tuple(those), live.intersection(those)) for key, those in members.items()]


def units_of_problems(problems: Iterable[Problem]) -> list[Unit]:
    """What becomes one issue in this run; a header without members is its own member."""
    return [_unit(each) for each in problems]


def _unit(problem: Problem) -> Unit:
    entries = problem.members or (problem.head,)
    live = frozenset(each.key for each in entries if each.result.status.is_live)
    return Unit(problem.key, problem.name, tuple([each.key for each in entries]), live)


def continued(old: Sequence[Unit], new: Sequence[Unit], old_key_of: Mapping[str, str]) -> Continuity:
    """Which unit of the last run each unit of this run goes on.

    ``old_key_of`` pairs clashes: key in this run → key in the last one. Of all pairs of units with clashes in common
    those with most open ones are settled first, each unit once; then those with most of any; of equals the one that is
    a larger part of the old unit, then by keys, so that neither the order of rows nor that of units matters. What is
    left goes on the unit of the same key. A unit that goes on nothing keeps its own key unless that is another's now:
    then it is numbered.
    """
    home = {member: unit.key for unit in old for member in unit.members}
    sizes = {unit.key: len(unit.members) for unit in old}
    shared = {
        unit.key: Counter(
            home[before] for member in unit.members if (before := old_key_of.get(member)) is not None and before in home
        )
        for unit in new
    }
    open_ones = {
        unit.key: Counter(home.get(old_key_of.get(member, ""), "") for member in unit.members if member in unit.live)
        for unit in new
    }
    taken = _settled(shared, open_ones, sizes)
    ids = _with_free_keys(new, taken, set(sizes))
    return Continuity(ids, tuple(_changes(old, new, shared, taken, ids)))


def _record_order(record: ClashRecord) -> tuple[str, str]:
    return (_unit_of(record), record.key)


def _unit_of(record: ClashRecord) -> str:
    """The issue a clash was in; of what was no issue its group, or itself."""
    return record.issue or record.group or record.key


def _settled(
    shared: Mapping[str, Counter[str]], open_ones: Mapping[str, Counter[str]], sizes: Mapping[str, int]
) -> dict[str, str]:
    """New key → the old key it goes on."""
    pairs = sorted(
        (-open_ones[now][before], -count, sizes[before], before, now)
        for now, counts in shared.items()
        for before, count in counts.items()
    )
    taken: dict[str, str] = {}
    used: set[str] = set()
    for *_, before, now in pairs:
        if now not in taken and before not in used:
            taken[now] = before
            used.add(before)
    return taken | {key: key for key in shared if key not in taken and key in sizes and key not in used}


def _with_free_keys(new: Sequence[Unit], taken: Mapping[str, str], old_keys: set[str]) -> dict[str, str]:
    """An id for every unit; none is given twice, nor to something else than it stood for in the last run."""
    used = set(taken.values())
    reserved = old_keys | {unit.key for unit in new}
    ids = dict(taken)
    for key in sorted(unit.key for unit in new if unit.key not in taken):
        free, number = key, 1
        while free in used or (free != key and free in reserved):
            number += 1
            free = f"{key}#{number}"
        used.add(free)
        ids[key] = free
    return ids


def _changes(
    old: Sequence[Unit],
    new: Sequence[Unit],
    shared: Mapping[str, Counter[str]],
    taken: Mapping[str, str],
    ids: Mapping[str, str],
) -> Iterable[GroupChange]:
    names = {unit.key: unit.name for unit in old}
    sizes = {unit.key: len(unit.members) for unit in old}
    kept_by = {before: now for now, before in taken.items()}
    name_of_new = {unit.key: unit.name for unit in new}
    for unit in sorted(new, key=lambda each: ids[each.key]):
        before, from_others = taken.get(unit.key), Counter(shared[unit.key])
        kept = from_others.pop(before, 0) if before is not None else 0
        merged = sorted(key for key in from_others if key not in kept_by)
        parted = sorted(key for key in from_others if key in kept_by)
        if before is None and not from_others:
            yield GroupChange(Change.BEGUN, ids[unit.key], f"{unit.name!r} is new, with {_clashes(len(unit.members))}")
            continue
        if before is not None:
            yield _gone_on(unit, names[before], sizes[before], kept, ids[unit.key])
        for key in merged:
            words = f"{names[key]!r} went into {unit.name!r}, with {_clashes(from_others[key])}"
            yield GroupChange(Change.MERGED, ids[unit.key], words)
        for key in parted:
            rest = name_of_new[kept_by[key]]
            words = f"{_clashes(from_others[key])} of {names[key]!r} went to {unit.name!r}; {rest!r} keeps the issue"
            yield GroupChange(Change.SPLIT, ids[unit.key], words)
    continued_in = {key for counts in shared.values() for key in counts} | set(taken.values())
    for ended in sorted(old, key=lambda each: each.key):
        if ended.key not in continued_in:
            yield GroupChange(Change.ENDED, ended.key, f"nothing of {ended.name!r} is left")


def _gone_on(unit: Unit, name: str, size: int, kept: int, lasting: str) -> GroupChange:
    came, went = len(unit.members) - kept, size - kept
    if not came and not went:
        return GroupChange(Change.KEPT, lasting, f"{unit.name!r} has the same {_clashes(kept)}")
    parts = [f"{came:,} came" if came else "", f"{went:,} went" if went else ""]
    what = f"{unit.name!r}" if unit.name == name else f"{name!r}, now {unit.name!r}"
    return GroupChange(Change.CHANGED, lasting, f"{what}: {', '.join(filter(None, parts))}, {kept:,} stayed")


def _clashes(count: int) -> str:
    return "1 clash" if count == 1 else f"{count:,} clashes"
