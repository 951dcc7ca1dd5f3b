"""From metres to pixels: what a camera makes of triangles.

``depth`` is 1 / distance for a perspective camera, and falls evenly with the distance for a parallel one: either way it
is linear across a triangle on the picture, and larger is nearer.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import tan

import numpy as np
from numpy.typing import NDArray

from converter.geometry.clipping import clip_to_half_space
from converter.geometry.vectors import cross, difference
from converter.model.vectors import Vector
from converter.model.viewpoint import Camera, PerspectiveCamera
from converter.snapshots.rendering.triangles import Triangles

Floats = NDArray[np.float64]

NEAR_M = 0.01
"""What lies nearer to the eye than this is cut off."""


@dataclass(frozen=True, slots=True, eq=False)
class Projected:
    """Triangles on a picture.

    ``x``, ``y`` and ``depth`` are (3, n) float64, a corner a row; y grows downwards, and pixel (0, 0) has its middle
    at (0.5, 0.5). ``low`` and ``high`` are (2, n), the least and the most of x and y; ``source`` is (n,), the number
    of the triangle each is of.
    """

    x: Floats
    y: Floats
    depth: Floats
    low: Floats
    high: Floats
    source: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.source)


@dataclass(frozen=True, slots=True)
class Projection:
    """A camera in a local frame with a picture of ``width`` × ``height`` samples in front of it.

    ``scale`` is samples a unit at distance one (perspective) or a metre (parallel).
    """

    eye: Vector
    right: Vector
    up: Vector
    ahead: Vector
    scale: float
    width: int
    height: int
    is_perspective: bool

    def project(self, triangles: Triangles) -> Projected:
        """What of the triangles may be in the picture."""
        across, above, away = (self._along(triangles, axis) for axis in (self.right, self.up, self.ahead))
        number = np.flatnonzero(_most(away) > NEAR_M)
        across, above, away = across[:, number], above[:, number], away[:, number]
        if (away < NEAR_M).any():
            corners = np.stack((across.T, above.T, away.T), axis=2)
            cut, source = clip_to_half_space(corners, away.T - NEAR_M)
            across, above, away = cut[:, :, 0].T, cut[:, :, 1].T, np.maximum(cut[:, :, 2].T, NEAR_M)
            number = number[source]
        depth = 1.0 / away if self.is_perspective else -away
        scale = self.scale * depth if self.is_perspective else self.scale
        x, y = 0.5 * self.width + across * scale, 0.5 * self.height - above * scale
        low, high = np.stack((_least(x), _least(y))), np.stack((_most(x), _most(y)))
        seen = (high[0] > 0) & (low[0] < self.width) & (high[1] > 0) & (low[1] < self.height)
        inside = np.flatnonzero(seen)
        return Projected(x[:, inside], y[:, inside], depth[:, inside], low[:, inside], high[:, inside], number[inside])

    def place(self, point: Vector) -> tuple[float, float] | None:
        """Where a point of the local frame is on the picture; None for one behind the eye."""
        offset = np.array([[difference(point, self.eye)]])
        across, above, away = (
            float(offset[0, 0, 0] * axis[0] + offset[0, 0, 1] * axis[1] + offset[0, 0, 2] * axis[2])
            for axis in (self.right, self.up, self.ahead)
        )
        if away < NEAR_M:
            return None
        factor = self.scale / away if self.is_perspective else self.scale
        return 0.5 * self.width + factor * across, 0.5 * self.height - factor * above

    def _along(self, triangles: Triangles, axis: Vector) -> Floats:
        """Coordinates (3, n) along an axis from the eye. Spelled out: a matrix product may differ between machines."""
        shift = self.eye[0] * axis[0] + self.eye[1] * axis[1] + self.eye[2] * axis[2]
        result = triangles.x * axis[0]
        result += triangles.y * axis[1]
        result += triangles.z * axis[2]
        result -= shift
        return result


def _least(values: Floats) -> Floats:
    """The least of three rows: much faster than a reduction along so short an axis."""
    result: Floats = np.minimum(np.minimum(values[0], values[1]), values[2])
    return result


def _most(values: Floats) -> Floats:
    result: Floats = np.maximum(np.maximum(values[0], values[1]), values[2])
    return result


def projection_of(camera: Camera, origin_m: Vector, width: int, height: int) -> Projection:
    """The projection of a camera in a frame whose zero is ``origin_m``. The vertical extent counts, not its aspect."""
    perspective = isinstance(camera, PerspectiveCamera)
    extent = 2 * tan(camera.field_of_view_rad / 2) if isinstance(camera, PerspectiveCamera) else camera.view_height_m
    return Projection(
        eye=difference(camera.position_m, origin_m),
        right=cross(camera.direction, camera.up),
        up=camera.up,
        ahead=camera.direction,
        scale=height / extent,
        width=width,
        height=height,
        is_perspective=perspective,
    )
