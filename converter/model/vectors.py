"""Points, directions and boxes."""

from __future__ import annotations

from dataclasses import dataclass

Vector = tuple[float, float, float]
"""Three finite floats x, y, z; a point in metres or a direction without unit. Z is up."""


@dataclass(frozen=True, slots=True)
class Box:
    """An axis-aligned box; ``min_m`` ≤ ``max_m`` in every coordinate, metres."""

    min_m: Vector
    max_m: Vector
