"""Sections: six upright planes are a box, everything else says that it was replaced."""

from __future__ import annotations

from math import inf, nan
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.geometry.boxes import contains
from converter.geometry.section import (
    Section,
    box_of_planes,
    clipping_plane_of_navisworks,
    is_cut_away,
    section_of,
)
from converter.geometry.vectors import dot, length, unit
from converter.model.vectors import Box, Vector
from converter.model.viewpoint import ClippingPlane, Viewpoint, planes_of_box

BOX = Box((1.0, 2.0, 3.0), (4.0, 6.0, 8.0))
AROUND = Box((-1.0, -1.0, -1.0), (1.0, 1.0, 1.0))

numbers = st.floats(-1e7, 1e7)
points = st.tuples(numbers, numbers, numbers)


@st.composite
def real_boxes(draw: st.DrawFn) -> Box:
    ends = [sorted(draw(st.tuples(numbers, numbers).filter(lambda pair: pair[0] != pair[1]))) for _ in range(3)]
    return Box((ends[0][0], ends[1][0], ends[2][0]), (ends[0][1], ends[1][1], ends[2][1]))


@given(real_boxes(), st.randoms(use_true_random=False))
def test_a_box_comes_back_from_its_planes_in_any_order(box: Box, random: Random) -> None:
    planes = list(planes_of_box(box))
    random.shuffle(planes)
    assert len(planes) == 6 and box_of_planes(planes) == box


@given(real_boxes(), points)
def test_planes_of_a_box_cut_away_what_is_outside(box: Box, point: Vector) -> None:
    assert contains(box, point) is not any(is_cut_away(plane, point) for plane in planes_of_box(box))


@given(real_boxes(), st.floats(0.001, 100), st.randoms(use_true_random=False))
def test_of_several_planes_to_one_side_the_tightest_counts(box: Box, margin: float, random: Random) -> None:
    (a, b, c), (d, e, f) = box.min_m, box.max_m
    wider = Box((a - margin, b - margin, c - margin), (d + margin, e + margin, f + margin))
    planes = [*planes_of_box(box), *planes_of_box(wider), *planes_of_box(box)]
    random.shuffle(planes)
    assert box_of_planes(planes) == box


def test_where_on_its_plane_a_location_lies_does_not_matter() -> None:
    planes = [
        ClippingPlane((4.0, 99.0, -99.0), (5.0, 0.0, 0.0)),
        ClippingPlane((1.0, 0.0, 0.0), (-0.1, 0.0, 0.0)),
        ClippingPlane((7.0, 6.0, 7.0), (0.0, 1.0, 0.0)),
        ClippingPlane((0.0, 2.0, 0.0), (0.0, -1.0, 0.0)),
        ClippingPlane((0.0, 0.0, 8.0), (0.0, 0.0, 1.0)),
        ClippingPlane((1e6, 1e6, 3.0), (0.0, 0.0, -1.0)),
    ]
    assert box_of_planes(planes) == BOX


@pytest.mark.parametrize("missing", range(6))
def test_five_planes_are_no_box(missing: int) -> None:
    planes = planes_of_box(BOX)
    assert box_of_planes(planes[:missing] + planes[missing + 1 :]) is None


@pytest.mark.parametrize("axis", range(3))
def test_a_box_turned_inside_out_is_none(axis: int) -> None:
    low, high = list(BOX.min_m), list(BOX.max_m)
    low[axis], high[axis] = high[axis], low[axis]
    assert box_of_planes(planes_of_box(Box((low[0], low[1], low[2]), (high[0], high[1], high[2])))) is None


def test_the_empty_box_of_navisworks_is_none() -> None:
    assert box_of_planes(planes_of_box(Box((1.0, 1.0, 1.0), (0.0, 0.0, 0.0)))) is None


def test_a_box_without_thickness_is_none() -> None:
    assert box_of_planes(planes_of_box(Box((1.0, 2.0, 3.0), (4.0, 2.0, 8.0)))) is None


@pytest.mark.parametrize(
    "plane",
    [
        ClippingPlane((0.0, 0.0, 5.0), (0.0, 0.1, 1.0)),
        ClippingPlane((0.0, 0.0, 5.0), (0.001, 0.0, 1.0)),
        ClippingPlane((0.0, 0.0, 5.0), (1.0, 1.0, 1.0)),
        ClippingPlane((0.0, 0.0, 5.0), (0.0, 0.0, 0.0)),
        ClippingPlane((0.0, 0.0, 5.0), (0.0, nan, 1.0)),
        ClippingPlane((0.0, 0.0, inf), (0.0, 0.0, 1.0)),
        ClippingPlane((nan, 0.0, 5.0), (0.0, 0.0, 1.0)),
    ],
)
def test_one_oblique_or_broken_plane_makes_it_no_box(plane: ClippingPlane) -> None:
    assert box_of_planes([*planes_of_box(BOX), plane]) is None


def test_no_planes_are_no_box() -> None:
    assert box_of_planes([]) is None


def test_without_a_saved_view_the_section_is_around_the_clash() -> None:
    assert section_of(None, AROUND) == section_of(Viewpoint(), AROUND) == Section(AROUND, "")


def test_a_saved_box_is_taken_as_it_is() -> None:
    assert section_of(Viewpoint(section_box=BOX), AROUND) == Section(BOX, "")


@given(real_boxes())
def test_six_upright_planes_are_said_as_their_box(box: Box) -> None:
    assert section_of(Viewpoint(clipping_planes=planes_of_box(box)), AROUND) == Section(box, "")


@pytest.mark.parametrize(
    ("planes", "said"),
    [
        (planes_of_box(BOX)[:5], "5 clip planes"),
        ((*planes_of_box(BOX), ClippingPlane(BOX.min_m, (1.0, 1.0, 0.0))), "7 clip planes"),
    ],
)
def test_planes_that_are_no_box_are_replaced_and_that_is_said(planes: tuple[ClippingPlane, ...], said: str) -> None:
    section = section_of(Viewpoint(clipping_planes=planes), AROUND)
    assert section.box == AROUND and said in section.replaced


def test_the_top_plane_of_navisworks_keeps_what_is_below() -> None:
    top = clipping_plane_of_navisworks((0.0, 0.0, -1.0), -10.0)
    assert top.location_m[2] == 10.0 and top.direction == (0.0, 0.0, 1.0)
    assert is_cut_away(top, (0.0, 0.0, 10.5)) and not is_cut_away(top, (0.0, 0.0, 9.5))


def test_the_bottom_plane_of_navisworks_keeps_what_is_above() -> None:
    bottom = clipping_plane_of_navisworks((0.0, 0.0, 1.0), 3.0)
    assert is_cut_away(bottom, (7.0, 7.0, 2.5)) and not is_cut_away(bottom, (7.0, 7.0, 3.5))


def test_what_lies_on_a_plane_is_kept() -> None:
    assert not is_cut_away(clipping_plane_of_navisworks((1.0, 0.0, 0.0), 2.0), (2.0, 5.0, 5.0))


@given(st.tuples(*[st.floats(-1, 1)] * 3).filter(lambda n: length(n) > 0.1), st.floats(-1e4, 1e4), points)
def test_navisworks_keeps_the_side_its_normal_points_to(direction: Vector, distance: float, point: Vector) -> None:
    normal = unit(direction)
    beyond = dot(normal, point) - distance
    if abs(beyond) > 1e-5:
        assert is_cut_away(clipping_plane_of_navisworks(normal, distance), point) is (beyond < 0)


@given(real_boxes())
def test_six_planes_of_navisworks_are_a_box(box: Box) -> None:
    planes = []
    for axis in range(3):
        normal = [0.0, 0.0, 0.0]
        for sign, at in ((1.0, box.min_m[axis]), (-1.0, box.max_m[axis])):
            normal[axis] = sign
            planes.append(clipping_plane_of_navisworks((normal[0], normal[1], normal[2]), sign * at))
    assert box_of_planes(planes) == box


@pytest.mark.parametrize(
    ("normal", "distance"),
    [((0.0, 0.0, 0.0), 1.0), ((nan, 0.0, 1.0), 1.0), ((0.0, 0.0, 1.0), nan), ((0.0, 0.0, 1.0), inf)],
)
def test_a_plane_of_navisworks_that_is_none_is_refused(normal: Vector, distance: float) -> None:
    with pytest.raises(ValueError, match=r"no direction|not finite"):
        clipping_plane_of_navisworks(normal, distance)
