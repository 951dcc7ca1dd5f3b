"""The grid finds what looking at every box finds; what surrounds a clash."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from converter.geometry.nearby import BoxGrid, Surroundings
from converter.model.vectors import Box

coordinates = st.one_of(
    st.floats(-50, 50), st.integers(-5, 5).map(float), st.sampled_from([1e6, -1e6, 1e300, -1e300, 0.0])
)
corners = arrays(np.float64, st.tuples(st.integers(0, 40), st.just(3)), elements=coordinates)
sizes = st.sampled_from([0.0, 0.1, 1.0, 1.0, 2.5, 400.0])


@st.composite
def boxes(draw: st.DrawFn) -> np.ndarray:
    low = draw(corners)
    size = np.array([[draw(sizes) for _ in range(3)] for _ in range(len(low))]).reshape(-1, 3)
    found = np.hstack([low, low + size])
    for row in draw(st.sets(st.integers(0, 40), max_size=2)):
        if row < len(found):
            found[row, draw(st.integers(0, 5))] = draw(st.sampled_from([np.nan, np.inf]))
    return found


def by_looking(all_boxes: np.ndarray, box: Box) -> list[int]:
    return [
        number
        for number, row in enumerate(all_boxes.tolist())
        if np.isfinite(row).all() and all(row[a] <= box.max_m[a] and row[a + 3] >= box.min_m[a] for a in range(3))
    ]


@given(all_boxes=boxes(), low=st.tuples(coordinates, coordinates, coordinates), size=st.tuples(sizes, sizes, sizes))
def test_as_by_looking_at_every_box(all_boxes: np.ndarray, low: tuple, size: tuple) -> None:
    box = Box(low, tuple(a + b for a, b in zip(low, size, strict=True)))
    assert BoxGrid(all_boxes).meeting(box).tolist() == by_looking(all_boxes, box)


@given(seed=st.integers(0, 1000))
def test_many_boxes(seed: int) -> None:
    rng = np.random.default_rng(seed)
    low = rng.uniform(0, [80, 40, 15], (500, 3))
    all_boxes = np.hstack([low, low + rng.exponential(1.5, (500, 3))])
    all_boxes[:3] = [[-1000, -1000, -1, 1000, 1000, 0], [0, 0, 0, 80, 40, 15], [5, 5, 5, 5, 5, 5]]
    grid = BoxGrid(all_boxes)
    for point in rng.uniform(-5, [85, 45, 20], (20, 3)):
        box = Box(tuple(point - 2), tuple(point + 2))
        assert grid.meeting(box).tolist() == by_looking(all_boxes, box)


def test_boxes_over_a_whole_site_do_not_fill_the_grid() -> None:
    small = np.arange(1000.0)[:, None] * [1, 0, 0, 1, 0, 0] + [0, 0, 0, 0.5, 0.5, 0.5]
    large = np.tile([-1e7, -1e7, -1e7, 1e7, 1e7, 1e7], (50, 1))
    grid = BoxGrid(np.vstack([small, large]))
    assert len(grid._keys) < 20_000
    assert grid.meeting(Box((10.1, 0, 0), (10.2, 1, 1))).tolist() == [10, *range(1000, 1050)]


def test_no_boxes_and_no_numbers() -> None:
    box = Box((0, 0, 0), (1, 1, 1))
    assert BoxGrid(np.zeros((0, 6))).meeting(box).tolist() == []
    assert BoxGrid(np.full((3, 6), np.nan)).meeting(box).tolist() == []
    assert BoxGrid(np.zeros((1, 6))).meeting(Box((float("nan"), 0, 0), (1, 1, 1))).tolist() == []


ORIGINS = np.array([[0.0, 0, 0], [7, 0, 0], [9, 0, 0], [20, 0, 0], [24, 0, 0], [26, 0, 0], [np.nan, 0, 0], [-7, 0, 0]])
CLASSES = ["IfcPump", "IfcDoor", "IfcDoor", "IfcDoor", "IfcSlab", "IfcWallStandardCase", "IfcSlab", "IfcPipe"]


def test_all_that_is_near_and_what_is_large_from_afar() -> None:
    assert Surroundings(ORIGINS, CLASSES).around((0, 0, 0)) == [0, 1, 7, 4]


def test_what_cannot_be_seen_is_left_out() -> None:
    classes = ["IfcSpace", "IfcDoor", "IfcOpeningElement", "IfcStructuralCurveMember"]
    assert Surroundings(np.zeros((4, 3)), classes).around((0, 0, 0)) == [1]


def test_elements_of_the_clash_are_left_out_and_the_nearest_are_taken() -> None:
    around = Surroundings(ORIGINS, CLASSES).around
    assert around((0, 0, 0), leave_out=[0, 4]) == [1, 7]
    assert around((0, 0, 0), most=2) == [0, 1]
    assert around((0, 0, 0), near_m=100, most=4) == [0, 1, 7, 2]
    assert around((0, 0, 0), near_m=0.5, far_m=1) == [0]


@pytest.mark.parametrize("most", [0, 5, 60])
@given(seed=st.integers(0, 200))
def test_surroundings_as_by_looking(most: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    places = np.round(rng.uniform(-30, 30, (200, 3)))
    classes = rng.choice(["IfcSlab", "IfcPipeSegment"], 200).tolist()
    point = tuple(rng.uniform(-30, 30, 3).tolist())
    distance = np.linalg.norm(places - point, axis=1)
    expected = [
        number
        for number in sorted(range(200), key=lambda number: (distance[number], number))
        if distance[number] <= (25 if classes[number] == "IfcSlab" else 8)
    ]
    assert Surroundings(places, classes).around(point, most=most) == expected[:most]
