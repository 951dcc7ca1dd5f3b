"""Small pictures for tests."""

from __future__ import annotations

import io

from PIL import Image


def jpeg(width: int = 8, height: int = 6) -> bytes:
    """A grey JPEG of that size."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), "grey").save(out, "JPEG")
    return out.getvalue()
