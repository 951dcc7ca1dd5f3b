"""The ZIP container of a BCF file: entries in their order, inflated no farther than allowed.

Entries are taken from the central directory, or from their local headers where the directory is damaged or gone.
Nothing is ever written, and no name of an archive is used as a path.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from converter.parsers.bcf.names import decoded, normalised
from converter.parsers.drafts import maker_of
from converter.parsers.reader import ArchiveLimits

_LOCAL: Final = b"PK\x03\x04"
_LOCAL_HEADER: Final = struct.Struct("<4s5H3I2H")
_LISTED_MARK: Final = b"PK\x01\x02"
_LISTED: Final = struct.Struct("<4s6H3I5H2I")
_END_MARK: Final = b"PK\x05\x06"
_END: Final = struct.Struct("<4s4H2IH")
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _SIZES_FOLLOW, _UTF8 = 0x1, 0x8, 0x800
_CHUNK = 1 << 16
_RATIO_FROM = 1 << 20
"""Below a megabyte a high ratio is normal: XML of one element repeated."""


class EntryError(Exception):
    """An entry cannot be read; the words say why, ``code`` which kind of oddity it is."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(code, words)
        self.code, self.words = code, words


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. ``name`` uses ``/``; ``number`` is its place in the archive, unique where names are not.

    ``alternatives`` are other readings of a name that was written without saying in which alphabet.
    """

    name: str
    number: int
    offset: int
    size_packed: int
    size: int
    method: int
    flags: int
    crc: int
    alternatives: tuple[str, ...] = ()

    @property
    def is_folder(self) -> bool:
        """True for an entry that stands for a folder."""
        return self.name.endswith("/")


_make_entry = maker_of(Entry)


class Archive:
    """An open archive. ``recovered`` is true when its directory was gone and entries were found by their headers."""

    def __init__(self, file: BinaryIO, limits: ArchiveLimits) -> None:
        self._file = file
        self._limits = limits
        self._inflated = 0
        self.recovered = False
        self.entries = self._listed()

    def _listed(self) -> list[Entry]:
        try:
            listed = directory(self._file)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, EOFError, OverflowError):
            listed = list(_by_local_headers(self._file, self._limits.entries))
            self.recovered = True
        return listed[: self._limits.entries + 1]

    def read(self, entry: Entry) -> bytes:
        """The content of an entry; :class:`EntryError` for what is encrypted, damaged or too large."""
        if entry.flags & _ENCRYPTED:
            raise EntryError("BCF008", "it is encrypted")
        packed = self._packed(entry)
        if entry.method == _DEFLATED:
            data = self._inflate(entry, packed)
        elif entry.method == _STORED:
            data = self._stored(packed)
        else:
            data = self._by_library(entry)
        self._inflated += len(data)
        if zlib.crc32(data) != entry.crc and entry.crc:
            raise EntryError("BCF006", "its checksum is wrong")
        return data

    def head(self, entry: Entry, size: int) -> bytes:
        """The first bytes of an entry, at little cost; fewer where it is shorter, none where it cannot be read."""
        try:
            if entry.flags & _ENCRYPTED or entry.method not in (_STORED, _DEFLATED):
                return self.read(entry)[:size]
            packed = self._packed(entry, most=size + _CHUNK)
            if entry.method == _STORED:
                return packed[:size]
            return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, size)
        except (EntryError, zlib.error):
            return b""

    def _room(self) -> int:
        """Bytes that may still be inflated for one entry."""
        return min(self._limits.entry_bytes, self._limits.total_bytes - self._inflated)

    def _packed(self, entry: Entry, most: int | None = None) -> bytes:
        """The packed bytes of an entry, or the first ``most`` of them."""
        self._file.seek(entry.offset)
        header = self._file.read(_LOCAL_HEADER.size)
        if len(header) < _LOCAL_HEADER.size or not header.startswith(_LOCAL):
            raise EntryError("BCF006", "its header is damaged")
        name_length, extra_length = _LOCAL_HEADER.unpack(header)[9:11]
        self._file.seek(name_length + extra_length, io.SEEK_CUR)
        size = entry.size_packed if most is None else min(most, entry.size_packed)
        packed = self._file.read(size)
        if len(packed) < size:
            raise EntryError("BCF006", "it is cut off")
        return packed

    def _stored(self, packed: bytes) -> bytes:
        if len(packed) > self._room():
            raise EntryError("BCF007", f"it has {len(packed):,} bytes")
        return packed

    def _inflate(self, entry: Entry, packed: bytes) -> bytes:
        """Inflate with a cap on what really comes out: the size an archive states need not be true."""
        room, engine = self._room(), zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            if entry.size <= _RATIO_FROM:
                data = engine.decompress(packed, min(_RATIO_FROM, room) + 1)
                if len(data) <= _RATIO_FROM and engine.eof:
                    return data
                engine, data = zlib.decompressobj(-zlib.MAX_WBITS), b""
            return self._inflate_in_pieces(engine, packed, room)
        except zlib.error as error:
            raise EntryError("BCF006", f"it is damaged: {error}") from None

    def _inflate_in_pieces(self, engine: zlib._Decompress, packed: bytes, room: int) -> bytes:
        pieces, made, rest = [], 0, packed
        while rest and not engine.eof:
            piece = engine.decompress(rest, _CHUNK)
            rest = engine.unconsumed_tail
            made += len(piece)
            if made > room:
                raise EntryError("BCF007", f"it has more than {room:,} bytes")
            if made > _RATIO_FROM and made > self._limits.ratio * (len(packed) - len(rest)):
                raise EntryError("BCF007", f"it grows more than {self._limits.ratio} times when it is unpacked")
            pieces.append(piece)
            if not piece and not rest:
                break
        if not engine.eof:
            raise EntryError("BCF006", "it is cut off")
        return b"".join(pieces)

    def _by_library(self, entry: Entry) -> bytes:
        """Methods that hardly anybody uses (bzip2, LZMA), within the same limits."""
        try:
            with zipfile.ZipFile(self._file) as archive, archive.open(archive.infolist()[entry.number]) as opened:
                data = opened.read(self._room() + 1)
        except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError, IndexError) as error:
            raise EntryError(
                "BCF008", f"it is packed by method {entry.method}, which cannot be read: {error}"
            ) from None
        if len(data) > self._room():
            raise EntryError("BCF007", f"it has more than {self._room():,} bytes")
        return data


def directory(file: BinaryIO) -> list[Entry]:
    """Entries of the central directory, in its order. ``zipfile`` reads what is unusual: comments, ZIP64, a prefix."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(size - _END.size, 0))
    tail = file.read()
    if len(tail) == _END.size and tail.startswith(_END_MARK):
        _, disk, first_disk, here, count, length, offset, comment = _END.unpack(tail)
        usual = not (disk or first_disk or comment) and here == count < 0xFFFF and offset + length == size - _END.size
        if usual:
            file.seek(offset)
            return list(_directory(file.read(length), count))
    with zipfile.ZipFile(file) as found:
        return [_entry(number, info) for number, info in enumerate(found.infolist())]


def _directory(data: bytes, count: int) -> Iterator[Entry]:
    position = 0
    for number in range(count):
        (
            mark,
            _,
            _,
            flags,
            method,
            _,
            _,
            crc,
            packed,
            size,
            name_length,
            extra_length,
            comment_length,
            _,
            _,
            _,
            offset,
        ) = _LISTED.unpack_from(data, position)
        if mark != _LISTED_MARK:
            raise zipfile.BadZipFile("the directory is damaged")
        position += _LISTED.size
        raw = data[position : position + name_length]
        position += name_length + extra_length + comment_length
        name, others = _name(raw, flags)
        yield _make_entry(name, number, offset, packed, size, method, flags, crc, others)


def _name(raw: bytes, flags: int) -> tuple[str, tuple[str, ...]]:
    """A name, and other readings of one that does not say its alphabet."""
    if raw.isascii():
        text = raw.decode("ascii")
        return (text if _is_plain(text) else normalised(text)), ()
    names = [raw.decode("utf-8", "replace")] if flags & _UTF8 else decoded(raw)
    name, *others = dict.fromkeys(map(normalised, names))
    return name, tuple(others)


def _is_plain(name: str) -> bool:
    return not ("\\" in name or "./" in name or "//" in name or name[:1] == "/")


def _entry(number: int, info: zipfile.ZipInfo) -> Entry:
    # zipfile keeps a name as it decoded it: by UTF-8 when the flag says so, otherwise by code page 437.
    alphabet = "utf-8" if info.flag_bits & _UTF8 else "cp437"
    name, others = _name(info.orig_filename.encode(alphabet, "replace"), info.flag_bits)
    return Entry(
        name, number, info.header_offset, info.compress_size, info.file_size, info.compress_type, info.flag_bits,
        info.CRC, others,
    )  # fmt: skip


def _by_local_headers(file: BinaryIO, most: int) -> Iterator[Entry]:
    """Entries of an archive without a usable directory, found by the header that stands in front of each."""
    file.seek(0)
    data = file.read()
    position = data.find(_LOCAL)
    number = 0
    while position >= 0 and number <= most:
        header = data[position : position + _LOCAL_HEADER.size]
        if len(header) < _LOCAL_HEADER.size:
            return
        _, _, flags, method, _, _, crc, packed, size, name_length, extra_length = _LOCAL_HEADER.unpack(header)
        start = position + _LOCAL_HEADER.size + name_length + extra_length
        raw = data[position + _LOCAL_HEADER.size : position + _LOCAL_HEADER.size + name_length]
        if flags & _SIZES_FOLLOW and not packed:
            packed = _length_of_stream(data, start, method)
            crc = 0
        if raw and len(raw) == name_length:
            name, others = _name(raw, flags)
            yield Entry(name, number, position, packed, size, method, flags, crc, others)
            number += 1
        position = data.find(_LOCAL, max(start + packed, position + 4))


def _length_of_stream(data: bytes, start: int, method: int) -> int:
    """Length of a packed stream whose header does not state it; up to the next header when it cannot be inflated."""
    following = data.find(_LOCAL, start)
    end = following if following >= 0 else len(data)
    if method != _DEFLATED:
        return end - start
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    rest = data[start:]
    try:
        while rest and not engine.eof:
            engine.decompress(rest, _CHUNK)
            rest = engine.unconsumed_tail
    except zlib.error:
        return end - start
    return len(data) - start - len(engine.unused_data) if engine.eof else end - start


def open_archive(source: Path | bytes, limits: ArchiveLimits) -> tuple[Archive, BinaryIO]:
    """The archive and the file to close after use. ``OSError`` passes through."""
    file: BinaryIO = io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
    try:
        return Archive(file, limits), file
    except BaseException:
        file.close()
        raise
