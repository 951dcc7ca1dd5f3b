"""Cameras: from Navisworks' and BCF's conventions to ours, and new ones for a clash that has only a point.

World: right-handed, Z up, metres, as IFC and Navisworks. Angles in radians.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import atan, degrees, dist, inf, isfinite, pi, radians, sin, sqrt, tan

from converter.geometry.boxes import box_around, contains, corners, expanded, intersection
from converter.geometry.vectors import added, difference, dot, is_finite, length, unit
from converter.model.vectors import Box, Vector
from converter.model.viewpoint import Camera, OrthogonalCamera, PerspectiveCamera

Quaternion = tuple[float, float, float, float]
"""a, b, c, d as Navisworks writes it: the vector first, d is the scalar."""

_UP: Vector = (0.0, 0.0, 1.0)
_NORTH: Vector = (0.0, 1.0, 0.0)
_PARALLEL = 1e-6


def direction_and_up(rotation: Quaternion) -> tuple[Vector, Vector]:
    """Where a Navisworks camera looks and what is up, unit vectors.

    The base orientation looks along −Z with +Y up (Autodesk API, ``Viewpoint.Rotation``). ``ValueError`` for a
    quaternion of no length.
    """
    a, b, c, d = rotation
    size = (a * a + b * b + c * c + d * d) ** 0.5
    if not isfinite(size) or size < 1e-12:
        raise ValueError(f"no rotation: {rotation}")
    a, b, c, d = a / size, b / size, c / size, d / size
    direction = (-2 * (a * c + b * d), -2 * (b * c - a * d), -(1 - 2 * (a * a + b * b)))
    up = (2 * (a * b - c * d), 1 - 2 * (a * a + c * c), 2 * (b * c + a * d))
    return direction, up


def orthonormal(direction: Vector, up: Vector) -> tuple[Vector, Vector]:
    """Unit direction, and the up vector made a unit vector at right angles to it.

    An up that is zero or parallel to the direction gives way to world Z, or to Y when looking up or down.
    ``ValueError`` for a direction of no length or not finite.
    """
    if (usual := axes_of(direction, up)) is not None:
        return usual
    ahead = unit(direction)
    for candidate in (up, _UP, _NORTH):
        if not is_finite(candidate) or length(candidate) < 1e-12:
            continue
        above = unit(candidate)
        across = added(above, ahead, -dot(above, ahead))
        if length(across) > _PARALLEL:
            return ahead, unit(across)
    raise ValueError(f"no up vector for {direction}")  # pragma: no cover - Z and Y cannot both be parallel


def axes_of(direction: Vector, up: Vector) -> tuple[Vector, Vector] | None:
    """The same for two vectors that are good as they are, in one go; None for all others."""
    (dx, dy, dz), (ux, uy, uz) = direction, up
    size, size_up = sqrt(dx * dx + dy * dy + dz * dz), sqrt(ux * ux + uy * uy + uz * uz)
    if not (1e-12 <= size < inf and 1e-12 <= size_up < inf):
        return None
    dx, dy, dz, ux, uy, uz = dx / size, dy / size, dz / size, ux / size_up, uy / size_up, uz / size_up
    along = ux * dx + uy * dy + uz * dz
    ux, uy, uz = ux - along * dx, uy - along * dy, uz - along * dz
    size_up = sqrt(ux * ux + uy * uy + uz * uz)
    if size_up < 2 * _PARALLEL:
        return None
    return (dx, dy, dz), (ux / size_up, uy / size_up, uz / size_up)


def perspective(
    position_m: Vector,
    direction: Vector,
    up: Vector,
    field_of_view_rad: float,
    aspect: float | None = None,
    target_distance_m: float | None = None,
) -> PerspectiveCamera:
    """A clean perspective camera. ``ValueError`` for what is not finite and for an angle outside 0 … π."""
    place = _place(position_m)
    if not 0 < field_of_view_rad < pi:
        raise ValueError(f"field of view outside 0 … π: {field_of_view_rad}")
    ahead, above = orthonormal(direction, up)
    return PerspectiveCamera(
        place, ahead, above, float(field_of_view_rad), _positive(aspect), _positive(target_distance_m)
    )


def orthogonal(
    position_m: Vector,
    direction: Vector,
    up: Vector,
    view_height_m: float,
    aspect: float | None = None,
    target_distance_m: float | None = None,
) -> OrthogonalCamera:
    """A clean orthogonal camera. ``ValueError`` for what is not finite and for a height that is not positive."""
    place = _place(position_m)
    if not (isfinite(view_height_m) and view_height_m > 0):
        raise ValueError(f"view height is not positive: {view_height_m}")
    ahead, above = orthonormal(direction, up)
    height_m = float(view_height_m)
    return OrthogonalCamera(place, ahead, above, height_m, _positive(aspect), _positive(target_distance_m))


def _place(position_m: Vector) -> Vector:
    """The position as plain floats, whatever kind of number it came as."""
    if not is_finite(position_m):
        raise ValueError(f"position is not finite: {position_m}")
    x, y, z = position_m
    return (float(x), float(y), float(z))


def _positive(value: float | None) -> float | None:
    return float(value) if value is not None and isfinite(value) and value > 0 else None


def from_navisworks(
    position_m: Vector,
    rotation: Quaternion,
    projection: str,
    height: float,
    aspect: float | None = None,
    focal_m: float | None = None,
) -> Camera:
    """A saved viewpoint's camera; lengths are metres already.

    ``projection`` is ``persp`` (``height`` = vertical field of view in radians) or ``ortho`` (``height`` = distance of
    the top and bottom planes, metres) — Autodesk API, ``Viewpoint.HeightField``. ``ValueError`` for unusable numbers.
    """
    direction, up = direction_and_up(rotation)
    if projection == "ortho":
        return orthogonal(position_m, direction, up, height, aspect, focal_m)
    return perspective(position_m, direction, up, height, aspect, focal_m)


def from_bcf_perspective(
    position_m: Vector, direction: Vector, up: Vector, field_of_view_deg: float, aspect: float | None = None
) -> PerspectiveCamera | None:
    """BCF's ``PerspectiveCamera``: degrees, vertical in every version. None for a camera that shows nothing."""
    try:
        _require_length(up)
        return perspective(position_m, direction, up, radians(field_of_view_deg), aspect)
    except ValueError:
        return None


def from_bcf_orthogonal(
    position_m: Vector, direction: Vector, up: Vector, view_to_world_scale: float, aspect: float | None = None
) -> OrthogonalCamera | None:
    """BCF's ``OrthogonalCamera``: the scale is the vertical extent in metres. None for a camera that shows nothing."""
    try:
        _require_length(up)
        return orthogonal(position_m, direction, up, view_to_world_scale, aspect)
    except ValueError:
        return None


def _require_length(up: Vector) -> None:
    """Serialisers write an all-zero camera beside the good one: its up vector gives it away."""
    unit(up)


def as_perspective(camera: Camera, field_of_view_rad: float = pi / 4) -> PerspectiveCamera:
    """A perspective camera that shows at the target what the orthogonal one shows; others stay as they are."""
    if isinstance(camera, PerspectiveCamera):
        return camera
    away_m = camera.view_height_m / (2 * tan(field_of_view_rad / 2))
    target = added(camera.position_m, camera.direction, camera.target_distance_m or 0.0)
    position = added(target, camera.direction, -away_m)
    return PerspectiveCamera(position, camera.direction, camera.up, field_of_view_rad, camera.aspect, away_m)


def with_target(camera: Camera, point_m: Vector) -> Camera:
    """The camera with its target at the depth of a point in front of it; unchanged when the point is behind it."""
    depth_m = dot(difference(point_m, camera.position_m), camera.direction)
    return replace(camera, target_distance_m=depth_m) if depth_m > 1e-6 else camera


def _view_from(side: Vector) -> tuple[Vector, Vector, Vector]:
    """(side, direction, up) of a camera standing on that side of what it looks at."""
    direction, up = orthonormal((-side[0], -side[1], -side[2]), _UP)
    return unit(side), direction, up


_SIDES = tuple(
    _view_from(side)
    for side in (
        (1.0, -1.0, 0.8), (-1.0, -1.0, 0.8), (1.0, 1.0, 0.8), (-1.0, 1.0, 0.8),
        (1.0, -1.0, -0.8), (-1.0, -1.0, -0.8), (1.0, 1.0, -0.8), (-1.0, 1.0, -0.8),
        (0.0, -1.0, 0.2), (1.0, 0.0, 0.2), (0.0, 1.0, 0.2), (-1.0, 0.0, 0.2),
        (0.0, 0.0, 1.0), (0.0, 0.0, -1.0),
    )
)  # fmt: skip
"""Sides tried in this order: the four isometric views from above (south-east first), those from below, the four from
the side, plan, and from underneath."""

_BACKING_OFF = 1.5
_STEPS = 12


def frame_point(
    point_m: Vector,
    *,
    boxes: Sequence[Box] = (),
    obstacles: Sequence[Box] = (),
    radius_m: float = 2.0,
    field_of_view_rad: float = pi / 4,
    aspect: float | None = None,
) -> PerspectiveCamera:
    """A camera that looks at a clash point.

    ``boxes`` are the two elements: what of them lies in the cube that reaches ``4 · radius_m`` from the point to every
    side is framed; without boxes a sphere of ``radius_m``. The eye is never inside a box or an ``obstacle``: the sides
    of :data:`_SIDES` are tried in order, then again from farther away. ``ValueError`` for a point that is not finite
    and for an angle outside 0 … π.
    """
    if not (is_finite(point_m) and 0 < field_of_view_rad < pi):
        raise ValueError(f"no view of {point_m} under {field_of_view_rad}")
    side, direction, up = _SIDES[0]
    radius = _radius_to_show(point_m, boxes, radius_m) if boxes else radius_m
    half = atan(tan(field_of_view_rad / 2) * min(aspect or 1.0, 1.0))  # the narrower of both angles
    distance_m = radius / sin(half)
    if boxes or obstacles:
        side, direction, up, distance_m = _free_side(point_m, (*boxes, *obstacles), distance_m)
    eye = added(point_m, side, distance_m)
    return PerspectiveCamera(eye, direction, up, field_of_view_rad, aspect, distance_m)


def _radius_to_show(point_m: Vector, boxes: Sequence[Box], radius_m: float) -> float:
    """Radius of a sphere around the point that holds the near part of every box, and at least half of ``radius_m``."""
    near = box_around(point_m, 4 * radius_m)
    parts = [part for box in boxes if (part := intersection(box, near)) is not None]
    return max([radius_m / 2, *(_farthest_m(point_m, part) for part in parts)])


def _farthest_m(point_m: Vector, box: Box) -> float:
    """Distance from the point to the corner of the box that lies farthest away."""
    return max(dist(point_m, corner) for corner in corners(box))


def _free_side(point_m: Vector, solids: Sequence[Box], distance_m: float) -> tuple[Vector, Vector, Vector, float]:
    """The first side from which the eye is in none of the solids; farther and farther away until there is one."""
    blocked = [expanded(box, 0.05) for box in solids]
    for _ in range(_STEPS):
        for side, direction, up in _SIDES:
            eye = added(point_m, side, distance_m)
            if not any(contains(box, eye) for box in blocked):
                return side, direction, up, distance_m
        distance_m *= _BACKING_OFF
    side, direction, up = _SIDES[0]
    return side, direction, up, 1.01 * max(_farthest_m(point_m, box) for box in blocked)


def field_of_view_deg(camera: PerspectiveCamera) -> float:
    """The vertical field of view in degrees, as BCF writes it."""
    return degrees(camera.field_of_view_rad)


def horizontal_field_of_view_rad(camera: PerspectiveCamera, aspect: float) -> float:
    """The horizontal angle that belongs to the vertical one at ``aspect`` = width / height."""
    return 2 * atan(tan(camera.field_of_view_rad / 2) * aspect)
