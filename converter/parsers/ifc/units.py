"""The length unit of a model: SI with a prefix, or converted from SI (foot, inch).

Source: ISO 16739-1, ``IfcUnitAssignment``, ``IfcSIUnit``, ``IfcConversionBasedUnit``.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from converter.parsers.ifc.records import Found
from converter.parsers.ifc.schema import Schema
from converter.parsers.ifc.step_text import Text, number, reference, references
from converter.parsers.ifc.strings import text_of

_PREFIXES: Final = {
    ".EXA.": ("E", 1e18), ".PETA.": ("P", 1e15), ".TERA.": ("T", 1e12), ".GIGA.": ("G", 1e9), ".MEGA.": ("M", 1e6),
    ".KILO.": ("k", 1e3), ".HECTO.": ("h", 1e2), ".DECA.": ("da", 1e1), ".DECI.": ("d", 1e-1), ".CENTI.": ("c", 1e-2),
    ".MILLI.": ("m", 1e-3), ".MICRO.": ("µ", 1e-6), ".NANO.": ("n", 1e-9), ".PICO.": ("p", 1e-12),
    ".FEMTO.": ("f", 1e-15), ".ATTO.": ("a", 1e-18),
}  # fmt: skip
_SHORT: Final = (("ft", 0.3048), ("in", 0.0254), ("yd", 0.9144), ("mi", 1609.344))
_WORDS: Final = {"US SURVEY FOOT": "ftUS"}


class LengthUnit(NamedTuple):
    """A unit as people write it, and its length in metres."""

    name: str
    metres: float


class Problem(NamedTuple):
    """Why there is no length unit, in words."""

    words: str


def length_unit(text: Text, found: Found, schema: Schema) -> LengthUnit | Problem:
    """The length unit the project assigns."""
    projects = found.of("project")
    if not projects:
        return Problem("there is no IfcProject, and so no length unit")
    units, values = found.of("unit"), projects.arguments(text, 0)
    assignment = reference(values[8]) if len(values) > 8 else None
    listed = [] if assignment is None else found.of("units").arguments_of(text, assignment)
    if not listed:
        return Problem("the project assigns no units")
    for unit in references(listed[0]):
        where = units.index_of(unit)
        if where is None:
            continue
        values = units.arguments(text, where)
        if len(values) > 3 and values[1].upper() == b".LENGTHUNIT.":
            return _read(text, found, schema, where, values)
    return Problem("the project assigns no length unit")


def _read(text: Text, found: Found, schema: Schema, where: int, values: list[bytes]) -> LengthUnit | Problem:
    name = schema.classes[found.of("unit").numbers[where]].name
    if name == "IfcSIUnit":
        return _si(values)
    words = (text_of(values[2]) or "").strip()
    factor = _factor(text, found, reference(values[3]))
    if factor is None or not factor > 0:
        return Problem(f"the length unit {words!r} has no usable factor")
    short = next((short for short, metres in _SHORT if abs(factor - metres) < 1e-7 * metres), None)
    return LengthUnit(_WORDS.get(words.upper()) or short or words.lower() or "unit", factor)


def _si(values: list[bytes]) -> LengthUnit | Problem:
    prefix, metre = values[2].upper().decode("latin-1"), values[3].upper()
    if metre != b".METRE.":
        return Problem("the length unit is no metre")
    if prefix in ("$", "*", ""):
        return LengthUnit("m", 1.0)
    if prefix not in _PREFIXES:
        return Problem(f"the prefix {prefix} of the length unit is not known")
    letter, factor = _PREFIXES[prefix]
    return LengthUnit(f"{letter}m", factor)


def _factor(text: Text, found: Found, measure: int | None) -> float | None:
    """Metres of a converted unit: its value times the unit the value is in (IfcMeasureWithUnit)."""
    units = found.of("unit")
    values = [] if measure is None else units.arguments_of(text, measure)
    if len(values) < 2:
        return None
    value, base = number(values[0]), reference(values[1])
    below = [] if base is None else units.arguments_of(text, base)
    metre = _si(below) if len(below) > 3 else Problem("")
    return value * metre.metres if value is not None and isinstance(metre, LengthUnit) else None
