"""One coordination issue at a time: show, create, change, delete, restore; and deleting many."""

from __future__ import annotations

from converter.sandbox.access import child_of, list_of, may_edit, need, project_of_body, project_of_query
from converter.sandbox.call import Answer, Call, Document, Refusal, no_content, reply
from converter.sandbox.checks import NOT_FOUND, Check, Site, assignee, known_only, one_of, problems, refuse
from converter.sandbox.entity import entity, format_of, view_of
from converter.sandbox.issues import (
    CLOSING,
    NEW_FIELDS,
    NOT_YOURS,
    UPDATABLE,
    create,
    create_problems,
    known_fields,
    living,
    update,
    update_problems,
)
from converter.sandbox.listing import chosen
from converter.sandbox.store import Row
from converter.sandbox.viewpoints import refused_places

_BY_PATCH: dict[str, Check] = {**UPDATABLE, "status": one_of("open", "ready_for_review", "closed")}


def show(call: Call) -> Answer:
    """``GET /coordination_issues/{id}``."""
    site = project_of_query(call, "read_only")
    view = view_of(call, call.world.switches["show_view"])
    return reply(entity(call, _found(site), view, format_of(call)))


def create_one(call: Call) -> Answer:
    """``POST /coordination_issues``: 201."""
    body = call.document()
    known_only(call, body, "project_id", "coordination_issue")
    site = project_of_body(call, body, "standard")
    item = child_of(body, "coordination_issue")
    known_only(call, item, *known_fields(call))
    refuse(create_problems(site, item))
    sql = "SELECT id FROM issues WHERE project_id = ? AND uuid = ?"
    taken = call.world.store.value(sql, site.project_id, str(item.get("uuid")).lower())
    if taken is not None and call.world.switches["duplicate_uuid"] != "create":
        # One call for one new issue cannot "update": the switch then only says that a second one is not made.
        raise Refusal(409, {"uuid": ["has already been taken"]})
    return reply(entity(call, _row(call, create(site, item))), 201)


def change(call: Call) -> Answer:
    """``PATCH /coordination_issues/{id}``: the documented way to close and reopen."""
    body = call.document()
    known_only(call, body, "project_id", "coordination_issue")
    site = project_of_body(call, body, "standard")
    item = child_of(body, "coordination_issue")
    fields = dict(_BY_PATCH)
    if call.world.switches["new_fields"] == "known":
        fields |= NEW_FIELDS
    known_only(call, item, *fields, "origin")
    row = _found(site)
    errors = update_problems(site, row, item, fields)
    if item.get("origin") is not None:
        errors["origin"] = ["only null is accepted"]
    if errors.get("base") == [NOT_YOURS] or errors.get("status") == [CLOSING]:
        raise Refusal(403, errors)
    refuse(errors)
    update(site, row, item, (*fields, "origin"))
    return reply(entity(call, _row(call, row["id"])))


def delete(call: Call) -> Answer:
    """``DELETE /coordination_issues/{id}``: into the recycle bin."""
    site = project_of_query(call, "standard")
    row = _found(site)
    if not may_edit(site, row["created_by_id"]):
        raise Refusal(403, NOT_YOURS)
    _bin(call, row["id"])
    return no_content()


def bulk_delete(call: Call) -> Answer:
    """``POST /coordination_issues/bulk_delete``: 200 with what went and what did not."""
    body = call.document()
    known_only(call, body, "project_id", "deletes")
    site = project_of_body(call, body, "standard")
    items = list_of(body, "deletes", call.world.switches.number("max_batch"))
    refused = refused_places(call, len(items))
    entities: list[Document] = []
    errors: list[Document] = []
    for place, item in enumerate(items):
        row = living(site, item.get("id"))
        if place in refused:
            errors.append({**item, "errors": {"base": ["refused by a fault"]}})
        elif row is None:
            errors.append({**item, "errors": {"id": [NOT_FOUND]}})
        elif not may_edit(site, row["created_by_id"]):
            errors.append({**item, "errors": {"base": [NOT_YOURS]}})
        else:
            _bin(call, row["id"])
            entities.append({"id": row["id"]})
    return reply({"entities": entities, "errors": errors})


def show_deleted(call: Call) -> Answer:
    """``GET /coordination_issues/recycle_bin/{id}``."""
    row = _deleted(project_of_query(call, "read_only"))
    return reply(entity(call, row, view_of(call, call.world.switches["show_view"])))


def restore(call: Call) -> Answer:
    """``PATCH /coordination_issues/recycle_bin/{id}``: 204."""
    row = _deleted(project_of_body(call, call.document(), "standard"))
    call.world.store.update("issues", row["id"], deleted_at=None, updated_at=call.world.clock.stamp())
    return no_content()


def assign(call: Call) -> Answer:
    """``POST /coordination_issues/{id}/assignments``: 201."""
    body = call.document()
    known_only(call, body, "project_id", "coordination_issue_assignment")
    site = project_of_body(call, body, "standard")
    asked = child_of(body, "coordination_issue_assignment")
    refuse(problems(site, asked, {"assignee_id": assignee}, ("assignee_id",)))
    row = _found(site)
    refuse(update_problems(site, row, asked, {"assignee_id": assignee}), 403)
    update(site, row, asked, ("assignee_id",))
    answer = {
        "id": call.world.store.next_id(),
        "coordination_issue_id": row["id"],
        "old_assignee_id": row["assignee_id"],
        "new_assignee_id": asked["assignee_id"],
        "created_by_id": call.caller.user_id,
        "created_at": call.world.clock.stamp(),
    }
    return reply(answer, 201)


def drop_attachment(call: Call) -> Answer:
    """``DELETE /coordination_issues/{id}/attachments/{attachment_id}``."""
    site = project_of_query(call, "standard")
    row = _found(site)
    if not may_edit(site, row["created_by_id"]):
        raise Refusal(403, NOT_YOURS)
    values = (call.params["attachment_id"], row["id"])
    if call.world.store.value("SELECT 1 FROM attachments WHERE id = ? AND issue_id = ?", *values) is None:
        raise Refusal(404, "Attachment not found")
    call.world.store.run("DELETE FROM attachments WHERE id = ? AND issue_id = ?", *values)
    return no_content()


def status_total(call: Call) -> Answer:
    """``GET /coordination_issues/status_total``."""
    sql, values = chosen(project_of_query(call, "read_only"), "deleted_at IS NULL")
    counts = dict.fromkeys(("open", "blocked", "unblocked", "ready_for_review", "moved_to_observation", "closed"), 0)
    for row in call.world.store.all(sql, *values):
        counts[row["status"]] = counts.get(row["status"], 0) + 1
    return reply({f"{name}_count": count for name, count in counts.items()})


def status_changes(call: Call) -> Answer:
    """``GET /coordination_issues/{id}/status_changes``, the newest first."""
    rows = [row for row in _history(call) if row["field"] == "status"]
    return reply(
        [
            {
                "id": row["id"],
                "coordination_issue_id": row["issue_id"],
                "old_status": row["old_value"],
                "new_status": row["new_value"],
                "created_by_id": row["created_by_id"],
                "created_at": row["created_at"],
            }
            for row in rows
        ]
    )


def change_history(call: Call) -> Answer:
    """``GET /coordination_issues/{id}/change_history``, the newest first."""
    shown = ("id", "old_value", "new_value", "created_by_id", "created_at")
    return reply([{**{name: row[name] for name in shown}, "column": row["field"]} for row in _history(call)])


def _history(call: Call) -> list[Row]:
    row = _found(project_of_query(call, "read_only"))
    return call.world.store.all("SELECT * FROM changes WHERE issue_id = ? ORDER BY id DESC", row["id"])


def _found(site: Site) -> Row:
    row = living(site, site.call.params["id"])
    if row is None:
        raise Refusal(404, "Coordination Issue not found")
    return row


def _deleted(site: Site) -> Row:
    need(site, "read_only")
    sql = "SELECT * FROM issues WHERE id = ? AND project_id = ? AND deleted_at IS NOT NULL"
    row = site.call.world.store.one(sql, site.call.params["id"], site.project_id)
    if row is None:
        raise Refusal(404, "Coordination Issue not found")
    return row


def _row(call: Call, number: int) -> Row:
    row = call.world.store.one("SELECT * FROM issues WHERE id = ?", number)
    assert row is not None  # noqa: S101 - it has just been written
    return row


def _bin(call: Call, number: int) -> None:
    now = call.world.clock.stamp()
    call.world.store.update("issues", number, deleted_at=now, updated_at=now, updated_by_id=call.caller.user_id)
