"""Triangles of an element."""

from __future__ import annotations

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
