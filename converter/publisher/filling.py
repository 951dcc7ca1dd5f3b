"""What belongs into the places of an item: ids and uploads."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from converter.publisher.ledger import Kind
from converter.publisher.ledger.lookups import Name
from converter.publisher.publication import Publication
from converter.publisher.uploading import put_up
from converter.publisher.wanted import Place, Wanted, filled

_KINDS = {"bim_file": Kind.BIM_FILE, "location": Kind.LOCATION, "user": Kind.PERSON, "trade": Kind.TRADE}


def fill(publication: Publication, place: Place) -> int | str | None:
    """What belongs into a place, None where it cannot be had; that is counted."""
    found = _found(publication, place, tries_again=True)
    if found is None:
        _count(publication, place)
    return found


def filled_item(
    publication: Publication, wanted: Wanted, *, tries_again: bool = True
) -> tuple[dict[str, Any], list[Place]]:
    """The item with its places filled, and the places for which there is nothing.

    Without ``tries_again`` a location that Procore refused in an earlier run is not asked for: that would be a write.
    """
    missing: list[Place] = []

    def value(place: Place) -> int | str | None:
        found = _found(publication, place, tries_again=tries_again)
        if found is None:
            missing.append(place)
        return found

    return filled(wanted, value), missing


def note_missing(publication: Publication, uuid: str, missing: Collection[Place]) -> None:
    """Count what could not be had, and keep the fields of the issue it was for."""
    for place in missing:
        _count(publication, place)
    publication.summary.unfilled[uuid] = frozenset([str(place.path[0]) for place in missing])


def renewed(publication: Publication, places: Iterable[Place], fields: Collection[str]) -> bool:
    """Forget what stands in ``fields``, which Procore refused; True when there was anything.

    Of ids those from an earlier run: what was found in this run is not looked for again, for the answer would be the
    same. Pictures go up anew, one for each place: an upload is refused when it expired or another issue has it.
    """
    is_any = False
    for place in places:
        if place.kind == "upload" and any(_is_about(name, place) for name in fields):
            is_any = _put_up_anew(publication, place) or is_any
        elif place.kind in _KINDS and _plain(str(place.path[0])) in {_plain(name) for name in fields}:
            is_any = publication.directory.renew(*_named(place)) or is_any
    return is_any


def _found(publication: Publication, place: Place, *, tries_again: bool) -> int | str | None:
    directory = publication.directory
    if place.kind == "upload":
        if spare := publication.spare_uploads.get(place.sha256):
            return spare.pop()
        return _upload(publication, place)
    if place.kind == "bim_file":
        return directory.bim_file(place.name)
    if place.kind == "location":
        return directory.location(place.location, tries_again=tries_again)
    if place.kind == "user":
        return directory.watcher(place.email) if _is_watcher(place) else directory.assignee(place.email)
    return directory.trade(place.name)


def _upload(publication: Publication, place: Place) -> str | None:
    stored = publication.uploads.get(place.sha256)
    is_usable = stored is not None and stored.is_usable(publication.options.owner, publication.now())
    return stored.upload_uuid if stored and is_usable else None


def _put_up_anew(publication: Publication, place: Place) -> bool:
    """Another upload of a picture, for one item that is about to be prepared again."""
    name, _, content = publication.content_of(place.sha256)
    publication.ledger.uploads.plan(
        place.sha256, owner=publication.options.owner, file_name=name, size=len(content)
    )  # forgets the one that was refused
    put_up(publication, [place])
    if (found := _upload(publication, place)) is None:
        return False
    publication.spare_uploads.setdefault(place.sha256, []).append(found)
    return True


def _count(publication: Publication, place: Place) -> None:
    what = place.email or place.name or " › ".join(place.location) or place.file
    publication.summary.left_out[f"{place.kind}: {what}"] += 1


def _is_watcher(place: Place) -> bool:
    return place.path[0] == "watcher_ids"


def _named(place: Place) -> tuple[Kind, Name]:
    kind = Kind.WATCHER if _is_watcher(place) else _KINDS[place.kind]
    return kind, place.location if kind is Kind.LOCATION else place.email or place.name


def _plain(name: str) -> str:
    """Errors name a field as it was sent, or what it refers to: ``location_id``, ``location``."""
    return name.partition(".")[0].removesuffix("_ids").removesuffix("_id")


def _is_about(name: str, place: Place) -> bool:
    """Whether an error may be about an upload: of a viewpoint other parts are refused too, and named where they are."""
    head, _, rest = name.partition(".")
    return head == place.path[0] and (not rest or rest.endswith(str(place.path[-1])))
