"""BIM models, their revisions, and the objects and properties of what was published."""

from __future__ import annotations

import json
from typing import Any

from converter.sandbox.access import child_of, project_of_body, project_of_query
from converter.sandbox.bim_files import new_file
from converter.sandbox.call import Answer, Call, Document, Refusal, reply
from converter.sandbox.checks import Check, of_project, problems, refuse, text
from converter.sandbox.paging import integers, known_filters, marks, select
from converter.sandbox.store import Row

_NO_BOUNDARY = {"min_boundary": None, "max_boundary": None, "rotation": None}


def list_models(call: Call) -> Answer:
    """``GET /bim_models``."""
    known_filters(call, "id", "bim_file_id", "has_revisions", "search")
    site = project_of_query(call)
    sql, values = _in_ids(call, "SELECT * FROM bim_models WHERE project_id = ?", [site.project_id], "id", "bim_file_id")
    filters = call.filters()
    if "has_revisions" in filters:
        published = "EXISTS (SELECT 1 FROM bim_model_revisions WHERE bim_model_id = bim_models.id)"
        sql += f" AND {published}" if filters["has_revisions"][-1] == "true" else f" AND NOT {published}"
    if "search" in filters:
        sql, values = f"{sql} AND INSTR(LOWER(title), ?)", [*values, filters["search"][-1].lower()]
    rows, headers = select(call, f"{sql} ORDER BY id", values)
    return reply([_model(call, row) for row in rows], headers=headers)


def show_model(call: Call) -> Answer:
    """``GET /bim_models/{id}``."""
    return reply(_model(call, _of(call, "bim_models")))


def create_model(call: Call) -> Answer:
    """``POST /bim_models``."""
    body = call.document()
    site = project_of_body(call, body)
    asked = child_of(body, "bim_model")
    refuse(problems(site, asked, {"title": text, "bim_file_id": of_project("bim_files")}, ("title",)))
    number = _new_model(call, site.project_id, asked.get("bim_file_id"), asked["title"])
    row = call.world.store.one("SELECT * FROM bim_models WHERE id = ?", number)
    assert row is not None  # noqa: S101 - it has just been made
    return reply(_model(call, row), 201)


def list_revisions(call: Call) -> Answer:
    """``GET /bim_model_revisions``."""
    known_filters(call, "id", "bim_file_id", "bim_model_id", "publish_status")
    site = project_of_query(call)
    sql = "SELECT * FROM bim_model_revisions WHERE project_id = ?"
    sql, values = _in_ids(call, sql, [site.project_id], "id", "bim_file_id", "bim_model_id")
    if statuses := call.filters().get("publish_status"):
        sql, values = f"{sql} AND publish_status IN ({marks(statuses)})", [*values, *statuses]
    order = "revision DESC" if call.asked("sort") == "-revision" else "revision" if call.asked("sort") else "id"
    rows, headers = select(call, f"{sql} ORDER BY {order}", values)
    return reply([_revision(call, row) for row in rows], headers=headers)


def show_revision(call: Call) -> Answer:
    """``GET /bim_model_revisions/{id}``."""
    return reply(_revision(call, _of(call, "bim_model_revisions")))


def create_revision(call: Call) -> Answer:
    """``POST /bim_model_revisions``: without artifacts, as here, it is unpublished."""
    body = call.document()
    site = project_of_body(call, body)
    asked = child_of(body, "bim_model_revision")
    checks: dict[str, Check] = {"bim_model_id": of_project("bim_models"), "bim_file_id": of_project("bim_files")}
    refuse(problems(site, asked, checks, ("bim_model_id", "bim_file_id")))
    number = _new_revision(call, site.project_id, asked["bim_file_id"], asked["bim_model_id"], _NO_BOUNDARY, None)
    row = call.world.store.one("SELECT * FROM bim_model_revisions WHERE id = ?", number)
    assert row is not None  # noqa: S101 - it has just been made
    return reply(_revision(call, row), 201)


def objects(call: Call) -> Answer:
    """``GET /bim_model_revisions/{id}/objects`` and ``GET /bim_property_files/{id}/objects``."""
    known_filters(call, "id", "query")
    sql, values = _in_ids(
        call, "SELECT id, value FROM objects WHERE property_file_id = ?", [_property_file(call)], "id"
    )
    if query := call.filters().get("query"):
        sql, values = f"{sql} AND INSTR(LOWER(value), ?)", [*values, query[-1].lower()]
    rows, headers = select(call, f"{sql} ORDER BY id", values)
    return reply(rows, headers=headers)


def properties(call: Call) -> Answer:
    """``GET …/properties``: every filter given must hold; of the values of one filter any."""
    known_filters(call, "object_id", "category", "name", "value", "query", "curated_list", "has_uom")
    filters = call.filters()
    for name, texts in filters.items():
        if call.world.switches.exceeded("max_filter_values", len(texts)):
            raise Refusal(422, {f"filters[{name}]": ["has too many values"]})
    sql = "SELECT object_id, category, name, typed_value, uom, value FROM properties WHERE property_file_id = ?"
    sql, values = _in_ids(call, sql, [_property_file(call)], "object_id")
    for name in ("category", "name", "value"):
        if wanted := filters.get(name):
            sql, values = f"{sql} AND {name} IN ({marks(wanted)})", [*values, *wanted]
    if query := filters.get("query"):
        sql += " AND (INSTR(LOWER(category), ?) OR INSTR(LOWER(name), ?) OR INSTR(LOWER(value), ?))"
        values += [query[-1].lower()] * 3
    if "curated_list" in filters:
        sql, values = f"{sql} AND curated = ?", [*values, filters["curated_list"][-1] == "true"]
    if "has_uom" in filters:
        sql, values = f"{sql} AND (uom <> '') = ?", [*values, filters["has_uom"][-1] == "true"]
    rows, headers = select(call, f"{sql} ORDER BY object_id, category, name", values)
    return reply([{**row, "typed_value": json.loads(row["typed_value"])} for row in rows], headers=headers)


def publish(call: Call, body: Document) -> Document:
    """``POST /sandbox/models``: what a publisher of models would do, in one step.

    ``{"name", "min_boundary", "max_boundary", "objects": [{"id", "value", "parent_id", "guid", "element_id",
    "properties": [{"category", "name", "value", "typed_value", "uom", "curated"}]}]}``, all but ``name`` optional.
    ``guid`` and ``element_id`` go where the switches say that models keep them.
    """
    project_id = int(body.get("project_id") or call.world.fact("project_id"))
    name = str(body.get("name") or "Model.nwd")
    sql = "SELECT id FROM bim_files WHERE project_id = ? AND name = ? ORDER BY id"
    bim_file = call.world.store.value(sql, project_id, name) or new_file(call, project_id, name)
    sql = "SELECT id FROM bim_models WHERE bim_file_id = ?"
    model = call.world.store.value(sql, bim_file) or _new_model(call, project_id, bim_file, name)
    property_file = call.world.store.next_id()
    boundary = {key: body.get(key) for key in _NO_BOUNDARY}
    revision = _new_revision(call, project_id, bim_file, model, boundary, property_file)
    for place, item in enumerate(body.get("objects") or (), 1):
        _add_object(call, property_file, {"id": place, **item})
    ids = {"bim_file_id": bim_file, "bim_model_id": model, "bim_model_revision_id": revision}
    return {**ids, "property_file_id": property_file}


def _add_object(call: Call, property_file: int, item: Document) -> None:
    columns = {"id": item["id"], "parent_id": item.get("parent_id"), "value": str(item.get("value", ""))}
    call.world.store.insert("objects", property_file_id=property_file, **columns)
    rows = list(item.get("properties") or ())
    for key in ("guid", "element_id"):
        if item.get(key) is not None:
            category, _, name = call.world.switches[f"{key}_property"].partition("/")
            rows.append({"category": category, "name": name, "value": str(item[key])})
    for row in rows:
        call.world.store.insert(
            "properties", property_file_id=property_file, object_id=item["id"], category=str(row["category"]),
            name=str(row["name"]), typed_value=json.dumps(row.get("typed_value", row["value"])),
            uom=str(row.get("uom", "")), value=str(row["value"]), curated=bool(row.get("curated")),
        )  # fmt: skip


def parents_of(call: Call, bim_file: int) -> dict[int, int | None] | None:
    """Every object of the newest published revision of a BIM file with its parent; None when there is none."""
    newest = "WHERE bim_file_id = ? AND property_file_id IS NOT NULL ORDER BY id DESC"
    property_file = call.world.store.value(f"SELECT property_file_id FROM bim_model_revisions {newest}", bim_file)  # noqa: S608 - ours
    if property_file is None:
        return None
    rows = call.world.store.all("SELECT id, parent_id FROM objects WHERE property_file_id = ?", property_file)
    return {row["id"]: row["parent_id"] for row in rows}


def _property_file(call: Call) -> int:
    if "/bim_property_files/" in call.path:
        site = project_of_query(call)
        sql = "SELECT 1 FROM bim_model_revisions WHERE property_file_id = ? AND project_id = ?"
        if call.world.store.value(sql, call.params["id"], site.project_id) is None:
            raise Refusal(404, "BIM Property File not found")
        return int(call.params["id"])
    found = _of(call, "bim_model_revisions")["property_file_id"]
    if found is None:
        raise Refusal(422, "The revision has no published model")
    return int(found)


def _of(call: Call, table: str) -> Row:
    site = project_of_query(call)
    sql = f"SELECT * FROM {table} WHERE id = ? AND project_id = ?"  # noqa: S608 - names are ours
    row = call.world.store.one(sql, call.params["id"], site.project_id)
    if row is None:
        raise Refusal(404, "Not found")
    return row


def _in_ids(call: Call, sql: str, values: list[Any], *names: str) -> tuple[str, list[Any]]:
    for name in names:
        if (ids := integers(call, name)) is not None:
            sql, values = f"{sql} AND {name} IN ({marks(ids)})", [*values, *ids]
    return sql, values


def _new_model(call: Call, project_id: int, bim_file: int | None, title: str) -> int:
    now = call.world.clock.stamp()
    columns = {"project_id": project_id, "bim_file_id": bim_file, "title": title}
    return call.world.store.add("bim_models", **columns, created_at=now, updated_at=now)


def _new_revision(
    call: Call, project_id: int, bim_file: int, model: int, boundary: Document, property_file: int | None
) -> int:
    now = call.world.clock.stamp()
    sql = "SELECT COUNT(*) FROM bim_model_revisions WHERE bim_model_id = ?"
    return call.world.store.add(
        "bim_model_revisions", project_id=project_id, bim_file_id=bim_file, bim_model_id=model,
        property_file_id=property_file, revision=call.world.store.value(sql, model) + 1, boundary=json.dumps(boundary),
        publish_status="unpublished" if property_file is None else "ready", created_at=now, updated_at=now,
    )  # fmt: skip


def _model(call: Call, row: Row) -> Document:
    sql = "SELECT id FROM bim_model_revisions WHERE bim_model_id = ? ORDER BY revision DESC"
    return {**row, "current_revision_id": call.world.store.value(sql, row["id"])}


def _revision(call: Call, row: Row) -> Document:
    bim_file = call.world.store.one("SELECT id, name, uuid FROM bim_files WHERE id = ?", row["bim_file_id"])
    names = ("id", "bim_file_id", "bim_model_id", "revision", "publish_status", "created_at", "updated_at")
    held = row["property_file_id"]
    return {
        **{name: row[name] for name in names},
        **{key: _as_texts(value) for key, value in json.loads(row["boundary"]).items()},
        "suitability": None,
        "publisher_name": "sandbox",
        "bim_file": bim_file,
        "object_definition": None if held is None else {"id": held, "name": "properties.db"},
    }


def _as_texts(vector: Any) -> Any:
    # Procore gives the numbers of boundaries as strings.
    return None if not isinstance(vector, dict) else {axis: str(value) for axis, value in vector.items()}
