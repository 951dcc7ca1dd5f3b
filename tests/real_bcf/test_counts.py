"""Every real archive: its numbers are those of the index, and what it says is what an independent reading finds."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from math import radians
from pathlib import Path

import pytest

from converter.app.inspecting import as_json, inspect
from converter.model.topic import Topic
from converter.model.viewpoint import Component, OrthogonalCamera, PerspectiveCamera, Viewpoint
from converter.parsers.bcf.content import ArchiveContent
from converter.parsers.reader import ArchiveLimits
from tests.real_bcf.archives import FOLDER, IMPLICIT, ROWS, Row, codes, paths, read, rows
from tests.real_bcf.second_reading import (
    Identity,
    WrittenTopic,
    WrittenView,
    components_at,
    flat_components,
    identity_of,
    moment_of,
    text_of,
    vector_of,
    written,
)

LONG_AGO = datetime.min.replace(tzinfo=UTC)


def paired(path: Path) -> list[tuple[Topic, WrittenTopic]]:
    return list(zip(read(path).topics, written(path), strict=True))


def paired_views(path: Path) -> list[tuple[Viewpoint, WrittenView]]:
    """Viewpoints by their guid; the one of BCF 1.0 has none in the archive."""
    found: list[tuple[Viewpoint, WrittenView]] = []
    for topic, original in paired(path):
        by_guid = {view.guid: view for view in topic.viewpoints}
        assert len(by_guid) == len(original.views) == len(topic.viewpoints)
        found += [(by_guid[view.guid] if view.guid else topic.viewpoints[0], view) for view in original.views]
    return found


def identities(components: tuple[Component, ...]) -> list[Identity]:
    return [(each.ifc_guid, each.originating_system, each.authoring_tool_id) for each in components]


def test_the_index_names_every_archive_of_the_folder(shared_data: Path) -> None:
    assert {row.path for row in ROWS} == set(FOLDER.rglob("*.bcf")) | set(FOLDER.rglob("*.bcfzip")) and len(ROWS) == 99


@pytest.mark.parametrize("row", rows())
def test_counts_and_version_are_those_of_the_index(row: Row) -> None:
    report = read(row.path)
    views = [view for topic in report.topics for view in topic.viewpoints]
    assert len(report.topics) == row.topics and len(views) == row.viewpoints
    assert sum(len(topic.comments) for topic in report.topics) == row.comments
    assert sum(view.snapshot_entry is not None for view in views) == row.snapshots
    assert report.version == ("1.0" if row.version == IMPLICIT else row.version) and report.readable
    assert ("BCF020" in codes(report)) == (row.version == IMPLICIT), "an archive without a version file is named"


@pytest.mark.parametrize("row", rows())
def test_inspect_counts_the_same(row: Row) -> None:
    (shown,) = as_json(inspect([row.path]))["files"]
    originals = written(row.path)
    expected = {
        "kind": "bcf",
        "version": "1.0" if row.version == IMPLICIT else row.version,
        "topics": row.topics,
        "viewpoints": row.viewpoints,
        "comments": row.comments,
        "comment_texts": sum(bool(text_of(each, "Comment")) for topic in originals for each in topic.comments),
        "snapshots": row.snapshots,
        "clashes": 0,
        "tests": 0,
        "readable": True,
    }
    assert {name: shown[name] for name in expected} == expected
    statuses = Counter(topic.topic_status or "" for topic in read(row.path).topics)
    assert shown["statuses"] == dict(statuses) and sum(statuses.values()) == row.topics


@pytest.mark.parametrize("path", paths())
def test_what_a_topic_says_is_what_is_written(path: Path) -> None:
    for topic, original in paired(path):
        assert (topic.guid, topic.folder) == (original.guid, original.folder)
        assert topic.title == (original.text("Title") or "(no title)")
        assert topic.description == original.text("Description")
        assert topic.created_author == original.text("CreationAuthor")
        assert (topic.modified_author or "") == original.text("ModifiedAuthor")
        assert topic.created == moment_of(original.text("CreationDate"))
        assert topic.modified == moment_of(original.text("ModifiedDate"))
        assert (topic.priority or "", topic.stage or "") == (original.text("Priority"), original.text("Stage"))
        assert (topic.assigned_to or "") == original.text("AssignedTo")
        assert (topic.due_date.isoformat() if topic.due_date else "") == original.text("DueDate")[:10]
        assert ("" if topic.index is None else str(topic.index)) == original.text("Index")
        assert (topic.server_assigned_id or "") == original.topic.get("ServerAssignedId", "")
        assert topic.extra == (), "nothing in these archives is unknown"


@pytest.mark.parametrize("path", paths())
def test_type_and_status_are_those_of_the_topic_or_of_its_newest_comment(path: Path) -> None:
    """What comments say counts only where the topic says nothing; a free word of theirs is no status."""
    for topic, original in paired(path):
        status, kind = original.topic.get("TopicStatus"), original.topic.get("TopicType")
        if original.comments and not (status and kind):
            newest = max(original.comments, key=lambda each: moment_of(text_of(each, "Date")) or LONG_AGO)
            spoken = text_of(newest, "VerbalStatus")
            status = status or (spoken if spoken in ("Open", "Closed") else None)
            kind = kind or text_of(newest, "Status").replace("Unknown", "")
        assert (topic.topic_status, topic.topic_type) == (status or None, kind or None)


@pytest.mark.parametrize("path", paths())
def test_comments_are_those_that_are_written_and_in_their_order(path: Path) -> None:
    for topic, original in paired(path):
        expected = [
            (
                each.attrib["Guid"].lower(),
                text_of(each, "Comment"),
                text_of(each, "Author"),
                moment_of(text_of(each, "Date")),
                moment_of(text_of(each, "ModifiedDate")),
                text_of(each, "Status") or None,
                text_of(each, "VerbalStatus") or None,
            )
            for each in original.comments
        ]
        found = [(c.id, c.text, c.author, c.created, c.modified, c.status, c.verbal_status) for c in topic.comments]
        assert found == expected
        views = [each.find("Viewpoint") for each in original.comments]
        assert [c.viewpoint_guid for c in topic.comments] == [None if v is None else v.get("Guid") for v in views]


@pytest.mark.parametrize("path", paths())
def test_lists_of_a_topic_are_those_that_are_written(path: Path) -> None:
    for topic, original in paired(path):
        labels = [*original.topic.findall("Labels"), *original.topic.findall("Labels/Label")]
        assert list(topic.labels) == [text for each in labels if (text := (each.text or "").strip())]
        links = [*original.topic.findall("ReferenceLink"), *original.topic.findall("ReferenceLinks/ReferenceLink")]
        assert list(topic.reference_links) == [text for each in links if (text := (each.text or "").strip())]
        related = [each.attrib["Guid"].lower() for each in original.topic.iter() if each.tag.startswith("RelatedTopic")
                   and "Guid" in each.attrib]  # fmt: skip
        assert list(topic.related_topics) == related
        files = [each for each in original.markup.iter("File") if each.attrib or len(each)]
        known = [each for each in topic.header_files if each.filename or each.ifc_project or each.reference]
        assert [(each.filename, each.reference, each.date, each.ifc_project) for each in known] == [
            (
                text_of(each, "Filename"),
                text_of(each, "Reference"),
                text_of(each, "Date"),
                each.get("IfcProject") or None,
            )
            for each in files
        ]


@pytest.mark.parametrize("path", paths())
def test_components_are_those_that_are_written(path: Path) -> None:
    for view, original in paired_views(path):
        flat = flat_components(original)
        bare = [each for each in flat if not {"Selected", "Visible", "Color"} & set(each.attrib)]
        selected = [each for each in flat if each.get("Selected") == "true"] or (bare if len(bare) == len(flat) else [])
        assert identities(view.selection) == components_at(original, "Selection") + [identity_of(e) for e in selected]
        colored = {
            color.attrib["Color"]: [identity_of(each) for each in color.iter("Component")]
            for color in original.xml.findall("Components/Coloring/Color")
        }
        for each in flat:
            if "Color" in each.attrib:
                colored.setdefault(each.attrib["Color"], []).append(identity_of(each))
        assert {each.color: identities(each.components) for each in view.coloring} == colored


@pytest.mark.parametrize("path", paths())
def test_visibility_is_default_hints_and_exceptions_as_they_are_written(path: Path) -> None:
    for view, original in paired_views(path):
        element = original.xml.find("Components/Visibility")
        if element is not None:
            assert view.visibility is not None
            assert view.visibility.default is (element.attrib["DefaultVisibility"] == "true")
            assert identities(view.visibility.exceptions) == components_at(original, "Visibility/Exceptions")
            hints = next(original.xml.iter("ViewSetupHints"), None)
            written_hints = [
                hints is not None and hints.attrib[name] == "true"
                for name in ("SpacesVisible", "SpaceBoundariesVisible", "OpeningsVisible")
            ]
            found = view.visibility
            assert [found.spaces_visible, found.space_boundaries_visible, found.openings_visible] == written_hints


@pytest.mark.parametrize("path", paths())
def test_the_visible_flags_of_older_versions_isolate_or_hide(path: Path) -> None:
    """Hidden ones are hidden and the rest is shown; without hidden ones only what is called visible is shown."""
    for view, original in paired_views(path):
        flagged = [each for each in flat_components(original) if "Visible" in each.attrib]
        if not flagged:
            continue
        hidden = [identity_of(each) for each in flagged if each.attrib["Visible"] == "false"]
        assert view.visibility is not None and view.visibility.default is bool(hidden)
        shown = [identity_of(each) for each in flat_components(original)]
        assert identities(view.visibility.exceptions) == (hidden or shown)


@pytest.mark.parametrize("path", paths())
def test_planes_and_lines_are_those_that_are_written(path: Path) -> None:
    for view, original in paired_views(path):
        planes = original.xml.findall("ClippingPlanes/ClippingPlane")
        assert len(view.clipping_planes) == len(planes)
        for plane, element in zip(view.clipping_planes, planes, strict=True):
            direction = vector_of(element.find("Direction"))
            size = sum(part * part for part in direction) ** 0.5
            assert plane.location_m == vector_of(element.find("Location"))
            assert plane.direction == pytest.approx(tuple(part / size for part in direction), abs=1e-12)
        lines = original.xml.findall("Lines/Line")
        assert [(line.start_m, line.end_m) for line in view.lines] == [
            (vector_of(each.find("StartPoint")), vector_of(each.find("EndPoint"))) for each in lines
        ]


@pytest.mark.parametrize("path", paths())
def test_cameras_are_those_that_are_written(path: Path) -> None:
    for view, original in paired_views(path):
        element = next((each for each in original.xml if each.tag.endswith("Camera")), None)
        assert element is not None and view.camera is not None
        assert view.camera.position_m == vector_of(element.find("CameraViewPoint"))
        ahead = vector_of(element.find("CameraDirection"))
        size = sum(part * part for part in ahead) ** 0.5
        assert view.camera.direction == pytest.approx(tuple(part / size for part in ahead), abs=1e-9)
        assert (view.camera.aspect or 0) == float(element.findtext("AspectRatio") or 0)
        if element.tag == "PerspectiveCamera":
            assert isinstance(view.camera, PerspectiveCamera)
            assert view.camera.field_of_view_rad == pytest.approx(radians(float(text_of(element, "FieldOfView"))))
        else:
            assert isinstance(view.camera, OrthogonalCamera)
            assert view.camera.view_height_m == float(text_of(element, "ViewToWorldScale"))


@pytest.mark.parametrize("path", paths())
def test_a_viewpoint_leads_to_its_own_picture(path: Path) -> None:
    content = ArchiveContent(path, ArchiveLimits())
    try:
        for view, original in paired_views(path):
            assert (view.snapshot or "") == original.snapshot and view.snapshot_entry is not None
            assert content.read(view.snapshot_entry) == original.picture
    finally:
        content.close()


@pytest.mark.parametrize("path", paths())
def test_the_first_viewpoint_has_the_lowest_index_or_the_fixed_name(path: Path) -> None:
    for topic, original in paired(path):
        if len(topic.viewpoints) < 2:
            continue
        names = {view.guid: view.file for view in original.views}
        indexes = [view.index for view in topic.viewpoints]
        if None in indexes:
            files = [names[view.guid] for view in topic.viewpoints]
            rest = [view.file for view in original.views if view.file != "viewpoint.bcfv"]
            assert files == [name for name in ("viewpoint.bcfv",) if name in names.values()] + rest
        else:
            assert all(a < b for a, b in pairwise(each for each in indexes if each is not None))
