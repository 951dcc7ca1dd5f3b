"""Pages in the shape of HTML (Tabular) reports; invented."""

from __future__ import annotations

from pathlib import Path

from converter.model.report import Report
from converter.parsers.navisworks.html_tabular import HtmlTabularReader

GENERAL = ("Image", "Clash Name", "Status", "Distance", "Grid Location", "Description", "Clash Point")
WIDE = ("Image", "Clash Name")
ITEM = ("Item ID", "Layer", "Path", "Item Name", "Item Type")
SUMMARY = ("Tolerance", "Clashes", "New", "Active", "Reviewed", "Approved", "Resolved", "Type", "Status")
POINT = "\n          x:4.125,\n          y:-31.5,\n          z:2.75"


def cell(text: str, kind: str, span: int = 1) -> str:
    wide = f'colspan="{span}" ' if span > 1 else ""
    return f'<td {wide}class="{kind}">{text}</td>\n'


def link(name: str) -> str:
    """The picture as the stylesheet writes it: the link has a trailing blank."""
    return f'<a target="_blank" href="{name} "><img border="0" width="95" height="95" src="{name}"></a>'


def item(number: int, *, name: str = "Beam", layer: str = "Level 2") -> tuple[str, ...]:
    return (
        f"<i>Element ID</i>:\n            {number}",
        layer,
        "File -&gt; Tower.nwd -&gt; A.nwc -&gt; Beam",
        name,
        "Solid",
    )


def values(name: str = "Clash1", status: str = "New", point: str = POINT, distance: str = "-0.045") -> tuple[str, ...]:
    return (link(f"r_files\\{name}.jpg"), name, status, distance, "C-7 : Level 3", "Hard", point)


def row(
    general: tuple[str, ...], *items: tuple[str, ...], kind: str = "contentRow", heads: tuple[str, ...] = GENERAL
) -> str:
    """Members of a group begin with a narrow cell, which moves the next ones by one place."""
    child = kind.startswith("childRow")
    cells = '<td class="clashGroupCell"></td>\n' if child else ""
    for head, value in zip(heads, general, strict=True):
        narrow = child and head == WIDE[-1]
        cells += cell(value, "contentCell", 2 if head in WIDE and not narrow else 1)
    for number, found in enumerate(items, 1):
        cells += "".join(cell(value, f"item{number}Content") for value in found)
    return f'<tr class="{kind}">\n{cells}</tr>\n'


def main(*rows: str, heads: tuple[str, ...] = GENERAL, of_items: tuple[str, ...] = ITEM) -> str:
    top = cell("", "generalHeader", len(heads) + 2)
    named = "".join(cell(head, "generalHeader", 2 if head in WIDE else 1) for head in heads)
    for number in (1, 2):
        top += cell(f"Item {number}", f"item{number}HeaderGroup", len(of_items))
        named += "".join(cell(head, f"item{number}Header") for head in of_items)
    headers = f'<tr class="headerRow">{top}</tr>\n<tr class="headerRow">{named}</tr>\n'
    return f'<table class="mainTable">\n{headers}{"".join(rows)}</table>'


def block(
    table: str = "", *, name: str = "Structure vs Ducts", tolerance: str = "0.025m", counts: str = "1 1 0 0 0 0"
) -> str:
    """A test: its summary, and the table of its clashes where it has any."""
    written = (tolerance, *counts.split(), "Hard (Conservative)", "OK")
    return (
        '<table class="testSummaryTable">\n<tr class="headerRow">\n'
        f'<td rowspan="2" colspan="2" class="testName">{name}</td>\n'
        f"{''.join(cell(head, 'headerCell') for head in SUMMARY)}</tr>\n"
        f'<tr class="contentRow">\n{"".join(cell(value, "contentCell") for value in written)}</tr>\n'
        f"</table><br>{table}"
    )


def page(*blocks: str) -> str:
    return (
        '<html>\n<head>\n<META http-equiv="Content-Type" content="text/html; charset=utf-8">\n'
        '<title>Clash Report</title>\n</head>\n<body>\n<table class="titleTable">\n<tr class="headerRow">\n'
        f'<td class="headerCell" colspan="50">Clash Report<br></td></tr></table><br>{"".join(blocks)}\n</body>\n</html>'
    )


def read(folder: Path, text: str | bytes) -> Report:
    path = folder / "report.html"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return HtmlTabularReader().read(path, "report.html")


def codes(report: Report) -> list[str]:
    return [each.code for each in report.diagnostics]
