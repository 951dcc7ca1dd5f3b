"""Me, companies, projects, users, assignees, trades."""

from __future__ import annotations

from converter.sandbox.access import project_of_path, project_of_query
from converter.sandbox.call import Answer, Call, Document, Refusal, reply
from converter.sandbox.checks import level_of
from converter.sandbox.paging import known_filters, paged
from converter.sandbox.store import Row


def person(call: Call, user_id: int | None) -> Document | None:
    """A user as issues show it."""
    row = call.world.store.one("SELECT * FROM users WHERE id = ?", user_id)
    if row is None:
        return None
    names = ("id", "name", "login", "company_name")
    return {**{name: row[name] for name in names}, "locale": "en"}


def me(call: Call) -> Answer:
    """``GET /me``."""
    row = call.world.store.one("SELECT id, login, name FROM users WHERE id = ?", call.caller.user_id)
    return reply(row)


def companies(call: Call) -> Answer:
    """``GET /companies``: those the app is connected to."""
    rows = call.world.store.all("SELECT id, name FROM companies WHERE connected ORDER BY id")
    return paged(call, [{**row, "is_active": True} for row in rows])


def projects(call: Call) -> Answer:
    """``GET /projects?company_id=``: those the app may see."""
    if call.asked("company_id") != str(call.company_id):
        raise Refusal(400, {"company_id": ["must be that of the header Procore-Company-Id"]})
    sql = "SELECT * FROM projects WHERE company_id = ? AND permitted ORDER BY id"
    return paged(call, [_project(call, row) for row in call.world.store.all(sql, call.company_id)])


def project(call: Call) -> Answer:
    """``GET /projects/{id}?company_id=``."""
    site = project_of_path(call)
    row = call.world.store.one("SELECT * FROM projects WHERE id = ?", site.project_id)
    assert row is not None  # noqa: S101 - project_of_path has just found it
    return reply(_project(call, row))


def _project(call: Call, row: Row) -> Document:
    company = call.world.store.one("SELECT id, name FROM companies WHERE id = ?", row["company_id"])
    return {"id": row["id"], "name": row["name"], "display_name": row["name"], "active": True, "company": company}


def users(call: Call) -> Answer:
    """``GET /projects/{id}/users``."""
    site = project_of_path(call)
    sql = "SELECT users.* FROM users JOIN rights ON users.id = user_id WHERE project_id = ? ORDER BY users.id"
    return paged(call, [_user(row) for row in call.world.store.all(sql, site.project_id)])


def _user(row: Row) -> Document:
    return {
        "id": row["id"],
        "login": row["login"],
        "name": row["name"],
        "email_address": row["login"],
        "is_active": True,
        "vendor": {"id": row["vendor_id"], "name": row["company_name"]},
    }


def assignees(call: Call) -> Answer:
    """``GET /coordination_issues/assignees``: users with Standard or Admin on the tool."""
    site = project_of_query(call, "read_only")
    rows = call.world.store.all("SELECT id FROM users ORDER BY id")
    may = [row["id"] for row in rows if level_of(site, row["id"]) in ("standard", "admin")]
    return paged(call, [person(call, number) for number in may])


def trades(call: Call) -> Answer:
    """``GET /companies/{id}/trades``."""
    known_filters(call, "updated_at", "active", "query")
    if call.params["company_id"] != call.company_id:
        raise Refusal(404, "Company not found")
    rows = call.world.store.all("SELECT * FROM trades WHERE company_id = ? ORDER BY id", call.company_id)
    query = "".join(call.filters().get("query", [])).lower()
    active = call.filters().get("active")
    chosen = [row for row in rows if query in row["name"].lower()]
    if active is not None:
        chosen = [row for row in chosen if bool(row["active"]) == (active[-1] == "true")]
    names = ("id", "name", "updated_at")
    return paged(call, [{**{name: row[name] for name in names}, "active": bool(row["active"])} for row in chosen])
