"""Entries of an archive, read when somebody asks for them."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from converter.parsers.reader import ArchiveLimits
from converter.parsers.zip.archive import Archive, open_archive
from converter.parsers.zip.unpacking import EntryError, Reason


class ArchiveContent:
    """An archive kept open for reading entries by the numbers that lead to them; close it after use."""

    def __init__(self, path: Path, limits: ArchiveLimits) -> None:
        self._limits = limits
        self._stack = ExitStack()
        archive, file = open_archive(path, limits)
        self._stack.callback(file.close)
        self._archives: dict[tuple[int, ...], Archive] = {(): archive}

    def read(self, entry: tuple[int, ...]) -> bytes:
        """The content of an entry; :class:`EntryError` when it cannot be read."""
        archive = self._archive(entry[:-1])
        if entry[-1] >= len(archive.entries):
            raise EntryError(Reason.DAMAGED, "it is gone")
        return archive.read(archive.entries[entry[-1]])

    def _archive(self, way: tuple[int, ...]) -> Archive:
        if way not in self._archives:
            archive, file = open_archive(self.read(way), self._limits)
            self._stack.callback(file.close)
            self._archives[way] = archive
        return self._archives[way]

    def close(self) -> None:
        """Let the files go."""
        self._stack.close()
