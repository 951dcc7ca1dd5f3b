"""What lies on top at each sample of three depth buffers."""

from __future__ import annotations

from dataclasses import dataclass
from math import dist
from typing import Final

import numpy as np
from numpy.typing import NDArray

from converter.snapshots.rendering.rasterising import DepthRange, Integers
from converter.snapshots.rendering.scene import CONTEXT, FIRST, NOTHING, SECOND
from converter.snapshots.rendering.triangles import LocalScene

Mask = NDArray[np.bool_]

_SAME_PLACE_M: Final = 0.0005
"""Surfaces as near to each other as this lie in one plane: elements win over context, the smaller over the larger."""


@dataclass(frozen=True, slots=True, eq=False)
class Visibility:
    """Flat masks of samples: where the ``first`` or the ``second`` is the nearer of the two elements, and where the
    context is ``before`` both, or alone."""

    first: Mask
    second: Mask
    before: Mask

    @property
    def ids(self) -> NDArray[np.uint8]:
        """What lies on top: NOTHING, FIRST, SECOND or CONTEXT."""
        ids = np.full(self.first.shape, NOTHING, dtype=np.uint8)
        ids[self.first], ids[self.second], ids[self.before] = FIRST, SECOND, CONTEXT
        return ids


def visibility(
    first: Integers, second: Integers, context: Integers, depths: DepthRange, *, first_is_smaller: bool
) -> Visibility:
    """Compare the buffers of one picture, of any shape."""
    one, other, around = first.reshape(-1), second.reshape(-1), context.reshape(-1)
    if first_is_smaller:
        first_wins = (one != 0) & _nearer_or_same(one, other, depths)
        second_wins = (other != 0) & ~first_wins
    else:
        second_wins = (other != 0) & _nearer_or_same(other, one, depths)
        first_wins = (one != 0) & ~second_wins
    element = np.maximum(one, other)
    before = (around != 0) & ((element == 0) | ~_nearer_or_same(element, around, depths))
    return Visibility(first_wins, second_wins, before)


def _nearer_or_same(one: Integers, other: Integers, depths: DepthRange) -> Mask:
    result: Mask = one >= other - depths.allowance(other, _SAME_PLACE_M)
    return result


def first_is_smaller(local: LocalScene) -> bool:
    """Which of the two is drawn over the other where both lie in one plane."""
    first, second = local.layers[0].box, local.layers[1].box
    if first is None or second is None:
        return second is None
    return dist(first.min_m, first.max_m) <= dist(second.min_m, second.max_m)
