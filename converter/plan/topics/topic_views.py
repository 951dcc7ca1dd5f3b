"""Which viewpoints of a topic an issue can show, and what becomes of the pictures of the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from converter.model.picture import Picture
from converter.model.viewpoint import Camera, Viewpoint
from converter.plan.identity import issue_uuid


@dataclass(frozen=True, slots=True)
class TopicView:
    """A viewpoint with a camera and a picture; the first of a topic is the one its issue shows.

    ``number`` is the one under which the description lists it, ``uuid`` is the same in every run.
    """

    number: int
    uuid: str
    view: Viewpoint
    camera: Camera
    picture: Picture


def shown_views(
    project_id: int, issue: str, views: Sequence[Viewpoint], pictures: Sequence[Picture | None]
) -> Iterator[TopicView]:
    """The viewpoints that can be shown, in their order.

    Their uuids are of the issue's uuid and their guids: the order of the viewpoints does not matter.
    """
    counted: Counter[str | None] = Counter()
    for place, (view, picture) in enumerate(zip(views, pictures, strict=True)):
        counted[view.guid] += 1
        if view.camera is not None and picture is not None:
            uuid = issue_uuid(project_id, f"view|{issue}|{view.guid}|{counted[view.guid]}")
            yield TopicView(place + 1, uuid, view, view.camera, picture)


def other_pictures(pictures: Sequence[Picture | None], shown: Sequence[TopicView]) -> Iterator[tuple[int, Picture]]:
    """Pictures of viewpoints that cannot be shown, each one once, with the viewpoint's place in the topic."""
    seen = {each.picture.sha256 for each in shown}
    for place, picture in enumerate(pictures):
        if picture is not None and picture.sha256 not in seen:
            seen.add(picture.sha256)
            yield place, picture
