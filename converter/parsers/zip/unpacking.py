"""Packed bytes → content, with a cap on what really comes out: the size an archive states need not be true."""

from __future__ import annotations

import bz2
import lzma
import struct
import zlib
from collections.abc import Callable
from enum import Enum, auto
from typing import Final, Protocol

STORED: Final = 0
DEFLATED: Final = 8
_BZIP2: Final = 12
_LZMA: Final = 14
_CHUNK = 1 << 16
_FED = 1 << 14
RATIO_FROM: Final = 1 << 20
"""Below a megabyte a high ratio is normal: XML of one element repeated."""

_LZMA_HEADER: Final = struct.Struct("<2BH")
_LZMA_DICTIONARY = 1 << 26


class Reason(Enum):
    """Why an entry cannot be read. Whoever reads archives has a diagnostic for each."""

    DAMAGED = auto()
    TOO_LARGE = auto()
    """Or it grows too much, or is another entry under a second name."""

    UNREADABLE = auto()
    """It is encrypted, or packed by a method that is not known."""


class EntryError(Exception):
    """An entry cannot be read; ``words`` say more than the reason."""

    def __init__(self, reason: Reason, words: str) -> None:
        super().__init__(reason, words)
        self.reason, self.words = reason, words


class _Engine(Protocol):
    """What unpacks piece by piece: ``bz2``, ``lzma``, and ``zlib`` behind :class:`_Inflating`."""

    @property
    def eof(self) -> bool:
        """True when the end of the stream was seen."""
        ...

    @property
    def needs_input(self) -> bool:
        """False while there is more to come of what was given."""
        ...

    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes:
        """No more than ``max_length`` bytes; input that is left over is kept."""
        ...


class _Inflating:
    """``zlib`` with its rest of the input kept inside, as the other two do."""

    def __init__(self) -> None:
        self._engine = zlib.decompressobj(-zlib.MAX_WBITS)

    @property
    def eof(self) -> bool:
        return self._engine.eof

    @property
    def needs_input(self) -> bool:
        return not self._engine.unconsumed_tail

    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes:
        return self._engine.decompress(self._engine.unconsumed_tail + data, max_length)


def unpacked(packed: bytes, method: int, stated: int, room: int, ratio: int) -> bytes:
    """The content, at most ``room`` bytes and ``ratio`` times as many as it was packed into.

    :class:`EntryError` for what is too much, damaged, or packed in a way nobody reads.
    """
    if room < 0 or (method == STORED and len(packed) > room):
        raise too_much(room)
    if method == STORED:
        return packed
    if method == DEFLATED and stated <= RATIO_FROM and (small := _small(packed, room)) is not None:
        return small
    try:
        return _in_pieces(*_engine_of(method, packed), room, ratio)
    except (zlib.error, OSError, EOFError, ValueError, lzma.LZMAError) as error:
        raise EntryError(
            Reason.DAMAGED if method == DEFLATED else Reason.UNREADABLE, f"it is damaged: {error}"
        ) from None


def too_much(room: int) -> EntryError:
    """What is said of an entry that is too large."""
    return EntryError(Reason.TOO_LARGE, f"it has more than {max(room, 0):,} bytes")


def _small(packed: bytes, room: int) -> bytes | None:
    """The content at once, None where it is not as small as it says."""
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        data = engine.decompress(packed, RATIO_FROM + 1)
    except zlib.error as error:
        raise EntryError(Reason.DAMAGED, f"it is damaged: {error}") from None
    if not engine.eof or len(data) > RATIO_FROM:
        return None
    if len(data) > room:
        raise too_much(room)
    return data


def _engine_of(method: int, packed: bytes) -> tuple[_Engine, bytes]:
    """What unpacks the method, and the bytes to give it."""
    make = _ENGINES.get(method)
    if make is None:
        raise EntryError(Reason.UNREADABLE, f"it is packed by method {method}, which cannot be read")
    return make(packed)


def _lzma_engine(packed: bytes) -> tuple[_Engine, bytes]:
    """ZIP puts a header of its own in front of LZMA (PKWARE appnote, 5.8.8)."""
    if len(packed) < _LZMA_HEADER.size + 5:
        raise EntryError(Reason.DAMAGED, "it is cut off")
    size = _LZMA_HEADER.unpack_from(packed)[2]
    first, dictionary = struct.unpack_from("<BI", packed, _LZMA_HEADER.size)
    if size != 5 or first >= 9 * 5 * 5 or dictionary > _LZMA_DICTIONARY:
        raise EntryError(Reason.UNREADABLE, "it is packed by LZMA with settings that cannot be read")
    settings = {
        "id": lzma.FILTER_LZMA1,
        "dict_size": max(dictionary, 1 << 12),
        "lc": first % 9,
        "lp": first // 9 % 5,
        "pb": first // 45,
    }
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[settings]), packed[_LZMA_HEADER.size + 5 :]


_ENGINES: dict[int, Callable[[bytes], tuple[_Engine, bytes]]] = {
    DEFLATED: lambda packed: (_Inflating(), packed),
    _BZIP2: lambda packed: (bz2.BZ2Decompressor(), packed),
    _LZMA: _lzma_engine,
}


def _in_pieces(engine: _Engine, packed: bytes, room: int, ratio: int) -> bytes:
    pieces, made = [], 0
    position = 0
    while not engine.eof:
        given = packed[position : position + _FED] if engine.needs_input else b""
        position += len(given)
        piece = engine.decompress(given, _CHUNK)
        if not (piece or given):
            break
        made += len(piece)
        if made > room:
            raise too_much(room)
        if made > max(ratio * min(position, len(packed)), RATIO_FROM):  # of what was taken, not of what is stated
            raise EntryError(Reason.TOO_LARGE, f"it grows more than {ratio} times when it is unpacked")
        pieces.append(piece)
    data = b"".join(pieces)
    # a raw LZMA stream need not mark its end
    if not engine.eof and not (data and isinstance(engine, lzma.LZMADecompressor)):
        raise EntryError(Reason.DAMAGED, "it is cut off")
    return data
