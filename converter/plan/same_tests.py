"""One test exported several times: group headers, members, both; this week's run and last week's.

A person hands over a whole folder. Taking each export for itself would publish every problem once an export.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from converter.model.clash import ClashResult, ClashTest, GroupLayout
from converter.model.report import Report

_FULLNESS = {
    GroupLayout.EVERYTHING: 3,
    GroupLayout.INDIVIDUAL: 2,
    GroupLayout.UNGROUPED: 2,
    GroupLayout.HEADERS_ONLY: 1,
    GroupLayout.EMPTY: 0,
}


@dataclass(frozen=True, slots=True)
class _Export:
    """One test in one file; its guids tell whether two exports show the same run or project."""

    file: str
    number: int
    test: ClashTest
    guids: frozenset[str]
    newest: datetime


def superseded_tests(reports: Sequence[Report]) -> dict[tuple[str, int], str]:
    """Which tests give way to another export: (file, number of the test) → the reason in words.

    Two exports are of one test when their names agree and they share an entry. The newer one wins (by the newest
    creation date in it), then the fuller one, then the file that comes first by name: the order of the arguments does
    not matter.
    """
    by_name: dict[str, list[_Export]] = defaultdict(list)
    for report in reports:
        for number, test in enumerate(report.tests):
            export = _export(report.path, number, test)
            by_name[test.display_name.casefold()].append(export)
    reasons: dict[tuple[str, int], str] = {}
    for exports in by_name.values():
        if len(exports) > 1:
            reasons.update(_losers(exports))
    return reasons


def _losers(exports: list[_Export]) -> Iterator[tuple[tuple[str, int], str]]:
    kept: list[_Export] = []
    for export in sorted(exports, key=_rank):
        winner = next((other for other in kept if not other.guids.isdisjoint(export.guids)), None)
        if winner is None:
            kept.append(export)
        else:
            why = "newer" if winner.newest > export.newest else "as new and fuller or first by name"
            yield (export.file, export.number), f"the same test is in {winner.file}, which is {why}"


def _rank(export: _Export) -> tuple[float, int, str, int]:
    newest = -(export.newest - datetime.min).total_seconds()
    return (newest, -_FULLNESS[export.test.layout], export.file, export.number)


def _export(file: str, number: int, test: ClashTest) -> _Export:
    entries = list(_entries(test))
    guids = frozenset(entry.guid for entry in entries if entry.guid)
    newest = max((entry.created for entry in entries if entry.created), default=datetime.min)
    return _Export(file, number, test, guids, newest)


def _entries(test: ClashTest) -> Iterator[ClashResult]:
    yield from test.results
    for group in test.groups:
        yield group.header
        yield from group.results
