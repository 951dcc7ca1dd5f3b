"""Rules that say who gets an issue, where it lies, how bad it is and what it is called.

Later rules win field by field, and every field remembers which rules set it: the last one is in force.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from converter.plan.issues import PlannedIssue
from converter.plan.limits import DESCRIPTION_CHARACTERS, TITLE_CHARACTERS
from converter.plan.rules.conditions import Conditions
from converter.plan.rules.due_dates import DueDate
from converter.plan.rules.facts import Facts
from converter.plan.rules.templates import Template

FIELD_OF: Final[Mapping[str, str]] = {
    "assignee": "assignee", "trade": "trade", "location": "location", "priority": "priority", "type": "issue_type",
    "due": "due_date", "title": "title", "description": "description", "private": "private", "watchers": "watchers",
}  # fmt: skip
"""Key of ``set`` → field of the issue."""

TEMPLATE_FIELDS: Final = (
    "title", "description", "test", "name", "group", "pair", "a", "b", "class", "discipline", "system", "layer",
    "level", "storey", "room", "zone", "building", "grid", "file", "model", "status", "state", "clashes", "depth",
    "depth_mm", "x", "y", "z", "found", "label", "author", "guid", "uuid", "severity", "score", "type", "priority",
    "assignee", "trade", "due",
)  # fmt: skip
"""What templates may name. ``title`` and ``description`` are those the issue would have without rules."""

Values = Callable[[PlannedIssue], Mapping[str, str]]
"""Gives the values of all template fields of an issue."""


@dataclass(frozen=True, slots=True)
class MappingRule:
    """One rule: ``sets`` holds, by key of ``set``, a value that was checked when it was read."""

    label: str
    conditions: Conditions = field(default_factory=Conditions)
    sets: Mapping[str, Any] = field(default_factory=dict)


Rules = Sequence[tuple[MappingRule, Callable[[Facts], bool]]]
"""Rules with what says whether they are about an issue."""


def compiled(rules: Sequence[MappingRule]) -> Rules:
    """The rules ready to be asked."""
    return [(rule, rule.conditions.compiled()) for rule in rules]


@dataclass(frozen=True, slots=True)
class Mapped:
    """An issue after the rules, the ``labels`` of those that are about it, and the templates that came out empty."""

    issue: PlannedIssue
    labels: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()


def mapped(issue: PlannedIssue, rules: Rules, facts: Facts, values: Values, due_from: date | None) -> Mapped:
    """The issue with what the ``rules`` that are about it set. ``due_from`` is the day due dates count from, which the
    issue remembers; without it, only those that name a day are set.
    """
    about = [rule for rule, hold in rules if hold(facts)]
    if not about:
        return Mapped(issue)
    labels = tuple([rule.label for rule in about])
    chain: dict[str, list[tuple[str, Any]]] = {}
    for rule in about:
        for key, value in rule.sets.items():
            chain.setdefault(key, []).append((rule.label, value))
    wins = {key: found[-1][1] for key, found in chain.items()}
    if isinstance(due := wins.get("due"), DueDate) and due.after(due_from) is None:
        del wins["due"], chain["due"]
    plain: dict[str, Any] = {
        FIELD_OF[key]: _plain(value, due_from) for key, value in wins.items() if not _is_template(value)
    }
    set_by = tuple((FIELD_OF[key], label) for key, found in chain.items() for label, _ in found)
    if "due_date" in plain and due_from:
        plain["due_from"] = due_from.isoformat()
    changed = replace(issue, **{**plain, "set_by": (*issue.set_by, *set_by)})
    templates = {key: value for key, value in wins.items() if _is_template(value)}
    whole, empty = _with_texts(changed, templates, values)
    return Mapped(whole, labels, empty)


def _is_template(value: object) -> bool:
    return isinstance(value, Template) or (
        isinstance(value, tuple) and any(isinstance(each, Template) for each in value)
    )


def _plain(value: object, due_from: date | None) -> object:
    if isinstance(value, DueDate):
        day = value.after(due_from)
        return day.isoformat() if day else None
    return value if value != "" else None


def _with_texts(
    issue: PlannedIssue, templates: Mapping[str, Any], values: Values
) -> tuple[PlannedIssue, tuple[str, ...]]:
    """Templates come last, for they may name what rules set. One without any text leaves the field as it was."""
    if not templates:
        return issue, ()
    known = values(issue)
    filled: dict[str, Any] = {}
    empty: list[str] = []
    for key, template in templates.items():
        if isinstance(template, tuple):
            made: Any = tuple([part for each in template if (part := each.fill(known).strip())])
        else:
            made = template.fill(known, TITLE_CHARACTERS if key == "title" else None).strip()
        if made:
            filled[FIELD_OF[key]] = _cut(made) if key == "description" else made
        else:
            empty.append(key)
    kept = tuple(each for each in issue.set_by if each[0] not in {FIELD_OF[key] for key in empty})
    return replace(issue, **{**filled, "set_by": kept}), tuple(empty)


_CUT = "\n… shortened."


def _cut(text: str) -> str:
    return text if len(text) <= DESCRIPTION_CHARACTERS else text[: DESCRIPTION_CHARACTERS - len(_CUT)] + _CUT
