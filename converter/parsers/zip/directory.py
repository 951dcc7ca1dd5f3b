"""The entries of a ZIP file: from its central directory, or from their local headers where that is damaged or gone.

Source: PKWARE, ZIP File Format Specification (appnote), 4.3 and 4.5.3.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from converter.model.drafts import maker_of
from converter.parsers.zip.names import decoded, normalised
from converter.parsers.zip.unpacking import DEFLATED, RATIO_FROM

LOCAL: Final = b"PK\x03\x04"
LOCAL_HEADER: Final = struct.Struct("<4s5H3I2H")
_LISTED_MARK: Final = b"PK\x01\x02"
_LISTED: Final = struct.Struct("<4s6H3I5H2I")
END_MARK: Final = b"PK\x05\x06"
_END: Final = struct.Struct("<4s4H2IH")
_DESCRIPTOR_MARK: Final = b"PK\x07\x08"
_ZIP64: Final = 0x0001
_IN_ZIP64: Final = 0xFFFFFFFF
_SIZES_FOLLOW, _UTF8 = 0x8, 0x800
_CHUNK = 1 << 16
_FED = 1 << 14


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
    has_backslashes: bool = False

    @property
    def is_folder(self) -> bool:
        """True for an entry that stands for a folder."""
        return self.name.endswith("/")


_make_entry = maker_of(Entry)


def listed(file: BinaryIO) -> list[Entry]:
    """Entries of the central directory, in its order. ``zipfile`` reads what is unusual: comments, ZIP64, a prefix.

    ``zipfile.BadZipFile`` and the like for a directory that is damaged, or whose entries are not where it says.
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(max(size - _END.size, 0))
    tail = file.read()
    found = _usual(file, tail, size)
    if found is None:
        with zipfile.ZipFile(file) as opened:
            found = [_entry(number, info) for number, info in enumerate(opened.infolist())]
    if not (_is_in_place(file, found) if found else size <= _END.size):
        raise zipfile.BadZipFile("the entries are not where the directory says")
    return found


def _usual(file: BinaryIO, tail: bytes, size: int) -> list[Entry] | None:
    """Entries of an archive like nearly all; None for any other."""
    if len(tail) != _END.size or not tail.startswith(END_MARK):
        return None
    _, disk, first_disk, here, count, length, offset, comment = _END.unpack(tail)
    if disk or first_disk or comment or not here == count < 0xFFFF or offset + length != size - _END.size:
        return None
    file.seek(offset)
    return list(_directory(file.read(length), count))


def _is_in_place(file: BinaryIO, entries: list[Entry]) -> bool:
    """True when at least one of three entries has its header where the directory says."""
    for entry in {entries[0], entries[len(entries) // 2], entries[-1]}:
        if 0 <= entry.offset < 1 << 62:
            file.seek(entry.offset)
            if file.read(len(LOCAL)) == LOCAL:
                return True
    return False


def _directory(data: bytes, count: int) -> Iterator[Entry]:
    position, size_of_header = 0, _LISTED.size
    for number in range(count):
        fields = _LISTED.unpack_from(data, position)
        mark, _, _, flags, method, _, _, crc, packed, size, name_length, extra_length, comment_length = fields[:13]
        if mark != _LISTED_MARK:
            raise zipfile.BadZipFile("the directory is damaged")
        position += size_of_header
        raw = data[position : position + name_length]
        position += name_length
        offset = fields[16]
        if _IN_ZIP64 in (size, packed, offset):
            extra = data[position : position + extra_length]
            size, packed, offset = _large((size, packed, offset), extra)
        position += extra_length + comment_length
        name, others = _name(raw, flags)
        yield _make_entry(name, number, offset, packed, size, method, flags, crc, others, b"\\" in raw)


def _large(values: tuple[int, int, int], extra: bytes) -> tuple[int, int, int]:
    """The fields that are too small for their number, from the extra field of ZIP64, in this order."""
    position = 0
    while position + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, position)
        position += 4
        if kind == _ZIP64:
            content = extra[position : position + length]
            numbers = iter(struct.unpack(f"<{len(content) // 8}Q", content[: len(content) // 8 * 8]))
            size, packed, offset = (next(numbers, value) if value == _IN_ZIP64 else value for value in values)
            return size, packed, offset
        position += length
    return values


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
        info.CRC, others, "\\" in info.orig_filename,
    )  # fmt: skip


def by_local_headers(file: BinaryIO, most: int, ratio: int) -> Iterator[Entry]:
    """Entries of an archive without a usable directory, found by the header that stands in front of each.

    At most ``most``; a stream of unknown length is followed while it grows no more than ``ratio`` times.
    """
    file.seek(0)
    data = file.read()
    position = data.find(LOCAL)
    number = 0
    while position >= 0 and number <= most:
        header = data[position : position + LOCAL_HEADER.size]
        if len(header) < LOCAL_HEADER.size:
            return
        _, _, flags, method, _, _, crc, packed, size, name_length, extra_length = LOCAL_HEADER.unpack(header)
        named = position + LOCAL_HEADER.size
        start = named + name_length + extra_length
        raw = data[named : named + name_length]
        if _IN_ZIP64 in (size, packed):
            size, packed, _ = _large((size, packed, 0), data[named + name_length : start])
        if flags & _SIZES_FOLLOW and not packed:
            packed, crc = _length_of_stream(data, start, method, ratio), 0
        if raw and len(raw) == name_length:
            name, others = _name(raw, flags)
            yield Entry(name, number, position, packed, size, method, flags, crc, others, b"\\" in raw)
            number += 1
        position = data.find(LOCAL, max(_end_of_entry(data, start, packed), position + 4))


def _end_of_entry(data: bytes, start: int, packed: int) -> int:
    """Where to look for the next entry: behind this one, unless its size leads nowhere."""
    end = start + packed
    follows = data[end : end + 4]
    is_true = follows in (LOCAL, _LISTED_MARK, _DESCRIPTOR_MARK, END_MARK) or end == len(data)
    # a descriptor may come without its mark: three numbers of four bytes
    return end if is_true or data[end + 12 : end + 16] in (LOCAL, _LISTED_MARK) else start


def _length_of_stream(data: bytes, start: int, method: int, ratio: int) -> int:
    """Length of a packed stream whose header does not state it; up to the next header when it cannot be inflated."""
    if method == DEFLATED:
        engine, view, position, made = zlib.decompressobj(-zlib.MAX_WBITS), memoryview(data), start, 0
        try:
            while position < len(data) and not engine.eof:
                rest: bytes | memoryview = view[position : position + _FED]
                position += len(rest)
                while rest and not engine.eof:
                    made += len(engine.decompress(rest, _CHUNK))
                    rest = engine.unconsumed_tail
                    if made > max(ratio * (position - start), RATIO_FROM):
                        return _to_next_header(data, start)
        except zlib.error:
            return _to_next_header(data, start)
        if engine.eof:
            return position - len(engine.unused_data) - start
    return _to_next_header(data, start)


def _to_next_header(data: bytes, start: int) -> int:
    following = data.find(LOCAL, start)
    return (following if following >= 0 else len(data)) - start
