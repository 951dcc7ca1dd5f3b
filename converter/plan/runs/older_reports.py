"""Reports that an earlier run read, and that a newer one has followed since: what they lack was found later.

The newest creation date in a report proves nothing by itself: a newer report lacks the newest clash when that was
solved. What proves it is the file: one that was read before, and not in the last run of the test, is an older one
(docs/decisions/0006-identity.md). What only speaks for it is in :mod:`converter.plan.runs.looks_older`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.model.report import Report
from converter.plan.runs.clash_record import RecordedRun, RunOfTest
from converter.plan.runs.found_dates import newest_by_test, newest_of
from converter.plan.runs.states import NOT_RUN
from converter.plan.runs.unpaired import folded

KEPT = 20
"""How many earlier reports of a test are remembered."""

OLDER = "a newer report of this test was used in an earlier run"
"""Why what is absent in a test proves nothing, in words."""

NEXT_STEP = "Give the newest report; to go back on purpose: --allow-older"


@dataclass(frozen=True, slots=True)
class OlderTests:
    """``reasons`` says for each test (file, number of the test) that is older why absence in it proves nothing."""

    reasons: Mapping[tuple[str, int], str]
    diagnostics: tuple[Diagnostic, ...] = ()

    def names(self, reports: Iterable[Report]) -> frozenset[tuple[str, str]]:
        """The same tests by file and name."""
        if not self.reasons:
            return frozenset()
        tests = {report.path: report.tests for report in reports}
        return frozenset((path, tests[path][number].display_name) for path, number in self.reasons)


def older_tests(
    reports: Sequence[Report], used: Iterable[tuple[str, int]], digests: Mapping[str, str], memory: RecordedRun
) -> OlderTests:
    """The tests whose report an earlier run has read, and the last run of which was another report.

    ``used`` are the tests in question, ``digests`` the SHA-256 of each file. A report without any clash is no
    evidence: it looks the same before the first clash is found and after the last one is solved.
    """
    wanted = set(used)
    tests = [
        (report, number)
        for report in reports
        if _is_known(digests.get(report.path, ""), memory.tests)
        and any(test.results or test.groups for test in report.tests)
        for number in range(len(report.tests))
        if (report.path, number) in wanted
    ]
    found = [
        (report, number)
        for report, number in tests
        if _is_older(report.tests[number].display_name, digests[report.path], memory.tests)
    ]
    return OlderTests({(report.path, number): OLDER for report, number in found}, tuple(_diagnostics(found, memory)))


def _is_known(digest: str, remembered: Iterable[RunOfTest]) -> bool:
    return bool(digest) and any(digest in each.earlier for each in remembered)


def _is_older(name: str, digest: str, remembered: Sequence[RunOfTest]) -> bool:
    """A test that goes by another name now has its history under that one."""
    own = [each for each in remembered if folded(each.name) == folded(name) and each.reports]
    known = own or remembered
    return any(digest in each.earlier for each in known) and not any(digest in each.reports for each in known)


def _diagnostics(found: Sequence[tuple[Report, int]], memory: RecordedRun) -> Iterator[Diagnostic]:
    dates = newest_by_test(memory.clashes) if found else {}
    for report, number in found:
        test = report.tests[number]
        own, last = newest_of(test), dates.get(folded(test.display_name), "")
        message = (
            f"the report of {test.display_name!r}{_newest(own)} was used in an earlier run, and a newer one since"
            f"{_newest(last)}: what it lacks is not closed, and its words are not written back. "
            f"{NEXT_STEP}"
        )
        yield diagnose("CMP010", message, file=report.path)


def _newest(found: str) -> str:
    return f" (newest clash found {found.replace('T', ' ')})" if found else ""


def remembered_tests(
    tests: Sequence[RunOfTest],
    before: Sequence[RunOfTest],
    renamed: Mapping[str, str],
    with_new: Collection[str] = (),
    *,
    allow_older: bool = False,
) -> tuple[RunOfTest, ...]:
    """The tests of a run with the reports they were read from before, then those only earlier runs have.

    ``renamed`` gives the folded old name of a renamed test its new one, folded; ``with_new`` are the folded names of
    the tests that have clashes no earlier run has: without any, a test that was not run again is the run that is known.
    With ``allow_older`` a report that was read before is the newest again, and the one after it is no older one.
    """
    history: dict[str, list[RunOfTest]] = {}
    here = {folded(each.name) for each in tests}
    for each in before:
        name = folded(each.name)
        history.setdefault(renamed.get(name, name), []).append(each)
    now: dict[str, list[str]] = {}
    for each in tests:
        now.setdefault(folded(each.name), []).extend(each.reports)
    found = []
    for each in tests:
        name = folded(each.name)
        is_known = each.status in NOT_RUN and name not in with_new
        found.append(_with_history(each, history.get(name, ()), now[name], is_known=is_known, allow_older=allow_older))
    rest = [
        replace(each, in_run=False)
        for name, those in history.items()
        if name not in here
        for each in those
        if each.reports
    ]
    return (*found, *rest)


def _with_history(
    test: RunOfTest, before: Sequence[RunOfTest], now: Sequence[str], *, is_known: bool, allow_older: bool
) -> RunOfTest:
    last = list(dict.fromkeys(digest for each in before for digest in each.reports))
    earlier = list(dict.fromkeys(digest for each in before for digest in each.earlier))
    if test.older:
        return replace(test, reports=tuple(last), earlier=tuple(earlier))
    if is_known:
        return replace(test, reports=tuple(dict.fromkeys((*last, *now))), earlier=tuple(earlier))
    went_back = allow_older and not set(now).isdisjoint(earlier)
    if not went_back:
        earlier = [digest for digest in earlier if digest not in last] + last
    return replace(test, earlier=tuple([digest for digest in earlier if digest not in now][-KEPT:]))
