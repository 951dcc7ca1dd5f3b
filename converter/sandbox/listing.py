"""Lists of coordination issues: filters, sort, pages, views; by GET, or by POST where filters are long."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from converter.sandbox.access import project_of_body, project_of_query
from converter.sandbox.call import Answer, Call, Document, Refusal, reply
from converter.sandbox.checks import ISSUE_TYPES, PRIORITIES, STATUSES, Site
from converter.sandbox.clock import iso, seconds
from converter.sandbox.entity import entity, format_of, view_of
from converter.sandbox.locations import line
from converter.sandbox.paging import integers, known_filters, marks, select

_IDS = {
    "ids": "id",
    "assignee_id": "assignee_id",
    "created_by_id": "created_by_id",
    "coordination_issue_file_id": "coordination_issue_file_id",
    "trade_id": "trade_id",
}
_TEXTS: dict[str, Sequence[str]] = {
    "status": STATUSES,
    "issue_type": ISSUE_TYPES,
    "priority": PRIORITIES,
    "created_from": (),
}
_RANGES = ("updated_at", "created_at", "due_date")
_METADATA = ("document_container_id", "document_revision_id")
_OTHERS = ("assignee_company_id", "location_id", "include_sublocations", "search", "overdue")
FILTERS = (*_IDS, *_TEXTS, *_RANGES, *_METADATA, *_OTHERS)

_SORTED = {
    name: name
    for name in (
        "id", "title", "issue_number", "status", "issue_type", "priority", "due_date", "created_at", "updated_at",
        "created_by_id", "assignee_id", "location_id", "trade_id", "coordination_issue_file_id", "creation_source",
        "description",
    )
}  # fmt: skip
"""Sixteen values are documented, but not which: these are the sixteen that an issue has."""


def list_issues(call: Call) -> Answer:
    """``GET /coordination_issues``."""
    return _listed(project_of_query(call, "read_only"), "deleted_at IS NULL")


def list_by_post(call: Call) -> Answer:
    """``POST /coordination_issues/list``: the same, asked for in the body."""
    return _listed(_site_of_body(call), "deleted_at IS NULL")


def list_deleted(call: Call) -> Answer:
    """``GET /coordination_issues/recycle_bin``."""
    return _listed(project_of_query(call, "read_only"), "deleted_at IS NOT NULL")


def list_deleted_by_post(call: Call) -> Answer:
    """``POST /coordination_issues/recycle_bin``."""
    return _listed(_site_of_body(call), "deleted_at IS NOT NULL")


def chosen(site: Site, state: str) -> tuple[str, list[Any]]:
    """The query of the issues that a call's filters and sort ask for."""
    known_filters(site.call, *FILTERS)
    where, values = ["project_id = ?", state], [site.project_id]
    for clause, more in _clauses(site):
        where.append(clause)
        values += more
    sql = f"SELECT * FROM issues WHERE {' AND '.join(where)} ORDER BY {_order(site.call)}"  # noqa: S608 - names are ours
    return sql, values


def _site_of_body(call: Call) -> Site:
    body = call.document()
    site = project_of_body(call, body, "read_only")
    call.query = [*_pairs(body), *call.query]
    return site


def _pairs(body: Document) -> list[tuple[str, str]]:
    pairs = []
    for name, value in body.items():
        inner = {f"filters[{key}]": each for key, each in value.items()} if isinstance(value, dict) else {name: value}
        for key, each in inner.items():
            pairs += [(key, _text(one)) for one in (each if isinstance(each, list) else [each])]
    return pairs


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _listed(site: Site, state: str) -> Answer:
    view, form = view_of(site.call, "normal"), format_of(site.call)
    sql, values = chosen(site, state)
    rows, headers = select(site.call, sql, values)
    return reply([entity(site.call, row, view, form) for row in rows], headers=headers)


def _order(call: Call) -> str:
    asked = call.asked("sort") or "id"
    column = _SORTED.get(asked.removeprefix("-"))
    if column is None:
        raise Refusal(400, {"sort": [f"is not included in the list: {', '.join(_SORTED)}"]})
    return f"{column} DESC, id DESC" if asked.startswith("-") else f"{column}, id"


def _clauses(site: Site) -> list[tuple[str, list[Any]]]:
    call, filters = site.call, site.call.filters()
    found: list[tuple[str, list[Any]]] = []
    for name, column in _IDS.items():
        if (ids := integers(call, name)) is not None:
            found.append((f"{column} IN ({marks(ids)})", list(ids)))
    for name, allowed in _TEXTS.items():
        if texts := filters.get(name):
            found.append((f"{_column(name)} IN ({marks(texts)})", _allowed(name, texts, allowed)))
    found += [_between(name, filters[name][-1]) for name in _RANGES if name in filters]
    for name in _METADATA:
        if texts := filters.get(name):
            found.append((f"json_extract(document_container_metadata, '$.{name}') IN ({marks(texts)})", list(texts)))
    return found + _others(site)


def _column(name: str) -> str:
    return "creation_source" if name == "created_from" else name


def _allowed(name: str, texts: list[str], allowed: Sequence[str]) -> list[Any]:
    if allowed and not set(texts) <= set(allowed):
        raise Refusal(400, {f"filters[{name}]": [f"is not included in the list: {', '.join(allowed)}"]})
    return list(texts)


def _between(name: str, text: str) -> tuple[str, list[Any]]:
    """``a...b`` in ISO 8601, both ends included; a single value is a range of its own."""
    first, dots, last = text.partition("...")
    try:
        ends = [seconds(first), seconds(last if dots else first)]
    except ValueError as error:
        raise Refusal(400, {f"filters[{name}]": [f"is not a range of ISO 8601: {error}"]}) from error
    if "T" not in (last if dots else first):
        ends[1] += 86_399  # a day reaches to its end
    width = 10 if name == "due_date" else 20
    return f"{name} BETWEEN ? AND ?", [iso(end)[:width] for end in ends]


def _others(site: Site) -> list[tuple[str, list[Any]]]:
    call, filters = site.call, site.call.filters()
    found: list[tuple[str, list[Any]]] = []
    if (companies := integers(call, "assignee_company_id")) is not None:
        people = f"SELECT id FROM users WHERE vendor_id IN ({marks(companies)})"  # noqa: S608 - marks only
        found.append((f"assignee_id IN ({people})", list(companies)))
    if (places := integers(call, "location_id")) is not None:
        if filters.get("include_sublocations", [""])[-1] == "true":
            places = _with_inner(site, places)
        found.append((f"location_id IN ({marks(places)})", list(places)))
    if search := filters.get("search"):
        found.append(("(INSTR(LOWER(title), ?) OR CAST(issue_number AS TEXT) = ?)", [search[-1].lower(), search[-1]]))
    if "overdue" in filters:
        late = "(due_date IS NOT NULL AND due_date < ? AND status <> 'closed')"
        wanted = late if filters["overdue"][-1] == "true" else f"NOT {late}"
        found.append((wanted, [call.world.clock.stamp()[:10]]))
    return found


def _with_inner(site: Site, places: list[int]) -> list[int]:
    rows = site.call.world.store.all("SELECT id, parent_id FROM locations WHERE project_id = ?", site.project_id)
    parents = {row["id"]: row["parent_id"] for row in rows}
    return [number for number in parents if not set(places).isdisjoint(line(number, parents))]
