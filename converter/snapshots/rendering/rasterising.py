"""The depth buffer: which triangle is nearest at each sample.

A sample is one 64-bit number: the depth in its upper bits, the number of the triangle, counted from one, in its lower
ones. So the nearer of two triangles is the larger of two integers, whatever order they come in, and a sample that
nothing covers is 0.
Depths are interpolated in integers along each row of samples, which makes the result the same on every machine.

A triangle covers a sample when the sample's middle lies in it; left and upper borders belong to it, right and lower
ones do not. The crossing of an edge with a row is reckoned from the edge's upper end, the same for both triangles
beside it: between them no sample is left out and none is covered twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from converter.snapshots.rendering.projection import Projected

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

TRIANGLE_BITS: Final = 26
"""67 million triangles a layer."""
TRIANGLE_MASK: Final = (1 << TRIANGLE_BITS) - 1

_DEPTH_STEPS: Final = float(1 << 61)
_DEPTH_FLOOR: Final = 1 << 56
"""Depths begin here, so that rounding never makes one negative and none is taken for nothing."""
_SLIVER: Final = 1e-6
"""A triangle of less width has no slope across that could be trusted, and no two samples in a row."""

_ROWS_AT_ONCE: Final = 1 << 15
_SAMPLES_AT_ONCE: Final = 1 << 16
"""So much is worked on in one go: it fits the processor's cache, and bounds the memory."""


@dataclass(frozen=True, slots=True)
class DepthRange:
    """The depths a picture has to tell apart: ``least`` is the farthest."""

    least: float
    extent: float
    is_perspective: bool

    def integers(self, depth: Floats) -> Integers:
        """Depths as integers that grow with nearness."""
        steps: Integers = ((depth - self.least) * (_DEPTH_STEPS / self.extent)).astype(np.int64)
        return steps + _DEPTH_FLOOR

    def steps(self, slope: Floats) -> Integers:
        """Differences of depths as integers."""
        result: Integers = (slope * (_DEPTH_STEPS / self.extent)).astype(np.int64)
        return result

    def depths(self, samples: Integers) -> Floats:
        """Depths of samples of a buffer, exact to 2^-35 of the extent."""
        return np.asarray((samples - _DEPTH_FLOOR) * (self.extent / _DEPTH_STEPS) + self.least, dtype=np.float64)

    def allowance(self, samples: Integers, distance_m: float) -> Integers:
        """By how much a sample grows when it moves so far towards the eye."""
        depth = self.depths(samples)
        growth = depth * depth * distance_m if self.is_perspective else np.full(samples.shape, distance_m)
        return self.steps(np.minimum(growth, self.extent))


def depth_range(layers: Sequence[Projected], *, is_perspective: bool) -> DepthRange:
    """The range of all layers of a picture: only then are their buffers comparable."""
    filled = [layer.depth for layer in layers if len(layer)]
    if not filled:
        return DepthRange(0.0, 1.0, is_perspective)
    least = min(float(depth.min()) for depth in filled)
    extent = max(float(depth.max()) for depth in filled) - least
    return DepthRange(least, extent if extent > 0.0 else 1.0, is_perspective)


def rasterised(projected: Projected, depths: DepthRange, width: int, top: int, bottom: int) -> Integers:
    """The buffer (rows, width) int64 of the rows ``top`` … ``bottom`` - 1 of a picture ``width`` samples wide."""
    buffer: Integers = np.zeros((bottom - top) * width, dtype=np.int64)
    heights = _first_middle(projected.high[1], top, bottom) - _first_middle(projected.low[1], top, bottom)
    # Between the middles of two columns there is nothing to cover either.
    widths = _first_middle(projected.high[0], 0, width) - _first_middle(projected.low[0], 0, width)
    number = np.flatnonzero((heights > 0) & (widths > 0))
    for chunk in _chunks(heights[number], _ROWS_AT_ONCE):
        spans = _spans(projected, number[chunk], depths, (width, top, bottom))
        for part in _chunks(spans.length, _SAMPLES_AT_ONCE):
            _fill(buffer, spans.of(part))
    return buffer.reshape(bottom - top, width)


@dataclass(frozen=True, slots=True, eq=False)
class _Spans:
    """Runs of samples: the place of the first in the buffer, how many, its depth, the step, and the triangle."""

    start: Integers
    length: Integers
    depth: Integers
    step: Integers
    triangle: Integers

    def of(self, part: slice) -> _Spans:
        return _Spans(self.start[part], self.length[part], self.depth[part], self.step[part], self.triangle[part])


def _first_middle(at: Floats, least: int, most: int) -> Integers:
    """The first row or column whose middle is not before ``at``, kept within ``least`` … ``most``."""
    result: Integers = np.clip(np.ceil(at - 0.5), least, most).astype(np.int64)
    return result


def _chunks(amounts: Integers, at_once: int) -> Iterator[slice]:
    """Slices of a list that hold about ``at_once`` in sum, and at least one each."""
    ends = np.cumsum(amounts)
    start, done = 0, 0
    while start < len(amounts):
        stop = max(int(np.searchsorted(ends, done + at_once, side="right")), start + 1)
        yield slice(start, stop)
        start, done = stop, int(ends[stop - 1])


def _spans(projected: Projected, chosen: Integers, depths: DepthRange, band: tuple[int, int, int]) -> _Spans:
    """The run of samples each triangle has in each of its rows; ``band`` is the width and the rows of the buffer."""
    width, top, bottom = band
    halves = _halves(projected, chosen)
    first = _first_middle(halves.upper, top, bottom)
    heights = np.maximum(_first_middle(halves.lower, top, bottom) - first, 0)
    each = np.repeat(np.arange(len(heights)), heights)
    row = _counted(heights) + first[each]
    middle = row + 0.5
    left, right = halves.left, halves.right
    along = middle - left[1][each]
    x_left = left[0][each] + along * left[2][each]
    x_right = right[0][each] + (middle - right[1][each]) * right[2][each]
    start = _first_middle(x_left, 0, width)
    length = _first_middle(x_right, 0, width) - start
    kept = np.flatnonzero(length > 0)
    each, start = each[kept], start[kept]
    across = halves.across[each]
    begin = left[3][each] + along[kept] * left[4][each] + across * (start + 0.5 - x_left[kept])
    return _Spans(
        start=(row[kept] - top) * width + start,
        length=length[kept],
        depth=depths.integers(begin),
        step=depths.steps(np.where(length[kept] > 1, across, 0.0)),  # a sliver may be as steep as it likes
        triangle=chosen[each % len(chosen)] + 1,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Halves:
    """Triangles cut at the height of their middle corner: first all upper halves, then all lower ones.

    ``upper`` and ``lower`` are the heights a half reaches between. ``left`` and ``right`` say where its sides are:
    x, y and x a row; and for the left one depth and depth a row. ``across`` is depth a column.
    """

    upper: Floats
    lower: Floats
    left: Floats
    right: Floats
    across: Floats


def _halves(projected: Projected, chosen: Integers) -> _Halves:
    y = projected.y[:, chosen]
    order = np.argsort(y, axis=0, kind="stable")
    (x0, x1, x2), (y0, y1, y2), (d0, d1, d2) = (
        np.take_along_axis(values, order, axis=0) for values in (projected.x[:, chosen], y, projected.depth[:, chosen])
    )
    x_long, d_long = _slope(x2 - x0, y2 - y0), _slope(d2 - d0, y2 - y0)
    short = np.array(
        [
            np.concatenate((x0, x1)),
            np.concatenate((y0, y1)),
            np.concatenate((_slope(x1 - x0, y1 - y0), _slope(x2 - x1, y2 - y1))),
            np.concatenate((d0, d1)),
            np.concatenate((_slope(d1 - d0, y1 - y0), _slope(d2 - d1, y2 - y1))),
        ]
    )
    long = np.tile(np.array([x0, y0, x_long, d0, d_long]), 2)
    # The triangle is widest at its middle corner: there the slope across is known best.
    wide = x0 + (y1 - y0) * x_long - x1
    across = np.where(np.abs(wide) > _SLIVER, _slope(d0 + (y1 - y0) * d_long - d1, wide), 0.0)
    short_is_left = np.tile(wide > 0.0, 2)
    return _Halves(
        upper=np.concatenate((y0, y1)),
        lower=np.concatenate((y1, y2)),
        left=np.where(short_is_left, short, long),
        right=np.where(short_is_left, long, short)[:3],
        across=np.tile(across, 2),
    )


def _slope(rise: Floats, run: Floats) -> Floats:
    """The quotient; 0 for an edge without height, which meets the middle of no row."""
    result: Floats = np.divide(rise, run, out=np.zeros_like(rise), where=run != 0.0)
    return result


def _counted(amounts: Integers) -> Integers:
    """0, 1, … for each of the amounts, one after the other."""
    ends = np.cumsum(amounts)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) - np.repeat(ends - amounts, amounts)


def _fill(buffer: Integers, spans: _Spans) -> None:
    """Let the nearest win at every sample of the spans."""
    steps = _counted(spans.length)
    sample = np.repeat(spans.start, spans.length) + steps
    steps *= np.repeat(spans.step, spans.length)
    steps += np.repeat(spans.depth, spans.length)
    steps &= ~TRIANGLE_MASK
    steps |= np.repeat(spans.triangle, spans.length)
    np.maximum.at(buffer, sample, steps)
