"""Other documents are recognised and named."""

from __future__ import annotations

import pytest

from converter.model.report import Kind
from converter.parsers.kinds import recognise
from converter.parsers.navisworks.documents import document_of


@pytest.mark.parametrize(
    ("inner", "words"),
    [
        ("<selectionsets/>", "search sets"),
        ("<findspec mode='all'/>", "Find Items"),
        ("<dbreadlink/>", "DataTools"),
        ("<optionset name='x'/>", "options export"),
        ("<something/>", "unknown kind"),
    ],
)
def test_exchange_documents_are_named(inner: str, words: str) -> None:
    found = recognise(f"<?xml version='1.0'?><exchange>{inner}</exchange>".encode(), "x.xml")
    assert found.kind is Kind.UNKNOWN and found.code == "NWX003"
    assert words in found.explanation and "Clash Detective" in found.explanation


def test_other_xml_is_named_by_its_root() -> None:
    found = recognise(b"<visinfo><x/></visinfo>", "x.xml")
    assert found.code == "NWX004" and "<visinfo>" in found.explanation


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"ISO-10303-21;\nHEADER;", "a.stp", Kind.UNKNOWN),
        (b"PK\x03\x04....", "a.bcfzip", Kind.BCF),
        (b'[{"name": "x", "clashes": {}}]', "a.json", Kind.IFCCLASH_JSON),
        (b"\x00\x01\x02", "a.bin", Kind.UNKNOWN),
        (b"", "empty.xml", Kind.UNKNOWN),
        (b"hello", "a.txt", Kind.UNKNOWN),
        (b"< not xml", "a.xml", Kind.UNKNOWN),
    ],
)
def test_other_kinds(head: bytes, name: str, kind: Kind) -> None:
    assert recognise(head, name).kind is kind


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_report_is_recognised_from_its_first_bytes(encoding: str) -> None:
    text = "<exchange units='m'>\n<batchtest name='Report'>\n<clashtests><clashtest name='a"
    found = document_of(text.encode(encoding))
    assert found is not None and found.root == "exchange" and found.name == "clash report"
