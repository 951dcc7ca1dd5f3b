"""ZIP archives written byte by byte, so that they can say what no library would write."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

STORED, DEFLATED, DEFLATE64, BZIP2, LZMA = 0, 8, 9, 12, 14
ENCRYPTED, SIZES_FOLLOW, UTF8 = 0x1, 0x8, 0x800

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")


@dataclass(frozen=True, slots=True)
class Member:
    """One entry. What is None is made as it should be; everything else is written as it stands here.

    ``size``, ``size_packed`` and ``crc`` go to both headers, ``offset`` and ``extra_listed`` to the directory only,
    ``extra`` to the local header only. A name of bytes is written without the flag that it is UTF-8.
    """

    name: str | bytes
    data: bytes = b""
    method: int = DEFLATED
    flags: int = 0
    crc: int | None = None
    size: int | None = None
    size_packed: int | None = None
    packed: bytes | None = None
    extra: bytes = b""
    extra_listed: bytes = b""
    offset: int | None = None


def deflated(data: bytes) -> bytes:
    engine = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return engine.compress(data) + engine.flush()


def zip64(*values: int) -> bytes:
    """The extra field that holds what does not fit into 32 bits."""
    return struct.pack(f"<2H{len(values)}Q", 1, 8 * len(values), *values)


def members(files: Mapping[str, bytes]) -> list[Member]:
    return [Member(name, data) for name, data in files.items()]


def zip_of(entries: Iterable[Member], *, prefix: bytes = b"", directory: bool = True) -> bytes:
    """The archive; ``prefix`` stands in front of it without being counted in any offset."""
    body, central, number = bytearray(), bytearray(), 0
    for member in entries:
        local, listed = _headers(member, len(body))
        body += local
        central += listed
        number += 1
    end = _END.pack(b"PK\x05\x06", 0, 0, number & 0xFFFF, number & 0xFFFF, len(central), len(body), 0)
    return prefix + bytes(body) + (bytes(central) + end if directory else b"")


def _headers(member: Member, offset: int) -> tuple[bytes, bytes]:
    """The local header with the data, and the entry of the directory."""
    is_text = isinstance(member.name, str)
    name = member.name.encode("utf-8") if isinstance(member.name, str) else member.name
    flags = member.flags | (UTF8 if is_text and not name.isascii() else 0)
    packed = member.packed
    if packed is None:
        packed = deflated(member.data) if member.method == DEFLATED else member.data
    crc = zlib.crc32(member.data) if member.crc is None else member.crc
    size = len(member.data) if member.size is None else member.size
    size_packed = len(packed) if member.size_packed is None else member.size_packed
    sizes = (crc, size_packed, size)
    follow = bool(flags & SIZES_FOLLOW)
    written = (0, 0, 0) if follow else sizes
    local = _LOCAL.pack(
        b"PK\x03\x04", 20, flags, member.method, 0, 0x5A21, *written, len(name), len(member.extra)
    )  # fmt: skip
    tail = struct.pack("<4s3I", b"PK\x07\x08", *sizes) if follow else b""
    place = offset if member.offset is None else member.offset
    listed = _CENTRAL.pack(
        b"PK\x01\x02", 20, 20, flags, member.method, 0, 0x5A21, *sizes, len(name), len(member.extra_listed), 0, 0, 0, 0,
        place,
    )  # fmt: skip
    return local + name + member.extra + packed + tail, listed + name + member.extra_listed
