"""The front page: the issues as a person would see them in Procore, with pictures, cameras and fields."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, StrictUndefined, Template

from converter.sandbox.call import Answer, Call, Document
from converter.sandbox.checks import STATUSES
from converter.sandbox.drawing import draw
from converter.sandbox.entity import entity
from converter.sandbox.switches import SWITCHES
from converter.sandbox.viewpoint_data import angle_text, read_camera, read_planes
from converter.sandbox.viewpoints import hidden_objects

PAGE_SIZE = 24
REQUESTS_SHOWN = 12
LINES_SHOWN = 5


def page(call: Call) -> Answer:
    """``GET /?status=&search=&page=``."""
    html = _template().render(
        issues=[_card(call, row) for row in _rows(call)],
        total=_count(call),
        counts=_counts(call),
        asked={name: call.asked(name) or "" for name in ("status", "search")},
        number=_number(call),
        pages=max(1, -(-_count(call) // PAGE_SIZE)),
        requests=call.world.store.all("SELECT * FROM requests ORDER BY n DESC LIMIT ?", REQUESTS_SHOWN),
        seen=call.world.store.value("SELECT COUNT(*) FROM requests"),
        switches=_changed_switches(call),
        faults=[fault.described() for fault in call.world.faults.all],
        base_url=call.world.base_url,
        now=call.world.clock.stamp(),
        speed=call.world.clock.speed,
        facts={name: call.world.fact(name) for name in ("company_id", "project_id", "client_id", "client_secret")},
    )
    # Nothing on the page comes from anywhere else, and nothing in an issue can run.
    policy = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; form-action 'self'"
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy}
    return Answer(200, html.encode(), headers)


@cache
def _template() -> Template:
    text = resources.files(__package__).joinpath("templates", "page.html").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(text)


def _number(call: Call) -> int:
    text = call.asked("page") or "1"
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _wanted(call: Call) -> tuple[str, list[Any]]:
    where, values = "deleted_at IS NULL", []
    if (status := call.asked("status")) in STATUSES:
        where, values = f"{where} AND status = ?", [status]
    if search := call.asked("search"):
        where += " AND (INSTR(LOWER(title), ?) OR CAST(issue_number AS TEXT) = ?)"
        values += [search.lower(), search]
    return f"FROM issues WHERE {where}", values


def _count(call: Call) -> int:
    sql, values = _wanted(call)
    return int(call.world.store.value(f"SELECT COUNT(*) {sql}", *values))


def _rows(call: Call) -> list[Any]:
    sql, values = _wanted(call)
    start = (_number(call) - 1) * PAGE_SIZE
    return call.world.store.all(f"SELECT * {sql} ORDER BY id DESC LIMIT ? OFFSET ?", *values, PAGE_SIZE, start)


def _counts(call: Call) -> dict[str, int]:
    sql = "SELECT status, COUNT(*) AS n FROM issues WHERE deleted_at IS NULL GROUP BY status"
    counts = {row["status"]: int(row["n"]) for row in call.world.store.all(sql)}
    return {status: counts[status] for status in STATUSES if status in counts}


def _changed_switches(call: Call) -> dict[str, str]:
    return {name: value for name, value in call.world.switches.values().items() if value != SWITCHES[name].default}


def _card(call: Call, row: Any) -> Document:
    issue = entity(call, row)
    place, trade, file = issue["location"], issue["trade"], issue["coordination_issue_file"]
    fields = {
        "Type": (issue["issue_type"] or "").replace("_", " "),
        "Priority": issue["priority"],
        "Assignee": issue["assignee"] and f"{issue['assignee']['name']} ({issue['assignee']['login']})",
        "Location": place and place["name"].replace(">", " › "),
        "Trade": trade and trade["name"],
        "Due": issue["due_date"],
        "BIM file": file and file["name"],
        "Origin": issue["origin"] and f"{issue['origin']['origin_type']} {issue['origin']['origin_id']}",
        "uuid": issue["uuid"],
        "Made": f"{issue['created_at']} by {(issue['created_by'] or {}).get('name', '')}",
        "Changed": issue["updated_at"] if issue["updated_at"] != issue["created_at"] else None,
        "Attachments": ", ".join(each["name"] for each in issue["attachments"]),
    }
    views = [_view(call, viewpoint) for viewpoint in issue["viewpoints"]]
    first, more = _folded(issue["description"] or "")
    shown = {name: value for name, value in fields.items() if value}
    return {**issue, "fields": shown, "views": views, "first": first, "more": more}


def _folded(description: str) -> tuple[str, str]:
    """A description as it is when it is short; else its beginning, and what is unfolded."""
    lines = description.splitlines()
    if len(lines) <= LINES_SHOWN:
        return description, ""
    return "\n".join(lines[: LINES_SHOWN - 1]).strip(), "\n".join(lines[LINES_SHOWN - 1 :]).strip()


def _view(call: Call, viewpoint: Document) -> Document:
    camera = read_camera(viewpoint["camera_data"], call.world.switches)
    planes = read_planes(viewpoint["sections_data"], call.world.switches) if viewpoint["sections_data"] else None
    hidden = hidden_objects(call, viewpoint)
    return {
        "name": viewpoint["name"] or "Viewpoint",
        "picture": viewpoint["snapshot"]["url"].removeprefix(call.world.base_url),
        "drawing": None if camera is None else draw(camera, planes or []),
        "camera": None if camera is None else _camera_fields(camera),
        "cuts": _cuts(viewpoint, planes),
        "redlines": _redlines(viewpoint["redlines_data"]),
        "visibility": _visibility(viewpoint["visibility"], hidden),
        "render_mode": viewpoint["render_mode"],
    }


def _camera_fields(camera: Any) -> dict[str, str]:
    return {
        "at": _point(camera.position, "ft"),
        "looks to": _point(camera.direction, ""),
        "sees": f"{'perspective' if camera.angle_rad is not None else 'orthogonal'}, {angle_text(camera)}",
        "target": f"{camera.target_distance:.1f} ft away",
    }


def _point(vector: tuple[float, float, float], unit: str) -> str:
    return " · ".join(f"{value:.2f}" for value in vector) + (f" {unit}" if unit else "")


def _cuts(viewpoint: Document, planes: list[Any] | None) -> str:
    if not viewpoint["sections_data"]:
        return "no section"
    return "a section that cannot be read" if planes is None else f"{len(planes)} section planes"


def _redlines(text: str | None) -> str:
    document = json.loads(text) if text else {}
    if not isinstance(document, dict):
        return "mark-up that cannot be read"
    counts = {name: len(each) for name, each in document.items() if isinstance(each, list) and each}
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def _visibility(visibility: Document | None, hidden: set[int] | None) -> str:
    if visibility is None:
        return ""
    exceptions = visibility.get("exceptions") or {}
    count = len(exceptions.get("object_ids") or ()) + sum(n for _, n in exceptions.get("object_ranges") or ())
    words = f"all but {count} shown" if visibility["default_visibility"] else f"only {count} shown"
    return words if hidden is None else f"{words}; {len(hidden)} objects of the model hidden"
