"""Cameras that show nothing, or say it oddly (cases v08-v19); planes, lines and bitmaps beside them."""

from __future__ import annotations

from math import degrees, sqrt
from pathlib import Path

import pytest

from converter.model.viewpoint import BitmapFormat, Camera, OrthogonalCamera, PerspectiveCamera, Viewpoint
from tests.parsers.bcf import archives
from tests.parsers.bcf.archives import (
    POSE,
    THIRD,
    VERSIONS,
    Files,
    changed,
    of_case,
    orthogonal,
    perspective,
    topic,
    xyz,
)
from tests.parsers.bcf.reading import check_texts, only_one, read, said, snapshot

VIEWPOINT = f"{THIRD}/viewpoint.bcfv"
ZERO = xyz("CameraViewPoint", 0, 0, 0) + xyz("CameraDirection", 0, 0, 0) + xyz("CameraUpVector", 0, 0, 0)
AHEAD = xyz("CameraDirection", 0, 1, 0)
UPWARDS = xyz("CameraUpVector", 0, 0, 1)
PLACE = xyz("CameraViewPoint", 1.5, -2.5, 3.5)


def with_cameras(written: str, version: str) -> Files:
    return changed(topic(THIRD, version), "viewpoint.bcfv", (archives.camera(version), written))


def view_of(place: Path, written: str, version: str, *codes: str) -> Viewpoint:
    """The viewpoint with such cameras; what is not the camera must be there as ever."""
    found = only_one(place, with_cameras(written, version), version, *((code, VIEWPOINT) for code in codes))
    check_texts(found, THIRD, version)
    (view,) = found.viewpoints
    assert len(view.selection) == 2 and len(view.lines) == 1 and len(view.clipping_planes) == 1
    assert snapshot(place, view) == archives.png(THIRD)
    return view


def camera_of(place: Path, written: str, version: str, *codes: str) -> Camera:
    found = view_of(place, written, version, *codes).camera
    assert found is not None
    return found


def seen(camera: Camera) -> tuple[object, ...]:
    return camera.position_m, camera.direction, camera.up


def angle_of(camera: Camera) -> float:
    assert isinstance(camera, PerspectiveCamera)
    return degrees(camera.field_of_view_rad)


@pytest.mark.parametrize("version", of_case("v08", VERSIONS))
def test_a_viewpoint_without_a_camera_is_kept(tmp_path: Path, version: str) -> None:
    """Case v08."""
    assert view_of(tmp_path, "", version, "BCF060").camera is None


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "written",
    [
        pytest.param(perspective() + orthogonal(ZERO, 0), id="v09-the-second-is-zero"),
        pytest.param(orthogonal(ZERO, 0) + perspective(), id="v09-the-first-is-zero"),
        pytest.param(orthogonal() + perspective(), id="v09-both-are-good"),
        pytest.param(perspective(ZERO) + perspective(), id="v09-two-of-one-kind"),
    ],
)
def test_of_two_cameras_the_good_perspective_one_is_used(tmp_path: Path, written: str, version: str) -> None:
    found = camera_of(tmp_path, written, version)
    assert ("BCF061", VIEWPOINT) in said(read(tmp_path, (tmp_path / "topics.bcf").read_bytes()))
    assert seen(found) == ((1.5, -2.5, 3.5), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)) and angle_of(found) == pytest.approx(50)


@pytest.mark.parametrize("version", of_case("v09", VERSIONS))
def test_a_good_parallel_camera_is_used_beside_a_zero_perspective_one(tmp_path: Path, version: str) -> None:
    """Case v09."""
    found = camera_of(tmp_path, perspective(ZERO, 0) + orthogonal(), version, "BCF061", "BCF062")
    assert isinstance(found, OrthogonalCamera) and found.view_height_m == 20


NOTHING = [
    pytest.param(perspective(ZERO), id="v10-all-zero"),
    pytest.param(perspective(PLACE + xyz("CameraDirection", 0, 0, 0) + UPWARDS), id="v10-no-direction"),
    pytest.param(perspective(xyz("CameraViewPoint", "NaN", 0, 0) + AHEAD + UPWARDS), id="v11-nan-place"),
    pytest.param(perspective(PLACE + xyz("CameraDirection", "NaN", 1, 0) + UPWARDS), id="v11-nan-direction"),
    pytest.param(perspective(xyz("CameraViewPoint", "INF", 0, 0) + AHEAD + UPWARDS), id="v11-infinite"),
    pytest.param(perspective(xyz("CameraViewPoint", "1e999", 0, 0) + AHEAD + UPWARDS), id="v11-overflow"),
    pytest.param(perspective(xyz("CameraViewPoint", "here", 0, 0) + AHEAD + UPWARDS), id="v11-a-word"),
    pytest.param(perspective(xyz("CameraViewPoint", "", "", "") + AHEAD + UPWARDS), id="v11-empty"),
    pytest.param(perspective(AHEAD + UPWARDS), id="v19-no-place"),
    pytest.param(perspective(PLACE + UPWARDS), id="v19-no-direction"),
    pytest.param(perspective(""), id="v19-an-angle-only"),
    pytest.param("<PerspectiveCamera/>", id="v19-empty"),
    pytest.param(orthogonal(POSE, 0), id="v17-scale-zero"),
    pytest.param(orthogonal(POSE, -3), id="v17-scale-negative"),
    pytest.param(orthogonal(POSE, "NaN"), id="v17-scale-nan"),
    pytest.param(orthogonal(POSE, ""), id="v17-scale-empty"),
    pytest.param(orthogonal(ZERO, 20), id="v17-all-zero-but-the-scale"),
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("written", NOTHING)
def test_a_camera_that_shows_nothing_is_left_out(tmp_path: Path, written: str, version: str) -> None:
    assert view_of(tmp_path, written, version, "BCF062").camera is None


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("direction", "up", "expected"),
    [
        pytest.param((0, 1, 0), (0, 1, 0), (0.0, 0.0, 1.0), id="v12-up-is-the-direction"),
        pytest.param((0, 1, 0), (0, -3, 0), (0.0, 0.0, 1.0), id="v12-up-is-opposite"),
        pytest.param((0, 0, -1), (0, 0, 1), (0.0, 1.0, 0.0), id="v12-looking-down"),
        pytest.param((0, 0, 2), (0, 0, 2), (0.0, 1.0, 0.0), id="v12-looking-up"),
    ],
)
def test_an_up_vector_along_the_direction_gives_way_to_the_worlds(
    tmp_path: Path, direction: tuple[int, int, int], up: tuple[int, int, int], expected: object, version: str
) -> None:
    pose = PLACE + xyz("CameraDirection", *direction) + xyz("CameraUpVector", *up)
    assert camera_of(tmp_path, perspective(pose), version, "BCF062").up == expected


@pytest.mark.parametrize("version", of_case("v19", VERSIONS))
def test_a_missing_up_vector_is_the_worlds(tmp_path: Path, version: str) -> None:
    """Case v19."""
    found = camera_of(tmp_path, perspective(PLACE + AHEAD), version, "BCF062")
    assert seen(found) == ((1.5, -2.5, 3.5), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


@pytest.mark.parametrize("version", of_case("v13", VERSIONS))
def test_a_decimal_comma_is_a_point(tmp_path: Path, version: str) -> None:
    """Case v13."""
    place = xyz("CameraViewPoint", "1,5", "-2,5", "+3,5E1")
    pose = place + xyz("CameraDirection", "0,0", "1,0", "0,0") + UPWARDS
    found = camera_of(tmp_path, perspective(pose, "47,5"), version)
    assert found.position_m == (1.5, -2.5, 35.0) and angle_of(found) == pytest.approx(47.5)


ANGLES = [
    pytest.param("0", 60, "BCF062", id="v14-zero"),
    pytest.param("-45", 60, "BCF062", id="v14-negative"),
    pytest.param("", 60, "BCF062", id="v14-empty"),
    pytest.param("NaN", 60, "BCF062", id="v14-nan"),
    pytest.param("200", 60, "BCF062", id="v15-too-wide"),
    pytest.param("180", 60, "BCF062", id="v15-as-wide-as-a-plane"),
    pytest.param("1.0471975512", 60, "BCF064", id="v16-radians"),
    pytest.param("0.5", 28.6479, "BCF064", id="v16-few-radians"),
    pytest.param("29.4", 29.4, "", id="v16-narrow"),
    pytest.param("3.5", 3.5, "", id="v16-very-narrow"),
    pytest.param("99.1", 99.1, "", id="v16-wide"),
    pytest.param("179", 179, "", id="v16-very-wide"),
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("written", "expected", "code"), ANGLES)
def test_a_field_of_view_is_an_angle_that_can_be_seen(
    tmp_path: Path, written: str, expected: float, code: str, version: str
) -> None:
    found = camera_of(tmp_path, perspective(POSE, written), version, *([code] if code else []))
    assert angle_of(found) == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("version", of_case("v18", VERSIONS))
def test_vectors_of_any_length_are_directions(tmp_path: Path, version: str) -> None:
    """Case v18."""
    pose = PLACE + xyz("CameraDirection", 0, 1.38, -1.38) + xyz("CameraUpVector", 0, 0, 0.07)
    found = camera_of(tmp_path, perspective(pose), version)
    assert found.direction == pytest.approx((0, sqrt(0.5), -sqrt(0.5)))
    assert found.up == pytest.approx((0, sqrt(0.5), sqrt(0.5)))


@pytest.mark.parametrize("version", VERSIONS)
def test_coordinates_far_from_the_origin_keep_their_digits(tmp_path: Path, version: str) -> None:
    """Section 3.2: georeferenced models."""
    pose = xyz("CameraViewPoint", "2601234.567890123", "-5201234.098765432", "4.1E2") + AHEAD + UPWARDS
    found = camera_of(tmp_path, orthogonal(pose), version)
    assert found.position_m == (2601234.567890123, -5201234.098765432, 410.0)


@pytest.mark.parametrize("version", of_case("v19", VERSIONS))
@pytest.mark.parametrize("ratio", ["0", "-1", "NaN", "wide", ""])
def test_an_aspect_ratio_that_is_none_is_left_out(tmp_path: Path, ratio: str, version: str) -> None:
    """Case v19."""
    written = perspective(aspect=f"<AspectRatio>{ratio}</AspectRatio>")
    assert camera_of(tmp_path, written, version).aspect is None


@pytest.mark.parametrize("version", of_case("v11", VERSIONS))
@pytest.mark.parametrize("kind", ["plane", "line", "bitmap"])
def test_planes_lines_and_bitmaps_without_numbers_are_left_out(tmp_path: Path, kind: str, version: str) -> None:
    """Case v11 beside the camera."""
    broken = {
        "plane": f"<ClippingPlanes><ClippingPlane>{xyz('Location', 1, 2, 3)}{xyz('Direction', 0, 0, 0)}"
        "</ClippingPlane><ClippingPlane/></ClippingPlanes>",
        "line": f"<Lines><Line>{xyz('StartPoint', 0, 'NaN', 0)}{xyz('EndPoint', 1, 1, 1)}</Line><Line/></Lines>",
        "bitmap": "<Bitmap><Bitmap>PNG</Bitmap><Reference>a.png</Reference><Height>high</Height></Bitmap>",
    }[kind]
    third = changed(topic(THIRD, version), "viewpoint.bcfv", ("</VisualizationInfo>", f"{broken}</VisualizationInfo>"))
    (view,) = only_one(tmp_path, third, version, ("BCF066", VIEWPOINT)).viewpoints
    assert (len(view.clipping_planes), len(view.lines), len(view.bitmaps)) == (1, 1, 0)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "layout",
    [
        "<Bitmaps><Bitmap>PNG</Bitmap>{0}</Bitmaps><Bitmaps><Bitmap>JPG</Bitmap>{0}</Bitmaps>",
        "<Bitmap><Bitmap>PNG</Bitmap>{0}</Bitmap><Bitmap><Bitmap>JPG</Bitmap>{0}</Bitmap>",
        "<Bitmaps><Bitmap><Format>png</Format>{0}</Bitmap><Bitmap><Format>jpg</Format>{0}</Bitmap></Bitmaps>",
    ],
    ids=["as-in-2.0", "as-in-2.1", "as-in-3.0"],
)
def test_bitmaps_of_every_layout_are_read(tmp_path: Path, layout: str, version: str) -> None:
    places = xyz("Location", 1, 2, 3) + xyz("Normal", 0, 1, 0) + xyz("Up", 0, 0, 1)
    content = f"<Reference>plan.png</Reference>{places}<Height>2.5</Height>"
    swap = ("</VisualizationInfo>", f"{layout.format(content)}</VisualizationInfo>")
    (view,) = only_one(tmp_path, changed(topic(THIRD, version), "viewpoint.bcfv", swap), version).viewpoints
    assert [bitmap.format for bitmap in view.bitmaps] == [BitmapFormat.PNG, BitmapFormat.JPG]
    for bitmap in view.bitmaps:
        assert (bitmap.reference, bitmap.location_m, bitmap.height_m) == ("plan.png", (1.0, 2.0, 3.0), 2.5)
        assert (bitmap.normal, bitmap.up) == ((0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def test_nothing_is_said_of_a_good_camera(tmp_path: Path) -> None:
    content = archives.archive(with_cameras(orthogonal(), "2.1"), "2.1")
    assert said(read(tmp_path, content)) == set()
