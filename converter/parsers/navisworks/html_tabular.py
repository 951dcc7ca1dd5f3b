"""HTML (Tabular) reports: what is left when nobody kept the XML. They have no guids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from lxml import etree, html

from converter.geometry.units import metres_per
from converter.model.clash import (
    ClashGroup,
    ClashItem,
    ClashResult,
    ClashStatus,
    ClashSummary,
    ClashTest,
    ClashTestStatus,
    ClashTestType,
    Pairs,
)
from converter.model.comments import Comment
from converter.model.report import Kind, Report
from converter.model.stock import HasPicture, Stock, stock_of
from converter.model.vectors import Vector
from converter.parsers.log import DiagnosticLog
from converter.parsers.navisworks.clash_test import TestTally
from converter.parsers.navisworks.elements import note_gaps
from converter.parsers.navisworks.html_table import (
    ITEM_SIDES,
    Column,
    Row,
    columns_of,
    has_class,
    rows_of,
    words_of,
)
from converter.parsers.navisworks.tokens import status_from_text, status_of_test, type_of_test
from converter.parsers.navisworks.values import Context

_KNOWN = frozenset(
    {
        "image", "clash name", "status", "distance", "grid location", "description", "date found", "date approved",
        "approved by", "assigned to", "clash group", "comments", "clash point",
    }
)  # fmt: skip
_KNOWN_OF_ITEMS = frozenset({"item id", "layer", "path"})
_LENGTH = re.compile(r"([+-]?\d+(?:[.,]\d+)?)\s*([a-z]+)", re.IGNORECASE)
_POINT = re.compile(r"([xyz])\s*:\s*(.*?),?\s*(?=[xyz]\s*:|$)")
_DATE = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_DIGITS = 9
_COUNTS = ("clashes", "new", "active", "reviewed", "approved", "resolved")


class HtmlTabularReader:
    """Clash Detective's report format "HTML (Tabular)"."""

    kind = Kind.NAVISWORKS_HTML

    def sniff(self, head: bytes, _name: str) -> bool:
        """True for an HTML page with the table of a clash test."""
        return b"<html" in head[:4096].lower() and b"testSummaryTable" in head

    def take_stock(self, path: Path, label: str, has_picture: HasPicture) -> tuple[Report, Stock]:
        """Counts of the file."""
        report = self.read(path, label)
        return report, stock_of(report, has_picture)

    def read(self, path: Path, label: str) -> Report:
        """Every test with its clashes; what a browser would forgive is forgiven."""
        log = DiagnosticLog(label)
        root = _document(path)
        if root is None or not (tables := _test_tables(root)):
            log.add("NWH005", "the page has no table of a clash test", line=1)
            return Report(label, self.kind, diagnostics=log.finish(), readable=False)
        if not any(table is None or _has_names(table) for _, table in tables):
            log.add("NWH005", "no table has a column “Clash Name”: only reports in English are read", line=1)
            return Report(label, self.kind, diagnostics=log.finish(), readable=False)
        log.add("NWH001", "an HTML report has no guids: write the report as XML to follow clashes from run to run")
        units = next(filter(None, (_unit(summary) for summary, _ in tables)), "")
        if not units:
            log.add("NWH004", "no unit is stated; metres are assumed")
        context = Context(log, metres_per(units) or 1.0)
        tests = tuple(_test(summary, table, context) for summary, table in tables)
        return Report(
            path=label,
            kind=self.kind,
            producer="Autodesk Navisworks",
            units=units,
            tests=tests,
            diagnostics=log.finish(),
        )


def _document(path: Path) -> etree._Element | None:
    parser = html.HTMLParser(no_network=True, huge_tree=False, encoding=_encoding(path))
    try:
        return html.parse(path, parser).getroot()
    except etree.ParserError:
        return None


def _encoding(path: Path) -> str | None:
    """UTF-8 where the page does not say otherwise itself."""
    with path.open("rb") as file:
        head = file.read(4096).lower()
    return None if b"charset=" in head else "utf-8"


def _test_tables(root: etree._Element) -> list[tuple[etree._Element, etree._Element | None]]:
    """Each test's summary table with the table of its clashes, None for a test without clashes."""
    tables: list[tuple[etree._Element, etree._Element | None]] = []
    for table in root.iter("table"):
        if has_class(table, "testSummaryTable"):
            tables.append((table, None))
        elif has_class(table, "mainTable") and tables and tables[-1][1] is None:
            tables[-1] = (tables[-1][0], table)
    return tables


def _has_names(table: etree._Element) -> bool:
    return any(column.name.casefold() == "clash name" for column in columns_of(table))


def _summary_cells(summary: etree._Element) -> dict[str, str]:
    """Headings and values of the summary; the cell with the test's name stands in front of the headings."""
    rows = list(summary.iter("tr"))
    if len(rows) < 2:
        return {}
    names = [words_of(cell).casefold() for cell in rows[0].iterchildren("td") if not has_class(cell, "testName")]
    return dict(zip(names, (words_of(cell) for cell in rows[1].iterchildren("td")), strict=False))


def _unit(summary: etree._Element) -> str:
    """The unit is glued to the tolerance: ``0.025m``."""
    found = _LENGTH.fullmatch(_summary_cells(summary).get("tolerance", ""))
    token = found[2].lower() if found else ""
    return token if metres_per(token) is not None else ""


def _test(summary: etree._Element, table: etree._Element | None, context: Context) -> ClashTest:
    cells = _summary_cells(summary)
    name = next((words_of(cell) for cell in summary.iter("td") if has_class(cell, "testName")), "")
    tolerance = _LENGTH.fullmatch(cells.get("tolerance", ""))
    test = ClashTest(
        name=name,
        test_type=type_of_test(cells.get("type", "")) or ClashTestType.UNKNOWN,
        status=status_of_test(cells.get("status", "")) or ClashTestStatus.UNKNOWN,
        tolerance_m=context.length_m(tolerance[1], "the tolerance", summary) if tolerance else None,
        summary=_summary(cells),
    )
    tally = TestTally(context.log)
    groups: list[ClashGroup] = []
    results: list[ClashResult] = []
    for entry in _entries(table, context) if table is not None else ():
        tally.take(entry)
        if isinstance(entry, ClashGroup):
            groups.append(entry)
        else:
            results.append(entry)
    return tally.complete(replace(test, groups=tuple(groups), results=tuple(results)))


def _summary(cells: dict[str, str]) -> ClashSummary | None:
    counts = [cells.get(name, "") for name in _COUNTS]
    if not all(count.isdecimal() and len(count) <= _DIGITS for count in counts):
        return None
    total, new, active, reviewed, approved, resolved = map(int, counts)
    return ClashSummary(
        total, new, active, reviewed, approved, resolved, cells.get("type", ""), cells.get("status", "")
    )


def _entries(table: etree._Element, context: Context) -> Iterator[ClashResult | ClashGroup]:
    """Clashes and groups in the order of the page; members follow their group's row."""
    columns = columns_of(table)
    if unknown := sorted({c.name for c in columns if not c.side and c.name and c.name.casefold() not in _KNOWN}):
        context.log.add("NWH003", f"kept as text: {', '.join(unknown)}", line=table.sourceline)
    header: ClashResult | None = None
    members: list[ClashResult] = []
    for row in rows_of(table, columns):
        result = _result(row, columns, context)
        if result is None:
            continue
        if row.kind.startswith("childRow") and header is not None:
            members.append(result)
            continue
        if header is not None:
            yield ClashGroup(header, tuple(members))
            header, members = None, []
        if row.kind == "clashGroupRow":
            header = result
        else:
            yield result
    if header is not None:
        yield ClashGroup(header, tuple(members))


def _result(row: Row, columns: list[Column], context: Context) -> ClashResult | None:
    """The clash of a row; None, with NWH002, for a row without a name."""
    name = row.text("clash name")
    if not name:
        if any(words_of(cell) for cells in row.cells.values() for cell in cells):
            context.log.add("NWH002", "a row without a clash name", line=row.sourceline)
        return None
    status_text = row.text("status")
    status = status_from_text(status_text)
    if status is None:
        context.log.add("NWX020", f"{name!r} has the status {status_text!r}", line=row.sourceline)
    comment = row.text("comments")
    result = ClashResult(
        guid="",
        name=name,
        status=status or ClashStatus.UNKNOWN,
        items=tuple(item for side in ITEM_SIDES if (item := _item(row, columns, side)) is not None),
        point_m=_point(row, context),
        distance_m=_length(row.text("distance"), "the distance", row, context),
        image=row.link("image"),
        grid_location=row.text("grid location") or None,
        description=row.text("description") or None,
        status_text=status_text or None,
        parent_group=row.text("clash group") or None,
        created=_date(row.text("date found")),
        approved=_date(row.text("date approved")),
        approved_by=row.text("approved by") or None,
        assigned_to=row.text("assigned to") or None,
        comments=(Comment(id="", author="", text=comment),) if comment else (),
        extra=_extra(row, columns),
    )
    note_gaps(result, context, row.sourceline)
    return result


def _extra(row: Row, columns: list[Column]) -> Pairs:
    """Cells without a place of their own, and dates in a form that is not known."""
    names = [c.name for c in columns if not c.side and c.name and c.name.casefold() not in _KNOWN]
    names += [name for name in ("Date Found", "Date Approved") if _date(row.text(name.casefold())) is None]
    return tuple((name, text) for name in names if (text := row.text(name.casefold())))


def _item(row: Row, columns: list[Column], side: str) -> ClashItem | None:
    if not any(words_of(cell) for (owner, _), cells in row.cells.items() if owner == side for cell in cells):
        return None
    label, _, value = row.text("item id", side).partition(":")
    tags = [c.name for c in columns if c.side == side and c.name.casefold() not in _KNOWN_OF_ITEMS]
    return ClashItem(
        attributes=((label.strip(), value.strip()),) if value.strip() else (),
        layer=row.text("layer", side) or None,
        path=tuple(filter(None, (node.strip(" -") for node in row.text("path", side).split(">")))),
        smart_tags=tuple((name, text) for name in tags if (text := row.text(name.casefold(), side))),
    )


def _point(row: Row, context: Context) -> Vector | None:
    found = dict(_POINT.findall(row.text("clash point")))
    x, y, z = (_length(found.get(axis, ""), f"the coordinate {axis}", row, context) for axis in "xyz")
    return None if x is None or y is None or z is None else (x, y, z)


def _length(text: str, what: str, row: Row, context: Context) -> float | None:
    """A number in the report's unit, which some versions glue to it."""
    glued = _LENGTH.fullmatch(text.strip())
    return context.length_m(glued[1] if glued else text, what, row)


def _date(text: str) -> datetime | None:
    found = _DATE.search(text)
    try:
        return datetime(*(int(part or 0) for part in found.groups())) if found else None  # type: ignore[arg-type]
    except ValueError:
        return None
