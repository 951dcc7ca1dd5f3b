"""Groups that are split or joined from one run to the next are told."""

from __future__ import annotations

from converter.plan.grouping import Grouping, grouped
from converter.plan.grouping.by import GroupBy
from converter.plan.grouping.regrouping import regrouping_notes
from tests.plan.many_clashes import many_clashes


def test_a_group_that_is_taken_apart_and_two_that_become_one() -> None:
    found = many_clashes(40)
    alone = grouped(found, Grouping((GroupBy.NONE,))).problems
    together = grouped(found, Grouping((GroupBy.TEST,))).problems
    home = {member.key: problem.key for problem in together for member in problem.members}
    names = {problem.key: problem.name for problem in together}
    (split,) = regrouping_notes(home, names, alone)
    assert split.code == "PLN064" and split.count == len(found) - len(together)
    single = {problem.head.key: problem.key for problem in alone}
    (joined,) = regrouping_notes(single, {}, together)
    assert joined.count == len(found) - len(together)
    assert list(regrouping_notes(home, names, together)) == []
