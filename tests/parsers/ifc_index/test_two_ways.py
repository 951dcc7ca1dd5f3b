"""What is done for many at once gives the same as one by one, whatever is written."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from converter.parsers.ifc import columns, records, scanning, step_text, strings
from converter.parsers.ifc.columns import EVERY, IDENTIFYING, LAST, NAME, OBJECT_TYPE, Fields, batches
from converter.parsers.ifc.index import open_index
from converter.parsers.ifc.products import Products
from converter.parsers.ifc.records import Found, Records, number_before, number_of, numbers_before
from converter.parsers.ifc.relations import _members
from converter.parsers.ifc.scanning import scan
from converter.parsers.ifc.schema import schema_for
from converter.parsers.ifc.step_text import Text, comments, references, without_comments
from tests.conftest import SAMPLES
from tests.parsers.ifc_index.models import building, guid, index, pair, parts, product, tower, write
from tests.parsers.ifc_index.written_records import PIECES, written

SCHEMA = schema_for("4")


def arrays(found: Found) -> dict[str, list[tuple[int, int, int]]]:
    every = {"product": found.products, **found.others}
    rows = {role: list(zip(each.ids, each.places, each.numbers, strict=True)) for role, each in every.items()}
    return {**rows, "shapes": [(0, place, 0) for place in found.shapes.places]}


@example([" " * 30, product(1, "IFCWINDOWSTANDARDCASE"), product(2)], 9)
@example([" " * 30, "#1=IFCPRODUCTDEFINITIONSHAPE($,$,(#3));\n", product(2)], 9)
@given(st.lists(st.one_of(written(), PIECES), max_size=30), st.integers(1, 9))
@settings(max_examples=400)
def test_a_pass_by_the_hundred_finds_what_a_pass_one_by_one_finds(pieces: list[str], at_once: int) -> None:
    text = ("DATA;" + "".join(pieces)).encode("latin-1")
    with patch.object(scanning, "_AT_ONCE", at_once):
        quick = arrays(scan(text, 4, SCHEMA))
    with patch.object(scanning._Pass, "quickly", return_value=False):
        assert arrays(scan(text, 4, SCHEMA)) == quick


def found_in(text: Text) -> Products:
    return Products(text, scan(text, 4, SCHEMA), SCHEMA)


@given(st.lists(written(), max_size=12), st.sampled_from([EVERY, IDENTIFYING]), st.integers(1, 5))
@settings(max_examples=400)
def test_attributes_by_the_column_are_those_of_each_record(records: list[str], wanted: Fields, at_once: int) -> None:
    products = found_in(("DATA;\n" + "".join(records)).encode("latin-1"))
    expected = [products.attributes(at) for at in range(len(products))]
    found: dict[str, list[str | None]] = {"guid": [], "name": [], "type": [], "last": [], "tag": []}
    shapes: list[bytes | None] = []
    with patch.object(columns, "AT_ONCE", at_once):
        for batch in batches(products, wanted):
            found["guid"] += batch.guids()
            found["name"] += batch.texts(NAME)
            found["last"] += batch.lasts()
            found["tag"] += batch.tags()
            if wanted is EVERY:
                found["type"] += batch.texts(OBJECT_TYPE)
                shapes += batch.shapes()
    assert found["guid"] == [each.guid for each in expected]
    assert found["name"] == [each.name for each in expected]
    assert found["last"] == [each[LAST] for each in expected]
    assert found["tag"] == [None if products.class_of(at).is_spatial else each.last for at, each in enumerate(expected)]
    if wanted is EVERY:
        assert found["type"] == [each.object_type for each in expected]
        assert shapes == [each.shape for each in expected]


PLAIN = st.lists(
    st.tuples(
        st.sampled_from(["IFCWALL", "IFCSPACE", "IFCGRID", "IFCPROXY"]),
        st.sampled_from(["$", "'A'", "'B:5'", "'\\X2\\00E4\\X0\\'"]),
    ),
    min_size=20,
    max_size=60,
)


@given(PLAIN)
def test_what_is_plainly_written_is_read_by_the_column(rows: list[tuple[str, str]]) -> None:
    """Otherwise the law above would compare one way with itself."""
    text = "".join(
        f"#{at}={name}('{guid(at)}',#5,{value},$,$,#6,$,{value},$);\n" for at, (name, value) in enumerate(rows, 100)
    )
    products = found_in(f"DATA;\n{text}".encode())
    slow = sum(name == "IFCPROXY" for name, _ in rows)  # its Tag is elsewhere
    with patch.object(Products, "attributes", side_effect=products.attributes) as one_by_one:
        assert sum(len(batch.guids()) for batch in batches(products, EVERY)) == len(rows)
    assert one_by_one.call_count == slow


@example("#,#2")
@given(st.text(st.sampled_from(list("#0123456789 ,()\n;'x$")), max_size=40))
def test_the_members_of_a_relation(inside: str) -> None:
    for end in (f"({inside})".encode(), f"(#1,#2{inside})".encode()):
        assert _members(end) == references(end)


@example([10**18 - 1], "#0")
@given(st.lists(st.integers(0, 10**19), min_size=1, max_size=20), st.sampled_from(["#", "#0", "# "]))
def test_the_members_of_a_relation_as_they_are_written(numbers: list[int], mark: str) -> None:
    end = ("(" + ",".join(f"{mark}{number}" for number in numbers) + ")").encode()
    assert _members(end) == references(end)


ESCAPES = st.lists(
    st.sampled_from(
        ["\\X2\\00E4\\X0\\", "\\X2\\D83D\\X0\\", "\\X2\\dE00\\X0\\", "\\X2\\", "\\X0\\", "00E4", "D83D", "DE00", "\\", "\\\\", "''", "'", "\\X\\E4", "\\S\\d", "\\PB\\", "a", "005C", "\\X4\\"]
    ),
    max_size=12,
).map("".join)  # fmt: skip


@example("//*", 9, 1)
@given(st.text(st.sampled_from(list("/*'x\n")), max_size=40), st.integers(1, 9), st.integers(1, 3))
def test_comments_are_missed_nowhere(text: str, piece: int, few: int) -> None:
    content = ("DATA;" + text).encode()
    with patch.object(step_text, "_SMALL_PIECE", piece), patch.object(step_text, "_FEW", few):
        assert step_text._may_have_comments(content, 4) == (b"/*" in content)
        assert (without_comments(content, 4) is content) == (not comments(content, 4))


@given(ESCAPES)
@settings(max_examples=500)
def test_escapes_of_single_letters(text: str) -> None:
    strings.directives_read.cache_clear()
    assert strings.directives_read(text) == strings._directives_read(text)


@example(["#5\x00", "#6 "])
@given(
    st.lists(
        st.sampled_from(["#12", "# 3", "#4  ", "x", "", "\x00", "#\x00", "#" + "7" * 19, " " * 30, "#5\x00"]),
        max_size=9,
    )
)
def test_the_numbers_before_many_places(heads: list[str]) -> None:
    text = (" " * 24 + "=".join(heads) + "=").encode()
    places = [at for at, letter in enumerate(text) if letter == ord("=")]
    expected = [number_before(text, place) for place in places]
    many = numbers_before(text, places)
    assert many == expected if many is not None else None in expected or b"\x00=" in text


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    "#7",
                    "#07",
                    "7",
                    "#",
                    "# 7",
                    "#7 ",
                    "#7      ",
                    "#0",
                    "#7" + " " * 30,
                    "#7" + " " * 22,
                    "#" + "7" * 19,
                    "#7\x00",
                    "=#7",
                ]
            ),
            st.sampled_from(["=", " =", "= ", "=\n" + " " * 70, "\x00="]),
        ),
        max_size=9,
    ),
    st.integers(1, 4),
    st.booleans(),
)
@example([("#7 ", "="), ("#7", "\x00=")], 4, True)
def test_the_numbers_of_shapes(heads: list[tuple[str, str]], at_once: int, near: bool) -> None:
    text = "DATA;" + ("" if near else " " * 64)
    text += "".join(f"{number}{mark}IFCPRODUCTDEFINITIONSHAPE($,$,(#1));\n" for number, mark in heads)
    found = scan(text.encode(), 4, SCHEMA)
    assert len(found.shapes.places) == len(heads)
    numbers = [number_of(text.encode(), place) for place in found.shapes.places]
    with patch.object(records, "_AT_ONCE", at_once):
        made = found.shapes.numbered(text.encode())
    assert list(zip(made.ids, made.places, strict=True)) == [
        (number, place) for number, place in zip(numbers, found.shapes.places, strict=True) if number is not None
    ]


@given(st.lists(st.integers(0, 30), max_size=25), st.integers(1, 4))
def test_look_ups_give_the_first_of_an_id(ids: list[int], at_once: int) -> None:
    made = Records()
    made.extend(ids, list(range(len(ids))), [0] * len(ids))
    with patch.object(records, "_AT_ONCE", at_once):
        assert made.are_all_different == (len(set(ids)) == len(ids))
        for step_id in (*ids, *range(31)):
            assert made.index_of(step_id) == (ids.index(step_id) if step_id in ids else None)
        assert [ids[at] for at in made.by_id()] == sorted(ids)


def layers(*, doubled: bool) -> str:
    """Shapes #201 to #209 on two layers, some in other order than the products, some without."""
    shapes = "".join(f"#{n}=IFCPRODUCTDEFINITIONSHAPE($,$,(#{n + 100},#{n + 200}));\n" for n in range(201, 209))
    assigned = (
        "#500=IFCPRESENTATIONLAYERASSIGNMENT('A-WALL',$,(#301,#302,#403),$);\n"
        "#501=IFCPRESENTATIONLAYERASSIGNMENT('S-BEAM',$,(#304,#406),$);\n"
    )
    twice = "#203=IFCPRODUCTDEFINITIONSHAPE($,$,(#304));\n#207=IFCPRODUCTDEFINITIONSHAPE($,$,(#301));\n"
    return (twice if doubled else "") + shapes + assigned


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.lists(st.sampled_from(["$", *(f"#{number}" for number in range(199, 211))]), min_size=1, max_size=20),
    st.lists(st.integers(600, 619), max_size=12),
    st.integers(1, 6),
    st.booleans(),
)
def test_elements_by_the_column_are_those_looked_up(
    tmp_path: Path, shapes: list[str], members: list[int], at_once: int, doubled: bool
) -> None:
    walls = "".join(
        product(at, "IFCSPACE" if at % 5 == 0 else "IFCBEAM", f"N:{at}", str(at), shape=shape)
        for at, shape in enumerate(shapes, 600)
    )
    data = tower() + layers(doubled=doubled) + walls
    if members:
        data += (
            f"#700=IFCRELCONTAINEDINSPATIALSTRUCTURE('{guid(700)}',$,$,$,({','.join(f'#{n}' for n in members)}),#13);\n"
        )
        data += parts(701, members[0], members[1:4]) + pair(702, "IFCRELVOIDSELEMENT", members[-1], 601)
    with index(tmp_path, data) as opened, patch.object(columns, "AT_ONCE", at_once):
        every = list(opened.elements())
        assert every == [opened.by_step_id(each.step_id) for each in every]
        assert [(each.step_id, each.guid, each.ifc_class, each.name, each.tag) for each in every] == [
            row[:5] for row in opened.identities()
        ]
        assert [row.container for row in opened.identities()] == [
            opened.container_of(row.step_id) for row in opened.identities()
        ]


@pytest.mark.parametrize("path", sorted(SAMPLES.rglob("*.ifc")), ids=lambda path: "/".join(path.parts[-2:]))
def test_identities_of_the_samples(path: Path) -> None:
    with open_index(path) as opened:
        elements = list(opened.elements())
        assert [tuple(each) for each in opened.identities()] == [
            (each.step_id, each.guid, each.ifc_class, each.name, each.tag, opened.container_of(each.step_id))
            for each in elements
        ]
        assert all(
            opened.by_guid(each.guid) == (each,) and opened.by_step_id(each.step_id) == each for each in elements
        )


def test_identities_over_many_batches(tmp_path: Path) -> None:
    with open_index(write(tmp_path, "".join(building(1_000)).encode())) as opened:
        identities = list(opened.identities())
        assert len(identities) == len(opened) == 1_004
        assert {each.container for each in identities[4:]} == {13} == {opened.container_of(108)}
        assert len({each.guid for each in identities}) == 1_004
        assert [each.tag for each in identities[4:7]] == ["500000", "500001", "500002"]
