"""New issues, batch by batch."""

from __future__ import annotations

from collections.abc import Sequence

from converter.events import StageAdvanced, StageFinished, StageStarted
from converter.plan.issues import Action
from converter.publisher.filling import fill
from converter.publisher.ledger import Intent
from converter.publisher.publication import Publication, chunks
from converter.publisher.sending import Prepared, send
from converter.publisher.wanted import Wanted, filled


def make(publication: Publication, wanted: Sequence[Wanted]) -> list[str]:
    """Make the issues; gives the uuids of those that are there now."""
    made: list[str] = []
    size = publication.options.batch_size
    publication.observer(StageStarted("making issues", len(wanted)))

    def prepare(each: Wanted) -> Prepared:
        item = filled(each, lambda place: fill(publication, place))
        return Prepared(each, Intent(each.uuid, each.key, Action.CREATE, each.reason), item, item)

    for number, chunk in enumerate(chunks(wanted, size), start=1):
        made += send(publication, [prepare(each) for each in chunk], f"sync-{number:04d}", prepare)
        publication.observer(StageAdvanced("making issues", min(number * size, len(wanted))))
    publication.observer(StageFinished("making issues", 0.0))
    publication.summary.counts["created"] += len(made)
    return made
