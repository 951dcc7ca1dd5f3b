"""Where the records of a model are that the index knows, by what they are for."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from converter.parsers.ifc.step_text import Text, arguments

_LONGEST_NUMBER, _MOST_DIGITS = 24, 18
"""Characters between ``#`` and ``=``: digits, and blanks at their end. Eighteen digits fit the arrays."""

_END: Final = b"\x00="
"""Behind each piece of text before ``=`` when many are put together."""

_NUMBER = re.compile(rb"#([0-9]{1,18}+)\s*+\x00=")
_HEAD = re.compile(rb"#([0-9]{1,18}+)\s{0,5}+=\s*+[A-Za-z]++\x00=")
"""The same, and the name of a class that begins behind ``=``; no more blanks than fit before it in any case."""

_LONGEST_HEAD: Final = 64
_AT_ONCE: Final = 1_024


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

    def append(self, step_id: int, place: int, number: int) -> None:
        """Add a record behind those that are there."""
        self.ids.append(step_id)
        self.places.append(place)
        self.numbers.append(number)

    def extend(self, ids: list[int], places: list[int], numbers: list[int]) -> None:
        """Add many."""
        self.ids.fromlist(ids)
        self.places.fromlist(places)
        self.numbers.fromlist(numbers)

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
            if not all(sorted(piece) == piece for piece in _overlapping(self.ids)):
                ids = self.ids.tolist()
                self._order = array("Q", sorted(range(len(ids)), key=ids.__getitem__))
                self._sorted = array("Q", sorted(ids))
        return self._sorted

    @property
    def are_all_different(self) -> bool:
        """True when no id is that of two records."""
        return all(len(set(piece)) == len(piece) for piece in _overlapping(self._in_order()))

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


def _overlapping(values: array[int]) -> Iterator[list[int]]:
    """All of them in pieces, each of which begins with the last one of the piece before."""
    return (values[at : at + _AT_ONCE + 1].tolist() for at in range(0, len(values), _AT_ONCE))


@dataclass(slots=True)
class Shapes:
    """Product definition shapes: only their places, until somebody asks for their numbers.

    There are nearly as many as products, and nothing but layers is found by them.
    """

    places: array[int] = field(default_factory=lambda: array("Q"))
    _records: Records | None = None

    def numbered(self, text: Text) -> Records:
        """The records, but for those without a number. They are of one class: 0 stands for its number."""
        if self._records is None:
            made = self._records = Records()
            for at in range(0, len(self.places), _AT_ONCE):
                places = self.places[at : at + _AT_ONCE].tolist()
                ids = _numbers_of(text, places)
                if ids is None:
                    known = [(number_of(text, place), place) for place in places]
                    ids = [step_id for step_id, _ in known if step_id is not None]
                    places = [place for step_id, place in known if step_id is not None]
                made.extend(ids, places, [0] * len(ids))
        return self._records


@dataclass(slots=True)
class Found:
    """What the pass found: products in the order of the file, all else by its role; shapes apart."""

    products: Records
    others: dict[str, Records]
    shapes: Shapes

    def of(self, role: str) -> Records:
        """The records of a role; none is an empty one."""
        return self.others.get(role) or Records()


def number_before(text: Text, place: int) -> int | None:
    """The number of the record whose ``=`` is at ``place``; None where there is none before it."""
    head = text[max(place - _LONGEST_NUMBER, 0) : place]
    mark = head.rfind(b"#") + 1
    digits = head[mark:].rstrip()
    return int(digits) if mark and digits.isdigit() and len(digits) <= _MOST_DIGITS else None


def numbers_before(text: Text, places: list[int]) -> list[int] | None:
    """The same for many places, in ascending order; None when one of them has none."""
    if not places or places[0] < _LONGEST_NUMBER:
        return None if places else []
    together = _END.join([text[place - _LONGEST_NUMBER : place] for place in places]) + _END
    digits = _NUMBER.findall(together)
    # more ends than places: one of them is in the text, and what was found may be its number
    if len(digits) != len(places) or together.count(_END) != len(places):
        return None
    return list(map(int, digits))


def number_of(text: Text, place: int) -> int | None:
    """The number of the record whose class name ends at ``place``."""
    return number_before(text, text.rfind(b"=", 0, place))


def _numbers_of(text: Text, places: list[int]) -> list[int] | None:
    """The same for many places, in ascending order; None when one of them is out of the ordinary."""
    if places[0] < _LONGEST_HEAD:
        return None
    together = _END.join([text[place - _LONGEST_HEAD : place] for place in places]) + _END
    digits = _HEAD.findall(together)
    if len(digits) != len(places) or together.count(_END) != len(places):
        return None
    return list(map(int, digits))
