"""What happened to a clash between two runs, with the reason in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from converter.plan.issues import ClashState
from converter.plan.runs.clash_record import ClashRecord, RecordedRun, RunOfTest
from converter.plan.runs.unpaired import By, distance_m, folded

Verdict = tuple[ClashState, str]
"""A state and its reason."""

GONE = "is not in its model any more"
"""How the reason ends where an element is gone; it begins with the element."""

NOT_RUN = {
    "old": "the test is older than its models: it has to be run again",
    "partial": "the test was interrupted",
}
"""Why a test of such a status proves nothing by what it lacks."""


def of_found(old: ClashRecord, new: ClashRecord, by: By, moved_m: float) -> Verdict:
    """The state of a clash of the earlier run that is in the new one."""
    if new.suppressed:
        return ClashState.SUPPRESSED, new.suppressed
    shift_m = distance_m(old, new)
    moved = shift_m is not None and shift_m > moved_m
    shifted = f"; its point moved by {_length(shift_m)}" if shift_m and moved else ""
    if not old.is_live:
        return ClashState.REGRESSED, f"it was {_closed(old)} and is open again, known by {by}{shifted}"
    if old.guid != new.guid and old.guid and new.guid:
        return ClashState.REIDENTIFIED, f"under another guid, known again by {by}{shifted}"
    if moved:
        return ClashState.MOVED, f"found again by {by}{shifted}"
    return ClashState.PERSISTENT, f"found again by {by}"


def of_new(new: ClashRecord) -> Verdict:
    """The state of what the earlier run does not have."""
    if new.suppressed:
        return ClashState.SUPPRESSED, new.suppressed
    return ClashState.NEW, "the earlier run does not have it"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the new run says of a test, put together from all of its files."""

    status: str
    filtered: bool
    selections_empty: bool
    lists_clashes: bool
    lists_groups: bool
    has_results: bool
    older: str


class Retests:
    """Whether absence from a run proves anything.

    A clash is resolved only when its test was run again with everything in it: there, up to date, whole, with both
    models and both elements, and reported without leaving statuses out.
    """

    def __init__(self, new: RecordedRun, tests: Mapping[str, str]) -> None:
        self._new, self._renamed = new, tests
        self._tests: dict[str, list[RunOfTest]] = {}
        for test in new.tests:
            self._tests.setdefault(folded(test.name), []).append(test)
        self._with_rows = {folded(record.test) for record in new.clashes}
        self._models = self._models_that_ran()

    def _models_that_ran(self) -> frozenset[str]:
        """The models of the run. A test that was not run again shows what was loaded when it was."""
        stale = {name for name, tests in self._tests.items() if _together(tests).status in NOT_RUN}
        if not stale:
            return self._new.models
        in_clashes, ran = {""}, {""}
        for record in self._new.clashes:
            models = [each.model for each in record.elements]
            in_clashes.update(models)
            if folded(record.test) not in stale:
                ran.update(models)
        return frozenset((self._new.models - in_clashes) | ran) - {""}

    def of_lost(self, old: ClashRecord, listed: ClashRecord | None) -> Verdict:
        """The state of what existed in the earlier run and is not found in the new one as live.

        ``listed`` is the entry by which the new run says that it is closed.
        """
        if old.kind == "topic":
            return self._of_topic(listed)
        if doubt := self._doubt(old, is_listed=listed is not None):
            return ClashState.UNRETESTED, doubt
        if listed is not None:
            return ClashState.RESOLVED, "the report lists it as resolved, and the two do not clash under another guid"
        return ClashState.RESOLVED, "the test was run again and does not find it any more"

    def _of_topic(self, listed: ClashRecord | None) -> Verdict:
        if listed is None:
            return ClashState.UNRETESTED, "it is in no archive of the new run"
        return ClashState.RESOLVED, f"{listed.status or 'closed'} in the archive"

    def _doubt(self, old: ClashRecord, *, is_listed: bool) -> str:
        """Why the new run proves nothing about a clash; "" when it does."""
        name = folded(old.test)
        tests = self._tests.get(self._renamed.get(name, name))
        if not tests:
            return "its test is not in the new run"
        asked = _together(tests)
        if asked.older:
            return asked.older
        if asked.status in NOT_RUN:
            return NOT_RUN[asked.status]
        if not asked.has_results:
            return "the new run has the test without its results"
        if asked.status == "new" and folded(tests[0].name) not in self._with_rows:
            return "the test has not been run"
        if asked.filtered:
            return "the report leaves out statuses that its summary counts"
        if asked.selections_empty:
            return "a selection of the test is empty: it compares nothing"
        if not is_listed and not (asked.lists_groups if old.kind == "group" else asked.lists_clashes):
            return f"the report lists no {'groups' if old.kind == 'group' else 'members of groups'}"
        return self._missing_model(old) or self._gone(old)

    def _missing_model(self, old: ClashRecord) -> str:
        """A model that is not loaded clashes with nothing. Reports that name no models say nothing about that."""
        if not self._models:
            return ""
        missing = sorted({each.model for each in old.elements if each.model} - self._models)
        return f"the model {missing[0]!r} is not in the new run" if missing else ""

    def _gone(self, old: ClashRecord) -> str:
        gone = [each.label for each in old.elements if each.keys and not each.keys.isdisjoint(self._new.gone)]
        return f"{gone[0] or 'an element'!r} {GONE}" if gone else ""


def _together(tests: Iterable[RunOfTest]) -> _Asked:
    """A test that is in several files proves something only if each of them does."""
    found = list(tests)
    statuses = {test.status for test in found}
    return _Asked(
        status=next((status for status in (*NOT_RUN, "new") if status in statuses), "ok"),
        filtered=any(test.filtered for test in found),
        selections_empty=any(test.selections_empty for test in found),
        lists_clashes=all(test.lists_clashes for test in found),
        lists_groups=all(test.lists_groups for test in found),
        has_results=all(test.has_results for test in found),
        older=next((test.older for test in found if test.older), ""),
    )


def _closed(old: ClashRecord) -> str:
    """How it was closed: a clash that was not in a report any more has the status it had before."""
    return "approved" if old.suppressed else old.status if old.kind == "topic" else "resolved"


def _length(metres: float) -> str:
    return f"{metres:.2f} m" if metres >= 1 else f"{metres * 1000:.0f} mm"
