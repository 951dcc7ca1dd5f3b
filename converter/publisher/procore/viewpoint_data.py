"""``camera_data``, ``sections_data`` and ``redlines_data``: strings that hold JSON, in feet and radians.

Written in the encoding Procore documents for the sync endpoint; read in all three it is known to give back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import atan2, isfinite, pi
from typing import Any

from converter.geometry.camera import orthogonal, orthonormal, perspective
from converter.geometry.redlines import ScreenLine
from converter.geometry.section import box_of_planes
from converter.geometry.units import METRES_PER_FOOT, METRES_PER_UNIT
from converter.model.vectors import Box, Vector
from converter.model.viewpoint import Camera, ClippingPlane, PerspectiveCamera

_FEET_PER_METRE = 1 / METRES_PER_FOOT
_DEFAULT_TARGET_M = 10.0
"""Distance to the pivot where the source names none; Procore requires one."""

_LINE_WIDTH = 3
_UNUSABLE = (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError)
"""What comes of reading numbers and members that are not there."""

_ROTATION = '"rotation":{"x":0,"y":0,"z":0}}'


def camera_data(camera: Camera) -> str:
    """The camera of an issue. ``ValueError`` for a number that is not finite, which JSON cannot hold.

    The text is put together by hand: a report has a hundred thousand cameras, and a general encoder takes most of the
    time of a conversion for them. ``repr`` of a float is the shortest text that reads back as the same number.
    """
    (px, py, pz), (dx, dy, dz), (ux, uy, uz) = camera.position_m, camera.direction, camera.up
    target = (camera.target_distance_m or _DEFAULT_TARGET_M) * _FEET_PER_METRE
    k = _FEET_PER_METRE
    pose = (
        f'"camera_view_point":{{"x":{px * k!r},"y":{py * k!r},"z":{pz * k!r}}},'
        f'"camera_direction":{{"x":{dx!r},"y":{dy!r},"z":{dz!r}}},'
        f'"camera_up_vector":{{"x":{ux!r},"y":{uy!r},"z":{uz!r}}},'
    )
    if isinstance(camera, PerspectiveCamera):
        text = (
            f'{{"perspective_camera":{{{pose}"field_of_view":{camera.field_of_view_rad!r},'
            f'"target_distance":{target!r},"unit":"ft"}}}}'
        )
    else:
        height = camera.view_height_m * k
        text = (
            f'{{"orthogonal_camera":{{{pose}"view_to_world_scale":{height!r},"target_distance":{target!r},'
            f'"vertical_extent":{height!r},"unit":"ft"}}}}'
        )
    return _finite(text)


def sections_data(box: Box) -> str:
    """The section box of an issue; its inside is shown."""
    (ax, ay, az), (bx, by, bz) = box.min_m, box.max_m
    k = _FEET_PER_METRE
    return _finite(
        f'{{"min_boundary":{{"x":{ax * k!r},"y":{ay * k!r},"z":{az * k!r}}},'
        f'"max_boundary":{{"x":{bx * k!r},"y":{by * k!r},"z":{bz * k!r}}},{_ROTATION}'
    )


def redlines_data(lines: Iterable[ScreenLine]) -> str:
    """Mark-up on the screen plane."""
    return _finite('{"lines":[' + ",".join(map(_segment, lines)) + "]}")


def _segment(line: ScreenLine) -> str:
    red, green, blue, alpha = line.color
    return (
        f'{{"start_point":{_screen_point(line.start)},"end_point":{_screen_point(line.end)},'
        f'"color":{{"r":{red!r},"g":{green!r},"b":{blue!r},"a":{alpha!r}}},"thickness":{_LINE_WIDTH}}}'
    )


def _screen_point(point: tuple[float, float]) -> str:
    return f'{{"x":{point[0]!r},"y":{point[1]!r},"z":0}}'


def _finite(text: str) -> str:
    # repr of the two is "nan" and "inf"; that of numbers of other libraries has brackets. No key holds any of it.
    if "nan" in text or "inf" in text or "(" in text:
        raise ValueError(f"a number is not finite or no plain float: {text[:200]}")
    return text


def read_camera(document: Mapping[str, Any]) -> Camera | None:
    """A camera as Procore gives it back (Autodesk's or its own keys); None for what cannot be used."""
    try:
        if "perspective_camera" in document:
            return _read_perspective(document["perspective_camera"])
        if "orthogonal_camera" in document:
            return _read_orthogonal(document["orthogonal_camera"])
        return _read_autodesk(document)
    except _UNUSABLE:
        return None


def _read_perspective(view: Mapping[str, Any]) -> Camera:
    scale = _scale(view.get("unit", "ft"))
    return perspective(
        _vector(view["camera_view_point"], scale),
        _vector(view["camera_direction"]),
        _vector(view["camera_up_vector"]),
        float(view["field_of_view"]),
        target_distance_m=_length(view.get("target_distance"), scale),
    )


def _read_orthogonal(view: Mapping[str, Any]) -> Camera:
    scale = _scale(view.get("unit", "ft"))
    height = view.get("vertical_extent", view.get("view_to_world_scale"))
    return orthogonal(
        _vector(view["camera_view_point"], scale),
        _vector(view["camera_direction"]),
        _vector(view["camera_up_vector"]),
        float(height) * scale,
        target_distance_m=_length(view.get("target_distance"), scale),
    )


def _read_autodesk(view: Mapping[str, Any]) -> Camera:
    """``AutodeskCommonCamera``, and the older ``Camera`` with Scale, Up, Front, Right, Position and View."""
    scale = float(view.get("UnitsToMetersScaleFactor", METRES_PER_FOOT))
    position = _triple(view["Position"], scale)
    ahead = _triple(view["ViewDirection"] if "ViewDirection" in view else view["View"])
    up = _triple(view["UpDirection"] if "UpDirection" in view else view["Up"])
    ahead, up = orthonormal(ahead, up)
    if "VerticalExtent" not in view:
        return perspective(position, ahead, up, pi / 4)
    height_m, target_m = float(view["VerticalExtent"]) * scale, float(view["TargetDistance"]) * scale
    if str(view.get("Projection", "")).lower().startswith("ortho"):
        return orthogonal(position, ahead, up, height_m, target_distance_m=target_m)
    return perspective(position, ahead, up, _angle(height_m, target_m), target_distance_m=target_m)


def _angle(height_m: float, distance_m: float) -> float:
    """The full angle under which ``height_m`` is seen from ``distance_m``."""
    return 2 * atan2(height_m / 2, distance_m)


def read_section(document: Mapping[str, Any] | list[Any]) -> Box | None:
    """A section as Procore gives it back, where it is an upright box; None for everything else.

    Planes of Autodesk's ``ClipPlaneSet`` are not read: which side they show is documented in two contrary ways.
    """
    try:
        if isinstance(document, list):
            return box_of_planes([_read_plane(plane) for plane in document])
        if "min_boundary" in document:
            return _read_box(document)
        return _read_oriented_box(document)
    except _UNUSABLE:
        return None


def _read_plane(plane: Mapping[str, Any]) -> ClippingPlane:
    scale = _scale(plane.get("unit", "ft"))
    return ClippingPlane(_vector(plane["location"], scale), _vector(plane["direction"]))


def _read_box(document: Mapping[str, Any]) -> Box | None:
    if any(_vector(document.get("rotation") or {"x": 0, "y": 0, "z": 0})):
        return None
    return _box(_vector(document["min_boundary"], METRES_PER_FOOT), _vector(document["max_boundary"], METRES_PER_FOOT))


def _read_oriented_box(document: Mapping[str, Any]) -> Box | None:
    box = document["OrientedBox"]
    if any(float(value) for value in box.get("Rotation") or ()) or document.get("Enabled") is False:
        return None
    scale = _scale(document.get("Unit", "ft"))
    return _box(_triple(box["Box"][0], scale), _triple(box["Box"][1], scale))


def _box(low: Vector, high: Vector) -> Box | None:
    return Box(low, high) if all(a < b for a, b in zip(low, high, strict=True)) else None


def _scale(unit: str) -> float:
    return METRES_PER_UNIT[unit]


def _vector(value: Mapping[str, Any], scale: float = 1.0) -> Vector:
    return _triple((value["x"], value["y"], value["z"]), scale)


def _triple(value: Any, scale: float = 1.0) -> Vector:  # JSON
    x, y, z = (float(each) * scale for each in value)
    if not (isfinite(x) and isfinite(y) and isfinite(z)):
        raise ValueError(f"not finite: {value}")
    return (x, y, z)


def _length(value: Any, scale: float) -> float | None:  # JSON
    return None if value is None else float(value) * scale
