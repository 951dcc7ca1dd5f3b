"""``[[rules]]`` tables of the configuration → mapping rules. Everything that is wrong is told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from converter.model.people import is_address
from converter.plan.limits import ISSUE_TYPES, PRIORITIES
from converter.plan.rules.conditions import conditions_of, suggestion
from converter.plan.rules.due_dates import due_date_of
from converter.plan.rules.facts import CLASH_FACTS, ISSUE_FACTS, TOPIC_FACTS
from converter.plan.rules.mapping_rules import FIELD_OF, TEMPLATE_FIELDS, MappingRule
from converter.plan.rules.templates import template_of

KNOWN: Final = frozenset({*CLASH_FACTS, *ISSUE_FACTS, *TOPIC_FACTS})
"""What ``when`` of a mapping rule may ask for."""

_KEYS: Final = ("name", "when", "set")


class _Wrong(Exception):  # noqa: N818 - never leaves this module
    """What is wrong with a value, each a line."""


def mapping_rules_of(tables: Sequence[object]) -> tuple[tuple[MappingRule, ...], list[str]]:
    """The rules in their order, and what is wrong with them."""
    rules: list[MappingRule] = []
    problems: list[str] = []
    for number, table in enumerate(tables, start=1):
        label = _label(number, table)
        if not isinstance(table, Mapping):
            problems.append(f"{label}: not a table")
            continue
        found = list(_oddities(table))
        conditions = conditions_of(table.get("when", {}), KNOWN, found)
        sets = dict(_sets(table.get("set"), found))
        problems += [f"[[rules]] {label.removeprefix('rule ')}: {each}" for each in found]
        rules.append(MappingRule(label, conditions, sets))
    return tuple(rules), problems


def _label(number: int, table: object) -> str:
    """``rule 3 “ducts”``: the number is its place in the file, from 1."""
    name = table.get("name") if isinstance(table, Mapping) else None
    return f"rule {number}" + (f" “{' '.join(name.split())}”" if isinstance(name, str) and name.strip() else "")


def _oddities(table: Mapping[str, Any]) -> Iterator[str]:
    for key in table:
        if key not in _KEYS:
            where = "; it belongs into set = { … }" if key in FIELD_OF else suggestion(key, _KEYS)
            yield f"{key}: there is no such key{where}"
    if "name" in table and not (isinstance(table["name"], str) and table["name"].strip()):
        yield "name: a text is needed"


def _sets(table: object, problems: list[str]) -> Iterator[tuple[str, Any]]:
    if not isinstance(table, Mapping) or not table:
        problems.append('set: a rule sets something, such as set = { trade = "HVAC" }')
        return
    for key, value in table.items():
        read = _READ.get(key)
        if read is None:
            problems.append(
                f"set.{key}: there is no such field{suggestion(key, FIELD_OF)}; fields are {', '.join(FIELD_OF)}"
            )
            continue
        try:
            yield key, read(value)
        except _Wrong as wrong:
            problems += [f"set.{key} = {value!r}: {each}" for each in wrong.args]


def _address(value: object) -> str:
    """An e-mail address; an empty text is nobody."""
    if value == "" or (isinstance(value, str) and is_address(value.strip())):
        return str(value).strip()
    raise _Wrong('an e-mail address is needed, or "" for nobody')


def _addresses(value: object) -> tuple[str, ...]:
    texts = [value] if isinstance(value, str) else value
    if isinstance(texts, list) and all(isinstance(each, str) and is_address(each.strip()) for each in texts):
        return tuple(dict.fromkeys(each.strip() for each in texts))
    raise _Wrong("a list of e-mail addresses is needed")


def _one_of(words: Sequence[str]) -> Callable[[object], str]:
    def read(value: object) -> str:
        if isinstance(value, str) and value in words:
            return value
        raise _Wrong(f"not one of {', '.join(words)}{suggestion(str(value), words)}")

    return read


def _due(value: object) -> object:
    made = due_date_of(value)
    if isinstance(made, str):
        raise _Wrong(made)
    return made


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise _Wrong("true or false")


def _template(value: object) -> object:
    if not isinstance(value, str) or not value.strip():
        raise _Wrong("a text is needed; it may have fields such as {test}")
    made = template_of(value, TEMPLATE_FIELDS)
    if isinstance(made, list):
        raise _Wrong(*made)
    return made


def _path(value: object) -> object:
    """Each part from the outside to the inside; a part without a text is left out."""
    parts = [value] if isinstance(value, str) else value
    if not isinstance(parts, list) or not parts:
        raise _Wrong('a path is needed from the outside to the inside, such as ["Tower", "{level}"]')
    return tuple([_template(part) for part in parts])


_READ: Final[Mapping[str, Callable[[object], Any]]] = {
    "assignee": _address, "trade": _template, "location": _path, "priority": _one_of(PRIORITIES),
    "type": _one_of(ISSUE_TYPES), "due": _due, "title": _template, "description": _template, "private": _flag,
    "watchers": _addresses,
}  # fmt: skip
