"""New issues, batch by batch."""

from __future__ import annotations

from collections.abc import Sequence

from converter.events import StageAdvanced, StageFinished, StageStarted
from converter.plan.issues import Action
from converter.publisher.deleted import take_in_deleted
from converter.publisher.filling import filled_item, note_missing
from converter.publisher.ledger import Intent
from converter.publisher.publication import Publication, chunks
from converter.publisher.sending import Prepared, send
from converter.publisher.wanted import Wanted


def make(publication: Publication, wanted: Sequence[Wanted]) -> list[str]:
    """Make the issues; gives the uuids of those that came into being with a viewpoint."""
    made: list[str] = []
    with_view: set[str] = set()
    size = publication.options.batch_size
    publication.observer(StageStarted("making issues", len(wanted)))

    def prepare(each: Wanted) -> Prepared:
        item, missing = filled_item(publication, each)
        note_missing(publication, each.uuid, missing)
        (with_view.add if item.get("viewpoints") else with_view.discard)(each.uuid)
        return Prepared(each, Intent(each.uuid, each.key, Action.CREATE, each.reason), item, item)

    for number, chunk in enumerate(chunks(wanted, size), start=1):
        made += send(publication, [prepare(each) for each in chunk], f"sync-{number:04d}", prepare)
        publication.observer(StageAdvanced("making issues", min(number * size, len(wanted))))
    publication.observer(StageFinished("making issues", 0.0))
    publication.summary.counts["created"] += len(made)
    publication.summary.created += made
    take_in_deleted(publication, wanted)
    return [uuid for uuid in made if uuid in with_view]
