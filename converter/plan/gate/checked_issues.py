"""From what happened to clashes to what happened to issues: the input of the gate."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from converter.plan.gate.checked_issue import NEW_STATES, CheckedIssue, Occurrence
from converter.plan.gate.judging import Baseline
from converter.plan.issues import ClashState
from converter.plan.runs.clash_record import ClashRecord
from converter.plan.runs.comparison import Change, Comparison, ProbablePair


@dataclass(frozen=True, slots=True)
class IssueOfRun:
    """What a run says of one of its issues; ``uuid`` is what its clashes name as their issue."""

    uuid: str
    key: str
    title: str
    test: str = ""
    severity: str | None = None
    trade: str | None = None
    discipline: str | None = None
    level: str | None = None
    clashes: int = 1
    occurrences: tuple[Occurrence, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedIssues:
    """Every issue the gate looks at, and what the baseline had of what was tested again.

    ``keys`` gives each issue of this run, by its uuid, the identity key it has in every run.
    """

    issues: tuple[CheckedIssue, ...]
    baseline: Baseline
    keys: Mapping[str, str]


def checked_issues(comparison: Comparison, old: Sequence[IssueOfRun], new: Sequence[IssueOfRun]) -> CheckedIssues:
    """The issues of this run and those of the baseline that are not in it, each with its state.

    An issue is new when all of its open clashes are, and known when one of them is. One of the baseline that is not
    there any more is resolved only when all of its clashes are: a single one that was not tested again keeps it.
    """
    here = _by_issue(each for each in comparison.changes if each.new and each.new.is_open)
    gone = _gone(comparison.changes)
    names = {each.uuid: each for each in old}
    keys = _keys(new, here, names)
    doubts = {each.new: each for each in comparison.probable}
    present = [_present(each, here.get(each.uuid, []), keys[each.uuid], doubts) for each in new]
    taken = set(keys.values())
    absent = [_absent(names[uuid], found, taken) for uuid, found in gone.items() if uuid in names]
    return CheckedIssues((*present, *absent), _baseline(comparison.changes, absent, names), keys)


def _by_issue(changes: Iterable[Change]) -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = defaultdict(list)
    for each in changes:
        if each.new is not None and each.new.issue is not None:
            found[each.new.issue].append(each)
    return found


def _gone(changes: Iterable[Change]) -> dict[str, list[Change]]:
    """Open issues of the baseline of which no clash is open in this run."""
    found: dict[str, list[Change]] = defaultdict(list)
    alive: set[str] = set()
    for each in changes:
        if each.old is None or each.old.issue is None or not each.old.is_open:
            continue
        found[each.old.issue].append(each)
        if each.new is not None and each.new.is_open:
            alive.add(each.old.issue)
    return {uuid: each for uuid, each in found.items() if uuid not in alive}


def _keys(
    new: Sequence[IssueOfRun], here: Mapping[str, Sequence[Change]], names: Mapping[str, IssueOfRun]
) -> dict[str, str]:
    """The key of each issue: that of the issue of the baseline most of its clashes are from; nobody gets it twice.

    The largest share chooses first, so that a group that falls apart lives on in its larger part.
    """
    own = {each.uuid: each.key for each in new}
    wishes: list[tuple[int, str, str, str]] = []
    for uuid, key in own.items():
        shares = Counter(each.old.issue for each in here.get(uuid, ()) if each.old and each.old.issue in names)
        wishes += [(-count, key, uuid, names[issue].key) for issue, count in shares.items() if issue is not None]
    taken: dict[str, str] = {}
    given: set[str] = set()
    for _, _, uuid, key in sorted(wishes):
        if uuid not in taken and key not in given:
            taken[uuid] = key
            given.add(key)
    for uuid, key in own.items():
        if uuid not in taken:
            taken[uuid] = key if key not in given else f"{key}#{uuid}"
    return taken


def _present(
    issue: IssueOfRun, changes: Sequence[Change], key: str, doubts: Mapping[ClashRecord, ProbablePair]
) -> CheckedIssue:
    fresh = sum(each.state in NEW_STATES for each in changes)
    state = _state([each.state for each in changes])
    is_new = state in NEW_STATES
    doubt = next((doubts[each.new] for each in changes if each.new and each.new in doubts), None) if is_new else None
    reason = _reason(changes, fresh)
    return _issue(
        issue,
        key,
        state,
        reason if doubt is None else f"{reason}; it is probably {_name(doubt.old)!r}: {doubt.why}",
        clashes=max(issue.clashes, len(changes)),
        new_clashes=max(fresh, issue.clashes) if is_new else fresh,
    )


def _name(record: ClashRecord) -> str:
    return record.name or record.guid or record.key


def _state(states: Sequence[ClashState]) -> ClashState:
    """The state of an issue with open clashes in these states; one of which nothing is known is new."""
    distinct = set(states)
    if len(distinct) == 1:
        return states[0]
    return ClashState.NEW if distinct <= NEW_STATES else ClashState.PERSISTENT


def _reason(changes: Sequence[Change], fresh: int) -> str:
    reasons = {each.reason for each in changes}
    if len(reasons) == 1:
        return reasons.pop()
    if fresh and fresh < len(changes):
        return f"{len(changes) - fresh:,} of its {len(changes):,} clashes were there already"
    return "its clashes are in the baseline" if changes and not fresh else "the baseline does not have it"


def _absent(issue: IssueOfRun, changes: Sequence[Change], taken: Collection[str]) -> CheckedIssue:
    """An issue that is gone. A group whose clashes are all others now is another issue under the same key."""
    states = {each.state for each in changes}
    order = (ClashState.UNRETESTED, ClashState.RESOLVED, ClashState.SUPPRESSED)
    state = next((each for each in order if each in states), ClashState.UNRETESTED)
    reasons = Counter(each.reason for each in changes if each.state is state)
    reason = min(reasons, key=lambda each: (-reasons[each], each), default="")
    key = f"{issue.key}#gone" if issue.key in taken else issue.key
    return _issue(issue, key, state, reason, clashes=issue.clashes, new_clashes=0)


def _issue(
    issue: IssueOfRun, key: str, state: ClashState, reason: str, *, clashes: int, new_clashes: int
) -> CheckedIssue:
    return CheckedIssue(
        key=key,
        state=state,
        title=issue.title,
        test=issue.test,
        reason=reason,
        uuid=issue.uuid,
        severity=issue.severity,
        trade=issue.trade,
        discipline=issue.discipline,
        level=issue.level,
        clashes=clashes,
        new_clashes=new_clashes,
        occurrences=issue.occurrences,
    )


def _baseline(changes: Iterable[Change], absent: Iterable[CheckedIssue], names: Mapping[str, IssueOfRun]) -> Baseline:
    lost = {each.uuid for each in absent if each.state is ClashState.UNRETESTED}
    counted = list(_open_before(changes))
    issues = {uuid for uuid, _ in counted if uuid in names} - lost
    return Baseline(len(issues), sum(state is not ClashState.UNRETESTED for _, state in counted))


def _open_before(changes: Iterable[Change]) -> Iterator[tuple[str | None, ClashState]]:
    for each in changes:
        if each.old is not None and each.old.is_open:
            yield each.old.issue, each.state
