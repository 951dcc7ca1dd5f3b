"""Groups that are split or joined from one run to the next are told."""

from __future__ import annotations

from converter.model.diagnostics import Diagnostic
from converter.plan.grouping import Grouping, Problem, grouped
from converter.plan.grouping.by import GroupBy
from converter.plan.grouping.regrouping import regrouping_notes
from tests.plan.issues_of_last_run import continuing
from tests.plan.many_clashes import many_clashes


def test_a_group_that_is_taken_apart_and_two_that_become_one() -> None:
    found = many_clashes(40)
    alone = grouped(found, Grouping((GroupBy.NONE,))).problems
    together = grouped(found, Grouping((GroupBy.TEST,))).problems
    (split,) = notes(together, alone)
    assert split.code == "PLN064" and split.count == len(found) - len(together)
    (joined,) = notes(alone, together)
    assert joined.count == len(found) - len(together)
    assert notes(together, together) == []


def notes(old: list[Problem], new: list[Problem]) -> list[Diagnostic]:
    same = {member.key: member.key for problem in old for member in problem.members}
    chosen = continuing(old, new, same)
    named, _ = chosen.named(new)
    before = chosen.keys_before(member for problem in new for member in problem.members)
    return list(regrouping_notes(before, chosen.titles, named))
