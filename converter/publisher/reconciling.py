"""What Procore has: read once, and what is in doubt settled by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from converter.events import StageFinished, StageStarted, Waiting
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
    there = _read(publication)
    if absent := _absent(in_doubt, known, there):
        there = _read_later(publication, absent) or there
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


def _read(publication: Publication) -> Rows:
    return {str(row.get("uuid")).lower(): row for row in listed(publication.connection, publication.project_id)}


def _read_later(publication: Publication, absent: Iterable[Unsettled]) -> Rows | None:
    """The list once more when Procore has surely ended the requests, None when that is so already.

    A time-out, or a process that was killed, does not stop the server: what the list lacks may be there a moment later.
    """
    grace_s, now_s = publication.options.grace_s, publication.now().timestamp()
    left_s = max(each.sent_at.timestamp() for each in absent) + grace_s - now_s
    if left_s <= 0:
        return None
    left_s = min(left_s, grace_s)  # who sent it may have had another clock
    publication.observer(Waiting(left_s, "Procore, which may still be at work on a request that got no answer"))
    publication.connection.clock.sleep(left_s)
    return _read(publication)


def _absent(in_doubt: Mapping[str, Unsettled], known: Mapping[str, IssueEntry], there: Rows) -> list[Unsettled]:
    """Those of which the list shows nothing."""
    return [doubt for uuid, doubt in in_doubt.items() if not _is_shown(doubt, known[uuid], there.get(uuid))]


def _is_shown(doubt: Unsettled, entry: IssueEntry, row: Mapping[str, Any] | None) -> bool:
    return row is not None and (doubt.procore_id is None or was_taken(doubt.fields, entry.kept, row))


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
    absent = [each.uuid for each in _absent(in_doubt, known, there)]
    accepted = [Accepted(uuid, there[uuid]["id"]) for uuid in in_doubt.keys() - absent]
    if in_doubt:
        publication.ledger.sending.resolve(accepted=accepted, absent=absent)
        publication.summary.counts["settled"] += len(accepted)


def _views_of(row: Mapping[str, Any]) -> frozenset[str]:
    return frozenset([str(view.get("uuid")).lower() for view in row.get("viewpoints") or ()])
