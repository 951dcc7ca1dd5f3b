"""Objects of the published model as look-ups of the planner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from converter.app.kept_objects import ObjectSource, kept_objects
from converter.app.models.neighbours import ModelNeighbours
from converter.app.models.using import UsedModels
from converter.app.settings import Settings
from converter.errors import ConfigError
from converter.model.diagnostics import Diagnostic
from converter.model.report import Report
from converter.parsers.object_map import ObjectTable, read_object_map
from converter.plan.lookups import NoObjectIds, ObjectIds
from converter.plan.models.object_ids import ListedObjects, ObjectIdMap, ResolvedObjects, resolve
from converter.plan.models.object_scenes import IsolatedClashes, nothing_around
from converter.plan.models.object_visibility import (
    OPENINGS,
    SPACES,
    KnownObjectIds,
    VisibilityMode,
    components_to_resolve,
    hinted_elements,
)


@dataclass(frozen=True, slots=True)
class ObjectLookups:
    """What the planner asks: of viewpoints that are in the input, and of views made for clashes."""

    views: ObjectIds
    clashes: IsolatedClashes | None = None
    said: tuple[Diagnostic, ...] = ()

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What was odd, after the planner has asked."""
        return (*self.said, *(self.clashes.diagnostics if self.clashes else ()))


def object_source_of(settings: Settings) -> ObjectSource | None:
    """What ``objects.map`` or ``objects.model_revision`` names, without network; None where neither is set.

    :class:`ConfigError` for a file that cannot be read.
    """
    if settings.objects.map is not None:
        table = _table(Path(settings.objects.map))
        return ObjectSource(ListedObjects(table.rows), table.diagnostics)
    if settings.objects.model_revision is None:
        return None
    return kept_objects(settings)


def _table(path: Path) -> ObjectTable:
    try:
        return read_object_map(path, str(path))
    except OSError as error:
        why = f"{path} cannot be read: {error.strerror or error}"
        raise ConfigError(why, "Name the file with the object ids in objects.map or with --objects.") from error


def object_lookups(
    source: ObjectSource | None, reports: Sequence[Report], settings: Settings, models: UsedModels
) -> ObjectLookups:
    """What is visible in the issues of these reports, by the source."""
    mode = settings.objects.visibility
    if source is None or mode is VisibilityMode.NONE:
        return ObjectLookups(NoObjectIds())
    if source.ids is None:
        return ObjectLookups(NoObjectIds(), said=source.diagnostics)
    views = [view for report in reports for topic in report.topics for view in topic.viewpoints]
    objects = resolve(source.ids, components_to_resolve(views))
    clashes = None
    if mode is VisibilityMode.ISOLATE:
        has_shapes = models.models.all and settings.ifc.shapes
        clashes = IsolatedClashes(source.ids, ModelNeighbours(models.models) if has_shapes else nothing_around)
    return ObjectLookups(
        _of_views(source.ids, objects, mode, models if any(view.visibility for view in views) else None),
        clashes,
        (*source.diagnostics, *objects.diagnostics),
    )


def _of_views(ids: ObjectIdMap, objects: ResolvedObjects, mode: VisibilityMode, models: UsedModels | None) -> ObjectIds:
    """The look-up of BCF viewpoints; ``models`` are given where one says what is visible, for spaces and openings."""
    if models is None or mode is not VisibilityMode.REPORT:
        return KnownObjectIds(objects, mode)
    spaces, openings = (
        {each for found in resolve(ids, hinted_elements(models.models.indexes, classes)).ids.values() for each in found}
        for classes in (SPACES, OPENINGS)
    )
    return KnownObjectIds(objects, mode, spaces=spaces, openings=openings)
