"""Cameras: conventions of Navisworks and BCF, and cameras made for a clash point."""

from __future__ import annotations

from math import dist, inf, nan, pi, radians, sin, tan

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from converter.geometry.camera import (
    as_perspective,
    direction_and_up,
    field_of_view_deg,
    from_bcf_orthogonal,
    from_bcf_perspective,
    from_navisworks,
    horizontal_field_of_view_rad,
    orthogonal,
    orthonormal,
    perspective,
    with_target,
)
from converter.geometry.vectors import added, difference, dot, length
from converter.model.vectors import Vector
from converter.model.viewpoint import OrthogonalCamera, PerspectiveCamera

HERE: Vector = (0.0, 0.0, 0.0)
NORTH: Vector = (0.0, 1.0, 0.0)
UP: Vector = (0.0, 0.0, 1.0)

numbers = st.floats(-1e6, 1e6)
vectors = st.tuples(numbers, numbers, numbers)
directions = vectors.filter(lambda vector: length(vector) > 1e-6)
places = st.tuples(*[st.floats(-1e7, 1e7)] * 3)
angles = st.floats(0.1, 2.5)
heights = st.floats(0.01, 1e4)


def is_frame(direction: Vector, up: Vector) -> bool:
    return abs(length(direction) - 1) < 1e-12 and abs(length(up) - 1) < 1e-12 and abs(dot(direction, up)) < 1e-9


def test_the_golden_quaternion_looks_where_it_should() -> None:
    direction, up = direction_and_up((0.4594, -0.1426, -0.2599, 0.8373))
    assert direction == pytest.approx((0.4776, 0.6953, -0.5372), abs=1e-3)
    assert up == pytest.approx((0.3041, 0.4428, 0.8435), abs=1e-3)


def test_without_a_rotation_the_camera_looks_down_with_north_up() -> None:
    assert direction_and_up((0.0, 0.0, 0.0, 1.0)) == ((0.0, 0.0, -1.0), NORTH)


def test_a_quarter_turn_about_x_looks_north() -> None:
    direction, up = direction_and_up((sin(pi / 4), 0.0, 0.0, sin(pi / 4)))
    assert direction == pytest.approx(NORTH) and up == pytest.approx(UP)


def test_a_quarter_turn_about_z_turns_the_up_vector_west() -> None:
    direction, up = direction_and_up((0.0, 0.0, sin(pi / 4), sin(pi / 4)))
    assert direction == pytest.approx((0.0, 0.0, -1.0)) and up == pytest.approx((-1.0, 0.0, 0.0))


@given(st.tuples(numbers, numbers, numbers, numbers))
def test_any_quaternion_gives_unit_vectors_at_right_angles(rotation: tuple[float, float, float, float]) -> None:
    assume(max(map(abs, rotation)) > 1e-6)
    assert is_frame(*direction_and_up(rotation))


@given(st.tuples(*[st.floats(-1, 1)] * 4), st.floats(0.1, 100), st.sampled_from((1, -1)))
def test_length_and_sign_of_a_quaternion_do_not_matter(
    rotation: tuple[float, float, float, float], factor: float, sign: int
) -> None:
    assume(max(map(abs, rotation)) > 1e-3)
    a, b, c, d = (sign * factor * each for each in rotation)
    for found, expected in zip(direction_and_up((a, b, c, d)), direction_and_up(rotation), strict=True):
        assert found == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("rotation", [(0.0, 0.0, 0.0, 0.0), (nan, 0.0, 0.0, 1.0), (inf, 0.0, 0.0, 1.0)])
def test_no_rotation_is_refused(rotation: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="no rotation"):
        direction_and_up(rotation)


@given(directions, vectors)
def test_any_direction_and_up_give_unit_vectors_at_right_angles(direction: Vector, up: Vector) -> None:
    ahead, above = orthonormal(direction, up)
    assert is_frame(ahead, above)
    assert dot(ahead, direction) == pytest.approx(length(direction))


@given(directions, st.floats(-10, 10))
def test_an_up_along_the_direction_gives_way_to_another(direction: Vector, factor: float) -> None:
    ahead, above = orthonormal(direction, added(HERE, direction, factor))
    assert is_frame(ahead, above)


@given(directions)
def test_an_up_of_no_length_or_not_finite_gives_way_to_world_z(direction: Vector) -> None:
    expected = orthonormal(direction, UP)
    assert orthonormal(direction, HERE) == orthonormal(direction, (nan, 0.0, inf)) == expected


@given(directions, directions)
def test_the_up_vector_stays_on_the_side_it_was(direction: Vector, up: Vector) -> None:
    ahead, above = orthonormal(direction, up)
    across = added(up, ahead, -dot(up, ahead))
    if length(across) > 1e-3 * length(up):
        assert dot(above, up) > 0


def test_looking_straight_down_north_is_up() -> None:
    assert orthonormal((0.0, 0.0, -2.0), UP) == ((0.0, 0.0, -1.0), NORTH)


@pytest.mark.parametrize("direction", [HERE, (nan, 0.0, 1.0), (inf, 0.0, 0.0)])
def test_no_direction_is_refused(direction: Vector) -> None:
    with pytest.raises(ValueError, match="no direction"):
        orthonormal(direction, UP)


@pytest.mark.parametrize("angle", [0.0, -0.5, pi, 4.0, nan, inf, -inf])
def test_angles_that_are_none_are_refused(angle: float) -> None:
    with pytest.raises(ValueError, match="field of view"):
        perspective(HERE, NORTH, UP, angle)


@pytest.mark.parametrize("height", [0.0, -1.0, nan, inf])
def test_heights_that_are_none_are_refused(height: float) -> None:
    with pytest.raises(ValueError, match="view height"):
        orthogonal(HERE, NORTH, UP, height)


@pytest.mark.parametrize("wrong", [nan, inf, -inf])
def test_positions_that_are_not_finite_are_refused(wrong: float) -> None:
    for position in ((wrong, 0.0, 0.0), (0.0, wrong, 0.0), (0.0, 0.0, wrong)):
        with pytest.raises(ValueError, match="position is not finite"):
            perspective(position, NORTH, UP, 1.0)
        with pytest.raises(ValueError, match="position is not finite"):
            orthogonal(position, NORTH, UP, 1.0)


@pytest.mark.parametrize("useless", [0.0, -1.0, nan, inf, None])
def test_a_useless_aspect_or_distance_is_unknown(useless: float | None) -> None:
    for camera in (
        perspective(HERE, NORTH, UP, 1.0, useless, useless),
        orthogonal(HERE, NORTH, UP, 1.0, useless, useless),
    ):
        assert camera.aspect is None and camera.target_distance_m is None


@given(places, angles)
def test_a_perspective_view_of_navisworks_holds_an_angle_in_radians(position: Vector, height: float) -> None:
    camera = from_navisworks(position, (0.0, 0.0, 0.0, 1.0), "persp", height, 1.5, 12.0)
    assert camera == PerspectiveCamera(position, (0.0, 0.0, -1.0), NORTH, height, 1.5, 12.0)


@given(places, heights)
def test_a_parallel_view_of_navisworks_holds_a_height_in_metres(position: Vector, height: float) -> None:
    camera = from_navisworks(position, (0.0, 0.0, 0.0, 1.0), "ortho", height, 1.5, 12.0)
    assert camera == OrthogonalCamera(position, (0.0, 0.0, -1.0), NORTH, height, 1.5, 12.0)


def test_unusable_numbers_of_navisworks_are_refused() -> None:
    for projection in ("persp", "ortho"):
        for rotation, height in (((0.0, 0.0, 0.0, 0.0), 1.0), ((0.0, 0.0, 0.0, 1.0), nan), ((0.0, 0.0, 0.0, 1.0), 0.0)):
            with pytest.raises(ValueError, match=r"no rotation|field of view|view height"):
                from_navisworks(HERE, rotation, projection, height)


@given(places, directions, directions, st.floats(1, 179))
def test_bcf_holds_degrees(position: Vector, direction: Vector, up: Vector, angle: float) -> None:
    camera = from_bcf_perspective(position, direction, up, angle, 1.5)
    assert camera is not None and camera.position_m == position and camera.aspect == 1.5
    assert camera.field_of_view_rad == radians(angle) and field_of_view_deg(camera) == pytest.approx(angle)
    assert is_frame(camera.direction, camera.up)


def test_sixty_degrees_are_a_third_of_pi() -> None:
    camera = from_bcf_perspective(HERE, NORTH, UP, 60.0)
    assert camera is not None and camera.field_of_view_rad == pytest.approx(pi / 3)


@given(places, directions, directions, heights)
def test_the_scale_of_bcf_is_a_height_in_metres(position: Vector, direction: Vector, up: Vector, scale: float) -> None:
    camera = from_bcf_orthogonal(position, direction, up, scale)
    assert camera is not None and camera.view_height_m == scale and is_frame(camera.direction, camera.up)


@pytest.mark.parametrize(
    ("position", "direction", "up", "size"),
    [
        (HERE, HERE, HERE, 0.0),
        (HERE, NORTH, HERE, 60.0),
        (HERE, HERE, UP, 60.0),
        (HERE, NORTH, UP, 0.0),
        (HERE, NORTH, UP, -3.0),
        (HERE, NORTH, UP, nan),
        ((0.0, nan, 0.0), NORTH, UP, 60.0),
        (HERE, (0.0, inf, 0.0), UP, 60.0),
        (HERE, NORTH, (0.0, 0.0, nan), 60.0),
    ],
)
def test_a_camera_of_bcf_that_shows_nothing_is_none(
    position: Vector, direction: Vector, up: Vector, size: float
) -> None:
    assert from_bcf_perspective(position, direction, up, size) is None
    assert from_bcf_orthogonal(position, direction, up, size) is None


def test_half_a_turn_is_no_angle_of_bcf() -> None:
    assert from_bcf_perspective(HERE, NORTH, UP, 180.0) is None


@given(places, directions, heights, angles, st.none() | st.floats(0.01, 1e4))
def test_a_perspective_view_shows_the_same_height_at_the_target(
    position: Vector, direction: Vector, height: float, angle: float, away: float | None
) -> None:
    flat = orthogonal(position, direction, UP, height, 1.5, away)
    camera = as_perspective(flat, angle)
    assert camera.target_distance_m is not None
    assert 2 * camera.target_distance_m * tan(angle / 2) == pytest.approx(height)
    target = added(position, flat.direction, away or 0.0)
    assert dist(added(camera.position_m, camera.direction, camera.target_distance_m), target) < 1e-6
    assert (camera.direction, camera.up, camera.aspect) == (flat.direction, flat.up, 1.5)
    assert camera.field_of_view_rad == angle


def test_a_perspective_view_stays_as_it_is() -> None:
    camera = perspective(HERE, NORTH, UP, 1.0)
    assert as_perspective(camera) is camera


@given(places, directions, st.tuples(*[st.floats(-1e3, 1e3)] * 3), st.booleans())
def test_the_target_is_at_the_depth_of_the_point(
    position: Vector, direction: Vector, offset: Vector, parallel: bool
) -> None:
    camera = (orthogonal if parallel else perspective)(position, direction, UP, 1.0, None, 7.0)
    point = added(position, offset)
    found = with_target(camera, point)
    depth = dot(difference(point, position), camera.direction)
    if depth <= 1e-6:
        assert found is camera
    else:
        assert found.target_distance_m == depth
        assert (found.position_m, found.direction, found.up) == (position, camera.direction, camera.up)


def test_a_point_behind_the_camera_is_no_target() -> None:
    camera = perspective(HERE, NORTH, UP, 1.0, None, 7.0)
    assert with_target(camera, (0.0, -5.0, 0.0)) is camera and with_target(camera, HERE) is camera
    assert with_target(camera, (3.0, 5.0, 1.0)).target_distance_m == 5.0


@given(angles, st.floats(0.2, 5))
def test_the_horizontal_angle_belongs_to_the_aspect(angle: float, aspect: float) -> None:
    camera = perspective(HERE, NORTH, UP, angle)
    assert tan(horizontal_field_of_view_rad(camera, aspect) / 2) == pytest.approx(aspect * tan(angle / 2))
    assert horizontal_field_of_view_rad(camera, 1.0) == pytest.approx(angle)
