"""Puts clashes into their groups and tests while the document goes by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from converter.model.clash import ClashGroup, ClashResult, ClashTest
from converter.parsers.navisworks.clash_test import clash_test_of
from converter.parsers.navisworks.elements import result_of
from converter.parsers.navisworks.units import unit_scale
from converter.parsers.navisworks.values import Context

Entry = ClashResult | ClashGroup | ClashTest


class Assembly:
    """Follows the open elements of one report.

    ``units`` is the unit in force; ``root_attributes`` and ``batch_attributes`` are those of ``exchange`` and
    ``batchtest``.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._members: list[list[ClashResult]] = []
        self._in_test = False
        self.root_tag = ""
        self.root_attributes: dict[str, str] = {}
        self.batch_attributes: dict[str, str] = {}
        self.units = ""
        self.tests = 0
        self.last_good: ClashResult | None = None
        self.last_test = ""

    def start(self, element: etree._Element) -> None:
        """An element opens: only its attributes may be looked at."""
        match element.tag:
            case "exchange":
                self.root_attributes = {str(k): str(v) for k, v in element.attrib.items()}
                self._use_units(element)
            case "batchtest":
                self._use_units(element)
            case "clashtest":
                self._in_test = True
                self.last_test = element.get("name") or ""
                self._check_place(element)
            case "clashgroup":
                self._members.append([])

    def _check_place(self, test: etree._Element) -> None:
        parent = test.getparent()
        if parent is not None and parent.tag == "batchtest":
            message = f"the test {self.last_test!r} stands in `batchtest` itself, not in `clashtests`"
            self._context.log.add("NWX037", message, line=test.sourceline)

    def end(self, element: etree._Element) -> Iterator[Entry]:
        """An element is complete."""
        match element.tag:
            case "clashresult":
                yield from self.take_all([result_of(element, self._context)], element.sourceline)
            case "clashgroup":
                yield from self._end_group(element)
            case "clashtest":
                self._in_test = False
                self.tests += 1
                yield clash_test_of(element, self._context)

    def take_all(self, found: Iterable[ClashResult | ClashGroup], line: int | None = None) -> Iterator[Entry]:
        """Clashes and headers of groups that stand here: into the open group, or out as entries of the test."""
        for entry in found:
            result = entry.header if isinstance(entry, ClashGroup) else entry
            self.last_good = result
            if not self._in_test:
                self._context.log.add("NWX035", f"{result.name!r} stands outside a test", line=line)
            elif self._members and isinstance(entry, ClashResult):
                self._members[-1].append(entry)
            else:
                if self._members:
                    self._context.log.add("NWX034", f"the group {result.name!r} lies in a group", line=line)
                yield entry

    def _end_group(self, element: etree._Element) -> Iterator[Entry]:
        members = tuple(self._members.pop())
        group = ClashGroup(result_of(element, self._context), members)
        if not self._in_test:
            self._context.log.add("NWX035", f"the group {group.name!r} stands outside a test", line=element.sourceline)
            return
        if self._members:
            self._context.log.add("NWX034", f"the group {group.name!r} lies in a group", line=element.sourceline)
        yield group

    def _use_units(self, element: etree._Element) -> None:
        written = element.get("units")
        if element.tag == "batchtest":
            self.batch_attributes = {str(k): str(v) for k, v in element.attrib.items()}
            if self.units and not (written or "").strip():
                return
            if self.units and written != self.units:
                message = f"batchtest is in {written!r}, the document in {self.units!r}"
                self._context.log.add("NWX012", message, line=element.sourceline)
        self.units = written or ""
        self._context.metres_per_unit = unit_scale(written, self._context.log, element.sourceline)
