"""Views as Procore's documentation shows them, in its three encodings."""

from __future__ import annotations

import json
from collections.abc import Callable
from math import atan, pi
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from converter.geometry.camera import orthogonal, perspective
from converter.geometry.vectors import cross, dot, length
from converter.model.vectors import Box, Vector
from converter.model.viewpoint import OrthogonalCamera, PerspectiveCamera
from converter.publisher.procore.viewpoint_data import camera_data, read_camera, read_section, sections_data

FOOT = 0.3048
NORTH: Vector = (0.0, 1.0, 0.0)
UP: Vector = (0.0, 0.0, 1.0)


@pytest.fixture
def example(shared_data: Path) -> Callable[[str], dict[str, Any]]:
    """An example of Procore by its name."""

    def load(name: str) -> dict[str, Any]:
        document: dict[str, Any] = json.loads((shared_data / "procore" / f"{name}.json").read_text(encoding="utf-8"))
        return document

    return load


def test_procores_own_encoding_is_read(example: Callable[[str], dict[str, Any]]) -> None:
    document = example("viewpoint_B_bounding_box.decoded")
    view = document["camera_data"]["perspective_camera"]
    camera = read_camera(document["camera_data"])
    assert isinstance(camera, PerspectiveCamera)
    assert camera.position_m == pytest.approx([view["camera_view_point"][axis] * FOOT for axis in "xyz"])
    assert camera.field_of_view_rad == view["field_of_view"]
    assert camera.target_distance_m == pytest.approx(view["target_distance"] * FOOT)
    written = json.loads(camera_data(camera))["perspective_camera"]
    assert set(written) == set(view)
    assert written["camera_view_point"] == pytest.approx(view["camera_view_point"])
    ahead, above = (tuple(view[key].values()) for key in ("camera_direction", "camera_up_vector"))
    assert length(cross(camera.direction, ahead)) < 1e-9 and dot(camera.direction, ahead) > 0
    assert abs(dot(camera.up, cross(camera.direction, above))) < 1e-9, "in one plane with the documented up"
    assert abs(dot(camera.direction, camera.up)) < 1e-9
    assert read_section(document["sections_data"]) is None, "its box is turned"


def test_an_unturned_box_of_procore_is_read(example: Callable[[str], dict[str, Any]]) -> None:
    section = example("viewpoint_B_bounding_box.decoded")["sections_data"]
    box = read_section({name: section[name] for name in ("min_boundary", "max_boundary")})
    assert box is not None and set(json.loads(sections_data(box))) == set(section)
    assert box.min_m == pytest.approx([section["min_boundary"][axis] * FOOT for axis in "xyz"])
    assert box.max_m == pytest.approx([section["max_boundary"][axis] * FOOT for axis in "xyz"])


def test_the_planes_of_procore_are_read_and_two_are_no_box(example: Callable[[str], dict[str, Any]]) -> None:
    document = example("viewpoint_C_clipping_planes.decoded")
    assert read_camera(document["camera_data"]) is not None and read_section(document["sections_data"]) is None


def test_autodesks_encoding_is_read(example: Callable[[str], dict[str, Any]]) -> None:
    document = example("viewpoint_A_autodesk.decoded")
    view, camera = document["camera_data"], read_camera(document["camera_data"])
    assert isinstance(camera, PerspectiveCamera)
    assert camera.position_m == pytest.approx([value * FOOT for value in view["Position"]])
    assert camera.target_distance_m == pytest.approx(view["TargetDistance"] * FOOT)
    assert camera.field_of_view_rad == pytest.approx(2 * atan(view["VerticalExtent"] / 2 / view["TargetDistance"]))
    assert camera.field_of_view_rad == pytest.approx(36 * pi / 180, abs=0.01)
    assert dot(camera.direction, tuple(view["ViewDirection"])) == pytest.approx(length(tuple(view["ViewDirection"])))
    flat = read_camera(view | {"Projection": "Orthographic"})
    assert isinstance(flat, OrthogonalCamera)
    assert flat.view_height_m == pytest.approx(view["VerticalExtent"] * FOOT)
    box, oriented = read_section(document["sections_data"]), document["sections_data"]["OrientedBox"]["Box"]
    assert box is not None
    assert [box.min_m, box.max_m] == [pytest.approx([value * FOOT for value in corner]) for corner in oriented]


def test_the_older_camera_of_autodesk_is_read(example: Callable[[str], dict[str, Any]]) -> None:
    view = example("camera_legacy_autodesk.decoded")["camera_data"]
    camera = read_camera(view)
    assert camera is not None and camera.position_m == pytest.approx([value * FOOT for value in view["Position"]])
    assert dot(camera.direction, tuple(view["View"])) == pytest.approx(length(tuple(view["View"])))
    assert dot(camera.up, tuple(view["Up"])) > 0 and abs(dot(camera.up, camera.direction)) < 1e-9


def test_the_keys_of_a_parallel_camera_are_the_documented_ones(example: Callable[[str], dict[str, Any]]) -> None:
    documented = example("orthogonal_camera_keys")
    written = json.loads(camera_data(orthogonal((0.0, 0.0, 0.0), NORTH, UP, 1.0)))
    assert set(written["orthogonal_camera"]) == {*documented["orthogonal_camera"], "unit"}
    assert read_camera(documented) is None, "words instead of numbers"


@pytest.mark.parametrize(
    "document",
    [
        {"perspective_camera": None},
        [],
        None,
        {"perspective_camera": {"camera_view_point": {"x": 10**400}}},
        {"Position": 5},
    ],
)
def test_a_camera_that_is_none_is_none(document: Any) -> None:
    assert read_camera(document) is None


@pytest.mark.parametrize("document", [{"OrientedBox": None}, [None], [], {}, {"min_boundary": 5}, None])
def test_a_section_that_is_none_is_none(document: Any) -> None:
    assert read_section(document) is None


def test_numbers_of_another_library_are_refused_or_plain() -> None:
    place = tuple(np.array([1.0, 2.0, 3.0]))
    camera = perspective(place, (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), np.float64(0.8), target_distance_m=np.float64(4.0))
    assert "float64" not in camera_data(camera)
    with pytest.raises(ValueError, match="no plain float"):
        sections_data(Box(place, (4.0, 5.0, 6.0)))
