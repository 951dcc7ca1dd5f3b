"""A reading of BCF archives that is independent of the converter: ``zipfile``, entry by entry, and ``xml.etree``."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

Identity = tuple[str | None, str | None, str | None]
"""IfcGuid, program of origin, and id in that program."""

_MOMENT = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6})\d*)?(Z|[+-]\d\d:?\d\d)?")


@dataclass(frozen=True)
class WrittenView:
    """A viewpoint as it stands in the archive; ``xml`` is its file, ``picture`` the bytes of its snapshot."""

    guid: str | None
    index: int | None
    file: str
    snapshot: str
    xml: ET.Element
    picture: bytes | None


@dataclass(frozen=True)
class WrittenTopic:
    """A topic as it stands in the archive."""

    folder: str
    markup: ET.Element
    topic: ET.Element
    comments: tuple[ET.Element, ...]
    views: tuple[WrittenView, ...]

    @property
    def guid(self) -> str:
        """Its guid in lower case."""
        return self.topic.attrib["Guid"].lower()

    def text(self, name: str) -> str:
        """The text of a child of the topic, "" where there is none."""
        return text_of(self.topic, name)


@cache
def entries(path: Path) -> dict[str, bytes]:
    """Every entry by its name; no archive of the shared data has two of one name."""
    with zipfile.ZipFile(path) as archive:
        found = [(info.filename, archive.read(info)) for info in archive.infolist()]
    assert len({name for name, _ in found}) == len(found)
    return dict(found)


@cache
def written(path: Path) -> tuple[WrittenTopic, ...]:
    """Every topic in the order of the archive."""
    names = [name for name in entries(path) if name.endswith("/markup.bcf")]
    return tuple(_topic(path, name.removesuffix("/markup.bcf")) for name in names)


def _topic(path: Path, folder: str) -> WrittenTopic:
    markup = ET.fromstring(entries(path)[f"{folder}/markup.bcf"])
    topic = markup.find("Topic")
    assert topic is not None
    comments = (*markup.findall("Comment"), *topic.findall("Comments/Comment"))
    references = [*markup.findall("Viewpoints"), *topic.findall("Viewpoints/ViewPoint")]
    views = tuple(_view(path, folder, each) for each in references)
    if not references and f"{folder}/viewpoint.bcfv" in entries(path):
        views = (_implied(path, folder),)
    return WrittenTopic(folder, markup, topic, comments, views)


def _view(path: Path, folder: str, reference: ET.Element) -> WrittenView:
    file, snapshot = text_of(reference, "Viewpoint"), text_of(reference, "Snapshot")
    index = text_of(reference, "Index")
    return WrittenView(
        reference.attrib["Guid"].lower(),
        int(index) if index else None,
        file,
        snapshot,
        ET.fromstring(entries(path)[f"{folder}/{file}"]),
        entries(path)[f"{folder}/{snapshot}"] if snapshot else None,
    )


def _implied(path: Path, folder: str) -> WrittenView:
    """BCF 1.0 names nothing: the two files have fixed names."""
    xml = ET.fromstring(entries(path)[f"{folder}/viewpoint.bcfv"])
    return WrittenView(None, None, "viewpoint.bcfv", "snapshot.png", xml, entries(path)[f"{folder}/snapshot.png"])


def text_of(element: ET.Element, name: str) -> str:
    """The text of a child without blanks at its ends, "" where there is none."""
    return (element.findtext(name) or "").strip()


def moment_of(text: str) -> datetime | None:
    """A time in UTC; without a zone it is UTC."""
    if not text:
        return None
    found = _MOMENT.fullmatch(text)
    assert found is not None, text
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    fraction = int((found[7] or "0").ljust(6, "0"))
    zone = found[8] or "Z"
    shift = timedelta()
    if zone != "Z":
        shift = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:])) * (-1 if zone[0] == "-" else 1)
    return datetime(year, month, day, hour, minute, second, fraction, tzinfo=UTC) - shift


def components_at(view: WrittenView, way: str) -> list[Identity]:
    """How every component at a path of the viewpoint file is known."""
    return [identity_of(each) for each in view.xml.findall(f"Components/{way}/Component")]


def identity_of(component: ET.Element) -> Identity:
    """How a component is known."""
    system, number = text_of(component, "OriginatingSystem"), text_of(component, "AuthoringToolId")
    return component.get("IfcGuid"), system or None, number or None


def flat_components(view: WrittenView) -> list[ET.Element]:
    """The one list of BCF 1.0 and 2.0."""
    return view.xml.findall("Components/Component")


def vector_of(element: ET.Element | None) -> tuple[float, float, float]:
    """``X``, ``Y``, ``Z``."""
    assert element is not None
    x, y, z = (float(text_of(element, axis)) for axis in "XYZ")
    return x, y, z
