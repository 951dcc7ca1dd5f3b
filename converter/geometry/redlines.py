"""3D mark-up lines → Procore's redlines, which live on the screen plane of the issue's own camera.

Procore documentation, BIM Web Viewer, "Redlines": the origin is the centre of the picture, y runs from 0 to
tan(field of view) upwards, x the same times the aspect ratio, z is 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import pi, tan

from converter.geometry.camera import as_perspective
from converter.geometry.vectors import added, cross, difference, dot
from converter.model.vectors import Vector
from converter.model.viewpoint import Camera, Line

_NEAREST_M = 0.01
"""What is nearer to the eye than this is cut off."""

_WIDEST_RAD = pi / 2 - 1e-3
"""tan(field of view) says nothing at and beyond 90°."""

_HEX_COLOR = re.compile("[0-9A-Fa-f]{6}(?:[0-9A-Fa-f]{2})?")


@dataclass(frozen=True, slots=True)
class ScreenLine:
    """A segment on the screen plane; ``color`` is (red, green, blue, alpha), each 0 to 1."""

    start: tuple[float, float]
    end: tuple[float, float]
    color: tuple[float, float, float, float] = (1.0, 0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Redlines:
    """The lines in front of the camera; ``dropped`` counts those that cannot be shown."""

    lines: tuple[ScreenLine, ...]
    dropped: int = 0


def redlines_of(lines: Iterable[Line], camera: Camera) -> Redlines:
    """Project lines with the camera they will be seen with; parts behind the eye are cut off."""
    found = list(lines)
    view = as_perspective(camera)
    if view.field_of_view_rad > _WIDEST_RAD:
        return Redlines((), len(found))
    right = cross(view.direction, view.up)
    scale = tan(view.field_of_view_rad) / tan(view.field_of_view_rad / 2)
    shown = []
    for line in found:
        ends = _in_front(line, view.position_m, view.direction)
        if ends is not None:
            start, end = (_on_screen(end, right, view.up, view.direction, scale) for end in ends)
            shown.append(ScreenLine(start, end, _color(line.color)))
    return Redlines(tuple(shown), len(found) - len(shown))


def _in_front(line: Line, eye: Vector, direction: Vector) -> tuple[Vector, Vector] | None:
    """Both ends relative to the eye, the one behind it moved to where the line passes the nearest plane."""
    start, end = difference(line.start_m, eye), difference(line.end_m, eye)
    near, far = dot(start, direction), dot(end, direction)
    if near < _NEAREST_M and far < _NEAREST_M:
        return None
    if near < _NEAREST_M:
        return _cut(start, end, (_NEAREST_M - near) / (far - near)), end
    if far < _NEAREST_M:
        return start, _cut(end, start, (_NEAREST_M - far) / (near - far))
    return start, end


def _cut(a: Vector, b: Vector, share: float) -> Vector:
    return added(a, difference(b, a), share)


def _on_screen(point: Vector, right: Vector, up: Vector, ahead: Vector, scale: float) -> tuple[float, float]:
    depth = dot(point, ahead)
    return scale * dot(point, right) / depth, scale * dot(point, up) / depth


def _color(argb: str | None) -> tuple[float, float, float, float]:
    """``RRGGBB`` or ``AARRGGBB`` hex → shares; red where the source says nothing usable."""
    text = (argb or "").lstrip("#")
    if not _HEX_COLOR.fullmatch(text):
        return (1.0, 0.0, 0.0, 1.0)
    shares = [int(text[place : place + 2], 16) / 255 for place in range(0, len(text), 2)]
    alpha = shares.pop(0) if len(shares) == 4 else 1.0
    return (shares[0], shares[1], shares[2], alpha)
