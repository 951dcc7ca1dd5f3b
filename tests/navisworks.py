"""Pieces of Navisworks reports to put together in tests; invented, in the shape of real ones."""

from __future__ import annotations

from pathlib import Path

from converter.model.report import Report
from converter.parsers.navisworks.clash_xml import ClashXmlReader

HEADER = '<?xml version="1.0" encoding="UTF-8" ?>\n\n'


def item(element_id: str = "312345", **parts: str) -> str:
    """A ``clashobject``; ``layer``, ``path`` (nodes by "/") and ``tags`` ("Name=value|…") are optional."""
    text = (
        f"<clashobject>\n<objectattribute>\n<name>Element ID</name>\n<value>{element_id}</value>\n</objectattribute>\n"
    )
    if "layer" in parts:
        text += f"<layer>{parts['layer']}</layer>\n"
    if "path" in parts:
        nodes = "\n".join(f"<node>{node}</node>" for node in parts["path"].split("/"))
        text += f"<pathlink>\n{nodes}\n</pathlink>\n"
    if "tags" in parts:
        pairs = [pair.split("=") for pair in parts["tags"].split("|")]
        tags = "\n".join(f"<smarttag>\n<name>{n}</name>\n<value>{v}</value>\n</smarttag>" for n, v in pairs)
        text += f"<smarttags>\n{tags}\n</smarttags>\n"
    return text + "</clashobject>\n"


def guid(number: int) -> str:
    """A guid for the n-th clash."""
    return f"{number:08x}-1111-4222-8333-444444444444"


def clash(
    number: int = 1,
    *,
    status: str = "new",
    items: tuple[str, ...] | None = None,
    group: str = "",
    point: tuple[str, str, str] | None = ("1.000", "2.000", "3.000"),
    attributes: str = "",
    body: str = "",
    tag: str = "clashresult",
    name: str = "",
    grid: str = "B-2 : Level 2",
) -> str:
    """A ``clashresult`` (or a ``clashgroup`` with ``tag``) in the order Navisworks writes."""
    objects = items if items is not None else (item(str(100 + number)), item(str(900 + number)))
    text = f'<{tag} name="{name or f"Clash{number}"}" guid="{guid(number)}" status="{status}"{attributes}>\n'
    text += f"<parentgroup>{group}</parentgroup>\n" if group else ""
    text += f"<description>Hard</description>\n<resultstatus>{status.title()}</resultstatus>\n"
    if point:
        text += '<clashpoint>\n<pos3f x="{}" y="{}" z="{}"/>\n</clashpoint>\n'.format(*point)
    text += f"<gridlocation>{grid}</gridlocation>\n" if grid else ""
    text += '<createddate>\n<date year="2026" month="3" day="2" hour="8" minute="26" second="29"/>\n</createddate>\n'
    text += "<clashobjects>\n" + "".join(objects) + "</clashobjects>\n" if objects else "<clashobjects/>\n"
    return text + body + f"</{tag}>\n"


def group(number: int, members: str, **parts: object) -> str:
    """A ``clashgroup`` with nested members."""
    return clash(number, tag="clashgroup", body=f"<clashresults>\n{members}</clashresults>\n", **parts)  # type: ignore[arg-type]


def test_element(content: str, *, name: str = "Structure vs Ducts", summary: str = "", attributes: str = "") -> str:
    """A ``clashtest`` around its entries."""
    return (
        f'<clashtest name="{name}" test_type="hard" status="ok" tolerance="0.010" merge_composites="1"{attributes}>\n'
        f'<linkage mode="none"/>\n<rules/>\n{summary}<clashresults>\n{content}</clashresults>\n</clashtest>\n'
    )


test_element.__test__ = False  # type: ignore[attr-defined]


def document(*tests: str, units: str | None = "m", root: str = "", batch: str = "") -> str:
    """A whole report."""
    stated = f' units="{units}"' if units is not None else ""
    return (
        f'{HEADER}<exchange xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"{stated} filename="Tower.nwd" '
        f'filepath="C:\\Models"{root}>\n<batchtest name="Report" internal_name="Report"{batch or stated}>\n'
        f"<clashtests>\n{''.join(tests)}</clashtests>\n<selectionsets/>\n</batchtest>\n</exchange>"
    )


def read_text(folder: Path, text: str | bytes, name: str = "report.xml") -> Report:
    """Write a report and read it."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return ClashXmlReader().read(path, name)


def codes(report: Report) -> list[str]:
    """Codes of the report's diagnostics."""
    return [each.code for each in report.diagnostics]
