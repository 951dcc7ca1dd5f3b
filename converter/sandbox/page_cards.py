"""One issue on the front page: its fields, its viewpoints, its description."""

from __future__ import annotations

import json
from typing import Any

from converter.sandbox.call import Call, Document
from converter.sandbox.drawing import draw
from converter.sandbox.entity import entity
from converter.sandbox.store import Row
from converter.sandbox.viewpoint_data import angle_text, read_camera, read_planes
from converter.sandbox.viewpoints import hidden_objects

LINES_SHOWN = 5


def card(call: Call, row: Row) -> Document:
    """What the template shows of an issue: the issue itself with ``fields``, ``views``, ``first`` and ``more``."""
    issue = entity(call, row)
    views = [_view(call, viewpoint) for viewpoint in issue["viewpoints"]]
    first, more = _folded(issue["description"] or "")
    shown = {name: value for name, value in _fields(issue).items() if value}
    return {**issue, "fields": shown, "views": views, "first": first, "more": more}


def _fields(issue: Document) -> Document:
    place, trade, file = issue["location"], issue["trade"], issue["coordination_issue_file"]
    changed = issue["updated_at"] != issue["created_at"]
    return {
        "Type": (issue["issue_type"] or "").replace("_", " "),
        "Priority": issue["priority"],
        "Assignee": issue["assignee"] and f"{issue['assignee']['name']} ({issue['assignee']['login']})",
        "Location": place and place["name"].replace(">", " › "),
        "Trade": trade and trade["name"],
        "Due": issue["due_date"],
        "BIM file": file and file["name"],
        "Origin": issue["origin"] and f"{issue['origin']['origin_type']} {issue['origin']['origin_id']}",
        "uuid": issue["uuid"],
        "Made": _by(issue["created_at"], issue["created_by"]),
        "Changed": _by(issue["updated_at"], issue["updated_by"]) if changed else None,
        "Attachments": ", ".join(each["name"] for each in issue["attachments"]),
    }


def _by(stamp: str, person: Document | None) -> str:
    when = f"{stamp[:10]} {stamp[11:16]} UTC"
    return f"{when} by {person['name']}" if person else when


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
