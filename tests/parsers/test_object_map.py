"""Tables of object ids in CSV and JSON."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.model.object_rows import ObjectRow
from converter.parsers.object_map import ObjectTable, read_object_map

GUID = "1W_HslFTT2WwXj91DxSWxH"
FULL = (ObjectRow(12, GUID, "312345", "Services.nwc"), ObjectRow(13, "", "7", "Services.nwc"))


def read(folder: Path, data: str | bytes) -> ObjectTable:
    path = folder / "map"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_object_map(path, "map.csv")


def codes(table: ObjectTable) -> list[str]:
    return [each.code for each in table.diagnostics]


ROWS = [
    ("guid", "element_id", "model", "object_id"),
    (GUID, "312345", "Services.nwc", "12"),
    ("", "7", "Services.nwc", "13"),
]


def table_text(delimiter: str, heading: tuple[str, ...] = ROWS[0]) -> str:
    return "\r\n".join(delimiter.join(row) for row in (heading, *ROWS[1:])) + "\r\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimiters_and_encodings(tmp_path: Path, delimiter: str, encoding: str) -> None:
    table = read(tmp_path, table_text(delimiter).encode(encoding))
    assert table == ObjectTable(FULL)


@pytest.mark.parametrize(
    "heading",
    [
        ("IFC GUID", "Element ID", "Source File", "Object ID"),
        ("GlobalId", "ElementId", "File", "objectId"),
        ("\"Global-Id\"", "TAG", " Model ", "procore_object_id"),
    ],
)  # fmt: skip
def test_spellings_of_headings(tmp_path: Path, heading: tuple[str, ...]) -> None:
    assert read(tmp_path, table_text(",", heading)) == ObjectTable(FULL)


def test_blank_lines_quotes_and_what_spreadsheets_write(tmp_path: Path) -> None:
    text = f'sep=;\n\n"identity";"object_id"\n"{GUID}";12.0\n;;\n312345;"13"\n'
    assert read(tmp_path, text) == ObjectTable((ObjectRow(12, GUID), ObjectRow(13, "", "312345")))


def test_columns_that_are_not_known(tmp_path: Path) -> None:
    table = read(tmp_path, f"guid,remark,object_id,guid\n{GUID},x,12,y\n")
    assert table.rows == (ObjectRow(12, GUID),) and codes(table) == ["OBJ013"]


@pytest.mark.parametrize(
    "text", ["", "\n \n", "guid,name\nx,1\n", "object_id\n1\n", "plain words", "[]", "{}x", "[1", "7", '["x"]']
)
def test_what_is_no_table(tmp_path: Path, text: str) -> None:
    table = read(tmp_path, text)
    assert not table.readable and "OBJ010" in codes(table) and not table.rows


def test_lines_without_ids_are_told_with_their_number(tmp_path: Path) -> None:
    text = f"guid,element_id,object_id\n{GUID},,x\n,,5\n{GUID},,\n{GUID},,-1\n{GUID},,9223372036854775808\n{GUID}\n{GUID},,9223372036854775807\n"
    table = read(tmp_path, text)
    assert table.rows == (ObjectRow(2**63 - 1, GUID),) and table.readable
    assert [(each.code, each.location.line) for each in table.diagnostics] == [("OBJ011", n) for n in range(2, 8)]


def test_an_object_of_several_elements_and_an_element_of_several_objects(tmp_path: Path) -> None:
    table = read(tmp_path, f"identity,object_id\n{GUID},1\n{GUID},2\nother,2\n312345,2\n{GUID},1\n")
    assert len(table.rows) == 4 and codes(table) == ["OBJ012"]


def test_a_global_id_and_the_uuid_of_navisworks_are_names_of_one_element(tmp_path: Path) -> None:
    uuid, other = "0a1b2c3d-1111-5222-8333-444455556666", "0a1b2c3d-1111-5222-8333-444455556667"
    assert codes(read(tmp_path, f"guid,object_id\n{GUID},1\n{uuid},1\n")) == []
    assert codes(read(tmp_path, f"guid,object_id\n{uuid},1\n{other},1\n")) == ["OBJ012"]


@pytest.mark.parametrize(
    "text",
    [
        (
            f'[{{"guid": "{GUID}", "elementId": 312345, "model": "Services.nwc", "objectId": 12}},'
            ' {"element_id": "7", "Source File": "Services.nwc", "object_id": "13"}]'
        ),
        (
            f'{{"objects": [{{"guid": "{GUID}", "element_id": "312345", "model": "Services.nwc", "object_id": 12}},'
            ' {"guid": null, "element_id": 7, "model": "Services.nwc", "object_id": 13}]}'
        ),
    ],
)
def test_json(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == ObjectTable(FULL)


def test_json_by_identity(tmp_path: Path) -> None:
    table = read(tmp_path, f'{{"{GUID}": 12, "312345": [13, 14], "x": null, "y": [], "z": [1, "no"]}}')
    assert table.rows == (ObjectRow(12, GUID), ObjectRow(13, "", "312345"), ObjectRow(14, "", "312345"))
    assert codes(table) == ["OBJ011"] * 3


def test_members_of_a_list_that_are_no_objects(tmp_path: Path) -> None:
    table = read(tmp_path, f'[{{"guid": "{GUID}", "object_id": 12}}, 5]')
    assert table.rows == (ObjectRow(12, GUID),) and codes(table) == ["OBJ011"]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    table = read_object_map(tmp_path / "none.csv", "none.csv")
    assert not table.readable and codes(table) == ["FIL001"]


@given(st.binary(max_size=200) | st.text(alphabet='guid,object_id;\n"[]{}:1', max_size=80).map(str.encode))
def test_any_bytes_are_answered(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    table = read(tmp_path_factory.getbasetemp(), data)
    assert table.readable or (table.diagnostics and not table.rows)


@given(
    st.lists(
        st.builds(
            ObjectRow,
            st.integers(0, 2**63 - 1),
            st.just("") | st.from_regex(r"[0-3][0-9A-Za-z_$]{21}", fullmatch=True),
            st.from_regex(r"[1-9][0-9]{0,8}", fullmatch=True),
            st.sampled_from(["", "A.nwc"]),
        ),
        max_size=9,
        unique=True,
    )
)
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, rows: list[ObjectRow]) -> None:
    text = "".join(f"{each.guid},{each.element_id},{each.model},{each.object_id}\n" for each in rows)
    table = read(tmp_path_factory.getbasetemp(), f"guid,element_id,model,object_id\n{text}")
    assert table.rows == tuple(rows) and set(codes(table)) <= {"OBJ012"}
