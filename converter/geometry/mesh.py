"""Triangles of an element."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from converter.model.vectors import Box


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """A triangulated surface: ``vertices_m`` is (n, 3) float64, metres; ``faces`` is (m, 3) int32, vertex numbers."""

    vertices_m: NDArray[np.float64]
    faces: NDArray[np.int32]

    @property
    def box(self) -> Box | None:
        """The axis-aligned box around every vertex; None for a mesh without vertices."""
        if not len(self.vertices_m):
            return None
        low, high = self.vertices_m.min(axis=0).tolist(), self.vertices_m.max(axis=0).tolist()
        return Box((low[0], low[1], low[2]), (high[0], high[1], high[2]))


def joined(meshes: Sequence[Mesh]) -> Mesh:
    """One mesh of all the triangles, in the order given; the vertices stay as they are, none are merged."""
    if len(meshes) == 1:
        return meshes[0]
    starts = np.cumsum([0, *(len(mesh.vertices_m) for mesh in meshes)])
    vertices = [np.zeros((0, 3), np.float64), *(mesh.vertices_m for mesh in meshes)]
    faces = [mesh.faces + np.int32(start) for mesh, start in zip(meshes, starts.tolist(), strict=False)]
    return Mesh(np.concatenate(vertices), np.concatenate([np.zeros((0, 3), np.int32), *faces]))
