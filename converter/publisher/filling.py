"""What belongs into the places of an item: ids and uploads."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from converter.publisher.ledger import Kind
from converter.publisher.ledger.lookups import Name
from converter.publisher.publication import Publication
from converter.publisher.wanted import Place

_KINDS = {"bim_file": Kind.BIM_FILE, "location": Kind.LOCATION, "user": Kind.PERSON, "trade": Kind.TRADE}


def fill(publication: Publication, place: Place) -> int | str | None:
    """What belongs into a place, None where it cannot be had; that is counted."""
    found: int | str | None
    directory = publication.directory
    if place.kind == "upload":
        stored = publication.uploads.get(place.sha256)
        is_usable = stored is not None and stored.is_usable(publication.options.owner, publication.now())
        found = stored.upload_uuid if stored and is_usable else None
    elif place.kind == "bim_file":
        found = directory.bim_file(place.name)
    elif place.kind == "location":
        found = directory.location(place.location)
    elif place.kind == "user":
        found = directory.watcher(place.email) if _is_watcher(place) else directory.assignee(place.email)
    else:
        found = directory.trade(place.name)
    if found is None:
        what = place.email or place.name or " › ".join(place.location) or place.file
        publication.summary.left_out[f"{place.kind}: {what}"] += 1
    return found


def renewed(publication: Publication, places: Iterable[Place], fields: Collection[str]) -> bool:
    """Forget ids from an earlier run that stand in ``fields``, which Procore refused; True when there were any.

    What was found in this run is not looked for again: the answer would be the same.
    """
    asked = {_plain(name) for name in fields}
    is_any = False
    for place in places:
        if place.kind in _KINDS and _plain(str(place.path[0])) in asked:
            is_any = publication.directory.renew(*_named(place)) or is_any
    return is_any


def _is_watcher(place: Place) -> bool:
    return place.path[0] == "watcher_ids"


def _named(place: Place) -> tuple[Kind, Name]:
    kind = Kind.WATCHER if _is_watcher(place) else _KINDS[place.kind]
    return kind, place.location if kind is Kind.LOCATION else place.email or place.name


def _plain(name: str) -> str:
    """Errors name a field as it was sent, or what it refers to: ``location_id``, ``location``."""
    return name.partition(".")[0].removesuffix("_ids").removesuffix("_id")
