"""Locations of a project: the list, and find-or-create by path."""

from __future__ import annotations

from converter.sandbox.access import child_of, project_of_path
from converter.sandbox.call import Answer, Call, Document, Refusal, reply
from converter.sandbox.checks import known_only
from converter.sandbox.paging import integers, known_filters, paged
from converter.sandbox.seed import find_or_make_location
from converter.sandbox.store import Row

_SHOWN = ("id", "name", "node_name", "parent_id", "created_at", "updated_at", "code")
_SORTED = ("created_at", "name", "node_name", "parent_id", "updated_at")


def shown(row: Row) -> Document:
    """A location as lists and issues show it."""
    return {name: row[name] for name in _SHOWN}


def list_locations(call: Call) -> Answer:
    """``GET /projects/{id}/locations``."""
    known_filters(call, "id", "parent_id", "code", "search", "superlocations_for", "sublocations_for")
    site = project_of_path(call)
    order = call.asked("sort") or "name"
    column = order.removeprefix("-")
    if column not in _SORTED:
        raise Refusal(400, {"sort": ["is not a known value"]})
    rows = call.world.store.all("SELECT * FROM locations WHERE project_id = ? ORDER BY id", site.project_id)
    parents = {int(row["id"]): row["parent_id"] for row in rows}
    chosen = [row for row in rows if _wanted(call, row, parents)]
    chosen.sort(key=lambda row: str(row[column] or ""), reverse=order.startswith("-"))
    return paged(call, [shown(row) for row in chosen])


def _wanted(call: Call, row: Row, parents: dict[int, int | None]) -> bool:
    filters, number = call.filters(), int(row["id"])
    below, above = integers(call, "sublocations_for"), integers(call, "superlocations_for")
    wanted = [
        (ids := integers(call, "id")) is None or number in ids,
        (of := integers(call, "parent_id")) is None or row["parent_id"] in of,
        "code" not in filters or row["code"] in filters["code"],
        "search" not in filters or filters["search"][-1].lower() in row["name"].lower(),
        below is None or any(number != top and top in line(number, parents) for top in below),
        above is None or any(number != end and number in line(end, parents) for end in above),
    ]
    return all(wanted)


def line(number: int, parents: dict[int, int | None]) -> list[int]:
    """A location and everything it lies in, from the inside out."""
    found: list[int] = []
    place: int | None = number
    while place is not None and place not in found:
        found.append(place)
        place = parents.get(place)
    return found


def find_or_create(call: Call) -> Answer:
    """``POST /projects/{id}/locations/find_or_create_by_path``: 200 found, 201 created."""
    site = project_of_path(call)
    body = call.document()
    known_only(call, body, "project_id", "location")
    location = child_of(body, "location")
    known_only(call, location, "path")
    path = location.get("path")
    if not isinstance(path, list) or not path or not all(isinstance(name, str) and name.strip() for name in path):
        raise Refusal(400, {"path": ["is not a list of names"]})
    now = call.world.clock.stamp()
    number, made = find_or_make_location(call.world.store, site.project_id, tuple(path), now)
    row = call.world.store.one("SELECT * FROM locations WHERE id = ?", number)
    assert row is not None  # noqa: S101 - it has just been found or made
    return reply(shown(row), 201 if made else 200)
