"""Elements of BCF files: text that XML can hold, numbers that read back as they were."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import UUID, uuid5

from lxml import etree

from converter.model.vectors import Vector

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_AXES = "XYZ"
_GUID = re.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_IFC_GUID = re.compile("[0-9A-Za-z_$]{22}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)
_INT = 1 << 31
NAMESPACE = UUID("6d1d9a52-0f9e-5ac6-9b5b-5f3f4b0f6e21")
"""For guids that are made here: they follow from what they stand for."""


def add(parent: etree._Element, name: str, text: str | None = None, **attributes: str | None) -> etree._Element:
    """A new last child; attributes that are None are left out, and what XML 1.0 cannot hold becomes U+FFFD."""
    child = etree.SubElement(parent, name)
    for key, value in attributes.items():
        if value is not None:
            child.set(key, clean(value))
    if text is not None:
        child.text = clean(text)
    return child


def add_text(parent: etree._Element, name: str, text: str | None) -> None:
    """A child for a text that is there: optional elements may not be empty."""
    if text:
        add(parent, name, text)


def add_vector(parent: etree._Element, name: str, vector: Vector) -> None:
    """A point or a direction."""
    child = add(parent, name)
    for axis, value in zip(_AXES, vector, strict=True):
        add(child, axis, repr(float(value)))


def clean(text: str) -> str:
    """The text without characters that XML 1.0 forbids (clause 2.2)."""
    return _NO_XML.sub("\ufffd", text)


def guid_of(text: str) -> str:
    """The text if it is a guid, else one that follows from it: schema 2.1 takes nothing else."""
    return text if _GUID.fullmatch(text) else str(uuid5(NAMESPACE, text))


def ifc_guid_or_none(text: str | None) -> str | None:
    """The text if it is a GlobalId of IFC."""
    return text if text is not None and _IFC_GUID.fullmatch(text) else None


def instant_or_none(text: str) -> str | None:
    """The text if it is an ``xs:dateTime``."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return None
    return text if _INSTANT.fullmatch(text) else None


def index_or_none(value: int | None) -> int | None:
    """The number if it is an ``xs:int``."""
    return value if value is not None and -_INT <= value < _INT else None


def truth(value: bool) -> str:  # noqa: FBT001 - what it is about
    """``xs:boolean``."""
    return "true" if value else "false"


def instant(moment: datetime | None) -> str | None:
    """``xs:dateTime`` in UTC; a time without a zone is UTC in BCF."""
    if moment is None:
        return None
    known = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return known.isoformat().replace("+00:00", "Z")


def document(root: etree._Element) -> bytes:
    """The file of a root element: the same bytes for the same content."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
