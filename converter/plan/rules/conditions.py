"""``when`` of a rule: which clashes or issues it is about. Every condition has to hold; of a list of texts any.

Conditions are compiled once and then hold or do not, for as many clashes as there are.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any, Final

from converter.geometry.boxes import contains
from converter.model.vectors import Box, Vector
from converter.plan.rules.facts import ISSUE_NUMBERS, NUMBERS, PAIR_FACTS, TEXTS, Facts
from converter.plan.rules.globs import REMEMBERED, glob

Holds = Callable[[tuple[Any, ...]], bool]
_ALL: Final = frozenset({*TEXTS, *PAIR_FACTS, *NUMBERS, *ISSUE_NUMBERS, "box"})


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: it asks for one fact. A fact without a value does not hold."""

    fact: str
    written: str
    holds: Holds


@dataclass(frozen=True, slots=True)
class Conditions:
    """All of ``all_of`` hold, and none of ``none_of``."""

    all_of: tuple[Condition, ...] = ()
    none_of: tuple[Condition, ...] = ()

    @property
    def wanted(self) -> frozenset[str]:
        """Names of the facts that are asked for."""
        return frozenset(each.fact for each in (*self.all_of, *self.none_of))

    def compiled(self) -> Callable[[Facts], bool]:
        """Whether a rule is about something, as one function: it is asked for every clash and every rule."""
        asked = tuple([(each.fact, each.holds, True) for each in self.all_of])
        asked += tuple([(each.fact, each.holds, False) for each in self.none_of])

        def hold(facts: Facts) -> bool:
            for fact, holds, wanted in asked:  # noqa: SIM110 - all() costs as much again for every clash and rule
                if holds(facts[fact]) is not wanted:
                    return False
            return True

        return hold

    def why_not(self, facts: Facts) -> str:
        """Every condition that does not hold, in words with what there is instead; "" when all hold."""
        said = [
            f"{each.fact} is {_shown(facts[each.fact])}, not {each.written}"
            for each in self.all_of
            if not each.holds(facts[each.fact])
        ]
        said += [
            f"{each.fact} is {_shown(facts[each.fact])}, which `not` excludes"
            for each in self.none_of
            if each.holds(facts[each.fact])
        ]
        return "; ".join(said)


_SHOWN = 5


def _shown(values: Sequence[object]) -> str:
    said = ", ".join(map(_value, values[:_SHOWN]))
    return (said + (" …" if len(values) > _SHOWN else "")) or "not known"


def _value(value: object) -> str:
    """A number, a text, a pair of texts, or a point."""
    if isinstance(value, tuple):
        numbers = all(isinstance(each, float) for each in value)
        return f"({', '.join(map(_value, value))})" if numbers else " and ".join(map(_value, value))
    return f"{value:g}" if isinstance(value, float) else repr(value)


def suggestion(name: str, known: Iterable[str]) -> str:
    """``; did you mean test?``, or "" where nothing is like it."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"; did you mean {close[0]}?" if close else ""


def conditions_of(table: object, known: Collection[str], problems: list[str], where: str = "when") -> Conditions:
    """Compile a table of conditions on the ``known`` facts. What is wrong is added to ``problems``, all of it."""
    if not isinstance(table, Mapping):
        problems.append(f'{where}: not a table such as {{ test = "*HVAC*" }}')
        return Conditions()
    excluded = table.get("not", {})
    wanted = {name: value for name, value in table.items() if name != "not"}
    all_of = tuple(_compiled(wanted, known, problems, where))
    if not isinstance(excluded, Mapping) or "not" in excluded:
        problems.append(f"{where}.not: a table of conditions of which none may hold")
        return Conditions(all_of)
    return Conditions(all_of, tuple(_compiled(excluded, known, problems, f"{where}.not")))


def _compiled(table: Mapping[str, Any], known: Collection[str], problems: list[str], where: str) -> Iterator[Condition]:
    for name, value in table.items():
        place = f"{where}.{name}" if where else name
        if name not in known:
            problems.append(f"{place}: {_not_known(name, known)}")
            continue
        made = _condition(name, value)
        if isinstance(made, str):
            problems.append(f"{place} = {value!r}: {made}")
        else:
            yield Condition(name, _written(value, " and " if name in PAIR_FACTS else " or "), made)


def _not_known(name: str, known: Collection[str]) -> str:
    if name in _ALL:
        return "this is not known yet when noise is taken out; ask for it in [[rules]]"
    return f"there is no such condition{suggestion(name, sorted(known))}"


def _written(value: object, between: str) -> str:
    """A value in words; what stands ``between`` texts says whether one or each of them is needed."""
    if isinstance(value, list):
        return between.join(map(repr, value)) if value and not isinstance(value[0], list) else repr(value)
    if isinstance(value, Mapping):
        return " and ".join(f"{key} {each}" for key, each in value.items())
    return repr(value)


def _condition(name: str, value: object) -> Holds | str:
    """The compiled condition, or what is wrong with it."""
    if name in PAIR_FACTS:
        return _pair(value)
    if name == "box":
        return _box(value)
    return _number(value) if name in (*NUMBERS, *ISSUE_NUMBERS) else _text(value)


def _text(value: object) -> Holds | str:
    patterns = [value] if isinstance(value, str) else value
    if not isinstance(patterns, list) or not patterns or not all(isinstance(each, str) for each in patterns):
        return "a text or a list of texts is needed; * stands for any characters, ? for one"
    matches = glob(patterns)
    answers: dict[tuple[str, ...], bool] = {}

    def holds(values: tuple[str, ...]) -> bool:
        answer = answers.get(values)
        if answer is None:
            if len(answers) >= REMEMBERED:
                answers.clear()
            answer = answers[values] = any(map(matches, values))
        return answer

    return holds


def _pair(value: object) -> Holds | str:
    """Two patterns, one for each element, whichever it is."""
    if not isinstance(value, list) or len(value) != 2 or not all(isinstance(each, str) for each in value):
        return "two texts are needed, one for each element; their order does not matter"
    one, other = glob(value[:1]), glob(value[1:])

    def holds(values: tuple[tuple[str, str], ...]) -> bool:
        return any((one(a) and other(b)) or (one(b) and other(a)) for a, b in values)

    return holds


def _number(value: object) -> Holds | str:
    limits = limits_of(value)
    if isinstance(limits, str):
        return limits
    low, high = limits

    def holds(values: tuple[float, ...]) -> bool:
        return any(low <= each <= high for each in values)

    return holds


def limits_of(value: object) -> tuple[float, float] | str:
    """``{ min = 10, max = 20 }``, either of them, or one number: the lowest and highest value that count."""
    if is_number(value):
        return float(value), float(value)  # type: ignore[arg-type]
    if not isinstance(value, Mapping) or not value or not set(value) <= {"min", "max"}:
        return "a number is needed, or { min = 10, max = 20 } with one of them or both"
    if not all(map(is_number, value.values())):
        return "min and max are numbers"
    low, high = float(value.get("min", -inf)), float(value.get("max", inf))
    return "min is greater than max" if low > high else (low, high)


def is_number(value: object) -> bool:
    """True for a number that can be compared; TOML has nan as well."""
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value


def _box(value: object) -> Holds | str:
    if not isinstance(value, Mapping) or set(value) != {"min", "max"}:
        return "a box is { min = [x, y, z], max = [x, y, z] } in metres of the report; without z it has any height"
    low, high = _corner(value["min"], -inf), _corner(value["max"], inf)
    if low is None or high is None:
        return "min and max are lists of two or three numbers, in metres of the report"
    if any(a > b for a, b in zip(low, high, strict=True)):
        return "min is greater than max"
    box = Box(low, high)

    def holds(points_m: tuple[Vector, ...]) -> bool:
        return any(contains(box, each) for each in points_m)

    return holds


def _corner(value: object, height: float) -> Vector | None:
    if not isinstance(value, list) or len(value) not in (2, 3) or not all(map(is_number, value)):
        return None
    return (float(value[0]), float(value[1]), float(value[2]) if len(value) == 3 else height)
