"""``PATCH /rest/v1.0/coordination_issues/sync``: make and change many issues; 200 even where items are refused."""

from __future__ import annotations

import random

from converter.sandbox.access import list_of, project_of_body
from converter.sandbox.call import Answer, Call, Document, reply
from converter.sandbox.checks import BLANK, NOT_FOUND, Errors, Site, is_integer, known_only, one_of, unknown
from converter.sandbox.entity import entity
from converter.sandbox.issues import (
    NEW_FIELDS,
    UPDATABLE,
    create,
    create_problems,
    known_fields,
    living,
    update,
    update_problems,
)
from converter.sandbox.viewpoints import refused_places

_SETTABLE = ("open", "in_progress", "ready_for_review", "closed")
_ECHO_2018 = (
    "id", "uuid", "title", "description", "status", "creation_source", "location_id", "assignee_id",
    "coordination_issue_file_id", "drawing_revision_id", "bim_model_id", "due_date", "origin",
    "attachment_upload_uuids", "attachments", "viewpoints",
)  # fmt: skip
_ECHO_VIEWPOINT_2018 = (
    "snapshot_upload_uuid", "snapshot", "name", "camera_data", "redlines_data", "sections_data",
)  # fmt: skip


class _AllOrNothing(Exception):  # noqa: N818 - a way out, not an error
    """One item was refused: the savepoint takes everything back."""


def sync(call: Call) -> Answer:
    """``{"project_id", "updates": [item, …]}`` → ``{"entities": [issue, …], "errors": [item + errors, …]}``."""
    body = call.document()
    known_only(call, body, "project_id", "updates")
    site = project_of_body(call, body, "standard")
    items = list_of(body, "updates", call.world.switches.number("max_batch"))
    made: list[int] = []
    errors: list[Document] = []
    try:
        with call.world.store.savepoint():
            _carry_out(site, items, made, errors)
            if errors and call.world.switches["sync_transaction"] == "all_or_nothing":
                raise _AllOrNothing
    except _AllOrNothing:
        made = []
    rows = [call.world.store.one("SELECT * FROM issues WHERE id = ?", number) for number in made]
    entities = [entity(call, row) for row in rows if row is not None]
    return reply({"entities": _ordered(call, entities), "errors": _ordered(call, errors)})


def _carry_out(site: Site, items: list[Document], made: list[int], errors: list[Document]) -> None:
    refused = refused_places(site.call, len(items))
    for place, item in enumerate(items):
        outcome: int | Errors = {"base": ["refused by a fault"]} if place in refused else _one(site, item)
        if isinstance(outcome, int):
            made.append(outcome)
        else:
            errors.append(_echo(site.call, item, outcome))


def _one(site: Site, item: Document) -> int | Errors:
    """The id of the issue an item made or changed, or what is wrong with it."""
    if "id" in item:
        return _update(site, item)
    if errors := create_problems(site, item):
        return errors
    if (taken := _taken(site, item.get("uuid"))) is not None:
        choice = site.call.world.switches["duplicate_uuid"]
        if choice == "update" and living(site, taken) is not None:
            return _change(site, taken, item)
        if choice != "create":
            return {"uuid": ["has already been taken"]}
    return create(site, item)


def _taken(site: Site, uuid: object) -> int | None:
    # An issue in the recycle bin may be restored: it keeps its uuid.
    sql = "SELECT id FROM issues WHERE project_id = ? AND uuid = ? ORDER BY deleted_at IS NOT NULL, id"
    number: int | None = site.call.world.store.value(sql, site.project_id, str(uuid).lower())
    return number


def _update(site: Site, item: Document) -> int | Errors:
    if not is_integer(item["id"]) or living(site, item["id"]) is None:
        return {"id": [NOT_FOUND]}
    errors = unknown(site.call, item, known_fields(site.call, "id"))
    if item.get("title") is None:
        errors["title"] = [BLANK]
    return errors or _change(site, item["id"], item)


def _change(site: Site, number: int, item: Document) -> int | Errors:
    row = living(site, number)
    if row is None:
        return {"id": [NOT_FOUND]}
    fields = dict(UPDATABLE)
    switches = site.call.world.switches
    if switches["status_on_update"] == "honoured":
        fields["status"] = one_of(*_SETTABLE)
    if switches["new_fields"] == "known":
        fields |= NEW_FIELDS
    if errors := update_problems(site, row, item, fields):
        return errors
    update(site, row, item, fields)
    return number


def _echo(call: Call, item: Document, errors: Errors) -> Document:
    if call.world.switches["errors_echo"] == "full":
        return {**item, "errors": errors}
    echoed = {name: value for name, value in item.items() if name in _ECHO_2018}
    if isinstance(views := echoed.get("viewpoints"), list):
        echoed["viewpoints"] = [
            {name: value for name, value in view.items() if name in _ECHO_VIEWPOINT_2018}
            for view in views
            if isinstance(view, dict)
        ]
    return {**echoed, "errors": errors}


def _ordered(call: Call, items: list[Document]) -> list[Document]:
    if call.world.switches["answer_order"] == "submitted" or len(items) < 2:
        return items
    # Never the order sent: turned by a number that is the same in every run.
    mixed = random.Random(call.n).sample(items, len(items))  # noqa: S311 - repeatable, not a secret
    return mixed if mixed != items else items[::-1]
