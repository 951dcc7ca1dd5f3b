"""The tables of an HTML (Tabular) report as rows of named cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

ITEM_SIDES = ("item1", "item2")
_WIDEST = 1_000


@dataclass(frozen=True, slots=True)
class Column:
    """A heading; ``side`` is "", "item1" or "item2"; it spans the places from ``start`` up to ``end``."""

    name: str
    side: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row by (side, heading in lower case); ``kind`` is its class: contentRow, clashGroupRow, childRow …"""

    kind: str
    cells: dict[tuple[str, str], list[etree._Element]]
    sourceline: int | None

    def text(self, name: str, side: str = "") -> str:
        """What the cells under a heading say, blanks and line breaks made one blank."""
        return " ".join(filter(None, (words_of(cell) for cell in self.cells.get((side, name), ()))))

    def link(self, name: str) -> str | None:
        """The first picture or link under a heading."""
        for cell in self.cells.get(("", name), ()):
            for target in cell.xpath(".//a/@href | .//img/@src"):
                if text := str(target).strip():
                    return text
        return None


def words_of(cell: etree._Element) -> str:
    """Text of a cell with all below it."""
    return " ".join("".join(cell.itertext()).split())


def has_class(element: etree._Element, name: str) -> bool:
    """True when the element's class attribute lists ``name``."""
    return name in (element.get("class") or "").split()


def columns_of(table: etree._Element) -> list[Column]:
    """Headings of a ``mainTable``: its last header row."""
    headers = [row for row in table.iter("tr") if has_class(row, "headerRow")]
    if not headers:
        return []
    columns = []
    for cell, start, end in _placed(headers[-1]):
        side = next((side for side in ITEM_SIDES if (cell.get("class") or "").startswith(side)), "")
        columns.append(Column(words_of(cell), side, start, end))
    return columns


def rows_of(table: etree._Element, columns: list[Column]) -> Iterator[Row]:
    """Rows below the headings. Members of groups begin with a narrow cell: cells are told by the place they cover."""
    for row in table.iter("tr"):
        if has_class(row, "headerRow"):
            continue
        cells: dict[tuple[str, str], list[etree._Element]] = defaultdict(list)
        for cell, start, end in _placed(row):
            for column in columns:
                if column.start <= start < column.end or start <= column.start < end:
                    cells[column.side, column.name.casefold()].append(cell)
                    break
        yield Row((row.get("class") or "").strip(), dict(cells), row.sourceline)


def _placed(row: etree._Element) -> Iterator[tuple[etree._Element, int, int]]:
    place = 0
    for cell in row.iterchildren("td", "th"):
        span = cell.get("colspan", "1").strip()
        width = min(max(int(span), 1), _WIDEST) if span.isdecimal() and len(span) <= 4 else 1
        yield cell, place, place + width
        place += width
