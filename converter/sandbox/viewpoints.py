"""BIM viewpoints: one, a batch, and what they are associated with."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from converter.sandbox.access import child_of, list_of, project_of_body, project_of_query
from converter.sandbox.call import Answer, Call, Document, Refusal, no_content, reply, whole
from converter.sandbox.checks import (
    RENDER_MODES,
    Check,
    Errors,
    Site,
    is_integer,
    json_text,
    known_only,
    of_project,
    one_of,
    problems,
    refuse,
    text,
    unknown,
    uuid,
    visibility,
)
from converter.sandbox.locations import line
from converter.sandbox.models import parents_of
from converter.sandbox.storage import address, snapshot, use
from converter.sandbox.store import Row
from converter.sandbox.viewpoint_data import as_procore

BATCH_LIMIT = 100
ITEM_TYPES = ("BimModelRevision", "Comment", "CoordinationIssue")
_TABLES = {"BimModelRevision": "bim_model_revisions", "Comment": "changes", "CoordinationIssue": "issues"}

VIEW_CHECKS: dict[str, Check] = {
    "name": text,
    "view_folder_id": of_project("bim_view_folders"),
    "camera_data": json_text,
    "redlines_data": json_text,
    "sections_data": json_text,
    "render_mode": one_of(*RENDER_MODES),
    "visibility": visibility,
}
_CHECKS: dict[str, Check] = {
    **VIEW_CHECKS, "bim_file_id": of_project("bim_files"), "upload_uuid": snapshot, "uuid": uuid,
}  # fmt: skip
_REQUIRED = ("bim_file_id", "upload_uuid", "camera_data")


def create(call: Call) -> Answer:
    """``POST /bim_viewpoints``."""
    body = call.document()
    known_only(call, body, "project_id", "bim_viewpoint")
    site = project_of_body(call, body)
    asked = child_of(body, "bim_viewpoint")
    refuse(_problems(site, asked))
    return reply(_shown(call, _made(site, asked)), 201)


def create_batch(call: Call) -> Answer:
    """``POST /bim_viewpoints/batch``: at most 100; what is wrong with one does not harm the others."""
    body = call.document()
    known_only(call, body, "project_id", "bim_viewpoints")
    site = project_of_body(call, body)
    items = list_of(body, "bim_viewpoints", BATCH_LIMIT)
    refused = refused_places(call, len(items))
    made: list[Document] = []
    errors: list[Document] = []
    for place, item in enumerate(items):
        wrong = {"base": ["refused by a fault"]} if place in refused else _problems(site, item)
        if wrong:
            errors.append({**item, "errors": wrong})
        else:
            made.append(_shown(call, _made(site, item)))
    return reply({"bim_viewpoints": made, "errors": errors})


def refused_places(call: Call, count: int) -> set[int]:
    """The items of a batch that the fault ``refuse`` takes out."""
    return call.fault.takes(count) if call.fault is not None and call.fault.kind == "refuse" else set()


def _problems(site: Site, asked: Document) -> Errors:
    errors = unknown(site.call, asked, tuple(_CHECKS)) | problems(site, asked, _CHECKS, _REQUIRED)
    if site.call.world.switches["duplicate_uuid"] == "error" and _taken(site, asked) is not None:
        errors.setdefault("uuid", []).append("has already been taken")
    return errors


def _taken(site: Site, asked: Document) -> int | None:
    """The viewpoint that has the uuid already: whether that is an error, the switch ``duplicate_uuid`` says."""
    sql = "SELECT id FROM viewpoints WHERE project_id = ? AND uuid = ? ORDER BY id"
    number: int | None = site.call.world.store.value(sql, site.project_id, str(asked.get("uuid") or "").lower())
    return number


def _made(site: Site, asked: Document) -> int:
    if site.call.world.switches["duplicate_uuid"] == "update" and (taken := _taken(site, asked)) is not None:
        return taken
    return make(site, asked, asked["bim_file_id"], asked["upload_uuid"])


def make(site: Site, asked: Document, bim_file: int, upload: str) -> int:
    """Keep a viewpoint that has been checked; gives its id."""
    now = site.call.world.clock.stamp()
    seen = asked.get("visibility")
    use(site.call, upload)
    names = ("name", "view_folder_id", "camera_data", "sections_data", "redlines_data", "render_mode")
    return site.call.world.store.add(
        "viewpoints", project_id=site.project_id, bim_file_id=bim_file, upload_uuid=upload,
        uuid=str(asked.get("uuid") or uuid4()).lower(), **{name: asked.get(name) for name in names},
        visibility=None if seen is None else json.dumps(seen), created_at=now, updated_at=now,
    )  # fmt: skip


def show(call: Call) -> Answer:
    """``GET /bim_viewpoints/{id}``."""
    return reply(_shown(call, int(_own(project_of_query(call), call.params["id"])["id"])))


def associate(call: Call) -> Answer:
    """``POST /bim_viewpoints/{id}/associations``: 204; a second time changes nothing."""
    body = call.document()
    known_only(call, body, "project_id", "procore_item")
    site = project_of_body(call, body)
    item = child_of(body, "procore_item")
    known_only(call, item, "item_id", "item_type", "primary")
    viewpoint = _own(site, call.params["id"])
    _require_item(site, item.get("item_type"), item.get("item_id"))
    sql = "INSERT OR IGNORE INTO associations VALUES (?, ?, ?)"
    call.world.store.run(sql, viewpoint["id"], item["item_type"], item["item_id"])
    return no_content()


def dissociate(call: Call) -> Answer:
    """``DELETE /bim_viewpoints/{id}/associations``."""
    site = project_of_query(call)
    viewpoint = _own(site, call.params["id"])
    values = (viewpoint["id"], call.asked("item_type"), whole(call.asked("item_id")))
    sql = " FROM associations WHERE viewpoint_id = ? AND item_type = ? AND item_id = ?"
    if call.world.store.value("SELECT 1" + sql, *values) is None:
        raise Refusal(404, "Association not found")
    call.world.store.run("DELETE" + sql, *values)
    return no_content()


def _own(site: Site, number: int) -> Row:
    sql = "SELECT * FROM viewpoints WHERE id = ? AND project_id = ?"
    row = site.call.world.store.one(sql, number, site.project_id)
    if row is None:
        raise Refusal(404, "BIM Viewpoint not found")
    return row


def _require_item(site: Site, kind: Any, number: Any) -> None:
    if kind not in ITEM_TYPES:
        raise Refusal(400, {"item_type": [f"is not included in the list: {', '.join(ITEM_TYPES)}"]})
    if not is_integer(number):
        raise Refusal(400, {"item_id": ["is missing" if number is None else "is not an integer"]})
    living = " AND deleted_at IS NULL" if kind == "CoordinationIssue" else ""
    place = "" if kind == "Comment" else " AND project_id = ?"
    sql = f"SELECT 1 FROM {_TABLES[kind]} WHERE id = ?{place}{living}"  # noqa: S608 - names are ours
    values = (number,) if kind == "Comment" else (number, site.project_id)
    if site.call.world.store.value(sql, *values) is None:
        raise Refusal(404, "Item not found")


def of_item(call: Call, kind: str, number: int, viewpoint_format: str = "default") -> list[Document]:
    """The viewpoints associated with an item, oldest first."""
    sql = "SELECT viewpoint_id FROM associations WHERE item_type = ? AND item_id = ? ORDER BY viewpoint_id"
    rows = call.world.store.all(sql, kind, number)
    return [_shown(call, row["viewpoint_id"], viewpoint_format) for row in rows]


def _shown(call: Call, number: int, viewpoint_format: str = "default") -> Document:
    row = call.world.store.one("SELECT * FROM viewpoints WHERE id = ?", number)
    assert row is not None  # noqa: S101 - its id comes from the state
    texts: Document = {name: row[name] for name in ("camera_data", "redlines_data", "sections_data")}
    if viewpoint_format == "procore":
        texts = as_procore(dict(row), call.world.switches)
        if texts["camera_data"] is None and call.world.switches["empty_viewpoint"] == "omitted":
            texts = {}
    names = ("id", "bim_file_id", "view_folder_id", "created_at", "updated_at", "name", "render_mode", "uuid")
    return {
        **{name: row[name] for name in names},
        "snapshot": picture(call, row["upload_uuid"]),
        "visibility": json.loads(row["visibility"]) if row["visibility"] else None,
        **texts,
    }


def picture(call: Call, upload: str) -> Document:
    """A stored file as an issue shows it."""
    row = call.world.store.one("SELECT rowid, name, content_type FROM uploads WHERE uuid = ?", upload)
    assert row is not None  # noqa: S101 - a used upload stays
    return {"id": row["rowid"], "name": row["name"], "content_type": row["content_type"], "url": address(call, upload)}


def hidden_objects(call: Call, viewpoint: Document) -> set[int] | None:
    """Ids of the objects of the published model that a viewpoint hides; None without a published model."""
    parents = parents_of(call, viewpoint["bim_file_id"])
    if parents is None or viewpoint["visibility"] is None:
        return None
    exceptions = viewpoint["visibility"].get("exceptions") or {}
    named = set(exceptions.get("object_ids") or ())
    for first, count in exceptions.get("object_ranges") or ():
        named |= {number for number in parents if first <= number < first + count}
    named &= set(parents)
    if call.world.switches["parent_ids"] == "hide_children":
        named |= {number for number in parents if not named.isdisjoint(line(number, parents))}
    return named if viewpoint["visibility"]["default_visibility"] else set(parents) - named
