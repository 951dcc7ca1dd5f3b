"""The pictures of many reports: found once, checked once, beside reports and inside archives; and those drawn here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from converter.app.settings import PictureSettings
from converter.errors import InputError
from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.model.picture import Picture
from converter.model.viewpoint import Viewpoint
from converter.parsers.bcf.content import ArchiveContent
from converter.parsers.bcf.entry_codes import CODE_OF
from converter.parsers.log import DiagnosticLog
from converter.parsers.reader import ArchiveLimits
from converter.parsers.zip.unpacking import EntryError
from converter.snapshots.check import CheckedPicture, PictureLimits, check_bytes, check_picture, content_of
from converter.snapshots.convert import without_metadata
from converter.snapshots.find import PictureFolder


def picture_limits(settings: PictureSettings) -> PictureLimits:
    """What a picture that goes out may have."""
    return PictureLimits(max_bytes=int(settings.max_mb * 1e6), max_px=settings.max_px, decode_all=settings.decode_all)


class PictureLookup:
    """Looks pictures up by report and reference; what is wrong with one is said once. Close it after use.

    Content that was written anew lies in a folder of its own in the system's folder for temporary files until the
    lookup is closed; everything else is read from its source again when it is asked for.
    """

    def __init__(self, limits: PictureLimits, archive_limits: ArchiveLimits, reports: Mapping[str, Path]) -> None:
        """``reports`` gives the place of each report by its label."""
        self._limits, self._archive_limits, self._reports = limits, archive_limits, reports
        self._folders: dict[str, PictureFolder] = {}
        self._archives: dict[Path, ArchiveContent] = {}
        self._logs: dict[str, DiagnosticLog] = {}
        self._checked: dict[Path, CheckedPicture | Diagnostic] = {}
        self._found: dict[tuple[str, str | tuple[int, ...]], Picture | None] = {}
        self._stripped: dict[str, set[str]] = defaultdict(set)
        self._made: dict[str, Path] = {}
        self._folder_of_made: TemporaryDirectory[str] | None = None

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

    def add(self, content: bytes, name: str) -> Picture:
        """Take a picture that was drawn here, called ``name`` for people; the same content twice is one picture.

        It is made fit to go out like every other. ``ValueError`` for content that is no picture.
        """
        found = check_bytes(content, name, name, self._limits, name)
        if isinstance(found, Diagnostic):
            raise ValueError(found.message)
        # what was drawn lies nowhere else, so its content is kept in any case
        self._keep(found.picture, found.made or without_metadata(content))
        return found.picture

    def content(self, picture: Picture) -> bytes:
        """The bytes of a picture that was found or added.

        ``InputError`` when its source is not there any more, or not the one that was looked at.
        """
        if (made := self._made.get(picture.sha256)) is not None:
            return made.read_bytes()
        try:
            path = Path(picture.path)
            source = path.read_bytes() if picture.entry is None else self._archive(path).read(picture.entry)
        except (OSError, EntryError):
            source = b""
        content = content_of(source, picture)
        if content is None:
            raise InputError(f"A picture in {picture.path} was changed while it was used.", "Convert again.")
        return content

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What was wrong with pictures or changed in them, at most a screenful for each report and code."""
        said = [each for log in self._logs.values() for each in log.finish()]
        for file, pictures in self._stripped.items():
            message = f"{len(pictures):,} pictures are sent without the metadata that was in them"
            said.append(diagnose("PIC011", message, file=file, count=len(pictures)))
        return tuple(said)

    def close(self) -> None:
        """Let the archives and the content that was written anew go."""
        for archive in self._archives.values():
            archive.close()
        if self._folder_of_made is not None:
            self._folder_of_made.cleanup()
            self._folder_of_made = None
        self._made.clear()

    def _look_beside(self, file: str, reference: str) -> Picture | None:
        found = self._folder(file).find(reference)
        if isinstance(found, Diagnostic):
            return self._taken(file, found)
        if found.note is not None:
            self._say(file, found.note)
        if found.path not in self._checked:
            self._checked[found.path] = self._kept(check_picture(found.path, self._limits, file))
        return self._taken(file, self._checked[found.path])

    def _look_inside(self, file: str, name: str, entry: tuple[int, ...]) -> Picture | None:
        path = self._reports[file]
        try:
            data = self._archive(path).read(entry)
        except EntryError as error:
            return self._taken(file, diagnose(CODE_OF[error.reason], f"{name}: {error.words}"))
        return self._taken(file, self._kept(check_bytes(data, str(path), name, self._limits, file, entry=entry)))

    def _archive(self, path: Path) -> ArchiveContent:
        if path not in self._archives:
            self._archives[path] = ArchiveContent(path, self._archive_limits)
        return self._archives[path]

    def _folder(self, file: str) -> PictureFolder:
        if file not in self._folders:
            self._folders[file] = PictureFolder(self._reports[file], file)
        return self._folders[file]

    def _taken(self, file: str, found: CheckedPicture | Diagnostic) -> Picture | None:
        """The picture for this report, where it is one; what there is to say about it is said of this report."""
        if isinstance(found, Diagnostic):
            self._say(file, found)
            return None
        for note in found.notes:
            self._say(file, note)
        if found.had_metadata:
            self._stripped[file].add(found.picture.sha256)
        return found.picture

    def _kept(self, found: CheckedPicture | Diagnostic) -> CheckedPicture | Diagnostic:
        """The same without content: what was written anew is laid aside, the rest can be had from its source again."""
        if isinstance(found, Diagnostic) or found.made is None:
            return found
        self._keep(found.picture, found.made)
        return replace(found, made=None)

    def _keep(self, picture: Picture, content: bytes) -> None:
        if picture.sha256 in self._made:
            return
        if self._folder_of_made is None:
            self._folder_of_made = TemporaryDirectory(prefix="converter-", ignore_cleanup_errors=True)
        path = Path(self._folder_of_made.name, picture.file_name)
        path.write_bytes(content)
        self._made[picture.sha256] = path

    def _say(self, file: str, note: Diagnostic) -> None:
        if file not in self._logs:
            self._logs[file] = DiagnosticLog(file)
        self._logs[file].add(note.code, note.message)
