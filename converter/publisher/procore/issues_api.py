"""Coordination issues: ``/rest/v1.0/coordination_issues``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from converter.errors import TransientError
from converter.publisher.procore.connection import Connection, Going
from converter.publisher.procore.error_bodies import words_of
from converter.publisher.procore.paging import all_of

_PATH = "/rest/v1.0/coordination_issues"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an item was refused: in words, and the names of the fields the words are about."""

    words: str
    fields: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SyncOutcome:
    """What Procore says of the items of a batch, by our uuid: issues as they now are, and those refused.

    What is in neither is unconfirmed: it has to be looked up before anything is sent again.
    """

    accepted: Mapping[str, dict[str, Any]]
    rejected: Mapping[str, Refusal]
    unconfirmed: frozenset[str]


def sync(
    connection: Connection, body: bytes, items: Mapping[str, Mapping[str, Any]], going: Going = lambda: None
) -> SyncOutcome:
    """Send a batch, ``items`` by our uuid: an item that changes an issue has an id, and no uuid, in the body.

    ``going`` is called each time it really goes.

    :class:`~converter.publisher.procore.connection.UnconfirmedError` when no answer came.
    """
    answer = connection.send("PATCH", f"{_PATH}/sync", body, going=going)
    said = answer.body if isinstance(answer.body, dict) else {}
    return outcome_of(items, _objects(said.get("entities")), _objects(said.get("errors")))


def _objects(rows: Any) -> list[Mapping[str, Any]]:
    """Those that are objects; whom another one was about stays unconfirmed."""
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def outcome_of(
    items: Mapping[str, Mapping[str, Any]], entities: Iterable[Mapping[str, Any]], errors: Iterable[Mapping[str, Any]]
) -> SyncOutcome:
    """Correlate by id where one was sent, then by uuid, then by a title that is unique.

    Never by position: the order of the answer is not documented. An entity without an id confirms nothing.
    """
    by_id = {item["id"]: uuid for uuid, item in items.items() if item.get("id")}
    titles: dict[str, list[str]] = {}
    for uuid, item in items.items():
        titles.setdefault(str(item["title"]), []).append(uuid)

    def uuid_of(row: Mapping[str, Any]) -> str | None:
        if _is_id(number := row.get("id")) and number in by_id:
            return by_id[number]
        if (uuid := str(row.get("uuid") or "").lower()) in items:
            return uuid
        alike = titles.get(str(row.get("title")), [])
        return alike[0] if len(alike) == 1 else None

    accepted = {name: dict(row) for row in entities if _is_id(row.get("id")) and (name := uuid_of(row))}
    refused = {name: refusal_of(row) for row in errors if (name := uuid_of(row))}
    rejected = {name: refusal for name, refusal in refused.items() if name not in accepted}
    return SyncOutcome(accepted, rejected, frozenset(items.keys() - accepted.keys() - rejected.keys()))


def _is_id(found: Any) -> bool:
    return isinstance(found, int) and not isinstance(found, bool)


def refusal_of(row: Mapping[str, Any]) -> Refusal:
    """What an item of ``errors`` says."""
    errors = row.get("errors")
    fields = frozenset(map(str, errors)) if isinstance(errors, Mapping) else frozenset()
    return Refusal(words_of({"errors": errors}, "refused"), fields)


def listed(connection: Connection, project_id: int, **filters: Any) -> Iterator[dict[str, Any]]:
    """Every issue of the project as it is, viewpoints in Procore's own form: empty where they cannot be shown.

    :class:`~converter.errors.TransientError` when it cannot be told which issues there are.
    """
    query = {"view": "extended", "viewpoint_format": "procore", **filters}
    for row in all_of(connection, _PATH, project_id=project_id, **query):
        if not _is_id(row.get("id")):
            raise TransientError(f"GET {_PATH}: an issue without an id came back.", "Try again later.")
        yield row


def patch(connection: Connection, project_id: int, issue_id: int, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Set fields of one issue: the documented way to close and reopen. The second time changes nothing."""
    body = {"project_id": project_id, "coordination_issue": dict(fields)}
    answer = connection.send("PATCH", f"{_PATH}/{issue_id}", body, may_repeat=True)
    return answer.body if isinstance(answer.body, dict) else {}
