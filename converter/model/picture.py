"""A picture file that was looked at, and what its first bytes say."""

from __future__ import annotations

import struct
from dataclasses import dataclass

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_FRAME_MARKERS = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_BARE_MARKERS = frozenset({0x01, *range(0xD0, 0xD8)})
_OTHERS = (
    (b"GIF87a", "image/gif"), (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"), (b"MM\0*", "image/tiff"), (b"II+\0", "image/tiff"), (b"MM\0+", "image/tiff"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "image/jp2"), (b"\xff\x4f\xff\x51", "image/jp2"),
)  # fmt: skip
_BMP_HEADERS = frozenset({12, 40, 52, 56, 64, 108, 124})
"""Sizes of the header that follows that of the file: two letters alone are too little to know a BMP by."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it goes out: without metadata, upright, in a form and size the target takes.

    ``sha256``, ``media_type``, the pixels and ``size_bytes`` are those of the content that goes out; ``path`` is where
    its source lies, or what it is called when it was drawn here. ``entry`` leads to the source where ``path`` is an
    archive: the numbers of the entries, from the outermost archive inwards.
    """

    path: str
    sha256: str
    media_type: str
    width_px: int
    height_px: int
    size_bytes: int
    entry: tuple[int, ...] | None = None

    @property
    def file_name(self) -> str:
        """Name in the run folder's ``snapshots/``."""
        return f"{self.sha256}{'.png' if self.media_type == 'image/png' else '.jpg'}"


def media_type_of(head: bytes) -> str | None:
    """``image/jpeg`` or ``image/png`` by the first bytes; the file's name says nothing."""
    if head.startswith(_PNG):
        return "image/png"
    return "image/jpeg" if head.startswith(_JPEG) else None


def source_type_of(head: bytes) -> str | None:
    """The same, and the other kinds that can be turned into JPEG or PNG; 16 bytes are enough."""
    return media_type_of(head) or _other_type(head)


def _other_type(head: bytes) -> str | None:
    if head.startswith(b"BM") and int.from_bytes(head[14:16], "little") in _BMP_HEADERS:
        return "image/bmp"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and head[8:12] in (b"avif", b"avis"):
        return "image/avif"
    return next((media_type for mark, media_type in _OTHERS if head.startswith(mark)), None)


def pixels_of(data: bytes) -> tuple[int, int] | None:
    """Width and height of a JPEG or PNG picture; None for what is none, or a damaged one."""
    media_type = media_type_of(data)
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
