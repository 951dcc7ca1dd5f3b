"""Strings of a STEP file, and the raw bytes programs write into them."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.parsers.ifc.strings import alphabet_of, text_of
from tests.parsers.ifc_index.models import FOOTER, codes, elements, guid, head, index, project


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("plain", "plain"),
        ("", ""),
        ("it''s ''so''", "it's 'so'"),
        ("''''", "''"),
        ("a\\\\b", "a\\b"),
        ("\\\\X\\\\E4", "\\X\\E4"),
        ("W\\S\\dnde", "Wände"),
        ("\\S\\'", "§"),
        ("a\\S\\'''b", "a§'b"),
        ("\\S\\ x", "\xa0x"),
        ("\\PB\\\\S\\p", "đ"),
        ("\\PE\\\\S\\P", "а"),
        ("\\PA\\\\S\\d\\PG\\\\S\\a", "äα"),
        ("\\X\\E4\\X\\df", "äß"),
        ("\\X2\\00E400F6\\X0\\x", "äöx"),
        ("\\X2\\00e4\\X0\\\\X2\\00F6\\X0\\", "äö"),
        ("\\X2\\D83DDE00\\X0\\", "😀"),
        ("\\X4\\0001F6000000004D\\X0\\", "😀M"),
        ("\\X2\\\\X0\\", ""),
        ("\\X2\\00E\\X0\\", ""),
        ("\\X2\\00E4", "ä"),
        ("\\X2\\D83D\\X0\\", "�"),
        ("\\X4\\FFFFFFFF\\X0\\", "�"),
        ("\\N\\x", "x"),
        ("\\Q\\x", "\\Q\\x"),
        ("\\X\\G1", "\\X\\G1"),
        ("end\\", "end\\"),
        ("a\nb", "a\nb"),
        (" blanks ", " blanks "),
        (";#=(),$*/*.T.", ";#=(),$*/*.T."),
    ],
)
def test_escapes(written: str, text: str) -> None:
    assert text_of(f"'{written}'".encode("latin-1")) == text


@pytest.mark.parametrize("argument", [b"$", b"*", b"", b"  ", b" $ "])
def test_no_value_is_none(argument: bytes) -> None:
    assert text_of(argument) is None


@pytest.mark.parametrize(
    ("argument", "text"), [(b"IFCLABEL('a''b')", "a'b"), (b"5", "5"), (b".T.", ".T."), (b"('a')", "('a')")]
)
def test_other_values_are_given_as_they_are(argument: bytes, text: str) -> None:
    assert text_of(argument) == text


@pytest.mark.parametrize(
    ("names", "alphabet"),
    [
        (["Wände", "Öffnung", "日本語", "😀"], "utf-8"),
        (["Wände", "Öffnung", "10 € – “quoted”", "Fußboden"], "cp1252"),
        (["柱", "壁 表", "ソ・能力", "ﾊﾟｲﾌﾟ", "基準 a"], "cp932"),
    ],
)
def test_raw_bytes_are_read_by_the_alphabet_of_the_file(tmp_path: Path, names: list[str], alphabet: str) -> None:
    records = "".join(f"#{n}=IFCWALL('{guid(n)}',$,'{name}',$,$,$,$,'{name}',$);\n" for n, name in enumerate(names, 50))
    data = (head() + project() + records + FOOTER).encode(alphabet)
    with index(tmp_path, data) as opened:
        found = list(opened.elements())
        assert [each.name for each in found] == [each.tag for each in found] == names
        assert [each.step_id for each in opened.by_name(names[1])] == [51]
        assert codes(opened) == ["IFC017"]


def test_bytes_no_alphabet_has_are_read_all_the_same(tmp_path: Path) -> None:
    (wall,) = elements(tmp_path, head().encode() + b"#5=IFCWALL('g',$,'a\xe4\x81b',$,$,$,$,$,$);\n" + FOOTER.encode())
    assert wall.name == "a\xe4\x81b"


def test_the_alphabet_does_not_depend_on_what_is_asked_first() -> None:
    german, japanese = "Wände, Türen, Öffnung".encode("cp1252"), "柱と壁".encode("cp932")
    assert alphabet_of(german) == "cp1252" and alphabet_of(japanese) == "cp932"
    assert alphabet_of("äöü 日本".encode()) == alphabet_of(b"") == "cp1252"
