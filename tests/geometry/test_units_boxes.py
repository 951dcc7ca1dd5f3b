"""Units and boxes."""

from __future__ import annotations

from math import dist, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.geometry.boxes import (
    box_around,
    centre,
    contains,
    corners,
    expanded,
    half_diagonal_m,
    intersection,
    union,
)
from converter.geometry.units import METRES_PER_UNIT, feet, metres, metres_per
from converter.model.vectors import Box, Vector

numbers = st.floats(-1e7, 1e7)
points = st.tuples(numbers, numbers, numbers)
grid_points = st.tuples(*[st.integers(-5, 5).map(float)] * 3)


def box_of(one: Vector, other: Vector) -> Box:
    """The box with the two points as opposite corners."""
    (a, b, c), (d, e, f) = one, other
    return Box((min(a, d), min(b, e), min(c, f)), (max(a, d), max(b, e), max(c, f)))


boxes = st.builds(box_of, points, points)
grid_boxes = st.builds(box_of, grid_points, grid_points)
"""Few coordinates: boxes that touch, coincide and lie apart."""


def test_navisworks_has_eleven_units() -> None:
    assert set(METRES_PER_UNIT) == {"m", "cm", "mm", "km", "um", "ft", "in", "yrd", "mi", "mils", "uin"}


@pytest.mark.parametrize(
    ("many", "unit", "larger"),
    [
        (100, "cm", "m"),
        (1_000, "mm", "m"),
        (1_000_000, "um", "m"),
        (1_000, "m", "km"),
        (12, "in", "ft"),
        (3, "ft", "yrd"),
        (5_280, "ft", "mi"),
        (1_000, "mils", "in"),
        (1_000_000, "uin", "in"),
        (2.54, "cm", "in"),
    ],
)
def test_so_many_of_one_unit_are_one_of_another(many: float, unit: str, larger: str) -> None:
    assert many * METRES_PER_UNIT[unit] == pytest.approx(METRES_PER_UNIT[larger], rel=1e-14)


@pytest.mark.parametrize("token", ["", "M", "feet", "inch", " m", "yd"])
def test_a_unit_navisworks_does_not_have_is_none(token: str) -> None:
    assert metres_per(token) is None


def test_a_known_unit_is_found() -> None:
    assert metres_per("ft") == 0.3048 and metres_per("m") == 1.0


@given(numbers)
def test_feet_and_metres_are_inverse(value: float) -> None:
    assert metres(feet(value)) == pytest.approx(value, rel=1e-15, abs=1e-300)
    assert feet(metres(value)) == pytest.approx(value, rel=1e-15, abs=1e-300)


def test_a_foot_is_0_3048_metres() -> None:
    assert metres(1.0) == 0.3048 and feet(0.3048) == 1.0 and feet(3.048) == pytest.approx(10.0)


@given(boxes, boxes)
def test_a_union_holds_both_and_no_more(first: Box, second: Box) -> None:
    both = union(first, second)
    assert all(contains(both, corner) for box in (first, second) for corner in corners(box))
    for axis in range(3):
        assert both.min_m[axis] in (first.min_m[axis], second.min_m[axis])
        assert both.max_m[axis] in (first.max_m[axis], second.max_m[axis])
    assert both == union(second, first) and union(first, first) == first


@given(grid_boxes, grid_boxes, grid_points)
def test_a_point_is_in_the_intersection_when_it_is_in_both(first: Box, second: Box, point: Vector) -> None:
    common = intersection(first, second)
    assert common == intersection(second, first)
    in_both = contains(first, point) and contains(second, point)
    assert in_both is (common is not None and contains(common, point))


@given(grid_boxes, grid_boxes)
def test_a_box_within_another_is_their_intersection(first: Box, second: Box) -> None:
    both = union(first, second)
    assert intersection(both, first) == first and intersection(first, first) == first


def test_touching_boxes_have_a_face_in_common() -> None:
    left, right = Box((0.0, 0.0, 0.0), (1.0, 1.0, 1.0)), Box((1.0, 0.0, 0.0), (2.0, 1.0, 1.0))
    assert intersection(left, right) == Box((1.0, 0.0, 0.0), (1.0, 1.0, 1.0))


def test_boxes_apart_have_nothing_in_common() -> None:
    for offset in ((2.0, 0.0, 0.0), (0.0, 2.0, 0.0), (0.0, 0.0, 2.0)):
        assert intersection(box_around((0.0, 0.0, 0.0), 0.5), box_around(offset, 0.5)) is None


@given(points, st.floats(0, 1e4))
def test_a_box_around_a_point_has_it_in_its_centre(point: Vector, radius: float) -> None:
    box = box_around(point, radius)
    assert contains(box, point) and centre(box) == pytest.approx(point, abs=1e-8)
    assert half_diagonal_m(box) == pytest.approx(sqrt(3) * radius, abs=1e-8)


@given(boxes)
def test_all_corners_lie_on_the_sphere_around_the_box(box: Box) -> None:
    middle = centre(box)
    for corner in corners(box):
        assert dist(middle, corner) == pytest.approx(half_diagonal_m(box), abs=1e-8)


@given(boxes)
def test_a_box_has_eight_corners_between_its_ends(box: Box) -> None:
    found = corners(box)
    assert len(found) == 8 and box.min_m in found and box.max_m in found
    assert all(contains(box, corner) for corner in found)


@given(boxes, st.floats(0.01, 1e4))
def test_an_expanded_box_is_larger_on_every_side(box: Box, margin: float) -> None:
    larger = expanded(box, margin)
    for axis in range(3):
        assert larger.min_m[axis] == pytest.approx(box.min_m[axis] - margin)
        assert larger.max_m[axis] == pytest.approx(box.max_m[axis] + margin)
    assert intersection(larger, box) == box and centre(larger) == pytest.approx(centre(box), abs=1e-8)


def test_the_surface_belongs_to_the_box() -> None:
    box = Box((0.0, 0.0, 0.0), (1.0, 2.0, 3.0))
    assert contains(box, (1.0, 2.0, 3.0)) and contains(box, (0.0, 1.0, 3.0))
    assert not contains(box, (1.000001, 1.0, 1.0)) and not contains(box, (0.5, -0.000001, 1.0))
