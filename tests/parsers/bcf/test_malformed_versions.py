"""What an archive says of its version, and what it holds instead (cases a10-a20)."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.model.viewpoint import Component
from tests.parsers.bcf import archives
from tests.parsers.bcf.archives import BEAM, DUCT, THIRD, VERSIONS, Files, around, changed, component, of_case, topic
from tests.parsers.bcf.raw_zip import members, zip_of
from tests.parsers.bcf.reading import check_complete, check_texts, check_view, only_one, read, rest_of, said

CASES = {"2.1": "a17", "2.0": "a18", "1.0": "a19", "3.0": "a20"}
PAIRS = [
    pytest.param(declared, held, id=f"{CASES[declared]}-{held}-in-{declared}")
    for declared in VERSIONS
    for held in VERSIONS
    if declared != held
]


def with_version_file(version: str, data: bytes | None, name: str = "bcf.version") -> bytes:
    """An archive with that file instead of its own, or without any."""
    files: Files = {} if data is None else {name: data}
    files |= {each: text for each, text in around(topic(THIRD, version), version).items() if each != "bcf.version"}
    return zip_of(members(files))


def check_arrived(place: Path, content: bytes, version: str, *expected: tuple[str, str]) -> None:
    (found,) = rest_of(place, content, version, *expected)
    check_complete(place, found, THIRD, version)
    assert read(place, content).version == version


@pytest.mark.parametrize("version", of_case("a10", VERSIONS))
def test_a_version_that_is_not_said_is_seen_by_the_content(tmp_path: Path, version: str) -> None:
    """Case a10."""
    check_arrived(tmp_path, with_version_file(version, None), version, ("BCF020", "bcf.version"))


UNUSABLE = [
    pytest.param(b"", ["BCF031", "BCF080"], id="a11-empty"),
    pytest.param(b"   \r\n", ["BCF031", "BCF080"], id="a11-blank"),
    pytest.param(b"2.1", ["BCF031", "BCF080"], id="a12-a-plain-number"),
    pytest.param(b'{"version": "2.1"}', ["BCF031", "BCF080"], id="a12-json"),
    pytest.param(b'<Version VersionId="latest"/>', [], id="a12-a-word"),
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("data", "codes"), UNUSABLE)
def test_a_version_file_that_tells_nothing_costs_nothing(
    tmp_path: Path, data: bytes, codes: list[str], version: str
) -> None:
    expected = [(code, "bcf.version") for code in ("BCF021", *codes)]
    (found,) = rest_of(tmp_path, with_version_file(version, data), version, *expected)
    check_complete(tmp_path, found, THIRD, version)


@pytest.mark.parametrize("version", of_case("a11", VERSIONS))
@pytest.mark.parametrize("data", [b"", b"2.1", b"   "])
def test_without_a_readable_version_file_the_content_tells_the_version(
    tmp_path: Path, data: bytes, version: str
) -> None:
    """Cases a11 and a12."""
    assert read(tmp_path, with_version_file(version, data)).version == version


@pytest.mark.parametrize("version", of_case("a13", VERSIONS))
@pytest.mark.parametrize("folder", ["version", THIRD])
def test_a_version_file_in_a_folder_is_no_version_file(tmp_path: Path, folder: str, version: str) -> None:
    """Case a13."""
    content = with_version_file(version, b'<Version VersionId="9.9"/>', f"{folder}/bcf.version")
    check_arrived(tmp_path, content, version, ("BCF020", "bcf.version"))


ODD = [
    pytest.param("2.1", '<Version VersionId="2.1.0"/>', id="a14-three-numbers"),
    pytest.param("2.0", '<Version VersionId="2.0 RC"/>', id="a14-a-word-behind"),
    pytest.param("3.0", '<Version VersionId="3"/>', id="a15-one-number"),
    pytest.param("2.1", "<Version><DetailedVersion>2.1 Acme Viewer</DetailedVersion></Version>", id="a12-in-words"),
]


@pytest.mark.parametrize(("version", "text"), ODD)
def test_an_oddly_written_version_is_understood(tmp_path: Path, version: str, text: str) -> None:
    check_arrived(tmp_path, with_version_file(version, text.encode()), version, ("BCF021", "bcf.version"))


@pytest.mark.parametrize("version", of_case("a16", VERSIONS))
@pytest.mark.parametrize("future", ["4.0", "3.1", "99"])
def test_a_version_of_the_future_is_read_by_its_content(tmp_path: Path, future: str, version: str) -> None:
    """Case a16."""
    text = f'<Version VersionId="{future}"/>'.encode()
    (found,) = rest_of(tmp_path, with_version_file(version, text), version, ("BCF021", "bcf.version"))
    check_complete(tmp_path, found, THIRD, version)


def test_the_detailed_version_names_the_program_that_wrote_the_archive(tmp_path: Path) -> None:
    text = b'<Version VersionId="2.1"><DetailedVersion>2.1 Acme Viewer 7</DetailedVersion></Version>'
    report = read(tmp_path, with_version_file("2.1", text))
    assert (report.version, report.producer, said(report)) == ("2.1", "Acme Viewer 7", set())


@pytest.mark.parametrize(("declared", "held"), PAIRS)
def test_a_topic_of_another_version_arrives_complete(tmp_path: Path, declared: str, held: str) -> None:
    """Cases a17 to a20: what stands there decides, not what is declared, and the difference is said."""
    is_seen = declared != "1.0" and (declared, held) != ("2.0", "1.0")  # the one states none, the other has all of 1.0
    expected = [("BCF022", "bcf.version")] if is_seen else []
    check_complete(tmp_path, only_one(tmp_path, topic(THIRD, held), declared, *expected), THIRD, held)


@pytest.mark.parametrize("version", VERSIONS)
def test_an_archive_of_one_version_is_no_mixture(tmp_path: Path, version: str) -> None:
    report = read(tmp_path, archives.archive({}, version))
    assert "BCF022" not in {each.code for each in report.diagnostics}


@pytest.mark.parametrize(("marked", "seen"), [pair for pair in PAIRS if "1.0" not in pair.values])
def test_a_viewpoint_of_another_version_than_its_markup_arrives_complete(
    tmp_path: Path, marked: str, seen: str
) -> None:
    """Cases a17 to a19: often only the viewpoint is of another version."""
    third = {**topic(THIRD, seen), f"{THIRD}/markup.bcf": archives.markup(THIRD, marked).encode()}
    found = only_one(tmp_path, third, marked)
    check_texts(found, THIRD, marked)
    check_view(tmp_path, found.viewpoints[0], THIRD, seen)


def test_a17_flat_components_beside_lists_are_selected(tmp_path: Path) -> None:
    """Case a17: a writer that was moved to 2.1 by halves."""
    flat, listed = "3" * 22, archives.components("2.1")
    both = listed.replace("<Selection>", f"{component(flat)}<Selection>")
    third = changed(topic(THIRD, "2.1"), "viewpoint.bcfv", (listed, both))
    (view,) = only_one(tmp_path, third, "2.1", ("BCF022", f"{THIRD}/viewpoint.bcfv")).viewpoints
    assert view.selection == (Component(DUCT), Component(BEAM), Component(flat))
    assert view.visibility is not None and view.visibility.exceptions == (Component(DUCT), Component(BEAM))


def test_a20_an_aspect_ratio_is_read_in_every_version(tmp_path: Path) -> None:
    """Case a20."""
    ratio = "</FieldOfView><AspectRatio>1.25</AspectRatio>"
    third = changed(topic(THIRD, "2.1"), "viewpoint.bcfv", ("</FieldOfView>", ratio))
    (view,) = only_one(tmp_path, third, "2.1", ("BCF022", "bcf.version")).viewpoints
    assert view.camera is not None and view.camera.aspect == 1.25


@pytest.mark.parametrize("version", of_case("a19", ["2.0", "2.1"]))
def test_hints_of_30_inside_visibility_count_before_those_beside_it(tmp_path: Path, version: str) -> None:
    """Case a19."""
    listed = archives.components("2.1").replace("<ViewSetupHints/>", '<ViewSetupHints SpacesVisible="true"/>')
    moved = listed.replace("<Exceptions>", '<ViewSetupHints OpeningsVisible="true"/><Exceptions>')
    third = changed(topic(THIRD, version), "viewpoint.bcfv", (archives.components(version), moved))
    (view,) = only_one(tmp_path, third, version).viewpoints
    assert view.visibility is not None
    assert (view.visibility.openings_visible, view.visibility.spaces_visible) == (True, False)


@pytest.mark.parametrize("version", of_case("a20", VERSIONS))
@pytest.mark.parametrize("name", ["isExternal", "IsExternal"])
def test_attributes_of_both_spellings_are_read(tmp_path: Path, name: str, version: str) -> None:
    """Case a20: 3.0 writes a capital letter where 2.1 does not."""
    text = archives.markup(THIRD, version)
    start = text.index("<File>" if version == "1.0" else "<File ")
    third = {
        **topic(THIRD, version),
        f"{THIRD}/markup.bcf": f'{text[:start]}<File {name}="false"{text[text.index(">", start) :]}'.encode(),
    }
    found = only_one(tmp_path, third, version)
    check_complete(tmp_path, found, THIRD, version)
    assert [file.is_external for file in found.header_files] == [False]
