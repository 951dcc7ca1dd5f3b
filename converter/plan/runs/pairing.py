"""Which clash of an earlier run is which one of a new run.

Pass 1: the same two elements in the same test, in any order; where a pair occurs more than once, one to one by
distance. Pass 2: one shared element, and the guid, or the kind of the other and the place, agree. Pass 3 finds what is
*probably* the same; it is listed for people and never merged. Nothing is paired by place or name alone, and by the guid
alone only where a report does not name the elements: Navisworks gives a clash a new guid when models are exported anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from converter.plan.runs.clash_record import ClashRecord
from converter.plan.runs.likeness import Likeness
from converter.plan.runs.pair_passes import (
    by_bare_pair,
    by_content,
    by_element_and_guid,
    by_element_and_place,
    by_guid,
    by_key,
    by_pair,
    probably_same,
)
from converter.plan.runs.unpaired import Pair, Unpaired


@dataclass(frozen=True, slots=True)
class Probable:
    """Two records that may be one clash, for a person to look at; ``why`` is in words."""

    old: int
    new: int
    why: str


@dataclass(frozen=True, slots=True)
class Pairing:
    """Records of two runs that belong together, by their places in them.

    ``same`` are clashes that still are there, ``listed`` those the new run lists as closed.
    """

    same: tuple[Pair, ...]
    listed: tuple[Pair, ...]
    probable: tuple[Probable, ...]


def pairing_of(old: Sequence[ClashRecord], new: Sequence[ClashRecord], tests: Mapping[str, str]) -> Pairing:
    """Pair the records of two runs; ``tests`` gives the folded name of a renamed test its new one.

    Linear in time and memory. The order of the records makes no difference to which ones are paired. What was there
    before goes first, so that a row that is listed as closed never takes the place of a clash that is still there.
    """
    rest = Unpaired(old, new, tests)
    there, gone = _split(old)
    here, closed = _split(new)
    rest.look_at(there, here)
    for surest in (by_key, by_pair, by_bare_pair, by_element_and_guid):
        surest(rest)
    probable: tuple[Probable, ...] = ()
    if rest.olds and rest.news:
        likeness = Likeness(old, new)
        by_element_and_place(rest, likeness)
        by_guid(rest)
        by_content(rest)
        probable = tuple(Probable(*each) for each in probably_same(rest, likeness))
    same, lost, fresh = rest.found, list(rest.olds), list(rest.news)
    rest.look_at(gone, fresh)
    for surest in (by_key, by_pair, by_bare_pair, by_element_and_guid, by_guid):
        surest(rest)
    same += rest.found
    rest.look_at([*lost, *rest.olds], closed)
    for surest in (by_key, by_guid, by_pair, by_bare_pair, by_content):
        surest(rest)
    taken = {pair.new for pair in same}
    return Pairing(tuple(same), tuple(rest.found), tuple(each for each in probable if each.new not in taken))


def _split(records: Sequence[ClashRecord]) -> tuple[list[int], list[int]]:
    """Places of what exists, and of what does not any more."""
    exists = [place for place, record in enumerate(records) if record.exists]
    return exists, [place for place, record in enumerate(records) if not record.exists]
