"""Planned issues to put together in tests."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from converter.geometry.redlines import ScreenLine
from converter.model.vectors import Box
from converter.model.viewpoint import Camera, PerspectiveCamera
from converter.plan.issues import Action, Origin, Picture, PlannedIssue, PlannedViewpoint

CAMERA = PerspectiveCamera((1.0, -2.0, 3.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), 0.7854, None, 5.0)
SECTION = Box((-1.0, -2.0, 0.0), (3.0, 4.0, 5.0))
REDLINE = ScreenLine((0.1, -0.2), (0.3, 0.4), (0.0, 1.0, 0.5, 1.0))


def viewpoint(number: int = 1, camera: Camera = CAMERA, **changes: Any) -> PlannedViewpoint:
    """A view with picture ``number``; without section and mark-up unless they are given."""
    picture = Picture(f"/reports/{number}.jpg", f"{number:064x}", "image/jpeg", 800, 600, 12_345)
    return PlannedViewpoint(
        **{"name": f"View {number}", "camera": camera, "section": None, "picture": picture} | changes
    )


def issue(number: int = 1, **changes: Any) -> PlannedIssue:
    """An issue to be created, without what is optional."""
    values: dict[str, Any] = {
        "action": Action.CREATE,
        "reason": "new",
        "key": f"T|{number}",
        "uuid": str(UUID(int=number)),
        "title": f"Beam × Duct · Clash{number}",
        "description": "Two objects meet.",
        "status": "open",
        "issue_type": "clash",
        "origin": Origin("Test", f"T/{number}", "NavisworksClash", ""),
        "sources": (),
    }
    return PlannedIssue(**values | changes)


def full_issue(number: int = 1) -> PlannedIssue:
    """An issue with everything an item can hold."""
    return issue(
        number,
        priority="high",
        due_date="2026-03-31",
        assignee=f"person{number}@example.com",
        trade="Plumbing",
        location=("Tower", f"Level {number}"),
        viewpoint=viewpoint(number, section=SECTION, redlines=(REDLINE,)),
    )
