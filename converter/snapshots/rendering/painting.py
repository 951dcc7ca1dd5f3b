"""From surfaces to colours: what lies on top, what shows through, what is only hinted at.

The smaller element shines strongly through the larger one, for it is what one looks for; the larger one only faintly
through the smaller, lest it stain it. Context before an element is a veil; context behind is plain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from converter.snapshots.rendering.rasterising import TRIANGLE_MASK, DepthRange, Integers
from converter.snapshots.rendering.scene import FIRST, SECOND
from converter.snapshots.rendering.shading import GROUND
from converter.snapshots.rendering.visibility import Mask, visibility

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Weights:
    """Of 256: how much of a surface that is not on top is laid over what is, and how much of its lines."""

    surface: int
    line: int


_THROUGH_LARGER: Final = _Weights(surface=205, line=235)
_THROUGH_SMALLER: Final = _Weights(surface=30, line=110)
_VEIL: Final = _Weights(surface=64, line=120)

# What a line leaves of a colour, of 256.
_DARK: Final = 100
_PALE: Final = 170


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One layer in a band of rows: its buffer, where its lines are, and the colours of its triangles."""

    samples: Integers
    lines: Mask
    colours: Bytes

    @property
    def covered(self) -> Mask:
        """Flat mask of the samples where there is something."""
        result: Mask = self.samples.reshape(-1) != 0
        return result

    def painted(self, chosen: Integers, line: int) -> NDArray[np.uint16]:
        """Colours (n, 3) of samples by place; of those on a line ``line`` / 256."""
        colours: NDArray[np.uint16] = self.colours[self.samples.reshape(-1)[chosen] & TRIANGLE_MASK].astype(np.uint16)
        lines = self.lines.reshape(-1)[chosen]
        colours[lines] = (colours[lines] * line) >> 8
        return colours


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """Rows of a picture: ``rgb`` (rows, width, 3), ``ids`` and ``shown`` (rows, width); see ``RenderedPicture``."""

    rgb: Bytes
    ids: Bytes
    shown: Bytes


def painted(first: Layer, second: Layer, context: Layer, depths: DepthRange, *, first_is_smaller: bool) -> Band:
    """The three layers of a band as one."""
    shape = first.samples.shape
    order = visibility(first.samples, second.samples, context.samples, depths, first_is_smaller=first_is_smaller)
    covered_first, covered_second = first.covered, second.covered
    covered = covered_first | covered_second
    rgb = np.empty((covered.size, 3), dtype=np.uint8)
    rgb[:] = GROUND
    behind = np.flatnonzero(order.before & ~covered)
    rgb[behind] = context.painted(behind, _PALE)
    through_first, through_second = (
        (_THROUGH_SMALLER, _THROUGH_LARGER) if first_is_smaller else (_THROUGH_LARGER, _THROUGH_SMALLER)
    )
    for top, mask in ((first, order.first), (second, order.second)):
        chosen = np.flatnonzero(mask)
        rgb[chosen] = top.painted(chosen, _DARK)
    _blend(rgb, np.flatnonzero(order.first & covered_second), second, through_first, _DARK)
    _blend(rgb, np.flatnonzero(order.second & covered_first), first, through_second, _DARK)
    _blend(rgb, np.flatnonzero(order.before & covered), context, _VEIL, _PALE)
    shown = covered_first * np.uint8(FIRST) | covered_second * np.uint8(SECOND)
    return Band(rgb.reshape(*shape, 3), order.ids.reshape(shape), shown.reshape(shape))


def _blend(rgb: Bytes, chosen: Integers, layer: Layer, weights: _Weights, line: int) -> None:
    """Lay a layer over what is painted."""
    lines = layer.lines.reshape(-1)[chosen]
    weight = np.where(lines, np.uint16(weights.line), np.uint16(weights.surface))[:, None]
    rgb[chosen] = (rgb[chosen] * (256 - weight) + layer.painted(chosen, line) * weight) >> 8
