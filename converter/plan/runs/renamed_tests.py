"""Tests that got another name between two runs: as somebody says, or as their clashes show."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.plan.runs.clash_record import ClashRecord, RecordedRun
from converter.plan.runs.unpaired import folded

_AT_LEAST = 2
"""So many clashes at least have to be in both: two tests may share one by chance."""

_PART = 0.5
"""And this part of the smaller of the two tests."""


@dataclass(frozen=True, slots=True)
class Renaming:
    """``names``: folded old name → folded new name of each renamed test."""

    names: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...] = ()


def renamed_tests(old: RecordedRun, new: RecordedRun, aliases: Mapping[str, str]) -> Renaming:
    """The tests that go by another name in the new run.

    ``aliases`` (old name → new name) are taken as they are. Beyond them a test that only the earlier run has is one
    that only the new run has when most of their clashes are the same, and no third test is in question.
    """
    before, now = _names(old), _names(new)
    names = {folded(one): folded(other) for one, other in aliases.items()}
    said = list(_unused(aliases, before, now))
    gone = {name for name in before if name not in now and name not in names}
    fresh = {name for name in now if name not in before and name not in names.values()}
    if not (gone and fresh):
        return Renaming(names, tuple(said))
    shared, sizes = _shared(old, new, gone, fresh)
    for one in sorted(gone):
        candidates = sorted(other for other in fresh if _enough(shared[one, other], sizes, one, other))
        if not candidates:
            continue
        rivals = [
            each for each in gone if any(_enough(shared[each, other], sizes, each, other) for other in candidates)
        ]
        if len(candidates) == 1 and rivals == [one]:
            names[one] = candidates[0]
            count = f"{shared[one, candidates[0]]:,} of their clashes are the same"
            said.append(diagnose("CMP001", f"the test {before[one]!r} is now {now[candidates[0]]!r}: {count}"))
        else:
            several = ", ".join(repr(now[other]) for other in candidates)
            said.append(
                diagnose("CMP002", f"the test {before[one]!r} may now be {several}; identity.test_aliases says which")
            )
    return Renaming(names, tuple(said))


def _names(run: RecordedRun) -> dict[str, str]:
    """Folded name → name of every test of a run."""
    names = {folded(test.name): test.name for test in run.tests}
    return names | {folded(name): name for name in sorted({record.test for record in run.clashes}) if name}


def _unused(aliases: Mapping[str, str], before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Diagnostic]:
    for one, other in sorted(aliases.items()):
        if folded(one) in before and folded(other) not in now:
            yield diagnose(
                "CMP003", f"identity.test_aliases says {one!r} is now {other!r}, which is not in the new run"
            )


def _shared(
    old: RecordedRun, new: RecordedRun, gone: set[str], fresh: set[str]
) -> tuple[Counter[tuple[str, str]], Counter[str]]:
    """How many clashes two tests share, and how many each has."""
    where: dict[object, set[str]] = defaultdict(set)
    sizes: Counter[str] = Counter()
    for name, record in _existing(new, fresh):
        sizes[name] += 1
        for mark in _marks(record):
            where[mark].add(name)
    shared: Counter[tuple[str, str]] = Counter()
    for name, record in _existing(old, gone):
        sizes[name] += 1
        for other in {other for mark in _marks(record) for other in where.get(mark, ())}:
            shared[name, other] += 1
    return shared, sizes


def _existing(run: RecordedRun, names: set[str]) -> Iterator[tuple[str, ClashRecord]]:
    folds: dict[str, str] = {}
    for record in run.clashes:
        name = folds.get(record.test) or folds.setdefault(record.test, folded(record.test))
        if name in names and record.exists:
            yield name, record


def _marks(record: ClashRecord) -> Iterable[object]:
    """What two records of one clash have in common: the pair of elements, or the guid."""
    if len(record.elements) == 2:
        first, second = record.elements
        yield from {tuple(sorted((one, other))) for one in first.keys for other in second.keys}
    if record.guid:
        yield record.guid


def _enough(shared: int, sizes: Counter[str], one: str, other: str) -> bool:
    return shared >= _AT_LEAST and shared >= _PART * min(sizes[one], sizes[other])
