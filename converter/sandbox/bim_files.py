"""BIM files and the folders of views in them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from converter.sandbox.access import child_of, list_of, project_of_body, project_of_query
from converter.sandbox.call import Answer, Call, Document, Refusal, no_content, reply
from converter.sandbox.checks import Check, Site, known_only, of_project, problems, refuse, text, unknown, uuid
from converter.sandbox.paging import integers, known_filters, marks, select
from converter.sandbox.store import Row

_IN_USE = ("bim_models", "bim_model_revisions", "viewpoints", "bim_view_folders")
FOLDER_BATCH = 100


def _name(site: Site, value: object) -> str | None:
    wrong = text(site, value)
    return wrong or (None if str(value).strip() else "can't be blank")


def list_files(call: Call) -> Answer:
    """``GET /bim_files``: the only filter is ``filters[id]``."""
    known_filters(call, "id")
    site = project_of_query(call)
    ids = integers(call, "id")
    sql = "SELECT * FROM bim_files WHERE project_id = ?"
    values: list[object] = [site.project_id]
    if ids is not None:
        sql, values = f"{sql} AND id IN ({marks(ids)})", [*values, *ids]
    rows, headers = select(call, f"{sql} ORDER BY id", values)
    return reply([{"id": row["id"]} if call.asked("view") == "compact" else dict(row) for row in rows], headers=headers)


def show_file(call: Call) -> Answer:
    """``GET /bim_files/{id}``."""
    return reply(_file(project_of_query(call), call.params["id"]))


def create_file(call: Call) -> Answer:
    """``POST /bim_files``: a record, not an upload. A name and uuid identify it."""
    body = call.document()
    known_only(call, body, "project_id", "bim_file")
    site = project_of_body(call, body)
    asked = child_of(body, "bim_file")
    known_only(call, asked, "name", "uuid")
    refuse(problems(site, asked, {"name": _name, "uuid": uuid}, ("name", "uuid")))
    store, now = call.world.store, call.world.clock.stamp()
    sql = "SELECT * FROM bim_files WHERE project_id = ? AND name = ? AND uuid = ?"
    known = store.one(sql, site.project_id, asked["name"], asked["uuid"].lower())
    if known is not None and call.world.switches["duplicate_bim_file"] == "error":
        raise Refusal(400, {"uuid": ["has already been taken"]})
    if known is not None and call.world.switches["duplicate_bim_file"] == "return":
        return reply(known)
    columns = {"project_id": site.project_id, "company_id": call.company_id, "name": asked["name"]}
    number = store.add("bim_files", **columns, uuid=asked["uuid"].lower(), created_at=now, updated_at=now)
    return reply(_file(site, number), 201)


def patch_file(call: Call) -> Answer:
    """``PATCH /bim_files/{id}``: another name."""
    body = call.document()
    site = project_of_body(call, body)
    asked = child_of(body, "bim_file")
    known_only(call, asked, "name", "target_project_id")
    refuse(problems(site, asked, {"name": _name}, ("name",)))
    _file(site, call.params["id"])
    now = call.world.clock.stamp()
    call.world.store.update("bim_files", call.params["id"], name=asked["name"], updated_at=now)
    return reply(_file(site, call.params["id"]))


def delete_file(call: Call) -> Answer:
    """``DELETE /bim_files/{id}``: only when nothing hangs on it."""
    site = project_of_query(call)
    number = int(_file(site, call.params["id"])["id"])
    used = [table for table in _IN_USE if call.world.store.value(_uses(table, "bim_file_id"), number)]
    if used or call.world.store.value(_uses("issues", "coordination_issue_file_id"), number):
        raise Refusal(400, "The BIM File is in use")
    call.world.store.run("DELETE FROM bim_files WHERE id = ?", number)
    return no_content()


def _uses(table: str, column: str) -> str:
    return f"SELECT 1 FROM {table} WHERE {column} = ?"  # noqa: S608 - names are ours


def _file(site: Site, number: int) -> Row:
    sql = "SELECT * FROM bim_files WHERE id = ? AND project_id = ?"
    row = site.call.world.store.one(sql, number, site.project_id)
    if row is None:
        raise Refusal(404, "BIM File not found")
    return row


def new_file(call: Call, project_id: int, name: str) -> int:
    """A BIM file for a model that is put into the sandbox through its own door."""
    now = call.world.clock.stamp()
    columns = {"project_id": project_id, "company_id": int(call.world.fact("company_id")), "name": name}
    return call.world.store.add("bim_files", **columns, uuid=str(uuid4()), created_at=now, updated_at=now)


def list_folders(call: Call) -> Answer:
    """``GET /bim_view_folders``."""
    known_filters(call, "id", "bim_file_id", "parent_id")
    site = project_of_query(call)
    sql, values = "SELECT * FROM bim_view_folders WHERE project_id = ?", [site.project_id]
    for name in ("id", "bim_file_id", "parent_id"):
        if (ids := integers(call, name)) is not None:
            sql, values = f"{sql} AND {name} IN ({marks(ids)})", [*values, *ids]
    rows, headers = select(call, f"{sql} ORDER BY id", values)
    return reply(rows, headers=headers)


def create_folder(call: Call) -> Answer:
    """``POST /bim_view_folders``."""
    body = call.document()
    known_only(call, body, "project_id", "bim_view_folder")
    site = project_of_body(call, body)
    asked = child_of(body, "bim_view_folder")
    known_only(call, asked, "name", "parent_id", "bim_file_id")
    checks: dict[str, Check] = {
        "name": _name, "parent_id": of_project("bim_view_folders"), "bim_file_id": of_project("bim_files"),
    }  # fmt: skip
    refuse(problems(site, asked, checks, ("name", "bim_file_id")))
    number = _make_folder(site, asked["bim_file_id"], asked.get("parent_id"), asked["name"])
    return reply(call.world.store.one("SELECT * FROM bim_view_folders WHERE id = ?", number), 201)


def nested_folder(call: Call) -> Answer:
    """``POST /nested_bim_view_folders``: 200 found, 201 created."""
    body = call.document()
    known_only(call, body, "project_id", "bim_view_folder")
    site = project_of_body(call, body)
    asked = child_of(body, "bim_view_folder")
    known_only(call, asked, "path", "bim_file_id")
    refuse(problems(site, asked, _NESTED, ("path", "bim_file_id")))
    row, made = _find_or_make(site, asked)
    return reply(row, 201 if made else 200)


def nested_folders(call: Call) -> Answer:
    """``POST /nested_bim_view_folders/batch``."""
    body = call.document()
    site = project_of_body(call, body)
    made: list[Row] = []
    errors: list[Document] = []
    for item in list_of(body, "bim_view_folders", FOLDER_BATCH):
        strangers = unknown(call, item, tuple(_NESTED))
        if wrong := strangers | problems(site, item, _NESTED, ("path", "bim_file_id")):
            errors.append({**item, "errors": wrong})
        else:
            made.append(_find_or_make(site, item)[0])
    return reply({"bim_view_folders": made, "errors": errors})


def _path(_: Site, value: Any) -> str | None:
    names = isinstance(value, list) and value and all(isinstance(name, str) and name.strip() for name in value)
    return None if names else "is not a list of names"


_NESTED: dict[str, Check] = {"path": _path, "bim_file_id": of_project("bim_files")}


def _find_or_make(site: Site, asked: Document) -> tuple[Row, bool]:
    store, parent, made = site.call.world.store, None, False
    for name in asked["path"]:
        sql = "SELECT id FROM bim_view_folders WHERE project_id = ? AND bim_file_id = ? AND parent_id IS ? AND name = ?"
        found = store.value(sql, site.project_id, asked["bim_file_id"], parent, name)
        made = found is None
        parent = _make_folder(site, asked["bim_file_id"], parent, name) if found is None else int(found)
    row = store.one("SELECT * FROM bim_view_folders WHERE id = ?", parent)
    assert row is not None  # noqa: S101 - it has just been found or made
    return row, made


def _make_folder(site: Site, bim_file: int, parent: int | None, name: str) -> int:
    now = site.call.world.clock.stamp()
    return site.call.world.store.add(
        "bim_view_folders", project_id=site.project_id, bim_file_id=bim_file, parent_id=parent, name=name,
        created_by_id=site.call.caller.user_id, created_at=now, updated_at=now,
    )  # fmt: skip
