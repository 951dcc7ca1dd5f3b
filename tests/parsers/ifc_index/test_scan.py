"""What the scan must get right, however a file is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.parsers.ifc.index import open_index
from tests.parsers.ifc_index.models import (
    FOOTER,
    codes,
    contained,
    elements,
    guid,
    head,
    index,
    only,
    parts,
    product,
    project,
    text,
    tower,
    write,
)  # fmt: skip

WALL = product(100, name="Wall", tag="7")


@pytest.mark.parametrize("first", ["4", "9", "z", "_", "$", "-", "{", "#"])
def test_a_global_id_may_begin_with_anything(tmp_path: Path, first: str) -> None:
    odd = first + guid(100)[1:]
    wall = only(tmp_path, product(100, name="Wall", of=odd))
    assert (wall.guid, wall.name) == (odd, "Wall")


@pytest.mark.parametrize(
    "odd",
    ["a", "short", guid(5) + ".1", "6a2c7ae4-6eb0-4c4a-9c5b-0f4b8f3a3c11-0005a1b2", "x" * 300, " leads", ",comma", ")"],
)
def test_a_global_id_may_have_any_length_and_any_character(tmp_path: Path, odd: str) -> None:
    with index(tmp_path, project() + product(100, name="Wall", of=odd)) as opened:
        assert [each.guid for each in opened.elements()] == [odd]
        assert [each.name for each in opened.by_guid(odd)] == ["Wall"]
        assert "IFC014" in codes(opened)


def test_an_escaped_global_id_is_decoded(tmp_path: Path) -> None:
    assert only(tmp_path, product(100, of="\\X\\E4''b")).guid == "ä'b"


@pytest.mark.parametrize("missing", ["$", "''"])
def test_a_product_without_a_global_id_is_kept_and_counted(tmp_path: Path, missing: str) -> None:
    with index(tmp_path, project() + f"#7=IFCWALL({missing},$,'Wall',$,$,$,$,'9',$);\n") as opened:
        (wall,) = opened.elements()
        assert (wall.guid, wall.name, wall.tag) == ("", "Wall", "9")
        assert "IFC013" in codes(opened) and opened.by_guid("") == ()


def test_elements_with_one_global_id_are_both_kept_and_told(tmp_path: Path) -> None:
    same = guid(5)
    data = project() + product(7, name="A", of=same) + product(8, "IFCSLAB", "B", of=same) + product(9)
    with index(tmp_path, data) as opened:
        assert [each.name for each in opened.by_guid(same)] == ["A", "B"]
        (told,) = [each for each in opened.diagnostics if each.code == "IFC012"]
        assert same in told.message and "1 GlobalIds" in told.message and "2 in all" in told.message


@pytest.mark.parametrize(
    "record",
    [
        "#100= IFCWALL('{g}',$,'Wall',$,$,$,$,'7',$);",
        "#100 = IFCWALL('{g}',$,'Wall',$,$,$,$,'7',$);",
        "#100\t=\r\n  IFCWALL (\n'{g}'\n,$ , 'Wall' ,$,$,$,$\n, '7' ,$ ) ;",
        "#100=IFCWALL('{g}',\n#5,'Wall',\n$,$,\n#100,#101,'7',\n$);",
        "#100=IFCWALL('{g}',#5,'Wall',$,$,\n#100,\n#101,'7',$);",
        "#100=IfcWall('{g}',$,'Wall',$,$,$,$,'7',$);",
        "#100=ifcwall('{g}',$,'Wall',$,$,$,$,'7',$);",
        "#100=IFCWall('{g}',$,'Wall',$,$,$,$,'7',$);",
        "#100=iFcWaLL('{g}',$,'Wall',$,$,$,$,'7',$);",
        "#000100=IFCWALL('{g}',$,'Wall',$,$,$,$,'7',$);",
        "#99=IFCDIRECTION((1.,0.));#100=IFCWALL('{g}',$,'Wall',$,$,$,$,'7',$);#101=IFCDIRECTION((1.,0.));",
        "#100=IFCWALL('{g}',$,IFCLABEL('Wall'),$,$,$,$,IFCIDENTIFIER('7'),$);",
        "#100=IFCWALL('{g}',*,'Wall',('a','b;'),*,$,(#1,#2),'7',$);",
    ],
)
def test_a_record_is_found_however_it_is_laid_out(tmp_path: Path, record: str) -> None:
    wall = only(tmp_path, record.format(g=guid(100)) + "\n")
    assert (wall.step_id, wall.guid, wall.ifc_class, wall.name, wall.tag) == (100, guid(100), "IfcWall", "Wall", "7")


def test_records_without_line_breaks(tmp_path: Path) -> None:
    data = "".join(product(number, name=str(number)) for number in range(50, 150)).replace("\n", "")
    assert [each.name for each in elements(tmp_path, data)] == [str(number) for number in range(50, 150)]


def test_ids_in_no_order(tmp_path: Path) -> None:
    data = (
        tower()
        + product(900, name="C")
        + product(300, name="A")
        + product(500, name="B")
        + contained(40, [300, 900], 13)
    )
    found = {each.step_id: each.storey for each in elements(tmp_path, data) if each.ifc_class == "IfcWall"}
    assert found == {900: "Level 2", 300: "Level 2", 500: None}


@pytest.mark.parametrize(
    "inside",
    [
        f"#55=IFCWALL(''{guid(55)}'',$,$,$,$,$,$,$,$);",
        f";#55=IFCWALL(''{guid(55)}'',#5,",
        "; # = ( ) , $ * .T. ''quoted'' ;",
        ";#55=IFCWALL($,$,$,$,$,$,$,$,$);",
        ";#55=IFCWALL(",
        ";#55=IFCWALL('',#1,'')",
        ";#55=IFCWALL(#1,#2);",
        ";#55=IFCWALL(*,#2);",
        "/* no comment */ ;#55=IFCWALL(''x'',$);",
        "/* no end",
    ],
)
def test_what_looks_like_a_record_in_a_string_is_none(tmp_path: Path, inside: str) -> None:
    data = f"#5=IFCPROPERTYSINGLEVALUE('{inside}',$,IFCTEXT('{inside}'),$);\n" + WALL
    data += product(101, name=inside, tag=inside)
    first, second = elements(tmp_path, data)
    assert (first.name, first.tag) == ("Wall", "7")
    assert second.name == second.tag == inside.replace("''", "'")


def test_a_string_that_ends_like_a_record_hides_nothing(tmp_path: Path) -> None:
    """The quote behind ``IFCWALL(`` closes a string here, and what follows looks like a GlobalId."""
    tail = "',#10,#11,#12,#13,'"
    data = f"#5=IFCFOO(';#6=IFCWALL({tail},#5,#6,#7);\n" + WALL
    assert [each.step_id for each in elements(tmp_path, data)] == [100]


@pytest.mark.parametrize(
    "record",
    [
        "#{n}=IFCPROPERTYSET('{g}',$,'Pset',$,(#1));",
        "#{n}=IFCWALLTYPE('{g}',$,'Type',$,$,$,$,$,$,.NOTDEFINED.);",
        "#{n}=IFCRELDEFINESBYPROPERTIES('{g}',$,$,$,(#1),#2);",
        "#{n}=IFCZONE('{g}',$,'Zone',$,$,$);",
        "#{n}=IFCMATERIAL('{g}',$,$);",
        "#{n}=IFCPROPERTYSINGLEVALUE('{g}',$,IFCLABEL('x'),$);",
        "#{n}=IFCPRESENTATIONLAYERASSIGNMENT('{g}',$,(#1),$);",
        "#{n}=IFCWALLX('{g}',$,'Wall',$,$,$,$,$,$);",
        "#{n}=IFCWAL('{g}',$,'Wall',$,$,$,$,$,$);",
        "#{n}=XYZWALL('{g}',$,'Wall',$,$,$,$,$,$);",
        "#{n}=   WALL('{g}',$,'Wall',$,$,$,$,$,$);",
        "#{n}=WALL('{g}',$,'Wall',$,$,$,$,$,$);",
        "#{n}=(IFCWALL('{g}',$,'Wall',$,$,$,$,$,$)IFCROOT());",
        "{n}=IFCWALL('{g}',$,'Wall',$,$,$,$,$,$);",
        "#={n}IFCWALL('{g}',$,'Wall',$,$,$,$,$,$);",
    ],
)
def test_records_that_look_rooted_and_are_no_products(tmp_path: Path, record: str) -> None:
    assert [each.step_id for each in elements(tmp_path, record.format(n=50, g=guid(50)) + "\n" + WALL)] == [100]


@pytest.mark.parametrize(
    "data",
    [
        "/* one */\n" + WALL,
        WALL.replace("=", "/*a*/=/*b*/").replace("(", "/*c*/(/*;*/").replace(",", "/*'*/,/* #5=IFCWALL( */"),
        WALL + f"/* #55=IFCWALL('{guid(55)}',$,$,$,$,$,$,$,$); */\n",
        WALL + "/* it's not closed",
        f"#5=IFCFOO('/*');\n{WALL}/* '*/\n",
        "/**/" + WALL + "/***/",
        "/* a * / b **/" + WALL,
    ],
)
def test_comments_are_read_over(tmp_path: Path, data: str) -> None:
    wall = only(tmp_path, data)
    assert (wall.step_id, wall.name, wall.tag) == (100, "Wall", "7")


def test_comments_keep_every_place(tmp_path: Path) -> None:
    written = text("/* one\ntwo */" + WALL).encode()
    with index(tmp_path, written) as opened:
        assert len(opened.text) == len(written)
        assert bytes(opened.text[:])[written.index(b"#100") :] == written[written.index(b"#100") :]


def test_comments_in_the_header(tmp_path: Path) -> None:
    data = (
        head().replace("FILE_SCHEMA", "/* FILE_SCHEMA(('IFC2X3')); DATA; */\nFILE_SCHEMA") + project() + WALL + FOOTER
    )
    with index(tmp_path, data.encode()) as opened:
        assert (opened.header.schema, len(opened)) == ("IFC4", 1)


def test_two_products_with_one_number(tmp_path: Path) -> None:
    with index(tmp_path, project() + product(7, name="A") + product(7, "IFCSLAB", "B")) as opened:
        assert [each.name for each in opened.elements()] == ["A", "B"]
        assert "IFC015" in codes(opened)


@pytest.mark.parametrize("cut", [1, 5, 40])
def test_a_cut_file_is_read_with_a_warning(tmp_path: Path, cut: int) -> None:
    whole = text(project() + WALL + product(101, name="Last wall", tag="8"))
    with index(tmp_path, whole[: whole.index("ENDSEC;\nEND") - cut].encode()) as opened:
        names = [each.name for each in opened.elements()]
        assert names[0] == "Wall" and len(names) == 2
        assert "IFC008" in codes(opened)


def test_what_follows_the_end_is_no_matter(tmp_path: Path) -> None:
    with index(tmp_path, (text(project() + WALL) + "\n" * 500 + "\x00" * 500).encode()) as opened:
        assert codes(opened) == []


@pytest.mark.parametrize("data", ["", project()])
def test_a_model_without_products_is_told(tmp_path: Path, data: str) -> None:
    with index(tmp_path, data) as opened:
        assert opened.readable and len(opened) == 0 and list(opened.elements()) == []
        assert "IFC010" in codes(opened) and opened.storeys() == () and opened.by_guid(guid(1)) == ()


def test_a_header_alone(tmp_path: Path) -> None:
    with index(tmp_path, head().removesuffix("DATA;\n").encode()) as opened:
        assert opened.readable and opened.header.schema == "IFC4" and len(opened) == 0
        assert {"IFC008", "IFC010", "IFC011"} <= set(codes(opened))


@pytest.mark.parametrize("content", [b"", b"   ", b"hello", b"\x00" * 100, b"<html>", b"ISO-10303-2"])
def test_what_is_no_model_is_told(tmp_path: Path, content: bytes) -> None:
    with index(tmp_path, content) as opened:
        assert not opened.readable and codes(opened) == ["IFC001"] and len(opened) == 0


def test_a_mark_of_order_or_blanks_before_the_file(tmp_path: Path) -> None:
    for before in (b"\xef\xbb\xbf", b"\r\n  "):
        with index(tmp_path, before + text(project() + WALL).encode()) as opened:
            assert opened.readable and len(opened) == 1


def test_several_data_sections(tmp_path: Path) -> None:
    data = head() + WALL + "ENDSEC;\nDATA ('second',('IFC4'));\n" + product(200, name="Other") + FOOTER
    assert [each.name for each in elements(tmp_path, data.encode())] == ["Wall", "Other"]


def test_numbers_too_long_for_any_program_are_no_records(tmp_path: Path) -> None:
    assert only(tmp_path, f"#{'9' * 22}=IFCWALL('{guid(3)}',$,$,$,$,$,$,$,$);\n" + WALL).step_id == 100


def test_a_part_of_itself_ends_the_climb(tmp_path: Path) -> None:
    data = tower() + product(100) + product(101) + parts(30, 100, [101]) + parts(31, 101, [100]) + parts(32, 11, [11])
    with index(tmp_path, data) as opened:
        assert all(each.storey is None for each in opened.elements())
        assert "IFC016" in codes(opened)
        assert opened.parts_of(100) == (101,)


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        open_index(tmp_path / "nowhere.ifc")


def test_after_close_the_file_is_free_and_elements_stay(tmp_path: Path) -> None:
    path = write(tmp_path, WALL)
    opened = open_index(path)
    (wall,) = opened.elements()
    opened.close()
    path.unlink()
    assert wall.name == "Wall" and wall.file == str(path)
