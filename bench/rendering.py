"""Pictures of clashes: a made-up crowd of pipes, and what other ways of drawing it cost."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from converter.geometry.mesh import Mesh
from converter.model.vectors import Box, Vector
from converter.model.viewpoint import Camera
from converter.snapshots.rendering.depth_buffer import DepthBufferRenderer
from converter.snapshots.rendering.projection import projection_of
from converter.snapshots.rendering.rasterising import depth_range, rasterised
from converter.snapshots.rendering.scene import RenderedPicture, Scene, Size
from converter.snapshots.rendering.triangles import localised
from converter.snapshots.rendering.view_choice import choose_view

_SIDES = 24
_PER_PIPE = 2 * _SIDES


def crowd(triangles: int, seed: int = 1) -> Scene:
    """A pipe through a beam, and around them pipes of so many triangles in all, in a section box of 4 m."""
    rng = np.random.default_rng(seed)
    context = []
    for _ in range(-(-triangles // _PER_PIPE)):
        middle = rng.uniform(-2.0, 2.0, 3)
        middle[2] = -0.4 - abs(middle[2])  # under the clash: it can be seen
        context.append(_pipe(middle, rng.uniform(0.3, 3.0), rng.uniform(0.02, 0.1), int(rng.integers(0, 3))))
    clash: Vector = (0.0, 0.0, 0.0)
    first = _pipe(np.array(clash), 3.0, 0.12, 0)
    second = _pipe(np.array(clash), 3.0, 0.25, 1)
    limits = Box((-2.0, -2.0, -2.0), (2.0, 2.0, 2.0))
    return Scene((first,), (second,), tuple(context), limits, clash)


def _pipe(middle: NDArray[np.float64], length: float, radius: float, axis: int) -> Mesh:
    angle = np.linspace(0.0, 2 * np.pi, _SIDES, endpoint=False)
    ring = np.stack((np.zeros(_SIDES), radius * np.cos(angle), radius * np.sin(angle)), axis=1)
    end = np.array((length / 2, 0.0, 0.0))
    vertices = np.concatenate((ring - end, ring + end))
    one = np.arange(_SIDES)
    other = (one + 1) % _SIDES
    faces = np.concatenate(
        (
            np.stack((one, _SIDES + one, _SIDES + other), axis=1),
            np.stack((one, _SIDES + other, other), axis=1),
        )
    )
    return Mesh(np.roll(vertices, axis, axis=1) + middle, faces.astype(np.int32))


PICTURE = """
import sys
from bench.rendering import crowd
from converter.snapshots.rendering.depth_buffer import DepthBufferRenderer
from converter.snapshots.rendering.scene import Size
from converter.snapshots.rendering.view_choice import choose_view
scene = crowd(int(sys.argv[1]))
DepthBufferRenderer().render(scene, choose_view(scene), Size())
"""


def picture(scene: Scene) -> RenderedPicture:
    """What a conversion does for a clash: choose a view and draw it."""
    return DepthBufferRenderer().render(scene, choose_view(scene), Size())


def depth_pass(scene: Scene, camera: Camera, width: int, height: int) -> NDArray[np.int64]:
    """Ours, without colours: which triangle of the context is nearest, as the peer counts them."""
    local = localised(scene)
    projection = projection_of(camera, local.origin_m, width, height)
    projected = projection.project(local.layers[2])
    depths = depth_range([projected], is_perspective=True)
    return rasterised(projected, depths, width, 0, height)


def loop_over_triangles(scene: Scene, camera: Camera, width: int, height: int) -> NDArray[np.int64]:
    """The peer: the depth buffer of the textbook, a triangle at a time, with NumPy over its bounding rectangle."""
    local = localised(scene)
    projected = projection_of(camera, local.origin_m, width, height).project(local.layers[2])
    depth = np.zeros((height, width))
    nearest = np.zeros((height, width), dtype=np.int64)
    for number in range(len(projected)):
        x, y, near = projected.x[:, number], projected.y[:, number], projected.depth[:, number]
        left, right = max(int(x.min()), 0), min(int(x.max()) + 1, width)
        top, bottom = max(int(y.min()), 0), min(int(y.max()) + 1, height)
        area = (x[1] - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (y[1] - y[0])
        if area == 0.0 or left >= right or top >= bottom:
            continue
        column, row = np.arange(left, right)[None, :] + 0.5, np.arange(top, bottom)[:, None] + 0.5
        v = ((column - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (row - y[0])) / area
        w = ((x[1] - x[0]) * (row - y[0]) - (column - x[0]) * (y[1] - y[0])) / area
        here = near[0] + v * (near[1] - near[0]) + w * (near[2] - near[0])
        window = depth[top:bottom, left:right]
        won = (v >= 0) & (w >= 0) & (v + w <= 1) & (here > window)
        window[won] = here[won]
        nearest[top:bottom, left:right][won] = number + 1
    return nearest
