"""Object ids of a revision published in Procore: asked for once, kept in the user's cache folder, given as a table.

A published revision never changes. Kept are the whole table (``converter objects``), which needs no network any more,
and, where there is none, the answers about those elements that were asked for (``converter publish``).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter

from converter.app.kept_objects import KeptObjects, ObjectSource, object_map_text
from converter.app.settings import Settings
from converter.app.signing_in import connection_to
from converter.app.whole_files import write_whole
from converter.errors import ConfigError
from converter.events import Observer, StageAdvanced, StageFinished, StageStarted, nobody
from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.model.object_rows import ObjectRow
from converter.plan.models.object_answers import RememberedObjects
from converter.plan.models.object_ids import ListedObjects
from converter.plan.models.object_queries import QueriedObjects
from converter.plan.models.object_tables import object_table
from converter.plan.models.object_visibility import VisibilityMode
from converter.publisher.clock import Clock, SystemClock
from converter.publisher.procore.connection import Connection
from converter.publisher.procore.model_objects import ModelRevision, PublishedProperties, published_revision

STAGE = "objects"


@dataclass(frozen=True, slots=True)
class PublishedObjects:
    """The table of a revision; ``was_kept`` where Procore was asked for the revision only, and not for its objects."""

    revision: ModelRevision
    rows: tuple[ObjectRow, ...]
    was_kept: bool
    diagnostics: tuple[Diagnostic, ...] = ()


def published_objects(
    revision_id: int, settings: Settings, observer: Observer = nobody, clock: Clock | None = None
) -> PublishedObjects:
    """All objects of a published revision that have an id of an element, and keep them.

    :class:`ConfigError` for a revision there is not, :class:`~converter.errors.TransientError` for one that is not
    processed, :class:`~converter.errors.RejectedError` without the rights.
    """
    with _revision(revision_id, settings, clock, observer) as (connection, revision, kept):
        if table := kept.table():
            return PublishedObjects(revision, table.rows, was_kept=True, diagnostics=table.diagnostics)
        began = perf_counter()
        observer(StageStarted(STAGE))
        fetch = PublishedProperties(connection, settings.target.project_id or 0, revision_id, _counted(observer))
        rows, said = object_table(fetch)
        observer(StageFinished(STAGE, perf_counter() - began))
        if not any(each.code == "OBJ004" for each in said):  # half a table is none to be kept
            said = (*said, *_written(partial(kept.write_table, rows)))
        return PublishedObjects(revision, rows, was_kept=False, diagnostics=said)


def write_object_map(path: Path, rows: tuple[ObjectRow, ...]) -> None:
    """Write the table as ``objects.map`` reads it."""
    write_whole(path, object_map_text(rows).encode())


@contextmanager
def asked_objects(
    settings: Settings, observer: Observer = nobody, clock: Clock | None = None, *, online: bool = True
) -> Iterator[ObjectSource | None]:
    """The objects of ``objects.model_revision``, asked for in Procore while the block lasts.

    Only what is looked up is asked for, and what was answered is kept. None where no revision is set, or not
    ``online``: then the settings decide without network.
    """
    revision_id = settings.objects.model_revision
    if revision_id is None or settings.objects.visibility is VisibilityMode.NONE or not online:
        yield None
        return
    with _revision(revision_id, settings, clock, observer) as (connection, _, kept):
        if table := kept.table():
            yield ObjectSource(ListedObjects(table.rows), table.diagnostics)
            return
        fetch = PublishedProperties(connection, settings.target.project_id or 0, revision_id, _counted(observer))
        answers = kept.answers()
        objects = RememberedObjects(QueriedObjects(fetch), answers)
        try:
            yield ObjectSource(objects)
        finally:
            if len(objects.answers) > len(answers):
                for each in _written(partial(kept.write_answers, objects.answers)):
                    observer(StageAdvanced(STAGE, len(objects.answers), each.message))


@contextmanager
def _revision(
    revision_id: int, settings: Settings, clock: Clock | None, observer: Observer
) -> Iterator[tuple[Connection, ModelRevision, KeptObjects]]:
    with closing(connection_to(settings, clock or SystemClock(), observer)) as connection:
        revision = published_revision(connection, settings.target.project_id or 0, revision_id)
        yield connection, revision, KeptObjects.of(os.environ, settings.target.base_url, revision_id, revision.made_at)


def _counted(observer: Observer) -> Callable[[int], None]:
    done = 0

    def heard(rows: int) -> None:
        nonlocal done
        done += rows
        observer(StageAdvanced(STAGE, done, "properties of objects"))

    return heard


def _written(write: Callable[[], None]) -> Iterator[Diagnostic]:
    """What cannot be kept is asked for again the next time."""
    try:
        write()
    except ConfigError as error:
        yield diagnose("OBJ007", error.message)
