"""Issues from run to run: which issue of an earlier run goes on in which problem, and what is to be done for each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.plan.candidates import Candidate
from converter.plan.grouping import Problem
from converter.plan.identity import issue_uuid
from converter.plan.issue_fields import changed_fields, fields_of
from converter.plan.issues import Action, ClashState, PlannedIssue, RecordedIssue
from converter.plan.runs.recall import Fate, Name, Recalled
from converter.plan.runs.unpaired import is_same_pair


@dataclass(frozen=True, slots=True)
class Settled:
    """The issues of a run with what is to be done for each; ``closed`` were closed in an earlier run and stay so."""

    issues: tuple[PlannedIssue, ...]
    closed: tuple[RecordedIssue, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


class Continuing:
    """Knows the issues of earlier runs. Without any, everything is new.

    ``older`` are the tests, by file and name, whose report a newer one has followed.
    """

    def __init__(
        self,
        project_id: int,
        issues: Iterable[RecordedIssue],
        recalled: Recalled,
        older: Collection[tuple[str, str]] = (),
    ) -> None:
        self._project_id, self._recalled, self._older = project_id, recalled, older
        self._issues = {each.planned.uuid: each for each in issues}
        self._taken: set[str] = set()

    @property
    def titles(self) -> dict[str, str]:
        """The title of each issue, by its key."""
        return {each.planned.key: each.planned.title for each in self._issues.values()}

    @property
    def due_from(self) -> dict[str, str | None]:
        """The day the due date of each issue counts from, by uuid."""
        return {uuid: each.planned.due_from for uuid, each in self._issues.items()}

    def names_of(self, problems: Sequence[Problem], uuids: Sequence[str]) -> list[str]:
        """What the title of each problem ends in: of a clash by itself the name it had when its issue was made.

        Navisworks numbers names anew ("Clash18 (2)"), which is nothing to tell people. "" for a group.
        """
        return [
            "" if each.is_group else self._first_name(each, uuid) for each, uuid in zip(problems, uuids, strict=True)
        ]

    def _first_name(self, problem: Problem, uuid: str) -> str:
        before, head = self._issues.get(uuid), problem.head
        if before is None or before.planned.name in {"", problem.name} or before.planned.group:
            return problem.name
        fate = self._recalled.fates.get((head.file, head.key))
        is_known = (
            fate is not None and fate.old is not None and fate.new is not None and is_same_pair(fate.old, fate.new)
        )
        return before.planned.name if is_known else problem.name

    def keys_before(self, candidates: Iterable[Candidate]) -> dict[str, str]:
        """The key of the issue each clash was in when the last run was made, by the key of the clash."""
        found = {}
        for each in candidates if self._issues else ():
            fate = self._recalled.fates.get((each.file, each.key))
            issue = self._issues.get(fate.old.issue or "") if fate and fate.old else None
            if issue:
                found[each.key] = issue.planned.key
        return found

    def named(self, problems: Sequence[Problem]) -> tuple[list[Problem], list[str]]:
        """The problems under the keys of the issues they go on, and their uuids.

        An issue goes on where most of its clashes are; where two have a claim, the one with more clashes.
        """
        if not self._issues:
            return list(problems), [self._own(each.key) for each in problems]
        owners = self._owners([(each.key, self._entries(each) if each.is_live else ()) for each in problems])
        found = [
            self._identity(each.key, owners.get(place)) if each.is_live else (each.key, self._own(each.key))
            for place, each in enumerate(problems)
        ]
        named = [replace(each, key=key) for each, (key, _) in zip(problems, found, strict=True)]
        return named, [uuid for _, uuid in found]

    def uuids_of(self, keys: Sequence[Name]) -> list[str]:
        """The uuids of topics, by file and key."""
        if not self._issues:
            return [self._own(key) for _, key in keys]
        owners = self._owners([(key, [(file, key)]) for file, key in keys])
        return [self._identity(key, owners.get(place))[1] for place, (_, key) in enumerate(keys)]

    def _entries(self, problem: Problem) -> list[Name]:
        return [(each.file, each.key) for each in problem.live_members or (problem.head,)]

    def _owners(self, claims: Sequence[tuple[str, Sequence[Name]]]) -> dict[int, str]:
        """Which issue, by its uuid, goes on in which claimant, by its place; one to one."""
        by_key = {each.planned.key: uuid for uuid, each in self._issues.items()}
        votes: Counter[tuple[int, str]] = Counter()
        for place, (key, entries) in enumerate(claims):
            for name in entries:
                fate = self._recalled.fates.get(name)
                if fate and fate.old and fate.old.issue in self._issues:
                    votes[place, fate.old.issue or ""] += 2
            if entries and key in by_key:
                votes[place, by_key[key]] += 1
        owners: dict[int, str] = {}
        for place, uuid in sorted(votes, key=lambda each: self._rank(each, votes, claims)):
            if place not in owners and uuid not in self._taken:
                owners[place] = uuid
                self._taken.add(uuid)
        return owners

    def _rank(
        self, each: tuple[int, str], votes: Mapping[tuple[int, str], int], claims: Sequence[tuple[str, Sequence[Name]]]
    ) -> tuple[int, bool, str, str]:
        place, uuid = each
        return -votes[each], self._issues[uuid].is_closed, uuid, claims[place][0]

    def _identity(self, key: str, owner: str | None) -> tuple[str, str]:
        """Key and uuid. A new issue never gets the uuid of one that goes on elsewhere or waits."""
        if owner is not None:
            return self._issues[owner].planned.key, owner
        own, number = key, 1
        while self._own(own) in self._issues:
            number += 1
            own = f"{key}~{number}"
        return own, self._own(own)

    def _own(self, key: str) -> str:
        return issue_uuid(self._project_id, key)

    def settled(self, issues: Sequence[PlannedIssue], close_after: int) -> Settled:
        """What is to be done for each issue, those of earlier runs that no problem goes on with among them."""
        if not self._issues:
            return Settled(tuple(issues))
        made = [
            self._acted(issue) for issue in issues if issue.action is Action.CREATE or issue.uuid not in self._issues
        ]
        live = {issue.uuid for issue in made}
        idle = [issue for issue in made if _is_idle(issue)]
        made = [issue for issue in made if not _is_idle(issue)]
        fates = self._fates_by_issue()
        rest = [each for uuid, each in sorted(self._issues.items(), key=_by_key) if uuid not in live]
        ended = [_ended(each, fates[each.planned.uuid], close_after) for each in rest if not each.is_closed]
        closed = [each for each in rest if each.is_closed]
        closed += [RecordedIssue(each, dict(each.sent), is_closed=True) for each in idle]
        return Settled((*made, *ended), tuple(closed), tuple(_diagnostics(ended, self._issues.values())))

    def _acted(self, issue: PlannedIssue) -> PlannedIssue:
        before = self._issues.get(issue.uuid)
        if before is None or issue.action is not Action.CREATE:
            return issue
        if issue.status == "closed":
            done = (Action.UNCHANGED, "closed before") if before.is_closed else (Action.CLOSE, issue.reason)
            return replace(issue, action=done[0], reason=done[1], sent=tuple((before.sent or {}).items()))
        fields = fields_of(issue) if before.sent is None or not self._is_older(issue) else before.sent
        changed = changed_fields(fields, before.sent)
        sent = tuple(({**(before.sent or {}), **fields}).items())
        if before.is_closed:
            reason = "it was closed, and its clashes are open again"
            return replace(issue, action=Action.REOPEN, reason=reason, changed_fields=changed, sent=sent)
        if changed:
            reason = f"changed since the earlier run: {', '.join(changed)}"
            return replace(issue, action=Action.UPDATE, reason=reason, changed_fields=changed, sent=sent)
        return replace(issue, action=Action.UNCHANGED, reason="nothing changed since the earlier run", sent=sent)

    def _is_older(self, issue: PlannedIssue) -> bool:
        """True where only reports say it that a newer one has followed: its words are those of then."""
        return bool(self._older) and all((each.file, each.test) in self._older for each in issue.sources)

    def _fates_by_issue(self) -> dict[str, list[Fate]]:
        """What became of the clashes each issue was open for."""
        fates: dict[str, list[Fate]] = defaultdict(list)
        for fate in self._recalled.fates.values():
            if fate.old and fate.old.issue and not fate.old.has_members:
                fates[fate.old.issue].append(fate)
        for each in self._recalled.remembered:
            if each.record.issue:
                fates[each.record.issue].append(Fate(each.state, each.reason, each.record, each.missing_runs))
        return fates


def _is_idle(issue: PlannedIssue) -> bool:
    """True for a topic that was closed before and is still."""
    return issue.status == "closed" and issue.action is Action.UNCHANGED


def _ended(issue: RecordedIssue, fates: Sequence[Fate], close_after: int) -> PlannedIssue:
    """An issue that no live problem goes on with: closed only when every one of its clashes is accounted for."""
    action, reason = _end(fates, close_after)
    sent = tuple((issue.sent or {}).items())
    return replace(issue.planned, action=action, reason=reason, changed_fields=(), sent=sent)


def _end(fates: Sequence[Fate], close_after: int) -> tuple[Action, str]:
    if not fates:
        return Action.UNCHANGED, "nothing is known of its clashes"
    states = Counter(fate.state for fate in fates)
    for fate in fates:
        if fate.state is ClashState.UNRETESTED:
            return Action.UNCHANGED, _counted(states[fate.state], len(fates), fate.reason)
    waiting = [fate for fate in fates if fate.state is ClashState.RESOLVED and fate.missing_runs < close_after]
    if waiting:
        runs = min(fate.missing_runs for fate in waiting)
        return Action.UNCHANGED, f"absent in {runs} of {close_after} runs, after which it is closed"
    still = [fate for fate in fates if fate.state is not ClashState.RESOLVED]
    if not still:
        return Action.CLOSE, fates[0].reason
    if all(fate.state is ClashState.SUPPRESSED for fate in still):
        return Action.CLOSE, still[0].reason
    return Action.CLOSE, "its clashes that are still there went into other issues"


def _counted(count: int, of: int, reason: str) -> str:
    return reason if count == of else f"{count:,} of its {of:,} clashes: {reason}"


def _by_key(item: tuple[str, RecordedIssue]) -> str:
    return item[1].planned.key


def _diagnostics(ended: Sequence[PlannedIssue], issues: Iterable[RecordedIssue]) -> Iterator[Diagnostic]:
    if waiting := sum(issue.reason.startswith("absent in ") for issue in ended):
        yield diagnose("CMP008", f"{waiting:,} issues wait to be closed until their clashes were absent in more runs")
    if unknown := sum(each.sent is None and not each.is_closed for each in issues):
        yield diagnose(
            "CMP007", f"of {unknown:,} issues the earlier run did not keep what it sent: all of it is sent again"
        )
