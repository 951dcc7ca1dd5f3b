"""``converter export``: a run folder in the form of another program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from converter.app import run_folder
from converter.app.exported_topics import ExportedTopic, exported_topics
from converter.app.loading import made
from converter.app.records import SNAPSHOTS
from converter.app.settings import Settings
from converter.errors import ConfigError, InputError
from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.model.people import is_address
from converter.model.topic import Topic
from converter.report import EXPORTERS
from converter.report.exporter import ExportedIssues, Exporter
from converter.snapshots.thumbnails import as_png


@dataclass(frozen=True, slots=True)
class Exported:
    """What came of an export."""

    file: Path
    issues: int
    left_out: int
    diagnostics: tuple[Diagnostic, ...]


def export(run: Path, form: str, out: Path, settings: Settings, *, importable: bool = False) -> Exported:
    """Write the issues of ``run`` to ``out``; ``importable`` leaves out what Procore's BCF import refuses.

    Raises :class:`InputError` for a folder that holds no run, :class:`ConfigError` for a file that cannot be written.
    """
    exporter: Exporter = made(EXPORTERS[form])
    try:
        found = exported_topics(run)
        document = run_folder.read_json(run, run_folder.RUN_FILE)
        time = datetime.fromisoformat(document["time"])
    except (AttributeError, KeyError, TypeError, ValueError, OSError) as error:
        raise InputError(f"{run} is damaged: {error}", "Convert the report again.") from error
    reasons = [why_refused(each) for each in found]
    refused = [(each.topic, reason) for each, reason in zip(found, reasons, strict=True) if reason]
    taken = [each for each, reason in zip(found, reasons, strict=True) if not (importable and reason)]
    complete = _Completion(time, settings)
    topics = [complete.topic(each.topic) for each in taken]
    pictures = _Pictures(run, {each.topic.guid: each.snapshots for each in taken})
    unsaid = _written(exporter, ExportedIssues(topics, pictures.png), out)
    said = (*_refused(refused, importable=importable), *complete.diagnostics(), *_lost(taken), *unsaid)
    return Exported(out, len(taken), len(found) - len(taken), (*said, *pictures.diagnostics()))


def _written(exporter: Exporter, issues: ExportedIssues, out: Path) -> Sequence[Diagnostic]:
    """Write the file complete or not at all."""
    draft = out.with_name(f"{out.name}.unfinished")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as file:
            unsaid = exporter.export(issues, file)
        draft.replace(out)
    except BaseException as error:
        with suppress(OSError, ValueError):  # where no draft could be made there is none to remove
            draft.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise ConfigError(f"{out} cannot be written: {error.strerror}", "Name another file with -o.") from error
        raise
    return unsaid


def why_refused(exported: ExportedTopic) -> str:
    """Why Procore's import takes no such topic, "" when it does (support.procore.com, import of BCF files)."""
    views = exported.topic.viewpoints
    if not (any(exported.snapshots) or any(view.camera for view in views)):
        return "no viewpoint and no picture"
    parts = (
        part
        for view in views
        for part in (view.selection, view.coloring, view.visibility and view.visibility.exceptions)
    )
    return "" if any(parts) else "no model element"


def _refused(refused: Sequence[tuple[Topic, str]], *, importable: bool) -> Iterator[Diagnostic]:
    done = "left out" if importable else "Procore's BCF import refuses it"
    for topic, reason in refused:
        yield diagnose("EXP001", f"{topic.title!r} has {reason}: {done}", guid=topic.guid)


def _lost(taken: Sequence[ExportedTopic]) -> Iterator[Diagnostic]:
    if local := sum("time zone" in each.lost for each in taken):
        yield diagnose("EXP004", f"{local:,} issues: local times without a zone were written as UTC")
    if marked := sum("mark-up on the screen" in each.lost for each in taken):
        yield diagnose("EXP005", f"mark-up on the screen: {marked:,}")


class _Completion:
    """Fills in what BCF 2.1 and Procore's import require and the source does not say."""

    def __init__(self, time: datetime, settings: Settings) -> None:
        self._time, self._author = time, settings.export.author
        self._people: Mapping[str, str] = {name.casefold(): mail for name, mail in settings.bcf.people.items()}
        self._without_date = self._without_mail = 0

    def topic(self, topic: Topic) -> Topic:
        """The topic with a creation date, an author's e-mail address, and a date for each comment."""
        created = topic.created or min((each.created for each in topic.comments if each.created), default=None)
        if created is None:
            self._without_date += 1
            created = self._time
        comments = tuple(each if each.created else replace(each, created=created) for each in topic.comments)
        topic = replace(topic, created=created, comments=comments)
        return topic if is_address(topic.created_author) else self._with_author(topic)

    def _with_author(self, topic: Topic) -> Topic:
        """The address of a person that is known by name; else the configured one, with the name kept as text."""
        name = topic.created_author.strip()
        known = self._people.get(name.casefold())
        if known and is_address(known):
            return replace(topic, created_author=known)
        self._without_mail += 1
        words = "\n\n".join(text for text in (topic.description, f"Author: {name}" if name else "") if text)
        return replace(topic, created_author=self._author, description=words)

    def diagnostics(self) -> Iterator[Diagnostic]:
        """What was filled in."""
        if self._without_date:
            yield diagnose("EXP002", f"{self._without_date:,} topics have no creation date; the run's was written")
        if self._without_mail:
            yield diagnose(
                "EXP003", f"{self._without_mail:,} topics name no e-mail address; {self._author} was written"
            )


class _Pictures:
    """The pictures of a run folder as PNG, the only form BCF 2.1 has."""

    def __init__(self, run: Path, names: Mapping[str, tuple[str | None, ...]]) -> None:
        self._folder, self._names = run / SNAPSHOTS, names
        self._unusable: list[str] = []

    def png(self, topic: Topic, number: int) -> bytes | None:
        """The picture of the n-th viewpoint."""
        names = self._names[topic.guid]
        name = names[number] if number < len(names) else None
        if name is None:
            return None
        picture = as_png(self._folder / name)
        if picture is None:
            self._unusable.append(name)
        return picture

    def diagnostics(self) -> Iterator[Diagnostic]:
        """Pictures that could not be used."""
        for name in self._unusable:
            yield diagnose("EXP006", f"the picture {name} cannot be read", file=str(self._folder / name))
