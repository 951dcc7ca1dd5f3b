"""What a plan wants of the target, item by item, as the bodies of the run folder have it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from converter.plan.issues import Action


@dataclass(frozen=True, slots=True)
class Place:
    """A place in an item that only the server can fill: where it is, of what kind, and what is to be put there."""

    path: tuple[str | int, ...]
    kind: str
    name: str = ""
    location: tuple[str, ...] = ()
    email: str = ""
    sha256: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One issue as it shall be: ``item`` by Procore's names, with the places still open.

    ``status`` is what it shall have in the end; None where the plan does not say.
    """

    uuid: str
    key: str
    action: Action
    reason: str
    title: str
    item: Mapping[str, Any]
    places: tuple[Place, ...] = ()
    status: str | None = None

    def only(self, fields: Collection[str]) -> Wanted:
        """The same with these fields alone: nothing is looked up for the others."""
        item = {name: value for name, value in self.item.items() if name in fields}
        return replace(self, item=item, places=tuple([place for place in self.places if place.path[0] in fields]))

    def uploads(self) -> Iterator[Place]:
        """The pictures that have to be up before it can be made."""
        return (place for place in self.places if place.kind == "upload")


Fill = Callable[[Place], int | str | None]


def filled(wanted: Wanted, fill: Fill) -> tuple[dict[str, Any], tuple[Place, ...]]:
    """The item with its places filled, and the places for which there was nothing: they are left out of it.

    Without its picture a viewpoint is left out, without its BIM file too: Procore takes neither.
    """
    item: dict[str, Any] = copy.deepcopy(dict(wanted.item))
    missing = []
    for place in wanted.places:
        value = fill(place)
        if value is None:
            missing.append(place)
        _put(item, place.path, value)
    if item.get("viewpoints") and (
        item.get("coordination_issue_file_id") is None or item["viewpoints"][0].get("snapshot_upload_uuid") is None
    ):
        del item["viewpoints"]
    if uploads := item.get("attachment_upload_uuids"):
        item["attachment_upload_uuids"] = [each for each in uploads if each is not None]
    return {name: value for name, value in item.items() if value is not None}, tuple(missing)


def _put(item: Any, path: tuple[str | int, ...], value: int | str | None) -> None:
    for step in path[:-1]:
        item = item[step]
    item[path[-1]] = value
