"""The test cases of buildingSMART: where they lie, which of them a test speaks of, and the model they show."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from converter.model.topic import Topic
from converter.model.viewpoint import Viewpoint
from tests.conftest import SHARED_DATA
from tests.real_bcf.archives import FOLDER, MISSING, read
from tests.real_bcf.second_reading import WrittenTopic, entries, written

CASES = FOLDER / "buildingSMART+BCF-XML" / "Test Cases"
MODEL = SHARED_DATA / "ifc" / "bcfxml" / "Architectural.ifc"

_COVERED: set[str] = set()
_PRODUCT = re.compile(r"#(\d+)=\s*(IFC\w+)\(\s*'([0-3][\w$]{21})'")
_AGGREGATE = re.compile(r"IFCRELAGGREGATES\(\s*'[^']*',[^,]*,[^,]*,[^,]*,#(\d+),\(([^)]*)\)", re.DOTALL)
_SHOWN = frozenset(
    {
        "IFCWALLSTANDARDCASE", "IFCSLAB", "IFCDOOR", "IFCWINDOW", "IFCCURTAINWALL", "IFCPLATE", "IFCMEMBER",
        "IFCCOVERING", "IFCBUILDINGELEMENTPROXY", "IFCSPACE", "IFCOPENINGELEMENT",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A test case as it was read, beside how it is written."""

    path: Path

    @property
    def version(self) -> str:
        """``v2.0``, ``v2.1`` or ``v3.0``."""
        return self.path.relative_to(CASES).parts[0]

    @property
    def topics(self) -> tuple[Topic, ...]:
        """Its topics."""
        return read(self.path).topics

    @property
    def topic(self) -> Topic:
        """Its only topic."""
        (topic,) = self.topics
        return topic

    @property
    def view(self) -> Viewpoint:
        """The only viewpoint of its only topic."""
        (view,) = self.topic.viewpoints
        return view

    @property
    def original(self) -> WrittenTopic:
        """Its only topic as it is written."""
        (topic,) = written(self.path)
        return topic

    @property
    def entries(self) -> dict[str, bytes]:
        """Every entry of the archive."""
        return entries(self.path)

    def words(self, name: str, tag: str) -> list[str]:
        """The words a file of the archive lists under a tag (``extensions.xml``) or a simple type (``.xsd``)."""
        root = ET.fromstring(self.entries[name])
        if not name.endswith(".xsd"):
            return [each.text or "" for each in root.iter(tag)]
        (kind,) = [each for each in root.iter() if each.get("name") == tag]
        return [each.attrib["value"] for each in kind.iter() if each.tag.endswith("enumeration")]


def cases(*names: str) -> pytest.MarkDecorator:
    """Run a test on the cases of these folders, such as ``v2.0/Markup/PDFFile``."""
    _COVERED.update(names)
    found = [pytest.param(Case(path), id=name) for name in names for path in _archives(name)]
    missing = [pytest.param(None, marks=pytest.mark.skip(reason=MISSING))]
    assert len(found) in (0, len(names)), f"one archive each: {names}"
    return pytest.mark.parametrize("case", found or missing)


def uncovered(*parts: str) -> set[str]:
    """Cases of these parts (``Markup`` …) that no test speaks of."""
    every = {path.parent.relative_to(CASES).as_posix() for path in _archives("")}
    return {name for name in every if name.split("/")[1] in parts} - _COVERED


def _archives(name: str) -> list[Path]:
    return sorted(path for ending in ("*.bcf", "*.bcfzip") for path in (CASES / name).rglob(ending))


@cache
def model() -> dict[str, str]:
    """Classes of what the model shows, by GlobalId: building elements, spaces and openings."""
    return {guid: kind for _, kind, guid in _products() if kind in _SHOWN}


@cache
def parts_of(whole: str) -> frozenset[str]:
    """The parts of a composite element."""
    guids = {number: guid for number, _, guid in _products()}
    for relating, related in _AGGREGATE.findall(_model_text()):
        if guids.get(relating) == whole:
            return frozenset(guids[number] for number in re.findall(r"#(\d+)", related))
    return frozenset()


def _products() -> Iterator[tuple[str, str, str]]:
    return iter(_PRODUCT.findall(_model_text()))


@cache
def _model_text() -> str:
    if not MODEL.is_file():
        pytest.skip("the models of the test cases are not there (../shared/data/ifc/bcfxml)")
    return MODEL.read_text(encoding="latin-1")


def shown(view: Viewpoint) -> set[str]:
    """What of the model a viewpoint shows, by the ordered rules of BCF 3.0: default, hints, exceptions."""
    visibility = view.visibility
    if visibility is None:
        return set(model())
    hints = {"IFCSPACE": visibility.spaces_visible, "IFCOPENINGELEMENT": visibility.openings_visible}
    exceptions = {component.ifc_guid for component in visibility.exceptions}
    return {guid for guid, kind in model().items() if hints.get(kind, visibility.default) != (guid in exceptions)}


def of_kind(*kinds: str) -> set[str]:
    """Everything of the model that is of these classes."""
    return {guid for guid, kind in model().items() if kind in kinds}


def building() -> set[str]:
    """Everything but spaces and openings."""
    return set(model()) - of_kind("IFCSPACE", "IFCOPENINGELEMENT")
