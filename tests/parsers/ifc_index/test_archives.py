"""Models in archives, and models in XML."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from converter.parsers.ifc.content import is_model
from converter.parsers.ifc.index import open_index
from converter.parsers.reader import ArchiveLimits
from tests.parsers.ifc_index.models import codes, product, project, text

MODEL = text(project() + product(100, name="Wall", tag="7"))


def packed(path: Path, entries: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zipped_model(tmp_path: Path, method: int) -> None:
    path = packed(tmp_path / "a.ifczip", {"folder/readme.txt": "x", "folder/Tower.IFC": MODEL}, method)
    with open_index(path, "a") as opened:
        assert [(each.file, each.name, each.tag) for each in opened.elements()] == [("a", "Wall", "7")]
        assert codes(opened) == []


def test_of_several_models_the_first_is_read_and_the_rest_told(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.ifczip", {"__MACOSX/._A.ifc": "x", ".hidden.ifc": "x", "A.ifc": MODEL, "B.ifc": "no"})
    with open_index(path) as opened:
        assert len(opened) == 1 and codes(opened) == ["IFC007"]
        assert "2 models" in opened.diagnostics[0].message and "A.ifc" in opened.diagnostics[0].message


def method_of(path: Path, method: int) -> None:
    """Say in both headers of the only entry that it is packed in another way."""
    data = bytearray(path.read_bytes())
    struct.pack_into("<H", data, 8, method)
    struct.pack_into("<H", data, data.index(b"PK\x01\x02") + 10, method)
    path.write_bytes(data)


def test_deflate64_is_told_by_its_name(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.ifczip", {"A.ifc": MODEL})
    method_of(path, 9)
    with open_index(path) as opened:
        assert not opened.readable and codes(opened) == ["IFC003"] and "Deflate64" in opened.diagnostics[0].message


def test_an_encrypted_or_unknown_entry(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.ifczip", {"A.ifc": MODEL})
    method_of(path, 77)
    with open_index(path) as opened:
        assert not opened.readable and codes(opened) == ["IFC003"]


def test_an_archive_without_a_model(tmp_path: Path) -> None:
    for entries, code in (({"a.txt": "x"}, "IFC004"), ({}, "IFC004"), ({"a.ifcXML": "<ifcXML/>"}, "IFC002")):
        with open_index(packed(tmp_path / "a.ifczip", entries)) as opened:
            assert not opened.readable and codes(opened) == [code]


def test_a_zipped_file_that_is_no_model(tmp_path: Path) -> None:
    with open_index(packed(tmp_path / "a.ifczip", {"A.ifc": "hello"})) as opened:
        assert not opened.readable and codes(opened) == ["IFC001"]


def test_a_damaged_entry(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.ifczip", {"A.ifc": MODEL})
    data = bytearray(path.read_bytes())
    data[60:200] = bytes(140)
    path.write_bytes(data)
    with open_index(path) as opened:
        assert not opened.readable and codes(opened) == ["IFC005"]


def test_a_directory_that_is_gone(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.ifczip", {"A.ifc": MODEL})
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"PK\x01\x02")])
    with open_index(path) as opened:
        assert len(opened) == 1


@pytest.mark.parametrize(
    "limits", [ArchiveLimits(entry_bytes=1000), ArchiveLimits(total_bytes=1000), ArchiveLimits(ratio=2)]
)
def test_an_archive_has_limits(tmp_path: Path, limits: ArchiveLimits) -> None:
    path = packed(tmp_path / "a.ifczip", {"A.ifc": MODEL + " " * 3_000_000})
    with open_index(path, "a", limits) as opened:
        assert not opened.readable and codes(opened) == ["IFC006"]


@pytest.mark.parametrize(
    "content",
    [
        '<?xml version="1.0"?>\n<ifcXML xmlns="http://www.buildingsmart-tech.org/ifcXML/IFC4/final"/>',
        '<?xml version="1.0"?>\n<ifc:ifcXML xmlns:ifc="http://www.buildingsmart-tech.org/ifc/IFC4x3/final"/>',
        '<ex:iso_10303_28 xmlns:ex="urn:iso.org:standard:10303:part(28):version(2)"/>',
    ],
)
def test_ifcxml_is_known_and_not_read(tmp_path: Path, content: str) -> None:
    path = tmp_path / "model.xml"
    path.write_text(content, encoding="utf-8")
    assert is_model(content.encode(), path.name)
    with open_index(path) as opened:
        assert not opened.readable and codes(opened) == ["IFC002"]


@pytest.mark.parametrize(
    ("head", "name", "expected"),
    [
        (MODEL.encode(), "anything.txt", True),
        (MODEL.replace("IFC4", "AUTOMOTIVE_DESIGN").encode(), "part.stp", False),
        (b"ISO-10303-21;\nHEADER;", "part.stp", True),
        (b"hello", "a.ifc", True),
        (b"hello", "a.txt", False),
        (b"<exchange/>", "a.xml", False),
        (b"PK\x03\x04", "a.ifczip", True),
        (b"PK\x03\x04", "a.bcfzip", False),
        (b"PK\x03\x04", "a.zip", False),
        (b"", "a.ifc", True),
        (b"", "a.xml", False),
    ],
)
def test_what_is_taken_for_a_model(head: bytes, name: str, expected: bool) -> None:
    assert is_model(head, name) is expected


def test_archives_are_told_apart_by_what_is_in_them(tmp_path: Path) -> None:
    model = packed(tmp_path / "model.zip", {"A.ifc": MODEL}).read_bytes()
    archive = packed(tmp_path / "topics.zip", {"x/model.ifc": "x", "x/markup.bcf": "<Markup/>"}).read_bytes()
    assert is_model(model, "model.zip") and not is_model(archive, "topics.zip")
    assert not is_model(model, "model.bcfzip")
