"""Lines of reports on which clashes stand."""

from __future__ import annotations

from pathlib import Path

from converter.app.report_lines import with_lines
from converter.plan.gate.checked_issue import Occurrence


def line(path: Path, guid: str) -> int | None:
    place = Occurrence(str(path), guid)
    return with_lines([place])[place].line


def test_the_line_of_a_guid(tmp_path: Path) -> None:
    path = tmp_path / "Tower.XML"
    path.write_bytes(b'<a>\r\n<b guid="one"/><b guid="two"/>\r\n\r\n<c name="x" guid="three"/>\n<d guid="one"/>')
    assert [line(path, guid) for guid in ("one", "two", "three", "four", "")] == [2, 2, 4, None, None]


def test_what_is_not_there_or_no_text_has_no_line(tmp_path: Path) -> None:
    wide = tmp_path / "wide.xml"
    wide.write_text('<b guid="one"/>', encoding="utf-16")
    packed = tmp_path / "a.bcf"
    packed.write_bytes(b'guid="one"')
    assert [line(path, "one") for path in (wide, packed, tmp_path / "gone.xml", tmp_path)] == [None] * 4


def test_a_guid_that_is_not_ascii_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text('<b guid="é"/>', encoding="utf-8")
    assert line(path, "é") is None
