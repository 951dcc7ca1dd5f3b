"""Further viewpoints of planned issues → bodies of ``POST /rest/v1.0/bim_viewpoints/batch``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from converter.plan.issues import Action, PlannedIssue, PlannedViewpoint
from converter.publisher.procore.encode import (
    PENDING_ID,
    Batch,
    BimFile,
    Placeholder,
    SyncVisibility,
    pending_upload,
    upload_place,
    visibility_of,
)
from converter.publisher.procore.viewpoint_data import camera_data, redlines_data, sections_data
from converter.publisher.procore.viewpoints_api import BATCH

VIEW_FOLDER = ("Coordination Issues",)
"""Where these viewpoints lie among the views of their BIM file."""
_ITEMS = "bim_viewpoints"
_SHOWN = frozenset({Action.CREATE, Action.UPDATE, Action.REOPEN, Action.UNCHANGED})


class BimViewpoint(msgspec.Struct, frozen=True, omit_defaults=True):
    """One viewpoint. Names and meaning are Procore's; the picture is ``upload_uuid`` here."""

    uuid: str
    name: str
    bim_file_id: int
    view_folder_id: int
    upload_uuid: str
    camera_data: str
    sections_data: str | None = None
    redlines_data: str | None = None
    render_mode: str | None = None
    visibility: SyncVisibility | None = None


class ViewsBody(msgspec.Struct, frozen=True):
    """A whole request body: at most 100 viewpoints."""

    project_id: int
    bim_viewpoints: list[BimViewpoint]


def view_batches_of(project_id: int, issues: Iterable[PlannedIssue], bim_file: BimFile) -> Iterator[Batch]:
    """The further viewpoints of issues that are, or will be, in Procore, in the order of the plan.

    Where there is no BIM file there is none: Procore takes no viewpoint without one.
    """
    found = [
        (view, bim_file.name or issue.model)
        for issue in issues
        if issue.action in _SHOWN and (bim_file.id or bim_file.name or issue.model)
        for view in issue.further_views
    ]
    for number, start in enumerate(range(0, len(found), BATCH), start=1):
        chunk = found[start : start + BATCH]
        items = [_item(view, bim_file) for view, _ in chunk]
        yield Batch(
            name=f"viewpoints/viewpoints-{number:04d}.json",
            body=msgspec.json.encode(ViewsBody(project_id, items)),
            placeholders=tuple(_placeholders(chunk, bim_file)),
            uuids=tuple([view.uuid for view, _ in chunk]),
            items=_ITEMS,
        )


def _item(view: PlannedViewpoint, bim_file: BimFile) -> BimViewpoint:
    return BimViewpoint(
        uuid=view.uuid,
        name=view.name,
        bim_file_id=bim_file.id or PENDING_ID,
        view_folder_id=PENDING_ID,
        upload_uuid=pending_upload(view.picture.sha256),
        camera_data=camera_data(view.camera),
        sections_data=None if view.section is None else sections_data(view.section),
        redlines_data=redlines_data(view.redlines) if view.redlines else None,
        render_mode="shaded",
        visibility=None if view.visibility is None else visibility_of(view.visibility),
    )


def _placeholders(views: Sequence[tuple[PlannedViewpoint, str]], bim_file: BimFile) -> Iterator[Placeholder]:
    for place, (view, model) in enumerate(views):
        item = f"/{_ITEMS}/{place}"
        if bim_file.id is None:
            yield Placeholder(f"{item}/bim_file_id", "bim_file", name=model)
        yield Placeholder(f"{item}/view_folder_id", "view_folder", path=VIEW_FOLDER)
        yield upload_place(f"{item}/upload_uuid", view.picture)
