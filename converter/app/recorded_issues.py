"""The issues of ``plan.json``, as a later run continues them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from converter.model.vectors import Vector
from converter.plan.issues import Action, Origin, PlannedIssue, RecordedIssue, Source


def recorded_issues(plan: Mapping[str, Any]) -> Iterator[RecordedIssue]:
    """Every issue that was made: those of the plan and those that were closed before it."""
    for row in plan["issues"]:
        if row["action"] != Action.WITHHOLD:
            yield recorded_issue(row, is_closed=row.get("closed", row["action"] == Action.CLOSE))
    for row in plan.get("closed", ()):
        yield recorded_issue(row, is_closed=True)


def recorded_issue(row: Mapping[str, Any], *, is_closed: bool) -> RecordedIssue:
    """The issue of one row."""
    sent = row.get("sent")
    return RecordedIssue(_planned(row), None if sent is None else dict(sent), is_closed)


def _planned(row: Mapping[str, Any]) -> PlannedIssue:
    location, sources = row.get("location"), row["sources"]
    return PlannedIssue(
        action=Action.UNCHANGED,
        reason=row["reason"],
        key=row["key"],
        uuid=row["uuid"],
        title=row["title"],
        description="",
        status="open",
        issue_type=row.get("issue_type") or "clash",
        origin=Origin("", "", "", ""),
        sources=tuple([Source(each["file"], each["guid"], each["name"], each["test"]) for each in sources]),
        priority=row.get("priority"),
        due_date=row.get("due_date"),
        assignee=row["assignee"],
        trade=row.get("trade"),
        location=None if location is None else tuple(location),
        test=row["test"],
        group=row["group"] or "",
        clashes=row["clashes"],
        level=row["level"],
        grid=row["grid"],
        source_status=row["source_status"],
        point_m=_vector(row["point_m"]),
        distance_m=row["distance_m"],
        private=row.get("private"),
        watchers=tuple(row.get("watchers") or ()),
        due_from=row.get("due_from"),
        name=row.get("name") or _name_in_title(row),
    )


def _name_in_title(row: Mapping[str, Any]) -> str:
    """The name of a clash as versions that did not keep it wrote it into the title; "" for what has none."""
    name = row["sources"][0]["name"] if row["sources"] and not row["group"] else ""
    return str(name) if name and row["title"].endswith(name) else ""


def _vector(numbers: Any) -> Vector | None:  # JSON
    if numbers is None:
        return None
    x, y, z = map(float, numbers)
    return (x, y, z)
