"""Pictures on their way up: each one once in the life of a project, several at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from converter.errors import RejectedError
from converter.events import StageAdvanced, StageFinished, StageStarted
from converter.publisher.at_once import at_once
from converter.publisher.procore.uploads import StoredUpload, upload
from converter.publisher.publication import Publication
from converter.publisher.wanted import Place, Wanted

_STAGE = "uploading"


def with_pictures(publication: Publication, fresh: Sequence[Wanted]) -> list[Wanted]:
    """Put the pictures of new issues up; gives the issues whose pictures are all there.

    One whose picture is refused is not made, for it would never get its viewpoint: it is listed as refused, and the
    next run tries again.
    """
    refused = put_up(publication, [place for each in fresh for place in each.own_uploads()])
    made: list[Wanted] = []
    for each in fresh:
        why = next((refused[place.sha256] for place in each.own_uploads() if place.sha256 in refused), None)
        if why is None:
            made.append(each)
        else:
            publication.summary.rejected[each.uuid] = f"its picture cannot be put up: {why}"
    return made


def put_up(publication: Publication, places: Iterable[Place]) -> dict[str, str]:
    """Put every picture up that is not there yet; gives those that were refused, by SHA-256, in words.

    The ledger is written by this thread alone: each picture as soon as it is there, whatever the others wait for.
    """
    wanted = list(dict.fromkeys([place.sha256 for place in places]))
    book, owner = publication.ledger.uploads, publication.options.owner
    stored = book.among(wanted)
    now = publication.now()
    missing = [sha for sha in wanted if sha not in stored or not stored[sha].is_usable(owner, now)]
    publication.observer(StageStarted(_STAGE, len(missing)))
    for sha in missing:
        name, _, content = publication.content_of(sha)
        book.plan(sha, owner=owner, file_name=name, size=len(content))
    refused: dict[str, str] = {}
    count = 0
    with at_once(publication.connection, lambda sha: _put_up(publication, sha), missing) as batches:
        for batch in batches:
            _record(publication, {sha: done for sha, done in batch if isinstance(done, StoredUpload)})
            refused |= {sha: done for sha, done in batch if isinstance(done, str)}
            count += len(batch)
            publication.observer(StageAdvanced(_STAGE, count, batch[-1][0][:12]))
    for why in refused.values():
        publication.summary.left_out[f"picture: {why}"] += 1
    publication.uploads |= book.among(wanted)
    publication.observer(StageFinished(_STAGE, 0.0))
    return refused


def _record(publication: Publication, uploads: dict[str, StoredUpload]) -> None:
    publication.ledger.uploads.arrived(
        {sha: (done.uuid, datetime.fromtimestamp(done.usable_until_s, UTC)) for sha, done in uploads.items()}
    )


def _put_up(publication: Publication, sha256: str) -> StoredUpload | str:
    name, media_type, content = publication.content_of(sha256)
    try:
        return upload(publication.connection, publication.project_id, name, content, media_type)
    except RejectedError as error:
        return error.message
