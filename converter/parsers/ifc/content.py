"""The text of a model: a mapped file, or what an ``.ifczip`` holds."""

from __future__ import annotations

import mmap
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from converter.parsers.ifc.step_text import Text
from converter.parsers.log import DiagnosticLog
from converter.parsers.reader import ArchiveLimits

if TYPE_CHECKING:
    from converter.parsers.zip.directory import Entry

_ZIP: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"
_NAME_LENGTH, _NAME = 26, 30
"""Places in the header of an entry (PKWARE appnote, 4.3.7)."""

_MARK: Final = b"ISO-10303-21"
_HEAD: Final = 1 << 12
_XML = re.compile(rb"<(?:[\w.]+:)?(?:ifcXML|iso_10303_28|uos)\b", re.IGNORECASE)
_STEP_SCHEMA = re.compile(rb"FILE_SCHEMA\s*\(\s*\(\s*'\s*([^'\s]*)", re.IGNORECASE)
_NAMES: Final = (".ifc", ".ifczip", ".ifcxml")
_DEFLATE64: Final = 9


@dataclass(slots=True)
class Content:
    """An open model; ``text`` is empty for one that cannot be read, and then the log says why."""

    text: Text
    is_readable: bool

    def close(self) -> None:
        """Let go of the file; the text is not there any more."""
        if isinstance(self.text, mmap.mmap):
            self.text.close()
        self.text = b""


def closed_text() -> Text:
    """A text of which every use is a ``ValueError``: that of a model that was closed."""
    text = mmap.mmap(-1, 1)
    text.close()
    return text


def is_model(head: bytes, name: str) -> bool:
    """Tell from the first bytes and the name whether this is an IFC model, in one of its three forms."""
    lower, text = name.lower(), head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith((_ZIP, _EMPTY_ZIP)):
        return not lower.endswith((".bcf", ".bcfzip")) and (lower.endswith(".ifczip") or _begins_with_model(head))
    if text.startswith(_MARK):
        schema = _STEP_SCHEMA.search(text)
        return lower.endswith(_NAMES) or schema is None or schema[1].upper().startswith(b"IFC")
    return lower.endswith(_NAMES) or (text.startswith(b"<") and _XML.search(text[:_HEAD]) is not None)


def _begins_with_model(head: bytes) -> bool:
    """True for an archive whose first entry is a model, and that has nothing of BCF."""
    length = int.from_bytes(head[_NAME_LENGTH : _NAME_LENGTH + 2], "little")
    return b".bcf" not in head.lower() and head[_NAME : _NAME + length].lower().endswith(b".ifc")


def open_content(path: Path, log: DiagnosticLog, limits: ArchiveLimits) -> Content:
    """Open a model. ``OSError`` passes through; what the file holds is never an exception."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if not head:
            return _of_text(b"", log)
        if not head.startswith((_ZIP, _EMPTY_ZIP)):
            return _of_text(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), log)
    return _of_text(_unpacked(path, log, limits), log)


def _of_text(text: Text | None, log: DiagnosticLog) -> Content:
    if text is None:
        return Content(b"", is_readable=False)
    head = text[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(_MARK):
        return Content(text, is_readable=True)
    if _XML.search(head) is not None:
        log.add("IFC002", "ifcXML is not read: export the model as IFC (STEP, .ifc)")
    elif not head:
        log.add("IFC001", "the file is empty")
    else:
        log.add("IFC001", "this has the name of an IFC model, and does not begin as one (ISO-10303-21)")
    if isinstance(text, mmap.mmap):
        text.close()
    return Content(b"", is_readable=False)


def _unpacked(path: Path, log: DiagnosticLog, limits: ArchiveLimits) -> bytes | None:
    # Late: what unpacks needs more memory than the index of most models.
    from converter.parsers.zip.archive import open_archive
    from converter.parsers.zip.unpacking import EntryError, Reason

    archive, file = open_archive(path, limits)
    with file:
        entries = archive.entries[: limits.entries]
        models = _models(entries)
        if not models:
            xml = any(entry.name.lower().endswith(".ifcxml") for entry in entries)
            words = "there is only ifcXML in the archive, which is not read" if xml else "no model is in the archive"
            log.add("IFC002" if xml else "IFC004", f"{words}: export it as IFC (STEP, .ifc)")
            return None
        entry = models[0]
        if len(models) > 1:
            log.add("IFC007", f"{len(models):,} models are in the archive; {entry.name} is read", member=entry.name)
        if entry.method == _DEFLATE64:
            words = "it is packed by Deflate64, which is not read: unpack it, or pack it again by the usual method"
            log.add("IFC003", f"{entry.name}: {words}", member=entry.name)
            return None
        try:
            return archive.read(entry)
        except EntryError as error:
            codes = {Reason.DAMAGED: "IFC005", Reason.TOO_LARGE: "IFC006", Reason.UNREADABLE: "IFC003"}
            log.add(codes[error.reason], f"{entry.name}: {error.words}", member=entry.name)
            return None


def _models(entries: Sequence[Entry]) -> list[Entry]:
    """Entries that are models by name; what is hidden, and what macOS leaves in archives, is none."""
    from converter.parsers.zip.names import is_junk

    return [
        entry
        for entry in entries
        if entry.name.lower().endswith(".ifc")
        and not is_junk(entry.name)
        and not entry.name.rsplit("/", 1)[-1].startswith(".")
    ]
