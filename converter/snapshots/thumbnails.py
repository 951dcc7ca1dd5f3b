"""Copies of pictures: small ones for the page, PNG for BCF."""

from __future__ import annotations

from pathlib import Path

from converter.model.picture import media_type_of
from converter.snapshots.convert import jpeg_of, png_of, structure_of
from converter.snapshots.decoding import decoded, is_whole, orientation_of
from converter.snapshots.structure import PictureError

_SUBSAMPLED = 2
"""Colours of 2 × 2 pixels together: nobody sees it in a small picture."""


def thumbnail(path: Path, *, max_px: int = 240, quality: int = 78) -> bytes | None:
    """A JPEG with at most ``max_px`` on its longer side and no metadata; None for a picture that cannot be decoded."""
    try:
        data = path.read_bytes()
        return jpeg_of(decoded(data, max_px).image, quality, _SUBSAMPLED) if media_type_of(data) else None
    except (OSError, PictureError):
        return None


def as_png(path: Path) -> bytes | None:
    """The picture upright as PNG without metadata; None for one that cannot be decoded to its end.

    A PNG keeps its pixels as they are coded.
    """
    try:
        data = path.read_bytes()
        if media_type_of(data) is None:
            return None
        structure = structure_of(data)
        if not is_whole(structure.clean):
            return None
        is_ready = media_type_of(data) == "image/png" and orientation_of(structure.exif) == 1
        if is_ready:
            return structure.clean
        return png_of(decoded(structure.clean, exif=structure.exif, profile=structure.profile).image)
    except (OSError, PictureError):
        return None
