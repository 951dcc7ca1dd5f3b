"""Pictures on their way up: each one once in the life of a project, several at a time."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from converter.errors import RejectedError
from converter.events import StageAdvanced, StageFinished, StageStarted
from converter.publisher.procore.uploads import StoredUpload, upload
from converter.publisher.publication import Publication
from converter.publisher.wanted import Place

AT_ONCE = 6
"""Requests under way at the same time; the rate limit is kept all the same."""


def put_up(publication: Publication, places: Iterable[Place]) -> None:
    """Put every picture up that is not there yet; the ledger is written by this thread alone."""
    wanted = list(dict.fromkeys([place.sha256 for place in places]))
    book, owner = publication.ledger.uploads, publication.options.owner
    stored = book.among(wanted)
    now = publication.now()
    missing = [sha for sha in wanted if sha not in stored or not stored[sha].is_usable(owner, now)]
    publication.observer(StageStarted("uploading", len(missing)))
    for sha in missing:
        name, _, content = publication.content_of(sha)
        book.plan(sha, owner=owner, file_name=name, size=len(content))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = pool.map(lambda sha: _put_up(publication, sha), missing)
        for number, (sha, done) in enumerate(zip(missing, outcomes, strict=True), start=1):
            if isinstance(done, StoredUpload):
                until = datetime.fromtimestamp(done.usable_until_s, UTC)
                book.started(sha, done.uuid, until)
                book.stored(sha, until)
            else:
                publication.summary.left_out[f"picture: {done}"] += 1
            publication.observer(StageAdvanced("uploading", number, sha[:12]))
    publication.uploads |= book.among(wanted)
    publication.observer(StageFinished("uploading", 0.0))


def _put_up(publication: Publication, sha256: str) -> StoredUpload | str:
    name, media_type, content = publication.content_of(sha256)
    try:
        return upload(publication.connection, publication.project_id, name, content, media_type)
    except RejectedError as error:
        return error.message
