"""An archive: entries in their order, unpacked no farther than allowed.

Nothing is ever written, and no name of an archive is used as a path.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from converter.parsers.reader import ArchiveLimits
from converter.parsers.zip.directory import LOCAL, LOCAL_HEADER, Entry, by_local_headers, listed
from converter.parsers.zip.unpacking import DEFLATED, STORED, EntryError, Reason, too_much, unpacked

_ENCRYPTED = 0x1
_CHUNK = 1 << 16
_BUFFER = 1 << 18
"""Entries are mostly read in their order."""

_TOTAL_RATIO_FROM = 16 << 20
"""Below these a high ratio of all entries together is normal."""


class Budget:
    """Bytes that may be unpacked of an archive and of those inside it, all together."""

    def __init__(self, limits: ArchiveLimits, size: int) -> None:
        self._left = min(limits.total_bytes, max(limits.ratio * size, _TOTAL_RATIO_FROM))

    def spend(self, count: int) -> None:
        """So many were unpacked."""
        self._left -= count

    def room(self, most: int) -> int:
        """How many one entry may have, at most ``most``; below zero when everything is spent."""
        return min(most, self._left)


class Archive:
    """An open archive. ``recovered`` is true when its directory was gone and entries were found by their headers."""

    def __init__(self, file: BinaryIO, limits: ArchiveLimits, budget: Budget | None = None) -> None:
        """``budget`` is that of the archive this one lies in."""
        self._file = file
        self._limits = limits
        self._size = file.seek(0, io.SEEK_END)
        self.budget = budget or Budget(limits, self._size)
        self._owners: dict[int, int] = {}
        self.recovered = False
        self.entries = self._found()

    def _found(self) -> list[Entry]:
        try:
            found = listed(self._file)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, EOFError, OverflowError):
            found = list(by_local_headers(self._file, self._limits.entries, self._limits.ratio))
            self.recovered = True
        return found[: self._limits.entries + 1]

    def read(self, entry: Entry) -> bytes:
        """The content of an entry; :class:`EntryError` for what is encrypted, damaged or too large."""
        if entry.flags & _ENCRYPTED:
            raise EntryError(Reason.UNREADABLE, "it is encrypted")
        if self._owners.get(entry.offset, entry.number) != entry.number:
            raise EntryError(Reason.TOO_LARGE, "it is another entry under a second name")
        packed = self._packed(entry)
        limits, budget = self._limits, self.budget
        data = unpacked(packed, entry.method, entry.size, budget.room(limits.entry_bytes), limits.ratio)
        budget.spend(len(data))
        if zlib.crc32(data) != entry.crc and entry.crc:
            raise EntryError(Reason.DAMAGED, "its checksum is wrong")
        self._owners[entry.offset] = entry.number
        return data

    def head(self, entry: Entry, size: int) -> bytes:
        """The first bytes of an entry, at little cost; fewer where it is shorter, none where it cannot be read."""
        try:
            if entry.flags & _ENCRYPTED or entry.method not in (STORED, DEFLATED):
                return self.read(entry)[:size]
            packed = self._packed(entry, most=size + _CHUNK)
            if entry.method == STORED:
                return packed[:size]
            return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, size)
        except (EntryError, zlib.error):
            return b""

    def _room(self) -> int:
        """Bytes that may still be unpacked for one entry."""
        return self.budget.room(self._limits.entry_bytes)

    def _packed(self, entry: Entry, most: int | None = None) -> bytes:
        """The packed bytes of an entry, or the first ``most`` of them."""
        if not 0 <= entry.offset <= self._size - LOCAL_HEADER.size:
            raise EntryError(Reason.DAMAGED, "it is not in the archive")
        file = self._file
        file.seek(entry.offset)
        header = file.read(LOCAL_HEADER.size)
        if header[:4] != LOCAL:
            raise EntryError(Reason.DAMAGED, "its header is damaged")
        if entry.size_packed > self._size - entry.offset:
            raise EntryError(Reason.DAMAGED, "it is cut off")
        file.read(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"))  # name and extra
        if entry.method == STORED and most is None and entry.size_packed > self._room():
            raise too_much(self._room())
        size = entry.size_packed if most is None else min(most, entry.size_packed)
        packed = file.read(size)
        if len(packed) < size:
            raise EntryError(Reason.DAMAGED, "it is cut off")
        return packed


def open_archive(source: Path | bytes, limits: ArchiveLimits, budget: Budget | None = None) -> tuple[Archive, BinaryIO]:
    """The archive and the file to close after use. ``OSError`` passes through."""
    file: BinaryIO = io.BytesIO(source) if isinstance(source, bytes) else source.open("rb", _BUFFER)
    try:
        return Archive(file, limits, budget), file
    except BaseException:
        file.close()
        raise
