"""Where the records of a STEP file (ISO 10303-21) lie: looked up by number, without reading the whole file.

Numbers are almost always ascending. So the file is cut into blocks, the first number of each block is read, and a
look-up reads the one block a number must be in. When that fails (numbers in no order, a reference to nothing), all
records are listed once. Text in strings is never taken for a record: quotes are counted from the start of the data,
and a doubled quote counts as two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import cast

import numpy as np
from numpy.typing import NDArray

from converter.parsers.ifc.step_text import ESCAPED_QUOTE, STRING, Text, data_start, odd_quotes, without_comments

Ids = NDArray[np.int64]
Positions = NDArray[np.int64] | NDArray[np.uint32]

MISSING = -1
"""The position of a record that is not in the file."""

_BLOCK = 1 << 16
_PASS = 1 << 20  # bytes at a time when everything is listed
_MARGIN = 64  # bytes after a block in which the end of ``#123   =`` is looked for
_DIGITS = 12
_KEPT_RECORDS = 4_000_000
_LARGEST_ID = (1 << 32) - 1

_LEAD = len(ESCAPED_QUOTE) - 1  # bytes before a block that tell what the quote it may begin with is

_STRING_OR_START = re.compile(STRING + rb"?|#([0-9]{1,12})\s{0,40}=")
_RECORD = re.compile(rb"[^';]*+(?:" + STRING + rb"[^';]*+)*+;")


class Offsets:
    """Positions of the records of one model.

    ``content`` stays the caller's to close. Where the data has comments, a copy without them is kept in memory instead.
    """

    def __init__(self, content: Text) -> None:
        self.data_start = data_start(content)
        """Where the records begin: behind ``DATA;``. None when there is no data section."""
        self.content: Text = content if self.data_start is None else without_comments(content, self.data_start)
        self._firsts: Ids | None = None
        self._starts: list[tuple[int, bool]] = []
        self._blocks: dict[int, tuple[Ids, Ids]] = {}
        self._all: tuple[NDArray[np.uint32], Positions] | None = None
        self._records_kept = 0

    def find(self, ids: Iterable[int]) -> Ids:
        """The position of each record's ``#``; :data:`MISSING` for a number that has none."""
        wanted = np.fromiter(ids, np.int64)
        if self.data_start is None:
            return np.full(len(wanted), MISSING, np.int64)
        if self._all is None:
            found = self._find_by_block(wanted)
            if found is not None and not (found == MISSING).any():
                return found
            self._all = self._list_all()
            self._blocks.clear()
        return _looked_up(*self._all, wanted)

    def record(self, position: int) -> bytes | None:
        """The record at ``position``, from ``#`` to ``;``; None when the file ends before it does."""
        match = _RECORD.match(self.content, position)
        return bytes(match[0]) if match else None

    def records(self, ids: Iterable[int]) -> Iterator[tuple[int, bytes | None]]:
        """Every number with its record, or with None where there is none."""
        wanted = list(ids)
        for step_id, position in zip(wanted, self.find(wanted).tolist(), strict=True):
            yield step_id, None if position == MISSING else self.record(position)

    def project(self) -> int | None:
        """The number of the first IfcProject; None where there is none."""
        at = -1
        while (at := self.content.find(b"IFCPROJECT", at + 1)) >= 0:
            lead = self.content[max(at - 2 * _MARGIN, 0) : at]
            match = re.search(rb"#([0-9]{1,12})\s*=\s*$", lead)
            if match and re.match(rb"IFCPROJECT\s*\(", self.content[at : at + _MARGIN]):
                position = at - len(lead) + match.start()
                if self.find([int(match[1])])[0] == position:  # else it is a text that looks like one
                    return int(match[1])
        return None

    def _find_by_block(self, wanted: Ids) -> Ids | None:
        """Look each number up in the block it must be in; None when the blocks are in no order."""
        if self._firsts is None:
            self._firsts = self._read_firsts()
        if not len(self._firsts) or (np.diff(self._firsts) <= 0).any():
            return None
        found = np.full(len(wanted), MISSING, np.int64)
        block_of = np.searchsorted(self._firsts, wanted, side="right") - 1
        order = np.argsort(block_of, kind="stable")
        bounds = np.flatnonzero(np.diff(block_of[order])) + 1
        for places in np.split(order, bounds):
            if len(places) and (block := int(block_of[places[0]])) >= 0:
                found[places] = _looked_up(*self._block(block), wanted[places])
        return found

    def _read_firsts(self) -> Ids:
        """The first number of every block that has one; on the way each block's start and whether it is in a string."""
        firsts: list[int] = []
        inside = False
        for start in range(self.data_start or 0, len(self.content), _BLOCK):
            first = self._first_start(start, inside=inside)
            if first is not None:
                firsts.append(first)
                self._starts.append((start, inside))
            inside ^= odd_quotes(self.content, start, min(start + _BLOCK, len(self.content)))
        return np.array(firsts, np.int64)

    def _block(self, block: int) -> tuple[Ids, Ids]:
        """Numbers and positions of the records of a block, by number."""
        if block not in self._blocks:
            if self._records_kept > _KEPT_RECORDS:
                self._blocks.clear()
                self._records_kept = 0
            start, inside = self._starts[block]
            ids, positions = self._starts_in(start, _BLOCK, inside=inside)
            order = np.argsort(ids, kind="stable")
            self._blocks[block] = ids[order], positions[order]
            self._records_kept += len(ids)
        return self._blocks[block]

    def _list_all(self) -> tuple[NDArray[np.uint32], Positions]:
        """Every record of the file, by number; four bytes each for number and position while the file allows it."""
        small = len(self.content) <= _LARGEST_ID
        all_ids: list[NDArray[np.uint32]] = [np.zeros(0, np.uint32)]
        all_positions: list[Positions] = [np.zeros(0, np.uint32)]
        inside = False
        for start in range(self.data_start or 0, len(self.content), _PASS):
            ids, positions = self._starts_in(start, _PASS, inside=inside)
            all_ids.append(ids.astype(np.uint32))
            all_positions.append(positions.astype(np.uint32) if small else positions)
            inside ^= odd_quotes(self.content, start, min(start + _PASS, len(self.content)))
        numbers: NDArray[np.uint32] = np.concatenate(all_ids)
        places = cast(Positions, np.concatenate(all_positions))
        if (numbers[1:] <= numbers[:-1]).any():
            order = np.argsort(numbers, kind="stable")
            return numbers[order], places[order]
        return numbers, places

    def _first_start(self, start: int, *, inside: bool) -> int | None:
        """The number of the first record that begins in the block at ``start``."""
        at, end = start, min(start + _BLOCK, len(self.content))
        if inside:
            at = self._end_of_string(start, end)
        for match in _STRING_OR_START.finditer(self.content, at, end + _MARGIN):
            if match.start() >= end:
                return None
            if match[1] and int(match[1]) <= _LARGEST_ID:
                return int(match[1])
        return None

    def _end_of_string(self, start: int, end: int) -> int:
        """The position behind the string that is open at ``start``; ``end`` when it does not end before."""
        at = start
        while (quote := self.content.find(b"'", at, end)) >= 0:
            at = quote + 1
            if self.content[at - len(ESCAPED_QUOTE) : at] != ESCAPED_QUOTE:
                return at
        return end

    def _starts_in(self, start: int, length: int, *, inside: bool) -> tuple[Ids, Ids]:
        """Numbers and positions of the records whose ``#`` is among the ``length`` bytes from ``start`` on.

        Back from each ``=``: blanks, then digits, then ``#``; and an even number of quotes before it.
        """
        text = np.frombuffer(self.content[start - _LEAD : start + length + _MARGIN], np.uint8)
        ids, at = _numbered(text)
        keep = (at >= _LEAD) & (at < length + _LEAD) & (ids <= _LARGEST_ID)
        keep &= (np.searchsorted(_quotes(text), at) + inside) % 2 == 0
        return ids[keep], at[keep] + (start - _LEAD)


def _looked_up(ids: NDArray[np.integer], positions: NDArray[np.integer], wanted: Ids) -> Ids:
    """Positions of the wanted numbers among sorted ones. Of several records of one number the first counts."""
    if not len(ids):
        return np.full(len(wanted), MISSING, np.int64)
    places = np.minimum(np.searchsorted(ids, wanted.astype(ids.dtype)), len(ids) - 1)
    return np.where(ids[places] == wanted, positions[places].astype(np.int64), MISSING)


def _quotes(text: NDArray[np.uint8]) -> Ids:
    """Where strings begin and end, behind the lead."""
    quotes = np.flatnonzero(text == ord("'"))
    quotes = quotes[quotes >= _LEAD]
    escaped = np.ones(len(quotes), bool)
    for back, mark in zip(range(_LEAD, 0, -1), ESCAPED_QUOTE, strict=False):
        escaped &= text[quotes - back] == mark
    return quotes[~escaped]


def _numbered(text: NDArray[np.uint8]) -> tuple[Ids, Ids]:
    """Every ``#123 =``: the numbers, and the places of ``#``."""
    at = np.flatnonzero(text == ord("=")) - 1
    at = at[at > 0]
    for _ in range(_MARGIN):
        blank = (text[at] <= ord(" ")) & (at > 0)
        if not blank.any():
            break
        at = at - blank
    ids, scale, going = np.zeros(len(at), np.int64), 1, np.ones(len(at), bool)
    ends = at
    for _ in range(_DIGITS):
        digit = text[at] - np.uint8(ord("0"))  # wraps round for what is smaller
        going = going & (digit < 10) & (at > 0)
        if not going.any():
            break
        ids += np.where(going, digit, 0) * np.int64(scale)
        at, scale = at - going, scale * 10
    found = (text[at] == ord("#")) & (at < ends)
    return ids[found], at[found]
