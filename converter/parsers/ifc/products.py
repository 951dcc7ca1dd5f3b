"""The products of a model: attributes decoded when they are asked for."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, NamedTuple

from converter.parsers.ifc.records import Found, Records
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
    """What a record says of a product.

    ``guid`` is empty where there is none. ``shape`` is the number of the Representation as it is written. ``last`` is
    the Tag, or the LongName of what is spatial.
    """

    guid: str
    name: str | None
    object_type: str | None
    shape: bytes | None
    last: str | None


class _Written(NamedTuple):
    """Attributes as they are written, but for ``guid``, which is in UTF-8, and empty where there is none.

    ``seventh`` and ``eighth`` (from 0) are what the class has there, None for a list, or where the record ends before.
    """

    guid: bytes
    name: bytes
    object_type: bytes
    shape: bytes | None
    seventh: bytes | None
    eighth: bytes | None


_SEVENTH = _Written._fields.index("seventh")


class Products:
    """Products in the order of the file, by their place in it (from 0)."""

    def __init__(self, text: Text, found: Found, schema: Schema) -> None:
        self.text, self.records = text, found.products
        self.classes = classes = schema.classes[: schema.products]
        last_at = [self._place_of_last(each) for each in classes]
        self.without_last: frozenset[int] = frozenset(number for number, at in enumerate(last_at) if not at)
        """Numbers of classes that have neither Tag nor LongName."""

        self.without_tag = self.without_last.union(number for number, each in enumerate(classes) if each.is_spatial)
        """The same, and those whose last attribute is a LongName."""

        self.with_tag_elsewhere: frozenset[int] = frozenset(
            number for number, at in enumerate(last_at) if at not in (0, _SEVENTH)
        )
        """Numbers of classes whose Tag is behind the place where the others have it."""

        self._last_at = last_at

    def __len__(self) -> int:
        return len(self.records)

    def class_of(self, index: int) -> IfcClass:
        """The class of a product."""
        return self.classes[self.records.numbers[index]]

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

    def attributes(self, index: int) -> Attributes:
        """The attributes of a product, however its record is written."""
        at, match = self._last_at[self.records.numbers[index]], PRODUCT.match(self.text, self.records.places[index])
        written: tuple[Any, ...] = match.groups() if match is not None else self._slowly(index)
        if at and written[at] is None:
            written = self._slowly(index)
        guid, name, object_type, shape, _, _ = written
        value = self.value
        return Attributes(
            guid.decode(),
            None if name == b"$" else value(name),
            None if object_type == b"$" else value(object_type),
            shape,
            value(written[at]) if at else None,
        )

    def _slowly(self, index: int) -> _Written:
        """The attributes of a record with a list or a typed value where none should be, or without its end."""
        values = self.records.arguments(self.text, index)
        values += [b"$"] * (10 - len(values))
        shape = None if reference(values[6]) is None else values[6][1:]
        guid = (self.value(values[0]) or "").encode()
        return _Written(guid, values[2], values[4], shape, values[7], values[8])

    @staticmethod
    def _place_of_last(ifc_class: IfcClass) -> int:
        """Where the Tag or the LongName of a class is among what is written; 0 for one that has neither."""
        at = LONG_NAME if ifc_class.is_spatial else ifc_class.tag
        return 0 if at is None else at - LONG_NAME + _SEVENTH

    def guid(self, index: int) -> str:
        """The GlobalId; empty where there is none."""
        found = _GUID.match(self.text, self.records.places[index])
        return (found[1] if found is not None else self._slowly(index).guid).decode()

    def name_in(self, records: Records, index: int) -> str | None:
        """The Name of a rooted record."""
        found = _NAMED.match(self.text, records.places[index])
        return self.value(found[1] if found is not None else (records.arguments(self.text, index) + [b"$"] * 3)[2])
