"""Comments and quotes of a STEP file: what is inside a string, and what is no text at all."""

from __future__ import annotations

import re

from converter.parsers.ifc.step import Text

_COMMENT = re.compile(rb"/(?=\*)")
_PIECE = 1 << 20


class Quotes:
    """Tells whether a place is inside a string. Places are asked for in ascending order, so that all is read once."""

    def __init__(self, text: Text, start: int) -> None:
        """``start`` is a place outside of strings."""
        self._text, self._at, self._inside = text, start, False

    def inside(self, place: int) -> bool:
        """True when ``place`` is within quotes: their number up to there is odd, for a quote in a string is doubled."""
        for start in range(self._at, place, _PIECE):
            count = self._text[start : min(start + _PIECE, place)].count(b"'")
            self._inside ^= bool(count & 1)
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


def blanked(text: Text, spans: list[tuple[int, int]]) -> bytes:
    """The text with blanks in these places: every other byte stays where it is."""
    pieces: list[bytes] = []
    last = 0
    for start, end in spans:
        pieces += (text[last:start], b" " * (end - start))
        last = end
    pieces.append(text[last:])
    return b"".join(pieces)
