"""What is drawn over the picture: the ring around the clash point, and the caption below."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]

_RING: Final = 0.042
"""Radius of the ring as part of the picture's height."""
_TICK: Final = 0.6
"""Length of the four strokes of the cross-hair, as part of the radius."""
_LINE_PX: Final = 1.3
_HALO_PX: Final = 3.2
"""Half widths at a height of 600 pixels. A dark line on a light one is seen on any ground."""
_DARK: Final = (20, 20, 20)
_LIGHT: Final = (255, 255, 255)


def ring_radius_px(height_px: int) -> float:
    """Radius of the ring on a picture of that height."""
    return _RING * height_px


def draw_mark(rgb: Bytes, x: float, y: float) -> None:
    """Draw a ring with four strokes around a point of the picture, smooth-edged, in place."""
    height, width = rgb.shape[:2]
    radius = ring_radius_px(height)
    reach = radius * (1 + _TICK) + 2 * _HALO_PX + 2
    left, right = max(int(x - reach), 0), min(int(x + reach) + 1, width)
    top, bottom = max(int(y - reach), 0), min(int(y + reach) + 1, height)
    if left >= right or top >= bottom:
        return
    across = np.arange(left, right)[None, :] + 0.5 - x
    down = np.arange(top, bottom)[:, None] + 0.5 - y
    distance = _distance(across, down, radius)
    wide = max(height / 600, 0.5)
    window = rgb[top:bottom, left:right]
    for half_width, colour in ((_HALO_PX * wide, _LIGHT), (_LINE_PX * wide, _DARK)):
        cover = np.clip(half_width + 0.5 - distance, 0.0, 1.0)[:, :, None]
        window[:] = np.rint(window * (1.0 - cover) + np.array(colour) * cover).astype(np.uint8)


def _distance(across: Floats, down: Floats, radius: float) -> Floats:
    """Distance of pixels from the lines of the mark."""
    from_centre = np.sqrt(across * across + down * down)
    ring = np.abs(from_centre - radius)
    strokes = [
        _from_stroke(np.abs(along), side, radius, radius * (1 + _TICK))
        for along, side in ((across, down), (down, across))
    ]
    result: Floats = np.minimum(ring, np.minimum(strokes[0], strokes[1]))
    return result


def _from_stroke(along: Floats, side: Floats, start: float, end: float) -> Floats:
    """Distance from a stroke that reaches from ``start`` to ``end`` along one axis."""
    beyond = np.maximum(np.maximum(start - along, along - end), 0.0)
    result: Floats = np.sqrt(beyond * beyond + side * side)
    return result
