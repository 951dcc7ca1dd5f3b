"""A picture file that was looked at, and what its bytes say."""

from __future__ import annotations

import struct
from dataclasses import dataclass

_TAIL_BYTES = 4096
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_FRAME_MARKERS = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_BARE_MARKERS = frozenset({0x01, *range(0xD0, 0xD8)})


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture file that was checked; ``path`` is where it lies, ``sha256`` names it everywhere else.

    ``entry`` leads to it where ``path`` is an archive: the numbers of the entries, from the outermost archive inwards.
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
    """The type by the first bytes; the file's name says nothing."""
    if head.startswith(_PNG):
        return "image/png"
    return "image/jpeg" if head.startswith(_JPEG) else None


def is_complete(data: bytes) -> bool:
    """True when the picture's end is there: a file that was cut off has none. Some programs add a little behind it."""
    if data.startswith(_PNG):
        return b"IEND" in data[-_TAIL_BYTES:]
    return b"\xff\xd9" in data[-_TAIL_BYTES:]


def pixels_of(data: bytes) -> tuple[int, int] | None:
    """Width and height; None for what is no picture, or a damaged one."""
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
