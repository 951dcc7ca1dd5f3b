"""The table of classes, and which list a file's schema gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.parsers.ifc.schema import TABLE, schema_for, stated
from tests.parsers.ifc_index.models import FOOTER, codes, head, index, product, project
from tests.parsers.ifc_index.schema_facts import table


def test_the_table_says_what_ifcopenshell_says() -> None:
    assert TABLE.read_text(encoding="utf-8") == table(), "run python -m tests.parsers.ifc_index.schema_facts"


@pytest.mark.parametrize(
    ("written", "text", "used", "is_exact"),
    [
        ("IFC2X3", "IFC2X3", "2X3", True),
        ("ifc2x3", "IFC2X3", "2X3", True),
        ("IFC2X3_TC1", "IFC2X3_TC1", "2X3", True),
        (" IFC4 ", "IFC4", "4", True),
        ("IFC4 { 1 0 10303 513 1 }", "IFC4", "4", True),
        ("IFC4_ADD2", "IFC4_ADD2", "4", True),
        ("IFC4X3", "IFC4X3", "4X3", True),
        ("IFC4x3_ADD1", "IFC4X3_ADD1", "4X3", True),
        ("IFC4X3_ADD2", "IFC4X3_ADD2", "4X3", True),
        ("IFC4X3_RC4", "IFC4X3_RC4", "4X3", False),
        ("IFC4X1", "IFC4X1", "4X3", False),
        ("IFC2X2_FINAL", "IFC2X2_FINAL", "2X3", False),
        ("IFC20_LONGFORM", "IFC20_LONGFORM", "2X3", False),
        ("IFC5", "IFC5", "4X3", False),
        ("", "", "4X3", False),
    ],
)
def test_which_list_is_used(written: str, text: str, used: str, is_exact: bool) -> None:
    assert stated(written) == (text, used, is_exact)


@pytest.mark.parametrize("schema", ["IFC9", "IFC2X2_FINAL", "IFC4X2"])
def test_a_schema_that_is_not_known_is_told_and_no_class_is_left_out(tmp_path: Path, schema: str) -> None:
    data = project() + product(7, "IFCWALLELEMENTEDCASE") + product(8, "IFCELECTRICALELEMENT") + product(9, "IFCKERB")
    with index(tmp_path, data, schema) as opened:
        assert {each.ifc_class for each in opened.elements()} == {
            "IfcWallElementedCase",
            "IfcElectricalElement",
            "IfcKerb",
        }
        assert codes(opened) == ["IFC009"] and opened.header.schema == schema


def test_a_class_of_another_schema_is_no_class(tmp_path: Path) -> None:
    with index(tmp_path, product(7, "IFCKERB") + product(8), "IFC4") as opened:
        assert [each.ifc_class for each in opened.elements()] == ["IfcWall"]


@pytest.mark.parametrize(
    "line",
    [
        "FILE_SCHEMA (('IFC2X3'));", "FILE_SCHEMA(\n(\n'IFC2X3'\n)\n)\n;", "file_schema(('ifc2x3'));", "FILE_SCHEMA(('IFC2X3','IFC4'));",
        "FILE_SCHEMA('IFC2X3');",
    ],
)  # fmt: skip
def test_file_schema_oddly_written(tmp_path: Path, line: str) -> None:
    data = head().replace("FILE_SCHEMA(('IFC4'));", line) + project() + product(7) + FOOTER
    with index(tmp_path, data.encode()) as opened:
        assert opened.header.schema == "IFC2X3" and codes(opened) == []


def test_lists_are_made_once() -> None:
    assert schema_for("4") is schema_for("4") and schema_for("4").classes[0].role == "product"
