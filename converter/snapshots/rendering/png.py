"""Pixels as a PNG file."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray


def png_of(rgb: NDArray[np.uint8]) -> bytes:
    """The PNG of (h, w, 3) pixels: no metadata, no time, so that the same pixels make the same bytes.

    Another version of the compressor may make other bytes of them; what is decoded from them is the same.
    """
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(rgb)).save(out, "PNG", compress_level=6)
    return out.getvalue()
