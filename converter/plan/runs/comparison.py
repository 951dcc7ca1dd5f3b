"""What changed between two runs, as a value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.plan.issues import ClashState
from converter.plan.runs.clash_record import ClashRecord, RecordedRun
from converter.plan.runs.compare_settings import CompareSettings
from converter.plan.runs.looks_older import looks_older
from converter.plan.runs.older_reports import OLDER
from converter.plan.runs.pairing import Pairing, pairing_of
from converter.plan.runs.renamed_tests import renamed_tests
from converter.plan.runs.states import GONE, Retests, of_found, of_new
from converter.plan.runs.unpaired import distance_m


@dataclass(frozen=True, slots=True)
class Change:
    """One clash and what happened to it. ``old`` or ``new`` is None where the run does not have it as existing.

    ``listed`` is the entry by which the new run says that it is closed; ``shift_m`` how far its point moved;
    ``missing_runs`` in how many runs in a row it was proved absent, this one included.
    """

    state: ClashState
    reason: str
    old: ClashRecord | None
    new: ClashRecord | None
    listed: ClashRecord | None = None
    shift_m: float | None = None
    missing_runs: int = 0

    @property
    def key(self) -> str:
        """The identity key: that of the earlier run, so that it never changes."""
        return (self.old or self.new or _NOBODY).key


@dataclass(frozen=True, slots=True)
class ProbablePair:
    """Two records that may be one clash, for a person to look at."""

    old: ClashRecord
    new: ClashRecord
    why: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes between two runs, in an order that does not depend on that of the input.

    Only what exists in one of the runs is in ``changes``; what was closed before and is not open again is in
    ``closed``. ``left_out`` counts what is not in ``changes`` by its reason, ``renamed`` gives the folded old name of a
    renamed test its new one.
    """

    changes: tuple[Change, ...]
    probable: tuple[ProbablePair, ...] = ()
    closed: tuple[Change, ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """Clashes by state, with zeros. A clash that moved is among the persistent ones too: it kept its guid."""
        states = Counter(change.state for change in self.changes)
        states[ClashState.PERSISTENT] += states[ClashState.MOVED]
        return {str(state): states[state] for state in ClashState}


DEFAULT = CompareSettings()


def compared(old: RecordedRun, new: RecordedRun, settings: CompareSettings = DEFAULT) -> Comparison:
    """Compare two runs."""
    renaming = renamed_tests(old, new, settings.test_aliases)
    olds, newer = _comparable(old.clashes), _comparable(new.clashes)
    pairing = pairing_of(olds, newer, renaming.names)
    probable = tuple(ProbablePair(olds[each.old], newer[each.new], each.why) for each in pairing.probable)
    retests = Retests(new, renaming.names)
    changes = sorted(_changes(olds, newer, pairing, retests, settings.moved_m), key=_order)
    closed = tuple(_closed(olds, newer, pairing, retests))
    return Comparison(
        changes=tuple(changes),
        probable=tuple(sorted(probable, key=lambda each: (each.old.key, each.new.key))),
        closed=closed,
        left_out=tuple(_left_out(old, new, olds, newer, pairing)),
        diagnostics=(
            *renaming.diagnostics,
            *looks_older(changes, newer, renaming.names),
            *_diagnostics(changes, probable),
        ),
        renamed=renaming.names,
    )


def _comparable(records: Iterable[ClashRecord]) -> list[ClashRecord]:
    """Headers of groups whose clashes are there stand for them only."""
    return [record for record in records if not record.has_members]


def _changes(
    olds: Sequence[ClashRecord], news: Sequence[ClashRecord], pairing: Pairing, retests: Retests, moved_m: float
) -> Iterator[Change]:
    for pair in pairing.same:
        one, other = olds[pair.old], news[pair.new]
        state, reason = of_found(one, other, pair.by, moved_m)
        yield Change(state, reason, one, other, shift_m=distance_m(one, other))
    found_old, found_new = {pair.old for pair in pairing.same}, {pair.new for pair in pairing.same}
    twins = {each.old: (news[each.new], each.why) for each in pairing.probable}
    listed = {pair.old: news[pair.new] for pair in pairing.listed}
    for place, record in enumerate(olds):
        if record.exists and place not in found_old:
            yield _lost(record, listed.get(place), twins.get(place), retests)
    for place, record in enumerate(news):
        if record.exists and place not in found_new:
            state, reason = of_new(record)
            yield Change(state, reason, None, record)


def _lost(
    old: ClashRecord, listed: ClashRecord | None, twin: tuple[ClashRecord, str] | None, retests: Retests
) -> Change:
    """What may be one with another clash is not closed: a person decides first."""
    if twin is not None:
        other, why = twin
        reason = f"it is probably {other.name or other.guid or other.key!r}: {why}"
        return Change(ClashState.UNRETESTED, reason, old, None, listed, missing_runs=old.missing_runs)
    state, reason = retests.of_lost(old, listed)
    missing_runs = old.missing_runs + (state is ClashState.RESOLVED)
    return Change(state, reason, old, None, listed, missing_runs=missing_runs)


def _closed(
    olds: Sequence[ClashRecord], news: Sequence[ClashRecord], pairing: Pairing, retests: Retests
) -> Iterator[Change]:
    """What was closed before and is not open again. It stays closed, whether it was tested again or not."""
    listed = {pair.old: news[pair.new] for pair in pairing.listed}
    again = {pair.old for pair in pairing.same}
    for place, record in enumerate(olds):
        if not record.exists and place not in again:
            entry = listed.get(place)
            state, reason = retests.of_lost(record, entry)
            missing_runs = record.missing_runs + (state is ClashState.RESOLVED)
            yield Change(ClashState.RESOLVED, reason, record, None, entry, missing_runs=missing_runs)


def _left_out(
    old: RecordedRun, new: RecordedRun, olds: Sequence[ClashRecord], news: Sequence[ClashRecord], pairing: Pairing
) -> Iterator[tuple[str, int]]:
    """What is in no change, counted, so that things in = things out + these."""
    again, listed = {pair.old for pair in pairing.same}, {pair.new for pair in pairing.listed}
    counts = {
        "earlier run: closed, and not open again": sum(not r.exists and p not in again for p, r in enumerate(olds)),
        "new run: the entry by which it lists one of the earlier run as closed": len(listed),
        "new run: closed, and not in the earlier run": sum(
            not r.exists and p not in listed for p, r in enumerate(news)
        ),
        "earlier run: headers of groups whose clashes were compared": len(old.clashes) - len(olds),
        "new run: headers of groups whose clashes were compared": len(new.clashes) - len(news),
    }
    for name, run in (("earlier", old), ("new", new)):
        counts |= {f"{name} run: {reason}": count for reason, count in run.left_out}
    return ((reason, count) for reason, count in counts.items() if count)


def _diagnostics(changes: Sequence[Change], probable: Sequence[ProbablePair]) -> Iterator[Diagnostic]:
    if probable:
        yield diagnose("CMP004", f"{len(probable):,} clashes are probably ones of the earlier run; none was merged")
    if again := sum(change.state is ClashState.REIDENTIFIED for change in changes):
        yield diagnose("CMP006", f"{again:,} clashes are in the report under another guid and are the same ones")
    doubts = Counter(
        (change.old.test, f"an element {GONE}" if change.reason.endswith(GONE) else change.reason)
        for change in changes
        if change.state is ClashState.UNRETESTED and change.old
    )
    per_reason = Counter({key: count for key, count in doubts.items() if not key[1].startswith(_SAID)})
    for (test, reason), count in sorted(per_reason.items()):
        where = f" of {test!r}" if test else ""
        yield diagnose("CMP005", f"{count:,} clashes{where} were not tested again and stay open: {reason}")


_SAID = ("it is probably", OLDER)
"""Reasons with a diagnostic of their own (CMP004, CMP010)."""

_STATES = {state: place for place, state in enumerate(ClashState)}


def _order(change: Change) -> tuple[int, str, str, str, str]:
    old, new = change.old, change.new
    guids = (old.guid if old else "", new.guid if new else "")
    return _STATES[change.state], (old or new or _NOBODY).test, change.key, *guids


_NOBODY = ClashRecord("", "", "", "", "", "", is_live=False)
