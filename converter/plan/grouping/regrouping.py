"""What became of the groups of the last run, where one was split or two became one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.plan.grouping.continuity import Change, Unit, continued, units_of_problems
from converter.plan.grouping.problems import Problem

_SHOWN = 3


def regrouping_notes(
    before: Mapping[str, str], names: Mapping[str, str], problems: Sequence[Problem]
) -> Iterator[Diagnostic]:
    """Groups that were split or joined since the last run (PLN064).

    ``before`` gives each clash the key of the issue it was in, ``names`` the titles of those issues by their keys.
    """
    members: dict[str, list[str]] = defaultdict(list)
    for clash, issue in before.items():
        members[issue].append(clash)
    old = [Unit(key, names.get(key, key), tuple(clashes)) for key, clashes in members.items()]
    changes = continued(old, units_of_problems(problems), {clash: clash for clash in before}).changes
    words = [each.words for each in changes if each.change in (Change.SPLIT, Change.MERGED)]
    if words:
        more = f"; {len(words) - _SHOWN:,} more" if len(words) > _SHOWN else ""
        message = f"{len(words):,} groups were split or joined: {'; '.join(words[:_SHOWN])}{more}"
        yield diagnose("PLN064", message, count=len(words))
