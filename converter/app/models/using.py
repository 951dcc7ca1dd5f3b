"""The models of a run as look-ups of the planner, and what is to be told of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import radians
from typing import Any

from converter.app.models.drawing import ModelDrawings
from converter.app.models.drawing_task import DrawingSettings
from converter.app.models.knowledge import KnownModels
from converter.app.models.opening import OpenModels, indexes_of, models_of
from converter.app.pictures import PictureLookup
from converter.app.reading import ReadFile
from converter.app.settings import Settings
from converter.events import Observer
from converter.geometry.voting import Alignment
from converter.model.diagnostics import Diagnostic
from converter.model.report import Report
from converter.parsers.ifc.shapes import ShapeLimits
from converter.parsers.reader import ArchiveLimits
from converter.snapshots.rendering.scene import Size


@dataclass(frozen=True, slots=True)
class UsedModels:
    """The models of a run in use: what is known of the reports' elements, and what is drawn of them."""

    models: OpenModels
    knowledge: KnownModels
    drawings: ModelDrawings

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What was odd while the models were used."""
        if not self.models.all:
            return ()
        return (*self.knowledge.diagnostics, *self.drawings.diagnostics, *self.models.diagnostics())

    def as_json(self) -> dict[str, Any]:
        """For ``run.json``: the models, how many objects were found by which rung, and how reports lie to models."""
        models = [
            {
                "path": model.label,
                "schema": model.index.header.schema,
                "elements": len(model.index),
                "units": model.index.header.unit,
            }
            for model in self.models.all
        ]
        aligned = {
            file: {
                "scale": result.scale if isinstance(result, Alignment) else None,
                "shift_m": result.shift_m if isinstance(result, Alignment) else None,
                "hits": result.hits,
                "votes": result.votes,
                "explanation": result.explanation,
            }
            for file, result in self.knowledge.alignments.items()
        }
        return {"models": models, "matches": self.knowledge.rungs, "alignment": aligned} if models else {}


@contextmanager
def used_models(
    files: Sequence[ReadFile],
    reports: Sequence[Report],
    settings: Settings,
    archive_limits: ArchiveLimits,
    pictures: PictureLookup,
    executor: str,
    observer: Observer,
) -> Iterator[UsedModels]:
    """Open the models among the files for the block."""
    with models_of(indexes_of(files, archive_limits), _shape_limits(settings), observer) as models:
        drawings = ModelDrawings(models, pictures.add, _drawing_settings(settings), executor, observer)
        yield UsedModels(models, KnownModels(models, reports, settings.ifc), drawings)


def _shape_limits(settings: Settings) -> ShapeLimits:
    return ShapeLimits(total_s=settings.ifc.max_seconds, batch_s=settings.ifc.max_seconds)


def _drawing_settings(settings: Settings) -> DrawingSettings:
    pictures, view = settings.pictures, settings.view
    return DrawingSettings(
        size=Size(pictures.width_px, pictures.height_px),
        field_of_view_rad=radians(view.field_of_view_deg),
        view=view.source,
        renderer=pictures.renderer,
        caption=pictures.caption,
        orthogonal=view.orthogonal,
    )
