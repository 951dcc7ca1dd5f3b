"""What is wrong about a value or a variable of the configuration, in words that say what to write instead."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping

import msgspec

from converter.app.settings import SECTIONS, keys

_PREFIX = "CONVERTER_"
_FORMS = {
    "bool": "true or false, without quotes",
    "int": "a whole number, without quotes",
    "float": "a number, without quotes",
    "str": 'a text in quotes: "…"',
    "array": "a list: [ … ]",
    "object": "a table: { key = value }",
    "date": "a day such as 2026-06-30, without quotes",
    "null": "nothing",
}
_EXPECTED = re.compile(r"Expected `([^`]+)`(?:, got `([^`]+)`)?")
_LIMIT = re.compile(r"Expected `[^`]+` (>=|<=|>|<) (\S+)")
_SIGNS = {">=": "at least", "<=": "at most", ">": "more than", "<": "less than"}


def in_words(error: msgspec.ValidationError, value: object) -> str:
    """The problem as the form that is expected, and where inside the value; as it is where that is clear already."""
    said, _, place = str(error).partition(" - at ")
    inside = [_step(each) for each in _STEP.findall(place)][1:]
    return "".join(f"{each}: " for each in inside) + _expected(said, value)


_STEP = re.compile(r"\.(\w+)|\[(\d+|\.\.\.)\]")


def _step(found: tuple[str, str]) -> str:
    key, number = found
    return key or ("a value" if number == "..." else f"entry {int(number) + 1}")


def _expected(said: str, value: object) -> str:
    if said.startswith("Expected `int") and isinstance(value, str):
        return "a whole number is written without quotes" if value.strip().isdecimal() else "not a whole number"
    if limit := _LIMIT.match(said):
        return f"{_SIGNS[limit[1]]} {limit[2]} is expected"
    if "RFC3339" in said and "date" in said:
        return f"expected is {_FORMS['date']}"
    if (found := _EXPECTED.fullmatch(said)) is not None:
        kinds = [each.strip() for each in found[1].split("|")]
        forms = [_FORMS.get(each, each) for each in kinds if each != "null"]
        return f"expected is {' or '.join(forms)}"
    return said


def not_ours(environment: Mapping[str, str]) -> list[str]:
    """Variables that begin as one of our sections and name no key: they would be passed over in silence."""
    wanted = {
        f"{_PREFIX}{key.replace('.', '_').upper()}": f"{_PREFIX}{key.replace('.', '__').upper()}" for key in keys()
    }
    problems = []
    for name in environment:
        section = name.removeprefix(_PREFIX).partition("_")[0].lower()
        if name.startswith(_PREFIX) and "__" not in name and section in SECTIONS:
            meant = wanted.get(name) or _like(name, list(wanted.values()))
            problems.append(f"{name} (environment): write {meant}")
    return problems


def _like(name: str, known: list[str]) -> str:
    """The variable that is meant, or those of the section: ``CONVERTER_GROUPING`` may be ``CONVERTER_GROUPING__BY``."""
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.85)
    below = [each for each in known if each.startswith(f"{_PREFIX}{name.split('_')[1]}__")]
    return " or ".join(close or below[:3])
