"""A run that is planned, with what is remembered of it: clashes keep the key they had when they were first seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from converter.plan.candidates import Candidate
from converter.plan.issues import ClashState, RememberedClash
from converter.plan.lookups import Models
from converter.plan.runs.clash_record import ClashRecord, RunOfTest
from converter.plan.runs.compare_settings import CompareSettings
from converter.plan.runs.comparison import Change, Comparison, compared
from converter.plan.runs.gone import gone_from
from converter.plan.runs.memory import Memory
from converter.plan.runs.older_reports import remembered_tests
from converter.plan.runs.records import records_of_candidates
from converter.plan.runs.unpaired import folded
from converter.plan.topics.topic_issues import TopicEntry

Name = tuple[str, str]
"""File and key of an entry."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What happened to an entry of the new run, and what it was before. ``old`` is None for what is new, ``new`` is its
    record in the new run where it exists there.
    """

    state: ClashState
    reason: str
    old: ClashRecord | None
    missing_runs: int = 0
    new: ClashRecord | None = None


@dataclass(frozen=True, slots=True)
class Recalled:
    """The entries of the new run under the keys they are remembered by, and what happened to each.

    ``remembered`` is what no entry of the new run stands for, but for what was closed without ever being in an issue:
    every week would add to that. Without memory everything is empty but the entries.
    """

    candidates: tuple[Candidate, ...]
    entries: tuple[TopicEntry, ...]
    fates: dict[Name, Fate] = field(default_factory=dict)
    remembered: tuple[RememberedClash, ...] = ()
    comparison: Comparison | None = None

    def tests(
        self, tests: Sequence[RunOfTest], memory: Memory | None, settings: CompareSettings
    ) -> tuple[RunOfTest, ...]:
        """The tests of the new run, with what is remembered of the reports they were read from."""
        if memory is None or self.comparison is None:
            return tuple(tests)
        before, renamed = memory.run().tests, self.comparison.renamed
        new = {folded(each.new.test) for each in self.comparison.changes if each.new and each.old is None}
        return remembered_tests(tests, before, renamed, new, allow_older=settings.allow_older)

    def without_noise(self, candidates: Iterable[Candidate]) -> Recalled:
        """The same, where what a noise rule took out is suppressed."""
        fates = dict(self.fates)
        for each in candidates:
            if each.noise and (fate := fates.get((each.file, each.key))) and fate.state is not ClashState.RESOLVED:
                fates[each.file, each.key] = replace(fate, state=ClashState.SUPPRESSED, reason=each.noise)
        return replace(self, fates=fates)


def recalled(
    candidates: Sequence[Candidate],
    entries: Sequence[TopicEntry],
    tests: Iterable[RunOfTest],
    memory: Memory | None,
    settings: CompareSettings,
    closed_words: frozenset[str],
    models: Models | None = None,
) -> Recalled:
    """Compare with what is remembered. ``models`` are those of the new run."""
    if memory is None:
        return Recalled(tuple(candidates), tuple(entries))
    old, new = memory.run(), records_of_candidates(candidates, tests, entries, closed_words)
    if models is not None:
        new = replace(new, gone=gone_from(old, models))
    comparison = _as_told(compared(old, new, settings), memory)
    keys = _keys(new.clashes, old.clashes, comparison)
    fates: dict[Name, Fate] = {}
    remembered = []
    for change in (*comparison.changes, *comparison.closed):
        fate = Fate(change.state, change.reason, change.old, change.missing_runs, change.new)
        if entry := change.new or change.listed:
            fates[entry.file, keys.get(id(entry), entry.key)] = fate
        elif change.old and (change.old.exists or change.old.issue):
            remembered.append(RememberedClash(change.old, change.state, change.reason, change.missing_runs))
    headers = {record.key: record for record in old.clashes if record.has_members}
    for record in new.clashes:
        if record.has_members and record.is_live and (header := headers.get(record.key)):
            fates[record.file, record.key] = Fate(ClashState.PERSISTENT, "the group is in both runs", header)
    records = iter(new.clashes)
    renamed = [_as_known(each, records, keys) for each in candidates]
    topics = [_topic_as_known(each, records, keys) for each in entries]
    return Recalled(tuple(renamed), tuple(topics), fates, tuple(remembered), comparison)


_FOUND = frozenset(
    {ClashState.NEW, ClashState.PERSISTENT, ClashState.MOVED, ClashState.REIDENTIFIED, ClashState.REGRESSED}
)


def _as_told(comparison: Comparison, memory: Memory) -> Comparison:
    """The comparison; where the run is planned again, with the states it had the first time."""
    changes = tuple([_told_again(each, memory) for each in comparison.changes])
    return replace(comparison, changes=changes, closed=tuple([_told_again(each, memory) for each in comparison.closed]))


def _told_again(change: Change, memory: Memory) -> Change:
    told = memory.told_of(change.old) if change.old else None
    if told is None or told.state is ClashState.SUPPRESSED or (told.state in _FOUND) != (change.new is not None):
        return change
    return replace(change, state=told.state, reason=told.reason, missing_runs=told.missing_runs)


def _keys(new: Sequence[ClashRecord], old: Sequence[ClashRecord], comparison: Comparison) -> dict[int, str]:
    """The key of every record of the new run that is not its own, by ``id``: the remembered one, or a free one."""
    keys: dict[int, str] = {}
    for change in (*comparison.changes, *comparison.closed):
        if change.old and (entry := change.new or change.listed):
            keys[id(entry)] = change.old.key
    used = {record.key for record in old if not record.has_members}
    others = [each for each in new if id(each) not in keys and not each.has_members]
    taken = used | {each.key for each in others}
    for each in sorted(
        (each for each in others if each.key in used), key=lambda each: (each.key, each.guid, each.file)
    ):
        keys[id(each)] = free = _free(each.key, taken)
        taken.add(free)
    return keys


def _free(key: str, taken: set[str]) -> str:
    number = 2
    while f"{key}#{number}" in taken:
        number += 1
    return f"{key}#{number}"


def _as_known(candidate: Candidate, records: Iterator[ClashRecord], keys: dict[int, str]) -> Candidate:
    """Records are in the order of the candidates that are used."""
    if candidate.superseded:
        return candidate
    key = keys.get(id(next(records)))
    if key is None:
        return candidate
    return replace(candidate, key=key, group=key if candidate.is_group else candidate.group)


def _topic_as_known(entry: TopicEntry, records: Iterator[ClashRecord], keys: dict[int, str]) -> TopicEntry:
    if entry.superseded:
        return entry
    key = keys.get(id(next(records)))
    return entry if key is None else replace(entry, key=key)
