"""What Procore has: read once, and what is in doubt settled by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from converter.events import StageFinished, StageStarted
from converter.publisher.fields import seen_of, was_taken
from converter.publisher.ledger import Accepted, Adopted, IssueEntry, IssueState, Unsettled
from converter.publisher.procore.issues_api import listed
from converter.publisher.publication import Publication
from converter.publisher.wanted import Wanted

_NEVER_SENT = (IssueState.PLANNED, IssueState.DROPPED)
"""With a ledger that knows nothing else there is nothing to read. What was refused may be there: its uuid was taken."""
Rows = Mapping[str, Mapping[str, Any]]
"""Issues as Procore's list has them, by uuid."""


def reconcile(publication: Publication, wanted: Iterable[Wanted] = ()) -> None:
    """Read Procore's list and settle by it what is unknown; take in issues of ours that the ledger lost."""
    issues = publication.ledger.issues
    in_doubt = {each.uuid: each for each in issues.unsettled()}
    known = {entry.uuid: entry for entry in issues.all()}
    ours = {each.uuid: each.key for each in wanted}
    if known and all(entry.procore_id is None and entry.state in _NEVER_SENT for entry in known.values()):
        return
    publication.observer(StageStarted("reading Procore"))
    there = {str(row.get("uuid")).lower(): row for row in listed(publication.connection, publication.project_id)}
    publication.observer(StageFinished("reading Procore", 0.0))
    publication.views_there = {uuid: _views_of(row) for uuid, row in there.items()}
    _settle(publication, in_doubt, known, there)
    adopted = [
        Adopted(uuid, ours[uuid], row["id"], seen_of(row))
        for uuid, row in there.items()
        if uuid in ours and (uuid not in known or known[uuid].procore_id is None) and uuid not in in_doubt
    ]
    if adopted:
        issues.adopt(adopted)
        publication.summary.counts["found in Procore"] += len(adopted)
    _record(publication, there)


def _record(publication: Publication, there: Rows) -> None:
    """Write down what people see of our issues now, and which of them people deleted."""
    issues = publication.ledger.issues
    settled = {entry.uuid for entry in issues.all() if entry.procore_id is not None and entry.attempt is None}
    issues.record_seen({uuid: seen_of(there[uuid]) for uuid in settled if uuid in there})
    if gone := sorted(settled - there.keys()):
        issues.record_gone(gone)


def _settle(
    publication: Publication, in_doubt: Mapping[str, Unsettled], known: Mapping[str, IssueEntry], there: Rows
) -> None:
    """What was taken counts as taken with the values that were sent: where others stand now, people set them."""
    accepted, absent = [], []
    for uuid, doubt in in_doubt.items():
        row = there.get(uuid)
        if row is None or not (doubt.procore_id is None or was_taken(doubt.fields, known[uuid].kept, row)):
            absent.append(uuid)
        else:
            accepted.append(Accepted(uuid, row["id"]))
    if in_doubt:
        publication.ledger.sending.resolve(accepted=accepted, absent=absent)
        publication.summary.counts["settled"] += len(accepted)


def _views_of(row: Mapping[str, Any]) -> frozenset[str]:
    return frozenset([str(view.get("uuid")).lower() for view in row.get("viewpoints") or ()])
