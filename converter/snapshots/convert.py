"""A picture of any kind → what goes out: JPEG or PNG, without metadata, upright, within the limits.

A JPEG or PNG that needs no more loses its metadata and keeps every pixel. Only where its kind, orientation, colours or
size ask for it, pixels are decoded and written anew. The same bytes give the same bytes (with one version of Pillow),
and what came out goes through unchanged.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from converter.model.picture import media_type_of, source_type_of
from converter.snapshots.colours import changes_colours
from converter.snapshots.decoding import MOST_PIXELS, TOO_MANY_PIXELS, Decoded, decoded, is_whole, orientation_of
from converter.snapshots.jpeg import structure_of_jpeg
from converter.snapshots.kinds import unreadable_kind
from converter.snapshots.png import structure_of_png
from converter.snapshots.structure import PictureError, Structure

if TYPE_CHECKING:
    from PIL import Image

_QUALITY = 90
_LARGE_PNG = 1_000_000
_WORTH_LOSING = 3
"""A photograph as JPEG has a fifth of the bytes it has as PNG; lines and even surfaces are smaller as PNG."""

_STEP, _SMALLEST_PX = 0.7, 64
"""While it has too many bytes a picture is made smaller by this step, down to a size nobody can see anything in."""

_NAMES: Final = {
    "image/bmp": "BMP", "image/gif": "GIF", "image/tiff": "TIFF", "image/webp": "WebP", "image/jp2": "JPEG 2000",
    "image/avif": "AVIF", "image/jpeg": "JPEG", "image/png": "PNG",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PictureLimits:
    """What goes out: at most so many bytes, and pixels on the longer side; larger pictures are made smaller.

    ``source_bytes`` is what a file may have to be read at all. ``decode_all`` looks for damage in the pixels of every
    picture, not only of those that look like it.
    """

    max_bytes: int = 20_000_000
    max_px: int = 2_560
    source_bytes: int = 200_000_000
    decode_all: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """Content that goes out. ``is_made`` is false where it is the source ``without_metadata``.

    ``remarks`` are codes and words that go behind the picture's name.
    """

    content: bytes
    media_type: str
    width_px: int
    height_px: int
    is_made: bool
    had_metadata: bool
    remarks: tuple[tuple[str, str], ...] = ()


def prepared(data: bytes, limits: PictureLimits) -> Prepared:
    """Make a picture fit to go out. Raises :class:`PictureError` with the code and words of what is wrong with it."""
    kind = source_type_of(data[:16])
    if kind is None:
        raise PictureError("PIC003", unreadable_kind(data))
    if media_type_of(data) is None:
        return _made(decoded(data, limits.max_px), limits, f"from {_NAMES[kind]}")
    structure = structure_of(data)
    had_metadata = structure.clean is not data
    remarks = (_FIRST_FRAME,) if structure.is_animated else ()
    reason = _reason(structure)
    is_large = max(structure.width_px, structure.height_px) > limits.max_px or len(structure.clean) > limits.max_bytes
    is_to_be_made = bool(reason) or is_large
    if (is_to_be_made or structure.is_suspicious or limits.decode_all) and not is_whole(structure.clean):
        raise PictureError("PIC006", "is damaged: not all of its pixels can be decoded")
    if is_to_be_made:
        source = decoded(structure.clean, limits.max_px, structure.exif, structure.profile)
        found = _made(source, limits, reason, is_photograph=kind == "image/jpeg")
        return replace(found, had_metadata=had_metadata, remarks=(*found.remarks, *remarks))
    size = structure.width_px, structure.height_px
    return Prepared(structure.clean, kind, *size, is_made=False, had_metadata=had_metadata, remarks=remarks)


def structure_of(data: bytes) -> Structure:
    """The parts of a JPEG or PNG; raises :class:`PictureError` for one that is damaged or too large to be decoded."""
    structure = structure_of_jpeg(data) if media_type_of(data) == "image/jpeg" else structure_of_png(data)
    if structure.width_px * structure.height_px > MOST_PIXELS:
        raise PictureError("PIC010", TOO_MANY_PIXELS)
    return structure


def without_metadata(data: bytes) -> bytes:
    """The same pixels of a JPEG or PNG with nothing else; raises :class:`PictureError` for a damaged one."""
    return structure_of(data).clean


_FIRST_FRAME = ("PIC009", "moves or has several pages; the first picture was taken")


def _reason(structure: Structure) -> str:
    """Why the pixels have to be written anew, "" when they need not be."""
    if structure.oddity:
        return f"because {structure.oddity}"
    if orientation_of(structure.exif) != 1:
        return "because it has to be turned"
    if structure.profile and changes_colours(structure.profile):
        return "because it has a colour profile of its own"
    return ""


def _made(source: Decoded, limits: PictureLimits, reason: str, *, is_photograph: bool = False) -> Prepared:
    content, size = _fitting(source.image, limits, is_photograph=is_photograph)
    media_type = "image/png" if media_type_of(content) == "image/png" else "image/jpeg"
    remarks = tuple(_remarks(source, size, reason, _NAMES[media_type]))
    return Prepared(content, media_type, *size, is_made=True, had_metadata=False, remarks=remarks)


def _remarks(source: Decoded, size: tuple[int, int], reason: str, form: str) -> list[tuple[str, str]]:
    said = [("PIC007", f"was converted to {form} {reason}")] if reason else []
    if source.size != size:
        words = f"was made smaller, from {source.size[0]} × {source.size[1]} to {size[0]} × {size[1]} pixels"
        said.append(("PIC008", words))
    elif not reason:
        said.append(("PIC008", "was made smaller in bytes"))
    return [*said, _FIRST_FRAME] if source.has_more else said


def _fitting(image: Image.Image, limits: PictureLimits, *, is_photograph: bool) -> tuple[bytes, tuple[int, int]]:
    """The file of a picture within the limit of bytes, and its size. ``PictureError`` PIC004 when there is none."""
    while True:
        content = _jpeg(image) if is_photograph else _png_or_jpeg(image)
        if len(content) > limits.max_bytes and not is_photograph:
            content = _jpeg(image)
        if len(content) <= limits.max_bytes:
            return content, image.size
        width, height = (max(1, round(each * _STEP)) for each in image.size)
        if max(width, height) < _SMALLEST_PX:
            raise PictureError("PIC004", f"cannot be brought under the limit of {limits.max_bytes / 1e6:g} MB")
        image = image.resize((width, height))


def _png_or_jpeg(image: Image.Image) -> bytes:
    """Drawings stay as they are, pixel by pixel; a large photograph becomes a JPEG when that saves a lot."""
    if image.mode in ("LA", "RGBA") and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert(image.mode[:-1])
    content = png_of(image)
    if len(content) < _LARGE_PNG or image.mode in ("LA", "RGBA"):
        return content
    lossy = _jpeg(image)
    return lossy if len(lossy) * _WORTH_LOSING < len(content) else content


def png_of(image: Image.Image) -> bytes:
    """A PNG file of a picture that :func:`decoded` gave."""
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def jpeg_of(image: Image.Image, quality: int, subsampling: int) -> bytes:
    """A JPEG file of a picture that :func:`decoded` gave; what is transparent becomes white."""
    from PIL import Image

    if image.mode in ("LA", "RGBA"):
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(image.convert("RGBA"))
        image = ground.convert("RGB")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, subsampling=subsampling, optimize=True)
    return out.getvalue()


def _jpeg(image: Image.Image) -> bytes:
    """Full colour in every pixel: thin red lines stay red."""
    return jpeg_of(image, _QUALITY, 0)
