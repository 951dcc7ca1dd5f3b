"""Archives as another program reads them: bcf-client, the library of IfcOpenShell."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from converter.model.topic import Topic
from converter.model.viewpoint import Component, OrthogonalCamera, PerspectiveCamera, Viewpoint
from converter.report.bcf.archive import is_empty

MISSING = "bcf-client is not installed"
Identities = list[tuple[str | None, str | None]]


@dataclass(frozen=True)
class SeenView:
    """A viewpoint: its camera as numbers in the order of the file, and the components of its lists."""

    camera: tuple[float, ...]
    selection: Identities
    default: bool | None
    exceptions: Identities
    colored: list[tuple[str, Identities]]
    planes: int
    picture: bytes | None


@dataclass(frozen=True)
class SeenTopic:
    """A topic: its title, its comments as author and text, and its viewpoints by guid."""

    title: str
    comments: list[tuple[str, str]]
    views: dict[str, SeenView]


def load(path: Path) -> dict[str, SeenTopic]:
    """Every topic by its guid."""
    pytest.importorskip("bcf", reason=MISSING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from bcf import bcfxml

        with bcfxml.load(path) as archive:
            assert archive.version.version_id == "2.1"
            return {guid: _topic(handler) for guid, handler in archive.topics.items()}


def _topic(handler: Any) -> SeenTopic:
    views = {each.guid: _view(each) for each in handler.viewpoints.values()}
    return SeenTopic(handler.topic.title, [(each.author, each.comment) for each in handler.comments], views)


def _view(handler: Any) -> SeenView:
    info = handler.visualization_info
    lists = info.components
    visibility = lists.visibility if lists else None
    return SeenView(
        _camera(info),
        _identities(lists.selection if lists else None),
        visibility.default_visibility if visibility else None,
        _identities(visibility.exceptions if visibility else None),
        [(each.color, _identities(each)) for each in lists.coloring.color] if lists and lists.coloring else [],
        len(info.clipping_planes.clipping_plane) if info.clipping_planes else 0,
        handler.snapshot,
    )


def _camera(info: Any) -> tuple[float, ...]:
    camera = info.perspective_camera or info.orthogonal_camera
    if camera is None:
        return ()
    size = camera.field_of_view if info.perspective_camera else camera.view_to_world_scale
    vectors = (camera.camera_view_point, camera.camera_direction, camera.camera_up_vector)
    return (*(value for each in vectors for value in (each.x, each.y, each.z)), size)


def _identities(holder: Any) -> Identities:
    return [(each.ifc_guid, each.authoring_tool_id) for each in holder.component] if holder else []


def compare(path: Path, topics: tuple[Topic, ...]) -> None:
    """The other program sees what these topics say."""
    seen = load(path)
    assert set(seen) == {topic.guid for topic in topics}
    for topic in topics:
        found = seen[topic.guid]
        assert found.title.strip() == topic.title
        comments = [(author.strip(), text.strip()) for author, text in found.comments]
        assert comments == [(comment.author, comment.text) for comment in topic.comments]
        views = {view.guid: view for view in topic.viewpoints if not is_empty(view)}
        assert set(found.views) == set(views)
        for guid, view in found.views.items():
            _compare_view(view, views[guid])


def _compare_view(seen: SeenView, view: Viewpoint) -> None:
    assert seen.camera == pytest.approx(_numbers(view), rel=1e-9, abs=1e-12)
    assert seen.selection == _named(view.selection)
    assert seen.default == (view.visibility.default if view.visibility else None)
    assert seen.exceptions == (_named(view.visibility.exceptions) if view.visibility else [])
    assert seen.colored == [(each.color, _named(each.components)) for each in view.coloring]
    assert seen.planes == len(view.clipping_planes)
    assert (seen.picture is not None) == (view.snapshot_entry is not None)


def _numbers(view: Viewpoint) -> tuple[float, ...]:
    match view.camera:
        case PerspectiveCamera(place, ahead, above, angle):
            return (*place, *ahead, *above, math.degrees(angle))
        case OrthogonalCamera(place, ahead, above, height):
            return (*place, *ahead, *above, height)
    return ()


def _named(found: tuple[Component, ...]) -> Identities:
    return [(each.ifc_guid, each.authoring_tool_id) for each in found]
