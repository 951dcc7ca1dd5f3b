"""Which objects of a published model the elements of a report are.

Object ids belong to one revision of a model; whoever keeps them keeps the revision's id with them. An element may be
several objects: all that one identity finds by one property are kept, those of different properties never mixed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.model.global_id import GLOBAL_ID, compressed, uuid_of, uuid_version
from converter.model.ifc import IfcElement
from converter.model.object_rows import ObjectRow
from converter.model.viewpoint import Component
from converter.plan.elements import Element, IdKind, model_name
from converter.plan.models.matches import Match, Outcome, offered_global_id

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ObjectIdentity:
    """An id by which an element may be found among the objects.

    ``value`` is a GlobalId (IFC_GUID), a UUID in lower case (GUID) or a number (ELEMENT_ID); the last one means an
    element only together with ``model``, the name of its source file ("" where that is not known).
    """

    kind: IdKind
    value: str
    model: str = ""


Identities = tuple[ObjectIdentity, ...]
"""The ids of one element, the best first."""


@dataclass(frozen=True, slots=True)
class FoundObjects:
    """The objects of each identity that has any; ``ambiguous`` are those of which several unlike objects were found."""

    ids: Mapping[ObjectIdentity, tuple[int, ...]]
    ambiguous: frozenset[ObjectIdentity] = frozenset()
    diagnostics: tuple[Diagnostic, ...] = ()


class ObjectIdMap(Protocol):
    """Knows the objects of one revision of a published model."""

    def look_up(self, wanted: Sequence[ObjectIdentity], /) -> FoundObjects:
        """The objects of all these identities, at once: asking costs."""
        ...


@dataclass(frozen=True, slots=True)
class ResolvedObjects:
    """Objects by the identities of their elements; what is not there was not found."""

    ids: Mapping[Identities, tuple[int, ...]] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()

    def of(self, identities: Identities) -> tuple[int, ...]:
        """The objects of an element, () for an unknown one."""
        return self.ids.get(identities, ())


def resolve(objects: ObjectIdMap, wanted: Iterable[Identities], *, file: str | None = None) -> ResolvedObjects:
    """Look all elements up by their best ids, the rest by the next best, and so on; say what was not found.

    ``file`` is the report the diagnostics name.
    """
    elements = list(dict.fromkeys(each for each in wanted if each))
    found: dict[Identities, tuple[int, ...]] = {}
    unlike: set[Identities] = set()
    notes: list[Diagnostic] = []
    for rank in range(max(map(len, elements), default=0)):
        asked = {each: each[rank] for each in elements if each not in found and len(each) > rank}
        answer = objects.look_up(list(dict.fromkeys(asked.values())))
        notes += answer.diagnostics
        for element, identity in asked.items():
            if ids := answer.ids.get(identity):
                found[element] = ids
            elif identity in answer.ambiguous:
                unlike.add(element)
    notes += _left_out([each for each in elements if each not in found], unlike, len(elements), file)
    return ResolvedObjects(found, tuple(notes))


def _left_out(
    missing: Sequence[Identities], unlike: set[Identities], total: int, file: str | None
) -> Iterable[Diagnostic]:
    unclear = [each for each in missing if each in unlike]
    unknown = [each for each in missing if each not in unlike]
    if unknown:
        message = f"{len(unknown):,} of {total:,} elements are not in the published model: {_named(unknown)}"
        yield diagnose("OBJ001", message, file=file, count=len(unknown))
    if unclear:
        message = f"{len(unclear):,} of {total:,} elements might be several objects: {_named(unclear)}"
        yield diagnose("OBJ002", message, file=file, count=len(unclear))


def _named(elements: Sequence[Identities]) -> str:
    shown = ", ".join(each[0].value for each in elements[:_SHOWN])
    return f"{shown}, …" if len(elements) > _SHOWN else shown


def identities_of(element: Element, outcome: Outcome | None = None) -> Identities:
    """Under which ids an object of a report may be published; a match in a model adds the ids of the model."""
    found: list[ObjectIdentity] = []
    matched = outcome.element if isinstance(outcome, Match) else None
    global_id = offered_global_id(element, outcome) if outcome else _global_id(element)
    if global_id:
        found.append(ObjectIdentity(IdKind.IFC_GUID, global_id))
    number = element.id if element.id_kind is IdKind.ELEMENT_ID else element.element_id
    if number and number.isdecimal():
        found.append(ObjectIdentity(IdKind.ELEMENT_ID, number, element.model))
    if matched is not None:
        found += identities_in_model(matched)[1:]
    if element.id_kind is IdKind.GUID and element.id and (uuid := uuid_of(element.id)):
        found.append(ObjectIdentity(IdKind.GUID, uuid))
    return tuple(dict.fromkeys(found))


def identities_in_model(element: IfcElement) -> Identities:
    """Under which ids an element of a model may be published."""
    found = [ObjectIdentity(IdKind.IFC_GUID, element.guid)]
    if element.tag and element.tag.isdecimal():
        found.append(ObjectIdentity(IdKind.ELEMENT_ID, element.tag, model_name(element.file)))
    return tuple(found)


def identities_of_component(component: Component) -> Identities:
    """Under which ids a component of a BCF viewpoint may be published."""
    found: list[ObjectIdentity] = []
    if component.ifc_guid:
        found.append(ObjectIdentity(IdKind.IFC_GUID, component.ifc_guid))
    written = component.authoring_tool_id or ""
    if written.isdecimal():
        found.append(ObjectIdentity(IdKind.ELEMENT_ID, written))
    elif global_id := compressed(written):
        found.append(ObjectIdentity(IdKind.IFC_GUID, global_id))
    return tuple(dict.fromkeys(found))


def _global_id(element: Element) -> str | None:
    """A UUID version 5 is Navisworks' own and never a GlobalId."""
    if element.id_kind is IdKind.IFC_GUID:
        return element.id
    is_uuid = element.id_kind is IdKind.GUID and element.id and uuid_version(element.id) != 5
    return compressed(element.id or "") if is_uuid else None


class ListedObjects:
    """An :class:`ObjectIdMap` of a table that somebody supplies."""

    def __init__(self, rows: Iterable[ObjectRow]) -> None:
        self._by_guid: dict[str, set[int]] = defaultdict(set)
        self._by_number: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        for row in rows:
            if row.guid:
                self._by_guid[plain_guid(row.guid)].add(row.object_id)
            if row.element_id:
                self._by_number[row.element_id][model_name(row.model)].add(row.object_id)

    def look_up(self, wanted: Sequence[ObjectIdentity], /) -> FoundObjects:
        """A number is looked up in its model, and without one only when the table has it in one model."""
        found: dict[ObjectIdentity, tuple[int, ...]] = {}
        ambiguous: set[ObjectIdentity] = set()
        for each in wanted:
            is_number = each.kind is IdKind.ELEMENT_ID
            fitting = self._of_number(each) if is_number else [self._by_guid.get(plain_guid(each.value), set())]
            if len(fitting) == 1 and fitting[0]:
                found[each] = tuple(sorted(fitting[0]))
            elif len(fitting) > 1:
                ambiguous.add(each)
        return FoundObjects(found, frozenset(ambiguous))

    def _of_number(self, identity: ObjectIdentity) -> list[set[int]]:
        """The objects of a number, those of each model by themselves; a line without a model stands for any."""
        by_model = self._by_number.get(identity.value, {})
        if not identity.model:
            return list(by_model.values())
        return [by_model[name] for name in (identity.model, "") if name in by_model][:1]


def plain_guid(written: str) -> str:
    """One spelling for a GlobalId and the UUID of the same bits."""
    plain = written.strip()
    return plain if GLOBAL_ID.fullmatch(plain) else compressed(plain) or plain
