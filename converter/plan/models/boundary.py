"""Does the published model hold the clashes? A cheap check that finds wrong units and origins before anybody sees them.

Procore writes ``min_boundary`` and ``max_boundary`` of a model revision as ``{"x": "6.24", …}``, without a unit.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import dist, isfinite
from statistics import median
from typing import Final

from converter.geometry.boxes import centre, contains, expanded
from converter.geometry.units import METRES_PER_UNIT
from converter.model.vectors import Box, Vector

SLACK_M: Final = 1.0
"""So far outside the boundary a clash may lie: boundaries are rounded and leave out what is hidden."""
SHARE: Final = 0.95
"""Of the points at least so many must lie inside."""

_EXPECTED: Final = "ft"
"""Procore's viewer counts in feet."""
_OTHERS: Final = ("m", "mm", "cm", "in")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


@dataclass(frozen=True, slots=True)
class Boundary:
    """Two corners in a unit nobody states; ``low`` ≤ ``high`` in every coordinate, and not all equal."""

    low: Vector
    high: Vector

    def in_metres(self, metres_per_unit: float) -> Box:
        """The box, if this is the unit."""
        return Box(_scaled(self.low, metres_per_unit), _scaled(self.high, metres_per_unit))


@dataclass(frozen=True, slots=True)
class BoundaryCheck:
    """What the boundary says of the clashes.

    ``unit`` is the one under which most points lie inside: ``inside`` of ``points`` do. ``fits`` is true when these are
    enough and the unit is one to expect. ``away_m`` is how far the middle of the points is from the boundary's.
    """

    fits: bool
    unit: str
    inside: int
    points: int
    away_m: float
    explanation: str


def parse_boundary(minimum: object, maximum: object) -> Boundary | None:
    """The boundary of a revision: objects of ``x``, ``y``, ``z``, lists of three or texts of these, numbers or strings.

    None where a corner is missing, is not three finite numbers, or where both are one point, which bounds nothing.
    """
    first, second = _corner(minimum), _corner(maximum)
    if first is None or second is None or first == second:
        return None
    low: Vector = (min(first[0], second[0]), min(first[1], second[1]), min(first[2], second[2]))
    high: Vector = (max(first[0], second[0]), max(first[1], second[1]), max(first[2], second[2]))
    return Boundary(low, high)


def check_boundary(
    boundary: Boundary, points_m: Sequence[Vector], *, source_unit: str = "", slack_m: float = SLACK_M
) -> BoundaryCheck | None:
    """Compare with clash points in metres, as they would be sent; ``source_unit`` is the report's unit token.

    Feet and the source's unit are to be expected; that only another unit fits is told as a fault. None without points.
    """
    if not points_m:
        return None
    expected = [_EXPECTED] + ([source_unit] if source_unit in METRES_PER_UNIT and source_unit != _EXPECTED else [])
    units = expected + [each for each in _OTHERS if each not in expected]
    inside = {unit: _inside(boundary.in_metres(METRES_PER_UNIT[unit]), points_m, slack_m) for unit in units}
    enough = SHARE * len(points_m)
    unit = next((each for each in units if inside[each] >= enough), max(units, key=lambda each: inside[each]))
    holds, fits = inside[unit] >= enough, inside[unit] >= enough and unit in expected
    away_m = dist(_middle(points_m), centre(boundary.in_metres(METRES_PER_UNIT[unit])))
    said = f"{inside[unit]:,} of {len(points_m):,} clash points lie in the published model, its boundary read as {unit}"
    if not fits:
        said += f"; {_other_unit(unit) if holds else _elsewhere(away_m)}"
    return BoundaryCheck(fits, unit, inside[unit], len(points_m), away_m, said)


def _other_unit(unit: str) -> str:
    return f"feet were to be expected: the model was published in {unit}, or the report's unit is wrong"


def _elsewhere(away_m: float) -> str:
    return f"wrong units or another origin: the middles are {away_m:,.1f} m apart"


def _inside(box: Box, points_m: Sequence[Vector], slack_m: float) -> int:
    wider = expanded(box, slack_m)
    return sum(contains(wider, point) for point in points_m)


def _middle(points_m: Sequence[Vector]) -> Vector:
    return (median(p[0] for p in points_m), median(p[1] for p in points_m), median(p[2] for p in points_m))


def _corner(written: object) -> Vector | None:
    if isinstance(written, str):
        written = _of_text(written)
    if isinstance(written, Mapping):
        by_name = {str(name).lower(): value for name, value in written.items()}
        written = [by_name.get(axis) for axis in "xyz"]
    if not isinstance(written, Sequence) or isinstance(written, str | bytes) or len(written) != 3:
        return None
    x, y, z = (_number(each) for each in written)
    return None if x is None or y is None or z is None else (x, y, z)


def _of_text(text: str) -> object:
    """A JSON text, else the numbers that stand in it, where there are three."""
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return _NUMBER.findall(text)
    return value


def _number(written: object) -> float | None:
    if isinstance(written, bool) or not isinstance(written, str | int | float):
        return None
    try:
        value = float(written)
    except (ValueError, OverflowError):
        return None
    return value if isfinite(value) else None


def _scaled(corner: Vector, factor: float) -> Vector:
    return (corner[0] * factor, corner[1] * factor, corner[2] * factor)
