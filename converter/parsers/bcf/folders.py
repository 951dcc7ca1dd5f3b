"""Which entries of an archive belong to one topic, and what its references mean."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from converter.parsers.bcf.names import base_name, folder_of, resolved
from converter.parsers.zip.directory import Entry
from converter.parsers.zip.names import is_junk

MARKUP = "markup.bcf"
_PLAIN_NAME = re.compile(r"\w[\w.-]*", re.ASCII)
ARCHIVE_ENDINGS = (".bcf", ".bcfzip", ".zip")


@dataclass(slots=True)
class TopicFolder:
    """One ``markup.bcf`` with the entries beside it. ``turn`` tells the n-th of several folders of one name.

    ``name`` is the folder's last step, which should be the topic's guid.
    """

    path: str
    markup: Entry
    turn: int
    entries: Entries
    used: set[int] = field(default_factory=set)

    @property
    def name(self) -> str:
        """The folder's own name."""
        return base_name(self.path)

    def find(self, reference: str) -> Entry | None:
        """The entry a reference in this folder means; None when there is none. Tools write paths in front of names."""
        if (here := self.beside(reference)) is not None:
            return here
        if _PLAIN_NAME.fullmatch(reference):
            found = self.entries.folded(self._here(reference), self.turn)
        else:
            found = self._farther(reference)
        if found is not None:
            self.used.add(found.number)
        return found

    def beside(self, name: str) -> Entry | None:
        """The entry of exactly that name in this folder."""
        found = self.entries.named(self._here(name), self.turn)
        if found is not None:
            self.used.add(found.number)
        return found

    def _here(self, name: str) -> str:
        return f"{self.path}/{name}" if self.path else name

    def _farther(self, reference: str) -> Entry | None:
        """What a reference with a path or odd characters in it means."""
        target = self._target(reference)
        found = self.entries.find(target, self.turn) if target else None
        if found is None and (name := base_name(reference.replace("\\", "/").strip())):
            found = self.entries.find(self._here(name), self.turn)
        return found

    def leads_out(self, reference: str) -> bool:
        """True for a reference that leaves the archive, or is a path of somebody's disk."""
        if _PLAIN_NAME.fullmatch(reference):
            return False
        return bool(reference.strip()) and self._target(reference) is None

    def _target(self, reference: str) -> str | None:
        """The name a reference means; None where it leads out of the archive, or into the folder of another topic."""
        target = resolved(self.path, reference)
        if target is not None and (folder := folder_of(target)) != self.path and folder in self.entries.topic_paths:
            return None
        return target

    def views(self) -> list[Entry]:
        """Viewpoint files in this very folder, in the order of the archive, one of each name."""
        first = self.entries.views_by_folder.get(self.path, {})
        return [self.entries.named(name, self.turn) or entry for name, entry in first.items()]


class Entries:
    """Entries by name: exactly, then without regard to case, then by another reading of the name."""

    def __init__(self, entries: list[Entry]) -> None:
        self.all = entries
        self._exact: dict[str, list[Entry]] = {}
        self._there: dict[str, bool] = {}
        exact = self._exact
        for entry in entries:
            if (same := exact.get(entry.name)) is None:
                exact[entry.name] = [entry]
            else:
                same.append(entry)

    @cached_property
    def _folded(self) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.all:
            if not entry.alternatives:
                found[entry.name.casefold()].append(entry)
                continue
            folder = folder_of(entry.name)
            # the file's name may be in another alphabet than the folder's was taken to be in
            mixed = [f"{folder}/{base_name(other)}" for other in entry.alternatives]
            for name in dict.fromkeys(each.casefold() for each in (entry.name, *entry.alternatives, *mixed)):
                found[name].append(entry)
        return found

    @cached_property
    def _by_folder(self) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.all:
            found[folder_of(entry.name)].append(entry)
        return found

    @cached_property
    def topic_paths(self) -> frozenset[str]:
        """Folders with a markup in them."""
        return frozenset(folder_of(entry.name) for entry in self.all if base_name(entry.name).casefold() == MARKUP)

    def may_have(self, name: str) -> bool:
        """False when no entry's name ends so: to look for it folder by folder would take long."""
        if name not in self._there:
            self._there[name] = any(entry.name.casefold().endswith(name) for entry in self.all)
        return self._there[name]

    @cached_property
    def views_by_folder(self) -> dict[str, dict[str, Entry]]:
        """Viewpoint files by the folder they lie in and their name; the first one of a name."""
        found: dict[str, dict[str, Entry]] = defaultdict(dict)
        for entry in self.all:
            if entry.name[-5:].lower() == ".bcfv":
                found[folder_of(entry.name)].setdefault(entry.name, entry)
        return found

    def find(self, name: str, turn: int = 0) -> Entry | None:
        """The ``turn``-th entry of that name, the last one where there are fewer."""
        return self.named(name, turn) or self.folded(name, turn)

    def folded(self, name: str, turn: int) -> Entry | None:
        """The same without regard to case, and by other readings of the name."""
        found = self._folded.get(name.casefold())
        return found[min(turn, len(found) - 1)] if found else None

    def named(self, name: str, turn: int) -> Entry | None:
        """The same, but for exactly that name."""
        found = self._exact.get(name)
        return found[min(turn, len(found) - 1)] if found else None

    def below(self, folder: str) -> list[Entry]:
        """Entries directly in a folder."""
        return self._by_folder.get(folder, [])

    def doubled(self) -> dict[str, int]:
        """Names that occur more than once, with their number."""
        return {name: len(found) for name, found in self._exact.items() if len(found) > 1}


def usable(entries: list[Entry]) -> list[Entry]:
    """Entries without folders and without what operating systems leave behind."""
    return [entry for entry in entries if not entry.is_folder and entry.name and not is_junk(entry.name)]


def topic_folders(entries: Entries) -> Iterator[TopicFolder]:
    """Every ``markup.bcf`` in the order of the archive, at whatever depth."""
    turns: dict[str, int] = defaultdict(int)
    for entry in entries.all:
        if entry.name[-10:].casefold() == MARKUP and base_name(entry.name).casefold() == MARKUP:
            path = folder_of(entry.name)
            folder = TopicFolder(path, entry, turns[path], entries)
            turns[path] += 1
            folder.used.add(entry.number)
            yield folder


def nested_archives(entries: Entries) -> list[Entry]:
    """Archives inside the archive, shallowest first."""
    found = [entry for entry in entries.all if entry.name.lower().endswith(ARCHIVE_ENDINGS)]
    return sorted(found, key=lambda entry: (entry.name.count("/"), entry.number))
