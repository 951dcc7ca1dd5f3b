"""The JSON texts of a viewpoint, read: Procore's own keys and Autodesk's. None for what has no valid conversion.

Everything is in feet and radians, as stored; BCF's metres are made where an archive is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from math import atan, cos, degrees, hypot, isfinite, pi, radians, sin
from typing import Any

from converter.sandbox.switches import Switches

Vector = tuple[float, float, float]
METRES_PER_FOOT = 0.3048
_FEET = {"ft": 1.0, "m": 1 / METRES_PER_FOOT, "mm": 0.001 / METRES_PER_FOOT}
_UNUSABLE = (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError, RecursionError)


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera in feet. ``angle_rad`` is the vertical field of view, ``height_ft`` that of an orthogonal view."""

    position: Vector
    direction: Vector
    up: Vector
    target_distance: float
    angle_rad: float | None = None
    height_ft: float | None = None

    def document(self) -> dict[str, Any]:
        """As Procore writes it."""
        pose: dict[str, Any] = {
            "camera_view_point": _xyz(self.position),
            "camera_direction": _xyz(self.direction),
            "camera_up_vector": _xyz(self.up),
        }
        end = {"target_distance": self.target_distance, "unit": "ft"}
        if self.angle_rad is not None:
            return {"perspective_camera": {**pose, "field_of_view": self.angle_rad, **end}}
        height = self.height_ft
        return {"orthogonal_camera": {**pose, "view_to_world_scale": height, "vertical_extent": height, **end}}


@dataclass(frozen=True, slots=True)
class Plane:
    """A section plane in feet; ``direction`` points to what is cut away."""

    location: Vector
    direction: Vector

    def document(self) -> dict[str, Any]:
        """As Procore writes it."""
        return {"location": _xyz(self.location), "direction": _xyz(self.direction), "unit": "ft"}


def read_camera(text: str | None, switches: Switches) -> Camera | None:
    """A camera of any documented encoding."""
    try:
        document = json.loads(text or "")
        if "perspective_camera" in document:
            return _perspective(document["perspective_camera"], switches)
        if "orthogonal_camera" in document:
            return _orthogonal(document["orthogonal_camera"], switches)
        return _autodesk(document)
    except _UNUSABLE:
        return None


def read_planes(text: str | None, switches: Switches) -> list[Plane] | None:
    """The planes of a section of any documented encoding; an upright or turned box gives six."""
    try:
        document = json.loads(text or "")
        if isinstance(document, list):
            return [_plane(each, switches) for each in document]
        if "min_boundary" in document:
            turned = document.get("rotation") or {"x": 0, "y": 0, "z": 0}
            return _box_planes(
                _vector(document["min_boundary"]), _vector(document["max_boundary"]), _angles(_vector(turned), switches)
            )
        box, scale = document["OrientedBox"], _scale(document.get("Unit", "ft"), switches)
        low, high = _triple(box["Box"][0], scale), _triple(box["Box"][1], scale)
        return _box_planes(low, high, _triple(box.get("Rotation") or (0, 0, 0)))
    except _UNUSABLE:
        return None


def _perspective(view: dict[str, Any], switches: Switches) -> Camera:
    scale, angle = _scale(view.get("unit", "ft"), switches), _number(view["field_of_view"])
    if switches["field_of_view"] == "degrees":
        angle = radians(angle)
    if not 0 < angle < pi:
        raise ValueError("no field of view")
    return Camera(*_pose(view, scale), _positive(view["target_distance"]) * scale, angle_rad=angle)


def _orthogonal(view: dict[str, Any], switches: Switches) -> Camera:
    if switches["orthogonal_camera"] == "emptied":
        raise ValueError("no conversion of an orthogonal camera")
    scale = _scale(view.get("unit", "ft"), switches)
    height = _positive(view["vertical_extent"]) * scale
    return Camera(*_pose(view, scale), _positive(view["target_distance"]) * scale, height_ft=height)


def _autodesk(view: dict[str, Any]) -> Camera:
    scale = float(view.get("UnitsToMetersScaleFactor", METRES_PER_FOOT)) / METRES_PER_FOOT
    ahead, up = view.get("ViewDirection", view.get("View")), view.get("UpDirection", view.get("Up"))
    pose = (_triple(view["Position"], scale), _some(_triple(ahead)), _some(_triple(up)))
    if "VerticalExtent" not in view:
        return Camera(*pose, 10.0, angle_rad=pi / 4)
    height, target = _positive(view["VerticalExtent"]) * scale, _positive(view["TargetDistance"]) * scale
    if str(view.get("Projection", "")).lower().startswith("ortho"):
        return Camera(*pose, target, height_ft=height)
    return Camera(*pose, target, angle_rad=2 * atan(height / 2 / target))


def _pose(view: dict[str, Any], scale: float) -> tuple[Vector, Vector, Vector]:
    position = _vector(view["camera_view_point"], scale)
    return position, _some(_vector(view["camera_direction"])), _some(_vector(view["camera_up_vector"]))


def _plane(plane: dict[str, Any], switches: Switches) -> Plane:
    scale = _scale(plane.get("unit", "ft"), switches)
    return Plane(_vector(plane["location"], scale), _some(_vector(plane["direction"])))


def _box_planes(low: Vector, high: Vector, turn: Vector) -> list[Plane]:
    if not all(a < b for a, b in zip(low, high, strict=True)):
        raise ValueError("a box without inside")
    middle = tuple((a + b) / 2 for a, b in zip(low, high, strict=True))
    return list(_faces(middle, tuple((b - a) / 2 for a, b in zip(low, high, strict=True)), turn))


def _faces(middle: tuple[float, ...], half: tuple[float, ...], turn: Vector) -> Iterator[Plane]:
    for axis in range(3):
        for sign in (-1.0, 1.0):
            outward = _turned(tuple(sign if place == axis else 0.0 for place in range(3)), turn)
            place = [m + half[axis] * each for m, each in zip(middle, outward, strict=True)]
            yield Plane((place[0], place[1], place[2]), outward)


def _turned(vector: tuple[float, ...], turn: Vector) -> Vector:
    x, y, z = vector
    a, b, c = turn
    y, z = y * cos(a) - z * sin(a), y * sin(a) + z * cos(a)
    x, z = x * cos(b) + z * sin(b), z * cos(b) - x * sin(b)
    return (x * cos(c) - y * sin(c), x * sin(c) + y * cos(c), z)


def _angles(turn: Vector, switches: Switches) -> Vector:
    if switches["box_rotation"] == "radians":
        return turn
    return (radians(turn[0]), radians(turn[1]), radians(turn[2]))


def _scale(unit: str, switches: Switches) -> float:
    if unit != "ft" and switches["units"] == "ft":
        raise ValueError(f"no conversion of {unit}")
    return _FEET[unit]


def _vector(value: dict[str, Any], scale: float = 1.0) -> Vector:
    return _triple((value["x"], value["y"], value["z"]), scale)


def _triple(value: Any, scale: float = 1.0) -> Vector:  # JSON
    x, y, z = (_number(each) * scale for each in value)
    return (x, y, z)


def _number(value: Any) -> float:  # JSON
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError(f"no number: {value}")
    return float(value)


def _positive(value: Any) -> float:  # JSON
    if (number := _number(value)) <= 0:
        raise ValueError(f"not positive: {value}")
    return number


def _some(vector: Vector) -> Vector:
    if hypot(*vector) == 0:
        raise ValueError("a direction without length")
    return vector


def _xyz(vector: Vector) -> dict[str, float]:
    return dict(zip("xyz", vector, strict=True))


def as_procore(row: dict[str, Any], switches: Switches) -> dict[str, Any]:
    """The three texts as ``viewpoint_format=procore`` gives them; all null when there is no valid conversion."""
    camera = read_camera(row["camera_data"], switches)
    if camera is None:
        return dict.fromkeys(("camera_data", "sections_data", "redlines_data"))
    sections = row["sections_data"] and read_planes(row["sections_data"], switches)
    return {
        "camera_data": json.dumps(camera.document()),
        "sections_data": json.dumps([plane.document() for plane in sections]) if sections else None,
        "redlines_data": row["redlines_data"],
    }


def angle_text(camera: Camera) -> str:
    """How wide a camera sees, for a person: ``45°`` or ``12 ft high``."""
    if camera.angle_rad is not None:
        return f"{degrees(camera.angle_rad):.0f}°"
    return f"{camera.height_ft or 0:.1f} ft high"
