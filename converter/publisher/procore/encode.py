"""Planned issues → items of ``PATCH /rest/v1.0/coordination_issues/sync``, with places for what the server knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import msgspec

from converter.geometry.object_ranges import VisibilityChoice
from converter.model.picture import Picture
from converter.plan.issues import Action, PlannedIssue, PlannedViewpoint
from converter.publisher.procore.viewpoint_data import camera_data, redlines_data, sections_data


class SyncOrigin(msgspec.Struct, frozen=True):
    """``origin``: all four are required."""

    title: str
    origin_id: str
    origin_type: str
    deep_link_url: str


class SyncVisibility(msgspec.Struct, frozen=True):
    """Everything is ``default_visibility``; the exceptions are the opposite."""

    default_visibility: bool
    exceptions: dict[str, Any]


class SyncViewpoint(msgspec.Struct, frozen=True, omit_defaults=True):
    """The one viewpoint of an item; the three ``_data`` are JSON texts."""

    name: str
    snapshot_upload_uuid: str
    camera_data: str
    sections_data: str | None = None
    redlines_data: str | None = None
    render_mode: str | None = None
    visibility: SyncVisibility | None = None


class SyncItem(msgspec.Struct, frozen=True, omit_defaults=True):
    """One issue to be made. Field names and meaning are Procore's."""

    uuid: str
    title: str
    description: str
    status: str
    issue_type: str
    origin: SyncOrigin
    priority: str | None = None
    due_date: str | None = None
    location_id: int | None = None
    assignee_id: int | None = None
    trade_id: int | None = None
    coordination_issue_file_id: int | None = None
    is_private: bool | None = None
    watcher_ids: tuple[int, ...] | None = None
    attachment_upload_uuids: tuple[str, ...] | None = None
    viewpoints: tuple[SyncViewpoint, ...] | None = None


class SyncUpdate(msgspec.Struct, frozen=True, omit_defaults=True):
    """One issue to be changed: its ``id`` in Procore, the title, which is required, and what changed."""

    id: int
    title: str
    description: str | None = None
    issue_type: str | None = None
    priority: str | None = None
    due_date: str | None = None
    location_id: int | None = None
    assignee_id: int | None = None
    trade_id: int | None = None
    is_private: bool | None = None
    watcher_ids: tuple[int, ...] | None = None


class SyncBody(msgspec.Struct, frozen=True):
    """A whole request body: one project, at most 1,000 items."""

    project_id: int
    updates: list[SyncItem | SyncUpdate]


@dataclass(frozen=True, slots=True)
class BimFile:
    """The BIM file all issues hang on: its id, or the name it is found or made by. Neither: each issue's own model."""

    name: str = ""
    id: int | None = None


class Placeholder(msgspec.Struct, frozen=True, omit_defaults=True):
    """A place in a body that only the server can fill.

    ``pointer`` is a JSON pointer (RFC 6901). ``kind`` is ``upload``, ``bim_file``, ``location``, ``user``, ``trade``,
    ``issue`` or, for further viewpoints, ``view_folder``; the other fields say which one.
    """

    pointer: str
    kind: str
    name: str | None = None
    path: tuple[str, ...] | None = None
    email: str | None = None
    sha256: str | None = None
    file: str | None = None
    uuid: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """One request: its file name in the run folder, the exact bytes, and the places still open.

    ``uuids`` are those of its items, which stand in the body's list ``items``.
    """

    name: str
    body: bytes
    placeholders: tuple[Placeholder, ...]
    uuids: tuple[str, ...]
    items: str = "updates"


PENDING_ID = 0
"""Stands where an id will be."""


def pending_upload(sha256: str) -> str:
    """Stands where the uuid of an upload will be."""
    return f"upload:{sha256}"


def batches_of(project_id: int, issues: Iterable[PlannedIssue], bim_file: BimFile, size: int) -> Iterator[Batch]:
    """The issues to be made or changed, ``size`` to a request, in the order of the plan.

    A status is not among what can be changed here: closing and opening again are requests of their own.
    """
    waiting = (issue for issue in issues if issue.action is Action.CREATE or _is_update(issue))
    number = 0
    while chunk := list(islice(waiting, size)):
        number += 1
        items = [_update(issue) if _is_update(issue) else _item(issue, bim_file) for issue in chunk]
        yield Batch(
            name=f"batches/sync-{number:04d}.json",
            body=msgspec.json.encode(SyncBody(project_id, items)),
            placeholders=tuple(_placeholders(chunk, bim_file)),
            uuids=tuple([issue.uuid for issue in chunk]),
        )


def _is_update(issue: PlannedIssue) -> bool:
    return issue.action in {Action.UPDATE, Action.REOPEN} and bool(issue.changed_fields)


def _update(issue: PlannedIssue) -> SyncUpdate:
    changed = frozenset(issue.changed_fields)
    return SyncUpdate(
        id=PENDING_ID,
        title=issue.title,
        description=issue.description if "description" in changed else None,
        issue_type=issue.issue_type if "issue_type" in changed else None,
        priority=issue.priority if "priority" in changed else None,
        due_date=issue.due_date if "due_date" in changed else None,
        location_id=PENDING_ID if "location" in changed else None,
        assignee_id=PENDING_ID if "assignee" in changed else None,
        trade_id=PENDING_ID if "trade" in changed else None,
        is_private=issue.private if "private" in changed else None,
        watcher_ids=(PENDING_ID,) * len(issue.watchers) if "watchers" in changed else None,
    )


def _item(issue: PlannedIssue, bim_file: BimFile) -> SyncItem:
    viewpoint = issue.viewpoint
    origin = issue.origin
    return SyncItem(
        uuid=issue.uuid,
        title=issue.title,
        description=issue.description,
        status=issue.status,
        issue_type=issue.issue_type,
        origin=SyncOrigin(origin.title, origin.origin_id, origin.origin_type, origin.deep_link_url),
        priority=issue.priority,
        due_date=issue.due_date,
        location_id=None if issue.location is None else PENDING_ID,
        assignee_id=None if issue.assignee is None else PENDING_ID,
        trade_id=None if issue.trade is None else PENDING_ID,
        coordination_issue_file_id=bim_file.id or (PENDING_ID if bim_file.name or issue.model else None),
        is_private=issue.private,
        watcher_ids=(PENDING_ID,) * len(issue.watchers) or None,
        attachment_upload_uuids=tuple([pending_upload(each.sha256) for each in issue.attachments]) or None,
        viewpoints=None if viewpoint is None else (_viewpoint(viewpoint),),
    )


def _viewpoint(viewpoint: PlannedViewpoint) -> SyncViewpoint:
    return SyncViewpoint(
        name=viewpoint.name,
        snapshot_upload_uuid=pending_upload(viewpoint.picture.sha256),
        camera_data=camera_data(viewpoint.camera),
        sections_data=None if viewpoint.section is None else sections_data(viewpoint.section),
        redlines_data=redlines_data(viewpoint.redlines) if viewpoint.redlines else None,
        render_mode="shaded",
        visibility=None if viewpoint.visibility is None else visibility_of(viewpoint.visibility),
    )


def visibility_of(choice: VisibilityChoice) -> SyncVisibility:
    """What is seen, in the target's object ids."""
    return SyncVisibility(choice.default, choice.exceptions.as_lists())


def _placeholders(issues: Sequence[PlannedIssue], bim_file: BimFile) -> Iterator[Placeholder]:
    for place, issue in enumerate(issues):
        item = f"/updates/{place}"
        if _is_update(issue):
            yield Placeholder(f"{item}/id", "issue", uuid=issue.uuid)
            yield from _ids(item, issue, frozenset(issue.changed_fields))
            continue
        yield from _ids(item, issue, _WITH_IDS)
        for number, picture in enumerate(issue.attachments):
            yield upload_place(f"{item}/attachment_upload_uuids/{number}", picture)
        if bim_file.id is None and (name := bim_file.name or issue.model):
            yield Placeholder(f"{item}/coordination_issue_file_id", "bim_file", name=name)
        if issue.viewpoint is None:
            continue
        yield upload_place(f"{item}/viewpoints/0/snapshot_upload_uuid", issue.viewpoint.picture)


_WITH_IDS = frozenset({"location", "assignee", "trade", "watchers"})


def _ids(item: str, issue: PlannedIssue, fields: frozenset[str]) -> Iterator[Placeholder]:
    """Places of what Procore knows by ids, of those ``fields`` that are sent."""
    if issue.location is not None and "location" in fields:
        yield Placeholder(f"{item}/location_id", "location", path=issue.location)
    if issue.assignee is not None and "assignee" in fields:
        yield Placeholder(f"{item}/assignee_id", "user", email=issue.assignee)
    if issue.trade is not None and "trade" in fields:
        yield Placeholder(f"{item}/trade_id", "trade", name=issue.trade)
    for number, watcher in enumerate(issue.watchers if "watchers" in fields else ()):
        yield Placeholder(f"{item}/watcher_ids/{number}", "user", email=watcher)


def upload_place(pointer: str, picture: Picture) -> Placeholder:
    """The place of a picture's upload."""
    return Placeholder(pointer, "upload", sha256=picture.sha256, file=f"snapshots/{picture.file_name}")
