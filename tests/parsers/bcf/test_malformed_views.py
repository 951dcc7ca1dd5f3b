"""Viewpoints and snapshots that are missing, broken, or referred to in odd ways (cases v01-v07, v20-v26)."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from tests.parsers.bcf import archives
from tests.parsers.bcf.archives import FOURTH, THIRD, VERSIONS, Files, changed, of_case, topic
from tests.parsers.bcf.reading import check_complete, check_texts, check_view, only_one, read, said, snapshot
from tests.pictures import jpeg

MARKUP, VIEWPOINT, SNAPSHOT = (f"{THIRD}/{name}" for name in ("markup.bcf", "viewpoint.bcfv", "snapshot.png"))
REFERRING = ["2.0", "2.1", "3.0"]
OTHER_VIEW = "99999999-0000-4000-8000-000000000009"
VIEW_FILE, PICTURE_FILE = "<Viewpoint>viewpoint.bcfv</Viewpoint>", "<Snapshot>snapshot.png</Snapshot>"


def without(files: Files, name: str) -> Files:
    assert name in files
    return {each: data for each, data in files.items() if each != name}


def with_reference(version: str, content: str, guid: str = OTHER_VIEW) -> Files:
    """The third topic with a further viewpoint in its markup, behind the one it has."""
    if version == "3.0":
        swap = ("</ViewPoint>", f'</ViewPoint><ViewPoint Guid="{guid}">{content}</ViewPoint>')
    else:
        swap = ("</Markup>", f'<Viewpoints Guid="{guid}">{content}</Viewpoints></Markup>')
    return changed(topic(THIRD, version), "markup.bcf", swap)


@pytest.mark.parametrize("version", of_case("v01", REFERRING))
def test_a_topic_without_its_viewpoint_keeps_its_snapshot(tmp_path: Path, version: str) -> None:
    """Case v01."""
    found = only_one(tmp_path, without(topic(THIRD, version), VIEWPOINT), version, ("BCF051", MARKUP))
    check_texts(found, THIRD, version)
    (view,) = found.viewpoints
    assert (view.guid, view.camera) == (archives.view_guid(THIRD), None)
    assert snapshot(tmp_path, view) == archives.png(THIRD)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("data", "codes"),
    [
        pytest.param(b"", ["BCF031", "BCF052"], id="v02-no-bytes"),
        pytest.param(b" \n", ["BCF031", "BCF052"], id="v02-blank"),
        pytest.param(b"<VisualizationInfo/>", ["BCF060"], id="v02-empty-root"),
        pytest.param(b"<VisualizationInfo>", ["BCF031", "BCF060"], id="v04-cut"),
        pytest.param(b"Not found", ["BCF031", "BCF052"], id="v04-no-xml"),
        pytest.param(archives.png(THIRD), ["BCF031", "BCF052"], id="v04-a-picture"),
        pytest.param(b"<html><body/></html>", ["BCF060"], id="v04-another-document"),
    ],
)
def test_a_viewpoint_that_says_nothing_costs_only_itself(
    tmp_path: Path, data: bytes, codes: list[str], version: str
) -> None:
    third = {**topic(THIRD, version), VIEWPOINT: data}
    found = only_one(tmp_path, third, version, *((code, VIEWPOINT) for code in codes))
    check_texts(found, THIRD, version)
    (view,) = found.viewpoints
    assert view.camera is None and not view.selection and snapshot(tmp_path, view) == archives.png(THIRD)


@pytest.mark.parametrize("version", of_case("v03", REFERRING))
@pytest.mark.parametrize(("old", "new"), [("viewpoint.bcfv", "Viewpoint.BCFV"), ("snapshot.png", "SNAPSHOT.PNG")])
def test_references_in_another_case_are_found(tmp_path: Path, old: str, new: str, version: str) -> None:
    """Case v03."""
    third = changed(topic(THIRD, version), "markup.bcf", (old, new))
    check_complete(tmp_path, only_one(tmp_path, third, version), THIRD, version)


@pytest.mark.parametrize("version", of_case("v03", REFERRING))
def test_of_two_names_that_differ_in_case_the_exact_one_is_taken(tmp_path: Path, version: str) -> None:
    """Case v03: exact first."""
    third = {f"{THIRD}/SNAPSHOT.PNG": archives.png(FOURTH), **topic(THIRD, version)}
    check_complete(tmp_path, only_one(tmp_path, third, version), THIRD, version)
    third = changed(third, "markup.bcf", ("snapshot.png", "SNAPSHOT.PNG"))
    (view,) = only_one(tmp_path, third, version).viewpoints
    assert snapshot(tmp_path, view) == archives.png(FOURTH)


@pytest.mark.parametrize("version", of_case("v05", REFERRING))
def test_a_topic_without_its_snapshot_keeps_its_camera(tmp_path: Path, version: str) -> None:
    """Case v05."""
    found = only_one(tmp_path, without(topic(THIRD, version), SNAPSHOT), version, ("BCF053", MARKUP))
    (view,) = found.viewpoints
    assert view.camera is not None and view.snapshot_entry is None
    check_texts(found, THIRD, version)


@pytest.mark.parametrize("version", of_case("v05", REFERRING))
def test_a_viewpoint_needs_no_snapshot(tmp_path: Path, version: str) -> None:
    """Case v05: no snapshot is legal."""
    third = without(changed(topic(THIRD, version), "markup.bcf", (PICTURE_FILE, "")), SNAPSHOT)
    found = only_one(tmp_path, third, version)
    assert found.viewpoints[0].camera is not None and found.viewpoints[0].snapshot_entry is None
    assert not {code for code, member in said(read(tmp_path, archives.archive(third, version))) if member == MARKUP}


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 3), "grey").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="v06-no-bytes"),
        pytest.param(b"\x89PNG", id="v06-cut-in-its-first-bytes"),
        pytest.param(b"<html>404</html>", id="v22-a-page"),
        pytest.param(b"%PDF-1.7 and so on", id="v22-pdf"),
    ],
)
def test_a_snapshot_that_is_no_picture_is_left_out(tmp_path: Path, data: bytes, version: str) -> None:
    found = only_one(tmp_path, {**topic(THIRD, version), SNAPSHOT: data}, version, ("BCF054", SNAPSHOT))
    (view,) = found.viewpoints
    assert view.camera is not None and view.snapshot_entry is None
    check_texts(found, THIRD, version)


@pytest.mark.parametrize("version", of_case("v22", VERSIONS))
def test_a_picture_is_known_by_its_bytes(tmp_path: Path, version: str) -> None:
    """Case v22: a JPEG that is named .png."""
    data = jpeg()
    (view,) = only_one(tmp_path, {**topic(THIRD, version), SNAPSHOT: data}, version).viewpoints
    assert snapshot(tmp_path, view) == data and view.camera is not None


@pytest.mark.parametrize("kind", ["BMP", "GIF", "TIFF"])
def test_v22_a_snapshot_of_another_kind_of_picture_is_taken(tmp_path: Path, kind: str) -> None:
    """Case v22: it is converted when it is used."""
    found = only_one(tmp_path, {**topic(THIRD, "2.1"), SNAPSHOT: picture(kind)}, "2.1")
    assert snapshot(tmp_path, found.viewpoints[0]) == picture(kind)


@pytest.mark.parametrize("version", REFERRING)
@pytest.mark.parametrize(
    "name",
    [pytest.param(each, id=f"v22-{each}") for each in ("a.jpeg", "a.jpg", "a.bmp", "a", "a.png.tmp", "a b%20c.png")],
)
def test_the_name_of_a_snapshot_says_nothing(tmp_path: Path, name: str, version: str) -> None:
    third = without(changed(topic(THIRD, version), "markup.bcf", ("snapshot.png", name)), SNAPSHOT)
    third[f"{THIRD}/{name}"] = archives.png(THIRD)
    check_complete(tmp_path, only_one(tmp_path, third, version), THIRD, version)


@pytest.mark.parametrize("version", REFERRING)
@pytest.mark.parametrize(
    "prefix",
    [
        pytest.param("./", id="v23-dot"),
        pytest.param(f"{THIRD}/", id="v23-folder"),
        pytest.param(f"{THIRD}\\", id="v23-folder-and-backslash"),
        pytest.param(f"../{THIRD}/", id="v23-up-and-down"),
        pytest.param(".\\", id="v23-dot-and-backslash"),
        pytest.param("snapshots/", id="v23-a-folder-that-is-not-there"),
    ],
)
def test_a_path_in_front_of_a_name_does_no_harm(tmp_path: Path, prefix: str, version: str) -> None:
    swaps = (("viewpoint.bcfv", f"{prefix}viewpoint.bcfv"), ("snapshot.png", f"{prefix}snapshot.png"))
    third = changed(topic(THIRD, version), "markup.bcf", *swaps)
    check_complete(tmp_path, only_one(tmp_path, third, version), THIRD, version)


@pytest.mark.parametrize("version", of_case("v23", REFERRING))
def test_a_blank_around_a_name_does_no_harm(tmp_path: Path, version: str) -> None:
    """Case v23."""
    swaps = (("viewpoint.bcfv", "\n  viewpoint.bcfv\n"), ("snapshot.png", " snapshot.png "))
    third = changed(topic(THIRD, version), "markup.bcf", *swaps)
    check_complete(tmp_path, only_one(tmp_path, third, version), THIRD, version)


@pytest.mark.parametrize("version", of_case("v07", REFERRING))
def test_a_viewpoint_nobody_names_is_found_by_its_usual_name(tmp_path: Path, version: str) -> None:
    """Case v07: as in BCF 1.0."""
    text = archives.markup(THIRD, version)
    start = text.index("<Viewpoints")
    cut = text[:start] + text[text.index("</Viewpoints>") + len("</Viewpoints>") :]
    third = {**topic(THIRD, version), MARKUP: cut.encode()}
    found = only_one(tmp_path, third, version)
    check_texts(found, THIRD, version)
    (view,) = found.viewpoints
    assert view.camera is not None and snapshot(tmp_path, view) == archives.png(THIRD)
    assert ("BCF050", MARKUP) in said(read(tmp_path, archives.archive(third, version)))


def test_v24_in_bcf_10_a_snapshot_alone_is_a_viewpoint(tmp_path: Path) -> None:
    """Case v24."""
    found = only_one(tmp_path, without(topic(THIRD, "1.0"), VIEWPOINT), "1.0")
    (view,) = found.viewpoints
    assert view.camera is None and snapshot(tmp_path, view) == archives.png(THIRD)


def test_v24_a_topic_of_bcf_10_without_any_view_is_a_topic(tmp_path: Path) -> None:
    """Case v24."""
    found = only_one(tmp_path, {MARKUP: topic(THIRD, "1.0")[MARKUP]}, "1.0")
    check_texts(found, THIRD, "1.0")
    assert found.viewpoints == ()


@pytest.mark.parametrize("version", of_case("v24", REFERRING))
def test_a_snapshot_alone_is_a_viewpoint(tmp_path: Path, version: str) -> None:
    """Case v24."""
    third = without(changed(topic(THIRD, version), "markup.bcf", (VIEW_FILE, "")), VIEWPOINT)
    found = only_one(tmp_path, third, version)
    (view,) = found.viewpoints
    assert (view.guid, view.camera) == (archives.view_guid(THIRD), None)
    assert snapshot(tmp_path, view) == archives.png(THIRD)


@pytest.mark.parametrize("version", of_case("v25", REFERRING))
def test_two_viewpoints_in_one_file_are_two(tmp_path: Path, version: str) -> None:
    """Case v25."""
    third = with_reference(version, f"{VIEW_FILE}{PICTURE_FILE}")
    found = only_one(tmp_path, third, version)
    assert [view.guid for view in found.viewpoints] == [archives.view_guid(THIRD), OTHER_VIEW]
    for view in found.viewpoints:
        assert view.camera is not None and snapshot(tmp_path, view) == archives.png(THIRD)
    assert ("BCF057", MARKUP) in said(read(tmp_path, archives.archive(third, version)))


@pytest.mark.parametrize("version", of_case("v26", VERSIONS))
@pytest.mark.parametrize("name", [f"{OTHER_VIEW}.bcfv", "Viewpoint_2.BCFV", "вид.bcfv"])
def test_a_further_viewpoint_that_is_not_named_is_used_with_its_picture(
    tmp_path: Path, name: str, version: str
) -> None:
    """Case v26."""
    further = {
        f"{THIRD}/{name}": archives.visinfo(FOURTH, version).encode(),
        f"{THIRD}/{name.rpartition('.')[0]}.png": archives.png(FOURTH),
    }
    third = {**topic(THIRD, version), **further}
    found = only_one(tmp_path, third, version)
    first, second = found.viewpoints
    check_view(tmp_path, first, THIRD, version)
    assert second.camera == first.camera and snapshot(tmp_path, second) == archives.png(FOURTH)
    assert ("BCF056", MARKUP) in said(read(tmp_path, archives.archive(third, version)))


def test_v26_files_nobody_names_are_listed(tmp_path: Path) -> None:
    """Case v26: nothing vanishes without a word."""
    extra = {f"{THIRD}/photo.png": archives.png(FOURTH), f"{THIRD}/extension.acme.xml": b"<a/>", "result.xml": b"<a/>"}
    third = {**topic(THIRD, "2.1"), **extra}
    check_complete(tmp_path, only_one(tmp_path, third, "2.1"), THIRD, "2.1")
    assert {("BCF014", name) for name in extra} <= said(read(tmp_path, archives.archive(third, "2.1")))


@pytest.mark.parametrize("version", ["2.1", "3.0"])
@pytest.mark.parametrize(
    "written",
    [
        pytest.param("", id="v20-missing"),
        pytest.param(' Guid=""', id="v20-empty"),
        pytest.param(f' Guid="{OTHER_VIEW}"', id="v21-different"),
    ],
)
def test_the_guid_of_a_viewpoint_is_that_of_the_markup(tmp_path: Path, written: str, version: str) -> None:
    swap = (f'<VisualizationInfo Guid="{archives.view_guid(THIRD)}"', f"<VisualizationInfo{written}")
    third = changed(topic(THIRD, version), "viewpoint.bcfv", swap)
    check_complete(tmp_path, only_one(tmp_path, third, version), THIRD, version)
    assert ("BCF058", VIEWPOINT) in said(read(tmp_path, archives.archive(third, version)))


@pytest.mark.parametrize("version", of_case("v20", ["2.1", "3.0"]))
def test_without_a_guid_in_the_markup_that_of_the_file_counts(tmp_path: Path, version: str) -> None:
    """Case v20 the other way round."""
    tag = "ViewPoint" if version == "3.0" else "Viewpoints"
    third = changed(topic(THIRD, version), "markup.bcf", (f'<{tag} Guid="{archives.view_guid(THIRD)}"', f"<{tag}"))
    check_complete(tmp_path, only_one(tmp_path, third, version), THIRD, version)


@pytest.mark.parametrize("version", REFERRING)
def test_the_lowest_index_comes_first(tmp_path: Path, version: str) -> None:
    """Section 3.6."""
    third = with_reference(version, "<Viewpoint>second.bcfv</Viewpoint><Index>1</Index>")
    third = changed(third, "markup.bcf", (PICTURE_FILE, f"{PICTURE_FILE}<Index>2</Index>"))
    third[f"{THIRD}/second.bcfv"] = archives.visinfo(FOURTH, version).encode()
    found = only_one(tmp_path, third, version)
    assert [(view.guid, view.index) for view in found.viewpoints] == [(OTHER_VIEW, 1), (archives.view_guid(THIRD), 2)]
