"""Topics as a BCF 2.1 archive: the same bytes for the same topics.

Source: buildingSMART, BCF-XML ``release_2_1``, ``Documentation/README.md`` and ``Schemas``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from lxml import etree

from converter.model.topic import Topic
from converter.model.viewpoint import Viewpoint
from converter.report.bcf.elements import add, document, guid_of, index_or_none
from converter.report.bcf.markup import ViewpointEntry, markup
from converter.report.bcf.visinfo import visinfo

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every entry: the earliest a ZIP archive can name."""
_COMPRESSION_LEVEL = 6
_UNIX = 3

FindSnapshot = Callable[[Topic, int], bytes | None]
"""The PNG of the n-th viewpoint of a topic, None for none."""


def write_archive(topics: Sequence[Topic], snapshot: FindSnapshot, file: BinaryIO) -> None:
    """Write the archive of these topics; no two may have one guid."""
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=_COMPRESSION_LEVEL) as archive:
        _write(archive, "bcf.version", _version())
        for topic in topics:
            for name, content in _files(topic, snapshot):
                _write(archive, f"{guid_of(topic.guid)}/{name}", content)


def _write(archive: ZipFile, name: str, content: bytes) -> None:
    entry = ZipInfo(name, _EPOCH)
    entry.compress_type = ZIP_STORED if name.endswith(".png") else ZIP_DEFLATED
    entry.create_system = _UNIX  # else it is the system this runs on
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


def _version() -> bytes:
    root = etree.Element("Version", VersionId="2.1")
    add(root, "DetailedVersion", "2.1")
    return document(root)


def _files(topic: Topic, snapshot: FindSnapshot) -> Iterator[tuple[str, bytes]]:
    """The files of a topic's folder. The first viewpoint bears the names every reader of 2.1 looks for."""
    entries: list[ViewpointEntry] = []
    content: list[tuple[str, bytes]] = []
    views, pictures = _names("viewpoint", ".bcfv"), _names("snapshot", ".png")
    guids: set[str] = set()
    for number, view in enumerate(topic.viewpoints):
        guid = guid_of(view.guid or f"{topic.guid}/{number}")
        if guid in guids:
            guid = guid_of(f"{topic.guid}/{guid}/{number}")
        guids.add(guid)
        picture = snapshot(topic, number)
        entry = ViewpointEntry(
            guid, "" if is_empty(view) else next(views), next(pictures) if picture else "", index_or_none(view.index)
        )
        if entry.viewpoint:
            content.append((entry.viewpoint, visinfo(view, guid)))
        if picture:
            content.append((entry.snapshot, picture))
        entries.append(entry)
    yield "markup.bcf", markup(topic, entries)
    yield from content


def _names(stem: str, ending: str) -> Iterator[str]:
    """``viewpoint.bcfv``, ``viewpoint-1.bcfv``, …"""
    yield f"{stem}{ending}"
    for number in count(1):
        yield f"{stem}-{number}{ending}"


def is_empty(view: Viewpoint) -> bool:
    """True for a viewpoint that is a picture and nothing more."""
    said = (view.camera, view.clipping_planes, view.section_box, view.lines, view.bitmaps, view.selection)
    return not any((*said, view.visibility, view.coloring))
