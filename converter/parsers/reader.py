"""What every reader offers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self, runtime_checkable

from converter.model.report import Kind, Report
from converter.model.stock import HasPicture, Stock


class Reader(Protocol):
    """Turns the bytes of one file into a :class:`Report`.

    A reader never raises for what a file contains: oddities are diagnostics, and a file that cannot be used at all
    is a ``Report`` with ``readable=False``. ``OSError`` passes through.
    """

    kind: Kind

    def sniff(self, head: bytes, name: str) -> bool:
        """Tell from the first 64 KiB (and the file's name, which decides nothing alone) whether this is ours."""
        ...

    def take_stock(self, path: Path, label: str, has_picture: HasPicture) -> tuple[Report, Stock]:
        """Count what is in the file; the report has no entries where the file may be larger than memory."""
        ...

    def read(self, path: Path, label: str) -> Report:
        """Read the whole file; ``label`` is how diagnostics name it."""
        ...


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What an archive may cost: bytes after inflating, of one entry and of all that is read; entries; ratio."""

    entry_bytes: int = 256_000_000
    total_bytes: int = 4_096_000_000
    entries: int = 200_000
    ratio: int = 100


@runtime_checkable
class Unpacks(Protocol):
    """A reader of archives, which can be told how much it may unpack."""

    def within(self, limits: ArchiveLimits) -> Self:
        """The same reader under other limits."""
        ...


@runtime_checkable
class Caches(Protocol):
    """A reader that can keep what takes long, and find it again by the content of the file."""

    def caching(self, folder: Path) -> Self:
        """The same reader with a folder to keep it in."""
        ...
