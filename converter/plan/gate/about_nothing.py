"""Limits whose name is in no issue and no test of a run: most often a word that was written wrongly."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from converter.plan.gate.checked_issue import CheckedIssue
from converter.plan.gate.gate_rules import NOT_STATED, Limit, matches, value_of

_NAMED = 5


def about_nothing(limit: Limit, issues: Sequence[CheckedIssue], tests: Collection[str]) -> str:
    """Why the limit can be about nothing, with the names there are; "" where it is about something.

    A limit by severity is left alone, for its words are checked with the settings and no critical issue is good news;
    so is one for what is not stated, and every one of a run without issues, where nothing can be said.
    """
    if not limit.dimension or limit.dimension == "severity" or matches(limit.pattern, NOT_STATED):
        return ""
    names = {value_of(each, limit.dimension) for each in issues}
    if limit.dimension == "test":
        names.update(tests)
    if not names or any(matches(limit.pattern, each) for each in names):
        return ""
    known = sorted(names - {NOT_STATED})
    what = f"no {limit.dimension} of this run is called {limit.pattern!r}"
    if not known:
        return f"{what}; no issue states one"
    rest = f" and {len(known) - _NAMED:,} more" if len(known) > _NAMED else ""
    return f"{what}; there are {', '.join(known[:_NAMED])}{rest}"
