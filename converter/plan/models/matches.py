"""What became of a report's object among the models: found by which rung of the ladder, or not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from converter.model.global_id import compressed, uuid_version
from converter.model.ifc import IfcElement
from converter.plan.elements import Element, IdKind


class Rung(StrEnum):
    """By what a report's object was found, the best first."""

    GLOBAL_ID_IN_FILE = "global-id-in-file"
    GLOBAL_ID = "global-id"
    UUID = "uuid"
    REVIT_UNIQUE_ID = "revit-unique-id"
    ELEMENT_ID_AS_TAG = "element-id-as-tag"
    ELEMENT_ID_IN_NAME = "element-id-in-name"
    AUTHORING_ID_AS_TAG = "authoring-id-as-tag"
    NAME_AND_PLACE = "name-and-place"

    @property
    def height(self) -> int:
        """0 for the best rung, more for every one below it."""
        return list(Rung).index(self)


class Confidence(StrEnum):
    """How far a match may be trusted.

    HIGH: an id that is unique in the world. MEDIUM: one that is unique in its file, or a GlobalId that is found
    elsewhere than the report says or had to be told from its doubles. LOW: circumstances.
    """

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Match:
    """The element, how it was found and how far that may be trusted."""

    element: IfcElement
    rung: Rung
    confidence: Confidence

    @property
    def place(self) -> tuple[str, int]:
        """Model and record: what tells elements apart."""
        return self.element.file, self.element.step_id


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Elements of which any might be meant. One alone is listed where only its box could prove that it is."""

    candidates: tuple[IfcElement, ...]
    rung: Rung


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Nothing was found; ``reason`` says, in words, why not."""

    reason: str


Outcome = Match | Ambiguous | Unmatched


def offered_global_id(element: Element, outcome: Outcome) -> str | None:
    """The GlobalId others may be told: that of the match, else the one the report gives.

    A UUID version 5 is a name Navisworks gave; it is offered only where a model proves it.
    """
    if isinstance(outcome, Match):
        return outcome.element.guid
    if element.id_kind is IdKind.IFC_GUID:
        return element.id
    if element.id_kind is IdKind.GUID and element.id and uuid_version(element.id) != 5:
        return compressed(element.id)
    return None


def counts_per_rung(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """Number of outcomes by rung, in the order of the ladder, then ``ambiguous`` and ``unmatched``; no zeros."""
    counts = dict.fromkeys((*map(str, Rung), "ambiguous", "unmatched"), 0)
    for each in outcomes:
        counts[str(each.rung) if isinstance(each, Match) else type(each).__name__.lower()] += 1
    return {key: count for key, count in counts.items() if count}
