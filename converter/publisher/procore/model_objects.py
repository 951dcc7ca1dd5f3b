"""Properties of the objects of a published model: ``bim_model_revisions`` and its ``properties``, read-only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from converter.errors import ConfigError, RejectedError, TransientError
from converter.publisher.procore.connection import Connection
from converter.publisher.procore.paging import PER_PAGE, all_of

_REVISIONS = "/rest/v1.0/bim_model_revisions"
_READY = "ready"
_SHOWN = 5

Heard = Callable[[int], None]
"""Is told how many properties came with each answer."""


@dataclass(frozen=True, slots=True)
class ModelRevision:
    """A revision of a published model. ``made_at`` tells it from another that has its id in another state."""

    id: int
    name: str
    number: int | None
    made_at: str


def published_revision(connection: Connection, project_id: int, revision_id: int) -> ModelRevision:
    """The revision, when its objects can be asked for.

    :class:`ConfigError` when the project has none of this id, :class:`TransientError` when it is not processed yet,
    :class:`RejectedError` when the app may not read models.
    """
    rows = _revisions(connection, project_id, **{"filters[id]": revision_id})
    row = next((each for each in rows if each.get("id") == revision_id), None)
    if row is None:
        known = [each for each in _revisions(connection, project_id) if each.get("publish_status") == _READY]
        newest = sorted(known, key=lambda each: str(each.get("created_at") or ""), reverse=True)[:_SHOWN]
        named = ", ".join(f"{each.get('id')} ({_name_of(each)})" for each in newest) or "none"
        raise ConfigError(
            f"There is no model revision {revision_id} in project {project_id}.",
            f"Published there, newest first: {named}.",
        )
    if row.get("publish_status") != _READY:
        status = row.get("publish_status") or "unknown"
        raise TransientError(
            f"Model revision {revision_id} ({_name_of(row)}) is not processed yet: its publish status is {status}.",
            "Wait until Procore shows the model, or name another revision.",
        )
    number = row.get("revision")
    made_at = str(row.get("created_at") or "")
    return ModelRevision(revision_id, _name_of(row), number if isinstance(number, int) else None, made_at)


def _revisions(connection: Connection, project_id: int, **query: Any) -> list[dict[str, Any]]:
    try:
        return list(all_of(connection, _REVISIONS, project_id=project_id, **query))
    except RejectedError as error:
        raise RejectedError(
            f"The models of project {project_id} cannot be read: {error.message}",
            "Ask an administrator to permit the app's service account in the project, with access to Models.",
        ) from error


def _name_of(row: Mapping[str, Any]) -> str:
    file = row.get("bim_file")
    name = file.get("name") if isinstance(file, dict) else None
    return f"{name or 'unnamed'}, revision {row.get('revision')}"


@dataclass(slots=True)
class PublishedProperties:
    """Asks for the properties of one revision: a :data:`~converter.plan.models.object_queries.Fetch`."""

    connection: Connection
    project_id: int
    revision_id: int
    heard: Heard | None = None

    def __call__(self, filters: Mapping[str, tuple[str, ...]], page: int) -> tuple[Sequence[dict[str, Any]], bool]:
        """The rows of a page (from 1) for which every filter holds, and whether there are more."""
        query = {f"{name}[]": list(values) for name, values in filters.items()}
        answer = self.connection.get(
            f"{_REVISIONS}/{self.revision_id}/properties",
            project_id=self.project_id,
            page=page,
            per_page=PER_PAGE,
            **query,
        )
        rows = [each for each in answer.body if isinstance(each, dict)] if isinstance(answer.body, list) else []
        if self.heard:
            self.heard(len(rows))
        return rows, 'rel="next"' in answer.headers.get("Link", "")
