"""What stands around clashes in the models, by the ids it may be published under."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from converter.app.models.opening import OpenModels
from converter.geometry.boxes import centre, intersection
from converter.model.vectors import Box
from converter.plan.models.object_ids import Identities, identities_in_model


class ModelNeighbours:
    """The :data:`~converter.plan.models.object_scenes.Neighbours` of opened models: elements that meet a box."""

    def __init__(self, models: OpenModels) -> None:
        self._models = models

    def __call__(self, boxes: Sequence[Box]) -> list[tuple[Identities, ...]]:
        """All shapes are made first, those of one model together."""
        around = [{model.label: model.shapes.around(centre(box)) for model in self._models.all} for box in boxes]
        asked: dict[str, dict[int, None]] = defaultdict(dict)
        for near in around:
            for label, step_ids in near.items():
                asked[label].update(dict.fromkeys(step_ids))
        for label, wanted in asked.items():
            self._models.shapes_of(label).boxes(wanted)
        return [tuple(self._meeting(box, near)) for box, near in zip(boxes, around, strict=True)]

    def _meeting(self, box: Box, near: Mapping[str, Sequence[int]]) -> Iterator[Identities]:
        for model in self._models.all:
            for step_id, other in model.shapes.boxes(near[model.label]).items():
                element = model.index.by_step_id(step_id)
                if element is not None and other is not None and intersection(other, box) is not None:
                    yield identities_in_model(element)
