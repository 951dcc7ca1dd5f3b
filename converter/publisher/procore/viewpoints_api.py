"""BIM viewpoints beside sync: ``/rest/v1.0/bim_viewpoints``. An issue gets its second and further views so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from converter.publisher.procore.connection import Connection
from converter.publisher.procore.issues_api import Refusal, refusal_of

BATCH = 100
"""Viewpoints in one request, at most (documented)."""
_PATH = "/rest/v1.0/bim_viewpoints"


@dataclass(frozen=True, slots=True)
class MadeViews:
    """The ids of viewpoints that are there now, and why others were refused; by the uuid that was sent."""

    made: Mapping[str, int]
    rejected: Mapping[str, Refusal]


def make_views(connection: Connection, project_id: int, items: Iterable[Mapping[str, Any]]) -> MadeViews:
    """Make viewpoints, at most 100. Nobody sees them before they are associated with something.

    :class:`~converter.publisher.procore.connection.UnconfirmedError` when no answer came,
    :class:`~converter.errors.RejectedError` when all of it was refused.
    """
    body = {"project_id": project_id, "bim_viewpoints": list(items)}
    answer = connection.send("POST", f"{_PATH}/batch", body)
    said = answer.body if isinstance(answer.body, dict) else {}
    made = {_uuid(row): row["id"] for row in said.get("bim_viewpoints") or ()}
    rejected = {_uuid(row): refusal_of(row) for row in said.get("errors") or ()}
    return MadeViews(made, {uuid: refusal for uuid, refusal in rejected.items() if uuid not in made})


def associate(connection: Connection, project_id: int, view_id: int, issue_id: int) -> None:
    """Show a viewpoint with an issue.

    Not repeated after a lost answer: whether a second association is the first one again is not documented, and
    Procore's list shows whether it is needed.
    """
    item = {"item_id": issue_id, "item_type": "CoordinationIssue"}
    connection.send("POST", f"{_PATH}/{view_id}/associations", {"project_id": project_id, "procore_item": item})


def _uuid(row: Mapping[str, Any]) -> str:
    return str(row.get("uuid") or "").lower()
