"""``topics.jsonl`` of the run folder: topics as they were read, so that an export loses nothing of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_type_hints

import msgspec

from converter.model.topic import Topic
from converter.model.viewpoint import Camera, OrthogonalCamera, PerspectiveCamera, Viewpoint
from converter.plan.issues import Action, PlannedIssue
from converter.plan.lookups import FindSnapshot

_VIEWPOINT_TYPES = {name: kind for name, kind in get_type_hints(Viewpoint).items() if name != "camera"}
_TOPIC_TYPES = {name: kind for name, kind in get_type_hints(Topic).items() if name != "viewpoints"}


def topic_lines(
    issues: Iterable[PlannedIssue], topics: Mapping[tuple[str, str], Topic], snapshot: FindSnapshot, kept: set[str]
) -> Iterator[dict[str, Any]]:
    """A line for each issue that was a topic; ``topics`` by file and guid, ``kept`` the pictures in the run folder."""
    for issue in issues:
        topic = topics.get((issue.sources[0].file, issue.sources[0].guid)) if issue.sources else None
        if topic is None or issue.action is Action.WITHHOLD:
            continue
        pictures = [snapshot(issue.sources[0].file, view) for view in topic.viewpoints]
        names = [found.file_name if found and found.sha256 in kept else None for found in pictures]
        yield {"issue": issue.uuid, "snapshots": names, "topic": topic}


def topic_of(record: Mapping[str, Any]) -> Topic:
    """The topic of a line. ``ValueError`` or ``KeyError`` for what is none."""
    viewpoints = tuple(_viewpoint_of(each) for each in record["viewpoints"])
    return Topic(**_converted(record, _TOPIC_TYPES), viewpoints=viewpoints)


def _viewpoint_of(record: Mapping[str, Any]) -> Viewpoint:
    return Viewpoint(**_converted(record, _VIEWPOINT_TYPES), camera=_camera_of(record["camera"]))


def _camera_of(record: Mapping[str, Any] | None) -> Camera | None:
    """The two cameras are told apart by what makes them so."""
    if record is None:
        return None
    if "view_height_m" in record:
        return msgspec.convert(record, OrthogonalCamera)
    return msgspec.convert(record, PerspectiveCamera)


def _converted(record: Mapping[str, Any], types: Mapping[str, Any]) -> dict[str, Any]:
    return {name: msgspec.convert(record[name], kind) for name, kind in types.items()}
