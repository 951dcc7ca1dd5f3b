"""The depth buffer against a ray caster that knows nothing of it."""

from __future__ import annotations

from math import pi, tan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from converter.geometry.camera import orthogonal
from converter.geometry.mesh import Mesh
from converter.model.viewpoint import Camera, PerspectiveCamera
from converter.snapshots.rendering.projection import Projected, projection_of
from converter.snapshots.rendering.rasterising import TRIANGLE_MASK, depth_range, rasterised
from converter.snapshots.rendering.scene import Scene
from converter.snapshots.rendering.triangles import Triangles, localised
from tests.snapshots.rendering.shapes import looking

Floats = NDArray[np.float64]
WIDTH, HEIGHT = 24, 18
CORNERS = arrays(np.float64, st.tuples(st.integers(1, 5), st.just(3), st.just(3)), elements=st.floats(-2, 2, width=32))


def layer_of(corners: Floats) -> Triangles:
    mesh = Mesh(corners.reshape(-1, 3), np.arange(3 * len(corners), dtype=np.int32).reshape(-1, 3))
    return localised(Scene(first=(mesh,), mark_m=(0.0, 0.0, 0.0))).layers[0]


def drawn(layer: Triangles, camera: Camera, width: int = WIDTH, height: int = HEIGHT) -> NDArray[np.int64]:
    """Number of the triangle at each pixel, -1 for none."""
    projection = projection_of(camera, (0.0, 0.0, 0.0), width, height)
    projected = projection.project(layer)
    depths = depth_range([projected], is_perspective=projection.is_perspective)
    number = rasterised(projected, depths, width, 0, height) & TRIANGLE_MASK
    return np.where(number > 0, np.append(projected.source, -1)[number - 1], -1)


def rays(camera: Camera) -> tuple[Floats, Floats]:
    """Start and direction of the ray through the middle of each pixel."""
    ahead, up = np.array(camera.direction), np.array(camera.up)
    right = np.cross(ahead, up)
    perspective = isinstance(camera, PerspectiveCamera)
    half = tan(camera.field_of_view_rad / 2) if isinstance(camera, PerspectiveCamera) else camera.view_height_m / 2
    x = (np.arange(WIDTH) + 0.5 - WIDTH / 2) / (HEIGHT / 2) * half
    y = (HEIGHT / 2 - np.arange(HEIGHT) - 0.5) / (HEIGHT / 2) * half
    offset = x[None, :, None] * right + y[:, None, None] * up
    start = np.broadcast_to(np.array(camera.position_m), offset.shape)
    if perspective:
        return start, offset + ahead
    return start + offset, np.broadcast_to(ahead, offset.shape)


def hits(triangle: Floats, start: Floats, direction: Floats) -> tuple[Floats, Floats]:
    """Möller and Trumbore: the distance along each ray, and how far inside the hit is (the least weight of a corner)."""
    one, other = triangle[1] - triangle[0], triangle[2] - triangle[0]
    cross = np.cross(direction, other)
    with np.errstate(all="ignore"):
        scale = 1 / (cross @ one)
        offset = start - triangle[0]
        u = (offset * cross).sum(-1) * scale
        turned = np.cross(offset, one)
        v = (direction * turned).sum(-1) * scale
        along = (turned @ other) * scale
    inner = np.minimum(np.minimum(u, v), 1 - u - v)
    return np.where(np.isfinite(along), along, np.inf), np.where(np.isfinite(inner), inner, -np.inf)


def compare(corners: Floats, camera: Camera) -> None:
    """Equal wherever the ray caster is sure: not at a border, not where two are equally near, not on the near plane."""
    layer = layer_of(corners)
    start, direction = rays(camera)
    nearest = np.full((HEIGHT, WIDTH), np.inf)
    expected = np.full((HEIGHT, WIDTH), -1)
    unsure = np.zeros((HEIGHT, WIDTH), dtype=bool)
    for number in range(len(layer)):
        triangle = np.stack((layer.x[:, number], layer.y[:, number], layer.z[:, number]), axis=1)
        along, inner = hits(triangle, start, direction)
        unsure |= (np.abs(inner) < 1e-4) | (np.abs(along - 0.01) < 1e-3) | (np.abs(along - nearest) < 1e-4)
        found = (inner >= 0) & (along > 0.01) & (along < nearest)
        expected[found], nearest[found] = number, along[found]
    sure = ~unsure
    assert (drawn(layer, camera)[sure] == expected[sure]).all()


@given(CORNERS, st.tuples(*[st.floats(-4, 4)] * 3).filter(lambda eye: sum(abs(x) for x in eye) > 0.5))
def test_the_nearest_triangle_is_drawn(corners: Floats, eye: tuple[float, float, float]) -> None:
    """The eye may stand among the triangles: those that reach behind it are cut."""
    compare(corners, looking(eye))


@given(CORNERS)
def test_the_nearest_triangle_is_drawn_in_parallel_views(corners: Floats) -> None:
    compare(corners, orthogonal((3.0, -4.0, 2.0), (-3.0, 4.0, -2.0), (0.0, 0.0, 1.0), 4.0))


@given(arrays(np.float64, (7, 2), elements=st.floats(-1.5, 1.5, width=16)))
def test_triangles_side_by_side_cover_every_sample_once(points: Floats) -> None:
    """A square cut into triangles around a point: no sample of it is left out, none is covered twice."""
    square = np.array([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)])
    for inner in points[np.abs(points).max(axis=1) < 1]:
        fans = [np.array([inner, a, b]) for a, b in zip(square, np.roll(square, -1, axis=0), strict=True)]
        flat = np.stack([np.insert(fan, 1, 0.0, axis=1) for fan in fans])
        camera = orthogonal((0.0, -5.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), 2.0)
        each = [drawn(layer_of(part[None]), camera, 16, 16) >= 0 for part in flat]
        assert (np.sum(each, axis=0) == 1).all()


def test_bands_make_the_same_picture() -> None:
    rng = np.random.default_rng(7)
    layer = layer_of(rng.uniform(-1, 1, (200, 3, 3)))
    projection = projection_of(looking((3.0, -3.0, 2.0)), (0.0, 0.0, 0.0), 64, 48)
    projected = projection.project(layer)
    depths = depth_range([projected], is_perspective=True)
    whole = rasterised(projected, depths, 64, 0, 48)
    parts = [rasterised(projected, depths, 64, top, min(top + 7, 48)) for top in range(0, 48, 7)]
    assert (np.concatenate(parts) == whole).all() and (whole > 0).any()


@pytest.mark.parametrize("thickness", [1e-3, 1e-6, 1e-9, 1e-12])
def test_slivers_are_drawn_at_their_depth(thickness: float) -> None:
    """A needle before a wall, as steep as can be: its depth stays between those of its corners."""
    needle = np.array([[[-1.0, -0.5, 0.01], [1.0, 0.5, 0.01], [1.0, 0.5, 0.01 + thickness]]])
    camera = looking((0.0, -5.0, 0.0), field_of_view_rad=pi / 8)
    projection = projection_of(camera, (0.0, 0.0, 0.0), 400, 400)
    projected: Projected = projection.project(layer_of(needle))
    depths = depth_range([projected], is_perspective=True)
    samples = rasterised(projected, depths, 400, 0, 400)
    found = depths.depths(samples[samples > 0])
    assert ((found > 1 / 5.6) & (found < 1 / 4.4)).all()
