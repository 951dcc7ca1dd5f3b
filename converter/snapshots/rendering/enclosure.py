"""Whether a point lies inside of a closed mesh."""

from __future__ import annotations

from typing import Final

import numpy as np

from converter.geometry.mesh import Mesh
from converter.model.vectors import Vector

_ODD: Final = (0.613, 0.237, 0.753)
"""The direction the ray takes: along no axis and no diagonal, for faces and edges of buildings lie in those."""
_AT_ONCE: Final = 1 << 14


def encloses(mesh: Mesh, point_m: Vector) -> bool:
    """True when a ray from the point leaves the mesh an odd number of times.

    That is so inside of a closed mesh, whichever way its faces are turned; of an open one it says little.
    """
    crossings = 0
    for start in range(0, len(mesh.faces), _AT_ONCE):
        corners = mesh.vertices_m[mesh.faces[start : start + _AT_ONCE]] - np.array(point_m)
        first, one, other = corners[:, 0], corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
        across = np.cross(_ODD, other)
        turned = np.cross(-first, one)
        scale = (across * one).sum(axis=1)
        with np.errstate(all="ignore"):  # a face the ray lies in has a scale of 0, and is not crossed
            u = -(across * first).sum(axis=1) / scale
            v = (turned * np.array(_ODD)).sum(axis=1) / scale
            along = (turned * other).sum(axis=1) / scale
            crossings += int(np.count_nonzero((u >= 0) & (v >= 0) & (u + v <= 1) & (along > 0)))
    return crossings % 2 == 1
