"""The pattern and the XML way give the same records and say the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.reports import write_report
from converter.model.report import Report
from converter.parsers.navisworks import stream
from converter.parsers.navisworks.clash_xml import ClashXmlReader
from tests.conftest import SHARED_DATA
from tests.navisworks import clash, document, group, item, read_text, test_element

REAL = sorted((SHARED_DATA / "navisworks").rglob("*.xml")) if SHARED_DATA.is_dir() else []


def by_xml_only(path: Path) -> Report:
    usual = stream._UTF8
    stream._UTF8 = re.compile(rb"(?!)")
    try:
        return ClashXmlReader().read(path, path.name)
    finally:
        stream._UTF8 = usual


def assert_equal_ways(path: Path) -> Report:
    fast, slow = ClashXmlReader().read(path, path.name), by_xml_only(path)
    assert fast.tests == slow.tests and fast.readable == slow.readable
    assert sorted((d.code, d.message) for d in fast.diagnostics) == sorted(
        (d.code, d.message) for d in slow.diagnostics
    )
    return fast


@pytest.mark.skipif(not REAL, reason="the folder with real files is not there (../shared/data)")
@pytest.mark.parametrize("path", REAL, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_real_reports(path: Path) -> None:
    assert_equal_ways(path)


@pytest.mark.parametrize("full", [True, False])
def test_large_reports_across_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, full: bool) -> None:
    path = tmp_path / "report.xml"
    write_report(path, 300, full=full)
    for size in (777, 5_000, 60_000):
        monkeypatch.setattr(stream, "CHUNK_BYTES", size)
        assert len(assert_equal_ways(path).tests[0].results) == 300


def test_the_common_shape_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the tests above would compare one way with itself."""
    write_report(tmp_path / "report.xml", 50)
    calls: list[object] = []
    real = stream.ClashBuilder.build
    monkeypatch.setattr(stream.ClashBuilder, "build", lambda self, found: calls.append(found) or real(self, found))
    ClashXmlReader().read(tmp_path / "report.xml", "report.xml")
    assert len(calls) == 50


texts = st.text(
    alphabet=st.sampled_from("aZ9 é文<>&\"'\t\n\r_-:/;#x0]")
    | st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")),
    max_size=12,
)


def escaped(text: str, *, quote: bool = False) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
    return text.replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;") if quote else text


@st.composite
def clashes(draw: st.DrawFn) -> str:
    """A clash, mostly of the common shape, with texts that need escaping."""
    number = draw(st.integers(1, 99))
    items = tuple(
        item(escaped(draw(texts)), layer=escaped(draw(texts)), path="a/" + escaped(draw(texts)).replace("/", "|"))
        for _ in range(draw(st.integers(0, 3)))
    )
    text = clash(
        number,
        status=draw(st.sampled_from(["new", "resolved", "approved", "New", "weird"])),
        items=items,
        name=escaped(draw(texts), quote=True) or "n",
        grid=escaped(draw(texts)),
        group=escaped(draw(texts)),
        point=draw(st.sampled_from([None, ("1", "-2.5", "3e2"), ("1.0", "2", "-0.000"), ("1,5", "x", "")])),
        tag=draw(st.sampled_from(["clashresult", "clashresult", "clashgroup"])),
    )
    old, new = draw(
        st.sampled_from([("", ""), ("Hard", "<b/>"), ('month="3"', 'month="14"'), ("\n", "\r\n"), ("Hard", "&#65;")])
    )
    return text.replace(old, new) if old else text


@given(st.lists(clashes(), max_size=6), st.sampled_from([97, 700, 1 << 20]))
def test_any_report(tmp_path_factory: pytest.TempPathFactory, found: list[str], size: int) -> None:
    folder = tmp_path_factory.mktemp("any")
    content = "".join(found[:3]) + group(500, "".join(f for f in found[3:] if "clashgroup" not in f), name="G")
    path = folder / "report.xml"
    path.write_bytes(document(test_element(content)).encode())
    usual, stream.CHUNK_BYTES = stream.CHUNK_BYTES, size
    try:
        assert_equal_ways(path)
    finally:
        stream.CHUNK_BYTES = usual


@given(st.data())
def test_damaged_bytes_never_raise(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Flipped, cut and doubled bytes: a report or a reason, and the same both ways."""
    good = document(test_element("".join(clash(n, attributes=' distance="-0.1"') for n in range(5)))).encode()
    damaged = bytearray(good)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        match data.draw(st.sampled_from(["flip", "cut", "double", "insert"])):
            case "flip":
                damaged[place] = data.draw(st.integers(0, 255))
            case "cut":
                del damaged[place : place + data.draw(st.integers(1, 200))]
            case "double":
                damaged[place:place] = damaged[place : place + 100]
            case "insert":
                damaged[place:place] = data.draw(
                    st.sampled_from([b"<!--", b"]]>", b"<![CDATA[", b"&x;", b"\x00", b"<?a"])
                )
        if not damaged:
            damaged = bytearray(b"<")
    path = tmp_path_factory.mktemp("damaged") / "report.xml"
    path.write_bytes(bytes(damaged))
    assert_equal_ways(path)


@pytest.mark.skipif(not REAL, reason="the folder with real files is not there (../shared/data)")
@given(st.data())
def test_damaged_real_reports_never_raise(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    original = data.draw(st.sampled_from([path for path in REAL if path.stat().st_size < 120_000])).read_bytes()
    place = data.draw(st.integers(0, len(original) - 1))
    damaged = original[:place] + bytes([data.draw(st.integers(0, 255))]) + original[place + 1 :]
    report = read_text(tmp_path_factory.mktemp("real"), damaged)
    assert report.readable or report.diagnostics
