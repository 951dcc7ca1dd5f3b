"""The colour of each triangle: its layer's, lighter or darker by the side it turns to the eye."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from converter.snapshots.rendering.projection import Projected, Projection
from converter.snapshots.rendering.triangles import Triangles

Floats = NDArray[np.float64]
Colour = tuple[int, int, int]

VERMILLION: Final[Colour] = (213, 94, 0)
SKY_BLUE: Final[Colour] = (86, 180, 233)
"""Two of the colours that people with any colour vision tell apart (Okabe and Ito, "Color Universal Design", 2008)."""
GREY: Final[Colour] = (222, 222, 219)
GROUND: Final[Colour] = (250, 250, 250)

_LIGHT: Final = (-0.38, 0.57, -0.73)
"""Where the light comes from: over the left shoulder of who looks (right, up, ahead; length one)."""
_AMBIENT: Final = 0.76
_DIRECT: Final = 0.34
"""The sum is above one: what faces the light is a little lighter than the layer's own colour."""


@dataclass(frozen=True, slots=True, eq=False)
class Shaded:
    """What is known of the triangles of a layer on a picture, by number counted from one; row 0 stands for nothing.

    ``colours`` is (n + 1, 3) uint8; ``normals`` (n + 1, 3) float64 along right, up and ahead, turned to the eye.
    """

    colours: NDArray[np.uint8]
    normals: Floats


def shaded(triangles: Triangles, projected: Projected, projection: Projection, colour: Colour) -> Shaded:
    """Colours and normals of the triangles of a layer that may be in the picture."""
    normals = _facing(triangles, projected, projection)
    light = normals[:, 0] * _LIGHT[0] + normals[:, 1] * _LIGHT[1] + normals[:, 2] * _LIGHT[2]
    brightness = _AMBIENT + _DIRECT * np.maximum(light, 0.0)
    colours = np.rint(brightness[:, None] * np.array(colour, dtype=np.float64))
    table = np.zeros((len(projected) + 1, 3), dtype=np.uint8)
    table[1:] = np.minimum(colours, 255.0)
    return Shaded(table, np.concatenate((np.zeros((1, 3)), normals)))


def _facing(triangles: Triangles, projected: Projected, projection: Projection) -> Floats:
    """Normals along the axes of the picture, turned so that they point to the eye: a mesh may be inside out."""
    source = projected.source
    x, y, z = triangles.normals[:, source]
    turned = np.stack(
        [x * a + y * b + z * c for a, b, c in (projection.right, projection.up, projection.ahead)], axis=1
    )
    if projection.is_perspective:
        eye = projection.eye
        corner = triangles.x[0, source] - eye[0], triangles.y[0, source] - eye[1], triangles.z[0, source] - eye[2]
        away = x * corner[0] + y * corner[1] + z * corner[2]
    else:
        away = turned[:, 2]
    result: Floats = np.where(away[:, None] > 0.0, -turned, turned)
    return result
