"""The reader of BCF archives, 1.0 to 3.0."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from converter.model.drafts import maker_of
from converter.model.report import Kind, Report
from converter.model.stock import HasPicture, Stock, stock_of
from converter.model.topic import Topic
from converter.model.viewpoint import Viewpoint
from converter.parsers.bcf.comments import Say
from converter.parsers.bcf.common_markup import markup_of
from converter.parsers.bcf.entry_codes import CODE_OF
from converter.parsers.bcf.folders import Entries, TopicFolder, nested_archives, topic_folders, usable
from converter.parsers.bcf.markup import Markup, read_markup
from converter.parsers.bcf.mixture import BESIDE, Mixture
from converter.parsers.bcf.names import base_name
from converter.parsers.bcf.project import Project, read_project
from converter.parsers.bcf.text import root_of
from converter.parsers.bcf.values import is_uuid, made_guid, uuid_of
from converter.parsers.bcf.views import ViewReader
from converter.parsers.collecting import collection_paused
from converter.parsers.log import DiagnosticLog
from converter.parsers.reader import ArchiveLimits
from converter.parsers.zip.archive import Archive, open_archive
from converter.parsers.zip.directory import END_MARK, LOCAL, Entry
from converter.parsers.zip.unpacking import EntryError

NO_TITLE = "(no title)"
_AT_ONCE = 1024
"""Markups that are read before their viewpoints: the work on the two does not fit into a processor's cache together."""


class BcfReader:
    """BCF archives: ``.bcf``, ``.bcfzip``, or a ZIP that holds one."""

    kind = Kind.BCF

    def __init__(self, limits: ArchiveLimits | None = None) -> None:
        self._limits = limits or ArchiveLimits()

    def within(self, limits: ArchiveLimits) -> BcfReader:
        """A reader that unpacks no more than that."""
        return BcfReader(limits)

    def sniff(self, head: bytes, name: str) -> bool:
        """True for a ZIP with the name of a BCF file, or with a markup among its first entries."""
        if name.lower().endswith((".bcf", ".bcfzip")):
            return LOCAL in head or head.startswith(END_MARK) or not head
        return head.startswith(LOCAL) and (b"markup.bcf" in head.lower() or b".bcf" in head[:1024].lower())

    def take_stock(self, path: Path, label: str, has_picture: HasPicture) -> tuple[Report, Stock]:
        """Counts of an archive; pictures are looked at where they are, in the archive."""
        report = self.read(path, label)
        stock = stock_of(report, lambda _: False)
        stock.snapshots = sum(view.snapshot_entry is not None for topic in report.topics for view in topic.viewpoints)
        return report, stock

    def read(self, path: Path, label: str) -> Report:
        """Every topic that can be read, with what was odd about each."""
        log = DiagnosticLog(label)
        archive, file = open_archive(path, self._limits)
        with file, collection_paused():
            reading = _Reading(archive, log, self._limits, "")
            topics = reading.topics()
            project = reading.project
        readable = bool(topics) or reading.is_bcf
        if not archive.entries:
            log.add("BCF002", "this is no ZIP archive, or nothing of it is left")
            readable = False
        elif not (topics or reading.has_folders):
            log.add("BCF001", "there is no markup.bcf in this archive, and nothing else of a BCF file")
        return Report(
            path=label,
            kind=Kind.BCF,
            version=project.version,
            producer=project.producer,
            topics=tuple(topics),
            diagnostics=log.finish(),
            readable=readable,
        )


@dataclass(slots=True)
class _Reading:
    """One archive being read; ``inside`` is the name of the nested archive it is, "" for the file itself."""

    archive: Archive
    log: DiagnosticLog
    limits: ArchiveLimits
    inside: str
    project: Project = field(default_factory=Project)
    mixture: Mixture = field(default_factory=lambda: Mixture(""))
    is_bcf: bool = False
    has_folders: bool = False

    def topics(self) -> list[Topic]:
        """Read everything."""
        entries = Entries(usable(self.archive.entries))
        self._note_container(entries)
        folders = list(topic_folders(entries))
        nested = [] if folders or self.inside else nested_archives(entries)
        if found := [topic for each in nested for topic in self._nested(each)]:
            return list(self._told_apart(found))
        self.project = read_project(self.archive, entries, folders, self._say)
        self.mixture = Mixture(self.project.version if self.project.has_version else "")
        self.has_folders = bool(folders)
        self.is_bcf = bool(folders) or self.project.has_version
        topics = [
            topic for at in range(0, len(folders), _AT_ONCE) for topic in self._topics(folders[at : at + _AT_ONCE])
        ]
        for words in self.mixture.notes():
            self._say("bcf.version")("BCF022", words)
        self._note_rest(entries, folders)
        return list(self._told_apart(topics))

    def _say(self, member: str) -> Say:
        place = f"{self.inside}!{member}" if self.inside else member
        return lambda code, words: self.log.add(code, f"{base_name(member) or member}: {words}", member=place)

    def _nested(self, entry: Entry) -> list[Topic]:
        try:
            archive, file = open_archive(self.archive.read(entry), self.limits, self.archive.budget)
        except EntryError as error:
            self._say(entry.name)(CODE_OF[error.reason], error.words)
            return []
        with file:
            inner = _Reading(archive, self.log, self.limits, entry.name)
            topics = inner.topics()
        if not topics:
            return []
        self._say(entry.name)("BCF005", "an archive in the archive was opened")
        if not self.is_bcf:  # the first one speaks for all
            self.project, self.is_bcf = inner.project, True
        return [_in_nested(topic, entry.number) for topic in topics]

    def _note_container(self, entries: Entries) -> None:
        if self.archive.recovered and self.archive.entries:
            self.log.add("BCF003", "the directory of the archive is damaged; entries were found by their headers")
        if len(self.archive.entries) > self.limits.entries:
            self.log.add("BCF015", f"more than {self.limits.entries:,} entries; the rest is left out")
        for entry in entries.all:
            if entry.name.startswith("../") or "/../" in entry.name or entry.name[1:2] == ":":
                self._say(entry.name)("BCF011", "its name leads out of the archive; nothing is written by such names")
        if count := sum(entry.has_backslashes for entry in entries.all):
            self.log.add("BCF016", f"{count:,} names with backslashes were read with slashes")
        for name, count in entries.doubled().items():
            self._say(name)("BCF009", f"{count} entries have this name; each is read")

    def _topics(self, folders: list[TopicFolder]) -> Iterator[Topic]:
        """First all markups, then all their viewpoints."""
        found = [(folder, markup) for folder in folders if (markup := self._markup(folder)) is not None]
        views = [self._views(folder, markup) for folder, markup in found]
        for (folder, markup), seen in zip(found, views, strict=True):
            fields = markup.fields
            fields["documents"] = self.project.resolved(fields["documents"])
            _use_files(fields, seen, folder)
            yield _make_topic(**fields, viewpoints=seen, folder=folder.path)

    def _views(self, folder: TopicFolder, markup: Markup) -> tuple[Viewpoint, ...]:
        version = self.project.version
        reader = ViewReader(self.archive, folder, markup.fields["guid"], self._say, self.mixture, version)
        return reader.read(markup.references, markup.main)

    def _markup(self, folder: TopicFolder) -> Markup | None:
        """What the markup says, with a name for the topic; None, with the reason, for a topic that is lost."""
        say = self._say(folder.markup.name)
        markup = self._written(folder, say)
        if markup is not None:
            _name(markup.fields, folder, say, self.project.version)
        return markup

    def _written(self, folder: TopicFolder, say: Say) -> Markup | None:
        try:
            data = self.archive.read(folder.markup)
        except EntryError as error:
            say(CODE_OF[error.reason], error.words)
            say("BCF034", "this topic is lost")
            return None
        if (common := markup_of(data, say, folder.path)) is not None:
            self.mixture.saw(BESIDE)
            return common
        root = root_of(data, say)
        if root is None:
            say("BCF034", "this topic is lost")
            return None
        self.mixture.saw_markup(root)
        markup = read_markup(root, say, folder.path)
        if markup is None:
            say("BCF035", "there is no topic in it")
        return markup

    def _note_rest(self, entries: Entries, folders: list[TopicFolder]) -> None:
        used = {number for folder in folders for number in folder.used} | self.project.used
        for entry in entries.all:
            if entry.number not in used:
                self._say(entry.name)("BCF014", "nothing refers to this file; it is left alone")

    def _told_apart(self, topics: list[Topic]) -> Iterator[Topic]:
        """Topics of one guid: each is kept; the second one of a guid gets one of its own."""
        seen: dict[str, int] = {}
        for topic in topics:
            count = seen[topic.guid] = seen.get(topic.guid, 0) + 1
            if count == 1:
                yield topic
                continue
            guid = made_guid("topic", topic.guid, count)
            self._say(topic.folder)(
                "BCF010", f"the guid {topic.guid} is that of another topic; this one is known as {guid}"
            )
            yield replace(topic, guid=guid)


_make_topic = maker_of(Topic)


def _use_files(fields: dict[str, Any], views: tuple[Viewpoint, ...], folder: TopicFolder) -> None:
    """Files of the archive that a topic refers to beside its viewpoints are no strangers."""
    snippet = fields["bim_snippet"]
    written = [each.reference for each in fields["documents"]]
    written += [file.reference for file in fields["header_files"]]
    written += [bitmap.reference for view in views for bitmap in view.bitmaps]
    written += [snippet.reference, snippet.reference_schema] if snippet else []
    for reference in written:
        if reference:
            folder.find(reference)


_EXPECTED = {
    "CreationDate": "created",
    "CreationAuthor": "created_author",
    "TopicType": "topic_type",
    "TopicStatus": "topic_status",
}


def _name(fields: dict[str, Any], folder: TopicFolder, say: Say, version: str) -> None:
    """See to it that a topic has a guid and a title: the attribute wins over the folder's name."""
    guid, title = fields["guid"], fields["title"]
    of_folder = guid if folder.name == guid else uuid_of(folder.name) or ""
    if not guid:
        guid = of_folder if is_uuid(of_folder) else made_guid("topic", folder.path, title, fields["created"] or "")
        fields["guid"] = guid
        say("BCF041", f"the topic has no guid; it is known as {guid}")
    elif of_folder != guid:
        say("BCF040", f"the folder is named {folder.name!r}, the topic {guid}: the topic counts")
    if not title:
        fields["title"] = NO_TITLE
        say("BCF042", "the topic has no title")
    missing = [name for name, key in _EXPECTED.items() if not fields[key]]
    if missing and version != "1.0":  # where a topic has none of them
        say("BCF043", f"missing: {', '.join(missing)}")


def _in_nested(topic: Topic, number: int) -> Topic:
    """A topic of an archive in the archive: the way to its pictures begins with the outer entry."""
    views = tuple(
        view if view.snapshot_entry is None else replace(view, snapshot_entry=(number, *view.snapshot_entry))
        for view in topic.viewpoints
    )
    return replace(topic, viewpoints=views)
