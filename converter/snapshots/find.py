"""Where the picture of a report lies: by its ``href``, and never outside the report's folder.

Navisworks writes ``<report>_files\\cd000001.jpg``. Reports are renamed and folders moved afterwards, so the picture is
looked for in a few more places, by name. What a report says is never used as a path: it is compared with the names of
files that are there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
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
    """The files beside one report, listed once, looked up without regard to case."""

    def __init__(self, report: Path, label: str | None = None) -> None:
        self._report = report
        self._label = label or str(report)

    def find(self, reference: str) -> FoundPicture | Diagnostic:
        """The file a reference means, or why there is none (PIC001, PIC002)."""
        steps = _steps(reference)
        if steps is None:
            message = f"the picture {_shown(reference)} lies outside the report's folder and was not opened"
            return diagnose("PIC002", message, file=self._label)
        named = self._files.get("/".join(steps).casefold())
        if named is not None:
            return FoundPicture(named)
        elsewhere = self._elsewhere(steps[-1].casefold())
        if elsewhere is None:
            return diagnose("PIC001", f"the picture {_shown(reference)} does not exist", file=self._label)
        place = elsewhere.relative_to(self._report.parent).as_posix()
        note = diagnose("PIC005", f"the picture {_shown(reference)} was found as {place}", file=self._label)
        return FoundPicture(elsewhere, note)

    def _elsewhere(self, name: str) -> Path | None:
        """In the folder of this report, in that of another, beside the report; one place only, never a guess of two."""
        own = self._files.get(f"{self._report.stem}{FILES_FOLDER}/{name}".casefold())
        if own is not None:
            return own
        siblings = [
            path for key, path in self._files.items() if key.count("/") == 1 and key.endswith(f"{FILES_FOLDER}/{name}")
        ]
        if len(siblings) == 1:
            return siblings[0]
        return self._files.get(name) if not siblings else None

    @cached_property
    def _files(self) -> dict[str, Path]:
        """Every regular file at or below the report's folder whose real place is there too, by path in lower case."""
        folder = self._report.parent
        try:
            real = folder.resolve(strict=True)
        except OSError:
            return {}
        found: dict[str, Path] = {}
        for path in _regular_files(folder, _DEEPEST):
            if len(found) >= _MOST_FILES:
                break
            if not path.is_symlink() or path.resolve().is_relative_to(real):
                found.setdefault(path.relative_to(folder).as_posix().casefold(), path)
        return found


def _regular_files(folder: Path, depth: int) -> Iterator[Path]:
    """Files below ``folder`` in a fixed order; folders that are links are not entered."""
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in listed:
        if entry.is_file():
            yield Path(entry.path)
        elif depth > 0 and entry.is_dir(follow_symlinks=False):
            yield from _regular_files(Path(entry.path), depth - 1)


def _steps(reference: str) -> list[str] | None:
    """The names along a relative reference; None for one that is absolute, climbs out or is no path at all."""
    text = reference.strip().replace("\\", "/")
    if "://" in text or text.lower().startswith(("file:", "data:", "http:", "https:")):
        return None
    if "%" in text:
        text = unquote(text).replace("\\", "/")
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
