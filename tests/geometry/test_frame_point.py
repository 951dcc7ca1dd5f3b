"""The camera made for a clash point: it looks at the point, shows what is there, and stands in nothing."""

from __future__ import annotations

from math import acos, dist, nan, pi, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.geometry.boxes import box_around, contains, corners
from converter.geometry.camera import frame_point
from converter.geometry.vectors import difference, dot, length, unit
from converter.model.vectors import Box, Vector

ORIGIN: Vector = (0.0, 0.0, 0.0)

places = st.tuples(*[st.floats(-1e7, 1e7)] * 3)
angles = st.floats(0.2, 2.5)
radii = st.floats(0.1, 50)
sizes = st.floats(0.01, 100)


def around(point: Vector, below: Vector, above: Vector) -> Box:
    """The box that reaches so far below and above the point."""
    return Box(
        (point[0] - below[0], point[1] - below[1], point[2] - below[2]),
        (point[0] + above[0], point[1] + above[1], point[2] + above[2]),
    )


@st.composite
def surrounded_points(draw: st.DrawFn) -> tuple[Vector, list[Box], list[Box]]:
    """A point, boxes that contain it, and smaller obstacles anywhere near."""
    point = draw(places)
    reach = st.tuples(sizes, sizes, sizes)
    boxes = draw(st.lists(st.builds(around, st.just(point), reach, reach), max_size=3))
    offsets = st.tuples(*[st.floats(-200, 200)] * 3)
    small = st.builds(
        lambda offset, half: box_around((point[0] + offset[0], point[1] + offset[1], point[2] + offset[2]), half),
        offsets,
        st.floats(0.1, 20),
    )
    return point, boxes, draw(st.lists(small, max_size=6))


@given(surrounded_points(), radii, angles)
def test_the_camera_looks_at_the_point(case: tuple[Vector, list[Box], list[Box]], radius: float, angle: float) -> None:
    point, boxes, obstacles = case
    camera = frame_point(point, boxes=boxes, obstacles=obstacles, radius_m=radius, field_of_view_rad=angle)
    assert dot(camera.direction, unit(difference(point, camera.position_m))) == pytest.approx(1, abs=1e-12)
    assert camera.target_distance_m == pytest.approx(dist(point, camera.position_m), abs=1e-6)
    assert camera.field_of_view_rad == angle
    assert length(camera.direction) == pytest.approx(1) and length(camera.up) == pytest.approx(1)
    assert abs(dot(camera.direction, camera.up)) < 1e-9


@given(surrounded_points(), radii)
def test_the_eye_is_in_no_box_and_no_obstacle(case: tuple[Vector, list[Box], list[Box]], radius: float) -> None:
    point, boxes, obstacles = case
    eye = frame_point(point, boxes=boxes, obstacles=obstacles, radius_m=radius).position_m
    assert not any(contains(box, eye) for box in (*boxes, *obstacles))


@given(places, st.floats(1e3, 1e6))
def test_the_eye_leaves_even_a_box_as_large_as_a_site(point: Vector, half_size: float) -> None:
    site = box_around(point, half_size)
    assert not contains(site, frame_point(point, boxes=[site]).position_m)
    assert not contains(site, frame_point(point, obstacles=[site]).position_m)


reaches = st.tuples(*[st.floats(1e3, 1e6)] * 3)


@given(places, reaches, reaches)
def test_the_eye_leaves_a_site_wherever_the_point_is_in_it(point: Vector, below: Vector, above: Vector) -> None:
    site = around(point, below, above)
    assert not contains(site, frame_point(point, boxes=[site]).position_m)


def test_the_eye_leaves_a_long_site_on_its_far_side() -> None:
    site = around(ORIGIN, (1e3, 1e5, 1e3), (1e5, 1e3, 1e5))
    assert not contains(site, frame_point(ORIGIN, boxes=[site]).position_m)


@given(places, radii, angles)
def test_without_boxes_a_sphere_of_the_radius_just_fits(point: Vector, radius: float, angle: float) -> None:
    camera = frame_point(point, radius_m=radius, field_of_view_rad=angle)
    assert dist(point, camera.position_m) * sin(angle / 2) == pytest.approx(radius, rel=1e-6, abs=1e-6)


def test_without_boxes_the_view_is_from_the_south_east_and_above() -> None:
    x, y, z = frame_point(ORIGIN).position_m
    assert x > 0 > y and z > 0


@given(places, st.tuples(sizes, sizes, sizes), st.floats(0.5, 20), angles)
def test_boxes_with_the_point_in_their_middle_are_in_view_as_far_as_they_are_near(
    point: Vector, half: Vector, radius: float, angle: float
) -> None:
    box = around(point, half, half)
    camera = frame_point(point, boxes=[box], radius_m=radius, field_of_view_rad=angle)
    for corner in corners(box):
        if dist(corner, point) <= 4 * radius:
            across = acos(min(dot(camera.direction, unit(difference(corner, camera.position_m))), 1.0))
            assert across <= angle / 2 + 1e-6


def test_a_larger_box_is_seen_from_farther_away() -> None:
    away = [dist(frame_point(ORIGIN, boxes=[box_around(ORIGIN, half)]).position_m, ORIGIN) for half in (1, 2, 4)]
    assert away[0] < away[1] < away[2]


def test_a_box_that_goes_on_and_on_is_not_shown_whole() -> None:
    pipe = Box((-500.0, -0.1, -0.1), (500.0, 0.1, 0.1))
    shown = dist((8.0, 0.1, 0.1), ORIGIN)
    assert dist(frame_point(ORIGIN, boxes=[pipe], radius_m=2.0).position_m, ORIGIN) == pytest.approx(
        shown / sin(pi / 8)
    )


@pytest.mark.parametrize("box", [Box(ORIGIN, (4.0, 4.0, 4.0)), Box((-0.1, -0.1, 0.0), (0.1, 0.1, 7.0))])
def test_a_point_at_the_edge_of_a_box_shows_all_of_it(box: Box) -> None:
    camera = frame_point(ORIGIN, boxes=[box])
    for corner in corners(box):
        across = acos(min(dot(camera.direction, unit(difference(corner, camera.position_m))), 1.0))
        assert across <= camera.field_of_view_rad / 2 + 1e-9


def test_the_last_resort_is_outside_of_everything() -> None:
    big = box_around(ORIGIN, 1_000.0)
    eye = frame_point(ORIGIN, obstacles=[big]).position_m
    moved = frame_point(ORIGIN, obstacles=[big, box_around(eye, 5.0)]).position_m
    assert not contains(big, moved) and not contains(box_around(eye, 5.0), moved)


def test_a_portrait_picture_shows_as_much_as_a_square_one() -> None:
    away = [dist(frame_point(ORIGIN, aspect=aspect).position_m, ORIGIN) for aspect in (0.5, 1.0, 2.0)]
    assert away[0] > 1.8 * away[1] and away[1] == away[2]


@pytest.mark.parametrize(("point", "angle"), [((nan, 0.0, 0.0), 0.8), (ORIGIN, 0.0), (ORIGIN, pi), (ORIGIN, -1.0)])
def test_no_view_is_made_of_nonsense(point: Vector, angle: float) -> None:
    with pytest.raises(ValueError, match="no view"):
        frame_point(point, field_of_view_rad=angle)


def test_a_box_elsewhere_does_not_widen_the_view() -> None:
    lonely = box_around((1_000.0, 0.0, 0.0), 1.0)
    small = box_around(ORIGIN, 0.5)
    assert frame_point(ORIGIN, boxes=[small, lonely]) == frame_point(ORIGIN, boxes=[small])


def test_an_obstacle_at_the_first_place_moves_the_eye_to_another_side() -> None:
    first = frame_point(ORIGIN)
    second = frame_point(ORIGIN, obstacles=[box_around(first.position_m, 0.5)])
    assert second.position_m != first.position_m
    assert second.target_distance_m == first.target_distance_m, "another side is tried before backing off"


def test_obstacles_count_beside_boxes() -> None:
    box = box_around(ORIGIN, 0.5)
    first = frame_point(ORIGIN, boxes=[box])
    second = frame_point(ORIGIN, boxes=[box], obstacles=[box_around(first.position_m, 0.5)])
    assert second.position_m != first.position_m and second.target_distance_m == first.target_distance_m


def test_the_eye_keeps_off_the_surface_of_an_obstacle() -> None:
    x, y, z = frame_point(ORIGIN).position_m
    beside = Box((x - 5.0, y, z), (x - 0.01, y + 5.0, z + 5.0))
    assert frame_point(ORIGIN, obstacles=[beside]).position_m != (x, y, z)


def test_the_aspect_is_handed_on() -> None:
    assert frame_point(ORIGIN, aspect=1.5).aspect == 1.5 and frame_point(ORIGIN).aspect is None
