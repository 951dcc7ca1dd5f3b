"""Mark-up in space → lines on the picture."""

from __future__ import annotations

from math import isfinite, pi, radians, tan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.geometry.camera import as_perspective, orthogonal, perspective
from converter.geometry.redlines import ScreenLine, redlines_of
from converter.geometry.vectors import added, cross, length
from converter.model.vectors import Vector
from converter.model.viewpoint import Line, PerspectiveCamera

ORIGIN: Vector = (0.0, 0.0, 0.0)
NORTH: Vector = (0.0, 1.0, 0.0)
UP: Vector = (0.0, 0.0, 1.0)
LOOKING_NORTH = perspective(ORIGIN, NORTH, UP, radians(60))
"""Right is east (+x)."""
RED = (1.0, 0.0, 0.0, 1.0)

numbers = st.floats(-1e3, 1e3)
vectors = st.tuples(numbers, numbers, numbers)
cameras = st.builds(
    perspective, vectors, vectors.filter(lambda vector: length(vector) > 1e-3), vectors, st.floats(0.05, 1.5)
)
depths = st.floats(0.1, 1e3)


def seen(camera: PerspectiveCamera, right: float, up: float, ahead: float) -> Vector:
    """The point so far to the right, above and ahead of the eye."""
    across = cross(camera.direction, camera.up)
    return added(added(added(camera.position_m, camera.direction, ahead), across, right), camera.up, up)


def only_line(line: Line, camera: PerspectiveCamera) -> ScreenLine:
    redlines = redlines_of([line], camera)
    assert redlines.dropped == 0 and len(redlines.lines) == 1
    return redlines.lines[0]


@given(cameras, depths, depths)
def test_a_line_along_the_view_is_a_point_in_the_centre(camera: PerspectiveCamera, near: float, far: float) -> None:
    line = only_line(Line(seen(camera, 0.0, 0.0, near), seen(camera, 0.0, 0.0, far)), camera)
    assert line.start == pytest.approx((0.0, 0.0), abs=1e-6) and line.end == pytest.approx((0.0, 0.0), abs=1e-6)


@given(cameras, depths)
def test_the_upper_and_lower_edges_are_the_tangent_of_the_angle(camera: PerspectiveCamera, ahead: float) -> None:
    half = ahead * tan(camera.field_of_view_rad / 2)
    line = only_line(Line(seen(camera, 0.0, half, ahead), seen(camera, 0.0, -half, ahead)), camera)
    edge = tan(camera.field_of_view_rad)
    assert line.start == pytest.approx((0.0, edge), rel=1e-6, abs=1e-6)
    assert line.end == pytest.approx((0.0, -edge), rel=1e-6, abs=1e-6)


@given(cameras, depths, st.floats(0.2, 5))
def test_the_right_edge_is_that_times_the_aspect(camera: PerspectiveCamera, ahead: float, aspect: float) -> None:
    half = ahead * tan(camera.field_of_view_rad / 2) * aspect
    line = only_line(Line(seen(camera, half, 0.0, ahead), seen(camera, -half, 0.0, ahead)), camera)
    edge = tan(camera.field_of_view_rad) * aspect
    assert line.start == pytest.approx((edge, 0.0), rel=1e-6, abs=1e-6)
    assert line.end == pytest.approx((-edge, 0.0), rel=1e-6, abs=1e-6)


def test_east_is_right_and_above_is_above_when_looking_north() -> None:
    line = only_line(Line((1.0, 10.0, 2.0), (-1.0, 10.0, -2.0)), LOOKING_NORTH)
    assert line.start[0] > 0 and line.start[1] == pytest.approx(2 * line.start[0])
    assert line.end == pytest.approx((-line.start[0], -line.start[1]))


def test_what_is_twice_as_far_is_half_as_large() -> None:
    near = only_line(Line((1.0, 5.0, 1.0), (0.0, 5.0, 0.0)), LOOKING_NORTH)
    far = only_line(Line((1.0, 10.0, 1.0), (0.0, 10.0, 0.0)), LOOKING_NORTH)
    assert near.start == pytest.approx((2 * far.start[0], 2 * far.start[1]))


def test_equal_ends_stay_a_point() -> None:
    line = only_line(Line((1.0, 5.0, 1.0), (1.0, 5.0, 1.0)), LOOKING_NORTH)
    assert line.start == line.end


@given(cameras, st.lists(st.tuples(numbers, numbers, depths, depths), max_size=5))
def test_lines_behind_the_camera_are_dropped_and_counted(
    camera: PerspectiveCamera, behind: list[tuple[float, float, float, float]]
) -> None:
    lines = [Line(seen(camera, x, y, -a), seen(camera, y, x, -b)) for x, y, a, b in behind]
    shown = Line(seen(camera, 0.0, 0.0, 1.0), seen(camera, 0.0, 0.0, 2.0), "00FF00")
    redlines = redlines_of([*lines, shown], camera)
    assert redlines.dropped == len(behind)
    assert [line.color for line in redlines.lines] == [(0.0, 1.0, 0.0, 1.0)]


@given(cameras, st.lists(st.builds(Line, vectors, vectors), max_size=8))
def test_every_line_is_shown_or_counted(camera: PerspectiveCamera, lines: list[Line]) -> None:
    redlines = redlines_of(lines, camera)
    assert len(redlines.lines) + redlines.dropped == len(lines)
    assert all(isfinite(value) for line in redlines.lines for value in (*line.start, *line.end))


def test_a_line_that_crosses_the_eye_plane_is_cut() -> None:
    front, behind = (0.0, 10.0, 0.0), (5.0, -10.0, 0.0)
    line = only_line(Line(front, behind), LOOKING_NORTH)
    assert line.start == (0.0, 0.0)
    assert line.end[0] > 100 and line.end[1] == 0, "it leaves the picture on the right"
    turned = only_line(Line(behind, front), LOOKING_NORTH)
    assert turned.start == pytest.approx(line.end) and turned.end == line.start


@given(vectors, vectors)
def test_a_cut_line_lies_on_the_whole_one(start: Vector, end: Vector) -> None:
    near, far = (start[0], 1.0, start[2]), (end[0], -1.0, end[2])
    line = only_line(Line(near, far), LOOKING_NORTH)
    middle = only_line(Line(near, ((near[0] * 3 + far[0]) / 4, 0.5, (near[2] * 3 + far[2]) / 4)), LOOKING_NORTH)
    assert middle.start == line.start
    first = (middle.end[0] - line.start[0], middle.end[1] - line.start[1])
    whole = (line.end[0] - line.start[0], line.end[1] - line.start[1])
    assert first[0] * whole[1] == pytest.approx(first[1] * whole[0], rel=1e-6, abs=1e-3)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("00FF00", (0.0, 1.0, 0.0, 1.0)),
        ("#0000ff", (0.0, 0.0, 1.0, 1.0)),
        ("FF0000FF", (0.0, 0.0, 1.0, 1.0)),
        ("00FF0000", (1.0, 0.0, 0.0, 0.0)),
        ("3300FF66", (0.0, 1.0, 0.4, 0.2)),
        (None, RED),
        ("", RED),
        ("red", RED),
        ("0F0", RED),
        ("GGGGGG", RED),
        ("0000FF0", RED),
        ("00000000FF", RED),
    ],
)
def test_colours_are_rgb_or_argb_and_red_where_nothing_is_said(
    written: str | None, meant: tuple[float, float, float, float]
) -> None:
    line = only_line(Line((0.0, 1.0, 0.0), (1.0, 1.0, 0.0), written), LOOKING_NORTH)
    assert line.color == pytest.approx(meant)


@pytest.mark.parametrize("angle", [pi / 2, 1.6, 2.0, 3.1])
def test_at_ninety_degrees_and_more_no_line_can_be_shown(angle: float) -> None:
    lines = [Line((0.0, 1.0, 0.0), (0.0, 2.0, 0.0))] * 3
    redlines = redlines_of(lines, perspective(ORIGIN, NORTH, UP, angle))
    assert redlines.lines == () and redlines.dropped == 3


def test_just_below_ninety_degrees_lines_are_shown() -> None:
    assert redlines_of([Line((0.0, 1.0, 0.0), (0.0, 2.0, 0.0))], perspective(ORIGIN, NORTH, UP, radians(89))).lines


def test_lines_of_a_parallel_view_are_seen_with_the_perspective_one_that_replaces_it() -> None:
    flat = orthogonal(ORIGIN, NORTH, UP, 8.0, None, 20.0)
    lines = [Line((0.0, 20.0, 4.0), (1.0, 25.0, 1.0)), Line((0.0, -100.0, 0.0), (0.0, -100.0, 1.0))]
    redlines = redlines_of(lines, flat)
    assert redlines == redlines_of(lines, as_perspective(flat)) and redlines.dropped == 1
    assert redlines.lines[0].start == pytest.approx((0.0, 1.0)), "the upper edge at the target: tan 45°"


def test_no_lines_are_no_redlines() -> None:
    assert redlines_of([], LOOKING_NORTH).lines == () and redlines_of(iter(()), LOOKING_NORTH).dropped == 0


@pytest.mark.parametrize("text", ["-1-1-1", "+f+f+f", " f f f", "12345g", "1234567", "#", None])
def test_what_is_no_colour_is_red(text: str | None) -> None:
    line = Line((0.0, 10.0, 0.0), (1.0, 10.0, 0.0), text)
    camera = perspective((0.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), 0.8)
    assert redlines_of([line], camera).lines[0].color == (1.0, 0.0, 0.0, 1.0)
