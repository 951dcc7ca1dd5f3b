"""``[[noise]]`` tables of the configuration → rules. Everything that is wrong is told at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any, Final

from converter.plan.rules.conditions import Condition, conditions_of, is_number, suggestion
from converter.plan.rules.facts import CLASH_FACTS, INSULATION
from converter.plan.rules.globs import glob
from converter.plan.rules.noise import NoiseKind, NoiseRule
from converter.plan.words.insulation import NOT_OF, PATTERNS

TOUCHING_MM: Final = 1.0
_KEYS: Final = ("name", "reason", "kind", "when", "until", "by", "tolerance_mm", "max_mm", "classes", "words")
_OWN: Final[Mapping[str, NoiseKind]] = {
    "tolerance_mm": NoiseKind.TOUCHING, "max_mm": NoiseKind.OVERLAP, "classes": NoiseKind.CLASS_PAIR,
    "words": NoiseKind.INSULATION,
}  # fmt: skip
"""Keys that belong to one kind."""


def noise_rules_of(tables: Sequence[object]) -> tuple[tuple[NoiseRule, ...], list[str]]:
    """The rules, and what is wrong with them; a wrong rule is left out."""
    rules: list[NoiseRule] = []
    problems: list[str] = []
    for number, table in enumerate(tables, start=1):
        found: list[str] = []
        rule = _rule(table, found) if isinstance(table, Mapping) else None
        if rule is not None and not found:
            rules.append(rule)
        place = _place(number, table)
        problems += [f"{place}: {each}" for each in (found or ([] if rule else ["not a table"]))]
    twice = [name for name, count in Counter(rule.name.casefold() for rule in rules).items() if count > 1]
    problems += [f"[[noise]]: several rules are named {name!r}; nobody could tell what each took" for name in twice]
    return tuple(rules), problems


def _place(number: int, table: object) -> str:
    name = table.get("name") if isinstance(table, Mapping) else None
    return f"[[noise]] {number}" + (f" ({name})" if isinstance(name, str) and name.strip() else "")


def _rule(table: Mapping[str, Any], problems: list[str]) -> NoiseRule:
    kind = _kind(table.get("kind", NoiseKind.WHEN), problems)
    problems += [f"{key}: there is no such key{suggestion(key, _KEYS)}" for key in table if key not in _KEYS]
    problems += [
        f'{key} belongs to kind = "{owner}"' for key, owner in _OWN.items() if key in table and kind is not owner
    ]
    conditions = conditions_of(table.get("when", {}), CLASH_FACTS, problems)
    own = tuple(_conditions_of_kind(kind, table, problems))
    if kind in (NoiseKind.WHEN, NoiseKind.WAIVER) and not table.get("when"):
        problems.append("when: without conditions the rule would take everything")
    rule = NoiseRule(
        name=_text(table, "name", problems),
        reason=_text(table, "reason", problems),
        kind=kind,
        conditions=replace(conditions, all_of=(*own, *conditions.all_of)),
        until=_until(table.get("until"), problems),
        by=_text(table, "by", problems) if "by" in table else "",
    )
    if kind is NoiseKind.WAIVER:
        problems += [f"{key}: a waiver needs it" for key in ("until", "by") if key not in table]
    return rule


def _kind(value: object, problems: list[str]) -> NoiseKind:
    try:
        return NoiseKind(str(value))
    except ValueError:
        names = list(NoiseKind)
        problems.append(f"kind = {value!r}: not one of {', '.join(names)}{suggestion(str(value), names)}")
        return NoiseKind.WHEN


def _text(table: Mapping[str, Any], key: str, problems: list[str]) -> str:
    value = table.get(key)
    if isinstance(value, str) and value.strip():
        return " ".join(value.split())
    problems.append(f"{key}: a text is needed" if key == "by" else f"{key}: every rule has one, for people to read")
    return ""


def _until(value: object, problems: list[str]) -> date | None:
    """TOML's own days, and the same in quotes."""
    if value is None or type(value) is date:
        return value
    with suppress(TypeError, ValueError):
        return date.fromisoformat(value)  # type: ignore[arg-type]
    problems.append(f"until = {value!r}: the last day is written as 2026-06-30")
    return None


def _conditions_of_kind(kind: NoiseKind, table: Mapping[str, Any], problems: list[str]) -> Iterator[Condition]:
    """What a kind asks for, as conditions."""
    if kind is NoiseKind.TOUCHING:
        tolerance = table.get("tolerance_mm", TOUCHING_MM)
        if _is_length(tolerance, "tolerance_mm", problems):
            yield from _made({"distance_mm": {"min": -tolerance, "max": 0}}, problems)
    elif kind is NoiseKind.OVERLAP:
        if _is_length(table.get("max_mm"), "max_mm", problems):
            yield from _made({"depth_mm": {"max": table["max_mm"]}, "distance_mm": {"max": 0}}, problems)
    elif kind is NoiseKind.CLASS_PAIR:
        if "classes" in table:
            yield from _made({"classes": table["classes"]}, problems, "")
        else:
            problems.append('classes: two patterns are needed, such as ["IfcCovering", "IfcDuct*"]')
    elif kind is NoiseKind.INSULATION:
        yield from _insulation(table.get("words", []), problems)


def _is_length(value: object, key: str, problems: list[str]) -> bool:
    if is_number(value) and value >= 0:  # type: ignore[operator]
        return True
    problems.append(f"{key} = {value!r}: millimetres are needed, 0 or more")
    return False


def _made(table: Mapping[str, Any], problems: list[str], where: str = "when") -> tuple[Condition, ...]:
    return conditions_of(table, CLASH_FACTS, problems, where).all_of


def _insulation(words: object, problems: list[str]) -> Iterator[Condition]:
    """An element whose name or layer says so, unless it is a wall or the like that has insulation among its layers."""
    if not isinstance(words, list) or not all(isinstance(each, str) for each in words):
        problems.append('words: a list of further patterns is needed, such as ["*armaflex*"]')
        return
    names, hosts = glob((*PATTERNS, *words)), glob(NOT_OF)

    def holds(values: tuple[tuple[str, str, str], ...]) -> bool:
        return any((names(name) or names(layer)) and not hosts(ifc_class) for name, layer, ifc_class in values)

    yield Condition(INSULATION, "insulation", holds)
