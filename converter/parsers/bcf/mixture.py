"""Content of another version than the archive says: read all the same, and told here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from converter.model.viewpoint import Viewpoint
from converter.parsers.bcf.values import named_children

BESIDE = "comments or viewpoints beside the topic"
INSIDE = "comments or viewpoints inside the topic"
FLAT = "components in one flat list"
LISTED = "components in lists of what is selected and visible"
RATIO = "cameras with an aspect ratio"
_VERSIONS = {
    BESIDE: ("1.0", "2.0", "2.1"),
    INSIDE: ("3.0",),
    FLAT: ("1.0", "2.0"),
    LISTED: ("2.1", "3.0"),
    RATIO: ("3.0",),
}
"""Which versions have it."""


class Mixture:
    """Counts files in which there is what the archive's version does not have."""

    def __init__(self, version: str) -> None:
        """``version`` is what the archive says, "" where it says nothing."""
        self._version = version
        self._odd = frozenset(trait for trait, versions in _VERSIONS.items() if version and version not in versions)
        self._counts: Counter[str] = Counter()

    def saw(self, trait: str) -> None:
        """Something was seen in one file."""
        if trait in self._odd:
            self._counts[trait] += 1

    def saw_markup(self, root: etree._Element) -> None:
        """A markup, read by the XML parser."""
        for trait in _traits_of_markup(root):
            self.saw(trait)

    def saw_common_view(self, view: Viewpoint) -> None:
        """A viewpoint file of the common shape, which is that of 2.1."""
        if view.visibility is not None:
            self.saw(LISTED)
        if view.camera is not None and view.camera.aspect is not None:
            self.saw(RATIO)

    def saw_view(self, view: Viewpoint, root: etree._Element) -> None:
        """A viewpoint file, read by the XML parser."""
        if view.camera is not None and view.camera.aspect is not None:
            self.saw(RATIO)
        for name, element in named_children(root):
            if name == "Components":
                inner = {tag for tag, _ in named_children(element)}
                if inner:
                    self.saw(FLAT if inner == {"Component"} else LISTED)

    def notes(self) -> Iterator[str]:
        """In words, what was of another version."""
        for trait, count in self._counts.items():
            yield f"{count:,} files have {trait}; the archive says BCF {self._version}"


def _traits_of_markup(root: etree._Element) -> Iterator[str]:
    outer = dict(named_children(root))
    if outer.keys() & {"Comment", "Viewpoints", "ViewPoint"}:
        yield BESIDE
    topic = outer.get("Topic")
    if topic is not None and {name for name, _ in named_children(topic)} & {"Comments", "Viewpoints"}:
        yield INSIDE
