"""Changed fields of issues that are there: exactly what differs from what we last sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from converter.plan.issues import Action
from converter.publisher.fields import UPDATABLE
from converter.publisher.filling import fill
from converter.publisher.ledger import Intent, IssueEntry
from converter.publisher.publication import Publication, chunks
from converter.publisher.sending import Prepared, send
from converter.publisher.wanted import Wanted, filled


def change(publication: Publication, wanted: Sequence[Wanted], entries: Mapping[str, IssueEntry]) -> None:
    """Send what differs; what people changed since it was last sent stays theirs, and is listed."""
    summary = publication.summary

    def prepare(each: Wanted) -> Prepared | None:
        return _prepared(publication, each, entries[each.uuid])

    todo = []
    for each in wanted:
        if entries[each.uuid].gone_at is not None:
            summary.withheld[each.uuid] = "deleted in Procore"
        elif (prepared := prepare(each)) is not None:
            todo.append(prepared)
        else:
            summary.counts["unchanged"] += 1
    for number, chunk in enumerate(chunks(todo, publication.options.batch_size), start=1):
        summary.counts["updated"] += len(send(publication, chunk, f"update-{number:04d}", prepare))


def _prepared(publication: Publication, each: Wanted, entry: IssueEntry) -> Prepared | None:
    """The item: ``id``, the title, which has to go along, and what differs. None when nothing does."""
    item = filled(each.only(UPDATABLE), lambda place: fill(publication, place))
    changed = set(entry.to_send(item))
    theirs = () if publication.options.force_fields else tuple(sorted(changed & set(entry.edited())))
    if theirs:
        publication.summary.edited[each.uuid] = theirs
    ours = {name: item[name] for name in item if name in changed and name not in theirs}
    if not ours:
        return None
    title = ours.get("title") or entry.seen.get("title") or each.title
    intent = Intent(each.uuid, each.key, Action.UPDATE, each.reason, tuple(ours))
    return Prepared(each, intent, {"id": entry.procore_id, "title": title, **ours}, ours)
