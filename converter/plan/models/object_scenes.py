"""Views of clashes that show their elements and what stands around them, in objects of a published model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from converter.geometry.object_ranges import VisibilityChoice
from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.model.vectors import Box
from converter.plan.models.object_ids import Identities, ObjectIdMap, ResolvedObjects, resolve
from converter.plan.models.object_visibility import KnownObjectIds, VisibilityMode


@dataclass(frozen=True, slots=True)
class ClashScene:
    """What the view of an issue made from clashes is about.

    ``elements`` are those of the clash the view is made for, each by its ids; ``others`` those of the further open
    clashes of the issue. ``inside`` is the box that is seen, in metres in the frame of the models; None where no model
    lies in the frame of the report.
    """

    elements: tuple[Identities, ...]
    others: tuple[Identities, ...] = ()
    inside: Box | None = None


Neighbours = Callable[[Sequence[Box]], Sequence[Iterable[Identities]]]
"""What stands in each box of the models. Asked once for all: making shapes takes time."""


def nothing_around(boxes: Sequence[Box]) -> list[tuple[Identities, ...]]:
    """Stands in where no model is given."""
    return [()] * len(boxes)


class IsolatedClashes:
    """The :class:`~converter.plan.lookups.ClashVisibility` of an object map: everything but the scene is hidden.

    Of the other clashes of an issue and of what stands around, elements without objects are left out; where one of the
    clash itself has none, the view shows everything, for half a clash is none. So nobody sees an empty screen.
    ``diagnostics`` say both, after the fact.
    """

    def __init__(self, objects: ObjectIdMap, neighbours: Neighbours = nothing_around) -> None:
        self._objects, self._neighbours = objects, neighbours
        self.diagnostics: list[Diagnostic] = []

    def __call__(self, scenes: Sequence[ClashScene], /) -> list[VisibilityChoice | None]:
        """The objects of each scene, None for one that shows everything."""
        wanted = [each for scene in scenes for each in (*scene.elements, *scene.others)]
        found = resolve(self._objects, wanted)
        self.diagnostics += found.diagnostics
        around = self._around(scenes)
        context = resolve(self._objects, (each for each in dict.fromkeys(_flat(around)) if each not in found.ids))
        # what stands around is beside the point: that it is not published is nothing to be told
        self.diagnostics += [each for each in context.diagnostics if each.code not in ("OBJ001", "OBJ002")]
        known = KnownObjectIds(ResolvedObjects({**context.ids, **found.ids}), VisibilityMode.ISOLATE)
        choices = [
            known.isolated(scene.elements, (*scene.others, *near)) for scene, near in zip(scenes, around, strict=True)
        ]
        if count := choices.count(None):
            message = f"{count:,} views show everything: an element that clashes is not known in the published model"
            self.diagnostics.append(diagnose("OBJ005", message, count=count))
        return choices

    def _around(self, scenes: Sequence[ClashScene]) -> list[tuple[Identities, ...]]:
        boxes = [scene.inside for scene in scenes if scene.inside is not None]
        found = iter(self._neighbours(boxes) if boxes else ())
        return [() if scene.inside is None else tuple(next(found)) for scene in scenes]


def _flat(groups: Iterable[Iterable[Identities]]) -> Iterable[Identities]:
    return (each for group in groups for each in group)
