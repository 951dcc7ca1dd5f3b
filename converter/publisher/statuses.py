"""Closing and opening again, by the one documented way."""

from __future__ import annotations

from collections.abc import Sequence

from converter.errors import RejectedError
from converter.publisher.fields import CLOSED, has_other_status
from converter.publisher.procore.issues_api import patch
from converter.publisher.procore.permissions import Level, level_on_issues
from converter.publisher.publication import Publication
from converter.publisher.wanted import Wanted


def set_statuses(publication: Publication, wanted: Sequence[Wanted]) -> None:
    """Close and open again; also where sync did not take the status it was sent.

    The right to is looked up before the first of them. Where Procore does not tell it, its refusal will.
    """
    due = _due(publication, wanted)
    if not due:
        return
    level = level_on_issues(publication.connection, publication.project_id)
    for each, procore_id, status in due:
        if why := _may_not(status, level):
            publication.summary.left_open[each.uuid] = why
        else:
            _set(publication, each.uuid, procore_id, status)


def _due(publication: Publication, wanted: Sequence[Wanted]) -> list[tuple[Wanted, int, str]]:
    """Issues with their id and the status they shall have, where that is another one than they have."""
    if not wanted:
        return []
    entries = {entry.uuid: entry for entry in publication.ledger.issues.all() if entry.is_there}
    found = []
    for each in wanted:
        entry = entries.get(each.uuid)
        if entry is None or entry.procore_id is None or each.status is None:
            continue
        if has_other_status(each, entry.seen.get("status") or entry.kept.get("status")):
            found.append((each, entry.procore_id, each.status))
    return found


def _may_not(status: str, level: Level | None) -> str:
    """Why a status is not to be tried, with what to do; empty where it may be, or nobody knows."""
    if level is None or level is Level.ADMIN:
        return ""
    step = "let an administrator give it to the app's service account, then publish again"
    if status == CLOSED:
        return f"not closed: this needs Admin on Coordination Issues, the account has {level.words}; {step}"
    if level is Level.STANDARD:  # enough for what the account made itself; the rest Procore refuses
        return ""
    return f"not opened again: this needs Standard on Coordination Issues, the account has {level.words}; {step}"


def _set(publication: Publication, uuid: str, procore_id: int, status: str) -> None:
    try:
        row = patch(publication.connection, publication.project_id, procore_id, {"status": status})
    except RejectedError as error:
        publication.summary.rejected[uuid] = error.message
        return
    publication.ledger.issues.record_seen({uuid: {"status": row.get("status")}})
    publication.summary.counts["closed" if status == CLOSED else "opened again"] += 1
