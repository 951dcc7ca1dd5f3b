"""Attributes of many products at once.

Nearly every program writes its products alike: a GlobalId of 22 characters, no blanks, no lists. One short pattern
reads these, and what Python does in C for a whole column at a time (``map``, ``zip``, one ``decode`` for all texts)
does the rest. Every other record is read by :meth:`Products.attributes`, which gives the same for all.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from itertools import repeat
from typing import Any, Final, TypeAlias, cast

from converter.parsers.ifc.products import Attributes, Products
from converter.parsers.ifc.strings import directives_read

Match: TypeAlias = re.Match[bytes]
AT_ONCE: Final = 256
"""Products in a batch: few enough that what is made of them stays in the processor's cache."""

GUID, NAME, OBJECT_TYPE, SHAPE, LAST = range(len(Attributes._fields))
Fields: TypeAlias = tuple[int, ...]
EVERY: Final[Fields] = (GUID, NAME, OBJECT_TYPE, SHAPE, LAST)
IDENTIFYING: Final[Fields] = (GUID, NAME, LAST)

_REFERENCE: Final = rb"(?:#[0-9]*+|\$)"
_TEXT: Final = rb"(?:'([^']*+)(?<!\\S\\)'|\$)"
_FIELDS: Final = {
    GUID: rb"'([^']{22})(?<!\\S\\)'",
    -1: _REFERENCE,
    NAME: _TEXT,
    -2: rb"(?:'[^']*+(?<!\\S\\)'|\$)",
    OBJECT_TYPE: _TEXT,
    -3: _REFERENCE,
    SHAPE: rb"(?:#([0-9]{1,18}+)|\$)",
    LAST: _TEXT,
}
"""The arguments of a product one after the other; those that are not asked for have numbers below zero.

A text with a doubled or an escaped quote fits none of them.
"""


def _plain(wanted: Fields, *, with_last: bool) -> re.Pattern[bytes]:
    """The pattern, with a group for each of the fields that are wanted; without the last one its group is empty."""
    fields = [
        field if each in wanted or each < 0 else re.sub(rb"\((?=[^?])", rb"(?:", field)
        for each, field in _FIELDS.items()
    ]
    end = rb"\s*+[,)]"
    if not with_last:
        fields.pop()
        end = rb"\s*+(?:[,)]|([^\x00-\xff]))"
    return re.compile(rb"\s*+\(\s*+" + rb",\s*+".join(fields) + end)


_PLAIN: Final = {wanted: _plain(wanted, with_last=True) for wanted in (EVERY, IDENTIFYING)}
_WITHOUT_LAST: Final = {wanted: _plain(wanted, with_last=False) for wanted in (EVERY, IDENTIFYING)}
_NONE: Final = b"'"
"""For ``$``: no text of the pattern has a quote in it."""

_BETWEEN: Final = "',"


class Batch:
    """Some products, one behind the other, by column."""

    def __init__(self, products: Products, indices: range, wanted: Fields) -> None:
        """``indices`` are places in the list of products, without gaps; ``wanted`` is EVERY or IDENTIFYING."""
        low, high = indices.start, indices.stop
        self._products, self.indices = products, indices
        self.ids: list[int] = products.records.ids[low:high].tolist()
        self.numbers: list[int] = products.records.numbers[low:high].tolist()
        matches = self._matches(products.records.places[low:high], wanted)
        self._odd: dict[int, Attributes] = {}
        if None in matches:
            self._odd = {at: products.attributes(low + at) for at, match in enumerate(matches) if match is None}
        plain = [each for each in matches if each is not None] if self._odd else cast(list[Match], matches)
        rows = map(Match.groups, plain, repeat(_NONE))
        columns: list[tuple[bytes, ...]] = list(zip(*rows, strict=True)) or [()] * len(wanted)
        self._columns = dict(zip(wanted, columns, strict=True))

    def _matches(self, places: array[int], wanted: Fields) -> list[Match | None]:
        """None for a record that is read by itself."""
        products, numbers, text = self._products, self.numbers, self._products.text
        plain = _PLAIN[wanted].match
        if products.without_last.isdisjoint(numbers) and products.with_tag_elsewhere.isdisjoint(numbers):
            return list(map(plain, repeat(text), places))
        shorter, without_last = _WITHOUT_LAST[wanted].match, products.without_last
        return [
            None
            if number in products.with_tag_elsewhere
            else (shorter if number in without_last else plain)(text, place)
            for number, place in zip(numbers, places, strict=True)
        ]

    def guids(self) -> list[str]:
        """GlobalIds; empty where there is none."""
        return self._with_odd(GUID, self._texts(GUID))

    def texts(self, column: int) -> list[str | None]:
        """``NAME`` or ``OBJECT_TYPE``."""
        return self._with_odd(column, self._texts(column))

    def shapes(self) -> list[bytes | None]:
        """The numbers of the Representations, as they are written."""
        return self._with_odd(SHAPE, [None if each == _NONE else each for each in self._columns[SHAPE]])

    def lasts(self) -> list[str | None]:
        """Tag, or LongName of what is spatial; None for a class that has neither."""
        return self._with_odd(LAST, self._texts(LAST))

    def tags(self) -> list[str | None]:
        """Tags."""
        found, without = self.lasts(), self._products.without_tag
        if without.isdisjoint(self.numbers):
            return found
        return [None if number in without else each for each, number in zip(found, self.numbers, strict=True)]

    def _texts(self, column: int) -> list[Any]:
        written = self._columns[column]
        together = _BETWEEN.encode().join(written)
        try:
            texts: list[str | None] = list(together.decode().split(_BETWEEN)) if written else []
        except UnicodeDecodeError:
            return [self._products.value(b"$" if each == _NONE else b"'%b'" % each) for each in written]
        if _NONE in written:
            texts = [None if each == "'" else each for each in texts]
        if b"\\" in together:
            return [directives_read(each) if each and "\\" in each else each for each in texts]
        return texts

    def _with_odd(self, column: int, found: list[Any]) -> list[Any]:
        for at, attributes in self._odd.items():
            found.insert(at, attributes[column])
        return found


def batches(products: Products, wanted: Fields = IDENTIFYING) -> Iterator[Batch]:
    """All products, in the order of the file, with these fields."""
    count = len(products)
    return (Batch(products, range(low, min(low + AT_ONCE, count)), wanted) for low in range(0, count, AT_ONCE))
