"""The pictures of many reports: found once, checked once, beside reports and inside archives."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from converter.model.diagnostics import Diagnostic
from converter.model.picture import Picture
from converter.model.viewpoint import Viewpoint
from converter.parsers.bcf.content import ArchiveContent
from converter.parsers.bcf.unpacking import EntryError
from converter.parsers.log import DiagnosticLog
from converter.parsers.reader import ArchiveLimits
from converter.snapshots.check import PictureLimits, check_bytes, check_picture
from converter.snapshots.find import PictureFolder


class PictureLookup:
    """Looks pictures up by report and reference; what is wrong with one is said once. Close it after use."""

    def __init__(self, limits: PictureLimits, archive_limits: ArchiveLimits, reports: Mapping[str, Path]) -> None:
        """``reports`` gives the place of each report by its label."""
        self._limits, self._archive_limits, self._reports = limits, archive_limits, reports
        self._folders: dict[str, PictureFolder] = {}
        self._archives: dict[Path, ArchiveContent] = {}
        self._logs: dict[str, DiagnosticLog] = {}
        self._checked: dict[Path, Picture | Diagnostic] = {}
        self._found: dict[tuple[str, str | tuple[int, ...]], Picture | None] = {}

    def beside(self, file: str, reference: str) -> Picture | None:
        """The checked picture of a reference in a report, None when there is none to be had."""
        key = (file, reference)
        if key not in self._found:
            self._found[key] = self._look_beside(file, reference)
        return self._found[key]

    def inside(self, file: str, view: Viewpoint) -> Picture | None:
        """The checked picture of a viewpoint in an archive."""
        if view.snapshot_entry is None:
            return None
        key = (file, view.snapshot_entry)
        if key not in self._found:
            self._found[key] = self._look_inside(file, view.snapshot or "", view.snapshot_entry)
        return self._found[key]

    def content(self, picture: Picture) -> bytes:
        """The bytes of a picture that was found."""
        if picture.entry is None:
            return Path(picture.path).read_bytes()
        return self._archive(Path(picture.path)).read(picture.entry)

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What was wrong with pictures, at most a screenful for each report and code."""
        return tuple(each for log in self._logs.values() for each in log.finish())

    def close(self) -> None:
        """Let the archives go."""
        for archive in self._archives.values():
            archive.close()

    def _look_beside(self, file: str, reference: str) -> Picture | None:
        found = self._folder(file).find(reference)
        if isinstance(found, Diagnostic):
            return self._checked_picture(file, found)
        if found.note is not None:
            self._say(file, found.note.code, found.note.message)
        if found.path not in self._checked:
            self._checked[found.path] = check_picture(found.path, self._limits, file)
        picture = self._checked[found.path]
        return self._checked_picture(file, picture)

    def _look_inside(self, file: str, name: str, entry: tuple[int, ...]) -> Picture | None:
        path = self._reports[file]
        try:
            data = self._archive(path).read(entry)
        except EntryError as error:
            self._say(file, error.code, f"{name}: {error.words}")
            return None
        picture = check_bytes(data, path, name, self._limits, file, entry=entry)
        return self._checked_picture(file, picture)

    def _archive(self, path: Path) -> ArchiveContent:
        if path not in self._archives:
            self._archives[path] = ArchiveContent(path, self._archive_limits)
        return self._archives[path]

    def _folder(self, file: str) -> PictureFolder:
        if file not in self._folders:
            self._folders[file] = PictureFolder(self._reports[file], file)
        return self._folders[file]

    def _checked_picture(self, file: str, found: Picture | Diagnostic) -> Picture | None:
        if isinstance(found, Picture):
            return found
        self._say(file, found.code, found.message)
        return None

    def _say(self, file: str, code: str, message: str) -> None:
        if file not in self._logs:
            self._logs[file] = DiagnosticLog(file)
        self._logs[file].add(code, message)
