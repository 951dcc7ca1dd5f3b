"""The archive's own files, missing or broken: they never cost a topic (cases p01-p06)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.parsers.bcf import archives
from tests.parsers.bcf.archives import THIRD, Files, around, changed, of_case, topic
from tests.parsers.bcf.raw_zip import DEFLATE64, ENCRYPTED, Member, members, zip_of
from tests.parsers.bcf.reading import check_complete, rest_of

VERSIONS = ["2.0", "2.1", "3.0"]
BROKEN = [
    pytest.param(b"", ("BCF031", "BCF080"), id="empty"),
    pytest.param(b"\r\n", ("BCF031", "BCF080"), id="blank"),
    pytest.param(b"Not found", ("BCF031", "BCF080"), id="no-xml"),
    pytest.param(b"<Project", ("BCF031",), id="cut"),
    pytest.param(b"<html><body/></html>", (), id="another-document"),
    pytest.param(b"<a>\xff\xfe\x81</a>", ("BCF030",), id="odd-alphabet"),
]


def check_topic(place: Path, files: Files, version: str, *expected: tuple[str, str]) -> None:
    (found,) = rest_of(place, zip_of(members(files)), version, *expected)
    check_complete(place, found, THIRD, version)


@pytest.mark.parametrize("version", of_case("p01", VERSIONS))
@pytest.mark.parametrize(("data", "codes"), BROKEN)
def test_a_broken_project_file_costs_nothing(tmp_path: Path, data: bytes, codes: tuple[str, ...], version: str) -> None:
    """Case p01."""
    files = {**around(topic(THIRD, version), version), "project.bcfp": data}
    check_topic(tmp_path, files, version, *((code, "project.bcfp") for code in codes))


@pytest.mark.parametrize("version", of_case("p02", VERSIONS))
def test_a_project_file_that_is_not_there_costs_nothing(tmp_path: Path, version: str) -> None:
    """Case p02."""
    files = around(topic(THIRD, version), version)
    del files["project.bcfp"]
    check_topic(tmp_path, files, version)


@pytest.mark.parametrize("version", of_case("p03", VERSIONS))
@pytest.mark.parametrize("schema", ["extension.xsd", "schema.bcfs", "../../extension.xsd", "http://example.org/a.xsd"])
def test_a_schema_that_is_not_there_costs_nothing(tmp_path: Path, schema: str, version: str) -> None:
    """Case p03."""
    text = f"<ProjectExtension><Project/><ExtensionSchema>{schema}</ExtensionSchema></ProjectExtension>"
    files = {**around(topic(THIRD, version), version), "project.bcfp": text.encode()}
    check_topic(tmp_path, files, version)


@pytest.mark.parametrize("version", of_case("p04", VERSIONS))
@pytest.mark.parametrize("name", ["extensions.xsd", "extension.xsd", "schema.bcfs"])
@pytest.mark.parametrize("data", [b"", b"no schema", b"<xs:schema"])
def test_a_broken_schema_costs_nothing(tmp_path: Path, data: bytes, name: str, version: str) -> None:
    """Case p04."""
    check_topic(tmp_path, {**around(topic(THIRD, version), version), name: data}, version)


@pytest.mark.parametrize("version", of_case("p05", VERSIONS))
@pytest.mark.parametrize(("data", "codes"), BROKEN)
@pytest.mark.parametrize("name", ["extensions.xml", "documents.xml"])
def test_broken_lists_of_30_cost_nothing(
    tmp_path: Path, name: str, data: bytes, codes: tuple[str, ...], version: str
) -> None:
    """Case p05."""
    files = {**around(topic(THIRD, version), version), name: data}
    check_topic(tmp_path, files, version, *((code, name) for code in codes))


def test_p06_an_archive_of_30_without_its_lists_costs_nothing(tmp_path: Path) -> None:
    """Case p06."""
    files = around(topic(THIRD, "3.0"), "3.0")
    del files["extensions.xml"]
    check_topic(tmp_path, files, "3.0")


@pytest.mark.parametrize(("declared", "held"), [("3.0", "2.1"), ("2.1", "3.0")])
def test_p06_a_project_file_of_another_version_costs_nothing(tmp_path: Path, declared: str, held: str) -> None:
    """Case p06: 2.1's root in 3.0, and the other way round."""
    other = archives.own_files(held)["project.bcfp"]
    files = {**around(topic(THIRD, declared), declared), "project.bcfp": other}
    check_topic(tmp_path, files, declared)


@pytest.mark.parametrize(("method", "flags"), [(8, ENCRYPTED), (DEFLATE64, 0)])
@pytest.mark.parametrize("name", ["project.bcfp", "bcf.version", "extensions.xml"])
def test_an_own_file_that_cannot_be_unpacked_costs_nothing(tmp_path: Path, name: str, method: int, flags: int) -> None:
    entries = [
        Member(each, data, method=method, flags=flags) if each == name else Member(each, data)
        for each, data in around(topic(THIRD, "3.0"), "3.0").items()
    ]
    expected = [("BCF008", name), *([("BCF021", name)] if name == "bcf.version" else [])]
    (found,) = rest_of(tmp_path, zip_of(entries), "3.0", *expected)
    check_complete(tmp_path, found, THIRD, "3.0")


@pytest.mark.parametrize("documents", [True, False])
def test_p05_a_document_is_named_by_the_list_or_by_its_guid(tmp_path: Path, documents: bool) -> None:
    """Case p05: BCF 3.0 keeps names of documents apart from the topics."""
    guid = "88888888-0000-4000-8000-000000000008"
    reference = f"<DocumentReference><DocumentGuid>{guid.upper()}</DocumentGuid></DocumentReference>"
    swap = ("<Priority>", f"<DocumentReferences>{reference}</DocumentReferences><Priority>")
    files = around(changed(topic(THIRD, "3.0"), "markup.bcf", swap), "3.0")
    files[f"Documents/{guid}"] = b"any bytes"
    if documents:
        entry = f'<Document Guid="{guid}"><Filename>plan.pdf</Filename></Document>'
        files["documents.xml"] = f"<DocumentInfo><Documents>{entry}</Documents></DocumentInfo>".encode()
    (found,) = rest_of(tmp_path, zip_of(members(files)), "3.0")
    assert [each.reference for each in found.documents] == ["plan.pdf" if documents else guid]
