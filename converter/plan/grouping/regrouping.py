"""What became of the issues of the last run, where the clashes of one were parted or those of two came together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.plan.grouping.problems import Problem

_SHOWN = 3


def regrouping_notes(
    before: Mapping[str, str], names: Mapping[str, str], problems: Sequence[Problem]
) -> Iterator[Diagnostic]:
    """Issues that were split or joined since the last run (PLN064).

    ``before`` gives each clash the key of the issue it was in, ``names`` the titles of those issues by their keys.
    ``problems`` have the keys of the issues they go on (:mod:`converter.plan.runs.continuing`).
    """
    words = list(_changes(before, names, problems))
    if words:
        more = f"; {len(words) - _SHOWN:,} more" if len(words) > _SHOWN else ""
        message = f"{len(words):,} groups were split or joined: {'; '.join(words[:_SHOWN])}{more}"
        yield diagnose("PLN064", message, count=len(words))


def _changes(before: Mapping[str, str], names: Mapping[str, str], problems: Sequence[Problem]) -> Iterator[str]:
    """What is solved leaves its group by that, which is nothing to tell."""
    live = sorted((each for each in problems if each.is_live), key=lambda each: each.key)
    now = {each.key: each.name for each in live}
    for each in live:
        entries = each.live_members or (each.head,)
        found = Counter(before[entry.key] for entry in entries if entry.key in before)
        for issue, count in sorted(found.items()):
            if issue == each.key:
                continue
            name = names.get(issue, issue)
            if issue in now:
                yield f"{_clashes(count)} of {name!r} went to {each.name!r}; {now[issue]!r} keeps the issue"
            else:
                yield f"{name!r} went into {each.name!r}, with {_clashes(count)}"


def _clashes(count: int) -> str:
    return "1 clash" if count == 1 else f"{count:,} clashes"
