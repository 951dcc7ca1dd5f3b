"""Ids of Procore's model objects ⇄ runs ``[first, count]`` and single ids.

Meaning of ranges and of ``default_visibility``: Procore documentation, BIM Web Viewer, "Visibility".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int64]

LARGEST: Final = 2**63 - 1
"""Ids are 64-bit."""

EXPANDED_AT_MOST: Final = 100_000_000
"""So many ids are expanded: a range of a hostile file must not fill the memory."""

_SHORTEST_RUN_OF_TWO = 99
"""``[99,2],`` is as short as ``99,100,``; from here on a run of two is written as a range, below as two ids. A run of
three or more is never longer as a range."""

_PIECE = 1 << 15


@dataclass(frozen=True, slots=True, eq=False)
class ObjectRanges:
    """A set of ids as Procore writes it: ``ids`` of shape (m,), ``ranges`` of shape (n, 2) with first id and count."""

    ids: Ids
    ranges: Ids

    @property
    def count(self) -> int:
        """Number of ids meant, where no two ranges overlap."""
        counts: list[int] = self.ranges[:, 1].tolist()  # Python numbers, which do not overflow
        return len(self.ids) + sum(counts)

    def as_lists(self) -> dict[str, list[int] | list[list[int]]]:
        """The two keys of ``visibility.exceptions``, ready to be written as JSON."""
        return {"object_ids": self.ids.tolist(), "object_ranges": self.ranges.tolist()}


def compress(ids: Iterable[int] | npt.NDArray[np.integer]) -> ObjectRanges:
    """A short-to-write form of a set of ids, never longer than the plain list; order and repetition do not matter.

    Raises ``ValueError`` for what is negative, no whole number, or beyond 64 bits.
    """
    ordered = _sorted(ids)
    if not len(ordered):
        return ObjectRanges(ordered, np.empty((0, 2), np.int64))
    written, ranges = 0, []
    for firsts, lasts in _runs(ordered):
        singles, pairs = _written_shortest(firsts, lasts)
        # A run has at least as many ids as are written for it: what is overwritten has been read.
        ordered[written : written + len(singles)] = singles
        written += len(singles)
        ranges.append(pairs)
    singles = ordered[:written]
    return ObjectRanges(singles if 2 * written > len(ordered) else singles.copy(), np.concatenate(ranges))


def _runs(ordered: Ids) -> Iterator[tuple[Ids, Ids]]:
    """First and last id of every run of an ascending array, a piece at a time: temporaries stay in the cache.

    ``flatnonzero`` and ``take`` do not mind an irregular mask, where indexing with it takes several times as long.
    """
    open_run, last = ordered[:1].copy(), ordered[-1:].copy()
    for start in range(0, len(ordered) - 1, _PIECE):
        here = ordered[start : min(start + _PIECE, len(ordered) - 1)]
        following = ordered[start + 1 : start + 1 + len(here)]
        ends = np.flatnonzero(following - here > 1)
        if len(ends):
            begun = following.take(ends)
            yield np.concatenate((open_run, begun[:-1])), here.take(ends)
            open_run = begun[-1:]
    yield open_run, last


def _written_shortest(firsts: Ids, lasts: Ids) -> tuple[Ids, Ids]:
    """Runs → single ids and ranges of shape (n, 2)."""
    counts = lasts - firsts + 1
    is_range = counts > 1 + (firsts < _SHORTEST_RUN_OF_TWO)
    short, long = np.flatnonzero(~is_range), np.flatnonzero(is_range)
    singles = firsts.take(short)
    if firsts[0] < _SHORTEST_RUN_OF_TWO:
        singles = np.sort(np.concatenate((singles, (singles + 1)[counts.take(short) == 2])))
    return singles, np.column_stack((firsts.take(long), counts.take(long)))


def expand(objects: ObjectRanges) -> Ids:
    """Every id of the set, ascending, each once. ``ValueError`` for more than :data:`EXPANDED_AT_MOST`."""
    if (total := objects.count) > EXPANDED_AT_MOST:
        raise ValueError(f"{total:,} ids are more than {EXPANDED_AT_MOST:,}")
    firsts, counts = objects.ranges[:, 0], objects.ranges[:, 1]
    offsets = np.cumsum(counts) - counts
    in_ranges = np.arange(counts.sum()) + np.repeat(firsts - offsets, counts)
    return np.unique(np.concatenate((objects.ids, in_ranges)))


def from_lists(object_ids: Sequence[int], object_ranges: Sequence[Sequence[int]]) -> ObjectRanges:
    """What somebody else wrote. ``ValueError`` for pairs that are none and ranges that are empty or too long."""
    pairs = [tuple(pair) if isinstance(pair, Sequence) else () for pair in object_ranges]
    if any(len(pair) != 2 for pair in pairs):
        raise ValueError("a range is a pair of first id and count")
    numbers = _as_ids([number for pair in pairs for number in pair]).reshape(-1, 2)
    if any(count < 1 or first > LARGEST - count + 1 for first, count in numbers.tolist()):
        raise ValueError("a range has at least one id and ends within 64 bits")
    return ObjectRanges(_as_ids(object_ids), numbers)


def encoded_size(objects: ObjectRanges) -> int:
    """Exact number of characters of ``{"object_ids":[…],"object_ranges":[…]}`` as compact JSON."""
    frame = len('{"object_ids":[],"object_ranges":[]}')
    ids, pairs = len(objects.ids), len(objects.ranges)
    commas = max(ids - 1, 0) + max(pairs - 1, 0)
    return frame + commas + _digits(objects.ids) + _digits(objects.ranges.reshape(-1)) + len("[,]") * pairs


@dataclass(frozen=True, slots=True, eq=False)
class VisibilityChoice:
    """``default`` holds for every object but the exceptions, for which the opposite holds."""

    default: bool
    exceptions: ObjectRanges


def choose_visibility(
    visible: Iterable[int] | npt.NDArray[np.integer], universe: Iterable[int] | npt.NDArray[np.integer]
) -> VisibilityChoice:
    """Say which objects are visible with the shorter list; ``universe`` are all ids of the model.

    ``default`` is never False without exceptions, which would mean an empty screen by accident: a view without any
    visible object lists all of them as hidden. ``ValueError`` for ids that are not in the universe.
    """
    every, shown = np.unique(_as_ids(universe)), np.unique(_as_ids(visible))
    strangers = np.setdiff1d(shown, every, assume_unique=True)
    if len(strangers):
        raise ValueError(f"{len(strangers):,} ids are not in the model, the first is {strangers[0]}")
    hidden = compress(np.setdiff1d(every, shown, assume_unique=True))
    if not len(shown):
        return VisibilityChoice(default=True, exceptions=hidden)
    kept = compress(shown)
    if encoded_size(hidden) <= encoded_size(kept):
        return VisibilityChoice(default=True, exceptions=hidden)
    return VisibilityChoice(default=False, exceptions=kept)


def _digits(numbers: Ids) -> int:
    """Digits of all numbers (≥ 0) together: one each, and one more for every power of ten that is reached."""
    total, power = len(numbers), 10
    largest = int(numbers.max(initial=0))
    while power <= largest:
        total += int(np.count_nonzero(numbers >= power))
        power *= 10
    return total


def _sorted(ids: Iterable[int] | npt.NDArray[np.integer]) -> Ids:
    """The ids in ascending order, in an array of their own; the two ends tell whether all are allowed."""
    ordered = np.sort(_whole_numbers(ids))
    if len(ordered) and (int(ordered[0]) < 0 or int(ordered[-1]) > LARGEST):
        raise ValueError(f"an id is outside 0 … {LARGEST}: {int(ordered[0])} … {int(ordered[-1])}")
    return ordered.astype(np.int64, copy=False)


def _as_ids(ids: Iterable[int] | npt.NDArray[np.integer]) -> Ids:
    """The ids as they come."""
    found = _whole_numbers(ids)
    if len(found) and (int(found.min()) < 0 or int(found.max()) > LARGEST):
        raise ValueError(f"an id is outside 0 … {LARGEST}: {int(found.min())} … {int(found.max())}")
    return found.astype(np.int64, copy=False)


def _whole_numbers(ids: Iterable[int] | npt.NDArray[np.integer]) -> npt.NDArray[np.integer]:
    found = ids if isinstance(ids, np.ndarray) else _listed(ids)
    if found.size and found.dtype.kind not in "iu":
        raise ValueError(f"ids are whole numbers, not {found.dtype}")
    return found.reshape(-1) if found.size else np.empty(0, np.int64)


def _listed(ids: Iterable[int]) -> npt.NDArray[np.integer]:
    found = list(ids)
    for each in found:
        if isinstance(each, bool) or not isinstance(each, int | np.integer):
            raise ValueError(f"no whole number: {each!r}")
    try:
        return np.array(found, dtype=np.int64)
    except OverflowError as error:
        raise ValueError(f"an id is outside 0 … {LARGEST}") from error
