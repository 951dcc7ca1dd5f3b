"""Pictures of clashes: both elements in colour, what stands around them grey and cut by the section box."""

from __future__ import annotations

import io
from math import cos, pi, sin, tan

from PIL import Image, ImageDraw

from .clashes import Clash
from .parts import Part, Solid, Vector
from .views import ASPECT, FIELD_OF_VIEW_RAD, SECTION, View, view_of

_WIDTH, _HEIGHT = 320, 240
_OVER = 3
_FIRST, _SECOND, _AROUND = (213, 94, 0), (0, 114, 178), (176, 182, 190)
_SIDES = 20
_LIGHT = (0.35, -0.5, 0.79)
Polygon = list[Vector]


def picture_of(clash: Clash, number: int, parts: list[Part]) -> Image.Image:
    """The picture of a clash from its own camera."""
    view = view_of(clash.point, number)
    canvas = Image.new("RGB", (_WIDTH * _OVER, _HEIGHT * _OVER), (246, 248, 250))
    shown = {part.number for part in (clash.first, clash.second) if part}
    around = [part for part in parts if part.number not in shown]
    _draw(canvas, view, [(face, _AROUND) for part in around for face in _faces(part.solid, clash.point)], 150)
    for part, color in ((clash.first, _FIRST), (clash.second, _SECOND)):
        if part is not None:
            _draw(canvas, view, [(face, color) for face in _faces(part.solid, clash.point)], 215)
    x, y = _on_canvas(clash.point, view)
    pen = ImageDraw.Draw(canvas)
    for radius, color in ((34, "white"), (30, (204, 0, 102))):
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=color, width=9)
    return canvas.resize((_WIDTH, _HEIGHT), Image.Resampling.LANCZOS)


def jpeg(picture: Image.Image) -> bytes:
    """As Navisworks writes pictures."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=44, optimize=True)
    return out.getvalue()


def png(picture: Image.Image) -> bytes:
    """As BCF wants them."""
    out = io.BytesIO()
    picture.quantize(32, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _draw(canvas: Image.Image, view: View, faces: list[tuple[Polygon, tuple[int, int, int]]], alpha: int) -> None:
    """Far faces first; half transparent, so that nothing hides the clash."""
    pen = ImageDraw.Draw(canvas, "RGBA")
    for face, color in sorted(faces, key=lambda each: -max(_depth(corner, view) for corner in each[0])):
        shade = 0.62 + 0.38 * abs(sum(a * b for a, b in zip(_normal(face), _LIGHT, strict=True)))
        fill = tuple(int(value * shade) for value in color)
        corners = [_on_canvas(corner, view) for corner in face]
        pen.polygon(corners, fill=(*fill, alpha), outline=(60, 66, 74, alpha))


def _depth(point: Vector, view: View) -> float:
    return sum((p - e) * d for p, e, d in zip(point, view.eye, view.direction, strict=True))


def _on_canvas(point: Vector, view: View) -> tuple[float, float]:
    depth = _depth(point, view)
    across = sum((p - e) * r for p, e, r in zip(point, view.eye, view.right, strict=True))
    above = sum((p - e) * u for p, e, u in zip(point, view.eye, view.up, strict=True))
    half = tan(FIELD_OF_VIEW_RAD / 2)
    x = (1 + across / (depth * half * ASPECT)) / 2 * _WIDTH * _OVER
    y = (1 - above / (depth * half)) / 2 * _HEIGHT * _OVER
    return x, y


def _faces(solid: Solid, around: Vector) -> list[Polygon]:
    """Faces of what the section box leaves of a solid."""
    low = [max(a, p - SECTION) for a, p in zip(solid.low, around, strict=True)]
    high = [min(b, p + SECTION) for b, p in zip(solid.high, around, strict=True)]
    if any(a >= b for a, b in zip(low, high, strict=True)):
        return []
    return _bar(solid, low, high) if solid.radius else _box(low, high)


def _box(low: list[float], high: list[float]) -> list[Polygon]:
    faces: list[Polygon] = []
    for axis in range(3):
        one, two = (axis + 1) % 3, (axis + 2) % 3
        for end in (low[axis], high[axis]):
            face = []
            for a, b in ((low[one], low[two]), (high[one], low[two]), (high[one], high[two]), (low[one], high[two])):
                corner = [0.0, 0.0, 0.0]
                corner[axis], corner[one], corner[two] = end, a, b
                face.append((corner[0], corner[1], corner[2]))
            faces.append(face)
    return faces


def _bar(solid: Solid, low: list[float], high: list[float]) -> list[Polygon]:
    axis = solid.axis
    one, two = (axis + 1) % 3, (axis + 2) % 3
    rings: list[Polygon] = []
    for end in (low[axis], high[axis]):
        ring = []
        for step in range(_SIDES):
            corner = [0.0, 0.0, 0.0]
            corner[axis] = end
            corner[one] = solid.centre[one] + solid.radius * cos(2 * pi * step / _SIDES)
            corner[two] = solid.centre[two] + solid.radius * sin(2 * pi * step / _SIDES)
            ring.append((corner[0], corner[1], corner[2]))
        rings.append(ring)
    first, second = rings
    sides = [[first[n - 1], first[n], second[n], second[n - 1]] for n in range(_SIDES)]
    return [first, second, *sides]


def _normal(face: Polygon) -> Vector:
    a, b = ([q - p for p, q in zip(face[0], corner, strict=True)] for corner in (face[1], face[2]))
    n = (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])
    size = sum(value * value for value in n) ** 0.5 or 1.0
    return (n[0] / size, n[1] / size, n[2] / size)
