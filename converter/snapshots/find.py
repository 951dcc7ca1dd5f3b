"""Where the picture of a report lies: by its ``href``, and never outside the report's folder.

Navisworks writes ``<report>_files\\cd000001.jpg``. Reports are renamed and folders moved afterwards, so the picture is
looked for in a few more places, by name. What a report says is never used as a path: it is compared with the names of
files that are there.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic

FILES_FOLDER: Final = "_files"
"""Ending of the folder Navisworks puts pictures into."""

_DEEPEST = 4
"""So many folders below the report's are looked into."""

_MOST_FILES = 200_000


@dataclass(frozen=True, slots=True)
class FoundPicture:
    """A picture file; ``note`` says so when it lies elsewhere than the report says."""

    path: Path
    note: Diagnostic | None = None


class PictureFolder:
    """The files beside one report, listed once, looked up by name, without regard to case where that is no guess."""

    def __init__(self, report: Path, label: str | None = None) -> None:
        self._report = report
        self._label = label or str(report)

    def find(self, reference: str) -> FoundPicture | Diagnostic:
        """The file a reference means, or why there is none (PIC001, PIC002)."""
        readings = _readings(reference)
        if not readings:
            message = f"the picture {_shown(reference)} lies outside the report's folder and was not opened"
            return diagnose("PIC002", message, file=self._label)
        for steps in readings:
            if (named := self._named("/".join(steps))) is not None:
                return FoundPicture(named)
        for steps in readings:
            if (elsewhere := self._elsewhere(steps[-1])) is not None:
                place = elsewhere.relative_to(self._report.parent).as_posix()
                note = diagnose("PIC005", f"the picture {_shown(reference)} was found as {place}", file=self._label)
                return FoundPicture(elsewhere, note)
        return diagnose("PIC001", f"the picture {_shown(reference)} does not exist", file=self._label)

    def _named(self, name: str) -> Path | None:
        """The file of exactly that name, else the only one that differs in case."""
        return self._files.get(_composed(name)) or self._folded.get(_composed(name).casefold())

    def _elsewhere(self, name: str) -> Path | None:
        """In the folder of this report, in that of one that was renamed, beside the report; never a guess of two.

        Every report numbers its pictures from one: the folder of another report that lies here is not looked into.
        """
        own = self._named(f"{self._report.stem}{FILES_FOLDER}/{name}")
        if own is not None:
            return own
        found = [self._named(f"{folder}/{name}") for folder in self._orphaned]
        candidates = [path for path in found if path is not None]
        if len(candidates) == 1:
            return candidates[0]
        return None if candidates else self._named(name)

    @cached_property
    def _orphaned(self) -> list[str]:
        """Picture folders whose report is not here."""
        folders = {key.split("/")[0] for key in self._files if key.count("/") == 1}
        reports = {Path(key).stem for key in self._files if "/" not in key}
        return sorted(
            name for name in folders if name.endswith(FILES_FOLDER) and name.removesuffix(FILES_FOLDER) not in reports
        )

    @cached_property
    def _folded(self) -> dict[str, Path | None]:
        """The files by name in lower case; None where two names differ in nothing else."""
        found: dict[str, Path | None] = {}
        for key, path in self._files.items():
            found[key.casefold()] = None if key.casefold() in found else path
        return found

    @cached_property
    def _files(self) -> dict[str, Path]:
        """Every regular file at or below the report's folder whose real place is there too, by relative name."""
        folder = self._report.parent
        real = Path(os.path.realpath(folder))
        found: dict[str, Path] = {}
        for path in islice(_regular_files(folder, _DEEPEST), _MOST_FILES):
            if not path.is_symlink() or Path(os.path.realpath(path)).is_relative_to(real):
                found.setdefault(_composed(path.relative_to(folder).as_posix()), path)
        return found


def _composed(name: str) -> str:
    """One spelling of accents: file systems differ in theirs (Unicode NFC)."""
    return unicodedata.normalize("NFC", name)


def _regular_files(folder: Path, depth: int) -> Iterator[Path]:
    """Files below ``folder`` in a fixed order; folders that are links are not entered, what cannot be read is none."""
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in listed:
        if _is_file(entry):
            yield Path(entry.path)
        elif depth > 0 and entry.is_dir(follow_symlinks=False):
            yield from _regular_files(Path(entry.path), depth - 1)


def _is_file(entry: os.DirEntry[str]) -> bool:
    """False also for a link that leads nowhere or in a circle."""
    try:
        return entry.is_file()
    except OSError:
        return False


def _readings(reference: str) -> list[list[str]]:
    """The names along a relative reference: as written, and with percent signs decoded; none when either is unsafe."""
    written = reference.strip()
    steps = [_steps(text) for text in dict.fromkeys((written, unquote(written)))]
    return [] if None in steps else [each for each in steps if each is not None]


def _steps(reference: str) -> list[str] | None:
    """The names along a relative reference; None for one that is absolute, climbs out or is no path at all."""
    text = reference.replace("\\", "/")
    if "://" in text or text.lower().startswith(("file:", "data:", "http:", "https:")):
        return None
    steps = [step for step in text.split("/") if step not in ("", ".")]
    if not steps or text.startswith("/") or any(_is_unsafe(step) for step in steps):
        return None
    return steps


def _is_unsafe(step: str) -> bool:
    """Climbing out, a drive, an alternate stream, a control character."""
    return step.strip(" .") == "" or ":" in step or any(ord(character) < 32 for character in step)


def _shown(reference: str) -> str:
    text = "".join(character if character.isprintable() else "�" for character in reference)
    return f"“{text if len(text) <= 120 else text[:119] + '…'}”"
