"""The JSON texts of a viewpoint: feet and radians when written, three encodings when read."""

from __future__ import annotations

import json
from math import dist, inf, nan, pi
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.geometry.camera import orthogonal, perspective
from converter.geometry.redlines import ScreenLine
from converter.geometry.vectors import length
from converter.model.vectors import Box, Vector
from converter.model.viewpoint import OrthogonalCamera, PerspectiveCamera, planes_of_box
from converter.publisher.procore.viewpoint_data import (
    camera_data,
    read_camera,
    read_section,
    redlines_data,
    sections_data,
)

FOOT = 0.3048
NORTH: Vector = (0.0, 1.0, 0.0)
UP: Vector = (0.0, 0.0, 1.0)
POSE_KEYS = {"camera_view_point", "camera_direction", "camera_up_vector", "target_distance", "unit"}

numbers = st.floats(-1e7, 1e7)
places = st.tuples(numbers, numbers, numbers)
directions = st.tuples(*[st.floats(-1, 1)] * 3).filter(lambda vector: length(vector) > 1e-3)
shares = st.floats(0, 1)


@st.composite
def real_boxes(draw: st.DrawFn) -> Box:
    low = draw(places)
    sizes = draw(st.tuples(*[st.floats(0.001, 1e4)] * 3))
    return Box(low, (low[0] + sizes[0], low[1] + sizes[1], low[2] + sizes[2]))


def point(vector: Vector) -> dict[str, float]:
    return dict(zip("xyz", vector, strict=True))


def test_a_perspective_camera_is_written_in_feet_and_radians() -> None:
    camera = PerspectiveCamera((3.048, -6.096, 0.0), NORTH, UP, pi / 4, 1.5, 0.6096)
    found = json.loads(camera_data(camera))
    view = found["perspective_camera"]
    assert set(found) == {"perspective_camera"} and set(view) == POSE_KEYS | {"field_of_view"}
    assert view["camera_view_point"] == pytest.approx(point((10.0, -20.0, 0.0)))
    assert view["camera_direction"] == point(NORTH) and view["camera_up_vector"] == point(UP)
    assert view["target_distance"] == pytest.approx(2.0)
    assert view["field_of_view"] == pi / 4 and view["unit"] == "ft"


def test_a_parallel_camera_is_written_in_feet() -> None:
    found = json.loads(camera_data(OrthogonalCamera((3.048, 0.0, 0.0), NORTH, UP, 6.096, 1.5, 0.6096)))
    view = found["orthogonal_camera"]
    assert set(found) == {"orthogonal_camera"}
    assert set(view) == POSE_KEYS | {"view_to_world_scale", "vertical_extent"}
    assert view["camera_view_point"] == pytest.approx(point((10.0, 0.0, 0.0)))
    assert view["view_to_world_scale"] == view["vertical_extent"] == pytest.approx(20.0)
    assert view["target_distance"] == pytest.approx(2.0) and view["unit"] == "ft"


def test_a_camera_without_a_target_gets_one_for_procore_requires_it() -> None:
    for camera in (perspective((0.0, 0.0, 0.0), NORTH, UP, 1.0), orthogonal((0.0, 0.0, 0.0), NORTH, UP, 1.0)):
        (view,) = json.loads(camera_data(camera)).values()
        assert view["target_distance"] > 0


def test_a_section_is_written_in_feet_and_not_turned() -> None:
    found = json.loads(sections_data(Box((3.048, -3.048, 0.0), (6.096, 0.0, 30.48))))
    assert set(found) == {"min_boundary", "max_boundary", "rotation"}
    assert found["min_boundary"] == pytest.approx(point((10.0, -10.0, 0.0)))
    assert found["max_boundary"] == pytest.approx(point((20.0, 0.0, 100.0)))
    assert found["rotation"] == point((0, 0, 0))


screen_points = st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))


@given(st.lists(st.builds(ScreenLine, screen_points, screen_points, st.tuples(shares, shares, shares, shares))))
def test_redlines_are_written_as_they_are(lines: list[ScreenLine]) -> None:
    found = json.loads(redlines_data(lines))
    assert set(found) == {"lines"} and len(found["lines"]) == len(lines)
    for written, line in zip(found["lines"], lines, strict=True):
        assert set(written) == {"start_point", "end_point", "color", "thickness"}
        assert written["start_point"] == point((*line.start, 0)) and written["end_point"] == point((*line.end, 0))
        assert written["color"] == dict(zip("rgba", line.color, strict=True)) and written["thickness"] > 0


@given(places, directions, directions, st.floats(0.01, 3.1), st.floats(0.01, 1e5))
def test_a_perspective_camera_is_read_back_to_the_millimetre(
    position: Vector, direction: Vector, up: Vector, angle: float, target: float
) -> None:
    camera = perspective(position, direction, up, angle, None, target)
    found = read_camera(json.loads(camera_data(camera)))
    assert isinstance(found, PerspectiveCamera)
    assert dist(found.position_m, position) < 0.001
    assert found.target_distance_m == pytest.approx(target, abs=0.001) and found.field_of_view_rad == angle
    assert found.direction == pytest.approx(camera.direction, abs=1e-9)
    assert found.up == pytest.approx(camera.up, abs=1e-9)


@given(places, directions, st.floats(0.01, 1e5), st.floats(0.01, 1e5))
def test_a_parallel_camera_is_read_back_to_the_millimetre(
    position: Vector, direction: Vector, height: float, target: float
) -> None:
    found = read_camera(json.loads(camera_data(orthogonal(position, direction, UP, height, None, target))))
    assert isinstance(found, OrthogonalCamera)
    assert dist(found.position_m, position) < 0.001
    assert found.view_height_m == pytest.approx(height, abs=0.001)
    assert found.target_distance_m == pytest.approx(target, abs=0.001)


@given(real_boxes())
def test_a_section_is_read_back_to_the_millimetre(box: Box) -> None:
    found = read_section(json.loads(sections_data(box)))
    assert found is not None
    assert dist(found.min_m, box.min_m) < 0.001 and dist(found.max_m, box.max_m) < 0.001


@given(real_boxes(), st.permutations(range(6)), st.sampled_from([("ft", FOOT), ("m", 1.0), ("mm", 0.001)]))
def test_six_upright_planes_are_read_as_their_box(box: Box, order: list[int], unit: tuple[str, float]) -> None:
    name, metres = unit
    planes = [
        {
            "location": point(tuple(value / metres for value in plane.location_m)),  # type: ignore[arg-type]
            "direction": point(plane.direction),
            "unit": name,
        }
        for plane in planes_of_box(box)
    ]
    found = read_section([planes[place] for place in order])
    assert found is not None
    assert dist(found.min_m, box.min_m) < 0.001 and dist(found.max_m, box.max_m) < 0.001
    assert read_section(planes[:5]) is None


@pytest.mark.parametrize("wrong", [nan, inf, -inf])
@pytest.mark.parametrize("place", range(3))
def test_numbers_that_are_not_finite_are_never_written(wrong: float, place: int) -> None:
    vector = (*[0.0] * place, wrong, *[0.0] * (2 - place))
    here = (0.0, 0.0, 0.0)
    for camera in (
        PerspectiveCamera(vector, NORTH, UP, 1.0),
        PerspectiveCamera(here, vector, UP, 1.0),
        PerspectiveCamera(here, NORTH, vector, 1.0),
        PerspectiveCamera(here, NORTH, UP, wrong),
        PerspectiveCamera(here, NORTH, UP, 1.0, None, wrong),
        OrthogonalCamera(vector, NORTH, UP, 1.0),
        OrthogonalCamera(here, NORTH, UP, wrong),
    ):
        with pytest.raises(ValueError, match="not finite"):
            camera_data(camera)
    for box in (Box(vector, here), Box(here, vector)):
        with pytest.raises(ValueError, match="not finite"):
            sections_data(box)
    for line in (
        ScreenLine((wrong, 0.0), (0.0, 0.0)),
        ScreenLine((0.0, 0.0), (0.0, wrong)),
        ScreenLine((0.0, 0.0), (0.0, 0.0), (0.0, wrong, 0.0, 1.0)),
    ):
        with pytest.raises(ValueError, match="not finite"):
            redlines_data([line])


def test_a_length_that_is_too_large_in_feet_is_not_written() -> None:
    with pytest.raises(ValueError, match="not finite"):
        camera_data(perspective((1e308, 0.0, 0.0), NORTH, UP, 1.0))


POSE = {"camera_view_point": point((1, 2, 3)), "camera_direction": point(NORTH), "camera_up_vector": point(UP)}


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"perspective_camera": {}},
        {"perspective_camera": POSE},
        {"perspective_camera": POSE | {"field_of_view": 0}},
        {"perspective_camera": POSE | {"field_of_view": 45}},
        {"perspective_camera": POSE | {"field_of_view": nan}},
        {"perspective_camera": POSE | {"field_of_view": 1.0, "unit": "parsec"}},
        {"perspective_camera": POSE | {"field_of_view": 1.0, "camera_direction": point((0, 0, 0))}},
        {"perspective_camera": POSE | {"field_of_view": 1.0, "camera_view_point": point((inf, 0, 0))}},
        {"perspective_camera": POSE | {"field_of_view": 1.0, "camera_view_point": [1, 2, 3]}},
        {"orthogonal_camera": POSE},
        {"orthogonal_camera": POSE | {"vertical_extent": -1}},
        {"Type": "AutodeskCommonCamera", "Position": [0, 0], "ViewDirection": [0, 1, 0], "UpDirection": [0, 0, 1]},
        {"Type": "AutodeskCommonCamera", "Position": [0, 0, 0], "ViewDirection": [0, 0, 0], "UpDirection": [0, 0, 1]},
    ],
)
def test_a_camera_that_cannot_be_used_is_none(document: dict[str, Any]) -> None:
    assert read_camera(document) is None


@pytest.mark.parametrize(
    ("unit", "metres"), [({}, FOOT), ({"unit": "ft"}, FOOT), ({"unit": "m"}, 1), ({"unit": "mm"}, 0.001)]
)
def test_a_camera_is_in_feet_unless_it_says_otherwise(unit: dict[str, str], metres: float) -> None:
    found = read_camera({"perspective_camera": POSE | unit | {"field_of_view": 1.0, "target_distance": 4}})
    assert found is not None and found.position_m == pytest.approx((metres, 2 * metres, 3 * metres))
    assert found.target_distance_m == pytest.approx(4 * metres)


BOUNDS = {"min_boundary": point((0, 0, 0)), "max_boundary": point((1, 1, 1))}


@pytest.mark.parametrize(
    "document",
    [
        {},
        [],
        {"min_boundary": point((0, 0, 0))},
        BOUNDS | {"rotation": point((0, 0, 0.1))},
        BOUNDS | {"max_boundary": point((1, 1, 0))},
        BOUNDS | {"max_boundary": point((1, 1, nan))},
        {"OrientedBox": {"Box": [[0, 0, 0], [1, 1, 1]], "Rotation": [0, 0, 30]}, "Enabled": True, "Unit": "ft"},
        {"OrientedBox": {"Box": [[0, 0, 0], [1, 1, 1]], "Rotation": [0, 0, 0]}, "Enabled": False, "Unit": "ft"},
        {"OrientedBox": {"Box": [[0, 0, 0]]}},
        {"Type": "ClipPlaneSet", "Planes": [{"Normal": [0, 0, 1], "Distance": 1}], "Enabled": True},
        [{"location": point((0, 0, 0)), "direction": point((0, 0, 0))}],
    ],
)
def test_a_section_that_is_no_upright_box_is_none(document: Any) -> None:
    assert read_section(document) is None
