"""Copies of pictures: small ones for the page, PNG for BCF."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

from converter.model.picture import media_type_of


def thumbnail(path: Path, *, max_px: int = 240, quality: int = 78) -> bytes | None:
    """A JPEG with at most ``max_px`` on its longer side and no metadata; None for a picture that cannot be decoded."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            # A picture that would fill the memory is refused, not warned about.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=("JPEG", "PNG")) as picture:
                picture.draft("RGB", (max_px, max_px))
                picture.thumbnail((max_px, max_px))
                return _as_jpeg(picture, quality)
    except (OSError, UnidentifiedImageError, ValueError, SyntaxError, Image.DecompressionBombError, Warning):
        return None


def as_png(path: Path) -> bytes | None:
    """The picture as PNG, unchanged where it is one; None for a picture that cannot be decoded."""
    from PIL import Image, UnidentifiedImageError

    try:
        data = path.read_bytes()
        if media_type_of(data) == "image/png":
            return data
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("JPEG",)) as picture:
                out = io.BytesIO()
                whole = picture.convert("RGB")
                whole.info = {}
                whole.save(out, "PNG")
                return out.getvalue()
    except (OSError, UnidentifiedImageError, ValueError, SyntaxError, Image.DecompressionBombError, Warning):
        return None


def _as_jpeg(picture, quality: int) -> bytes:  # type: ignore[no-untyped-def]
    from PIL import Image

    flat = picture.convert("RGBA") if picture.mode in ("RGBA", "LA", "P", "PA") else picture
    if flat.mode == "RGBA":
        ground = Image.new("RGB", flat.size, "white")
        ground.paste(flat, mask=flat.getchannel("A"))
        flat = ground
    out = io.BytesIO()
    flat = flat.convert("RGB")
    flat.info = {}
    flat.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
