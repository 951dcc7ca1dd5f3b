"""Changed fields of issues that are there: exactly what differs from what we last sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from converter.plan.issues import Action
from converter.publisher.fields import UPDATABLE, is_unclaimed, recorded
from converter.publisher.filling import filled_item, note_missing
from converter.publisher.ledger import Intent, IssueEntry, same
from converter.publisher.publication import DELETED, Publication, chunks
from converter.publisher.sending import Prepare, Prepared, send
from converter.publisher.wanted import Wanted


def change(publication: Publication, wanted: Sequence[Wanted], entries: Mapping[str, IssueEntry]) -> list[str]:
    """Send what differs; gives the uuids of those of which nothing does.

    What people changed since it was last sent stays theirs, and is listed.
    """
    summary = publication.summary
    claimed = {**entries, **_claimed(publication, [each for each in wanted if is_unclaimed(entries[each.uuid])])}

    def prepare(each: Wanted) -> Prepared | None:
        return _prepared(publication, each, claimed[each.uuid])

    todo, idle = [], []
    for each in wanted:
        if claimed[each.uuid].gone_at is not None:
            summary.withheld[each.uuid] = DELETED
        elif (prepared := prepare(each)) is not None:
            todo.append(prepared)
        else:
            idle.append(each.uuid)
    for number, chunk in enumerate(chunks(todo, publication.options.batch_size), start=1):
        summary.counts["updated"] += len(send(publication, chunk, f"update-{number:04d}", prepare))
        idle += _as_it_is(publication, chunk, prepare)
    return idle


def _as_it_is(publication: Publication, sent: Sequence[Prepared], prepare: Prepare) -> list[str]:
    """Of what was refused, that which there was nothing to send for: only the id of an earlier run was wrong."""
    rejected, sending = publication.summary.rejected, publication.ledger.sending
    found = [each for each in sent if each.wanted.uuid in rejected and prepare(each.wanted) is None]
    sending.plan([each.intent for each in found])
    sending.drop([each.wanted.uuid for each in found], "nothing differs")
    for each in found:
        del rejected[each.wanted.uuid]
    return [each.wanted.uuid for each in found]


def _claimed(publication: Publication, wanted: Sequence[Wanted]) -> dict[str, IssueEntry]:
    """Issues the ledger did not know: what the plan has counts as sent, so that what is otherwise there is people's."""
    there = [each for each in wanted if each.item]
    if not there:
        return {}
    issues = publication.ledger.issues
    named = (*UPDATABLE, "status")
    issues.claim(
        {each.uuid: recorded(filled_item(publication, each.only(named), tries_again=False)[0]) for each in there}
    )
    return {entry.uuid: entry for entry in issues.among({each.uuid for each in there})}


def _prepared(publication: Publication, each: Wanted, entry: IssueEntry) -> Prepared | None:
    """The item: ``id``, the title, which has to go along, and what differs. None when nothing does."""
    forced, updatable = publication.options.force_fields, each.only(UPDATABLE)
    item, missing = filled_item(publication, updatable, tries_again=forced)
    theirs = _theirs(item, entry)
    ours = _ours(item, entry, () if forced else theirs)
    if ours and not forced and any(place.kind == "location" for place in missing):
        item, missing = filled_item(publication, updatable)  # it is sent anyway: a refused location gets another try
        ours = _ours(item, entry, theirs)
    note_missing(publication, each.uuid, missing)
    if forced:
        ours |= {name: item[name] for name in theirs}
    elif theirs:
        publication.summary.edited[each.uuid] = tuple(sorted(theirs))
    if not ours:
        return None
    title = ours.get("title") or entry.seen.get("title") or each.title
    intent = Intent(each.uuid, each.key, Action.UPDATE, each.reason, tuple(ours))
    return Prepared(each, intent, {"id": entry.procore_id, "title": title, **ours}, ours)


def _theirs(item: Mapping[str, Any], entry: IssueEntry) -> list[str]:
    """Fields of the plan that people changed in Procore to something else."""
    edited = set(entry.edited())
    return [name for name, value in item.items() if name in edited and not same(value, entry.seen.get(name))]


def _ours(item: Mapping[str, Any], entry: IssueEntry, theirs: Sequence[str]) -> dict[str, Any]:
    return {name: item[name] for name in entry.to_send(item) if name not in theirs}
