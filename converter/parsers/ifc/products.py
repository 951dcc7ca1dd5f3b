"""The products of a model: attributes decoded when they are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from converter.parsers.ifc.scanning import Found, Records
from converter.parsers.ifc.schema import IfcClass, Schema
from converter.parsers.ifc.step import ARGUMENT, SKIPPED, Text
from converter.parsers.ifc.strings import alphabet_of, directives_read, text_of

_END = rb"(?=[,)])"
PRODUCT = re.compile(
    rb"\s*+\("
    + rb",".join([ARGUMENT, SKIPPED, ARGUMENT, SKIPPED, ARGUMENT, SKIPPED, ARGUMENT + _END])
    + (rb"(?:," + ARGUMENT + _END + rb")?") * 2
)
"""GlobalId, Name, ObjectType, Representation, and the two attributes behind it, of which one may be the Tag."""

FIRST_TAG = 7
_GUID = re.compile(rb"\s*+\(\s*+'([^'\\\x80-\xff]*+)'\s*+,")
_NAMED = re.compile(rb"\s*+\(" + rb",".join([SKIPPED, SKIPPED, ARGUMENT]) + _END)


class Attributes(NamedTuple):
    """Attributes as they are written; ``tag`` is ``$`` for a class without one."""

    guid: bytes
    name: bytes
    object_type: bytes
    representation: bytes
    tag: bytes


class Lookup:
    """Places in the list of products by a text; most texts have one."""

    def __init__(self, keys: Iterable[str | None]) -> None:
        self._first: dict[str, int] = {}
        self._more: dict[str, list[int]] = {}
        for index, key in enumerate(keys):
            if key is not None and self._first.setdefault(key, index) != index:
                self._more.setdefault(key, []).append(index)

    def __getitem__(self, key: str) -> tuple[int, ...]:
        first = self._first.get(key)
        return () if first is None else (first, *self._more.get(key, ()))

    def repeated(self) -> Iterator[tuple[str, int]]:
        """Texts that occur more than once, with how often."""
        return ((key, len(more) + 1) for key, more in self._more.items())


class Products:
    """Products in the order of the file, by their place in it (from 0)."""

    def __init__(self, text: Text, found: Found, schema: Schema) -> None:
        self.text, self.records, self._schema = text, found.products, schema

    def __len__(self) -> int:
        return len(self.records)

    def class_of(self, index: int) -> IfcClass:
        """The class of a product."""
        return self._schema.classes[self.records.numbers[index]]

    @cached_property
    def alphabet(self) -> str:
        """That of raw bytes that are no UTF-8."""
        return alphabet_of(self.text)

    def value(self, argument: bytes) -> str | None:
        """The text of an argument."""
        if argument == b"$":
            return None
        if argument[:1] == b"'" and argument.isascii():
            text = str(argument[1:-1], "ascii")
            return directives_read(text) if "\\" in text or "'" in text else text
        return text_of(argument, self.alphabet if not argument.isascii() else "ascii")

    def attributes(self, index: int) -> Attributes:
        """The attributes of a product."""
        tag = self.class_of(index).tag
        found = PRODUCT.match(self.text, self.records.places[index])
        if found is not None:
            guid, name, object_type, representation, *rest = found.groups()
            label = b"$" if tag is None else rest[tag - FIRST_TAG]
            if label is not None:
                return Attributes(guid, name, object_type, representation, label)
        return self.slowly(index)

    def slowly(self, index: int) -> Attributes:
        """The same for a record with a list or a typed value where none should be, or without its end."""
        tag = self.class_of(index).tag
        values = self.records.arguments(self.text, index)
        values += [b"$"] * (10 - len(values))
        return Attributes(values[0], values[2], values[4], values[6], b"$" if tag is None else values[tag])

    def guid(self, index: int) -> str:
        """The GlobalId; empty where there is none."""
        found = _GUID.match(self.text, self.records.places[index])
        if found is not None:
            return found[1].decode("ascii")
        return self.value(self.attributes(index).guid) or ""

    def name_in(self, records: Records, index: int) -> str | None:
        """The Name of a rooted record."""
        found = _NAMED.match(self.text, records.places[index])
        return self.value(found[1] if found is not None else (records.arguments(self.text, index) + [b"$"] * 3)[2])

    @cached_property
    def by_guid(self) -> Lookup:
        """Products by GlobalId."""
        return Lookup(self.guid(index) or None for index in range(len(self)))

    @cached_property
    def by_tag(self) -> Lookup:
        """Products by Tag."""
        return Lookup(self.value(self.attributes(index).tag) or None for index in range(len(self)))

    @cached_property
    def by_name(self) -> Lookup:
        """Products by Name."""
        return Lookup(self._names())

    @cached_property
    def by_ending(self) -> Lookup:
        """Products by what is behind the last colon of their Name."""
        return Lookup(name.rpartition(":")[2] if name and ":" in name else None for name in self._names())

    def _names(self) -> Iterator[str | None]:
        return (self.name_in(self.records, index) for index in range(len(self)))
