"""Which element of which IFC model a report's object is: a ladder of identities, climbed from the best one down.

A rung that leaves several candidates ends the climb, unless class, name or box tells them apart: nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from converter.geometry.boxes import contains, expanded
from converter.model.global_id import compressed, revit_export_uuid, uuid_of, uuid_version
from converter.model.ifc import ElementIndex, IfcElement
from converter.model.vectors import Box, Vector
from converter.plan.elements import Element, IdKind
from converter.plan.models.matches import Ambiguous, Confidence, Match, Outcome, Rung, Unmatched
from converter.plan.models.model_files import models_called

BoxOf = Callable[[IfcElement], Box | None]
"""The box of an element in the frame of its model, metres; None where it is not known."""

POINT_SLACK_M = 0.05
"""A clash point may lie so far outside a box, as in the vote on units."""
MANY = 100
"""A name that more elements bear says nothing: their boxes would cost more than they tell."""
_BRACKETED = re.compile(r"\[(\d+)\]\s*$")
_SPATIAL = frozenset({"ifcproject", "ifcsite", "ifcbuilding", "ifcbuildingstorey"})
"""Nodes of a selection tree above the object: their class is not the object's."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What else a report says about an object.

    ``models`` are those the clash test or the header of the BCF topic names
    (:mod:`converter.plan.models.model_files`); they count where the object itself names no model that is there.
    ``point_m`` is the clash point in the frame of the models, ``level`` the report's.
    """

    models: tuple[ElementIndex, ...] = ()
    point_m: Vector | None = None
    level: str | None = None


NOTHING_ELSE = Circumstances()


class Matcher:
    """Finds report objects in models.

    Boxes are asked for only where they decide: first match without, then again for what was ambiguous. ``box_of`` may
    be asked about an element many times, so that it should remember.
    """

    def __init__(self, models: Sequence[ElementIndex], box_of: BoxOf | None = None) -> None:
        self._models = tuple(models)
        self._box_of: BoxOf = box_of or _no_box

    def match(self, element: Element, around: Circumstances = NOTHING_ELSE) -> Outcome:
        """The outcome for one object."""
        if not self._models:
            return Unmatched("no model is given")
        return _Climb(element, around, self._models, self._box_of).outcome()

    def match_pair(self, elements: Sequence[Element], around: Circumstances = NOTHING_ELSE) -> tuple[Outcome, ...]:
        """The outcomes for the objects of one clash.

        Two different objects are never one element: where it looks so, the weaker match is dropped, of equal ones both.
        """
        found = [self.match(each, around) for each in elements]
        return tuple(
            Unmatched("what was found is the other object of the clash")
            if any(
                _ousts(found[rival], outcome) and not _is_one(elements[rival], elements[place])
                for rival in range(len(found))
                if rival != place
            )
            else outcome
            for place, outcome in enumerate(found)
        )


class _Climb:
    """One object on its way down the ladder."""

    def __init__(
        self, element: Element, around: Circumstances, models: tuple[ElementIndex, ...], box_of: BoxOf
    ) -> None:
        self._element, self._around, self._models, self._box_of = element, around, models, box_of
        own = models_called(element.source_file, models)
        self._named = own or around.models
        # Ids that are unique in one file only are looked up in this one.
        self._home = own or (around.models if len(around.models) == 1 else ())
        self._home_is_named = bool(self._home)
        if not self._home and len(models) == 1:
            self._home = models

    def outcome(self) -> Outcome:
        for rung in (self._by_global_id, self._by_element_id, self._by_authoring_id, self._by_name):
            found = rung()
            if found is not None:
                return found
        return Unmatched(self._why_not())

    def _by_global_id(self) -> Outcome | None:
        for global_id, rung in _global_ids(self._element):
            at_home = [each for model in self._named for each in model.by_guid(global_id)]
            if at_home:
                best = Rung.GLOBAL_ID_IN_FILE if rung is Rung.GLOBAL_ID else rung
                return self._one_of(at_home + self._tagged(rung, self._named), best, Confidence.HIGH)
            found = [each for model in self._models for each in model.by_guid(global_id)]
            if found:
                confidence = Confidence.MEDIUM if self._named else Confidence.HIGH
                return self._one_of(found + self._tagged(rung, self._models), rung, confidence)
        return None

    def _tagged(self, rung: Rung, models: Iterable[ElementIndex]) -> list[IfcElement]:
        """What has the authoring program's UUID as its Tag. In sound models it is what has it as its GlobalId."""
        ids = [each for each in _authoring_ids(self._element) if uuid_of(each)] if rung is Rung.UUID else []
        tags = [tag for each in ids for tag in _spellings(each)]
        return [each for model in models for tag in tags for each in model.by_tag(tag)]

    def _by_element_id(self) -> Outcome | None:
        for number in filter(str.isdecimal, _authoring_ids(self._element)):
            for rung in (Rung.ELEMENT_ID_AS_TAG, Rung.ELEMENT_ID_IN_NAME):
                as_tag = rung is Rung.ELEMENT_ID_AS_TAG
                look_ups = [model.by_tag if as_tag else model.by_name_ending for model in self._home]
                found = [each for look_up in look_ups for each in look_up(number)]
                agreeing = [each for each in found if not _contradicts(self._element, each)]
                if agreeing:
                    confidence = Confidence.MEDIUM if self._home_is_named else Confidence.LOW
                    return self._one_of(_elements_themselves(agreeing, number), rung, confidence)
                if found and self._home_is_named:  # another class, as other exports give it; elsewhere, another thing
                    return self._one_of(_elements_themselves(found, number), rung, Confidence.LOW)
        return None

    def _by_authoring_id(self) -> Outcome | None:
        for identifier in _authoring_ids(self._element):
            if identifier.isdecimal():
                continue
            for models in (self._home, self._models if uuid_of(identifier) else ()):
                tags = _spellings(identifier)
                found = [each for model in models for tag in tags for each in model.by_tag(tag)]
                if found:
                    return self._one_of(found, Rung.AUTHORING_ID_AS_TAG, Confidence.MEDIUM)
        return None

    def _by_name(self) -> Outcome | None:
        """The last resort: name, class and storey agree, and the box holds the point.

        An object of a file that is not there, or whose GlobalId no model has, is looked for in no other: the other
        object of the clash lies at the same point.
        """
        element = self._element
        is_elsewhere = bool(element.source_file) or element.id_kind is IdKind.IFC_GUID
        models = self._named or (() if is_elsewhere else self._models)
        found = list(self._alike(models))
        if not found:
            return None
        if len(found) > MANY:
            return Unmatched(f"{len(found):,} elements are called {element.name!r}")
        holding, unknown = self._by_box(found)
        if len(holding) == 1 and not unknown:
            return Match(holding[0], Rung.NAME_AND_PLACE, Confidence.LOW)
        left = (*holding, *unknown)
        return Ambiguous(left, Rung.NAME_AND_PLACE) if left else None

    def _alike(self, models: Iterable[ElementIndex]) -> Iterator[IfcElement]:
        """Elements of the same name, else of the number in brackets behind it, a weak hint: class and storey agree."""
        name, level = self._element.name, _folded(self._around.level)
        hint = _BRACKETED.search(name)
        for model in models:
            found = model.by_name(name) if name else ()
            if not found and hint:
                found = model.by_tag(hint[1])
            has_level = bool(level) and any(_folded(storey.name) == level for storey in model.storeys())
            for each in found:
                on_another = has_level and bool(each.storey) and _folded(each.storey) != level
                if not on_another and not _contradicts(self._element, each):
                    yield each

    def _one_of(self, found: Iterable[IfcElement], rung: Rung, confidence: Confidence) -> Outcome:
        """The only one, or the one that class, name or box tells from the others: then with less confidence."""
        left = list({(each.file, each.step_id): each for each in found}.values())
        if len(left) == 1:
            return Match(left[0], rung, confidence)
        left = [each for each in left if not _contradicts(self._element, each)] or left
        if self._element.name and len(left) > 1:
            left = [each for each in left if each.name == self._element.name] or left
        if len(left) > 1:
            holding, unknown = self._by_box(left)
            left = holding if len(holding) == 1 and not unknown else left
        if len(left) == 1:
            return Match(left[0], rung, Confidence.LOW if confidence is Confidence.LOW else Confidence.MEDIUM)
        return Ambiguous(tuple(left), rung)

    def _by_box(self, candidates: list[IfcElement]) -> tuple[list[IfcElement], list[IfcElement]]:
        """Those whose box holds the point, and those of which that is not known."""
        point = self._around.point_m
        if point is None:
            return [], candidates
        boxes = [(each, self._box_of(each)) for each in candidates]
        holding = [each for each, box in boxes if box is not None and contains(expanded(box, POINT_SLACK_M), point)]
        return holding, [each for each, box in boxes if box is None]

    def _why_not(self) -> str:
        element = self._element
        if element.id is None:
            return "the report gives no id of it"
        if element.id_kind is IdKind.HANDLE:
            return "an Entity Handle of a drawing has no counterpart in IFC"
        if not self._home and any(map(str.isdecimal, _authoring_ids(element))):
            said = (
                f"{element.source_file!r} is none of the models" if element.source_file else "no source file is named"
            )
            return f"an Element ID is looked up in the model of its source file only: {said}"
        if uuid_version(element.id) == 5:
            return "its GUID is one Navisworks made of a name (UUID version 5), and no model has it"
        return "no model has its id"


def _global_ids(element: Element) -> Iterator[tuple[str, Rung]]:
    """GlobalIds to look for, as written first: there are models with ids that are none by the letter.

    A UUID of version 5 is one Navisworks made and mostly no id of IFC; looking for it deceives nobody.
    """
    written = [element.id] if element.id and element.id_kind in (IdKind.IFC_GUID, IdKind.GUID) else []
    yield from ((each, Rung.GLOBAL_ID) for each in written)
    ids = dict.fromkeys((*written, *_authoring_ids(element)))
    for each in ids:
        if global_id := compressed(each):
            yield global_id, Rung.UUID
    for each in ids:
        if (exported := revit_export_uuid(each)) and (global_id := compressed(exported)):
            yield global_id, Rung.REVIT_UNIQUE_ID


def _elements_themselves(found: list[IfcElement], number: str) -> list[IfcElement]:
    """Without what Revit exports under the same number: the opening a door makes in its wall, which clashes with
    nothing, and the parts of a stair, whose names go on after the number.
    """
    if len(found) > 1:
        found = [each for each in found if not each.ifc_class.startswith("IfcOpening")] or found
    if len(found) > 1:
        found = [each for each in found if (each.name or "").endswith(f":{number}")] or found
    return found


def _authoring_ids(element: Element) -> tuple[str, ...]:
    """Ids of the program the object comes from: numbers of Revit, UUIDs of ArchiCAD, ``ID…`` of Tekla."""
    own = element.id if element.id_kind in (IdKind.ELEMENT_ID, IdKind.GUID) else None
    return tuple([each.strip() for each in (own, element.element_id) if each and each.strip()])


def _spellings(identifier: str) -> tuple[str, ...]:
    """The ways in which a Tag may be written; Tekla's has ``ID`` in front."""
    found = [identifier, identifier.upper(), identifier.lower()]
    if uuid := uuid_of(identifier):
        found += [uuid, uuid.upper(), f"ID{uuid.upper()}"]
    return tuple(dict.fromkeys(found))


def _contradicts(element: Element, candidate: IfcElement) -> bool:
    """True when the report names another class. ``IfcWallStandardCase`` is a wall."""
    named = _class(element.ifc_class or "")
    return bool(named) and named not in _SPATIAL and named != _class(candidate.ifc_class)


def _class(name: str) -> str:
    return name.lower().removesuffix("standardcase").removesuffix("elementedcase")


def _ousts(rival: Outcome, outcome: Outcome) -> bool:
    """True when the rival is the same element, found as well or better."""
    if not isinstance(rival, Match) or not isinstance(outcome, Match):
        return False
    return rival.place == outcome.place and rival.rung.height <= outcome.rung.height


def _is_one(one: Element, other: Element) -> bool:
    """Two parts of one element, as the report itself says."""
    return one.key is not None and one.key == other.key


def _folded(text: str | None) -> str:
    return " ".join((text or "").split()).casefold()


def _no_box(_element: IfcElement) -> Box | None:
    return None
