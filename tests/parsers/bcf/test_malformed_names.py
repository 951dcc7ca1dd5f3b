"""Odd names in an archive: of entries, of folders, of what refers to them (cases a01-a09, a24-a27, a32)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from converter.parsers.bcf.values import is_uuid
from tests.parsers.bcf import archives
from tests.parsers.bcf.archives import FOURTH, THIRD, VERSIONS, Files, around, changed, of_case, topic
from tests.parsers.bcf.raw_zip import Member, members, zip_of
from tests.parsers.bcf.reading import check_complete, only_one, read, rest_of, said

Rename = Callable[[str], str]

RENAMES = [
    pytest.param(lambda name: name.replace("/", "\\"), id="a01-backslashes"),
    pytest.param(lambda name: f"./{name}", id="a02-dot-in-front"),
    pytest.param(lambda name: f"/{name}", id="a02-slash-in-front"),
    pytest.param(lambda name: name.replace("/", "//"), id="a02-doubled-slash"),
    pytest.param(lambda name: name.replace("/", "/./"), id="a02-dot-inside"),
    pytest.param(str.upper, id="a06-upper-case"),
    pytest.param(str.title, id="a06-title-case"),
]


def renamed(files: Files, rename: Rename) -> Files:
    return {rename(name): data for name, data in files.items()}


def moved(files: Files, folder: str) -> Files:
    return renamed(files, lambda name: f"{folder}/{name.rpartition('/')[2]}")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("rename", RENAMES)
def test_a_topic_with_odd_names_arrives_complete(tmp_path: Path, rename: Rename, version: str) -> None:
    found = only_one(tmp_path, renamed(topic(THIRD, version), rename), version)
    check_complete(tmp_path, found, THIRD, version)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("rename", RENAMES)
def test_an_archive_of_odd_names_arrives_complete(tmp_path: Path, rename: Rename, version: str) -> None:
    content = zip_of(members(renamed(around(topic(THIRD, version), version), rename)))
    (found,) = rest_of(tmp_path, content, version)
    check_complete(tmp_path, found, THIRD, version)
    report = read(tmp_path, content)
    assert report.version == version and "BCF005" not in {code for code, _ in said(report)}, "it is not wrapped"


@pytest.mark.parametrize("version", of_case("a03", VERSIONS))
@pytest.mark.parametrize("folder", ["Export", "Export of Monday", "a/b/c", "Übergabe 1"])
def test_a_wrapped_archive_arrives_complete(tmp_path: Path, folder: str, version: str) -> None:
    """Case a03: somebody packed the folder in which the archive had been unpacked."""
    content = zip_of(members(renamed(around(topic(THIRD, version), version), lambda name: f"{folder}/{name}")))
    (found,) = rest_of(tmp_path, content, version, ("BCF005", folder))
    check_complete(tmp_path, found, THIRD, version)


@pytest.mark.parametrize("version", of_case("a04", VERSIONS))
@pytest.mark.parametrize("name", ["topics.bcf", "Topics.BCFZIP", "mail/topics.zip"])
def test_an_archive_in_an_archive_arrives_complete(tmp_path: Path, name: str, version: str) -> None:
    """Case a04: a tracker takes no .bcf, so it was packed once more."""
    inner = archives.archive(topic(THIRD, version), version)
    content = zip_of(members({"readme.txt": b"see inside", name: inner}))
    (found,) = rest_of(tmp_path, content, version, ("BCF005", name))
    check_complete(tmp_path, found, THIRD, version)
    assert read(tmp_path, content).version == version


def test_oddities_of_an_inner_archive_name_both_archives(tmp_path: Path) -> None:
    inner = archives.archive(changed(topic(THIRD, "2.1"), "markup.bcf", ("<Priority>", "<Odd/><Priority>")), "2.1")
    report = read(tmp_path, zip_of(members({"topics.bcf": inner})))
    assert ("BCF033", f"topics.bcf!{THIRD}/markup.bcf") in said(report)


@pytest.mark.parametrize("version", of_case("a05", VERSIONS))
def test_what_operating_systems_leave_behind_is_no_topic(tmp_path: Path, version: str) -> None:
    """Case a05."""
    junk = {
        f"__MACOSX/{THIRD}/markup.bcf": archives.markup(FOURTH, version).encode(),
        f"__MACOSX/{THIRD}/._markup.bcf": b"\x00\x05\x16\x07",
        f"{THIRD}/.DS_Store": b"\x00\x00\x00\x01Bud1",
        f"{THIRD}/._viewpoint.bcfv": b"\x00\x05\x16\x07",
        ".DS_Store": b"\x00",
        f"{THIRD}/Thumbs.db": b"\xd0\xcf",
        "desktop.ini": b"[.ShellClassInfo]",
    }
    found = only_one(tmp_path, {**junk, **topic(THIRD, version)}, version)
    check_complete(tmp_path, found, THIRD, version)
    assert not any(member in junk for _, member in said(read(tmp_path, archives.archive(junk, version))))


FOLDERS = [
    pytest.param("Topic 3", "BCF040", id="a07-no-guid"),
    pytest.param("3", "BCF040", id="a07-a-number"),
    pytest.param("{" + THIRD + "}", "", id="a08-in-braces"),
    pytest.param(THIRD.upper(), "", id="a08-upper-case"),
    pytest.param(THIRD.replace("-", ""), "", id="a08-no-dashes"),
    pytest.param(FOURTH, "BCF040", id="a09-another-guid"),
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("folder", "code"), FOLDERS)
def test_the_guid_of_the_topic_wins_over_the_folder(tmp_path: Path, folder: str, code: str, version: str) -> None:
    third = topic(THIRD, version, folder)
    check_complete(tmp_path, only_one(tmp_path, third, version), THIRD, version)
    about = {each for each in said(read(tmp_path, archives.archive(third, version))) if each[0] == "BCF040"}
    assert about == ({(code, f"{folder}/markup.bcf")} if code else set())


@pytest.mark.parametrize("written", ["{" + THIRD + "}", THIRD.upper(), THIRD.replace("-", ""), f" {THIRD} "])
def test_a08_the_guid_of_a_topic_has_one_form(tmp_path: Path, written: str) -> None:
    """Case a08 the other way round."""
    third = changed(topic(THIRD, "2.1"), "markup.bcf", (f'Topic Guid="{THIRD}"', f'Topic Guid="{written}"'))
    check_complete(tmp_path, only_one(tmp_path, third, "2.1"), THIRD, "2.1")


@pytest.mark.parametrize("version", of_case("a09", VERSIONS))
@pytest.mark.parametrize("swap", ["<Topic ", '<Topic Guid="" ', '<Topic Guid="  " '])
def test_a_topic_without_guid_has_that_of_its_folder(tmp_path: Path, swap: str, version: str) -> None:
    """Case a09."""
    there = f'<Topic Guid="{THIRD}"' if version in ("1.0", "2.0") else f'<Topic Guid="{THIRD}" '
    text = archives.markup(THIRD, version).replace(there, swap, 1)
    third = {**topic(THIRD, version), f"{THIRD}/markup.bcf": text.encode()}
    found = only_one(tmp_path, third, version, ("BCF041", f"{THIRD}/markup.bcf"))
    check_complete(tmp_path, found, THIRD, version)


def test_a07_a_topic_without_any_guid_gets_one_that_stays(tmp_path: Path) -> None:
    """Cases a07 and a09 together."""
    third = changed(topic(THIRD, "2.1", "Topic 3"), "markup.bcf", (f'<Topic Guid="{THIRD}"', "<Topic"))
    first = only_one(tmp_path, third, "2.1", ("BCF041", "Topic 3/markup.bcf"))
    again = only_one(tmp_path, third, "2.1", ("BCF041", "Topic 3/markup.bcf"))
    other = only_one(tmp_path, moved(third, "Topic 4"), "2.1", ("BCF041", "Topic 4/markup.bcf"))
    assert is_uuid(first.guid) and first.guid == again.guid != other.guid
    check_complete(tmp_path, first, THIRD, "2.1")


@pytest.mark.parametrize("version", of_case("a24", VERSIONS))
def test_two_topics_under_one_name_are_both_read_with_their_own_files(tmp_path: Path, version: str) -> None:
    """Case a24: entries of the same names, other contents."""
    double = [*members(topic(THIRD, version)), *members(topic(FOURTH, version, THIRD))]
    content = zip_of([*members(around({}, version)), *double])
    expected = {("BCF009", name) for name in topic(THIRD, version)}
    found = rest_of(tmp_path, content, version, *expected)
    assert [each.guid for each in found] == [THIRD, FOURTH]
    for each in found:
        check_complete(tmp_path, each, each.guid, version)


@pytest.mark.parametrize("version", of_case("a25", VERSIONS))
def test_two_topics_of_one_guid_are_told_apart(tmp_path: Path, version: str) -> None:
    """Case a25."""
    third = {**topic(THIRD, version), **topic(THIRD, version, FOURTH)}
    content = archives.archive(third, version)
    first, second = rest_of(tmp_path, content, version, ("BCF010", FOURTH), ("BCF040", f"{FOURTH}/markup.bcf"))
    assert first.guid == THIRD and is_uuid(second.guid) and second.guid != THIRD
    assert second.guid == read(tmp_path, content).topics[2].guid
    for each in (first, second):
        check_complete(tmp_path, each, THIRD, version)


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        pytest.param("../../evil.txt", "../../evil.txt", id="a26-up"),
        pytest.param("..\\..\\evil.txt", "../../evil.txt", id="a26-up-with-backslashes"),
        pytest.param(f"{THIRD}/../../evil.txt", f"{THIRD}/../../evil.txt", id="a26-up-from-a-topic"),
        pytest.param("C:\\evil.txt", "C:/evil.txt", id="a26-drive"),
    ],
)
def test_names_that_lead_out_are_named_and_written_nowhere(tmp_path: Path, name: str, seen: str) -> None:
    place = tmp_path / "a" / "b"
    place.mkdir(parents=True)
    found = only_one(place, {name: b"evil", **topic(THIRD, "2.1")}, "2.1", ("BCF011", seen))
    check_complete(place, found, THIRD, "2.1")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [place / "topics.bcf"]


OUTSIDE = [
    pytest.param("../../../../../../../../etc/passwd", id="a27-up"),
    pytest.param("/etc/passwd", id="a27-root"),
    pytest.param("C:\\Windows\\win.ini", id="a27-drive"),
    pytest.param("\\\\server\\share\\picture.png", id="a27-share"),
    pytest.param("file:///etc/passwd", id="a27-file-address"),
    pytest.param("https://example.org/picture.png", id="a27-address"),
]


@pytest.mark.parametrize("reference", OUTSIDE)
def test_a_snapshot_outside_the_archive_is_not_opened(tmp_path: Path, reference: str) -> None:
    third = changed(topic(THIRD, "2.1"), "markup.bcf", ("snapshot.png", reference))
    markup = f"{THIRD}/markup.bcf"
    (view,) = only_one(tmp_path, third, "2.1", ("BCF055", markup), ("BCF053", markup)).viewpoints
    assert view.camera is not None and view.snapshot_entry is None


@pytest.mark.parametrize("reference", OUTSIDE)
def test_a_viewpoint_outside_the_archive_is_not_opened(tmp_path: Path, reference: str) -> None:
    third = changed(topic(THIRD, "2.1"), "markup.bcf", ("viewpoint.bcfv", reference))
    markup = f"{THIRD}/markup.bcf"
    found = only_one(tmp_path, third, "2.1", ("BCF055", markup), ("BCF051", markup))
    assert archives.view_guid(THIRD) in {view.guid for view in found.viewpoints}
    assert any(view.snapshot_entry is not None for view in found.viewpoints)


@pytest.mark.parametrize("folder", ["C:\\export\\", "/home/anna/", "../../../", "file:///C:/export/"])
def test_a27_of_a_path_of_somebodys_disk_the_name_is_looked_for_in_the_folder(tmp_path: Path, folder: str) -> None:
    """Case a27."""
    swaps = (("viewpoint.bcfv", f"{folder}viewpoint.bcfv"), ("snapshot.png", f"{folder}snapshot.png"))
    third = changed(topic(THIRD, "2.1"), "markup.bcf", *swaps)
    check_complete(tmp_path, only_one(tmp_path, third, "2.1", ("BCF055", f"{THIRD}/markup.bcf")), THIRD, "2.1")


def test_a27_a_guid_that_is_a_path_is_only_a_text(tmp_path: Path) -> None:
    """Case a27."""
    path = "../../../../tmp/evil"
    swaps = ((f'Topic Guid="{THIRD}"', f'Topic Guid="{path}"'), ('Viewpoints Guid="', f'Viewpoints Guid="{path}'))
    third = changed(topic(THIRD, "2.1"), "markup.bcf", *swaps)
    (found,) = rest_of(tmp_path, archives.archive(third, "2.1"), "2.1", ("BCF040", f"{THIRD}/markup.bcf"))
    assert found.guid == path and found.viewpoints[0].camera is not None
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == [tmp_path / "topics.bcf"]


@pytest.mark.parametrize(
    ("code_page", "name"),
    [
        pytest.param("cp437", "Maßstab.png", id="a32-cp437"),
        pytest.param("cp866", "Снимок.png", id="a32-cp866"),
        pytest.param("cp1251", "Снимок.png", id="a32-cp1251"),
        pytest.param("cp1252", "Übersicht ’1’.png", id="a32-cp1252"),
        pytest.param("utf-8", "Снимок.png", id="a32-utf-8-without-the-flag"),
    ],
)
def test_a_name_in_an_alphabet_that_is_not_said_is_found(tmp_path: Path, code_page: str, name: str) -> None:
    third = changed(topic(THIRD, "2.1"), "markup.bcf", ("snapshot.png", name))
    there = f"{THIRD}/snapshot.png"
    entries = [
        Member(f"{THIRD}/{name}".encode(code_page) if each == there else each, data)
        for each, data in around(third, "2.1").items()
    ]
    (found,) = rest_of(tmp_path, zip_of(entries), "2.1")
    check_complete(tmp_path, found, THIRD, "2.1")


@pytest.mark.parametrize(("name", "reference"), [("U\u0308.png", "Ü.png"), ("Ü.png", "U\u0308.png")])
def test_a32_accents_written_in_two_ways_are_the_same(tmp_path: Path, name: str, reference: str) -> None:
    """Case a32: macOS takes letters and their accents apart."""
    third = changed(topic(THIRD, "2.1"), "markup.bcf", ("snapshot.png", reference))
    third[f"{THIRD}/{name}"] = third.pop(f"{THIRD}/snapshot.png")
    check_complete(tmp_path, only_one(tmp_path, third, "2.1"), THIRD, "2.1")
