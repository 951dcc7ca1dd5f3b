"""Triangles cut by planes and boxes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from converter.geometry.clipping import clip_to_box, clip_to_half_space
from converter.model.vectors import Box

Floats = NDArray[np.float64]
UNIT = Box((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))
TRIANGLES = arrays(
    np.float64, st.tuples(st.integers(0, 6), st.just(3), st.just(3)), elements=st.floats(-2, 3, width=32)
)


def vector_areas(corners: Floats) -> Floats:
    return np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]) / 2


def polygon_cut(polygon: list[Floats], axis: int, sign: float, at: float) -> list[Floats]:
    """Sutherland and Hodgman's algorithm, one polygon and one plane."""
    cut = []
    for one, other in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        inside, inside_other = sign * (one[axis] - at), sign * (other[axis] - at)
        if inside >= 0:
            cut.append(one)
        if (inside >= 0) != (inside_other >= 0):
            cut.append(one + inside / (inside - inside_other) * (other - one))
    return cut


def area_in_box(triangle: Floats, box: Box) -> float:
    polygon = list(triangle)
    for axis in range(3):
        polygon = polygon_cut(polygon, axis, 1.0, box.min_m[axis])
        polygon = polygon_cut(polygon, axis, -1.0, box.max_m[axis])
    fans = [np.cross(b - polygon[0], c - polygon[0]) / 2 for b, c in pairwise(polygon)]
    return float(np.linalg.norm(sum(fans, np.zeros(3))))


@given(TRIANGLES)
def test_the_area_inside_is_kept_and_nothing_else(corners: Floats) -> None:
    clipped, source = clip_to_box(corners, UNIT)
    assert ((clipped >= 0) & (clipped <= 1)).all()
    for number, triangle in enumerate(corners):
        area = np.linalg.norm(vector_areas(clipped[source == number]), axis=1).sum()
        assert area == pytest.approx(area_in_box(triangle, UNIT), abs=1e-9)


@given(TRIANGLES, st.floats(-1, 1), st.floats(-2, 2))
def test_both_sides_of_a_plane_make_the_whole(corners: Floats, slope: float, offset: float) -> None:
    inside = corners[:, :, 0] + slope * corners[:, :, 1] - offset
    kept, source = clip_to_half_space(corners, inside)
    rest, rest_source = clip_to_half_space(corners, -inside)
    for number, whole in enumerate(vector_areas(corners)):
        if (inside[number] == 0).all():
            continue  # lies in the plane: belongs to both sides
        # As vectors: no part is turned over.
        parts = vector_areas(kept[source == number]).sum(axis=0) + vector_areas(rest[rest_source == number]).sum(axis=0)
        assert parts == pytest.approx(whole, abs=1e-9)


@given(arrays(np.float64, (4, 3), elements=st.floats(-2, 3)))
def test_triangles_that_share_an_edge_share_its_cut(points: Floats) -> None:
    first, second = points[[0, 1, 2]], points[[2, 1, 3]]
    inside = points[:, 0] - 0.5
    cut_first = clip_to_half_space(first[None], inside[[0, 1, 2]][None]).corners.reshape(-1, 3)
    cut_second = clip_to_half_space(second[None], inside[[2, 1, 3]][None]).corners.reshape(-1, 3)
    if (inside[1] > 0) != (inside[2] > 0) and (inside[[1, 2]] != 0).all():
        inner, outer = (1, 2) if inside[1] > 0 else (2, 1)
        along = inside[inner] / (inside[inner] - inside[outer])
        meeting = points[inner] + along * (points[outer] - points[inner])
        assert (cut_first == meeting).all(axis=1).any() and (cut_second == meeting).all(axis=1).any()


def test_what_is_wholly_inside_or_outside_stays_as_it_is() -> None:
    inside = np.array([[0.1, 0.1, 0.1], [0.9, 0.1, 0.1], [0.1, 0.9, 0.1]])
    clipped, source = clip_to_box(np.stack((inside, inside + 5.0, inside - 5.0)), UNIT)
    assert (clipped == inside).all() and source.tolist() == [0]


def test_a_triangle_larger_than_the_box_becomes_its_section() -> None:
    huge = np.array([[[-1e6, -1e6, 0.5], [1e6, -1e6, 0.5], [0.0, 2e6, 0.5]]])
    clipped, _ = clip_to_box(huge, UNIT)
    assert np.linalg.norm(vector_areas(clipped), axis=1).sum() == pytest.approx(1.0, abs=1e-6)


def test_what_is_no_number_is_left_out() -> None:
    corners = np.full((1, 3, 3), 0.5)
    corners[0, 0, 0] = np.nan
    assert len(clip_to_box(corners, UNIT).corners) == 0
    assert len(clip_to_half_space(corners, corners[:, :, 0]).corners) == 0


def test_no_triangles_are_no_triangles() -> None:
    clipped, source = clip_to_box(np.empty((0, 3, 3)), UNIT)
    assert clipped.shape == (0, 3, 3) and source.shape == (0,)
