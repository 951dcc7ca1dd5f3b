"""Dates, numbers, guids and colours as BCF writes them, and as its writers do."""

from __future__ import annotations

import math
import re
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import lru_cache

from lxml import etree

from converter.model.global_id import GLOBAL_ID, compressed
from converter.model.vectors import Vector

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_BARE_UUID = re.compile(r"[0-9a-f]{32}")
_COMMA = re.compile(r"[+-]?\d+,\d+(?:[eE][+-]?\d+)?")
NAMESPACE = uuid.UUID("1c0c6a1e-2c57-5f4e-8f6c-6f0f5a8d3b11")
"""Of guids made for things that have none (UUIDv5)."""


@lru_cache(maxsize=1024)
def local(tag: str) -> str:
    """``{namespace}Name`` → ``Name``."""
    return tag.rpartition("}")[2]


def named_children(element: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Children with their local names."""
    for each in element:
        tag = each.tag
        if isinstance(tag, str):
            yield (local(tag) if tag[0] == "{" else tag), each


def child(element: etree._Element, name: str) -> etree._Element | None:
    """The first child of that local name."""
    return next((each for tag, each in named_children(element) if tag == name), None)


def words(element: etree._Element | None) -> str:
    """The text of an element, without blanks at its ends."""
    if element is None:
        return ""
    return "".join(element.itertext()).strip() if len(element) else (element.text or "").strip()


def attribute(element: etree._Element, name: str) -> str | None:
    """An attribute by its name, whatever its first letter's case (``isExternal``, ``IsExternal``)."""
    value = element.get(name)
    if value is None:
        value = element.get(name[0].swapcase() + name[1:])
    return None if value is None else str(value)


def number(text: str) -> float | None:
    """A finite number; a decimal comma is taken for a point. None for what is none."""
    plain = text.strip()
    try:
        value = float(plain)
    except ValueError:
        if not _COMMA.fullmatch(plain):
            return None
        value = float(plain.replace(",", "."))
    return value if math.isfinite(value) else None


def integer(text: str) -> int | None:
    """A whole number."""
    if text.isdecimal() and len(text) < 10:
        return int(text)
    value = number(text)
    return int(value) if value is not None and value == int(value) else None


def boolean(text: str | None, *, default: bool) -> bool:
    """``true``, ``True``, ``1`` …; ``default`` for what is not there or neither."""
    plain = (text or "").strip().lower()
    if plain in ("true", "1", "yes"):
        return True
    return False if plain in ("false", "0", "no") else default


def vector(element: etree._Element | None) -> Vector | None:
    """``X``, ``Y`` and ``Z`` of an element; None unless all three are finite numbers."""
    if element is None:
        return None
    found: dict[str, float | None] = {}
    for name, each in named_children(element):
        found[name] = number(each.text or "")
    x, y, z = found.get("X"), found.get("Y"), found.get("Z")
    return None if x is None or y is None or z is None else (x, y, z)


@lru_cache(maxsize=4096)
def moment(text: str) -> tuple[datetime | None, str]:
    """A time in UTC, and in words what was odd. No zone means UTC (BCF 2.1 and 3.0); the year 1 means no date."""
    plain = text.strip()
    if not plain or plain.startswith("0001-01-01"):
        return None, ""
    try:
        found = datetime.fromisoformat(plain)
    except ValueError:
        return None, f"{plain[:60]!r} is no date"
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
        return found, "no zone" if len(plain) > len("2026-01-01") else "a day without a time"
    try:
        return found.astimezone(UTC), ""
    except OverflowError:
        return None, f"{plain[:60]!r} is no date"


def day(text: str) -> tuple[date | None, str]:
    """The calendar day as it is written: a due date is no instant, so no zone may move it (BCF-XML issue 346)."""
    plain = text.strip()
    if not plain or plain.startswith("0001-01-01"):
        return None, ""
    found = _DAY.match(plain)
    try:
        return (date(*map(int, found.groups())), "") if found else (None, f"{plain[:60]!r} is no date")
    except ValueError:
        return None, f"{plain[:60]!r} is no date"


def uuid_of(text: str | None) -> str | None:
    """A UUID in lower case and without braces; other text in lower case, for identity; None for nothing."""
    if not text:
        return None
    if _UUID.fullmatch(text):
        return text
    plain = text.strip().strip("{}").lower()
    if _BARE_UUID.fullmatch(plain):
        return str(uuid.UUID(plain))
    return plain or None


def is_uuid(text: str) -> bool:
    """True for a UUID as BCF wants it."""
    return _UUID.fullmatch(text) is not None


def made_guid(*parts: object) -> str:
    """A stable guid for something that has none."""
    return str(uuid.uuid5(NAMESPACE, "|".join(map(str, parts))))


def ifc_guid_of(text: str) -> tuple[str | None, str]:
    """The 22-character GlobalId, and a code when it was written otherwise (BCF071) or is none (BCF072)."""
    plain = text.strip()
    if GLOBAL_ID.fullmatch(plain):
        return plain, ""
    lower = plain.strip("{}").lower()
    if _UUID.fullmatch(lower) or _BARE_UUID.fullmatch(lower):
        return compressed(lower), "BCF071"
    return (plain, "BCF072") if plain else (None, "")


def color_of(text: str) -> str | None:
    """RGB or ARGB in upper-case hex; None for what is no colour."""
    plain = text.strip().removeprefix("#")
    if plain[:2] in ("0x", "0X"):
        plain = plain[2:]
    is_hex = len(plain) in (6, 8) and all(character in "0123456789abcdefABCDEF" for character in plain)
    return plain.upper() if is_hex else None
