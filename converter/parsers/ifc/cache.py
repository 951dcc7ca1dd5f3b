"""What a pass over a model found, kept under the SHA-256 of the model's content.

A model that changed has another hash, and so never meets what was kept of it before; its name, size and time do not
count. Hashing takes about a third of the time of the pass where the processor has instructions for it, and as long
where it has not: so only large models are kept, and only for who asks for it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Final

from converter.parsers.ifc.records import Found, Records, Shapes
from converter.parsers.ifc.schema import PRODUCT, TABLE
from converter.parsers.ifc.step_text import Text

LEAST_BYTES: Final = 4_000_000
"""A smaller model is read sooner than anything is looked up."""

KEPT: Final = 200
"""Models; the ones not written for longest give way."""

_FORMAT: Final = f"converter ifc index 2 {sys.byteorder}\n".encode()
_DIGEST, _LENGTH = 32, 4
_SUFFIX, _PART = ".ifcindex", ".part"


class IndexCache:
    """Kept passes, in a folder that is made when it is first needed. Nothing of it is ever an error."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def digest(self, text: Text) -> bytes | None:
        """The SHA-256 of a model; None for one that is too small to be kept."""
        return None if len(text) < LEAST_BYTES else hashlib.sha256(text).digest()

    def load(self, digest: bytes) -> Found | None:
        """What was kept of the model with this digest; None when there is nothing, or nothing whole."""
        try:
            data = self._path(digest).read_bytes()
        except OSError:
            return None
        start = len(_FORMAT) + _DIGEST
        body = data[start:]
        if not data.startswith(_FORMAT) or hashlib.sha256(body).digest() != data[len(_FORMAT) : start]:
            return None
        return _unpacked(body)

    def store(self, digest: bytes, found: Found) -> None:
        """Keep what was found in the model with this digest.

        The file is whole or not there, however many write it at once.
        """
        body = _packed(found)
        with contextlib.suppress(OSError):  # a cache that cannot be written (no room, no right) is none
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, suffix=_PART, delete=False) as file:
                file.write(_FORMAT + hashlib.sha256(body).digest() + body)
            part = Path(file.name)
            try:
                part.replace(self._path(digest))
            finally:
                part.unlink(missing_ok=True)
            self._make_room()

    def _make_room(self) -> None:
        kept = sorted(self._folder.glob(f"*{_SUFFIX}"), key=lambda path: path.stat().st_mtime)
        for path in kept[:-KEPT]:
            path.unlink(missing_ok=True)

    def _path(self, digest: bytes) -> Path:
        return self._folder / f"{hashlib.sha256(_version() + digest).hexdigest()}{_SUFFIX}"


@cache
def _version() -> bytes:
    """Changes with the format, and with the table the kept numbers of classes refer to."""
    return _FORMAT + TABLE.read_bytes()


def _packed(found: Found) -> bytes:
    rows = [(PRODUCT, found.products), *found.others.items()]
    head = json.dumps([(role, len(records)) for role, records in rows]).encode()
    arrays = (part.tobytes() for _, each in rows for part in (each.ids, each.places, each.numbers))
    return b"".join((len(head).to_bytes(_LENGTH, "little"), head, *arrays, found.shapes.places.tobytes()))


def _unpacked(body: bytes) -> Found:
    at = _LENGTH + int.from_bytes(body[:_LENGTH], "little")
    records: dict[str, Records] = {}
    for role, count in json.loads(body[_LENGTH:at]):
        records[role] = Records()
        for part in (records[role].ids, records[role].places, records[role].numbers):
            part.frombytes(body[at : at + count * part.itemsize])
            at += count * part.itemsize
    shapes = Shapes()
    shapes.places.frombytes(body[at:])
    return Found(records.pop(PRODUCT), records, shapes)
