"""A ``clashtest`` element → :class:`ClashTest`, and what its summary says against its content."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from lxml import etree

from converter.model.clash import (
    CLOSED,
    ClashGroup,
    ClashResult,
    ClashRule,
    ClashSelection,
    ClashStatus,
    ClashSummary,
    ClashTest,
    ClashTestStatus,
    ClashTestType,
    GroupLayout,
    Pairs,
)
from converter.parsers.log import DiagnosticLog
from converter.parsers.navisworks.elements import child, children, extra_of, text_of
from converter.parsers.navisworks.tokens import status_of_test, type_of_test
from converter.parsers.navisworks.values import Context

_ATTRIBUTES = frozenset({"name", "test_type", "status", "tolerance", "merge_composites", "guid", "priority"})
_CHILDREN = frozenset(
    {
        "default_assignee", "linkage", "customtype", "tolerances", "left", "right", "rules", "summary", "clashresults",
        "clashresult", "clashgroup",
    }
)  # fmt: skip

_FEW = 50_000
_Token = TypeVar("_Token", ClashTestType, ClashTestStatus)


def clash_test_of(element: etree._Element, context: Context) -> ClashTest:
    """The test's own fields; its groups and results are put in by the reader."""
    assignee, linkage = child(element, "default_assignee"), child(element, "linkage")
    merge = element.get("merge_composites")
    return ClashTest(
        name=element.get("name") or "",
        test_type=_known(type_of_test, element, "test_type", context) or ClashTestType.UNKNOWN,
        status=_known(status_of_test, element, "status", context) or ClashTestStatus.UNKNOWN,
        tolerance_m=context.length_m(element.get("tolerance"), "the tolerance", element),
        merge_composites=None if merge is None else merge.strip() in ("1", "true"),
        guid=element.get("guid"),
        priority=context.integer(element.get("priority"), "the priority", element),
        default_assignee=None if assignee is None else (assignee.get("display_name") or None),
        linkage=None if linkage is None else linkage.get("mode"),
        custom_type=text_of(element, "customtype"),
        left=_selection(child(element, "left"), context),
        right=_selection(child(element, "right"), context),
        rules=tuple(_rule(each) for each in element.findall("rules/rule")),
        summary=_summary(child(element, "summary"), context),
        layout=GroupLayout.DEFINITION if child(element, "clashresults") is None else GroupLayout.EMPTY,
        extra=_extra(element, context),
    )


def _known(find: Callable[[str], _Token | None], element: etree._Element, name: str, context: Context) -> _Token | None:
    """A token of the format; one that is written and not known is NWX038."""
    written = element.get(name) or ""
    found = find(written)
    if found is None and written.strip():
        message = f"the test {element.get('name', '')!r} has the {name} {written!r}"
        context.log.add("NWX038", message, line=element.sourceline)
    return found


def _selection(side: etree._Element | None, context: Context) -> ClashSelection | None:
    if side is None:
        return None
    selection = child(side, "clashselection")
    if selection is None:
        return ClashSelection()
    return ClashSelection(
        locators=tuple(each.text for each in selection.iter("locator") if each.text),
        self_intersect=selection.get("selfintersect") == "1",
        primitive_types=context.integer(selection.get("primtypes"), "primtypes", selection),
    )


def _rule(element: etree._Element) -> ClashRule:
    parameters = tuple(
        (each.get("specific_data") or "", " ".join("".join(each.itertext()).split()))
        for each in element.findall("ruleparams/ruleparam")
    )
    return ClashRule(element.get("name") or "", element.get("enabled") != "0", element.get("creator") or "", parameters)


def _summary(element: etree._Element | None, context: Context) -> ClashSummary | None:
    if element is None:
        return None
    names = ("total", "new", "active", "reviewed", "approved", "resolved")
    counts = [context.integer(element.get(name), f"the summary's {name}", element) or 0 for name in names]
    total, new, active, reviewed, approved, resolved = counts
    texts = (text_of(element, "testtype") or "", text_of(element, "teststatus") or "")
    return ClashSummary(total, new, active, reviewed, approved, resolved, *texts)


def _extra(element: etree._Element, context: Context) -> Pairs:
    """What is known and seldom asked for (tolerances, links to animations), and what is not known."""
    known: list[tuple[str, str]] = []
    for name in ("tolerances", "linkage"):
        if (found := child(element, name)) is not None:
            known += [(f"{name}@{key!s}", str(value)) for key, value in found.items() if key != "mode"]
            known += [(f"{name}/{each.tag!s}", "".join(each.itertext()).strip()) for each in children(found)]
    return (*known, *extra_of(element, _ATTRIBUTES, _CHILDREN, context))


def _missing_kinds(summary: ClashSummary, listed: Counter[ClashStatus]) -> list[str]:
    """ "open" and "closed" where the summary counts such entries and none is listed."""
    kinds = {"open": [s for s in ClashStatus if s.is_live], "closed": sorted(CLOSED)}
    return [
        kind
        for kind, statuses in kinds.items()
        if any(summary.count(status) for status in statuses) and not any(listed[status] for status in statuses)
    ]


def _repeated(marks: array[int]) -> int:
    """How many marks were there before. Eight bytes each: memory must not grow with the report."""
    if len(marks) < _FEW:
        return len(marks) - len(set(marks))
    import numpy as np

    return int(np.count_nonzero(np.diff(np.sort(np.frombuffer(marks, np.int64))) == 0))


class TestTally:
    """What one test lists, counted as its entries go by: enough to know its layout and to check its summary."""

    __test__ = False

    def __init__(self, log: DiagnosticLog) -> None:
        self._log = log
        self._listed: Counter[ClashStatus] = Counter()
        self._guids = array("q")
        self._groups = self._loose = self._members = self._with_parent = 0

    def take(self, entry: ClashResult | ClashGroup) -> None:
        """Count an entry of the test's top level."""
        if isinstance(entry, ClashGroup):
            self._groups += 1
            self._members += len(entry.results)
            for member in entry.results:
                self._note_guid(member)
            entry = entry.header
        else:
            self._loose += 1
            self._with_parent += entry.parent_group is not None
        self._listed[entry.status] += 1
        self._note_guid(entry)

    def _note_guid(self, result: ClashResult) -> None:
        if result.guid:
            self._guids.append(hash(result.guid))

    @property
    def is_empty(self) -> bool:
        """True when the test lists nothing."""
        return not (self._groups or self._loose)

    @property
    def layout(self) -> GroupLayout:
        """Which of "For Clash Groups, Include" wrote this test."""
        if self._groups:
            return GroupLayout.EVERYTHING if self._members else GroupLayout.HEADERS_ONLY
        if self._with_parent:
            return GroupLayout.INDIVIDUAL
        return GroupLayout.UNGROUPED if self._loose else GroupLayout.EMPTY

    def complete(self, test: ClashTest) -> ClashTest:
        """The test with its layout, and with its summary compared with what is listed."""
        layout = test.layout if self.is_empty else self.layout
        if layout is GroupLayout.INDIVIDUAL:
            message = f"{test.display_name!r} has group names only; groups that share a name are taken for one"
            self._log.add("NWX030", message)
        if repeated := _repeated(self._guids):
            message = f"{test.display_name!r}: {repeated:,} entries carry the guid of another one"
            self._log.add("NWX026", message)
        if test.status in (ClashTestStatus.OLD, ClashTestStatus.PARTIAL):
            self._log.add("NWX036", f"{test.display_name!r} is marked {test.status.value!r}: run the test again")
        return replace(test, layout=layout, filtered=self._is_filtered(test, layout))

    def _is_filtered(self, test: ClashTest, layout: GroupLayout) -> bool:
        """True when a status is counted and not listed: then absence from the file says nothing."""
        if test.summary is None:
            return False
        statuses = [status for status in ClashStatus if status is not ClashStatus.UNKNOWN]
        missing = [s.value for s in statuses if test.summary.count(s) and not self._listed[s]]
        differs = [s.value for s in statuses if test.summary.count(s) != self._listed[s]]
        if layout is GroupLayout.INDIVIDUAL:
            # The summary counts groups and the file lists members. Their statuses may differ, but a group is closed
            # only when all its members are.
            missing = _missing_kinds(test.summary, self._listed)
            if not missing and (rest := test.summary.total - self._listed.total()) > 0:
                missing = [f"{rest} entries"]
            differs = []
        if missing:
            self._log.add("NWX031", f"{test.display_name!r}: counted but not listed: {', '.join(missing)}")
            return True
        if differs:
            words = f"the numbers of {', '.join(differs)} differ from the summary"
            self._log.add("NWX032", f"{test.display_name!r}: {words}")
        return False
