"""One pass over the bytes of a model: where the records are that say who the elements are.

The pattern begins at the ``=`` of a record and knows every class it looks for letter by letter, so that nearly all
records are passed over after a few characters of their name. What it finds is outside of strings: a quote right
behind ``CLASS(`` opens a string unless the next character is one that stands between two strings; then the quotes
before it are counted. The number is read backwards.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from operator import le
from typing import Any

from converter.parsers.ifc.comments import Quotes
from converter.parsers.ifc.schema import WITHOUT_GLOBAL_ID, Schema
from converter.parsers.ifc.step import Text, arguments

Tree = dict[str, Any]
_LONGEST_NUMBER, _MOST_DIGITS = 24, 18
"""Characters between ``#`` and ``=``: digits, and blanks at their end. Eighteen digits fit the arrays."""


@dataclass(slots=True)
class Records:
    """Records of one role: the step id of each, and the place behind its class name.

    Look-ups give the first of an id.
    """

    ids: array[int] = field(default_factory=lambda: array("Q"))
    places: array[int] = field(default_factory=lambda: array("Q"))
    numbers: array[int] = field(default_factory=lambda: array("H"))
    """Of the class, in the schema's list."""

    _first: dict[int, int] | None = None
    _next: int = 0

    def __len__(self) -> int:
        return len(self.ids)

    def index_of(self, step_id: int) -> int | None:
        """Which one has this id."""
        if self._first is None:
            self._first = {} if self.is_ascending else _first_of_each(self.ids)
        if self._first:
            return self._first.get(step_id)
        ids, index = self.ids, self._next
        if not (0 < index < len(ids) and ids[index] == step_id and ids[index - 1] != step_id):
            index = bisect_left(ids, step_id)
            if index == len(ids) or ids[index] != step_id:
                return None
        self._next = index + 1  # they are often asked for one after the other
        return index

    @property
    def is_ascending(self) -> bool:
        """True for ids in the order of the file, as nearly every program writes them."""
        return all(map(le, self.ids, islice(self.ids, 1, None)))

    def place_of(self, step_id: int) -> int | None:
        """Where the one with this id is."""
        index = self.index_of(step_id)
        return None if index is None else self.places[index]

    def arguments(self, text: Text, index: int) -> list[bytes]:
        """The arguments of one of them; at the latest they end where the next one is."""
        following = index + 1
        limit = self.places[following] if following < len(self.places) else len(text)
        return arguments(text, self.places[index], limit)

    def arguments_of(self, text: Text, step_id: int) -> list[bytes]:
        """The arguments of the one with this id; none when there is no such."""
        index = self.index_of(step_id)
        return [] if index is None else self.arguments(text, index)

    def by_id(self) -> Iterable[int]:
        """Indices in ascending order of the ids."""
        if self.is_ascending:
            return range(len(self.ids))
        return sorted(range(len(self.ids)), key=self.ids.__getitem__)


def _first_of_each(ids: Iterable[int]) -> dict[int, int]:
    first: dict[int, int] = {}
    for index, each in enumerate(ids):
        first.setdefault(each, index)
    return first


@dataclass(slots=True)
class Found:
    """What the pass found: products in the order of the file, all else by its role."""

    products: Records
    others: dict[str, Records]

    def of(self, role: str) -> Records:
        """The records of a role; none is an empty one."""
        return self.others.get(role) or Records()


def scan(text: Text, start: int, schema: Schema) -> Found:
    """Find the records; ``start`` is outside of strings, at or before the ``;`` in front of the first one."""
    found = _scan(text, start, schema, mixed=False)
    return found if found is not None else _scan(text, start, schema, mixed=True) or Found(Records(), {})


def _scan(text: Text, start: int, schema: Schema, *, mixed: bool) -> Found | None:
    """None when a class name in lower case turns up where only upper case was looked for."""
    quotes = Quotes(text, start)
    found = Found(Records(), {each.role: Records() for each in schema.classes[schema.products :]})
    targets = [found.others.get(each.role, found.products) for each in schema.classes]
    adders = [(each.ids.append, each.places.append, each.numbers.append) for each in targets]
    rooted = {number for number, each in enumerate(schema.classes) if each.role not in WITHOUT_GLOBAL_ID}
    number_of, last_mark = schema.number_of, text.rfind
    for match in _pattern(schema, mixed=mixed).finditer(text, start):
        place = match.start()
        mark = last_mark(b"#", place - _LONGEST_NUMBER if place > _LONGEST_NUMBER else 0, place)
        digits = text[mark + 1 : place].rstrip() if mark >= 0 else b""
        if not digits.isdigit() or len(digits) > _MOST_DIGITS:
            continue
        name, doubtful = match.groups()
        if name is None:
            if quotes.inside(place):
                continue
            return None
        number = number_of[name.upper() if mixed else name]
        if doubtful is not None and number in rooted and quotes.inside(place):
            continue
        add_id, add_place, add_number = adders[number]
        add_id(int(digits))
        add_place(match.end(1))
        add_number(number)
    return found


@cache
def _pattern(schema: Schema, *, mixed: bool) -> re.Pattern[bytes]:
    """Class name, and an empty group where a second look is needed whether this is inside a string.

    Unless ``mixed``, a name with a small letter matches without a class name.
    """
    words = _tree(each.decode() for each in schema.number_of)
    first = rb"\s*+\(\s*+(?:'[^',)\s]|[#*]|())"
    if mixed:
        return re.compile(rb"=\s*+(?i:IFC(" + words + rb"))" + first)
    return re.compile(rb"=\s*+(?:IFC(" + words + rb")" + first + rb"|[A-Z_0-9]*+[a-z])")


def _tree(words: Iterable[str]) -> bytes:
    """A pattern for the words, in which no two branches begin with the same letter."""
    tree: Tree = {}
    for word in words:
        node = tree
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}
    return _branches(tree).encode()


def _branches(node: Tree) -> str:
    branches = [letter + _branches(below) for letter, below in sorted(node.items(), reverse=True) if letter]
    if "" in node:
        branches.append("")
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
