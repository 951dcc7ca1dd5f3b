"""What is visible, in the ids of a published model: BCF's default, hints and exceptions, or the elements alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import StrEnum

from converter.geometry.object_ranges import VisibilityChoice, compress
from converter.model.ifc import ElementIndex
from converter.model.viewpoint import Component, Viewpoint, Visibility
from converter.plan.elements import IdKind
from converter.plan.models.object_ids import Identities, ObjectIdentity, ResolvedObjects, identities_of_component

SPACES, OPENINGS = frozenset({"IfcSpace"}), frozenset({"IfcOpeningElement", "IfcOpeningStandardCase"})
"""Classes of BCF's ViewSetupHints that are objects of a published model; space boundaries are none."""


class VisibilityMode(StrEnum):
    """What an issue's view shows: as the report says, its elements with what is around them, or everything."""

    REPORT = "report"
    ISOLATE = "isolate"
    NONE = "none"


class KnownObjectIds:
    """The :class:`~converter.plan.lookups.ObjectIds` of elements whose objects were looked up beforehand.

    ``spaces`` and ``openings`` are the objects of those classes, for BCF's hints. Elements without objects are left
    out, which :func:`~converter.plan.models.object_ids.resolve` has said; where leaving out would turn the view's
    meaning round, there is no visibility at all:

    * nothing is known of what the report lists;
    * only some things are to be seen, and an element that is selected, or that clashes, would not be among them.

    So ``default`` is never False without exceptions, which would show an empty screen.
    """

    def __init__(
        self,
        objects: ResolvedObjects,
        mode: VisibilityMode,
        *,
        spaces: Collection[int] = (),
        openings: Collection[int] = (),
    ) -> None:
        self._objects, self._mode = objects, mode
        self._spaces, self._openings = frozenset(spaces), frozenset(openings)

    def visibility(self, view: Viewpoint) -> VisibilityChoice | None:
        """What a BCF viewpoint shows; None for everything, and when it cannot be said."""
        if self._mode is VisibilityMode.REPORT and view.visibility is not None:
            return self._as_reported(view.visibility, view.selection)
        if self._mode is VisibilityMode.ISOLATE:
            shown = view.selection or _listed_as_visible(view.visibility)
            return self.isolated([identities_of_component(each) for each in shown])
        return None

    def isolated(self, elements: Sequence[Identities], context: Iterable[Identities] = ()) -> VisibilityChoice | None:
        """Only these elements and what is around them; None in another mode, and unless all ``elements`` are known."""
        shown = [self._objects.of(each) for each in elements]
        if self._mode is not VisibilityMode.ISOLATE or not shown or not all(shown):
            return None
        around = [self._objects.of(each) for each in context]
        return VisibilityChoice(default=False, exceptions=compress({each for ids in (*shown, *around) for each in ids}))

    def _as_reported(self, said: Visibility, selection: Sequence[Component]) -> VisibilityChoice | None:
        """BCF 3.0: the default, then the hints for their classes; each exception turns round what it has so far."""
        listed = [self._objects.of(identities_of_component(each)) for each in said.exceptions]
        if listed and not any(listed):
            return None
        if not said.default and not all(self._objects.of(identities_of_component(each)) for each in selection):
            return None
        unlike_default: set[int] = set()
        if said.spaces_visible is not said.default:
            unlike_default |= self._spaces
        if said.openings_visible is not said.default:
            unlike_default |= self._openings
        unlike_default ^= {each for ids in listed for each in ids}
        if not said.default and not unlike_default:
            return None
        return VisibilityChoice(default=said.default, exceptions=compress(unlike_default))


def components_to_resolve(views: Iterable[Viewpoint]) -> Iterator[Identities]:
    """The ids of every component whose objects :class:`KnownObjectIds` may need for these viewpoints."""
    for view in views:
        for each in (*view.selection, *(view.visibility.exceptions if view.visibility else ())):
            yield identities_of_component(each)


def hinted_elements(models: Iterable[ElementIndex], classes: Collection[str]) -> Iterator[Identities]:
    """The ids of all elements of a class BCF's hints speak of (:data:`SPACES`, :data:`OPENINGS`)."""
    for model in models:
        for each in model.identities():
            if each.ifc_class in classes and each.guid:
                yield (ObjectIdentity(IdKind.IFC_GUID, each.guid),)


def _listed_as_visible(said: Visibility | None) -> tuple[Component, ...]:
    return () if said is None or said.default else said.exceptions
