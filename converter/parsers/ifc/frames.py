"""What the child process writes and its parent reads: frame after frame, so that a crash loses nothing finished."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path
from typing import IO, NamedTuple

_HEAD = struct.Struct("<4sBqqqI")
_MAGIC = b"ShFr"
_PIECE = 1 << 22


class Kind(IntEnum):
    """What a frame says."""

    BEGUN = 1
    """Work on the element begins; a crash after it is this element's."""
    MESH = 2
    """Vertices (float64 x, y, z) and faces (three int32) of the element."""
    TOO_LARGE = 3
    """The element has more triangles than are allowed; its mesh is not given."""
    NO_LIBRARY = 4
    """IfcOpenShell cannot be loaded; the text says why."""
    NOT_OPENED = 5
    """IfcOpenShell cannot open the model; the text says why."""
    BROKEN = 6
    """The run ended with an exception; the text says which."""
    DONE = 7
    """All elements were worked on; those without a frame have no shape."""


class Frame(NamedTuple):
    """One frame: its kind, the step id (0 where none is meant), and two runs of bytes."""

    kind: Kind
    step_id: int
    first: bytes = b""
    second: bytes = b""


def write(out: IO[bytes], frame: Frame) -> None:
    """Append a frame and hand it to the system, so that it outlives this process."""
    check = zlib.crc32(frame.second, zlib.crc32(frame.first))
    out.write(_HEAD.pack(_MAGIC, frame.kind, frame.step_id, len(frame.first), len(frame.second), check))
    out.write(frame.first)
    out.write(frame.second)
    out.flush()


class FrameReader:
    """Reads frames of a file that is still being written.

    ``damaged`` is True once something else than a frame was met; nothing behind it is read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at = 0
        self.damaged = False

    def new_frames(self) -> Iterator[Frame]:
        """The whole frames that were added since the last call."""
        if self.damaged or not self._path.is_file():
            return
        size = self._path.stat().st_size
        with self._path.open("rb") as file:
            while self._at + _HEAD.size <= size:
                file.seek(self._at)
                magic, kind, step_id, first, second, check = _HEAD.unpack(file.read(_HEAD.size))
                if magic != _MAGIC or kind not in set(Kind) or first < 0 or second < 0:
                    self.damaged = True
                    return
                if self._at + _HEAD.size + first + second > size:
                    return
                one, two = file.read(first), file.read(second)
                if zlib.crc32(two, zlib.crc32(one)) != check:
                    self.damaged = True
                    return
                self._at += _HEAD.size + first + second
                yield Frame(Kind(kind), step_id, one, two)
