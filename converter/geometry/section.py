"""Section boxes: from clip planes, from Navisworks' planes, and around a clash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from math import inf, isfinite

from converter.geometry.boxes import box_around, expanded, intersection, union
from converter.geometry.vectors import added, dot, is_finite, length, unit
from converter.model.vectors import Box, Vector
from converter.model.viewpoint import ClippingPlane, Viewpoint

_PARALLEL = 1e-6
_LEAST_M = 0.75
"""Half of the smallest section: a socket alone shows nobody where it is."""
_AIR_M = 0.1
"""Around the elements, so that they are not cut at their own surface."""

_AXES: tuple[Vector, Vector, Vector] = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


@dataclass(frozen=True, slots=True)
class Section:
    """The box whose inside is shown; ``replaced`` says in words what the source had that no box can say, or ""."""

    box: Box
    replaced: str = ""


def clipping_plane_of_navisworks(normal: Vector, distance_m: float) -> ClippingPlane:
    """Navisworks keeps the half space n·p ≥ distance; BCF's direction points to the side that is cut away.

    ``ValueError`` for a normal of no length and for what is not finite.
    """
    ahead = unit(normal)
    if not isfinite(distance_m):
        raise ValueError(f"distance is not finite: {distance_m}")
    along_m = distance_m / length(normal)
    location = (ahead[0] * along_m, ahead[1] * along_m, ahead[2] * along_m)
    return ClippingPlane(location, (-ahead[0], -ahead[1], -ahead[2]))


def box_of_planes(planes: Sequence[ClippingPlane]) -> Box | None:
    """The box that upright planes leave; None unless they bound it on all six sides.

    Of several planes to one side the tightest counts. A box turned inside out ("empty" in Navisworks) is None too.
    """
    low, high = [-inf] * 3, [inf] * 3
    for plane in planes:
        found = _axis_of(plane)
        if found is None:
            return None
        axis, sign = found
        at = plane.location_m[axis]
        if sign > 0:
            high[axis] = min(high[axis], at)
        else:
            low[axis] = max(low[axis], at)
    if not all(isfinite(value) for value in (*low, *high)) or any(a >= b for a, b in zip(low, high, strict=True)):
        return None
    return Box((low[0], low[1], low[2]), (high[0], high[1], high[2]))


def _axis_of(plane: ClippingPlane) -> tuple[int, float] | None:
    """(axis, sign) of a plane that is at right angles to an axis."""
    if not is_finite(plane.location_m):
        return None
    try:
        direction = unit(plane.direction)
    except ValueError:
        return None
    for number, axis in enumerate(_AXES):
        along = dot(direction, axis)
        if abs(abs(along) - 1) < _PARALLEL and all(
            abs(direction[other]) < _PARALLEL for other in range(3) if other != number
        ):
            return number, along
    return None


def section_of(viewpoint: Viewpoint | None, around_clash: Box) -> Section:
    """The section of a saved view, exactly where a box can say it, else the box around the clash with the reason."""
    if viewpoint is None:
        return Section(around_clash)
    if viewpoint.section_box is not None:
        return Section(viewpoint.section_box)
    planes = viewpoint.clipping_planes
    if not planes:
        return Section(around_clash)
    box = box_of_planes(planes)
    if box is not None:
        return Section(box)
    return Section(around_clash, f"{len(planes)} clip plane{'s make' if len(planes) > 1 else ' makes'} no upright box")


def section_around(point_m: Vector, boxes: Sequence[Box], half_size_m: float) -> Box:
    """The box around a clash: what of both elements lies within ``half_size_m`` of the point, with a little air.

    Never so small that nothing around them would be seen; without boxes, or where they lie elsewhere, the whole cube.
    """
    cube = box_around(point_m, half_size_m)
    parts = [part for box in boxes if (part := intersection(box, cube)) is not None]
    if not parts:
        return cube
    least = box_around(point_m, min(_LEAST_M, half_size_m))
    whole = intersection(expanded(reduce(union, parts), _AIR_M), cube)
    return union(least, whole) if whole else cube


def distance_along(plane: ClippingPlane, position_m: Vector, direction: Vector) -> float | None:
    """How far from a point the plane is met in a direction, in metres (negative: behind); None where it never is."""
    slope = dot(direction, plane.direction)
    if abs(slope) < _PARALLEL:
        return None
    return dot(added(plane.location_m, position_m, -1.0), plane.direction) / slope


def is_cut_away(plane: ClippingPlane, point_m: Vector) -> bool:
    """True when the point lies on the side the plane cuts away."""
    return dot(added(point_m, plane.location_m, -1.0), plane.direction) > 0
