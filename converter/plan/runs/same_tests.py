"""One test exported several times: group headers, members, both; this week's run and last week's.

A person hands over a whole folder. Taking each export for itself would publish every problem once an export.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from converter.model.clash import ClashResult, ClashStatus, ClashTest, GroupLayout
from converter.model.report import Report

OTHER_STATUSES = "has other statuses"
_FULLNESS = {
    GroupLayout.EVERYTHING: 3,
    GroupLayout.INDIVIDUAL: 2,
    GroupLayout.UNGROUPED: 2,
    GroupLayout.HEADERS_ONLY: 1,
    GroupLayout.EMPTY: 0,
    GroupLayout.DEFINITION: 0,
}


@dataclass(frozen=True, slots=True)
class _Export:
    """One test in one file; its guids tell whether two exports show the same run or project."""

    file: str
    number: int
    test: ClashTest
    guids: frozenset[str]
    names: frozenset[str]
    newest: datetime
    statuses: dict[str, ClashStatus]
    written_s: float


def superseded_tests(reports: Sequence[Report]) -> dict[tuple[str, int], str]:
    """Which tests give way to another export: (file, number of the test) → the reason in words.

    Two exports are of one test when their names agree and they share an entry. The newer one wins (by the newest
    creation date in it), then, when they are of two runs, the one whose file was written last; then the fuller one,
    then the file that comes first by name; one without guids comes last. The order of the arguments does not matter.
    """
    by_name: dict[str, list[tuple[Report, int, ClashTest]]] = defaultdict(list)
    for report in reports:
        for number, test in enumerate(report.tests):
            by_name[test.display_name.casefold()].append((report, number, test))
    reasons: dict[tuple[str, int], str] = {}
    for found in by_name.values():
        if len(found) > 1:
            reasons.update(_losers([_export(*each) for each in found]))
    return reasons


def _losers(exports: list[_Export]) -> Iterator[tuple[tuple[str, int], str]]:
    kept: list[_Export] = []
    differ = any(_differ(one, other) for one, other in combinations(exports, 2))
    for export in sorted(exports, key=lambda each: _rank(each, by_file_time=differ)):
        winner = next((other for other in kept if _is_same(other, export)), None)
        if winner is None:
            kept.append(export)
        else:
            yield (export.file, export.number), f"the same test is in {winner.file}, which {_why(winner, export)}"


def _why(winner: _Export, export: _Export) -> str:
    if winner.guids and not export.guids:
        return "has guids"
    if winner.newest > export.newest:
        return "is newer"
    if _differ(winner, export):
        return f"was written later and {OTHER_STATUSES}"
    return "is as new and fuller or first by name"


def _differ(one: _Export, other: _Export) -> bool:
    """True when an entry of both has two statuses: then they are of two runs, and creation dates may not tell which."""
    return any(other.statuses.get(guid, status) is not status for guid, status in one.statuses.items())


def _is_same(one: _Export, other: _Export) -> bool:
    """They share an entry, by guid; an HTML report has no guids and is compared by the names of its entries."""
    if one.guids and other.guids:
        return not one.guids.isdisjoint(other.guids)
    return not one.names.isdisjoint(other.names)


def _rank(export: _Export, *, by_file_time: bool) -> tuple[bool, float, float, int, str, int]:
    newest = -(export.newest - datetime.min).total_seconds()
    written = -export.written_s if by_file_time else 0.0
    return (not export.guids, newest, written, -_FULLNESS[export.test.layout], export.file, export.number)


def _export(report: Report, number: int, test: ClashTest) -> _Export:
    entries = list(_entries(test))
    guids = frozenset(entry.guid for entry in entries if entry.guid)
    newest = max((entry.created for entry in entries if entry.created), default=datetime.min)
    names = frozenset(entry.name for entry in entries)
    statuses = {entry.guid: entry.status for entry in entries if entry.guid}
    return _Export(report.path, number, test, guids, names, newest, statuses, report.written_s)


def _entries(test: ClashTest) -> Iterator[ClashResult]:
    yield from test.results
    for group in test.groups:
        yield group.header
        yield from group.results
