"""What a picture file is by its content: type, size in pixels, digest."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from pathlib import Path

from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.model.picture import Picture

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_HEAD_BYTES = 16
_USUAL_HEAD_BYTES = 1 << 16
"""The size nearly always stands in these; profiles and previews may push it farther back."""

_FRAME_MARKERS = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_BARE_MARKERS = frozenset({0x01, *range(0xD0, 0xD8)})


@dataclass(frozen=True, slots=True)
class PictureLimits:
    """What is let through; ``max_bytes`` is the size of the file."""

    max_bytes: int = 20_000_000


def is_picture(path: Path) -> bool:
    """True for a JPEG or PNG picture whose size in pixels can be read."""
    try:
        with path.open("rb") as file:
            head = file.read(_USUAL_HEAD_BYTES)
            return _pixels(head) is not None or _pixels(head + file.read()) is not None
    except OSError:
        return False


def media_type_of(head: bytes) -> str | None:
    """The type by the first bytes; the file's name says nothing."""
    if head.startswith(_PNG):
        return "image/png"
    return "image/jpeg" if head.startswith(_JPEG) else None


def check_picture(path: Path, limits: PictureLimits, label: str) -> Picture | Diagnostic:
    """Read a picture once: its type, pixels and SHA-256, or what is wrong with it (PIC001, PIC003, PIC004, PIC006).

    ``label`` names the report in the diagnostic.
    """
    try:
        size = path.stat().st_size
        if size > limits.max_bytes:
            message = f"{path.name} has {size / 1e6:.1f} MB, more than the limit of {limits.max_bytes / 1e6:.1f} MB"
            return diagnose("PIC004", message, file=label)
        data = path.read_bytes()
    except OSError as error:
        return diagnose("PIC001", f"{path.name} cannot be read: {error.strerror or error}", file=label)
    media_type = media_type_of(data[:_HEAD_BYTES])
    if media_type is None:
        return diagnose("PIC003", f"{path.name} is no JPEG or PNG picture", file=label)
    pixels = _pixels(data)
    if pixels is None:
        return diagnose("PIC006", f"{path.name} is damaged: its size in pixels cannot be read", file=label)
    digest = hashlib.sha256(data).hexdigest()
    return Picture(str(path), digest, media_type, pixels[0], pixels[1], len(data))


def _pixels(data: bytes) -> tuple[int, int] | None:
    """Width and height; None for what is no picture, or a damaged one."""
    media_type = media_type_of(data[:_HEAD_BYTES])
    if media_type is None:
        return None
    return _png_size(data) if media_type == "image/png" else _jpeg_size(data)


def _png_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of the IHDR chunk, which comes first (PNG specification, 11.2.1)."""
    if len(data) < 33 or data[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", data[16:24])
    return (width, height) if width and height else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of the first frame header (ISO/IEC 10918-1, B.2.2)."""
    place = 2
    while place + 4 <= len(data):
        if data[place] != 0xFF:
            return None
        marker = data[place + 1]
        if marker == 0xFF:
            place += 1
        elif marker in _BARE_MARKERS:
            place += 2
        elif marker in _FRAME_MARKERS:
            return _frame_size(data[place + 5 : place + 9])
        else:
            place += 2 + int.from_bytes(data[place + 2 : place + 4])
    return None


def _frame_size(bytes_of_both: bytes) -> tuple[int, int] | None:
    if len(bytes_of_both) < 4:
        return None
    height, width = struct.unpack(">HH", bytes_of_both)
    return (width, height) if width and height else None
