"""Lines of a drawing: where a surface ends, bends, or lies before another."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from converter.snapshots.rendering.projection import Projection
from converter.snapshots.rendering.rasterising import TRIANGLE_MASK, DepthRange, Integers

Floats = NDArray[np.float64]

_BEND: Final = 0.8
"""Cosine of the angle, 37°, from which a bend is an edge: the facets of a pipe in twelve parts are 30° apart."""
_JUMP_SAMPLES: Final = 2.5
_JUMP_M: Final = 0.001
"""How far a sample lies from the plane of its neighbour before it counts as another surface: widths of a sample, and
metres."""


def outlines(
    samples: Integers, normals: Floats, projection: Projection, depths: DepthRange, top: int
) -> NDArray[np.bool_]:
    """Where lines are, (rows, width); ``top`` is the picture's row the buffer begins with."""
    triangle = samples & TRIANGLE_MASK
    marked = np.zeros(samples.shape, dtype=np.bool_)
    flat = marked.reshape(-1)
    width = samples.shape[1]
    across = np.flatnonzero((triangle[:, 1:] != triangle[:, :-1]).ravel())
    across += across // (width - 1) if width > 1 else 0
    down = np.flatnonzero((triangle[1:] != triangle[:-1]).ravel())
    for here, step in ((across, 1), (down, width)):
        _mark(flat, here, here + step, samples.reshape(-1), normals, projection, depths, top)
    return marked


def _mark(
    marked: NDArray[np.bool_],
    here: Integers,
    there: Integers,
    samples: Integers,
    normals: Floats,
    projection: Projection,
    depths: DepthRange,
    top: int,
) -> None:
    one, other = samples[here], samples[there]
    ends = (one == 0) | (other == 0)
    marked[here[ends & (one != 0)]] = True
    marked[there[ends & (other != 0)]] = True
    both = np.flatnonzero(~ends)
    here, there, one, other = here[both], there[both], one[both], other[both]
    normal, second = normals[one & TRIANGLE_MASK], normals[other & TRIANGLE_MASK]
    bends = _product(normal, second) < _BEND
    marked[here[bends]] = True
    marked[there[bends]] = True
    place, footprint = _places(here, depths.depths(one), projection, top)
    second_place, _ = _places(there, depths.depths(other), projection, top)
    apart = np.abs(_product(normal, second_place - place))
    jumps = ~bends & (apart > _JUMP_SAMPLES * footprint + _JUMP_M)
    nearer = one > other
    marked[here[jumps & nearer]] = True
    marked[there[jumps & ~nearer]] = True


def _product(one: Floats, other: Floats) -> Floats:
    result: Floats = one[:, 0] * other[:, 0] + one[:, 1] * other[:, 1] + one[:, 2] * other[:, 2]
    return result


def _places(sample: Integers, depth: Floats, projection: Projection, top: int) -> tuple[Floats, Floats]:
    """Points along right, up and ahead, metres; and how wide a sample is there."""
    row, column = np.divmod(sample, projection.width)
    away = 1.0 / depth if projection.is_perspective else -depth
    footprint = away / projection.scale if projection.is_perspective else np.full(len(away), 1.0 / projection.scale)
    right = (column + 0.5 - 0.5 * projection.width) * footprint
    up = (0.5 * projection.height - (row + top + 0.5)) * footprint
    return np.stack((right, up, away), axis=1), footprint
