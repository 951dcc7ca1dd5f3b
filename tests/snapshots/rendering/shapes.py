"""Made-up elements: boxes, pipes, walls with a socket."""

from __future__ import annotations

from math import cos, pi, sin

import numpy as np

from converter.geometry.camera import perspective
from converter.geometry.mesh import Mesh
from converter.geometry.vectors import difference
from converter.model.vectors import Box, Vector
from converter.model.viewpoint import PerspectiveCamera
from converter.snapshots.rendering.scene import Scene

_FACES = [
    (0, 2, 1), (0, 3, 2), (4, 5, 6), (4, 6, 7), (0, 1, 5), (0, 5, 4),
    (1, 2, 6), (1, 6, 5), (2, 3, 7), (2, 7, 6), (3, 0, 4), (3, 4, 7),
]  # fmt: skip


def box(low: Vector, high: Vector) -> Mesh:
    """A closed box of twelve triangles, facing outwards."""
    (a, b, c), (d, e, f) = low, high
    vertices = [(a, b, c), (d, b, c), (d, e, c), (a, e, c), (a, b, f), (d, b, f), (d, e, f), (a, e, f)]
    return Mesh(np.array(vertices, dtype=np.float64), np.array(_FACES, dtype=np.int32))


def pipe(start: Vector, length: float, radius: float, sides: int = 12) -> Mesh:
    """A pipe along X, closed at both ends."""
    around = [(0.0, radius * cos(2 * pi * k / sides), radius * sin(2 * pi * k / sides)) for k in range(sides)]
    ring = np.array(around)
    ends = [ring + start, ring + start + (length, 0.0, 0.0), [start], [(start[0] + length, start[1], start[2])]]
    faces = []
    for k in range(sides):
        following = (k + 1) % sides
        faces += [(k, sides + k, sides + following), (k, sides + following, following)]
        faces += [(2 * sides, k, following), (2 * sides + 1, sides + following, sides + k)]
    return Mesh(np.concatenate(ends), np.array(faces, dtype=np.int32))


def triangle(*corners: Vector) -> Mesh:
    return Mesh(np.array(corners, dtype=np.float64), np.array([[0, 1, 2]], dtype=np.int32))


def moved(mesh: Mesh, by: Vector) -> Mesh:
    return Mesh(mesh.vertices_m + np.array(by), mesh.faces)


def looking(eye: Vector, at: Vector = (0.0, 0.0, 0.0), field_of_view_rad: float = pi / 4) -> PerspectiveCamera:
    """A camera at ``eye`` that looks at a point."""
    return perspective(eye, difference(at, eye), (0.0, 0.0, 1.0), field_of_view_rad)


def beam_and_duct() -> Scene:
    """A pipe through a beam, on a slab."""
    return Scene(
        first=(pipe((-1.5, 0.0, 0.1), 3.0, 0.15),),
        second=(box((-0.15, -2.0, -0.3), (0.15, 2.0, 0.3)),),
        context=(box((-3.0, -3.0, -1.2), (3.0, 3.0, -1.0)),),
        box=Box((-2.0, -2.0, -2.0), (2.0, 2.0, 2.0)),
        mark_m=(0.15, 0.0, 0.1),
    )


def socket_in_wall() -> Scene:
    """A socket of 8 × 12 cm that stands 1 cm before a wall of 6 × 3 m, between a floor and a ceiling."""
    return Scene(
        first=(box((-0.04, -0.11, 0.30), (0.04, -0.02, 0.42)),),
        second=(box((-3.0, -0.10, 0.0), (3.0, 0.10, 3.0)),),
        context=(box((-4.0, -4.0, -0.2), (4.0, 4.0, 0.0)), box((-4.0, -4.0, 3.0), (4.0, 4.0, 3.2))),
        box=Box((-2.0, -2.1, -1.65), (2.0, 1.9, 2.35)),
        mark_m=(0.0, -0.10, 0.35),
    )
