"""What became of the clashes that were read, in words: open ones, and the others by what the report or a rule says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from converter.plan.issues import ClashLine

OPEN = "open"
_OPEN_STATES = frozenset({"new", "persistent", "moved", "reidentified", "regressed"})


def fates_of_lines(lines: Iterable[ClashLine]) -> Counter[str]:
    """Number of clashes for each fate; they add up to the clashes read."""
    return Counter(_fate(each.state, each.reason, each.status) for each in lines if each.kind == "clash")


def copies_of_topics(lines: Iterable[ClashLine]) -> int:
    """Number of topics of which the copy in another archive was used."""
    return sum(each.kind == "topic" and each.superseded for each in lines)


def fates_of_rows(rows: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """As :func:`fates_of_lines`, of lines of ``clashes.jsonl``."""
    return Counter(
        _fate(row["state"], row["reason"], row["status"])
        for row in rows
        if row["kind"] == "clash" and not row.get("remembered")
    )


def _fate(state: str, reason: str, status: str) -> str:
    if state in _OPEN_STATES:
        return OPEN
    if reason.startswith("noise rule"):
        return "taken out by noise rules"
    return "not used: the same test is in another file" if reason.startswith("the same test") else status
