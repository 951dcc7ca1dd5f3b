"""The viewpoints of a topic: what its markup refers to, what the names imply, and what lies beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from converter.model.drafts import maker_of
from converter.model.picture import source_type_of
from converter.model.viewpoint import Viewpoint
from converter.parsers.bcf.comments import Say
from converter.parsers.bcf.common_view import view_of
from converter.parsers.bcf.entry_codes import CODE_OF
from converter.parsers.bcf.folders import TopicFolder
from converter.parsers.bcf.markup import ViewReference
from converter.parsers.bcf.mixture import Mixture
from converter.parsers.bcf.text import root_of
from converter.parsers.bcf.values import made_guid
from converter.parsers.bcf.visinfo import read_visinfo
from converter.parsers.zip.archive import Archive
from converter.parsers.zip.directory import Entry
from converter.parsers.zip.unpacking import EntryError

DEFAULT_VIEWPOINT, DEFAULT_SNAPSHOT = "viewpoint.bcfv", "snapshot.png"
_HEAD_BYTES = 16
_PICTURES = (".png", ".jpg", ".jpeg")


class _Source(NamedTuple):
    """A viewpoint to read: its guid, its two entries, its index, and the name of its file as written."""

    guid: str | None
    viewpoint: Entry | None
    snapshot: Entry | None
    snapshot_name: str
    place: int | None
    is_named: bool = True


_make_view = maker_of(Viewpoint)


class ViewReader:
    """Reads the viewpoints of one topic."""

    def __init__(
        self,
        archive: Archive,
        folder: TopicFolder,
        topic: str,
        say: Callable[[str], Say],
        mixture: Mixture,
        version: str = "",
    ) -> None:
        """``say`` gives, for the name of an entry, what takes its oddities; ``version`` is the archive's."""
        self._mixture = mixture
        self._has_guids = version not in ("1.0", "2.0")
        self._archive, self._folder, self._topic, self._say = archive, folder, topic, say
        self._read: dict[int, Viewpoint] = {}

    def read(self, references: list[ViewReference], main: str | None = None) -> tuple[Viewpoint, ...]:
        """Every viewpoint; the first one is the one that stands for the topic, ``main`` where the markup names it."""
        sources = [self._referred(each, is_only=len(references) == 1) for each in references]
        if not references:
            sources += self._implied()
        sources += self._left_over(sources)
        ordered = sources if len(sources) < 2 else _in_order(sources, main)
        return tuple([self._viewpoint(source, number) for number, source in enumerate(ordered)])

    def _referred(self, reference: ViewReference, *, is_only: bool) -> _Source:
        """What one reference means; the only one that leaves a file out means the one of the usual name."""
        viewpoint = self._entry(reference.viewpoint, "BCF051", "the viewpoint")
        snapshot = self._picture(self._entry(reference.snapshot, "BCF053", "the snapshot"))
        name = reference.snapshot
        if is_only and not reference.viewpoint:
            viewpoint = self._folder.find(DEFAULT_VIEWPOINT)
        if is_only and not name and self._folder.entries.may_have(DEFAULT_SNAPSHOT):
            snapshot = self._picture(self._folder.find(DEFAULT_SNAPSHOT))
            name = DEFAULT_SNAPSHOT if snapshot is not None else ""
        return _Source(reference.guid, viewpoint, snapshot, name, reference.place)

    def _entry(self, name: str, code: str, what: str) -> Entry | None:
        if not name:
            return None
        if (here := self._folder.beside(name)) is not None:
            return here
        say = self._say(self._folder.markup.name)
        if self._folder.leads_out(name):
            say("BCF055", f"{what} {name!r} leads out of the archive; a file of that name in the folder is taken")
        found = self._folder.find(name)
        if found is None:
            say(code, f"{what} {name!r} is not in the archive")
        return found

    def _picture(self, entry: Entry | None) -> Entry | None:
        """The entry when it holds a picture, by its first bytes; its name says nothing."""
        if entry is None or source_type_of(self._archive.head(entry, _HEAD_BYTES)) is not None:
            return entry
        self._say(entry.name)("BCF054", "it is empty, or no picture of a kind that is read")
        return None

    def _implied(self) -> list[_Source]:
        """BCF 1.0 refers to nothing: the two files have fixed names."""
        viewpoint, snapshot = self._folder.find(DEFAULT_VIEWPOINT), self._picture(self._folder.find(DEFAULT_SNAPSHOT))
        if viewpoint is None and snapshot is None:
            return []
        self._say(self._folder.markup.name)("BCF050", "no viewpoint is named; the files with the usual names are taken")
        return [_Source(None, viewpoint, snapshot, DEFAULT_SNAPSHOT if snapshot else "", None)]

    def _left_over(self, sources: list[_Source]) -> list[_Source]:
        """Viewpoint files nobody refers to are used, with the picture of the same name."""
        taken = [source.viewpoint.number for source in sources if source.viewpoint is not None]
        views = self._folder.views()
        if len(taken) == len(views) == 1 and taken[0] == views[0].number:
            return []
        say = self._say(self._folder.markup.name)
        counts = Counter(taken)
        for number, count in counts.items():
            if count > 1:
                say("BCF057", f"{count} viewpoints are in one file (entry {number})")
        found = []
        for entry in views:
            if entry.number not in counts:
                stem = entry.name[: -len(".bcfv")]
                pictures = [self._folder.entries.find(stem + ending, self._folder.turn) for ending in _PICTURES]
                picture = next((each for each in pictures if each and each.number not in self._folder.used), None)
                say("BCF056", f"{entry.name!r} is named nowhere; it is used as a further viewpoint")
                self._folder.used.add(entry.number)
                if picture is not None:
                    self._folder.used.add(picture.number)
                    picture = self._picture(picture)
                found.append(_Source(None, entry, picture, picture.name if picture else "", None, is_named=False))
        return found

    def _viewpoint(self, source: _Source, number: int) -> Viewpoint:
        view = self._content(source.viewpoint)
        guid = source.guid or view.guid
        expected = view.guid or self._has_guids
        if source.viewpoint is not None and source.guid and view.guid != source.guid and expected:
            written = f"is {view.guid}" if view.guid else "is missing"
            self._say(source.viewpoint.name)("BCF058", f"its guid {written}; the one of the markup counts")
        if guid is None:
            guid = made_guid("viewpoint", self._topic, number)
        return _make_view(
            guid,
            view.name,
            source.place,
            view.camera,
            view.clipping_planes,
            view.section_box,
            view.lines,
            view.bitmaps,
            view.selection,
            view.visibility,
            view.coloring,
            source.snapshot_name or None,
            None if source.snapshot is None else (source.snapshot.number,),
        )

    def _content(self, entry: Entry | None) -> Viewpoint:
        if entry is None:
            return Viewpoint()
        if entry.number not in self._read:
            self._read[entry.number] = self._parsed(entry)
        return self._read[entry.number]

    def _parsed(self, entry: Entry) -> Viewpoint:
        say = self._say(entry.name)
        try:
            data = self._archive.read(entry)
        except EntryError as error:
            say(CODE_OF[error.reason], error.words)
            return Viewpoint()
        if (common := view_of(data, say)) is not None:
            self._mixture.saw_common_view(common)
            return common
        root = root_of(data, say)
        if root is None:
            say("BCF052", "nothing of this viewpoint can be read")
            return Viewpoint()
        view = read_visinfo(root, say)
        self._mixture.saw_view(view, root)
        return view


def _in_order(sources: list[_Source], main: str | None) -> list[_Source]:
    """The one that stands for the topic first: the main one, those that are named before the others, then by index.

    Of one index ``viewpoint.bcfv`` comes first, then the order of the file counts.
    """

    def rank(numbered: tuple[int, _Source]) -> tuple[bool, bool, bool, int, bool, int]:
        place, source = numbered
        name = source.viewpoint.name.rpartition("/")[2].casefold() if source.viewpoint else ""
        is_main = main is not None and source.guid == main
        return (
            not is_main,
            not source.is_named,
            source.place is None,
            source.place or 0,
            name != DEFAULT_VIEWPOINT,
            place,
        )

    return [source for _, source in sorted(enumerate(sources), key=rank)]
