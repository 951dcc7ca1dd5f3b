"""Cutting out of a model what a few elements need, as a small model of its own.

Taken along are the elements, what they refer to, what that refers to, and so on; the project with its units and
contexts; and the openings that cut the elements. Other relations are not followed: they would pull in the building.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO

from converter.parsers.ifc.offsets import Offsets
from converter.parsers.ifc.step_text import reference, references, values

_END = b"\nENDSEC;\nEND-ISO-10303-21;\n"
_RELATING_ELEMENT = 4  # IfcRelVoidsElement: GlobalId, OwnerHistory, Name, Description, RelatingBuildingElement, …


def _none(_step_id: int) -> Iterable[int]:
    return ()


@dataclass(frozen=True, slots=True)
class ShapeRelations:
    """What the index knows of an element, by step id.

    ``voids`` gives the IfcRelVoidsElement records of the element, ``parts`` what it is made of (IfcRelAggregates),
    ``wholes`` what it is a part of. An opening in a whole cuts its parts too.
    """

    voids: Callable[[int], Iterable[int]] = _none
    parts: Callable[[int], Iterable[int]] = _none
    wholes: Callable[[int], Iterable[int]] = _none


@dataclass(slots=True)
class Slice:
    """What was cut out: elements that are in it, references to records that are not in the file, number of records."""

    elements: list[int] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    records: int = 0


class CannotCutError(Exception):
    """The model cannot be cut: no data section, or no project."""


def cut(offsets: Offsets, elements: Sequence[int], relations: ShapeRelations, out: IO[bytes]) -> Slice:
    """Write the slice of ``elements`` to ``out``; each record as it stands in the model, under its own number.

    Raises :class:`CannotCutError` where there is no data or project, ``OSError`` where ``out`` cannot be written.
    """
    if offsets.data_start is None:
        raise CannotCutError("there is no data section")
    project = offsets.project()
    if project is None:
        raise CannotCutError("there is no IfcProject")
    out.write(_header(offsets, offsets.data_start))
    done = Slice()
    own, foreign = _voids(offsets, elements, relations)
    roots = [project, *elements, *own]
    seen = set(roots)
    _write_closure(offsets, roots, seen, done, out)
    missing = set(done.missing)
    done.elements = [element for element in elements if element not in missing]
    copies = [(part, rel) for part, rel in foreign if part not in missing]
    _write_closure(offsets, sorted({ref for _, rel in copies for ref in _without_whole(rel)} - seen), seen, done, out)
    for step_id, (part, rel) in enumerate(copies, max(seen) + 1):
        out.write(_for_part(rel, step_id, part))
    out.write(_END)
    return done


def _write_closure(offsets: Offsets, roots: Sequence[int], seen: set[int], done: Slice, out: IO[bytes]) -> None:
    """Write ``roots`` and all they lead to; one look-up for everything that is a step away."""
    seen.update(roots)
    front: Sequence[int] = sorted(set(roots))
    while front:
        following: set[int] = set()
        for step_id, record in offsets.records(front):
            if record is None:
                done.missing.append(step_id)
                continue
            out.write(record + b"\n")
            done.records += 1
            following.update(_referred(record))
        following -= seen
        seen |= following
        front = sorted(following)


def _header(offsets: Offsets, start: int) -> bytes:
    """What stands before the records; bytes before ``ISO-10303-21`` (a byte order mark) are left out."""
    header = bytes(offsets.content[:start])
    return header[max(header.find(b"ISO-10303-21"), 0) :] + b"\n"


def _voids(
    offsets: Offsets, elements: Sequence[int], relations: ShapeRelations
) -> tuple[list[int], list[tuple[int, bytes]]]:
    """Numbers of the relations that cut the elements themselves; (part, record) of those that cut a whole of one."""
    own = [rel for element in elements for rel in relations.voids(element)]
    foreign = [
        (element, rel)
        for element in elements
        for whole in _wholes(element, relations)
        for rel in relations.voids(whole)
    ]
    records = dict(offsets.records({rel for _, rel in foreign}))
    return own, [(part, record) for part, rel in foreign if (record := records[rel]) is not None]


def _wholes(element: int, relations: ShapeRelations) -> Iterator[int]:
    """The whole of a part, the whole of that, and so on; as IfcOpenShell, nothing above what is a part of several."""
    seen = {element}
    while len(above := list(dict.fromkeys(relations.wholes(element)))) == 1 and above[0] not in seen:
        element = above[0]
        seen.add(element)
        yield element


def _without_whole(rel: bytes) -> set[int]:
    """What the relation refers to, without the element it cuts."""
    given = values(rel, _RELATING_ELEMENT + 1)
    whole = reference(given[_RELATING_ELEMENT]) if len(given) > _RELATING_ELEMENT else None
    return set(_referred(rel)) - ({whole} if whole is not None else set())


def _referred(record: bytes) -> list[int]:
    """What a record refers to; its own number is no reference."""
    return references(record[record.find(b"=") + 1 :])


def _for_part(rel: bytes, step_id: int, part: int) -> bytes:
    """The relation under another number, cutting ``part``."""
    given = values(rel, _RELATING_ELEMENT + 2)
    given[_RELATING_ELEMENT] = b"#%d" % part
    return b"#%d=IFCRELVOIDSELEMENT(%s);\n" % (step_id, b",".join(given))
