"""Who the two objects of a clash are, from what the report says about them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import PureWindowsPath
from typing import NamedTuple

from converter.model.clash import ClashItem, Pairs
from converter.model.drafts import maker_of
from converter.model.global_id import ANY_GLOBAL_ID


class IdKind(StrEnum):
    """What kind of id an object carries."""

    ELEMENT_ID = "element-id"
    HANDLE = "handle"
    GUID = "guid"
    IFC_GUID = "ifc-guid"


@dataclass(frozen=True, slots=True)
class Element:
    """One object of a clash.

    ``id`` is unique only together with ``model``, the name of its source file without folder, extension, date and
    version; an IFC GlobalId is unique by itself. ``key`` is None when the report gives no id at all.
    ``element_id`` is the number the authoring program finds the element by, where it is known beside a GlobalId.
    """

    id_kind: IdKind | None = None
    id: str | None = None
    name: str = ""
    type: str = ""
    layer: str | None = None
    source_file: str = ""
    ifc_class: str | None = None
    element_id: str | None = None

    @property
    def model(self) -> str:
        """Name of the source file without what changes from export to export."""
        return model_name(self.source_file)

    @property
    def key(self) -> str | None:
        """The identity of the element: ``kind:model:id``, or ``ifc-guid:id``."""
        if self.id is None or self.id_kind is None:
            return None
        if self.id_kind is IdKind.IFC_GUID:
            return f"{self.id_kind}:{self.id}"
        return f"{self.id_kind}:{self.model}:{self.id}"

    @property
    def label(self) -> str:
        """Short text for people: the name, or the type, or the id."""
        return self.name or self.type or (f"{self.id}" if self.id else "unknown object")


# Names as the user interface writes them: English, Russian, Chinese. A property may come with its category or without.
_ELEMENT_ID_NAMES = frozenset({"element id", "id объекта", "元素 id"})
_HANDLE_NAMES = frozenset({"entity handle"})
_ELEMENT_ID_TAGS = frozenset(
    {"element id", "element id value", "id", "объект id", "id объекта", "元素 id", "element id:value"}
)
_GUID_TAGS = frozenset({"guid", "item guid", "элемент guid", "项目 guid"})
_IFC_GUID_TAGS = frozenset({"globalid", "ifc globalid", "ifc guid", "ifcguid", "element ifcguid", "ifc:globalid"})
_NAME_TAGS = frozenset({"item name", "элемент имя", "项目 名称", "объект имя", "name"})
_TYPE_TAGS = frozenset({"item type", "элемент тип", "项目 类型", "type"})
_SOURCE_TAGS = frozenset(
    {
        "item source file",
        "item source file name",
        "элемент файл источника",
        "项目 源文件",
        "项目 源文件名",
        "source file",
    }
)
_MODEL_ENDINGS = (".rvt", ".ifc", ".dwg", ".dgn", ".nwc", ".nwd", ".nwf", ".skp", ".ifczip")
_EMPTY_GUID = "00000000-0000-0000-0000-000000000000"
_MONTH, _DAY = "(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12][0-9]|3[01])"
_VERSION = re.compile(
    rf"""(?:[\s_\-.]+(?:
        (?:19|20)\d{{2}}[-_.]?{_MONTH}[-_.]?{_DAY}   # 2026-03-02, 20260302
      | {_DAY}[-_.]{_MONTH}[-_.](?:19|20)\d{{2}}     # 02.03.2026
      | (?:v|rev|r|ver)[-_.]?\d+(?:\.\d+)*          # v2, rev03, R01
    ))+$""",
    re.VERBOSE | re.IGNORECASE,
)
"""Only after a separator and only dates that there are: drawing numbers are made of digits too."""


@lru_cache(maxsize=4096)
def model_name(source_file: str) -> str:
    """``C:\\Models\\Tower_Services_2026-03-02_v3.nwc`` → ``tower_services``: stable from one export to the next."""
    stem = PureWindowsPath(source_file).name
    lower = stem.lower()
    for ending in _MODEL_ENDINGS:
        if lower.endswith(ending):
            stem = stem[: -len(ending)]
            break
    return (_VERSION.sub("", stem) or stem).strip().lower()


_COLUMNS = (_NAME_TAGS, _TYPE_TAGS, _SOURCE_TAGS, _IFC_GUID_TAGS, _GUID_TAGS, _ELEMENT_ID_TAGS)


class _Said(NamedTuple):
    """What the quick properties of an item say, without blanks around it; "" for what they do not."""

    name: str
    type: str
    source: str
    ifc_guid: str
    guid: str
    element_id: str


@lru_cache(maxsize=4096)
def _columns(names: tuple[str, ...]) -> tuple[int | None, ...]:
    """Which of the quick properties says what, in the order of ``_COLUMNS``: thousands of items have the same names.

    Of several that say the same the last one counts, of one that is there twice its first value.
    """
    folded = [_property(name) for name in names]
    places = {name: folded.index(name) for name in reversed(folded)}
    return tuple([next((place for name, place in places.items() if name in wanted), None) for wanted in _COLUMNS])


def _said(pairs: Pairs) -> _Said:
    columns = _columns(tuple([name for name, _ in pairs]))
    return _Said(*["" if place is None else pairs[place][1].strip() for place in columns])


_NOTHING = _Said("", "", "", "", "", "")
_make_element = maker_of(Element)


def element_of(item: ClashItem) -> Element:
    """The element a clash item stands for; where the report says little, little is known."""
    path = item.path
    said = _said(item.smart_tags) if item.smart_tags else _NOTHING
    kind, identifier = _identifier(item.attributes, said)
    return _make_element(
        id_kind=kind,
        id=identifier,
        name=said.name or _name_from_path(path),
        type=said.type,
        layer=item.layer,
        source_file=_source_file(path, said.source),
        ifc_class=_ifc_class(path),
        element_id=_element_id(item.attributes, said) if kind is IdKind.IFC_GUID else None,
    )


def _ifc_class(path: tuple[str, ...]) -> str | None:
    for node in path:
        if node.startswith("Ifc"):
            return node
    return None


def _identifier(attributes: Pairs, said: _Said) -> tuple[IdKind | None, str | None]:
    """An IFC GlobalId wins, then the authoring tool's id, then Navisworks' own GUID."""
    if said.ifc_guid and ANY_GLOBAL_ID.fullmatch(said.ifc_guid):
        return IdKind.IFC_GUID, said.ifc_guid
    guid = ""
    for name, value in attributes:
        lower, value = _property(name), value.strip()
        if lower in _ELEMENT_ID_NAMES:
            return IdKind.ELEMENT_ID, value
        if lower in _HANDLE_NAMES:
            return IdKind.HANDLE, value.upper()
        guid = guid or value
    if said.element_id.isdecimal():
        return IdKind.ELEMENT_ID, said.element_id
    guid = guid or said.guid
    if not guid or guid == _EMPTY_GUID:
        return None, None
    if ANY_GLOBAL_ID.fullmatch(guid):
        return IdKind.IFC_GUID, guid
    return IdKind.GUID, guid.lower()


def _element_id(attributes: Pairs, said: _Said) -> str | None:
    for name, value in attributes:
        if _property(name) in _ELEMENT_ID_NAMES:
            return value.strip()
    return said.element_id or None


def _source_file(path: tuple[str, ...], written: str) -> str:
    """The last file named in the path: the NWC's stem equals the source's. Without a path, the quick property."""
    for node in reversed(path):
        if "." in node and is_model_file(node):
            return node
    return PureWindowsPath(written).name if written else ""


@lru_cache(maxsize=4096)
def is_model_file(node: str) -> bool:
    """True for a node of the selection tree that is a file."""
    return node.lower().endswith(_MODEL_ENDINGS)


@lru_cache(maxsize=4096)
def _property(name: str) -> str:
    """A property's name as the tables write it: the colon of "category:name" is a blank there."""
    return name.strip().lower().replace(":", " ")


def _name_from_path(path: tuple[str, ...]) -> str:
    """The last node is the geometry or its material; the one before it says what the thing is."""
    if not path:
        return ""
    return path[-2] if len(path) > 2 and not is_model_file(path[-2]) else path[-1]
