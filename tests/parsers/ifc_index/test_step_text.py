"""What a record is made of: strings, arguments, references, comments; and that a quote is what it is for IfcOpenShell."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import ifcopenshell
import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.parsers.ifc import step_text
from converter.parsers.ifc.step_text import (
    STRING,
    Quotes,
    arguments,
    class_name,
    comments,
    data_start,
    number,
    odd_quotes,
    reference,
    references,
    unwrapped,
    values,
    without_comments,
)  # fmt: skip
from tests.parsers.ifc_index.models import elements, guid, index, product, project, text

WRITTEN = [
    "a\\S\\'b", "a\\S\\'", "\\S\\'", "\\S\\'\\S\\'", "\\S\\'''", "it''s", "''", "a\\\\", "a\\\\\\S\\'b", "\\S\\\\", "\\X\\27", "\\PA\\b",
    "\\X2\\0027\\X0\\", "\\S\\d''\\S\\'''x", ";#8=IFCWALL(''x'',$);", "/* no comment", "\\S\\'*/",
]  # fmt: skip
"""Strings as they stand in files."""

letters = st.text("a'\\S/*#;=", max_size=14)


@pytest.mark.parametrize("written", WRITTEN)
def test_a_string_ends_where_it_ends_for_ifcopenshell(tmp_path: Path, written: str) -> None:
    data = project() + product(100, name=written, tag="7", type_=f"'{written}'") + product(101, name="next")
    opened: Any = ifcopenshell.file.from_string(text(data))
    found = elements(tmp_path, data)
    assert [(each.guid, each.name, each.type_name, each.tag) for each in found] == [
        (each.GlobalId, each.Name, each.ObjectType, each.Tag) for each in map(opened.by_id, (100, 101))
    ]


@pytest.mark.parametrize("written", WRITTEN)
def test_a_comment_behind_a_string_is_one_and_in_it_is_none(tmp_path: Path, written: str) -> None:
    data = product(100, name=written) + f"/* #55=IFCWALL('{guid(55)}',$,$,$,$,$,$,$,$); */" + product(101, name="next")
    with index(tmp_path, data) as opened:
        assert [each.step_id for each in opened.elements()] == [100, 101]
        assert f"'{written}'".encode() in bytes(opened.text[:])


def letter_by_letter(content: str) -> list[bool]:
    """For each place whether it is inside a string, by reading on: a quote behind ``\\S\\`` changes nothing."""
    inside, found = False, []
    for place, letter in enumerate(content):
        found.append(inside)
        inside ^= letter == "'" and content[max(place - 3, 0) : place] != "\\S\\"
    return [*found, inside]


@given(content=letters, piece=st.integers(1, 5), places=st.sets(st.integers(0, 14)))
def test_quotes_are_counted_the_same_in_pieces(content: str, piece: int, places: set[int]) -> None:
    expected, before = letter_by_letter(content), step_text._PIECE
    step_text._PIECE = piece  # type: ignore[misc]
    try:
        quotes = Quotes(content.encode(), 0)
        for place in sorted(place for place in places if place <= len(content)):
            assert quotes.inside(place) is expected[place]
        for low in range(len(content)):
            assert odd_quotes(content.encode(), low, len(content)) is (expected[low] is not expected[-1])
    finally:
        step_text._PIECE = before  # type: ignore[misc]


@given(content=letters)
def test_the_pattern_of_a_string_ends_where_counting_says(content: str) -> None:
    match = re.match(STRING, f"'{content}".encode())
    inside = letter_by_letter(f"'{content}")
    ends = [place for place in range(2, len(inside)) if not inside[place] and inside[place - 1]]
    doubled = [end for end in ends if content[end - 1 : end] == "'"]  # it goes on behind a doubled quote
    first = next((end for end in ends if end not in doubled), None)
    assert (match.end() if match else None) == first


@given(content=letters)
def test_without_comments_every_other_byte_stays(content: str) -> None:
    data = content.encode()
    spans = comments(data, 0)
    blank = without_comments(data, 0)
    assert len(blank) == len(data) and (blank is data) == (not spans)
    covered = {place for low, high in spans for place in range(low, high)}
    assert all(blank[place] == (32 if place in covered else data[place]) for place in range(len(data)))


@pytest.mark.parametrize(
    ("record", "found"),
    [
        ("#1=IFCX($,*,.T.,5.,#7);", ["$", "*", ".T.", "5.", "#7"]),
        ("#1 = IFCX ( $ , 'a,b' ,\n(1.,(2.,')'))\n, IFCLABEL('x;') ) ;", ["$", "'a,b'", "(1.,(2.,')'))", "IFCLABEL('x;')"]),
        ("#1=IFCX('it''s','\\S\\'',(#1,#2));", ["'it''s'", "'\\S\\''", "(#1,#2)"]),
        ("#1=IFCX();", [""]),
        ("#1=IFCX(,,$);", ["", "", "$"]),
        ("#1=IFCX('a',(#1,#2", ["'a'", "(#1,#2"]),
        ("#1=IFCX('a','b", ["'a'", ""]),
        ("#1=IFCX('a';#2=IFCY('b');", ["'a'"]),
        ("#1=IFCX('a'", ["'a'"]),
        ("#1=IFCX;", []),
        ("#1=(IFCX()IFCY());", []),
    ],
)  # fmt: skip
def test_arguments(record: str, found: list[str]) -> None:
    expected = [each.encode() for each in found]
    assert values(record.encode(), 99) == expected
    assert values(record.encode(), 2) == expected[:2]
    assert class_name(record.encode()) == (b"IFCX" if record[3] != "(" else b"")


def test_arguments_end_where_the_next_record_is_known_to_be() -> None:
    data = b"#1=IFCX('a',$\n#2=IFCX('b',$);"
    assert arguments(data, data.index(b"("), data.index(b"#2")) == [b"'a'", b"$"]


def test_references_are_no_text_and_no_number_beyond_all_programs() -> None:
    assert references(b"(#12,'#13 it''s \\S\\'#14',#15 ,#007)") == [12, 15, 7]
    assert references(b"(#" + b"9" * 19 + b",#5,#" + b"9" * 5_000 + b",#" + b"9" * 18 + b")") == [5, 10**18 - 1]
    assert [reference(each) for each in (b"#12", b"#12 ", b"$", b"'#12'", b"#12,#13", b"#", b"#" + b"1" * 30)] == [
        12, 12, None, None, None, None, None,
    ]  # fmt: skip


def test_values_typed_and_bare() -> None:
    assert unwrapped(b"IFCLABEL( 'x' )") == b"'x'" and unwrapped(b"'x'") == b"'x'"
    assert [number(each) for each in (b"1.", b"IFCREAL(-2.5E1)", b"$", b"1.E999", b".5")] == [
        1.0,
        -25.0,
        None,
        None,
        0.5,
    ]


def test_the_data_begins_outside_of_strings_and_comments() -> None:
    data = b"ISO-10303-21;HEADER;/* DATA; */FILE_NAME('DATA;\\S\\'DATA;');ENDSEC;DATA ('a',());#1=IFCX();"
    assert data_start(data) == data.index(b"#1=")
    assert data_start(data[: data.index(b"DATA (")]) is None
