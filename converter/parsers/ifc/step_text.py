"""Texts of a STEP file (ISO 10303-21, clear text): strings, comments, where the data begins, what a record is made of.

A quote ends a string, unless it is doubled or stands behind ``\\S\\``: ``\\S\\'`` is how ``§`` is written, and
IfcOpenShell reads it so too. Which one a quote is can be told from the bytes around it, wherever one begins to read.
Every pattern is possessive: a text of any content is read in linear time.
"""

from __future__ import annotations

import re
import sys
from mmap import mmap
from typing import Final, TypeAlias

Text: TypeAlias = bytes | mmap
"""The content of a model: what can be searched, sliced and matched."""

ESCAPED_QUOTE: Final = b"\\S\\'"
STRING: Final = rb"'[^']*+(?:(?:(?<=\\S\\)'|'')[^']*+)*+'"
SKIPPED: Final = rb"[^'(),;]*+(?:" + STRING + rb"\s*+)?+"
"""An argument that is no list and no typed value, with the blanks around it."""

ARGUMENT: Final = rb"([^'(),;]*+(?:" + STRING + rb")?+)\s*+"
"""The same in a group, and blanks behind a string outside of it."""

_LONGEST_HEADER: Final = 1 << 20
_PIECE: Final = 1 << 20
_SMALL_PIECE, _FEW = 1 << 16, 64
_LEAD: Final = len(ESCAPED_QUOTE) - 1

_HEADER_TOKEN = re.compile(STRING + rb"?|/\*(?:.*?\*/|.*)|\bDATA\s*+(?:\([^;]*+\s*+)?;", re.DOTALL)
_COMMENT = re.compile(rb"/(?=\*)")  # one letter is looked for much sooner than two
_STRING = re.compile(STRING)
_NAME = re.compile(rb"#[0-9]+\s*+=\s*+([A-Za-z0-9_]++)")
_OPENING = re.compile(rb"\s*+\(")
_ARGUMENT = re.compile(ARGUMENT + rb"([,)])")
_TOKEN = re.compile(rb"\s*+(?:" + STRING + rb"|[^'(),;\s][^'(),;]*+|[(),;])")
_REFERENCE = re.compile(rb"#([0-9]{1,18}+)(?![0-9])")
_TYPED = re.compile(rb"\s*+[A-Za-z_0-9]++\s*+\(\s*+(.*?)\s*+\)\s*+\Z", re.DOTALL)


def data_start(text: Text) -> int | None:
    """The position behind ``DATA;``, outside strings and comments; None when the first megabyte has none."""
    for match in _HEADER_TOKEN.finditer(text, 0, _LONGEST_HEADER):
        if match[0].startswith(b"DATA"):
            return match.end()
    return None


def odd_quotes(text: Text, low: int, high: int) -> bool:
    """True when a string begins or ends in this stretch, so that its end is inside one where its start is not."""
    count = 0
    for at in range(low, high, _PIECE):
        lead = min(at, _LEAD)
        piece = text[at - lead : min(at + _PIECE, high)]
        count += piece.count(b"'", lead) - piece.count(ESCAPED_QUOTE)
    return count % 2 == 1


class Quotes:
    """Tells whether a place is inside a string. Places are asked for in ascending order, so that all is read once."""

    def __init__(self, text: Text, start: int) -> None:
        """``start`` is a place outside of strings."""
        self._text, self._at, self._inside = text, start, False

    def inside(self, place: int) -> bool:
        """True when ``place`` is within quotes."""
        self._inside ^= odd_quotes(self._text, self._at, place)
        self._at = max(self._at, place)
        return self._inside

    def leave_out(self, end: int) -> None:
        """Quotes from the last place up to ``end`` do not count."""
        self._at = end


def comments(text: Text, start: int) -> list[tuple[int, int]]:
    """Where the comments are, from the place ``start`` on, which is outside of strings.

    One that does not end ends with the file.
    """
    found: list[tuple[int, int]] = []
    quotes, place = Quotes(text, start), start
    while (mark := _COMMENT.search(text, place)) is not None:
        place = mark.start() + 2
        if not quotes.inside(mark.start()):
            close = text.find(b"*/", place)
            place = len(text) if close < 0 else close + 2
            quotes.leave_out(place)
            found.append((mark.start(), place))
    return found


def _may_have_comments(text: Text, start: int) -> bool:
    """False where there is no ``/*`` at all.

    Slashes are few in most models, and looking at each by itself takes a third of the time.
    """
    for at in range(start, len(text), _SMALL_PIECE):
        piece = text[at : at + _SMALL_PIECE + 1]
        slash = piece.find(b"/")
        for _ in range(_FEW):
            if slash < 0:
                break
            if piece[slash + 1 : slash + 2] == b"*":
                return True
            slash = piece.find(b"/", slash + 1)
        if slash >= 0 and _COMMENT.search(piece, slash) is not None:
            return True
    return False


def without_comments(text: Text, start: int) -> Text:
    """The text itself where it has no comment from ``start`` on; else a copy with blanks in their places."""
    if not _may_have_comments(text, start):
        return text
    pieces: list[bytes] = []
    last = 0
    for low, high in comments(text, start):
        pieces += (text[last:low], b" " * (high - low))
        last = high
    return b"".join((*pieces, text[last:])) if pieces else text


def class_name(record: bytes) -> bytes:
    """The class of a record in upper case; empty for one of another shape (complex records)."""
    match = _NAME.match(record)
    return match[1].upper() if match else b""


def values(record: bytes, most: int) -> list[bytes]:
    """The first ``most`` arguments of a record as written; fewer where there are no more."""
    match = _NAME.match(record)
    return arguments(record, match.end(), most=most) if match else []


def arguments(text: Text, position: int, limit: int = sys.maxsize, most: int = sys.maxsize) -> list[bytes]:
    """The arguments of the record whose class name ends at ``position``, trimmed; those before the end of a cut file.

    A list is one argument, with its brackets. ``limit`` is where the next record is known to be: without it many
    records that do not end would each be read to the end of the file. ``most`` is how many are asked for.
    """
    opening = _OPENING.match(text, position, limit)
    if opening is None:
        return []
    found: list[bytes] = []
    at, mark = opening.end(), b","
    while mark == b"," and len(found) < most:
        plain = _ARGUMENT.match(text, at, limit)
        if plain is not None:
            found.append(plain[1].strip())
            at, mark = plain.end(), plain[2]
        else:
            end, following, mark = _nested(text, at, limit)
            found.append(text[at:end].strip())
            at = following
    return found


def _nested(text: Text, start: int, limit: int) -> tuple[int, int, bytes]:
    """Where the argument at ``start`` ends, where the next one begins, and what is between them, if anything is."""
    depth, end = 0, start
    while (token := _TOKEN.match(text, end, limit)) is not None:
        mark = text[token.end() - 1 : token.end()]
        if mark == b";" or (not depth and mark in (b",", b")")):
            return token.start(), token.end(), mark
        depth += (mark == b"(") - (mark == b")")
        end = token.end()
    return end, end, b""


def references(argument: bytes) -> list[int]:
    """The step ids in an argument, in order; what looks like one in a string is none."""
    if b"'" in argument:
        argument = _STRING.sub(b"''", argument)
    return list(map(int, _REFERENCE.findall(argument)))


def reference(argument: bytes) -> int | None:
    """The step id an argument is; None for one that is no reference."""
    found = _REFERENCE.match(argument)
    return None if found is None or argument[found.end() :].strip() else int(found[1])


def unwrapped(argument: bytes) -> bytes:
    """The value in a typed value (``IFCLABEL('x')`` → ``'x'``); any other argument as it is."""
    found = _TYPED.match(argument)
    return argument if found is None else found[1]


def number(argument: bytes) -> float | None:
    """The number an argument is, typed or bare; None for what is none, or not finite."""
    try:
        value = float(unwrapped(argument))
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None
