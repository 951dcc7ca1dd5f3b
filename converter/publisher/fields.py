"""Fields of issues: what Procore's list says, in the names sync takes, and what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from converter.plan.issues import Action
from converter.publisher.ledger import IssueEntry
from converter.publisher.wanted import Wanted

UPDATABLE = (
    "title", "description", "issue_type", "priority", "due_date", "location_id", "assignee_id", "trade_id",
    "is_private", "watcher_ids",
)  # fmt: skip
"""Fields sync may change (reference: sync action, "may change through sync when id is present")."""
CLOSED = "closed"


def divided(
    wanted: Sequence[Wanted], entries: Mapping[str, IssueEntry]
) -> tuple[list[Wanted], list[Wanted], list[Wanted]]:
    """Those to be made, those Procore has, and those the plan takes for published that are not there.

    The last have no whole body to be made of. What is to be closed and was never there is in none of the three.
    """
    known = [each for each in wanted if (entry := entries.get(each.uuid)) and entry.procore_id is not None]
    there = {each.uuid for each in known}
    others = [each for each in wanted if each.uuid not in there and each.action is not Action.CLOSE]
    fresh = [each for each in others if each.action is Action.CREATE]
    return fresh, known, [each for each in others if each.action is not Action.CREATE]


def has_other_status(wanted: Wanted, now: Any) -> bool:
    """Whether the status has to be set: only from open to closed and back; what people set in between is theirs."""
    if now is None:
        return False
    if wanted.action is Action.CREATE:
        return wanted.status == CLOSED and now != CLOSED
    if wanted.action is Action.CLOSE:
        return bool(now != CLOSED)
    return wanted.action is Action.REOPEN and now == CLOSED


def seen_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an issue in Procore's list, by the names sync takes them."""
    seen = {name: row.get(name) for name in ("title", "description", "issue_type", "priority", "due_date", "status")}
    for field_name, inner in (("location_id", "location"), ("assignee_id", "assignee"), ("trade_id", "trade")):
        value = row.get(inner)
        seen[field_name] = value.get("id") if isinstance(value, Mapping) else None
    return seen


def recorded(item: Mapping[str, Any]) -> dict[str, Any]:
    """What the ledger keeps of an item: the fields that can be compared later."""
    return {name: value for name, value in item.items() if name in UPDATABLE or name == "status"}


def shows(fields: Mapping[str, Any], row: Mapping[str, Any], *, is_update: bool) -> bool:
    """Whether an issue in Procore is what a request of unknown outcome would have made of it."""
    if not is_update:
        return True
    seen = seen_of(row)
    return all(seen.get(name) == value for name, value in fields.items() if name in seen)
