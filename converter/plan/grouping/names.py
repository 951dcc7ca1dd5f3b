"""What a group that was found here is called, and what its title is made of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from converter.plan.candidates import Candidate
from converter.plan.elements import Element, IdKind
from converter.plan.grouping.by import GroupBy
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
    """The culprit and how many it meets; else what meets what where that is one pair; and its place.

    A group that is a place is named by it. Of any other it is that of its worst clash, whose point, level, grid and
    picture the issue has: a title that names another place would send people there.
    """
    shown = problem.live_members or problem.members
    what, where = _what(problem, shown), _where(problem.by, problem.face)
    return Subject(
        tuple(map(str, what)), where, tuple([each.lasting if isinstance(each, _Number) else each for each in what])
    )


def subject_of_reported(problem: Problem) -> tuple[str, ...]:
    """What meets what in a group of the report: what all of its clashes have in common, and "several elements".

    () where they have nothing in common; the face's two where there is one clash only, or the header alone.
    """
    shown = problem.live_members or problem.members
    if len(shown) < 2:
        return tuple(sorted(map(element_name, problem.face.elements)))
    return _in_all([_by_key(each) for each in shown]) or _in_all([_by_name(each) for each in shown])


def _by_key(candidate: Candidate) -> dict[str, str]:
    pairs = zip(candidate.element_keys, candidate.elements, strict=True)
    return {key: element_name(element) for key, element in pairs if key}


def _by_name(candidate: Candidate) -> dict[str, str]:
    return {name: name for name in map(element_name, candidate.elements)}


def _in_all(clashes: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    """The names of what is in every clash, and of what it meets: one name where all of that has one."""
    common = set(clashes[0]).intersection(*clashes[1:])
    if not common:
        return ()
    names = sorted({clashes[0][key] for key in common})
    others = {name for each in clashes for key, name in each.items() if key not in common}
    if len(others) == 1:
        return tuple(sorted((*names, *others)))
    return (*names, SEVERAL) if others else tuple(names)


def element_name(element: Element) -> str:
    """What people call it, without the id some tools put behind it; a bare id gets a word that says so."""
    if element.id and element.id_kind and not element.name and not element.type:
        return f"{_ID_WORDS[element.id_kind]} {element.id}"
    label = element.label
    return _BRACKETED_ID.sub("", label) if label.endswith("]") else label


SEVERAL = "several elements"
"""Their number changes from week to week, and the title is to stay."""


class _Number(int):
    """So many elements."""

    lasting = SEVERAL

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


def _where(by: tuple[GroupBy, ...], face: Candidate) -> str:
    ways = set(by)
    is_place = bool((_LEVELS | _GRIDS) & ways) or GroupBy.TEST in ways
    grid = face.grid if not is_place or _GRIDS & ways else None
    level = face.level if not is_place or _LEVELS & ways else None
    return ", ".join(filter(None, (grid, level)))
