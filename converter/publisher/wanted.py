"""What a plan wants of the target, item by item, as the bodies of the run folder have it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from converter.plan.issues import Action


@dataclass(frozen=True, slots=True)
class Place:
    """A place in an item that only the server can fill: where it is, of what kind, and what is to be put there.

    ``location`` is the path of a location or of a view folder.
    """

    path: tuple[str | int, ...]
    kind: str
    name: str = ""
    location: tuple[str, ...] = ()
    email: str = ""
    sha256: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class FurtherView:
    """A viewpoint of an issue beside the one that sync makes: ``item`` by the names of ``bim_viewpoints``."""

    uuid: str
    name: str
    item: Mapping[str, Any]
    places: tuple[Place, ...] = ()

    def uploads(self) -> Iterator[Place]:
        """Its picture."""
        return (place for place in self.places if place.kind == "upload")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One issue as it shall be: ``item`` by Procore's names, with the places still open.

    ``status`` is what it shall have in the end; None where the plan does not say. ``main_view`` is the plan's uuid of
    the viewpoint in ``item``, which Procore does not know ("" where the source gives viewpoints no identity).
    """

    uuid: str
    key: str
    action: Action
    reason: str
    title: str
    item: Mapping[str, Any]
    places: tuple[Place, ...] = ()
    status: str | None = None
    main_view: str = ""
    views: tuple[FurtherView, ...] = ()

    def only(self, fields: Collection[str]) -> Wanted:
        """The same with these fields alone: nothing is looked up for the others."""
        item = {name: value for name, value in self.item.items() if name in fields}
        return replace(self, item=item, places=tuple([place for place in self.places if place.path[0] in fields]))

    def own_uploads(self) -> Iterator[Place]:
        """The pictures that have to be up before it can be made."""
        return (place for place in self.places if place.kind == "upload")

    def uploads(self) -> Iterator[Place]:
        """Every picture of it, those of further viewpoints too."""
        yield from self.own_uploads()
        for view in self.views:
            yield from view.uploads()


Fill = Callable[[Place], int | str | None]


def filled(wanted: Wanted, fill: Fill) -> dict[str, Any]:
    """The item with its places filled; what there is nothing for is left out of it.

    Without its picture a viewpoint is left out, without its BIM file too: Procore takes neither. Ids of watchers are
    sorted, so that two lists of the same people are the same.
    """
    item = with_values(wanted.item, wanted.places, fill)
    if item.get("viewpoints") and (
        item.get("coordination_issue_file_id") is None or item["viewpoints"][0].get("snapshot_upload_uuid") is None
    ):
        del item["viewpoints"]
    if uploads := item.get("attachment_upload_uuids"):
        item["attachment_upload_uuids"] = [each for each in uploads if each is not None] or None
    if watchers := item.get("watcher_ids"):
        item["watcher_ids"] = sorted({each for each in watchers if each is not None}) or None
    return {name: value for name, value in item.items() if value is not None}


def with_values(item: Mapping[str, Any], places: Collection[Place], fill: Fill) -> dict[str, Any]:
    """A copy of the item with a value, or None, in each of its places."""
    copied: dict[str, Any] = copy.deepcopy(dict(item))
    for place in places:
        inner: Any = copied
        for step in place.path[:-1]:
            inner = inner[step]
        inner[place.path[-1]] = fill(place)
    return copied
