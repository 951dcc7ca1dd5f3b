"""Documented refusals of single values: each check says what is wrong with a value, or nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from converter.sandbox.call import Call, Document, Refusal

STATUSES = ("open", "in_progress", "blocked", "unblocked", "ready_for_review", "moved_to_observation", "closed")
ISSUE_TYPES = (
    "building_code", "clash", "client_feedback", "constructability", "coordination", "design_review",
    "existing_condition", "requirement_change", "other",
)  # fmt: skip
PRIORITIES = ("low", "medium", "high", "critical")
RENDER_MODES = ("shaded", "xray")
TITLE_LIMIT = 80
LARGEST_ID = 2**63 - 1

BLANK = "can't be blank"
MISSING = "is missing"
NOT_FOUND = "Entity with this ID not found"
NO_INTEGER = "is not an integer"


@dataclass(frozen=True, slots=True)
class Site:
    """Where a value is to be used: the call and its project."""

    call: Call
    project_id: int


Check = Callable[[Site, Any], str | None]
Errors = dict[str, list[str]]


def is_integer(value: object) -> bool:
    """True for an integer of JSON that fits 64 bits; ``true`` and ``5.0`` are none."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_ID


def text(_: Site, value: object) -> str | None:
    """A text."""
    return None if isinstance(value, str) else "is not a string"


def title(site: Site, value: object) -> str | None:
    """A text of 1 to 80 characters."""
    if not isinstance(value, str):
        return text(site, value) if value is not None else BLANK
    if not value.strip():
        return BLANK
    return f"is too long (maximum is {TITLE_LIMIT} characters)" if len(value) > TITLE_LIMIT else None


def description(site: Site, value: object) -> str | None:
    """A text within the limit of the switch."""
    if not isinstance(value, str):
        return text(site, value)
    return "is too long" if site.call.world.switches.exceeded("max_description_chars", len(value)) else None


def uuid(_: Site, value: object) -> str | None:
    """A UUID in its usual writing."""
    try:
        return None if isinstance(value, str) and str(UUID(value)) == value.lower() else "is not a valid UUID"
    except ValueError:
        return "is not a valid UUID"


def day(_: Site, value: object) -> str | None:
    """``yyyy-mm-dd`` or ``yyyymmdd``, a day that exists."""
    return None if isinstance(value, str) and as_day(value) else "is not a valid date (yyyy-mm-dd or yyyymmdd)"


def as_day(value: str) -> str | None:
    """A date as it is stored (``yyyy-mm-dd``); None when it is none."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}|\d{8}", value, re.ASCII):
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return None


def boolean(_: Site, value: object) -> str | None:
    """true or false."""
    return None if isinstance(value, bool) else "is not a boolean"


def integer(_: Site, value: object) -> str | None:
    """An integer, as every id is."""
    return None if is_integer(value) else NO_INTEGER


def one_of(*values: str) -> Check:
    """One of the documented values."""

    def check(_: Site, value: object) -> str | None:
        return (
            None if isinstance(value, str) and value in values else f"is not included in the list: {', '.join(values)}"
        )

    return check


def of_project(table: str) -> Check:
    """The id of something that stands in the same project."""

    def check(site: Site, value: object) -> str | None:
        if not is_integer(value):
            return NO_INTEGER
        sql = f"SELECT project_id FROM {table} WHERE id = ?"  # noqa: S608 - names are ours
        owner = site.call.world.store.value(sql, value)
        if owner is None:
            return NOT_FOUND
        return None if owner == site.project_id else "does not belong to this project"

    return check


def trade(site: Site, value: object) -> str | None:
    """A trade of the company."""
    if not is_integer(value):
        return NO_INTEGER
    sql = "SELECT 1 FROM trades WHERE id = ? AND company_id = ?"
    return None if site.call.world.store.value(sql, value, site.call.company_id) else NOT_FOUND


def level_of(site: Site, user_id: int) -> str:
    """Rights of a user on Coordination Issues: admin, standard, read_only, none."""
    store = site.call.world.store
    if store.value("SELECT 1 FROM apps WHERE user_id = ?", user_id):
        return site.call.world.switches["rights"]
    sql = "SELECT level FROM rights WHERE user_id = ? AND project_id = ?"
    return str(store.value(sql, user_id, site.project_id) or "none")


def assignee(site: Site, value: object) -> str | None:
    """A user who may be assigned: Standard or Admin on the tool in this project."""
    if not is_integer(value):
        return NO_INTEGER
    if site.call.world.store.value("SELECT 1 FROM users WHERE id = ?", value) is None:
        return NOT_FOUND
    may = level_of(site, int(str(value))) in ("standard", "admin")
    return None if may else "does not have permission to be assigned Coordination Issues"


def watchers(site: Site, value: object) -> str | None:
    """Ids of users with Read Only or better."""
    if not isinstance(value, list) or not all(map(is_integer, value)):
        return "is not a list of integers"
    return None if all(level_of(site, each) != "none" for each in value) else "cannot watch Coordination Issues"


def origin(_: Site, value: object) -> str | None:
    """All four members, all texts."""
    if not isinstance(value, dict):
        return "is not an object"
    wrong = [name for name in ORIGIN if not (isinstance(value.get(name), str) and value[name])]
    return f"must have {', '.join(wrong)}" if wrong else None


ORIGIN = ("title", "origin_id", "origin_type", "deep_link_url")


def container(_: Site, value: object) -> str | None:
    """An object: the members are not looked into."""
    return None if isinstance(value, dict) else "is not an object"


def json_text(site: Site, value: object) -> str | None:
    """A text that holds JSON with finite numbers, within the limit of the switch."""
    if not isinstance(value, str):
        return "is not a string"
    if site.call.world.switches.exceeded("max_json_chars", len(value)):
        return "is too long"
    try:
        json.loads(value, parse_constant=_not_finite, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        return f"is not valid JSON: {error}"
    return None


def _not_finite(word: str) -> float:
    raise ValueError(f"{word} is not a finite number")


def _finite(digits: str) -> float:
    number = float(digits)
    return number if abs(number) != float("inf") else _not_finite(digits)


def visibility(_: Site, value: object) -> str | None:
    """``{default_visibility, exceptions: {object_ids: [id], object_ranges: [[first id, count]]}}``."""
    if not isinstance(value, dict) or not isinstance(value.get("default_visibility"), bool):
        return "must have default_visibility, true or false"
    exceptions = value.get("exceptions") or {}
    if not isinstance(exceptions, dict):
        return "exceptions is not an object"
    ids, ranges = exceptions.get("object_ids") or [], exceptions.get("object_ranges") or []
    if not isinstance(ids, list) or not all(map(is_integer, ids)):
        return "object_ids is not a list of integers"
    if not isinstance(ranges, list) or not all(map(_is_range, ranges)):
        return "object_ranges is not a list of [first id, count]"
    return None


def _is_range(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(is_integer, value)) and value[1] >= 1


def problems(site: Site, item: Document, checks: dict[str, Check], required: tuple[str, ...] = ()) -> Errors:
    """What is wrong with the fields of an item, by field. null is as good as not there."""
    errors = {name: [MISSING if name != "title" else BLANK] for name in required if item.get(name) is None}
    for name, value in item.items():
        if name in checks and value is not None and (wrong := checks[name](site, value)) is not None:
            errors.setdefault(name, []).append(wrong)
    return errors


def unknown(call: Call, item: Document, known: Iterator[str] | tuple[str, ...] | set[str]) -> Errors:
    """Fields the documentation does not name, when the switch says they are refused."""
    if call.world.switches["unknown_fields"] == "ignored":
        return {}
    names = set(known)
    return {name: ["is not a known field"] for name in item if name not in names}


def refuse(errors: Errors, status: int = 400) -> None:
    """``Refusal`` when there are errors."""
    if errors:
        raise Refusal(status, errors)


def known_only(call: Call, item: Document, *names: str) -> None:
    """``Refusal`` 406 for a field the documentation does not name."""
    refuse(unknown(call, item, names), 406)
