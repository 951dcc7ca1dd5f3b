"""Single link by a grid is the same as single link by comparing every two."""

from __future__ import annotations

from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.model.vectors import Vector
from converter.plan.grouping.near import Sets, linked
from converter.plan.grouping.one_place import Extent, split_by_place

COORDINATE = st.floats(-8, 8) | st.integers(-8, 8).map(float)
POINTS = st.lists(st.tuples(COORDINATE, COORDINATE, COORDINATE), max_size=40)


def by_comparing(points: list[Vector], radius_m: float) -> list[list[int]]:
    sets = Sets(len(points))
    for place, one in enumerate(points):
        for other in range(place):
            if dist(one, points[other]) <= radius_m:
                sets.join(place, other)
    return sets.members()


@given(POINTS, st.sampled_from([0.3, 1.0, 2.5, 7.0]))
def test_as_by_comparing(points: list[Vector], radius_m: float) -> None:
    assert linked(points, radius_m) == by_comparing(points, radius_m)


@given(st.lists(st.tuples(st.floats(0, 1.4), st.floats(0, 1.4), st.floats(0, 0.2)), min_size=60, max_size=120))
def test_as_by_comparing_where_points_lie_dense(points: list[Vector]) -> None:
    """Two heaps a little more or less than the radius apart: halved many times before anything is compared."""
    heaps = points + [(x + 2.4, y, z) for x, y, z in points]
    assert linked(heaps, 1.0) == by_comparing(heaps, 1.0)


def test_a_step_of_just_the_radius_counts() -> None:
    assert linked([(0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (2.001, 0.0, 0.0)], 1.0) == [[0, 1], [2]]
    assert linked([], 1.0) == []


@given(POINTS, st.sampled_from([1.0, 3.0, 10.0]), st.sampled_from([1.0, 4.0]))
def test_every_part_is_one_place(points: list[Vector], distance_m: float, height_m: float) -> None:
    extent = Extent(distance_m, height_m)
    parts = split_by_place(range(len(points)), points, [""] * len(points), extent)
    assert sorted(place for part in parts for place in part) == list(range(len(points)))
    for part in parts:
        assert all(dist(points[a], points[b]) <= distance_m + 1e-9 for a in part for b in part)
        assert all(abs(points[a][2] - points[b][2]) <= height_m for a in part for b in part)


@given(POINTS)
def test_what_is_one_place_is_not_cut(points: list[Vector]) -> None:
    extent = Extent(100.0, 100.0)
    assert len(split_by_place(range(len(points)), points, ["x"] * len(points), extent)) == (1 if points else 0)


@pytest.mark.parametrize("width_m", [1e3, 1e9, 1e300])
def test_places_however_far(width_m: float) -> None:
    points: list[Vector] = [(-width_m, 0.0, 0.0), (0.0, 0.0, 0.0), (width_m, 0.0, 0.0), (width_m, 1.0, 0.0)]
    parts = split_by_place(range(4), points, [""] * 4, Extent(10.0, 4.0))
    assert sorted(map(sorted, parts)) == [[0], [1], [2, 3]]


def test_cuts_stay_where_they_were() -> None:
    """A row of clashes along a wall: whatever comes to it or goes, the others stay with those they were with."""
    points: list[Vector] = [(0.7 * n, 0.0, 0.0) for n in range(120)]
    whole = [frozenset(part) for part in split_by_place(range(120), points, [""] * 120, Extent(10.0, 4.0))]
    for gone in range(120):
        left = [place for place in range(120) if place != gone]
        parts = split_by_place(left, points, [""] * 120, Extent(10.0, 4.0))
        changed = [part for part in parts if frozenset(part) not in whole]
        assert len(changed) <= 2, "no more than the part it was in, and what it held apart"
