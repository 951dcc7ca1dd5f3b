"""What a group that was found here is called, and what its title is made of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from converter.plan.candidates import Candidate
from converter.plan.elements import Element, IdKind
from converter.plan.grouping.by import GroupBy
from converter.plan.grouping.one_place import most_common
from converter.plan.grouping.problems import Problem

_BRACKETED_ID = re.compile(r"(?<=\S)\s*\[\d+\]$")
_ID_WORDS = {IdKind.ELEMENT_ID: "Element", IdKind.HANDLE: "Object", IdKind.GUID: "Object", IdKind.IFC_GUID: "Object"}
_LEVELS = frozenset({GroupBy.LEVEL, GroupBy.LEVEL_GRID})
_GRIDS = frozenset({GroupBy.GRID, GroupBy.LEVEL_GRID})


@dataclass(frozen=True, slots=True)
class Subject:
    """What a group is about: ``what`` meets what (one text where it is about no element), and where.

    ``lasting`` is ``what`` without the number of elements: titles stay while members come and go.
    """

    what: tuple[str, ...]
    where: str
    lasting: tuple[str, ...]


def named(problem: Problem) -> Problem:
    """The problem with its name: ``Beam B/2-3 × 5 elements``, ``B-2, Level 2``."""
    if not problem.is_group:
        return problem
    subject = subject_of(problem)
    is_placed = not problem.culprits or (_LEVELS | _GRIDS).intersection(problem.by)
    parts = [" × ".join(subject.what), subject.where if is_placed else ""]
    return replace(problem, name=", ".join(filter(None, parts)) or problem.head.test)


def subject_of(problem: Problem) -> Subject:
    """The culprit and how many it meets; else what meets what where that is one pair; and the place most clashes have.

    A group that is a place is named by it; of any other it is where most of its clashes are.
    """
    shown = problem.live_members or problem.members
    what, where = _what(problem, shown), _where(problem.by, shown)
    return Subject(
        tuple(map(str, what)), where, tuple([each.lasting if isinstance(each, _Number) else each for each in what])
    )


def element_name(element: Element) -> str:
    """What people call it, without the id some tools put behind it; a bare id gets a word that says so."""
    if element.id and element.id_kind and not element.name and not element.type:
        return f"{_ID_WORDS[element.id_kind]} {element.id}"
    label = element.label
    return _BRACKETED_ID.sub("", label) if label.endswith("]") else label


class _Number(int):
    """So many elements."""

    lasting = "several elements"

    def __str__(self) -> str:
        return f"{int(self):,} elements"


def _what(problem: Problem, shown: Sequence[Candidate]) -> tuple[str | _Number, ...]:
    if problem.culprits:
        return _culprit_and_others(problem.culprits, shown)
    return _pairs(shown) if GroupBy.PROXIMITY in problem.by else ()


def _culprit_and_others(culprits: Sequence[str], shown: Sequence[Candidate]) -> tuple[str | _Number, ...]:
    """The first culprit and the elements it meets; other culprits and what has no key are not counted."""
    met: dict[str, Element] = {}
    for each in shown:
        for key, element in zip(each.element_keys, each.elements, strict=True):
            if key and (key not in met or (element.name and not met[key].name)):  # a model may know it once only
                met[key] = element
    first = met.get(culprits[0])
    others = [key for key in met if key not in culprits]
    label = element_name(first) if first else ""
    if len(others) == 1:
        return (label, element_name(met[others[0]]))
    return (label, _Number(len(others))) if others else (label,)


def _pairs(shown: Sequence[Candidate]) -> tuple[str, ...]:
    """The names that meet most often; most clashes in one place are between the same two kinds of things."""
    counts = Counter(tuple(sorted(map(element_name, each.elements))) for each in shown)
    return min(counts, key=lambda names: (-counts[names], names))


def _where(by: tuple[GroupBy, ...], shown: Sequence[Candidate]) -> str:
    ways = set(by)
    is_place = bool((_LEVELS | _GRIDS) & ways) or GroupBy.TEST in ways
    grid = most_common([each.grid for each in shown]) if not is_place or _GRIDS & ways else None
    level = most_common([each.level for each in shown]) if not is_place or _LEVELS & ways else None
    return ", ".join(filter(None, (grid, level)))
