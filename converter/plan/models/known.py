"""What models know of clashes: who the elements are, where they lie, what could be shown of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PureWindowsPath

from converter.geometry.object_ranges import VisibilityChoice
from converter.model.ifc import IfcElement
from converter.model.picture import Picture
from converter.model.vectors import Box, Vector
from converter.model.viewpoint import Camera, Line
from converter.plan.elements import Element, IdKind
from converter.plan.models.matches import Match, Outcome
from converter.plan.models.places import Place


@dataclass(frozen=True, slots=True)
class Known:
    """What the models know of one clash, or of what a topic selects.

    ``outcomes`` and ``boxes`` belong to its elements, in their order. Boxes and ``point_m`` are in the report's frame,
    in true metres: where the report's unit is not what it says, ``scale`` is the factor that mends it. ``shift_m``
    moves places of the models into that frame. ``aligned`` is false where that frame was not found: then nothing of the
    models may be shown at places of the report.
    """

    outcomes: tuple[Outcome, ...] = ()
    boxes: tuple[Box | None, ...] = ()
    place: Place | None = None
    point_m: Vector | None = None
    scale: float = 1.0
    shift_m: Vector = (0.0, 0.0, 0.0)
    aligned: bool = True

    @property
    def elements(self) -> tuple[IfcElement | None, ...]:
        """The matched element of each object, None for those that were not found."""
        return tuple([each.element if isinstance(each, Match) else None for each in self.outcomes])

    @property
    def whole_boxes(self) -> tuple[Box, ...]:
        """The boxes, when every element has one; () otherwise."""
        return tuple([box for box in self.boxes if box is not None]) if all(self.boxes) else ()


NOTHING = Known()


@dataclass(frozen=True, slots=True)
class Selected:
    """What the viewpoint of a topic selects, and the models its header names are to be looked up by ``file``."""

    file: str
    topic: str
    elements: tuple[Element, ...]
    point_m: Vector | None


@dataclass(frozen=True, slots=True)
class WantedView:
    """A view that is still to be drawn: both sides of the clash, the point, and the camera where there is one already.

    In the report's frame, into which ``shift_m`` moves the models. Without a ``camera`` one is to be chosen by what can
    be seen of both. The others are what the viewpoint will have beside its picture: see ``PlannedViewpoint``.
    """

    first: tuple[IfcElement, ...]
    second: tuple[IfcElement, ...]
    point_m: Vector | None
    section: Box | None
    shift_m: Vector = (0.0, 0.0, 0.0)
    camera: Camera | None = None
    section_replaced: str = ""
    lines: tuple[Line, ...] = ()
    visibility: VisibilityChoice | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A view that was drawn: its picture, and the camera it was drawn with."""

    camera: Camera
    picture: Picture


def disciplines_of(known: Known) -> str | None:
    """The disciplines of the elements, in their order: ``Structure × Electrical``."""
    if known is NOTHING:
        return None
    found = [each.discipline for each in known.elements if each and each.discipline]
    return " × ".join(found) or None


def identified(element: Element, outcome: Outcome) -> Element:
    """The element with the model's words for it: a report knows "Solid", the model what it is.

    The name of the model goes out with the issue, the folder it lies in concerns nobody.
    """
    if not isinstance(outcome, Match):
        return element
    found = outcome.element
    return replace(
        element,
        name=_name(found) or element.name,
        type=plain_name(found.type_name) or element.type,
        source_file=element.source_file or PureWindowsPath(found.file).name,
        ifc_class=found.ifc_class,
        element_id=element.element_id or _number(element, found),
    )


def _name(found: IfcElement) -> str:
    return plain_name(found.name) or plain_name(found.type_name)


def plain_name(written: str | None) -> str:
    """Revit's names end with the element's id, which stands beside them anyway, and repeat a type named as its family:
    ``Receptacle:Duplex:Duplex:575430`` → ``Receptacle:Duplex``.
    """
    parts = (written or "").strip().split(":")
    if len(parts) > 1 and parts[-1].strip().isdecimal():
        parts = parts[:-1]
    return ":".join([part for place, part in enumerate(parts) if not place or part != parts[place - 1]])


def _number(element: Element, found: IfcElement) -> str | None:
    is_shown = element.id_kind is IdKind.ELEMENT_ID
    return found.tag if found.tag and found.tag.isdecimal() and not is_shown else None
