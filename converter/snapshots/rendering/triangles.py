"""A scene as triangles near the origin: cut to the section box once, for every view that is made of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from converter.geometry.boxes import centre
from converter.geometry.clipping import clip_to_box
from converter.geometry.mesh import Mesh
from converter.geometry.vectors import difference
from converter.model.vectors import Box, Vector
from converter.snapshots.rendering.scene import Scene

Floats = NDArray[np.float64]

_AT_ONCE = 1 << 15
"""So many triangles are cut in one go: bounds the memory of what is thrown away again."""


@dataclass(frozen=True, slots=True, eq=False)
class Triangles:
    """Triangles by coordinate: ``x``, ``y`` and ``z`` are (3, n) float64, a corner a row, metres from the origin.

    ``normals`` is (3, n), the coordinates of unit vectors.
    """

    x: Floats
    y: Floats
    z: Floats
    normals: Floats

    def __len__(self) -> int:
        return len(self.x[0])

    @property
    def box(self) -> Box | None:
        """The box around them, None without any."""
        if not len(self):
            return None
        low, high = ([float(pick(axis)) for axis in (self.x, self.y, self.z)] for pick in (np.min, np.max))
        return Box((low[0], low[1], low[2]), (high[0], high[1], high[2]))


def triangles_of(corners: Floats, normals: Floats) -> Triangles:
    """Triangles of points (n, 3, 3) and unit normals (n, 3)."""
    x, y, z = (np.ascontiguousarray(corners[:, :, axis].T) for axis in range(3))
    return Triangles(x, y, z, np.ascontiguousarray(normals.T))


@dataclass(frozen=True, slots=True)
class LocalScene:
    """The layers of a scene (first, second, context) moved so that ``origin_m`` is zero.

    World coordinates of real models reach 1,000 km; what is drawn of them is metres wide.
    """

    layers: tuple[Triangles, Triangles, Triangles]
    origin_m: Vector


def localised(scene: Scene) -> LocalScene:
    """Cut a scene to its section box and move it to the origin. What has no area or no finite corners is left out."""
    origin = _origin(scene)
    box = None
    if scene.box is not None:
        box = Box(difference(scene.box.min_m, origin), difference(scene.box.max_m, origin))
    first, second, context = (_layer(meshes, origin, box) for meshes in scene.layers)
    return LocalScene((first, second, context), origin)


def _origin(scene: Scene) -> Vector:
    if scene.mark_m is not None:
        return scene.mark_m
    if scene.box is not None:
        return centre(scene.box)
    boxes = [box for meshes in scene.layers for mesh in meshes if (box := mesh.box) is not None]
    return centre(boxes[0]) if boxes else (0.0, 0.0, 0.0)


def _layer(meshes: tuple[Mesh, ...], origin: Vector, box: Box | None) -> Triangles:
    parts = [
        _prepared(mesh.vertices_m[mesh.faces[start : start + _AT_ONCE]] - np.array(origin), box)
        for mesh in meshes
        if _may_show(mesh, origin, box)
        for start in range(0, len(mesh.faces), _AT_ONCE)
    ]
    if not parts:
        return triangles_of(np.empty((0, 3, 3)), np.empty((0, 3)))
    return triangles_of(np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts]))


def _may_show(mesh: Mesh, origin: Vector, box: Box | None) -> bool:
    """False for a mesh that lies outside the box as a whole. A box of NaN corners is no reason to leave it out."""
    around = mesh.box
    if around is None or not len(mesh.faces):
        return False
    if box is None:
        return True
    low, high = difference(around.min_m, origin), difference(around.max_m, origin)
    sides = zip(low, high, box.min_m, box.max_m, strict=True)
    return not any(most < least_shown or least > most_shown for least, most, least_shown, most_shown in sides)


def _prepared(corners: Floats, box: Box | None) -> tuple[Floats, Floats]:
    """Corners and normals of those with an area, cut to the box."""
    with np.errstate(invalid="ignore", over="ignore"):  # corners that are not finite are found by their normal
        normals = _normals(corners)
    sound = np.flatnonzero(np.isfinite(normals).all(axis=1))
    corners, normals = corners[sound], normals[sound]
    if box is None:
        return corners, normals
    clipped, source = clip_to_box(corners, box)
    return clipped, normals[source]


def _normals(corners: Floats) -> Floats:
    """Unit normals; NaN for no area. Spelled out: a matrix product may differ from machine to machine."""
    ax, ay, az = (corners[:, 1, axis] - corners[:, 0, axis] for axis in range(3))
    bx, by, bz = (corners[:, 2, axis] - corners[:, 0, axis] for axis in range(3))
    x, y, z = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
    size = np.sqrt(x * x + y * y + z * z)
    size[~(size > 0.0)] = np.nan
    return np.stack((x / size, y / size, z / size), axis=1)
