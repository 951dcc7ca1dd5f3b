"""Fields of issues: what Procore's list says, in the names sync takes, and what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from converter.plan.issues import Action
from converter.publisher.ledger import IssueEntry, same
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


def is_unclaimed(entry: IssueEntry) -> bool:
    """True for an issue found in Procore of which nothing is known to have been sent."""
    return entry.procore_id is not None and not any(name in entry.sent for name in UPDATABLE)


def is_set_by_people(entry: IssueEntry, status: str) -> bool:
    """Whether the status that we want was set by us before, and people set another one since."""
    return same(entry.sent.get("status"), status) and "status" in entry.edited()


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
    """The fields of an issue in Procore's list, by the names sync takes them.

    Watchers and privacy stand in the newest answers only: what an answer does not have was not seen.
    """
    seen = {name: row.get(name) for name in ("title", "description", "issue_type", "priority", "due_date", "status")}
    for field_name, inner in (("location_id", "location"), ("assignee_id", "assignee"), ("trade_id", "trade")):
        value = row.get(inner)
        seen[field_name] = value.get("id") if isinstance(value, Mapping) else None
    if "is_private" in row:
        seen["is_private"] = row["is_private"]
    if (watchers := _watchers(row)) is not None:
        seen["watcher_ids"] = watchers
    return seen


def _watchers(row: Mapping[str, Any]) -> list[int] | None:
    """Ids of the watchers, sorted; the documentation shows how they are sent, not in which shape they come back."""
    for name in ("watcher_ids", "watchers"):
        if isinstance(found := row.get(name), list):
            ids = [each.get("id") if isinstance(each, Mapping) else each for each in found]
            return sorted({each for each in ids if isinstance(each, int)})
    return None


def recorded(item: Mapping[str, Any]) -> dict[str, Any]:
    """What the ledger keeps of an item: the fields that can be compared later."""
    return {name: value for name, value in item.items() if name in UPDATABLE or name == "status"}


def was_taken(fields: Mapping[str, Any], kept: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Whether an update of unknown outcome was carried out: an item is taken whole, so one new value tells.

    ``kept`` is what Procore had before. People may have changed other fields since; where they changed all of them
    nobody can tell, and their values stay in either case.
    """
    seen = seen_of(row)
    told = [name for name in fields if name in seen]
    if new := [name for name in told if not same(fields[name], kept.get(name))]:
        return any(same(seen[name], fields[name]) for name in new)
    return all(same(seen[name], fields[name]) for name in told)
