"""Triangles cut by planes and boxes, many at a time.

A triangle that crosses a plane becomes one or two; the order of its corners, and so the side it faces, is kept. The
cut of an edge is always reckoned from its inner end, so that two triangles that share an edge share its cut as well
and no crack opens between them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from converter.model.vectors import Box

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


class ClippedTriangles(NamedTuple):
    """``corners`` is (n, 3, 3) float64, a point a row; ``source`` (n,) int64, the number of the triangle each is of."""

    corners: Floats
    source: Numbers


def clip_to_half_space(corners: Floats, inside: Floats) -> ClippedTriangles:
    """The parts of triangles where a linear function is not negative.

    ``corners`` is (n, 3, k): k linear quantities a corner, coordinates mostly. ``inside`` is (n, 3), the function at
    the corners. What only touches the border with a corner or an edge is left out; what lies in it is kept. Order: as
    given, then the parts of those that were cut.
    """
    within = inside >= 0.0
    count = within.sum(axis=1)
    whole = np.flatnonzero(count == 3)
    parts = [corners[whole]]
    sources = [whole]
    for inner in (1, 2):
        cut = np.flatnonzero((count == inner) & (inside.max(axis=1) > 0.0))
        if not len(cut):
            continue
        # The odd corner first: the only one within, or the only one without.
        odd = np.argmax(within[cut] == (inner == 1), axis=1)
        turned = (odd[:, None] + np.arange(3)) % 3
        points = np.take_along_axis(corners[cut], turned[:, :, None], axis=1)
        values = np.take_along_axis(inside[cut], turned, axis=1)
        a, b, c = points[:, 0], points[:, 1], points[:, 2]
        if inner == 1:
            to_b = _crossing(a, b, values[:, 0], values[:, 1])
            to_c = _crossing(a, c, values[:, 0], values[:, 2])
            parts.append(np.stack((a, to_b, to_c), axis=1))
            sources.append(cut)
        else:
            from_b = _crossing(b, a, values[:, 1], values[:, 0])
            from_c = _crossing(c, a, values[:, 2], values[:, 0])
            parts += [np.stack((from_b, b, c), axis=1), np.stack((from_b, c, from_c), axis=1)]
            sources += [cut, cut]
    return ClippedTriangles(np.concatenate(parts), np.concatenate(sources))


def _crossing(inner: Floats, outer: Floats, inner_value: Floats, outer_value: Floats) -> Floats:
    """Where the edges meet the border; ``inner_value`` ≥ 0 > ``outer_value``, so the divisor is never zero."""
    along = inner_value / (inner_value - outer_value)
    return inner + along[:, None] * (outer - inner)


def clip_to_box(corners: Floats, box: Box) -> ClippedTriangles:
    """The parts of triangles (n, 3, 3) inside a box, borders included."""
    # Most are wholly in or out: only the rest is cut.
    low, high = np.array(box.min_m), np.array(box.max_m)
    one, two, three = corners[:, 0], corners[:, 1], corners[:, 2]
    least, most = np.minimum(np.minimum(one, two), three), np.maximum(np.maximum(one, two), three)
    near = ((most >= low) & (least <= high)).all(axis=1)
    within = ((least >= low) & (most <= high)).all(axis=1)
    whole = np.flatnonzero(within)
    source = np.flatnonzero(near & ~within)
    crossing = corners[source]
    for axis in range(3):
        for sign, at in ((1.0, low[axis]), (-1.0, high[axis])):
            kept, number = clip_to_half_space(crossing, sign * (crossing[:, :, axis] - at))
            # A cut is rounded: put on the plane what would lie a hair outside.
            kept[:, :, axis] = np.maximum(kept[:, :, axis], at) if sign > 0 else np.minimum(kept[:, :, axis], at)
            crossing, source = kept, source[number]
    return ClippedTriangles(np.concatenate((corners[whole], crossing)), np.concatenate((whole, source)))
