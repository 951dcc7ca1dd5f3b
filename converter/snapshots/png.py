"""The chunks of a PNG file (PNG specification, third edition: 5, 11)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Final

from converter.snapshots.structure import PictureError, Structure

_SIGNATURE_BYTES = 8
_HEAD: Final = struct.Struct(">I4s")
_HEADER: Final = struct.Struct(">IIBBBBB")
_CRITICAL = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND"})
_LOOKS = frozenset({b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"cICP", b"sBIT", b"bKGD", b"pHYs"})
"""How the pixels are meant; every other chunk that need not be understood is metadata or belongs to an animation."""

_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
"""Bits of a sample by the type of colour (11.2.1)."""

_BANDS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""Interlacing by Adam7: first column and row, steps to the next ones (8.2)."""

_LONGEST_PROFILE = 1 << 22
_PIECE = 1 << 18


def structure_of_png(data: bytes) -> Structure:
    """Walk over the chunks, their check sums included; what lies behind the last one is left out.

    Raises :class:`PictureError` (PIC006) for a file that is cut off or damaged.
    """
    view, place = memoryview(data), _SIGNATURE_BYTES
    kept = [view[:place]]
    aside: dict[bytes, bytes] = {}
    seen: set[bytes] = set()
    while b"IEND" not in seen:
        kind, end = _chunk(data, place)
        chunk = view[place:end]
        if not seen and kind != b"IHDR":
            raise PictureError("PIC006", "is damaged: it does not begin with its header")
        is_right = zlib.crc32(chunk[4:-4]) == int.from_bytes(chunk[-4:])
        if kind in _CRITICAL and not is_right:
            raise PictureError("PIC006", "is damaged: a check sum is wrong")
        if kind in _CRITICAL or (kind in _LOOKS and is_right):
            kept.append(chunk)
        elif not kind[0] & 0x20:  # a capital: who does not know it cannot show the picture (5.4)
            raise PictureError("PIC006", f"holds a part that is not of PNG ({kind.decode()})")
        elif is_right:
            aside.setdefault(kind, bytes(chunk[8:-4]))
        seen.add(kind)
        place = end
    width, height = _size(data, seen)
    clean = b"".join(kept)
    return Structure(
        width,
        height,
        data if clean == data else clean,
        exif=aside.get(b"eXIf", b""),
        profile=_profile(aside.get(b"iCCP", b"")),
        is_animated=b"acTL" in aside,
    )


def _chunk(data: bytes, place: int) -> tuple[bytes, int]:
    """Kind of the chunk at ``place``, and where it ends."""
    if place + 12 > len(data):
        raise PictureError("PIC006", "is cut off")
    length, kind = _HEAD.unpack_from(data, place)
    if not (kind.isascii() and kind.isalpha()):
        raise PictureError("PIC006", "is damaged: it holds a part that is none")
    end = place + 12 + length
    if end > len(data):
        raise PictureError("PIC006", "is cut off")
    return kind, end


def _size(data: bytes, seen: set[bytes]) -> tuple[int, int]:
    """Width and height of a header that makes sense, in a file that has all it needs."""
    length, _ = _HEAD.unpack_from(data, _SIGNATURE_BYTES)
    width, height, depth, colour, *_ = _HEADER.unpack_from(data, _SIGNATURE_BYTES + _HEAD.size)
    if length != _HEADER.size or not (0 < width < 1 << 31 and 0 < height < 1 << 31):
        raise PictureError("PIC006", "is damaged: its size in pixels cannot be read")
    if depth not in _DEPTHS.get(colour, ()) or b"IDAT" not in seen or (colour == 3 and b"PLTE" not in seen):
        raise PictureError("PIC006", "is damaged: its header and its content do not agree")
    return width, height


def has_all_pixels(data: bytes) -> bool:
    """True when the packed pixels of a PNG with a sound structure unpack to as many bytes as there have to be."""
    missing = _bytes_of_pixels(data)
    engine = zlib.decompressobj()
    try:
        for packed in _packed_pixels(data):
            while packed and missing > 0:
                missing -= len(engine.decompress(packed, _PIECE))
                packed = engine.unconsumed_tail
    except zlib.error:
        return False
    return missing <= 0


def _bytes_of_pixels(data: bytes) -> int:
    """Unpacked, with the byte for the filter in front of each row (9.1)."""
    width, height, depth, colour, _, _, interlaced = _HEADER.unpack_from(data, _SIGNATURE_BYTES + _HEAD.size)
    bits = depth * _BANDS[colour]
    total = 0
    for x, y, step_x, step_y in _PASSES if interlaced else ((0, 0, 1, 1),):
        columns, rows = -(-(width - x) // step_x), -(-(height - y) // step_y)
        total += (1 + -(-columns * bits // 8)) * rows if columns > 0 < rows else 0
    return total


def _packed_pixels(data: bytes) -> Iterator[bytes]:
    place = _SIGNATURE_BYTES
    while place < len(data):
        kind, end = _chunk(data, place)
        if kind == b"IDAT":
            yield data[place + 8 : end - 4]
        place = end


def _profile(content: bytes) -> bytes:
    """The ICC profile of an iCCP chunk: name, zero, method, packed profile (11.3.2.3); nothing where it is damaged."""
    packed = content.partition(b"\0")[2][1:]
    try:
        return zlib.decompressobj().decompress(packed, _LONGEST_PROFILE) if packed else b""
    except zlib.error:
        return b""
