"""Pictures are found by what a report says, and nothing outside the report's folder is ever opened."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.app.inspecting import as_json, inspect
from converter.model.diagnostics import Diagnostic
from converter.snapshots.find import FoundPicture, PictureFolder
from tests.navisworks import clash, document, test_element
from tests.pictures import jpeg

JPEG = jpeg()


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(JPEG)


def project(place: Path, *names: str) -> Path:
    """A report in a folder with pictures beside it, and pictures outside, which nobody may see."""
    folder = place / "inside"
    write(place, "secret.jpg", "outside/secret.jpg", "outside/cd000001.jpg")
    folder.mkdir()
    write(folder, *names)
    (folder / "report.xml").write_text("<exchange/>")
    return folder / "report.xml"


def found(report: Path, reference: str) -> str:
    """Where a reference leads, from the report's folder; the code of the diagnostic when nowhere."""
    result = PictureFolder(report).find(reference)
    return result.code if isinstance(result, Diagnostic) else result.path.relative_to(report.parent).as_posix()


CLIMBING = [
    "/etc/passwd",
    "/secret.jpg",
    "C:\\secret.jpg",
    "c:/secret.jpg",
    "C:secret.jpg",
    "\\secret.jpg",
    "\\\\server\\share\\secret.jpg",
    "//server/share/secret.jpg",
    "\\\\?\\C:\\secret.jpg",
    "..\\secret.jpg",
    "../secret.jpg",
    "..",
    "report_files\\..\\..\\secret.jpg",
    "report_files/../../secret.jpg",
    "report_files\\../..\\secret.jpg",
    "..\\/secret.jpg",
    "%2e%2e/secret.jpg",
    "%2E%2E%5Csecret.jpg",
    "..%2fsecret.jpg",
    "%2fetc%2fpasswd",
    "%5c%5cserver%5cshare%5csecret.jpg",
    ".%2e\\secret.jpg",
    ".. \\secret.jpg",
    " ..\\secret.jpg",
    "...\\secret.jpg",
    "....//secret.jpg",
    ". .\\secret.jpg",
    "..%20/secret.jpg",
    "file:///secret.jpg",
    "FILE:secret.jpg",
    "file%3a///secret.jpg",
    "http://127.0.0.1/secret.jpg",
    "HTTPS://127.0.0.1/secret.jpg",
    "http:secret.jpg",
    "ftp://127.0.0.1/secret.jpg",
    "data:image/jpeg;base64,/9j/",
    "report_files\\cd000001.jpg:stream",
    "report_files\\cd000001.jpg::$DATA",
    "cd000001.jpg%3a%3a$DATA",
    "report_files\\cd000001.jpg\0",
    "report_files%00\\cd000001.jpg",
    "report_files\\cd0\n00001.jpg",
]


@pytest.mark.parametrize("reference", CLIMBING)
def test_a_reference_that_leads_out_is_refused(tmp_path: Path, reference: str) -> None:
    report = project(tmp_path, "secret.jpg", "report_files/cd000001.jpg", "report_files/secret.jpg")
    result = PictureFolder(report, "week 1").find(reference)
    assert isinstance(result, Diagnostic) and result.code == "PIC002"
    assert result.location.file == "week 1" and "outside" in result.message


def test_the_picture_of_an_absolute_path_is_refused_though_it_lies_inside(tmp_path: Path) -> None:
    report = project(tmp_path, "cd000001.jpg")
    assert found(report, str(report.parent / "cd000001.jpg")) == "PIC002"
    assert found(report, (report.parent / "cd000001.jpg").as_uri()) == "PIC002"


@pytest.mark.parametrize(
    "reference",
    [
        "%252e%252e%252fsecret.jpg",
        "%c0%ae%c0%ae/secret.jpg",
        "\uff0e\uff0e/secret.jpg",
        "outside/secret.jpg",
        "~/secret.jpg",
    ],
)
def test_other_disguises_lead_to_nothing(tmp_path: Path, reference: str) -> None:
    assert found(project(tmp_path), reference) == "PIC001"


def test_links_that_point_outside_are_not_followed(tmp_path: Path) -> None:
    report = project(tmp_path, "report_files/cd000002.jpg")
    folder = report.parent
    (folder / "secret.jpg").symlink_to(tmp_path / "secret.jpg")
    (folder / "report_files" / "cd000001.jpg").symlink_to("../../outside/cd000001.jpg")
    (folder / "twice.jpg").symlink_to("secret.jpg")
    (folder / "other_files").symlink_to(tmp_path / "outside", target_is_directory=True)
    assert found(report, "secret.jpg") == "PIC001" and found(report, "twice.jpg") == "PIC001"
    assert found(report, "report_files\\cd000001.jpg") == "PIC001"
    assert found(report, "other_files\\secret.jpg") == "PIC001"
    assert found(report, "report_files\\cd000002.jpg") == "report_files/cd000002.jpg"


def test_a_link_that_stays_inside_is_followed(tmp_path: Path) -> None:
    report = project(tmp_path, "report_files/cd000002.jpg")
    (report.parent / "report_files" / "cd000001.jpg").symlink_to("cd000002.jpg")
    (report.parent / "broken.jpg").symlink_to("nowhere.jpg")
    assert found(report, "report_files\\cd000001.jpg") == "report_files/cd000001.jpg"
    assert found(report, "broken.jpg") == "PIC001"


def test_a_folder_is_no_picture(tmp_path: Path) -> None:
    report = project(tmp_path, "cd000001.jpg/inner.jpg")
    assert found(report, "cd000001.jpg") == "PIC001"


def test_nothing_outside_is_counted(tmp_path: Path) -> None:
    report = project(tmp_path, "report_files/cd000001.jpg")
    (report.parent / "linked.jpg").symlink_to(tmp_path / "secret.jpg")
    references = ["..\\secret.jpg", str(tmp_path / "secret.jpg"), "linked.jpg", "report_files\\cd000001.jpg"]
    clashes = "".join(clash(n, attributes=f' href="{href}"') for n, href in enumerate(references))
    report.write_text(document(test_element(clashes)), encoding="utf-8")
    assert as_json(inspect([report]))["files"][0]["snapshots"] == 1
    assert [found(report, each) for each in references] == [
        "PIC002",
        "PIC002",
        "PIC001",
        "report_files/cd000001.jpg",
    ]


pieces = st.sampled_from(
    [
        "..", ".", "/", "\\", "//", "\\\\", "%2e", "%2E%2e", "%2f", "%5c", "%00", "%", " ", ":", "C:", "file:", "http://",
        "secret.jpg", "outside", "inside", "cd000001.jpg", "CD000001.JPG", "report_files", "other_files", "linked.jpg",
        "linked_files", "\0", "é", "~", "$DATA",
    ]
)  # fmt: skip
references = st.one_of(
    st.lists(pieces, max_size=9).map("".join), st.lists(pieces, max_size=6).map("\\".join), st.text()
)


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("crowded")
    report = project(place, "report_files/cd000001.jpg", "other_files/secret.jpg", "é.jpg")
    (report.parent / "linked.jpg").symlink_to(place / "secret.jpg")
    (report.parent / "linked_files").symlink_to(place / "outside", target_is_directory=True)
    return report


@given(references)
def test_whatever_a_report_says_the_picture_lies_inside(crowded: Path, reference: str) -> None:
    result = PictureFolder(crowded).find(reference)
    if isinstance(result, FoundPicture):
        assert result.path.is_file() and result.path.resolve().is_relative_to(crowded.parent.resolve())
        assert result.note is None or result.note.code == "PIC005"
    else:
        assert result.code in ("PIC001", "PIC002")


@pytest.mark.parametrize(
    ("there", "reference"),
    [
        (["report_files/cd000001.jpg"], "report_files\\cd000001.jpg"),
        (["report_files/cd000001.jpg"], "report_files/cd000001.jpg"),
        (["report_files/cd000001.jpg"], ".\\report_files\\.\\cd000001.jpg"),
        (["Report_Files/CD000001.JPG"], "report_files\\cd000001.jpg"),
        (["report_files/cd000001.jpg"], "REPORT_FILES\\Cd000001.Jpg"),
        (["cd000001.jpg"], "cd000001.jpg"),
        (["cd000001.jpg"], "cd000001.jpg "),
        (["Week 1 (all)_files/cd000001.jpg"], "Week 1 (all)_files\\cd000001.jpg"),
        (["Week 1 (all)_files/cd000001.jpg"], "Week%201%20(all)_files\\cd000001.jpg"),
        (["Стена 测试_files/cd000001.jpg"], "Стена 测试_files\\cd000001.jpg"),
        (["СТЕНА_files/cd000001.jpg"], "стена_files\\cd000001.jpg"),
        (["100% done_files/cd000001.jpg"], "100% done_files\\cd000001.jpg"),
        (["a..b_files/cd1000001.jpg"], "a..b_files\\cd1000001.jpg"),
        (["report_files/cd000001.png"], "report_files\\cd000001.png"),
    ],
)
def test_a_picture_is_found_where_the_report_says(tmp_path: Path, there: Sequence[str], reference: str) -> None:
    report = project(tmp_path, *there, "other_files/cd000009.jpg")
    result = PictureFolder(report).find(reference)
    assert isinstance(result, FoundPicture) and result.note is None
    assert result.path.relative_to(report.parent).as_posix() == there[0]


@pytest.mark.parametrize(
    ("there", "reference", "place"),
    [
        (["report_files/cd000001.jpg"], "old name_files\\cd000001.jpg", "report_files/cd000001.jpg"),
        (["old_name_files/cd000001.jpg"], "old name_files\\cd000001.jpg", "old_name_files/cd000001.jpg"),
        (["report_files/cd000001.jpg", "x_files/cd000001.jpg"], "a_files\\cd000001.jpg", "report_files/cd000001.jpg"),
        (["cd000001.jpg"], "report_files\\cd000001.jpg", "cd000001.jpg"),
        (["report_files/cd000001.jpg"], "cd000001.jpg", "report_files/cd000001.jpg"),
        (["REPORT_files/CD000001.jpg"], "a_files\\cd000001.jpg", "REPORT_files/CD000001.jpg"),
    ],
)
def test_a_picture_that_was_moved_is_found_by_its_name(
    tmp_path: Path, there: list[str], reference: str, place: str
) -> None:
    result = PictureFolder(project(tmp_path, *there), "label").find(reference)
    assert isinstance(result, FoundPicture) and result.note is not None
    assert result.path.relative_to(tmp_path / "inside").as_posix() == place
    assert result.note.code == "PIC005" and place in result.note.message and result.note.location.file == "label"


def test_of_two_other_folders_with_the_name_none_is_guessed(tmp_path: Path) -> None:
    report = project(tmp_path, "a_files/cd000001.jpg", "b_files/cd000001.jpg", "b_files/cd000002.jpg", "cd000001.jpg")
    assert found(report, "old_files\\cd000001.jpg") == "PIC001"
    assert found(report, "old_files\\cd000002.jpg") == "b_files/cd000002.jpg"


def test_a_picture_in_a_folder_of_another_kind_is_not_guessed(tmp_path: Path) -> None:
    report = project(tmp_path, "photos/cd000001.jpg", "deep/report_files/cd000001.jpg")
    assert found(report, "report_files\\cd000001.jpg") == "PIC001"


def test_a_report_in_a_folder_that_is_gone_has_no_pictures(tmp_path: Path) -> None:
    assert found(tmp_path / "gone" / "report.xml", "cd000001.jpg") == "PIC001"
