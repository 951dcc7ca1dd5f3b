"""The products of a model: attributes decoded when they are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from converter.parsers.ifc.scanning import Found, Records
from converter.parsers.ifc.schema import LONG_NAME, IfcClass, Schema
from converter.parsers.ifc.step_text import ARGUMENT, SKIPPED, Text, reference
from converter.parsers.ifc.strings import alphabet_of, directives_read, text_of

_END = rb"(?=[,)])"
_PLAIN_GUID = rb"\s*+\(\s*+'([^'\\\x80-\xff]*+)'\s*+,"
_SHAPE = rb"(?:\s*+#([0-9]{1,18}+)\s*+|" + SKIPPED + rb")"
PRODUCT = re.compile(
    _PLAIN_GUID
    + rb",".join([SKIPPED, ARGUMENT, SKIPPED, ARGUMENT, SKIPPED, _SHAPE + _END])
    + (rb"(?:," + ARGUMENT + _END + rb")?") * 2
)
"""GlobalId, Name, ObjectType, the number of the Representation, and the two attributes behind it: Tag or LongName."""

_GUID = re.compile(_PLAIN_GUID)
_NAMED = re.compile(rb"\s*+\(" + rb",".join([SKIPPED, SKIPPED, ARGUMENT]) + _END)


class Attributes(NamedTuple):
    """Attributes as they are written, but for ``guid``, which is in UTF-8, and empty where there is none.

    ``shape`` is the number of the Representation, None where there is none; ``seventh`` and ``eighth`` (from 0) are
    what the class has there, None for a list, or where the record ends before.
    """

    guid: bytes
    name: bytes
    object_type: bytes
    shape: bytes | None
    seventh: bytes | None
    eighth: bytes | None


_SEVENTH = Attributes._fields.index("seventh")


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
        if argument[:1] == b"'":
            try:
                text = argument[1:-1].decode()
            except UnicodeDecodeError:
                return text_of(argument, self.alphabet)
            return directives_read(text) if "\\" in text or "'" in text else text
        return None if argument == b"$" else text_of(argument, "ascii" if argument.isascii() else self.alphabet)

    def slowly(self, index: int) -> Attributes:
        """The attributes of a record with a list or a typed value where none should be, or without its end."""
        values = self.records.arguments(self.text, index)
        values += [b"$"] * (10 - len(values))
        shape = reference(values[6])
        guid = (self.value(values[0]) or "").encode()
        return Attributes(guid, values[2], values[4], None if shape is None else b"%d" % shape, values[7], values[8])

    @staticmethod
    def place_of_last(ifc_class: IfcClass) -> int:
        """Which of the :class:`Attributes` is the Tag or the LongName of a class; 0 for one that has neither."""
        at = LONG_NAME if ifc_class.is_spatial else ifc_class.tag
        return 0 if at is None else at - LONG_NAME + _SEVENTH

    def _tag(self, index: int) -> str | None:
        """The Tag; None where there is none."""
        ifc_class = self.class_of(index)
        if ifc_class.tag is None:
            return None
        at, found = self.place_of_last(ifc_class), PRODUCT.match(self.text, self.records.places[index])
        last = None if found is None else found[at + 1]
        return self.value(last if last is not None else self.slowly(index)[at] or b"$")

    def guid(self, index: int) -> str:
        """The GlobalId; empty where there is none."""
        found = _GUID.match(self.text, self.records.places[index])
        return (found[1] if found is not None else self.slowly(index).guid).decode()

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
        return Lookup(self._tag(index) or None for index in range(len(self)))

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
