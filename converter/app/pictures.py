"""The pictures of many reports: found once, checked once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from converter.model.diagnostics import Diagnostic
from converter.model.picture import Picture
from converter.parsers.log import DiagnosticLog
from converter.snapshots.check import PictureLimits, check_picture
from converter.snapshots.find import PictureFolder


class PictureLookup:
    """Looks pictures up by report and reference; what is wrong with one is said once."""

    def __init__(self, limits: PictureLimits, reports: Mapping[str, Path]) -> None:
        """``reports`` gives the place of each report by its label."""
        self._limits = limits
        self._reports = reports
        self._folders: dict[str, PictureFolder] = {}
        self._logs: dict[str, DiagnosticLog] = {}
        self._checked: dict[Path, Picture | Diagnostic] = {}
        self._found: dict[tuple[str, str], Picture | None] = {}

    def __call__(self, file: str, reference: str) -> Picture | None:
        """The checked picture of a reference in a report, None when there is none to be had."""
        key = (file, reference)
        if key not in self._found:
            self._found[key] = self._look_up(file, reference)
        return self._found[key]

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What was wrong with pictures, at most a screenful for each report and code."""
        return tuple(each for log in self._logs.values() for each in log.finish())

    def _look_up(self, file: str, reference: str) -> Picture | None:
        found = self._folder(file).find(reference)
        if isinstance(found, Diagnostic):
            self._say(file, found)
            return None
        if found.note is not None:
            self._say(file, found.note)
        if found.path not in self._checked:
            self._checked[found.path] = check_picture(found.path, self._limits, file)
        picture = self._checked[found.path]
        if isinstance(picture, Diagnostic):
            self._say(file, picture)
            return None
        return picture

    def _folder(self, file: str) -> PictureFolder:
        if file not in self._folders:
            self._folders[file] = PictureFolder(self._reports[file], file)
        return self._folders[file]

    def _say(self, file: str, problem: Diagnostic) -> None:
        if file not in self._logs:
            self._logs[file] = DiagnosticLog(file)
        self._logs[file].add(problem.code, problem.message)
