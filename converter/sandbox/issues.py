"""Making and changing an issue: the rules that sync, POST and PATCH share."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from converter.sandbox.access import may_edit, rights
from converter.sandbox.call import Call, Document
from converter.sandbox.checks import (
    BLANK,
    ISSUE_TYPES,
    MISSING,
    PRIORITIES,
    STATUSES,
    Check,
    Errors,
    Site,
    as_day,
    assignee,
    boolean,
    container,
    day,
    description,
    integer,
    is_integer,
    of_project,
    one_of,
    origin,
    problems,
    text,
    title,
    trade,
    unknown,
    uuid,
    watchers,
)
from converter.sandbox.storage import attachment, snapshot, use
from converter.sandbox.store import Row
from converter.sandbox.viewpoints import VIEW_CHECKS, make

UPDATABLE: dict[str, Check] = {
    "title": title,
    "description": description,
    "location_id": of_project("locations"),
    "assignee_id": assignee,
    "due_date": day,
    "issue_type": one_of(*ISSUE_TYPES),
    "priority": one_of(*PRIORITIES),
    "trade_id": trade,
}
NEW_FIELDS: dict[str, Check] = {
    "is_private": boolean,
    "coordination_issue_type_id": integer,
    "coordination_issue_priority_id": integer,
    "watcher_ids": watchers,
}
CREATABLE: dict[str, Check] = {
    **UPDATABLE,
    "uuid": uuid,
    "status": one_of(*STATUSES),
    "creation_source": text,
    "coordination_issue_file_id": of_project("bim_files"),
    "drawing_revision_id": integer,
    "bim_model_id": of_project("bim_models"),
    "origin": origin,
    "document_container_metadata": container,
}
_LISTS = ("attachment_upload_uuids", "viewpoints")
_VIEWPOINT: dict[str, Check] = {**VIEW_CHECKS, "snapshot_upload_uuid": snapshot}
CLOSING = "only an Admin of the Coordination Issues tool can close an issue"
NOT_YOURS = "You do not have permission to edit this issue"


def known_fields(call: Call, *more: str) -> tuple[str, ...]:
    """The names of the fields of an item."""
    new = NEW_FIELDS if call.world.switches["new_fields"] == "known" else {}
    return (*CREATABLE, *_LISTS, *new, *more)


def create_problems(site: Site, item: Document) -> Errors:
    """What is wrong with an issue to be made, by field."""
    errors = unknown(site.call, item, known_fields(site.call))
    errors |= problems(site, item, {**CREATABLE, **NEW_FIELDS}, ("title",))
    if item.get("coordination_issue_file_id") is not None and item.get("drawing_revision_id") is not None:
        errors["drawing_revision_id"] = ["cannot be present together with coordination_issue_file_id"]
    if item.get("status") not in (None, "open", "closed", "in_progress"):
        errors["status"] = ["must be open or closed"]
    if item.get("status") == "closed" and rights(site) != "admin":
        errors["status"] = [CLOSING]
    errors |= _viewpoint_problems(site, item) | _attachment_problems(site, item)
    return errors


def _viewpoint_problems(site: Site, item: Document) -> Errors:
    viewpoints: Any = item.get("viewpoints")
    if viewpoints is None or viewpoints == []:
        return {}
    if not isinstance(viewpoints, list) or not all(isinstance(each, dict) for each in viewpoints):
        return {"viewpoints": ["is not a list of objects"]}
    if len(viewpoints) > 1:
        return {"viewpoints": ["only one viewpoint is allowed"]}
    errors: Errors = {}
    if item.get("coordination_issue_file_id") is None:
        errors["coordination_issue_file_id"] = ["is required when viewpoints is present"]
    view = viewpoints[0]
    inner = unknown(site.call, view, tuple(_VIEWPOINT))
    inner |= problems(site, view, _VIEWPOINT, ("snapshot_upload_uuid", "camera_data"))
    return errors | {f"viewpoints.{name}": texts for name, texts in inner.items()}


def _attachment_problems(site: Site, item: Document) -> Errors:
    uploads: Any = item.get("attachment_upload_uuids")
    if uploads is None:
        return {}
    if not isinstance(uploads, list):
        return {"attachment_upload_uuids": ["is not a list"]}
    if site.call.world.switches.exceeded("max_attachments", len(uploads)):
        return {"attachment_upload_uuids": ["has too many attachments"]}
    wrong = [f"{each}: {found}" for each in uploads if (found := attachment(site, each)) is not None]
    return {"attachment_upload_uuids": wrong} if wrong else {}


def create(site: Site, item: Document) -> int:
    """Keep an issue that has been checked; gives its id."""
    store, me, now = site.call.world.store, site.call.caller.user_id, site.call.world.clock.stamp()
    number = store.value("SELECT COALESCE(MAX(issue_number), 0) + 1 FROM issues WHERE project_id = ?", site.project_id)
    columns = {name: _stored(name, item.get(name)) for name in (*CREATABLE, *NEW_FIELDS)}
    columns |= {
        "uuid": str(item.get("uuid") or uuid4()).lower(),
        "status": _status(site, item.get("status")),
        "creation_source": "third_party",  # what a third party sends here is ignored
    }
    new = store.add(
        "issues", **columns, project_id=site.project_id, issue_number=number, created_by_id=me, updated_by_id=me,
        created_at=now, updated_at=now,
    )  # fmt: skip
    for view in item.get("viewpoints") or ():
        viewpoint = make(site, view, item["coordination_issue_file_id"], view["snapshot_upload_uuid"])
        store.insert("associations", viewpoint_id=viewpoint, item_type="CoordinationIssue", item_id=new)
    for upload in item.get("attachment_upload_uuids") or ():
        store.add("attachments", issue_id=new, upload_uuid=upload)
        use(site.call, upload)
    return new


def _status(site: Site, status: object) -> str:
    if status == "in_progress" and site.call.world.switches["in_progress"] == "stored_as_open":
        return "open"
    return str(status or "open")


def _stored(name: str, value: Any) -> object:
    if value is None:
        return None
    if name == "due_date":
        return as_day(value)
    return json.dumps(value) if isinstance(value, dict | list) else value


def update_problems(site: Site, row: Row, item: Document, fields: dict[str, Check]) -> Errors:
    """What is wrong with the new values of an issue; only ``fields`` are looked at."""
    if not (may_edit(site, row["created_by_id"]) or _hands_in(site, row, item)):
        return {"base": [NOT_YOURS]}
    errors = problems(site, item, fields)
    if "title" in item and item["title"] is None:
        errors["title"] = [BLANK]
    if "status" in fields and "status" not in errors:
        errors |= _status_problems(site, row, item)
    return errors


def _hands_in(site: Site, row: Row, item: Document) -> bool:
    """An assignee says "ready for review", and nothing else: the one change to an issue made by somebody else."""
    mine = row["assignee_id"] == site.call.caller.user_id and rights(site) == "standard"
    return mine and item == {"status": "ready_for_review"}


def _status_problems(site: Site, row: Row, item: Document) -> Errors:
    status = item.get("status", row["status"])
    if status == row["status"]:
        return {}
    if status is None:
        return {"status": [MISSING]}
    if status == "closed" and rights(site) != "admin":
        return {"status": [CLOSING]}
    if status == "ready_for_review" and row["assignee_id"] != site.call.caller.user_id:
        return {"status": ["only the assignee can set ready_for_review"]}
    if status in ("blocked", "unblocked", "moved_to_observation"):
        return {"status": ["follows linked items and cannot be set"]}
    return {}


def update(site: Site, row: Row, item: Document, names: Iterable[str]) -> None:
    """Give an issue new values that have been checked; every change is written into its history."""
    values = {name: _stored(name, item[name]) for name in names if name in item}
    changed = {name: value for name, value in values.items() if value != row[name]}
    store, me, now = site.call.world.store, site.call.caller.user_id, site.call.world.clock.stamp()
    for name, value in changed.items():
        texts = [None if each is None else str(each) for each in (row[name], value)]
        columns = {"field": name, "old_value": texts[0], "new_value": texts[1]}
        store.add("changes", issue_id=row["id"], **columns, created_by_id=me, created_at=now)
    if changed:
        store.update("issues", row["id"], **changed, updated_by_id=me, updated_at=now)


def living(site: Site, number: object) -> Row | None:
    """An issue of the project that has not been deleted; None also for what is no id at all."""
    if not is_integer(number):
        return None
    sql = "SELECT * FROM issues WHERE id = ? AND project_id = ? AND deleted_at IS NULL"
    return site.call.world.store.one(sql, number, site.project_id)
