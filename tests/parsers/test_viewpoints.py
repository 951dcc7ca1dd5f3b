"""The reader of saved viewpoints: cameras, sections, folders, what is left out."""

from __future__ import annotations

from math import degrees, pi
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.app.inspecting import as_json, inspect
from converter.geometry.section import box_of_planes, is_cut_away
from converter.model.report import Kind
from converter.model.vectors import Box, Vector
from converter.model.viewpoint import OrthogonalCamera, PerspectiveCamera
from tests.parsers.viewpoint_parts import (
    box,
    camera,
    codes,
    document,
    folder,
    only_view,
    plane,
    planes,
    read_text,
    view,
)

ORTHO = 'projection="ortho" height="20.0" aspect="1.5"'
UNITS = {"m": 1.0, "ft": 0.3048, "mm": 0.001}


def test_the_golden_quaternion_has_its_scalar_last(tmp_path: Path) -> None:
    found = only_view(tmp_path, view(seen=camera(turn=".4594 -.1426 -.2599 .8373"))).camera
    assert found is not None
    assert found.direction == pytest.approx((0.4776, 0.6953, -0.5372), abs=2e-4)
    assert found.up == pytest.approx((0.3041, 0.4428, 0.8435), abs=2e-4)


def test_without_a_turn_the_camera_looks_down_with_y_up(tmp_path: Path) -> None:
    found = only_view(tmp_path, view()).camera
    assert found is not None and found.direction == (0.0, 0.0, -1.0) and found.up == (0.0, 1.0, 0.0)


def test_the_up_vector_of_the_viewpoint_is_not_that_of_the_camera(tmp_path: Path) -> None:
    sideways = camera(turn="0 0 0.7071067812 0.7071067812")
    found = only_view(tmp_path, view(seen=sideways)).camera
    assert found is not None and found.up == pytest.approx((-1.0, 0.0, 0.0))


@pytest.mark.parametrize(("units", "metres"), UNITS.items())
def test_lengths_of_a_perspective_camera_are_scaled_and_its_angle_is_not(
    tmp_path: Path, units: str, metres: float
) -> None:
    seen = camera(position="100 -200 30.5", attributes='projection="persp" height="1.2" aspect="1.7778"')
    found = only_view(tmp_path, view(seen=seen), units).camera
    assert isinstance(found, PerspectiveCamera)
    assert found.position_m == pytest.approx((100 * metres, -200 * metres, 30.5 * metres))
    assert found.target_distance_m == pytest.approx(10 * metres)
    assert degrees(found.field_of_view_rad) == pytest.approx(68.75, abs=0.01)
    assert found.aspect == pytest.approx(1.7778)


@pytest.mark.parametrize(("units", "metres"), UNITS.items())
def test_height_of_an_orthogonal_camera_is_its_extent(tmp_path: Path, units: str, metres: float) -> None:
    found = only_view(tmp_path, view(seen=camera(attributes=ORTHO)), units).camera
    assert isinstance(found, OrthogonalCamera)
    assert found.view_height_m == pytest.approx(20 * metres) and found.aspect == 1.5
    assert found.position_m == pytest.approx((metres, 2 * metres, 3 * metres))


@pytest.mark.parametrize(("units", "code"), [(None, "NWX010"), ("", "NWX010"), ("furlong", "NWX011")])
def test_units_that_are_not_known_are_taken_for_metres(tmp_path: Path, units: str | None, code: str) -> None:
    report = read_text(tmp_path, document(view(), units=units))
    assert codes(report) == [code]
    found = report.saved_viewpoints[0].viewpoint.camera
    assert found is not None and found.position_m == (1.0, 2.0, 3.0)


def test_a_camera_without_height_or_focal_distance_has_the_usual_angle_and_no_target(tmp_path: Path) -> None:
    found = only_view(tmp_path, view(seen=camera(attributes=""), focal="")).camera
    assert isinstance(found, PerspectiveCamera)
    assert found.field_of_view_rad == pytest.approx(pi / 4) and found.target_distance_m is None


@pytest.mark.parametrize(
    "content",
    [
        '<view name="View"/>',
        '<view name="View"><viewpoint/></view>',
        view(seen=camera(position="")),
        view(seen=camera(turn="")),
        view(seen=camera(turn="0 0 0 0")),
        view(seen=camera(turn="x 0 0 1")),
        view(seen=camera(position="NaN 2 3")),
        view(seen=camera(attributes='projection="persp" height="3.2"')),
        view(seen=camera(attributes='projection="persp" height="-1"')),
        view(seen=camera(attributes='projection="persp" height="0"')),
        view(seen=camera(attributes='projection="ortho"')),
        view(seen=camera(attributes='projection="ortho" height="0"')),
    ],
)
def test_a_view_without_a_usable_camera_is_kept_and_named(tmp_path: Path, content: str) -> None:
    report = read_text(tmp_path, document(content, view("Good")))
    first, second = (saved.viewpoint for saved in report.saved_viewpoints)
    assert first.camera is None and first.name == "View" and second.camera is not None
    assert codes(report).count("NWV001") == 1
    (said,) = [each for each in report.diagnostics if each.code == "NWV001"]
    assert "View" in said.message and said.location.line == 5


def test_only_enabled_planes_cut(tmp_path: Path) -> None:
    cuts = planes(plane("1 0 0", "0"), plane("0 1 0", "0", "disabled"), plane("0 0 1", "0", "default"))
    (found,) = only_view(tmp_path, view(extra=cuts)).clipping_planes
    assert found.direction == (-1.0, 0.0, 0.0)


def test_a_plane_keeps_the_side_its_normal_points_to(tmp_path: Path) -> None:
    """The top of a section is stored with the normal 0 0 -1 and the distance -z."""
    (top,) = only_view(tmp_path, view(extra=planes(plane("0 0 -1", "-3"))), "ft").clipping_planes
    assert top.direction == (0.0, 0.0, 1.0), "towards what is cut away"
    assert top.location_m == pytest.approx((0.0, 0.0, 3 * 0.3048))
    assert is_cut_away(top, (0.0, 0.0, 1.0)) and not is_cut_away(top, (0.0, 0.0, 0.9))


def test_a_slanted_plane_passes_through_normal_times_distance(tmp_path: Path) -> None:
    (cut,) = only_view(tmp_path, view(extra=planes(plane("0.6 0 0.8", "5")))).clipping_planes
    assert cut.location_m == pytest.approx((3.0, 0.0, 4.0)) and cut.direction == pytest.approx((-0.6, 0.0, -0.8))


def test_the_length_of_a_normal_scales_its_distance(tmp_path: Path) -> None:
    (cut,) = only_view(tmp_path, view(extra=planes(plane("0 0 -2", "-6")))).clipping_planes
    assert cut.location_m == pytest.approx((0.0, 0.0, 3.0)) and cut.direction == pytest.approx((0.0, 0.0, 1.0))


def test_six_upright_planes_leave_their_box(tmp_path: Path) -> None:
    sides = [plane("1 0 0", "1"), plane("0 1 0", "2"), plane("0 0 1", "3")]
    sides += [plane("-1 0 0", "-4"), plane("0 -1 0", "-5"), plane("0 0 -1", "-6")]
    found = only_view(tmp_path, view(extra=planes(*sides)))
    assert box_of_planes(found.clipping_planes) == Box((1.0, 2.0, 3.0), (4.0, 5.0, 6.0)) and found.section_box is None


def test_a_plane_of_no_direction_is_left_out_and_named(tmp_path: Path) -> None:
    cuts = planes(plane("0 0 0", "1"), plane("1 0 0", "1"), '<clipplane state="enabled"/>')
    report = read_text(tmp_path, document(view(extra=cuts)))
    assert len(report.saved_viewpoints[0].viewpoint.clipping_planes) == 1 and codes(report) == ["NWX022", "NWX022"]


@pytest.mark.parametrize(
    "section",
    [
        planes(plane("1 0 0", "0"), attributes='mode="planes" enabled="0"'),
        box("0 0 0", "1 1 1").replace('enabled="1"', 'enabled="0"'),
    ],
)
def test_a_section_that_is_switched_off_cuts_nothing(tmp_path: Path, section: str) -> None:
    found = only_view(tmp_path, view(extra=section))
    assert found.clipping_planes == () and found.section_box is None and found.camera is not None


@pytest.mark.parametrize(("units", "metres"), UNITS.items())
def test_a_section_box_is_scaled(tmp_path: Path, units: str, metres: float) -> None:
    found = only_view(tmp_path, view(extra=box("-1 2 3", "4 5 6.5")), units)
    assert found.section_box is not None and found.clipping_planes == ()
    assert found.section_box.min_m == pytest.approx((-metres, 2 * metres, 3 * metres))
    assert found.section_box.max_m == pytest.approx((4 * metres, 5 * metres, 6.5 * metres))


def test_planes_say_nothing_where_the_box_is_in_force(tmp_path: Path) -> None:
    section = box("0 0 0", "1 1 1").replace("<box>", f"<clipplanes>{plane('1 0 0', '0')}</clipplanes><box>", 1)
    found = only_view(tmp_path, view(extra=section))
    assert found.section_box == Box((0.0, 0.0, 0.0), (1.0, 1.0, 1.0)) and found.clipping_planes == ()


def test_a_turned_section_box_is_named(tmp_path: Path) -> None:
    turned = box("0 0 0", "1 1 1", "0 0 0.3826834324 0.9238795325")
    report = read_text(tmp_path, document(view(extra=turned)))
    assert report.saved_viewpoints[0].viewpoint.section_box is None and codes(report) == ["GEO004"]
    assert report.diagnostics[0].location.guid == "g"


def test_a_box_turned_inside_out_is_empty(tmp_path: Path) -> None:
    report = read_text(tmp_path, document(view(extra=box("1 1 1", "0 0 0"))))
    assert report.saved_viewpoints[0].viewpoint.section_box is None and not codes(report)


def test_views_carry_the_folders_they_lie_in(tmp_path: Path) -> None:
    content = view("a") + folder("Outer ", view("b"), folder("Inner", view("c")), view("d")) + view("e")
    report = read_text(tmp_path, document(content))
    assert [(saved.folders, saved.viewpoint.name) for saved in report.saved_viewpoints] == [
        ((), "a"),
        (("Outer ",), "b"),
        (("Outer ", "Inner"), "c"),
        (("Outer ",), "d"),
        ((), "e"),
    ]


@pytest.mark.parametrize("tag", ["animation", "cutview"])
def test_animations_and_cut_views_are_left_out_and_named(tmp_path: Path, tag: str) -> None:
    report = read_text(tmp_path, document(f'<{tag} name="Tour">{view("inside")}</{tag}>', view("kept")))
    assert [saved.viewpoint.name for saved in report.saved_viewpoints] == ["kept"]
    assert codes(report) == ["NWV002"] and "Tour" in report.diagnostics[0].message


def test_mark_ups_are_counted_and_left_to_the_picture(tmp_path: Path) -> None:
    marks = '<redlines><rlline thickness="3"/><rltext/></redlines>'
    report = read_text(tmp_path, document(view("a", extra=marks, guid="g-1"), view("b", extra="<redlines/>")))
    assert codes(report) == ["NWV006"] and report.diagnostics[0].message.startswith("2 mark-ups")
    assert report.diagnostics[0].location.guid == "g-1"
    assert report.saved_viewpoints[0].viewpoint.lines == ()


def test_comments_of_a_view_are_read_and_counted(tmp_path: Path) -> None:
    said = (
        '<comments><comment id="7" status="new"><user>anna</user><body>Move\nit</body><createddate>'
        '<date year="2026" month="3" day="3" hour="1" minute="2" second="3"/></createddate></comment>'
        '<comment id="8" status="new"><user>bert</user><body/></comment></comments>'
    )
    report = read_text(tmp_path, document(view(extra=said)))
    first, second = report.saved_viewpoints[0].comments
    assert (first.id, first.author, first.text, first.status) == ("7", "anna", "Move\nit", "new")
    assert first.created is not None and first.created.year == 2026 and second.text == ""
    shown = as_json(inspect([tmp_path / "views.xml"]))["files"][0]
    assert (shown["kind"], shown["viewpoints"], shown["comments"], shown["comment_texts"]) == (
        "navisworks-viewpoints",
        1,
        2,
        1,
    )


def test_a_doctype_is_refused(tmp_path: Path) -> None:
    text = document(view()).replace("<exchange", '<!DOCTYPE exchange [<!ENTITY a "b">]><exchange', 1)
    report = read_text(tmp_path, text)
    assert not report.readable and codes(report) == ["NWX002"] and not report.saved_viewpoints


def test_malformed_xml_is_named_with_its_place(tmp_path: Path) -> None:
    report = read_text(tmp_path, document(view("a"), view("b").replace("</viewpoint>", "</view>", 1)))
    assert not report.readable and not report.saved_viewpoints and report.kind is Kind.NAVISWORKS_VIEWPOINTS
    (said,) = report.diagnostics
    assert said.code == "NWX001" and said.location.line == 6 and said.location.column


numbers = st.sampled_from(["0", "1", "-2.5", "1e5", "1,5", "nan", "", "x"])
vectors = st.builds("{} {} {}".format, *[numbers.filter(bool)] * 3)


@given(vectors, st.builds("{} {}".format, vectors, numbers.filter(bool)), numbers, st.sampled_from(["persp", "ortho"]))
def test_whatever_a_camera_says_it_is_usable_or_not_there(
    tmp_path_factory: pytest.TempPathFactory, position: str, turn: str, height: str, projection: str
) -> None:
    seen = camera(position=position, turn=turn, attributes=f'projection="{projection}" height="{height}"')
    report = read_text(tmp_path_factory.mktemp("any"), document(view(seen=seen, extra=box(position, "2 2 2"))))
    found = report.saved_viewpoints[0].viewpoint
    assert (found.camera is None) == ("NWV001" in codes(report))
    if found.camera is not None:
        assert size(found.camera.direction) == pytest.approx(1) and size(found.camera.up) == pytest.approx(1)
    if found.section_box is not None:
        assert all(a < b for a, b in zip(found.section_box.min_m, found.section_box.max_m, strict=True))


def size(vector: Vector) -> float:
    return sum(part * part for part in vector) ** 0.5
