"""The gate for CI: pass or fail, and why. A value that pages and programs are told of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from converter.plan.gate.about_nothing import about_nothing
from converter.plan.gate.checked_issue import CheckedIssue
from converter.plan.gate.gate_rules import Counted, GateRules, Grace, Limit, Ratchet
from converter.plan.issues import ClashState


class Outcome(StrEnum):
    """What the gate makes of one issue.

    FAILED breaks a limit; TOLERATED is new and within the limits; GRACE is let through until a day; KNOWN was open in
    the baseline; UNRETESTED never fails, for nothing is known of it; RESOLVED is gone, which a test proved.
    """

    FAILED = "failed"
    TOLERATED = "tolerated"
    GRACE = "grace"
    KNOWN = "known"
    UNRETESTED = "unretested"
    RESOLVED = "resolved"


_ORDER = {outcome: place for place, outcome in enumerate(Outcome)}
_SEVERITIES = {"critical": 0, "high": 1, "medium": 2, "low": 3}


@dataclass(frozen=True, slots=True)
class JudgedIssue:
    """An issue, what the gate makes of it, and why in words."""

    issue: CheckedIssue
    outcome: Outcome
    why: str


@dataclass(frozen=True, slots=True)
class JudgedLimit:
    """A limit and what was counted; ``note`` says why it can be about nothing, "" where it is about something."""

    limit: Limit
    count: int
    note: str = ""

    @property
    def holds(self) -> bool:
        """True while no more was counted than may be."""
        return self.count <= self.limit.most

    def __str__(self) -> str:
        why = f" ({self.limit.why})" if self.limit.why else ""
        return f"{self.limit.name}: {self.count:,}, at most {self.limit.most:,}{why}"


@dataclass(frozen=True, slots=True)
class ListedGrace:
    """An entry of the grace list: how many open issues it is about, and whether its day is over."""

    grace: Grace
    issues: int
    is_over: bool


@dataclass(frozen=True, slots=True)
class Baseline:
    """What was open in the baseline and was tested again: issues, and clashes in them."""

    issues: int
    clashes: int


@dataclass(frozen=True, slots=True)
class UnusedInput:
    """A file that could not be used, and why in words."""

    file: str
    why: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """All of it, in a fixed order: what fails first, then by severity, test, title and key.

    ``has_baseline`` is false when there was nothing to compare with, so that every open issue counts as new.
    ``unused`` are inputs nothing is known of: whatever the limits say, this is no verdict on all there is.
    """

    issues: tuple[JudgedIssue, ...]
    limits: tuple[JudgedLimit, ...]
    grace: tuple[ListedGrace, ...] = ()
    has_baseline: bool = True
    unused: tuple[UnusedInput, ...] = ()

    @property
    def passed(self) -> bool:
        """True when every limit holds."""
        return all(each.holds for each in self.limits)

    @property
    def reasons(self) -> tuple[str, ...]:
        """The limits that do not hold, in words."""
        return tuple([str(each) for each in self.limits if not each.holds])

    def of(self, *outcomes: Outcome) -> tuple[JudgedIssue, ...]:
        """The issues with these outcomes."""
        return tuple([each for each in self.issues if each.outcome in outcomes])

    def outcomes(self) -> dict[Outcome, int]:
        """Number of issues for every outcome, 0 included."""
        counted = Counter(each.outcome for each in self.issues)
        return {outcome: counted[outcome] for outcome in Outcome}

    def states(self) -> dict[ClashState, int]:
        """Number of issues for every state, 0 included."""
        counted = Counter(each.issue.state for each in self.issues)
        return {state: counted[state] for state in ClashState}


def judged(
    issues: Iterable[CheckedIssue],
    rules: GateRules,
    today: date,
    baseline: Baseline | None,
    *,
    tests: Collection[str] = (),
    unused: Sequence[UnusedInput] = (),
) -> Verdict:
    """Hold the issues against the rules; without a ``baseline`` every open one should be new, and the ratchet rests.

    ``tests`` names the clash tests of the run, for one without a clash is in it all the same.

    What is suppressed (approved, taken out by a noise rule) is no issue and should not be among them; it is left out
    here. An issue in the grace list counts for no limit up to the day; after it, it counts as new until it is gone,
    for a date nobody has to keep is none.
    """
    checked = [each for each in issues if each.state is not ClashState.SUPPRESSED]
    in_force = [each for each in rules.grace if each.until >= today]
    over = [each for each in rules.grace if each.until < today]
    graced = {each.key: found for each in checked if each.is_open and (found := _entry(in_force, each))}
    overdue = {
        each.key: found for each in checked if each.is_open and each.key not in graced and (found := _entry(over, each))
    }
    known = [each for each in checked if each.key in graced and not each.is_new]
    counting = _Counting([each for each in checked if each.key not in graced], frozenset(overdue))
    limits = tuple(
        [
            JudgedLimit(limit, counting.of(limit), about_nothing(limit, checked, tests))
            for limit in _limits(rules, baseline, known)
        ]
    )
    broken = [each.limit for each in limits if not each.holds and each.limit.counted.is_about_new]
    result = [_judged_issue(each, graced, overdue, broken) for each in checked]
    listed = tuple(_listed(rules.grace, checked, today))
    return Verdict(tuple(sorted(result, key=_place)), limits, listed, baseline is not None, tuple(unused))


def _entry(entries: Sequence[Grace], issue: CheckedIssue) -> Grace | None:
    """The entry that lasts longest among those about the issue."""
    found = [each for each in entries if each.covers(issue)]
    return max(found, key=lambda each: (each.until, each.reason), default=None)


def _listed(entries: Sequence[Grace], checked: Sequence[CheckedIssue], today: date) -> Iterator[ListedGrace]:
    for each in entries:
        yield ListedGrace(each, sum(issue.is_open and each.covers(issue) for issue in checked), each.until < today)


def _limits(rules: GateRules, baseline: Baseline | None, graced: Sequence[CheckedIssue]) -> Iterator[Limit]:
    """The limits of the rules and the ratchet; ``graced`` are on neither side of it, as what was not tested again."""
    yield from rules.limits()
    if baseline is None:
        return
    if rules.ratchet is Ratchet.ISSUES:
        yield Limit(Counted.OPEN, baseline.issues - len(graced), why=_RATCHET)
    if rules.ratchet is Ratchet.CLASHES:
        known = sum(each.clashes - each.new_clashes for each in graced)
        yield Limit(Counted.OPEN_CLASHES, baseline.clashes - known, why=_RATCHET)


_RATCHET = "the ratchet: no more than in the baseline"


class _Counting:
    """Counts issues for limits."""

    def __init__(self, issues: Sequence[CheckedIssue], overdue: frozenset[str]) -> None:
        self._open = [each for each in issues if each.is_open]
        self._overdue = overdue

    def of(self, limit: Limit) -> int:
        """What the limit counts."""
        covered = [each for each in self._open if limit.covers(each)]
        match limit.counted:
            case Counted.NEW:
                return sum(each.is_new or each.key in self._overdue for each in covered)
            case Counted.NEW_CLASHES:
                return sum(each.new_clashes for each in covered)
            case Counted.OPEN:
                return len(covered)
            case Counted.OPEN_CLASHES:
                return sum(each.clashes for each in covered)


def _judged_issue(
    issue: CheckedIssue, graced: dict[str, Grace], overdue: dict[str, Grace], broken: Sequence[Limit]
) -> JudgedIssue:
    if issue.state is ClashState.UNRETESTED:
        return JudgedIssue(issue, Outcome.UNRETESTED, issue.reason)
    if issue.state is ClashState.RESOLVED:
        return JudgedIssue(issue, Outcome.RESOLVED, issue.reason)
    if (grace := graced.get(issue.key)) is not None:
        return JudgedIssue(issue, Outcome.GRACE, f"let through {grace}")
    late = overdue.get(issue.key)
    reason = issue.reason if late is None else f"it was let through {late}; that day is over"
    guilty = [each.name for each in broken if each.covers(issue) and _counts(issue, each.counted, late)]
    if guilty:
        return JudgedIssue(issue, Outcome.FAILED, reason)
    return JudgedIssue(issue, Outcome.TOLERATED if issue.is_new or late else Outcome.KNOWN, reason)


def _counts(issue: CheckedIssue, counted: Counted, late: Grace | None) -> bool:
    """True when the issue is one of those that broke a limit for new ones."""
    if counted is Counted.NEW_CLASHES:
        return issue.new_clashes > 0
    return issue.is_new or late is not None


def _place(each: JudgedIssue) -> tuple[int, int, str, str, str]:
    issue = each.issue
    severity = _SEVERITIES.get((issue.severity or "").casefold(), len(_SEVERITIES))
    return _ORDER[each.outcome], severity, issue.test, issue.title, issue.key
