"""Carrying out a plan: the order of steps. Each step has a module of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from converter.events import Observer
from converter.plan.issues import Action
from converter.publisher.changing import change
from converter.publisher.fields import divided
from converter.publisher.further_views import publish_views
from converter.publisher.ledger import ProjectLedger
from converter.publisher.making import make
from converter.publisher.procore.connection import Connection
from converter.publisher.procore.directory import Directory
from converter.publisher.publication import ContentOf, Publication, PublishOptions, Summary
from converter.publisher.reading_back import look_at_views
from converter.publisher.reconciling import reconcile
from converter.publisher.statuses import remember_statuses, set_statuses
from converter.publisher.uploading import with_pictures
from converter.publisher.wanted import Wanted

__all__ = ["PublishOptions", "Publisher", "Summary"]

_NOT_THERE = "the plan takes it for published, and it is not in Procore: convert again without --against"


class Publisher:
    """Publishes into one project. Use it inside ``ledger.writing``."""

    def __init__(
        self,
        connection: Connection,
        ledger: ProjectLedger,
        content_of: ContentOf,
        options: PublishOptions,
        observer: Observer,
    ) -> None:
        """``content_of`` gives for a SHA-256 the name, media type and bytes of a picture."""
        target = ledger.target
        self.directory = Directory(connection, target.company_id, target.project_id, ledger.lookups)
        self._publication = Publication(connection, ledger, content_of, options, observer, self.directory)

    @property
    def summary(self) -> Summary:
        """What became of each issue so far."""
        return self._publication.summary

    def publish(self, wanted: Sequence[Wanted]) -> Summary:
        """Settle what is in doubt; change, close and open again what is there; make what is new; look at it.

        What is there goes first: pictures may take hours, and people would change in the meantime what was seen of it.
        """
        publication, summary = self._publication, self.summary
        self.reconcile(wanted)
        entries = {entry.uuid: entry for entry in publication.ledger.issues.all()}
        todo = [each for each in wanted if each.action is not Action.WITHHOLD]
        summary.counts["withheld"] += len(wanted) - len(todo)
        summary.not_published.update(each.reason for each in wanted if each.action is Action.WITHHOLD)
        fresh, known, lost = divided(todo, entries)
        summary.withheld |= dict.fromkeys([each.uuid for each in lost], _NOT_THERE)
        idle = change(publication, known, entries)
        set_statuses(publication, [each for each in known if each.status])
        done = {*summary.closed, *summary.opened, *summary.left_open, *summary.rejected}
        summary.counts["unchanged"] += len([uuid for uuid in idle if uuid not in done])
        fresh = with_pictures(publication, fresh[: publication.options.limit])
        made = make(publication, fresh)
        set_statuses(publication, [each for each in fresh if each.status])
        shown = publish_views(publication, [*fresh, *known])
        if made or shown:
            look_at_views(publication, [*made, *shown])
        return summary

    def reconcile(self, wanted: Iterable[Wanted] = ()) -> None:
        """Settle by Procore's list what is unknown; take in issues of ours that the ledger lost."""
        reconcile(self._publication, wanted)
        remember_statuses(self._publication.ledger)
