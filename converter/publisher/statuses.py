"""Closing and opening again, by the one documented way. Each is written down in the ledger before and after."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from converter.errors import RejectedError, TargetError
from converter.plan.issues import Action
from converter.publisher.fields import CLOSED, has_other_status, is_set_by_people
from converter.publisher.ledger import Accepted, Intent, IssueState, Outgoing, ProjectLedger, Rejected
from converter.publisher.procore.issues_api import patch
from converter.publisher.procore.permissions import Level, level_on_issues
from converter.publisher.publication import Publication
from converter.publisher.wanted import Wanted

_KIND = "status"


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
            _set(publication, each, procore_id, status)


def remember_statuses(ledger: ProjectLedger) -> None:
    """Bring the memory of clashes up to the statuses that we set: a run that died may not have come to that."""
    entries = [each for each in ledger.issues.all([IssueState.ACCEPTED]) if each.sent.get("status")]
    ledger.clashes.settle(
        closed=[each.uuid for each in entries if each.action is Action.CLOSE and each.sent["status"] == CLOSED],
        opened=[each.uuid for each in entries if each.action is Action.REOPEN and each.sent["status"] != CLOSED],
    )


def _due(publication: Publication, wanted: Sequence[Wanted]) -> list[tuple[Wanted, int, str]]:
    """Issues with their id and the status they shall have, where that is another one than they have.

    Where we set it before and people set another one since, it is theirs, and is listed.
    """
    if not wanted:
        return []
    uuids = {each.uuid for each in wanted}
    entries = {entry.uuid: entry for entry in publication.ledger.issues.among(uuids) if entry.is_there}
    found = []
    for each in wanted:
        entry = entries.get(each.uuid)
        if entry is None or entry.procore_id is None or each.status is None:
            continue
        if not has_other_status(each, entry.seen.get("status") or entry.kept.get("status")):
            continue
        if is_set_by_people(entry, each.status) and not publication.options.force_fields:
            edited = publication.summary.edited
            edited[each.uuid] = (*edited.get(each.uuid, ()), "status")
        else:
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


def _set(publication: Publication, each: Wanted, procore_id: int, status: str) -> None:
    """One request. Where it breaks off, its outcome is unknown, and Procore's list tells it in the next run."""
    sending, summary = publication.ledger.sending, publication.summary
    action = Action.CLOSE if status == CLOSED else Action.REOPEN
    sending.plan([Intent(each.uuid, each.key, action, each.reason, ("status",))])
    digest = hashlib.sha256(f"{procore_id} {status}".encode()).hexdigest()
    attempt = sending.begin(
        [Outgoing(each.uuid, {"status": status})], batch=f"status-{procore_id}", digest=digest, kind=_KIND
    )
    try:
        row = patch(publication.connection, publication.project_id, procore_id, {"status": status})
    except RejectedError as error:
        sending.settle(attempt, rejected=[Rejected(each.uuid, {"errors": error.message})])
        summary.rejected[each.uuid] = error.message
        return
    except TargetError as error:
        sending.settle(attempt, unknown=[each.uuid], error=error.message)
        raise
    is_done = _is_as_wanted(row, status)
    ignored = frozenset() if is_done else frozenset({"status"})
    answered = {"status": row["status"]} if row.get("status") else {}
    sending.settle(attempt, accepted=[Accepted(each.uuid, procore_id, answered, ignored)], http_status=200)
    if not is_done:
        summary.left_open[each.uuid] = f"it was asked to be {status}, and Procore answers that it is {_shown(row)}"
        return
    is_closed = status == CLOSED
    publication.ledger.clashes.settle(closed=[each.uuid] * is_closed, opened=[each.uuid] * (not is_closed))
    summary.counts["closed" if is_closed else "opened again"] += 1
    (summary.closed if is_closed else summary.opened)[each.uuid] = each.reason


def _is_as_wanted(row: Mapping[str, Any], status: str) -> bool:
    now = row.get("status")
    return now is not None and (now == CLOSED) == (status == CLOSED)


def _shown(row: Mapping[str, Any]) -> str:
    return f"“{row['status']}”" if row.get("status") else "of no status"
