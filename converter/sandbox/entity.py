"""A coordination issue as Procore shows it, in the views compact, normal and extended."""

from __future__ import annotations

import json

from converter.sandbox.call import Call, Document, Refusal
from converter.sandbox.locations import shown as location_shown
from converter.sandbox.people import person
from converter.sandbox.store import Row
from converter.sandbox.viewpoints import of_item, picture

VIEWS = ("compact", "normal", "extended")
FORMATS = ("default", "procore")
_PLAIN = (
    "id", "uuid", "title", "description", "status", "issue_number", "creation_source", "due_date", "project_id",
    "bim_model_id", "issue_type", "priority", "created_at", "updated_at",
)  # fmt: skip
_NEW = ("coordination_issue_type_id", "coordination_issue_priority_id")


def view_of(call: Call, default: str) -> str:
    """The view a call asks for. ``Refusal`` 400 for one that does not exist."""
    view = call.asked("view") or default
    if view not in VIEWS:
        raise Refusal(400, {"view": [f"is not included in the list: {', '.join(VIEWS)}"]})
    return view


def format_of(call: Call) -> str:
    """The ``viewpoint_format`` a call asks for; it counts in the extended view only."""
    form = call.asked("viewpoint_format") or "default"
    if form not in FORMATS:
        raise Refusal(400, {"viewpoint_format": [f"is not included in the list: {', '.join(FORMATS)}"]})
    return form


def entity(call: Call, row: Row, view: str = "extended", viewpoint_format: str = "default") -> Document:
    """An issue. Normal lacks attachments, viewpoints, linked items and updated_by; compact has the id only."""
    if view == "compact":
        return {"id": row["id"]}
    shown = _normal(call, row)
    return shown if view == "normal" else {**shown, **_more(call, row, viewpoint_format)}


def _normal(call: Call, row: Row) -> Document:
    store = call.world.store
    shown: Document = {name: row[name] for name in _PLAIN}
    bim_file = "SELECT id, name, uuid FROM bim_files WHERE id = ?"
    shown["coordination_issue_file"] = store.one(bim_file, row["coordination_issue_file_id"])
    trade = store.one("SELECT id, name, active, updated_at FROM trades WHERE id = ?", row["trade_id"])
    shown["trade"] = trade and {**trade, "active": bool(trade["active"])}
    place = store.one("SELECT * FROM locations WHERE id = ?", row["location_id"])
    shown["location"] = place and location_shown(place)
    shown["drawing_revision"] = row["drawing_revision_id"] and {"id": row["drawing_revision_id"], "title": ""}
    shown["origin"] = row["origin"] and json.loads(row["origin"])
    shown["assignee"] = person(call, row["assignee_id"])
    shown["created_by"] = person(call, row["created_by_id"])
    shown["comments_count"] = 0
    metadata = row["document_container_metadata"]
    shown["document_container_metadata"] = metadata and json.loads(metadata)
    if call.world.switches["new_fields"] == "known":
        shown |= {name: row[name] for name in _NEW} | {"is_private": bool(row["is_private"])}
        shown["watcher_ids"] = json.loads(row["watcher_ids"] or "[]")
    return shown


def _more(call: Call, row: Row, viewpoint_format: str) -> Document:
    sql = "SELECT * FROM attachments WHERE issue_id = ? ORDER BY id"
    attachments = [
        {**picture(call, each["upload_uuid"]), "id": each["id"], "viewable": True}
        for each in call.world.store.all(sql, row["id"])
    ]
    return {
        "updated_by": person(call, row["updated_by_id"]),
        "viewpoints": of_item(call, "CoordinationIssue", row["id"], viewpoint_format),
        "attachments": attachments,
        "linked_procore_items": [],
        "linked_drawings": [],
        "linked_observation_items": [],
        "document_snapshots": [],
        "drawing_markup_preview_images": [],
        "custom_fields": {},
    }
