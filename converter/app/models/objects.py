"""Object ids of the published model, from the file that is set, as a look-up of the planner."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from converter.app.models.using import UsedModels
from converter.app.settings import Settings
from converter.errors import ConfigError
from converter.model.diagnostics import Diagnostic
from converter.model.report import Report
from converter.parsers.object_map import ObjectTable, read_object_map
from converter.plan.lookups import NoObjectIds, ObjectIds
from converter.plan.models.object_ids import ListedObjects, resolve
from converter.plan.models.object_visibility import (
    OPENINGS,
    SPACES,
    KnownObjectIds,
    VisibilityMode,
    components_to_resolve,
    hinted_elements,
)


def object_table_of(settings: Settings) -> ObjectTable | None:
    """The table of ``objects.map``, None where none is set. :class:`ConfigError` for a file that cannot be read."""
    if settings.objects.map is None:
        return None
    path = Path(settings.objects.map)
    try:
        return read_object_map(path, str(path))
    except OSError as error:
        why = f"{path} cannot be read: {error.strerror or error}"
        raise ConfigError(why, "Name the file with the object ids in objects.map or with --objects.") from error


def object_ids_of(
    table: ObjectTable | None, reports: Sequence[Report], settings: Settings, models: UsedModels
) -> tuple[ObjectIds, list[Diagnostic]]:
    """What is visible in an issue, by the table."""
    if table is None or settings.objects.visibility is VisibilityMode.NONE:
        return NoObjectIds(), []
    listed = ListedObjects(table.rows)
    views = [view for report in reports for topic in report.topics for view in topic.viewpoints]
    objects = resolve(listed, components_to_resolve(views))
    spaces, openings = (
        resolve(listed, hinted_elements(models.models.indexes, classes)).ids.values() for classes in (SPACES, OPENINGS)
    )
    known = KnownObjectIds(
        objects,
        settings.objects.visibility,
        spaces={each for ids in spaces for each in ids},
        openings={each for ids in openings for each in ids},
    )
    return known, [*table.diagnostics, *objects.diagnostics]
