"""The classes of IFC the index looks for, by schema: from a table that was written from ifcopenshell's schemas."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

TABLE: Final = Path(__file__).with_name("classes.txt")
PRODUCT: Final = "product"
SHAPE: Final = "shape"
LONG_NAME: Final = 7
"""The place of LongName from 0 in what is spatial."""

WITHOUT_GLOBAL_ID: Final = frozenset({"application", "units", "unit", "layer", SHAPE})


class IfcClass(NamedTuple):
    """A class: ``role`` is what the index does with it, ``tag`` the place of its Tag from 0 (None: it has none)."""

    name: str
    role: str
    is_spatial: bool = False
    is_element: bool = False
    may_be_contained: bool = False
    tag: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Schema:
    """The classes of a schema, products first; ``number_of`` finds one by its name in upper case without ``IFC``."""

    name: str
    classes: tuple[IfcClass, ...]
    products: int
    number_of: dict[bytes, int]


class Stated(NamedTuple):
    """A schema as the file states it, the list that is used for it, and whether that is its own."""

    text: str
    used: str
    is_exact: bool


_EXACT = re.compile(r"IFC(2X3|4|4X3)(?:_(?:TC1|ADD\d|FINAL))?")
_STARTS = (("IFC2", "2X3"), ("IFC4X", "4X3"), ("IFC4", "4"))
_NEWEST = "4X3"


def stated(text: str) -> Stated:
    """Which list is used for a FILE_SCHEMA: its own, else that of the nearest schema."""
    words = re.sub(r"\s*\{.*", "", text).strip().upper().replace(" ", "").replace(".", "")
    if found := _EXACT.fullmatch(words):
        return Stated(words, found[1], is_exact=True)
    used = next((short for start, short in _STARTS if words.startswith(start)), _NEWEST)
    return Stated(words, used, is_exact=False)


@cache
def schema_for(used: str, *, is_exact: bool = True) -> Schema:
    """The classes of ``2X3``, ``4`` or ``4X3``; for a schema that is none of them also the classes of the others."""
    rows = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    chosen: dict[str, IfcClass] = {}
    for own in (True,) if is_exact else (True, False):
        for row in rows:
            name, schemas, role, flags, tag = row.split()
            if (used in schemas.split(",")) is own:
                chosen.setdefault(name, _class(name, role, flags, tag))
    classes = sorted(chosen.values(), key=lambda each: (each.role != PRODUCT, each.name))
    return Schema(
        used,
        tuple(classes),
        sum(each.role == PRODUCT for each in classes),
        {each.name[3:].upper().encode(): number for number, each in enumerate(classes)},
    )


def _class(name: str, role: str, flags: str, tag: str) -> IfcClass:
    return IfcClass(name, role, "s" in flags, "e" in flags, "c" in flags, None if tag == "-" else int(tag))
