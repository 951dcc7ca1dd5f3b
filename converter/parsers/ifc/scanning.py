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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from operator import le, lt
from typing import Any

from converter.parsers.ifc.schema import WITHOUT_GLOBAL_ID, Schema
from converter.parsers.ifc.step_text import Quotes, Text, arguments

Tree = dict[str, Any]
_LONGEST_NUMBER, _MOST_DIGITS = 24, 18
"""Characters between ``#`` and ``=``: digits, and blanks at their end. Eighteen digits fit the arrays."""

_TELLING = 2
"""Letters behind ``IFC`` of which a small one tells that names are not written in capitals."""


@dataclass(slots=True)
class Records:
    """Records of one role: the step id of each, and the place behind its class name.

    Look-ups give the first of an id.
    """

    ids: array[int] = field(default_factory=lambda: array("Q"))
    places: array[int] = field(default_factory=lambda: array("Q"))
    numbers: array[int] = field(default_factory=lambda: array("H"))
    """Of the class, in the schema's list."""

    _sorted: array[int] | None = None
    _order: array[int] | None = None
    _next: int = 0

    def __len__(self) -> int:
        return len(self.ids)

    def index_of(self, step_id: int) -> int | None:
        """Which one has this id."""
        ids, at = self._in_order(), self._next
        if not (0 < at < len(ids) and ids[at] == step_id and ids[at - 1] != step_id):
            at = bisect_left(ids, step_id)
            if at == len(ids) or ids[at] != step_id:
                return None
        self._next = at + 1  # they are often asked for one after the other
        return at if self._order is None else self._order[at]

    def _in_order(self) -> array[int]:
        """The ids in ascending order: as they are in the file, where nearly every program writes them so."""
        if self._sorted is None:
            self._sorted = self.ids
            if not all(map(le, self.ids, islice(self.ids, 1, None))):
                self._order = array("Q", sorted(range(len(self.ids)), key=self.ids.__getitem__))
                self._sorted = array("Q", map(self.ids.__getitem__, self._order))
        return self._sorted

    @property
    def are_all_different(self) -> bool:
        """True when no id is that of two records."""
        ids = self._in_order()
        return all(map(lt, ids, islice(ids, 1, None)))

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

    def by_id(self) -> Sequence[int]:
        """Indices in ascending order of the ids."""
        self._in_order()
        return range(len(self.ids)) if self._order is None else self._order


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
    """None when a class name with small letters turns up where only capitals were looked for."""
    quotes = Quotes(text, start)
    found = Found(Records(), {each.role: Records() for each in schema.classes[schema.products :]})
    targets = [found.others.get(each.role, found.products) for each in schema.classes]
    adders = [(each.ids.append, each.places.append, each.numbers.append) for each in targets]
    rooted = [each.role not in WITHOUT_GLOBAL_ID for each in schema.classes]
    number_of = schema.number_of
    for match in _pattern(schema, mixed=mixed).finditer(text, start):
        place = match.start()
        head = text[place - _LONGEST_NUMBER if place > _LONGEST_NUMBER else 0 : place]
        mark = head.rfind(b"#") + 1
        digits = head[mark:]
        if not (digits.isdigit() or (digits := digits.rstrip()).isdigit()) or not mark or len(digits) > _MOST_DIGITS:
            continue
        name, doubtful = match.groups()
        number = number_of.get(name.upper() if mixed else name)
        if number is None:
            if quotes.inside(place):
                continue
            return None
        if doubtful is not None and rooted[number] and quotes.inside(place):
            continue
        add_id, add_place, add_number = adders[number]
        add_id(int(digits))
        add_place(match.end(1))
        add_number(number)
    return found


@cache
def _pattern(schema: Schema, *, mixed: bool) -> re.Pattern[bytes]:
    """Class name, and an empty group where a second look is needed whether this is inside a string.

    Unless ``mixed``, a name with a small letter among its first ones matches up to that letter.
    """
    words = _tree(each.decode() for each in schema.number_of)
    first = rb"\s*+\(\s*+(?:'[^',)\s]|[#*]|())"
    if mixed:
        return re.compile(rb"=\s*+(?i:IFC(" + _branches(words) + rb"))" + first)
    return re.compile(rb"=\s*+[Ii][Ff][Cc](" + _branches(words, _TELLING) + rb")(?:" + first + rb"|(?<=[a-z]))")


def _tree(words: Iterable[str]) -> Tree:
    tree: Tree = {}
    for word in words:
        node = tree
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}
    return tree


def _branches(node: Tree, telling: int = 0) -> bytes:
    """A pattern for the words, in which no two branches begin with the same letter.

    ``telling`` is for how many letters from here on a small one ends the word.
    """
    branches = [letter.encode() + _branches(below, telling - 1) for letter, below in sorted(node.items()) if letter]
    if telling > 0:
        branches.append(b"[a-z]")
    if "" in node:
        branches.append(b"")
    return branches[0] if len(branches) == 1 else b"(?:" + b"|".join(branches) + b")"
