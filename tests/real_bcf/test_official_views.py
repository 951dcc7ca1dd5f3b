"""buildingSMART's cases of what a viewpoint shows, held against the model they were made with."""

from __future__ import annotations

import struct
from itertools import pairwise
from math import radians
from pathlib import Path

import pytest

from converter.geometry.redlines import redlines_of
from converter.geometry.section import is_cut_away
from converter.geometry.vectors import added, dot
from converter.model.viewpoint import BitmapFormat, Component, OrthogonalCamera, PerspectiveCamera
from tests.real_bcf.official import Case, building, cases, model, of_kind, parts_of, shown, uncovered
from tests.real_bcf.second_reading import text_of, written

NUMBERS = {"one": 1, "single": 1, "three": 3, "four": 4}


def number_in(text: str) -> int:
    """The number a description says in words."""
    (found,) = [NUMBERS[word] for word in text.lower().split() if word in NUMBERS]
    return found


def guids(components: tuple[Component, ...]) -> set[str]:
    return {each.ifc_guid or "" for each in components}


def test_every_case_has_its_test(shared_data: Path) -> None:
    assert uncovered("Visualization") == set()


@cases(
    "v2.0/Visualization/SingleInvisibleWall",
    "v2.1/Visualization/single invisible wall",
    "v3.0/Visualization/Single invisible wall",
)
def test_everything_but_one_wall_is_visible(case: Case) -> None:
    hidden = building() - shown(case.view)
    assert len(hidden) == 1 and hidden <= of_kind("IFCWALLSTANDARDCASE")
    assert not shown(case.view) & of_kind("IFCSPACE", "IFCOPENINGELEMENT")


@cases(
    "v2.0/Visualization/SingleVisibleWall",
    "v2.1/Visualization/Single visible wall",
    "v3.0/Visualization/Single visible wall",
)
def test_nothing_but_one_wall_is_visible(case: Case) -> None:
    assert case.view.visibility is not None and not case.view.visibility.default
    (wall,) = guids(case.view.visibility.exceptions)
    assert shown(case.view) == ({wall} & set(model())) and case.view.selection == ()
    assert wall in of_kind("IFCWALLSTANDARDCASE") or wall not in model(), "one case shows another model"


@cases(
    "v2.0/Visualization/SingleVisibleSpace",
    "v2.1/Visualization/Single visible space",
    "v3.0/Visualization/Single visible space",
)
def test_nothing_but_one_space_is_visible_whatever_the_hints_say(case: Case) -> None:
    assert len(shown(case.view)) == 1 and shown(case.view) < of_kind("IFCSPACE") and case.view.selection == ()


@cases("v2.0/Visualization/VisibleOpening")
def test_an_opening_is_visible_and_coloured(case: Case) -> None:
    assert len(shown(case.view)) == 1 and shown(case.view) < of_kind("IFCOPENINGELEMENT")
    (coloring,) = case.view.coloring
    assert guids(coloring.components) == shown(case.view)


@cases("v2.0/Visualization/VisibleSpaceAndRestOfModelVisible")
def test_a_viewpoint_without_components_shows_spaces_and_all_the_rest(case: Case) -> None:
    assert case.view.visibility is None and shown(case.view) == set(model()) and case.view.selection == ()


@cases(
    "v2.1/Visualization/all components and spaces visible",
    "v3.0/Visualization/all components and spaces visible",
)
def test_all_components_and_spaces_are_visible(case: Case) -> None:
    assert shown(case.view) == building() | of_kind("IFCSPACE")


@cases("v2.0/Visualization/ComponentColoring")
def test_a_wall_is_green(case: Case) -> None:
    (coloring,) = case.view.coloring
    (wall,) = guids(coloring.components)
    assert wall in of_kind("IFCWALLSTANDARDCASE") and shown(case.view) == {wall} and case.view.selection == ()
    alpha, red, green, blue = bytes.fromhex(coloring.color)
    assert "green" in case.topic.description and (alpha, green) == (255, 255) and red == blue == 0


@cases(
    "v2.0/Visualization/ComponentSelection",
    "v2.1/Visualization/Component Selection",
    "v3.0/Visualization/Component selection",
)
def test_exactly_three_components_are_selected(case: Case) -> None:
    assert len(guids(case.view.selection)) == len(case.view.selection) == number_in(case.topic.description)
    assert case.view.coloring == ()


@cases("v2.1/Visualization/Component Selection", "v3.0/Visualization/Component selection")
def test_what_is_not_selected_is_shown_as_usual(case: Case) -> None:
    assert shown(case.view) - of_kind("IFCOPENINGELEMENT") == building()


@cases(
    "v2.0/Visualization/DefaultComponentVisibility",
    "v2.0/Visualization/ComponentSelection",
    "v2.0/Markup/HeaderWithSingleFile",
)
def test_selecting_a_component_without_a_word_on_visibility_hides_nothing(case: Case) -> None:
    """Two of the cases say so, and the pictures of all three show the whole model."""
    assert shown(case.view) >= building() and case.view.selection


@cases("v2.0/Visualization/DefaultComponentVisibility")
def test_one_wall_is_selected_and_nothing_is_called_visible(case: Case) -> None:
    assert len(case.view.selection) == number_in(case.topic.comments[0].text)
    assert guids(case.view.selection) <= of_kind("IFCWALLSTANDARDCASE")


@cases("v2.0/Visualization/SelectedComponent")
def test_two_walls_are_visible_and_one_of_them_is_selected(case: Case) -> None:
    walls = shown(case.view) & of_kind("IFCWALLSTANDARDCASE")
    assert len(walls) == 2 and shown(case.view) - walls <= of_kind("IFCDOOR", "IFCOPENINGELEMENT")
    assert len(case.view.selection) == 1 and guids(case.view.selection) < walls


@cases("v2.0/Visualization/DecomposedObjects")
def test_parts_of_a_curtain_wall_are_shown_all_all_but_one_and_one(case: Case) -> None:
    (wall,) = of_kind("IFCCURTAINWALL")
    parts = parts_of(wall)
    every, all_but_one, one = (
        shown(topic.viewpoints[0]) for topic in sorted(case.topics, key=lambda topic: topic.index or 0)
    )
    assert every == parts and one < parts and len(one) == 1 and one < of_kind("IFCPLATE")
    assert all_but_one < parts and len(parts - all_but_one) == 1 and parts - all_but_one < of_kind("IFCPLATE")


@cases(
    "v2.1/Visualization/All parts of decomposed object except one visible",
    "v3.0/Visualization/All parts of decomposed object except one visible",
)
def test_all_parts_of_a_curtain_wall_but_one_plate_are_visible(case: Case) -> None:
    (wall,) = of_kind("IFCCURTAINWALL")
    hidden = parts_of(wall) - shown(case.view)
    assert shown(case.view) < parts_of(wall) and len(hidden) == 1 and hidden < of_kind("IFCPLATE")


@cases(
    "v2.1/Visualization/One part of decomposed object visible",
    "v3.0/Visualization/One part of decomposed object visible",
)
def test_one_plate_of_a_curtain_wall_is_visible(case: Case) -> None:
    (wall,) = of_kind("IFCCURTAINWALL")
    assert len(shown(case.view)) == 1 and shown(case.view) < parts_of(wall) & of_kind("IFCPLATE")


@cases(
    "v2.0/Visualization/DecomposedObjectsWithParentGuid",
    "v2.1/Visualization/All parts of curtain wall visible",
    "v3.0/Visualization/All parts of curtain wall visible",
)
def test_the_whole_stands_for_its_parts(case: Case) -> None:
    """The archive names the whole only; that its parts are meant needs the model."""
    assert shown(case.view) == of_kind("IFCCURTAINWALL")


@cases("v3.0/Visualization/Topics with different models visible")
def test_each_topic_names_the_model_it_shows(case: Case) -> None:
    files = {file.filename for topic in case.topics for file in topic.header_files}
    for topic in case.topics:
        (file,) = topic.header_files
        assert Path(file.filename).stem == topic.title.rpartition(" ")[2] and file.is_external and file.ifc_project
        assert not any(Path(other).stem in topic.title for other in files - {file.filename})
        (view,) = topic.viewpoints
        assert view.visibility is not None and view.visibility.default


@cases("v2.0/Visualization/Clippingplane")
def test_the_side_of_the_camera_is_cut_away_and_the_model_below_is_shown(case: Case) -> None:
    assert len(case.view.clipping_planes) == number_in(case.topic.description)
    (plane,) = case.view.clipping_planes
    camera = case.view.camera
    assert camera is not None and plane.direction == (0.0, 0.0, 1.0), "it cuts horizontally"
    assert is_cut_away(plane, camera.position_m)
    depth = (plane.location_m[2] - camera.position_m[2]) / camera.direction[2]
    assert depth > 0 and not is_cut_away(plane, added(camera.position_m, camera.direction, depth + 1))


@cases("v2.0/Visualization/Lines")
def test_there_are_four_lines_and_the_camera_sees_them(case: Case) -> None:
    lines = case.view.lines
    assert len(lines) == number_in(case.topic.description) and case.view.camera is not None
    seen = redlines_of(lines, case.view.camera)
    assert seen.dropped == 0 and all(abs(part) < 1.5 for line in seen.lines for part in (*line.start, *line.end))


@cases("v2.0/Visualization/Bitmap")
def test_a_picture_stands_upright_on_the_wall_and_faces_the_camera(case: Case) -> None:
    (bitmap,) = case.view.bitmaps
    camera = case.view.camera
    assert camera is not None and bitmap.format is BitmapFormat.PNG
    assert case.entries[bitmap.reference].startswith(b"\x89PNG")
    assert bitmap.up == pytest.approx((0, 0, 1)) and dot(bitmap.normal, camera.direction) < -0.9
    assert bitmap.normal[2] == 0 and bitmap.height_m > 0


@cases("v2.1/Markup/MaximumInformation")
def test_hints_colours_lines_planes_and_bitmaps_of_a_viewpoint_are_kept(case: Case) -> None:
    (topic,) = (each for each in case.topics if each.viewpoints)
    (original,) = (each for each in written(case.path) if each.views)
    by_guid = {view.guid: view.xml for view in original.views}
    switches = set()
    for view in topic.viewpoints:
        xml, found = by_guid[view.guid], view.visibility
        visibility, hints = xml.find("Components/Visibility"), xml.find("Components/ViewSetupHints")
        assert found is not None and visibility is not None and hints is not None
        said = (visibility.attrib["DefaultVisibility"], hints.attrib["SpacesVisible"], hints.attrib["OpeningsVisible"])
        assert (found.default, found.spaces_visible, found.openings_visible) == tuple(each == "true" for each in said)
        switches.add(said)
        (coloring,) = view.coloring
        assert len(coloring.components) == len(xml.findall("Components/Coloring/Color/Component")) > 0
        assert [each.reference for each in view.bitmaps] == [
            text_of(each, "Reference") for each in xml.findall("Bitmap")
        ]
        assert [each.height_m for each in view.bitmaps] == [
            float(text_of(each, "Height")) for each in xml.findall("Bitmap")
        ]
        assert all(f"{topic.folder}/{bitmap.reference}" in case.entries for bitmap in view.bitmaps)
    assert len(switches) == len(topic.viewpoints), "each viewpoint says something else"
    full = topic.viewpoints[-1]
    assert len(full.bitmaps) > 1 and full.clipping_planes
    assert all(a.end_m == b.start_m for a, b in pairwise(full.lines)) and len(full.lines) > 1, "the lines make a chain"


@cases("v2.0/Visualization/MultipleViewpointsWithoutComments")
def test_several_viewpoints_look_from_as_many_sides_and_no_comment_names_one(case: Case) -> None:
    views = case.topic.viewpoints
    directions = {view.camera.direction for view in views if view.camera}
    assert len(directions) == len(views) == len(case.original.views) == len({view.snapshot for view in views})
    assert all(sorted(map(abs, each)) == [0, 0, 1] for each in directions) and views[0].snapshot == "snapshot.png"
    assert {comment.viewpoint_guid for comment in case.topic.comments} == {None}


@cases(
    "v2.0/Visualization/OrthogonalCamera",
    "v2.1/Visualization/OrthogonalCamera",
    "v3.0/Visualization/Orthogonal camera",
)
def test_an_orthogonal_camera_looks_straight_down(case: Case) -> None:
    camera = case.view.camera
    assert isinstance(camera, OrthogonalCamera) and "orthogonal" in case.topic.description
    assert camera.direction == (0.0, 0.0, -1.0) and camera.up[2] == 0.0 and camera.position_m[2] > 0
    element = case.original.views[0].xml.find("OrthogonalCamera")
    assert element is not None and camera.view_height_m == float(text_of(element, "ViewToWorldScale"))
    if case.version == "v3.0":
        assert camera.aspect == pytest.approx(aspect_of(case.original.views[0].picture), abs=0.01)
    else:
        assert camera.position_m[:2] == (0.0, 0.0) and camera.aspect is None


@cases(
    "v2.0/Visualization/PerspectiveCamera",
    "v2.0/Visualization/PerspectiveView",
    "v2.1/Visualization/PerspectiveCamera",
    "v3.0/Visualization/Perspective camera",
)
def test_a_perspective_camera_has_the_vertical_angle_that_is_written(case: Case) -> None:
    """Whatever the limits of the schema: angles below 45 and above 60 degrees are as good."""
    camera = case.view.camera
    assert isinstance(camera, PerspectiveCamera) and "perspective" in case.topic.title.lower()
    element = case.original.views[0].xml.find("PerspectiveCamera")
    assert element is not None
    assert camera.field_of_view_rad == pytest.approx(radians(float(text_of(element, "FieldOfView"))))
    assert abs(dot(camera.direction, camera.up)) < 1e-12, "made right-angled where it is not"
    if case.version == "v3.0":
        assert camera.aspect == pytest.approx(aspect_of(case.original.views[0].picture), abs=0.01)


def aspect_of(picture: bytes | None) -> float:
    """Width over height of a PNG."""
    assert picture is not None
    width, height = struct.unpack(">II", picture[16:24])
    return float(width / height)


@cases("v2.0/Visualization/DefaultComponentVisibility", "v2.0/Visualization/ComponentSelection")
def test_spaces_and_openings_are_hidden_where_components_are_listed_without_a_word_on_visibility(case: Case) -> None:
    """The first case is about this; a viewpoint that lists nothing at all shows them (VisibleSpaceAndRest…)."""
    assert shown(case.view) == building()
