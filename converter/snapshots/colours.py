"""Colours as everybody shows them: sRGB. An embedded ICC profile is applied, and then not needed any more."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image, ImageCms

_SEEN = 2
"""Steps of 255 by which a colour may differ before it counts as another one: screens differ by more."""

_SPACES = {b"RGB ": "RGB", b"GRAY": "L", b"CMYK": "CMYK"}
"""The colour space of a profile (ICC.1:2010, 7.2.6) and the mode of the pixels it is for."""


def changes_colours(profile: bytes) -> bool:
    """True when pixels look otherwise with this ICC profile than as sRGB; False also for one that is of no use."""
    from PIL import ImageChops

    mode = _SPACES.get(profile[16:20])
    transform = _to_srgb(profile) if mode else None
    if mode is None or transform is None:
        return False
    plain = _probe(mode)
    difference = ImageChops.difference(transform.apply(plain), plain.convert("RGB"))
    return any(high > _SEEN for _, high in difference.getextrema())  # type: ignore[misc]  # of three bands


def as_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """The picture with its profile applied; the same where the profile is of no use, or for other pixels."""
    if not profile or picture.mode not in ("L", "LA", "RGB", "RGBA", "CMYK"):
        return picture
    coloured = picture.convert(picture.mode[:-1]) if picture.mode in ("LA", "RGBA") else picture
    if _SPACES.get(profile[16:20]) != coloured.mode or (transform := _to_srgb(profile)) is None:
        return picture
    changed = transform.apply(coloured)
    if coloured is not picture:
        changed.putalpha(picture.getchannel("A"))
    return changed


@lru_cache(maxsize=8)
def _to_srgb(profile: bytes) -> ImageCms.ImageCmsTransform | None:
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        return ImageCms.buildTransform(source, target, _SPACES[profile[16:20]], "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


def _probe(mode: str) -> Image.Image:
    """Colours from all over the space: 16 greys, or 5 steps of each of three."""
    from PIL import Image

    if mode == "L":
        return Image.frombytes("L", (16, 1), bytes(range(0, 256, 17)))
    steps = range(0, 256, 51)
    colours: list[Any] = [(red, green, blue) for red in steps for green in steps for blue in steps]
    probe = Image.new("RGB", (len(colours), 1))
    probe.putdata(colours)
    return probe.convert(mode)
