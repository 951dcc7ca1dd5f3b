"""Issues of a last run made up of its problems, for tests of what goes on in the next one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from converter.plan.grouping import Problem
from converter.plan.identity import issue_uuid
from converter.plan.issues import Action, ClashState, Origin, PlannedIssue, RecordedIssue
from converter.plan.runs.clash_record import ClashRecord
from converter.plan.runs.continuing import Continuing
from converter.plan.runs.recall import Fate, Name, Recalled

PROJECT = 12345


def issue_of(key: str, title: str = "", *, closed: bool = False) -> RecordedIssue:
    """An issue that an earlier run made."""
    origin = Origin("o", "o", "o", "o")
    uuid = issue_uuid(PROJECT, key)
    planned = PlannedIssue(Action.UNCHANGED, "", key, uuid, title or key, "", "open", "clash", origin, ())
    return RecordedIssue(planned, {}, is_closed=closed)


def continuing(old: Sequence[Problem], new: Sequence[Problem], old_key_of: Mapping[str, str]) -> Continuing:
    """The issues of the problems of a last run; ``old_key_of`` pairs clashes: key in this run → key in the last one."""
    home = {member.key: problem.key for problem in old for member in problem.members or (problem.head,)}
    fates: dict[Name, Fate] = {}
    for each in (member for problem in new for member in problem.members or (problem.head,)):
        before = old_key_of.get(each.key)
        if before is not None and before in home:
            uuid = issue_uuid(PROJECT, home[before])
            record = ClashRecord(before, "clash", "", each.test, "", "new", is_live=True, issue=uuid)
            fates[each.file, each.key] = Fate(ClashState.PERSISTENT, "", record)
    issues = [issue_of(problem.key, problem.name) for problem in old]
    return Continuing(PROJECT, issues, Recalled((), (), fates))
