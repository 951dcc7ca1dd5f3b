"""Carrying out a plan: the order of calls, with the ledger in its hand. What is sent is written down first."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec

from converter.errors import RejectedError, TargetError
from converter.events import Observer, StageAdvanced, StageFinished, StageStarted
from converter.plan.issues import Action
from converter.publisher.fields import CLOSED, UPDATABLE, divided, has_other_status, recorded, seen_of, shows
from converter.publisher.ledger import Accepted, Adopted, Intent, IssueEntry, Outgoing, ProjectLedger, Rejected, Upload
from converter.publisher.ledger.states import IssueState
from converter.publisher.procore.connection import Connection, UnconfirmedError
from converter.publisher.procore.directory import Directory
from converter.publisher.procore.issues_api import listed, patch, sync
from converter.publisher.procore.uploads import StoredUpload, upload
from converter.publisher.wanted import Place, Wanted, filled

_UPLOADS_AT_ONCE = 6
_NOT_THERE = "the plan takes it for published, and it is not in Procore: convert again without --against"


@dataclass(frozen=True, slots=True)
class PublishOptions:
    """How to publish: items in a request, at most so many issues, and whether our fields overrule people's edits."""

    batch_size: int = 250
    limit: int | None = None
    force_fields: bool = False
    owner: str = ""


@dataclass(slots=True)
class Summary:
    """What became of each issue, by uuid and in words."""

    counts: Counter[str] = field(default_factory=Counter)
    rejected: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    withheld: dict[str, str] = field(default_factory=dict)
    edited: dict[str, tuple[str, ...]] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    empty_views: list[str] = field(default_factory=list)


class Publisher:
    """Publishes into one project. Use it inside ``ledger.writing``."""

    def __init__(
        self,
        connection: Connection,
        ledger: ProjectLedger,
        content_of: Callable[[str], tuple[str, str, bytes]],
        options: PublishOptions,
        observer: Observer,
    ) -> None:
        """``content_of`` gives for a SHA-256 the name, media type and bytes of a picture."""
        self._connection, self._ledger, self._content_of = connection, ledger, content_of
        self._options, self._observer = options, observer
        target = ledger.target
        self.directory = Directory(connection, target.company_id, target.project_id)
        self._project_id = target.project_id
        self._uploads: dict[str, Upload] = {}
        self.summary = Summary()

    def publish(self, wanted: Sequence[Wanted]) -> Summary:
        """Settle what is in doubt, then make, change, close and open again, then look at what came of it."""
        self.reconcile(wanted)
        entries = {entry.uuid: entry for entry in self._ledger.issues.all()}
        todo = [each for each in wanted if each.action is not Action.WITHHOLD]
        self.summary.counts["withheld"] += len(wanted) - len(todo)
        fresh, known, lost = divided(todo, entries)
        self.summary.withheld |= dict.fromkeys([each.uuid for each in lost], _NOT_THERE)
        fresh = fresh[: self._options.limit]
        self._upload(fresh)
        made = self._make(fresh)
        self._change(known, entries)
        self._set_statuses([each for each in (*fresh, *known) if each.status])
        if made:
            self._look_at_views(made)
        return self.summary

    # What Procore has

    def reconcile(self, wanted: Iterable[Wanted] = ()) -> None:
        """Read Procore's list and settle by it what is unknown; take in issues of ours that the ledger lost."""
        in_doubt = {each.uuid: each for each in self._ledger.issues.unsettled()}
        known = {entry.uuid: entry for entry in self._ledger.issues.all()}
        ours = {each.uuid: each.key for each in wanted}
        if not in_doubt and known and not any(entry.procore_id for entry in known.values()):
            return
        self._observer(StageStarted("reading Procore"))
        there = {str(row.get("uuid")): row for row in listed(self._connection, self._project_id)}
        self._observer(StageFinished("reading Procore", 0.0))
        self._settle(in_doubt, there)
        adopted = [
            Adopted(uuid, ours[uuid], row["id"], seen_of(row))
            for uuid, row in there.items()
            if uuid in ours and (uuid not in known or known[uuid].procore_id is None) and uuid not in in_doubt
        ]
        if adopted:
            self._ledger.issues.adopt(adopted)
            self.summary.counts["found in Procore"] += len(adopted)
        settled = {entry.uuid: entry for entry in self._ledger.issues.all([IssueState.ACCEPTED])}
        self._ledger.issues.record_seen({uuid: seen_of(there[uuid]) for uuid in settled if uuid in there})
        gone = [uuid for uuid in settled if uuid not in there]
        if gone:
            self._ledger.issues.record_gone(gone)

    def _settle(self, in_doubt: Mapping[str, Any], there: Mapping[str, Mapping[str, Any]]) -> None:
        accepted, absent = [], []
        for uuid, doubt in in_doubt.items():
            row = there.get(uuid)
            if row is None or not shows(doubt.fields, row, is_update=doubt.procore_id is not None):
                absent.append(uuid)
            else:
                accepted.append(Accepted(uuid, row["id"], seen_of(row)))
        if in_doubt:
            self._ledger.sending.resolve(accepted=accepted, absent=absent)
            self.summary.counts["settled"] += len(accepted)

    # Pictures

    def _upload(self, wanted: Sequence[Wanted]) -> None:
        """Put every picture up that is not there yet, several at a time; the ledger is written by this thread alone."""
        places = {place.sha256: place for each in wanted for place in each.uploads()}
        stored = self._ledger.uploads.among(places)
        now = self._now()
        missing = [sha for sha in places if sha not in stored or not stored[sha].is_usable(self._options.owner, now)]
        self._observer(StageStarted("uploading", len(missing)))
        for sha in missing:
            name, _, content = self._content_of(sha)
            self._ledger.uploads.plan(sha, owner=self._options.owner, file_name=name, size=len(content))
        with ThreadPoolExecutor(_UPLOADS_AT_ONCE) as pool:
            for number, (sha, done) in enumerate(zip(missing, pool.map(self._put_up, missing), strict=True), start=1):
                if isinstance(done, StoredUpload):
                    until = datetime.fromtimestamp(done.usable_until_s, UTC)
                    self._ledger.uploads.started(sha, done.uuid, until)
                    self._ledger.uploads.stored(sha, until)
                else:
                    self.summary.left_out[f"picture: {done}"] += 1
                self._observer(StageAdvanced("uploading", number, sha[:12]))
        self._uploads = self._ledger.uploads.among(places)
        self._observer(StageFinished("uploading", 0.0))

    def _put_up(self, sha256: str) -> StoredUpload | str:
        name, media_type, content = self._content_of(sha256)
        try:
            return upload(self._connection, self._project_id, name, content, media_type)
        except RejectedError as error:
            return error.message

    def _fill(self, place: Place) -> int | str | None:
        """What belongs into a place, None where it cannot be had; that is counted."""
        found: int | str | None
        if place.kind == "upload":
            stored = self._uploads.get(place.sha256)
            found = stored.upload_uuid if stored and stored.is_usable(self._options.owner, self._now()) else None
        elif place.kind == "bim_file":
            found = self.directory.bim_file(place.name)
        elif place.kind == "location":
            found = self.directory.location(place.location)
        elif place.kind == "user":
            found = self.directory.assignee(place.email)
        else:
            found = self.directory.trade(place.name)
        if found is None:
            what = place.email or place.name or " › ".join(place.location) or place.file
            self.summary.left_out[f"{place.kind}: {what}"] += 1
        return found

    # Making and changing

    def _make(self, wanted: Sequence[Wanted]) -> list[str]:
        made: list[str] = []
        self._observer(StageStarted("making issues", len(wanted)))
        for number, chunk in enumerate(_chunks(wanted, self._options.batch_size), start=1):
            items = {each.uuid: filled(each, self._fill)[0] for each in chunk}
            intents = [Intent(each.uuid, each.key, Action.CREATE, each.reason) for each in chunk]
            made += self._sent(intents, items, f"sync-{number:04d}")
            self._observer(StageAdvanced("making issues", min(number * self._options.batch_size, len(wanted))))
        self._observer(StageFinished("making issues", 0.0))
        self.summary.counts["created"] += len(made)
        return made

    def _change(self, wanted: Sequence[Wanted], entries: Mapping[str, IssueEntry]) -> None:
        """Exactly what differs from what we last sent; what people changed since stays theirs."""
        updates: dict[str, tuple[Wanted, dict[str, Any]]] = {}
        for each in wanted:
            entry = entries[each.uuid]
            if entry.gone_at is not None:
                self.summary.withheld[each.uuid] = "deleted in Procore"
                continue
            item, _ = filled(each.only(UPDATABLE), self._fill)
            changed = set(entry.to_send(item))
            theirs = () if self._options.force_fields else tuple(sorted(changed & set(entry.edited())))
            if theirs:
                self.summary.edited[each.uuid] = theirs
            if ours := {name: item[name] for name in item if name in changed and name not in theirs}:
                title = ours.get("title") or entry.seen.get("title") or each.title
                updates[each.uuid] = (each, {"id": entry.procore_id, "title": title, **ours})
            else:
                self.summary.counts["unchanged"] += 1
        for number, chunk in enumerate(_chunks(list(updates), self._options.batch_size), start=1):
            items = {uuid: updates[uuid][1] for uuid in chunk}
            intents = [
                Intent(uuid, updates[uuid][0].key, Action.UPDATE, updates[uuid][0].reason, tuple(items[uuid]))
                for uuid in chunk
            ]
            self.summary.counts["updated"] += len(self._sent(intents, items, f"update-{number:04d}"))

    def _sent(self, intents: Sequence[Intent], items: Mapping[str, Mapping[str, Any]], name: str) -> list[str]:
        """One request: intent written, sent, outcome written. Gives the uuids that were taken."""
        updates = [{"uuid": uuid, **item} if "id" in item else item for uuid, item in items.items()]
        body = msgspec.json.encode({"project_id": self._project_id, "updates": updates})
        sending = self._ledger.sending
        sending.plan(intents)
        outgoing = [Outgoing(uuid, recorded(item)) for uuid, item in items.items()]
        attempt = sending.begin(outgoing, batch=name, digest=hashlib.sha256(body).hexdigest())
        try:
            outcome = sync(self._connection, body)
        except UnconfirmedError as error:
            sending.settle(attempt, unknown=list(items), error=error.message)
            self.summary.unknown += list(items)
            return []
        except TargetError as error:
            sending.withdraw(attempt, error.message)
            raise
        accepted = [Accepted(uuid, row["id"], seen_of(row)) for uuid, row in outcome.accepted.items()]
        rejected = [Rejected(uuid, {"errors": words}) for uuid, words in outcome.rejected.items()]
        sending.settle(attempt, accepted=accepted, rejected=rejected, unknown=outcome.unconfirmed, http_status=200)
        self.summary.rejected |= outcome.rejected
        self.summary.unknown += sorted(outcome.unconfirmed)
        return list(outcome.accepted)

    # Statuses

    def _set_statuses(self, wanted: Sequence[Wanted]) -> None:
        """Close and open again by the one documented way; also where sync did not take the status it was sent."""
        entries = {entry.uuid: entry for entry in self._ledger.issues.all([IssueState.ACCEPTED])}
        for each in wanted:
            entry = entries.get(each.uuid)
            if entry is None or entry.procore_id is None or entry.gone_at is not None or each.status is None:
                continue
            now = entry.seen.get("status") or entry.kept.get("status")
            if not has_other_status(each, now):
                continue
            try:
                row = patch(self._connection, self._project_id, entry.procore_id, {"status": each.status})
            except RejectedError as error:
                self.summary.rejected[each.uuid] = error.message
                continue
            self._ledger.issues.record_seen({each.uuid: {"status": row.get("status")}})
            self.summary.counts["closed" if each.status == CLOSED else "opened again"] += 1

    def _look_at_views(self, made: Sequence[str]) -> None:
        """An empty viewpoint in Procore's own form is one that Procore cannot show."""
        wanted = set(made)
        for row in listed(self._connection, self._project_id):
            if row.get("uuid") in wanted and any(not view.get("camera_data") for view in row.get("viewpoints") or ()):
                self.summary.empty_views.append(str(row["uuid"]))

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._connection.clock.now(), UTC)


def _chunks(items: Sequence[Any], size: int) -> Iterator[Any]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
