"""Paths on the command line → files with the reader of each."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path

from converter.app.loading import made
from converter.app.run_folder import is_run_folder
from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.model.report import Kind
from converter.parsers import ENTRY_POINTS, READERS
from converter.parsers.kinds import Recognised, recognise
from converter.parsers.reader import Reader

HEAD_BYTES = 1 << 16
_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".gif", ".bmp"})
_NO_REPORTS = _PICTURES | {".css", ".js", ".db", ".ini", ".md", ".txt"}


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to look at. ``explicit`` ones were named by the user, the others were found in a folder."""

    path: Path
    label: str
    explicit: bool


@dataclass(frozen=True, slots=True)
class Selection:
    """What is to be done with a file: read it with ``reader``, or leave it for the reason in ``problem``."""

    file: InputFile
    recognised: Recognised
    reader: Reader | None = None
    problem: Diagnostic | None = None


def input_files(paths: Iterable[Path]) -> Iterator[InputFile]:
    """The named files, and those in the named folders, recursively, sorted by name; each one once."""
    seen: set[str] = set()
    for path in paths:
        explicit = not path.is_dir()
        for found in (path,) if explicit else _files_below(path):
            if (real := os.path.realpath(found)) not in seen:
                seen.add(real)
                yield InputFile(found, _label(found), explicit or found.is_dir())


def is_picture_name(path: Path) -> bool:
    """True for a file that is a picture by its name: a report may use it."""
    return path.suffix.lower() in _PICTURES


def _label(path: Path) -> str:
    """The path as text that every file and terminal takes: names on a disk need not be text."""
    return os.fsencode(path).decode("utf-8", "replace")


def _files_below(folder: Path) -> Iterator[Path]:
    """Files of a folder. Hidden ones are passed over, and so are our own run folders: they hold results, not input."""
    refused: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=refused.append):
        # A folder that may not be entered is handed on as it is: opening it says why.
        yield from (Path(error.filename) for error in refused)
        refused.clear()
        here = Path(place)
        folders[:] = sorted(
            (name for name in folders if not name.startswith(".") and not is_run_folder(here / name)), key=str.casefold
        )
        for name in sorted(files, key=str.casefold):
            if not name.startswith("."):
                yield here / name
    yield from (Path(error.filename) for error in refused)


def select(file: InputFile) -> Selection:
    """Ask every reader; two that claim one file are a problem, none is one too (only a note inside a folder)."""
    if not file.explicit and file.path.suffix.lower() in _NO_REPORTS:
        return Selection(file, Recognised(Kind.UNKNOWN), problem=_left_alone(file, "not a kind of file to read"))
    try:
        with file.path.open("rb") as opened:
            head = opened.read(HEAD_BYTES)
    except OSError as error:
        message = f"cannot be opened: {error.strerror or error}"
        return Selection(file, Recognised(Kind.UNKNOWN), problem=diagnose("FIL001", message, file=file.label))
    claims = [reader for reader in readers().values() if reader.sniff(head, file.path.name)]
    if len(claims) == 1:
        return Selection(file, Recognised(claims[0].kind), reader=claims[0])
    if claims:
        names = ", ".join(type(reader).__name__ for reader in claims)
        message = f"more than one reader claims this file: {names}"
        return Selection(file, Recognised(Kind.UNKNOWN), problem=diagnose("FIL002", message, file=file.label))
    if not head:
        empty = diagnose("FIL002" if file.explicit else "FIL004", _EMPTY, file=file.label)
        return Selection(file, Recognised(Kind.UNKNOWN), problem=empty)
    recognised = recognise(head, file.path.name)
    return Selection(file, recognised, problem=_unread(file, recognised))


def _unread(file: InputFile, recognised: Recognised) -> Diagnostic:
    if not file.explicit and recognised.kind is not Kind.BCF:
        return _left_alone(file, recognised.explanation or "not a kind of file to read")
    return diagnose(recognised.code, recognised.explanation or _UNKNOWN, file=file.label)


_EMPTY = "The file is empty."
_UNKNOWN = "This is neither a clash report (Navisworks XML or HTML, BCF, IfcClash JSON) nor another file known here."


def _left_alone(file: InputFile, why: str) -> Diagnostic:
    return diagnose("FIL004", f"left alone: {why}", file=file.label)


@cache
def readers() -> dict[str, Reader]:
    """Every reader by name: the table of ``converter.parsers``, then what other packages register."""
    found = {name: made(target) for name, target in READERS.items()}
    for entry in entry_points(group=ENTRY_POINTS):
        found.setdefault(entry.name, entry.load()())
    return found
