"""One request with many issues: intent written down, sent, outcome written down."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from converter.errors import TargetError
from converter.publisher.fields import recorded, seen_of
from converter.publisher.filling import renewed
from converter.publisher.ledger import Accepted, Fields, Intent, Outgoing, Rejected
from converter.publisher.procore.connection import UnconfirmedError
from converter.publisher.procore.issues_api import SyncOutcome, sync
from converter.publisher.publication import Publication
from converter.publisher.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Prepared:
    """An issue ready to go: the exact ``item``, and those of its fields that are ours (a title may only go along)."""

    wanted: Wanted
    intent: Intent
    item: Mapping[str, Any]
    fields: Fields


_AT_ONCE_S = 1.0
"""A request that goes later than that has waited, and how old it is counts from when it went."""

Prepare = Callable[[Wanted], Prepared | None]
"""Fills the places of an issue; None when there is nothing to send."""


def send(publication: Publication, prepared: Sequence[Prepared], name: str, prepare: Prepare) -> list[str]:
    """Send a batch; gives the uuids that were taken.

    Items refused for an id that an earlier run had looked up are sent a second time, with the id looked up anew.
    """
    outcome = _sent(publication, prepared, name)
    again = _with_new_ids(publication, prepared, outcome, prepare)
    for each in again:
        publication.summary.rejected.pop(each.wanted.uuid, None)
    more = _sent(publication, again, f"{name}-again") if again else SyncOutcome({}, {}, frozenset())
    return [*outcome.accepted, *more.accepted]


def _sent(publication: Publication, prepared: Sequence[Prepared], name: str) -> SyncOutcome:
    items = {each.wanted.uuid: each.item for each in prepared}
    body = msgspec.json.encode({"project_id": publication.project_id, "updates": list(items.values())})
    sending, summary = publication.ledger.sending, publication.summary
    sending.plan([each.intent for each in prepared])
    outgoing = [Outgoing(each.wanted.uuid, recorded(each.fields)) for each in prepared]
    attempt = sending.begin(outgoing, batch=name, digest=hashlib.sha256(body).hexdigest())
    began_s = publication.connection.clock.now()

    def going() -> None:
        if publication.connection.clock.now() - began_s > _AT_ONCE_S:
            sending.went(attempt)

    try:
        outcome = sync(publication.connection, body, items, going)
    except UnconfirmedError as error:
        sending.settle(attempt, unknown=list(items), error=error.message)
        summary.unknown += list(items)
        return SyncOutcome({}, {}, frozenset(items))
    except TargetError as error:
        sending.withdraw(attempt, error.message)
        raise
    accepted = [Accepted(uuid, row["id"], seen_of(row)) for uuid, row in outcome.accepted.items()]
    rejected = [Rejected(uuid, {"errors": refusal.words}) for uuid, refusal in outcome.rejected.items()]
    sending.settle(attempt, accepted=accepted, rejected=rejected, unknown=outcome.unconfirmed, http_status=200)
    summary.rejected |= {uuid: refusal.words for uuid, refusal in outcome.rejected.items()}
    summary.unknown += sorted(outcome.unconfirmed)
    return outcome


def _with_new_ids(
    publication: Publication, prepared: Sequence[Prepared], outcome: SyncOutcome, prepare: Prepare
) -> list[Prepared]:
    """All ids are forgotten first: several items may have been refused for the same one."""
    refused = {uuid: refusal.fields for uuid, refusal in outcome.rejected.items() if refusal.fields}
    stale = [
        each
        for each in prepared
        if (fields := refused.get(each.wanted.uuid)) and renewed(publication, each.wanted.places, fields)
    ]
    return [again for each in stale if (again := prepare(each.wanted)) is not None]
