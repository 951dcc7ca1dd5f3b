"""What Procore accepts, as data (docs: ``PATCH /rest/v1.0/coordination_issues/sync``)."""

from __future__ import annotations

from typing import Final

TITLE_CHARACTERS: Final = 80
"""Longest title."""

DESCRIPTION_CHARACTERS: Final = 10_000
"""Our own limit: Procore documents none, and a longer text helps nobody."""

VIEWPOINTS_PER_ISSUE: Final = 1
"""One viewpoint in a sync item; further ones go another way."""

ATTACHMENTS: Final = 20
"""Most files of an issue (limit of the user interface)."""

ITEMS_PER_SYNC: Final = 1_000
"""Most items of one sync call (general sync guide)."""

DEFAULT_ITEMS_PER_SYNC: Final = 250
"""Fewer lose less when an answer is lost on the way."""

STATUSES: Final = ("open", "in_progress", "blocked", "unblocked", "ready_for_review", "moved_to_observation", "closed")
CREATE_STATUSES: Final = ("open", "closed")
ISSUE_TYPES: Final = (
    "building_code", "clash", "client_feedback", "constructability", "coordination", "design_review",
    "existing_condition", "requirement_change", "other",
)  # fmt: skip
PRIORITIES: Final = ("low", "medium", "high", "critical")
RENDER_MODES: Final = ("shaded", "xray")
