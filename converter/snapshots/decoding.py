"""The one place where pictures are decoded, and what is foreign and possibly hostile is kept in bounds."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Final, NamedTuple

from converter.model.picture import media_type_of, source_type_of
from converter.snapshots.colours import as_srgb
from converter.snapshots.jpeg import structure_of_jpeg, without_end
from converter.snapshots.png import has_all_pixels
from converter.snapshots.structure import PictureError

if TYPE_CHECKING:
    from PIL import Image, ImageFile

MOST_PIXELS: Final = 34_000_000
"""A screen of 8K has 33 million. Decoded, each one takes 4 bytes, and twice that while it is made smaller: 272 MB."""

TOO_MANY_PIXELS: Final = f"has more than {MOST_PIXELS / 1e6:.0f} million pixels"
"""Words that go behind the name of a picture."""

_DECODERS: Final = {
    "image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/tiff": "TIFF", "image/bmp": "BMP",
    "image/webp": "WEBP", "image/jp2": "JPEG2000", "image/avif": "AVIF",
}  # fmt: skip
"""Pillow's names. A decoder is chosen by the content; all the others it has stay shut."""

_ORIENTATION = 0x0112
_PREMULTIPLIED: Final = {"RGBA": "RGBa", "LA": "La"}
"""What is transparent must not lend its colour to its neighbours."""

_WARNINGS = Lock()
"""What Python shows of warnings is one setting for all threads."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The first picture of a file: upright, in sRGB, of mode L, LA, RGB or RGBA, without metadata.

    ``size`` is that of the source as it is shown; ``has_more`` says that other frames or pages follow.
    """

    image: Image.Image
    size: tuple[int, int]
    has_more: bool


def decoded(content: bytes, max_px: int | None = None, exif: bytes = b"", profile: bytes = b"") -> Decoded:
    """Decode a picture of any known kind; ``max_px`` is the most its longer side shall have.

    ``exif`` and ``profile`` stand for those of the file where they were taken out of it.

    Raises :class:`PictureError` for what is no picture (PIC003), damaged (PIC006), or too large to be decoded (PIC010).
    """
    from PIL import Image

    picture, size, has_more = _loaded(content, max_px)
    exif, profile = exif or picture.info.get("exif") or b"", profile or picture.info.get("icc_profile") or b""
    image = _eight_bits(picture)
    del picture  # it may be large
    if max_px is not None and max(image.size) > max_px:
        shown = image.mode
        # Pillow would do the same inside, with one more copy
        image = image.convert(_PREMULTIPLIED[shown]) if shown in _PREMULTIPLIED else image
        image = image.resize(smaller(size, max_px), Image.Resampling.LANCZOS, reducing_gap=3.0).convert(shown)
    image = _plain(as_srgb(image, profile))
    orientation = orientation_of(exif)
    image = _upright(image, orientation)
    image.info = {}
    return Decoded(image, size[::-1] if orientation > 4 else size, has_more)


def smaller(size: tuple[int, int], max_px: int) -> tuple[int, int]:
    """Width and height with ``max_px`` on the longer side, of the same shape; at least a pixel each."""
    longer = max(size)
    width, height = (max(1, round(each * max_px / longer)) for each in size)
    return width, height


def size_of(content: bytes) -> tuple[int, int]:
    """Width and height by the header alone; raises as :func:`decoded`."""
    with _opened(content) as picture:
        return picture.size


def is_whole(content: bytes) -> bool:
    """True when every pixel of a clean JPEG or PNG is there.

    Decoders make up what is missing in front of the end of a JPEG. Without its end they say so; that works where
    there is one scan.
    """
    if media_type_of(content) == "image/png":
        return has_all_pixels(content)
    try:
        _loaded(without_end(content) if structure_of_jpeg(content).scans == 1 else content, 1, "L")
    except PictureError:
        return False
    return True


def orientation_of(exif: bytes) -> int:
    """The number of Exif's orientation, 1 (upright) to 8; 1 also where there is none or it cannot be read."""
    from PIL import Image

    if not exif:
        return 1
    found = Image.Exif()
    try:
        with _quiet():
            found.load(exif)
            value = found.get(_ORIENTATION, 1)
    except Exception:  # noqa: BLE001 - it is read as a TIFF, which fails in as many ways as pictures do
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


@contextmanager
def _quiet() -> Iterator[None]:
    """No warnings of decoders: pixels are counted here, and oddities of metadata do no harm."""
    with _WARNINGS, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _opened(content: bytes) -> ImageFile.ImageFile:
    """The picture with its header read."""
    from PIL import Image

    decoder = _DECODERS.get(source_type_of(content[:16]) or "")
    if decoder is None:
        raise PictureError("PIC003", "is no picture that can be read")
    try:
        with _quiet():
            picture = Image.open(io.BytesIO(content), formats=(decoder,))
    except Image.DecompressionBombError:
        raise PictureError("PIC010", TOO_MANY_PIXELS) from None
    except Exception as error:  # decoders fail in every way there is, and what they do is not ours
        raise PictureError("PIC006", f"is damaged: {_words(error)}") from error
    if picture.width * picture.height > MOST_PIXELS:
        picture.close()
        raise PictureError("PIC010", TOO_MANY_PIXELS)
    return picture


class _Loaded(NamedTuple):
    """The pixels of the first frame as they are coded, the size the header states, whether there are more frames."""

    image: Image.Image
    size: tuple[int, int]
    has_more: bool


def _loaded(content: bytes, max_px: int | None, mode: str | None = None) -> _Loaded:
    """``max_px`` and ``mode`` spare the decoder of a JPEG work: it may give fewer pixels, or grey ones."""
    with _opened(content) as picture:
        try:
            size = picture.size
            # a JPEG can carry others, such as a copy for the preview; the first one is meant
            has_more = getattr(picture, "is_animated", False) and picture.format not in ("JPEG", "MPO")
            if has_more:
                picture.seek(0)
            if max_px is not None:
                picture.draft(mode, smaller(size, max_px))
            picture.load()
        except Exception as error:  # as above
            raise PictureError("PIC006", f"is damaged: {_words(error)}") from error
        return _Loaded(picture, size, has_more)


def _words(error: Exception) -> str:
    """What a decoder says, without what it adds for programmers."""
    return str(error).partition("\n")[0][:200] or type(error).__name__


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Pixels that can be mixed: no palette, no single bits, no 16 bits; transparency as a band of its own."""
    if picture.mode.startswith("I;16"):
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode in ("I", "F"):
        raise PictureError("PIC003", "holds numbers that are no colours")
    if "transparency" in picture.info or picture.mode == "PA":
        return picture.convert("RGBA")
    return picture.convert({"1": "L", "P": "RGB"}[picture.mode]) if picture.mode in ("1", "P") else picture


def _plain(picture: Image.Image) -> Image.Image:
    """Of the four modes both PNG and the page know."""
    if picture.mode in ("L", "LA", "RGB", "RGBA"):
        return picture
    try:
        return picture.convert("RGB")
    except ValueError:
        raise PictureError("PIC003", f"has colours of a kind that is not read ({picture.mode})") from None


def _upright(picture: Image.Image, orientation: int) -> Image.Image:
    """Turned and mirrored as Exif says (Exif 2.3, 4.6.4, orientation)."""
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT, 3: Transpose.ROTATE_180, 4: Transpose.FLIP_TOP_BOTTOM, 5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270, 7: Transpose.TRANSVERSE, 8: Transpose.ROTATE_90,
    }  # fmt: skip
    return picture.transpose(turns[orientation]) if orientation in turns else picture
