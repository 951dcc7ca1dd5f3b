"""One pass over the bytes of a model: where the records are that say who the elements are.

The pattern begins at the ``=`` of a record and knows how every class it looks for begins, so that nearly all records
are passed over after a few characters of their name. What it finds is outside of strings: a quote right behind
``CLASS(`` opens a string unless the next character is one that stands between two strings; for any other beginning of
a record that has a GlobalId the quotes before it are counted. The number is read backwards.

Matches are taken by the hundred, with what Python does in C for all of them at once (``map`` and one ``findall``).
Where one of a hundred is out of the ordinary, these hundred are looked at one by one: see :meth:`_Pass.carefully`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import islice, repeat
from typing import Any, Final, TypeAlias

from converter.parsers.ifc.records import Found, Records, Shapes, number_before, numbers_before
from converter.parsers.ifc.schema import SHAPE, WITHOUT_GLOBAL_ID, Schema
from converter.parsers.ifc.step_text import Quotes, Text

Tree = dict[str, Any]
Match: TypeAlias = re.Match[bytes]
_TELLING = 2
"""Letters behind ``IFC`` of which a small one tells that names are not written in capitals."""

_FREQUENT: Final = "ACDFPS"
"""How the classes begin that most models are made of: placements, points, directions, faces, polylines, styles."""

_KNOWN_LETTERS: Final = 5
"""Letters of each name in the pattern: with more of them it is no faster, and takes longer to compile."""

_AT_ONCE: Final = 256
_DOUBTFUL, _OTHER = 65_535, 65_534
"""Instead of the number of a class: a second look is needed; it is none of those looked for."""

_MOST_TEXTS: Final = 4_096
_PREFIX: Final = b"IFC"
_BLANKS: Final = b" \t\n\r\f\v"
_SMALL = re.compile(rb"[a-z]")


class _SmallLettersError(Exception):
    """A class name with small letters turned up where only capitals were looked for."""


def scan(text: Text, start: int, schema: Schema) -> Found:
    """Find the records; ``start`` is outside of strings, at or before the ``;`` in front of the first one."""
    try:
        return _scanned(_Pass(text, start, schema, mixed=False))
    except _SmallLettersError:
        return _scanned(_Pass(text, start, schema, mixed=True))


def _scanned(scanning: _Pass) -> Found:
    while matches := scanning.following():
        if not scanning.quickly(matches):
            scanning.carefully(matches)
    return scanning.found


class _Pass:
    """One way through a text, and what it found."""

    def __init__(self, text: Text, start: int, schema: Schema, *, mixed: bool) -> None:
        self._text, self._quotes, self._mixed = text, Quotes(text, start), mixed
        self._matches = _pattern(schema, mixed=mixed).finditer(text, start)
        self._codes = _Codes(schema, mixed=mixed)
        self.found = Found(Records(), {each.role: Records() for each in schema.classes[schema.products :]}, Shapes())
        self._records = [self.found.others.get(each.role, self.found.products) for each in schema.classes]
        self._last_product = schema.products - 1
        self._shape = next(number for number, each in enumerate(schema.classes) if each.role == SHAPE)

    def following(self) -> list[Match]:
        """The next matches; none at the end of the text."""
        return list(islice(self._matches, _AT_ONCE))

    def quickly(self, matches: list[Match]) -> bool:
        """Take these matches, all at once; False, and nothing is taken, when one of them needs a second look."""
        codes = list(map(self._codes.__getitem__, map(Match.group, matches)))
        highest = max(codes)
        if highest == _DOUBTFUL:
            return False
        last_product, shape = self._last_product, self._shape
        products: list[Match] = []
        numbers: list[int] = []
        shapes: list[Match] = []
        others: list[tuple[Match, int]] = []
        add_product, add_number, add_shape = products.append, numbers.append, shapes.append
        for match, code in zip(matches, codes, strict=True):
            if code <= last_product:
                add_product(match)
                add_number(code)
            elif code == shape:
                add_shape(match)
            elif code != _OTHER:
                others.append((match, code))
        ids = numbers_before(self._text, list(map(Match.start, products)))
        other_ids = numbers_before(self._text, [match.start() for match, _ in others])
        if ids is None or other_ids is None:
            return False
        self.found.products.extend(ids, list(map(Match.end, products, repeat(1))), numbers)
        self.found.shapes.places.fromlist(list(map(Match.end, shapes, repeat(1))))
        for step_id, (match, code) in zip(other_ids, others, strict=True):
            self._records[code].append(step_id, match.end(1), code)
        return True

    def carefully(self, matches: Iterable[Match]) -> None:
        """Take these matches one by one."""
        for match in matches:
            place, code = match.start(), self._codes[match[0]]
            if code == _OTHER:
                continue
            if code == self._shape:
                self.found.shapes.places.append(match.end(1))
                continue
            step_id = number_before(self._text, place)
            if step_id is None:
                continue
            if code == _DOUBTFUL:
                if self._quotes.inside(place):
                    continue
                code = self._codes.number(match[0])
                if code == _DOUBTFUL:
                    raise _SmallLettersError
            self._records[code].append(step_id, match.end(1), code)


class _Codes(dict[bytes, int]):
    """The number of a class, or one of the other codes, by the text of a match; worked out once each."""

    def __init__(self, schema: Schema, *, mixed: bool) -> None:
        super().__init__()
        self._number_of, self._mixed = schema.number_of, mixed
        self._rooted = [each.role not in WITHOUT_GLOBAL_ID for each in schema.classes]

    def __missing__(self, text: bytes) -> int:
        code = self.number(text)
        if code < _OTHER and self._rooted[code] and not text.endswith(b"'"):
            code = _DOUBTFUL
        if len(self) < _MOST_TEXTS:
            self[text] = code
        return code

    def number(self, text: bytes) -> int:
        """The number of a class; a name with small letters is doubtful where only capitals are expected."""
        whole = text[1:].rstrip(b"('" + _BLANKS).lstrip(_BLANKS)
        name = whole[len(_PREFIX) :]
        if whole[: len(_PREFIX)].upper() != _PREFIX:
            return _OTHER
        number = self._number_of.get(name.upper() if self._mixed else name)
        if number is not None:
            return number
        return _OTHER if self._mixed or _SMALL.search(name) is None else _DOUBTFUL


@cache
def _pattern(schema: Schema, *, mixed: bool) -> re.Pattern[bytes]:
    """Class name in a group, and the quote behind its bracket if it can only be outside of strings.

    Any three characters stand for ``IFC``, which :class:`_Codes` looks at: that is quicker than both cases of each
    letter. Unless ``mixed``, a name with a small letter among its first ones matches up to that letter.
    """
    words = sorted({each[:_KNOWN_LETTERS].decode() for each in schema.number_of})
    first = rb"\s*+\(\s*+(?:'(?=[^',)\s]))?+"
    if mixed:
        return re.compile(rb"=\s*+...(?i:(" + _names(words, 0) + rb"[A-Z0-9_]*+))" + first, re.DOTALL)
    name = _names(words, _TELLING) + rb"[A-Za-z0-9_]*+"
    return re.compile(rb"=\s*+...(" + name + rb")(?:" + first + rb"|(?<=[a-z]))", re.DOTALL)


def _names(words: list[str], telling: int) -> bytes:
    """A pattern for the beginnings of names; see :func:`_branches` for ``telling``.

    The letters that few records begin with share one branch: nearly every record is tried against all of them.
    """
    letters = dict.fromkeys(word[0] for word in words)
    rare = "".join(letter for letter in letters if letter not in _FREQUENT)
    branches = [
        (f"[{group}]" if len(group) > 1 else group).encode()
        + _branches(_tree(word[1:] for word in words if word[0] in group), telling - 1)
        for group in (*(letter for letter in letters if letter in _FREQUENT), rare)
    ]
    return b"(?:" + b"|".join([*branches, *([b"[a-z]"] if telling else [])]) + b")"


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
