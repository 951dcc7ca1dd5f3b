"""Axis-aligned boxes."""

from __future__ import annotations

from itertools import product
from math import dist

from converter.model.vectors import Box, Vector


def box_around(point_m: Vector, radius_m: float) -> Box:
    """The cube with ``point_m`` in its centre and edges of twice ``radius_m`` (≥ 0), metres."""
    x, y, z = point_m
    return Box((x - radius_m, y - radius_m, z - radius_m), (x + radius_m, y + radius_m, z + radius_m))


def union(first: Box, second: Box) -> Box:
    """The smallest box that holds both."""
    return Box(
        tuple(map(min, first.min_m, second.min_m)),  # type: ignore[arg-type]
        tuple(map(max, first.max_m, second.max_m)),  # type: ignore[arg-type]
    )


def intersection(first: Box, second: Box) -> Box | None:
    """What both have in common (touching counts); None when they are apart."""
    low: Vector = tuple(map(max, first.min_m, second.min_m))  # type: ignore[assignment]
    high: Vector = tuple(map(min, first.max_m, second.max_m))  # type: ignore[assignment]
    return Box(low, high) if all(a <= b for a, b in zip(low, high, strict=True)) else None


def expanded(box: Box, margin_m: float) -> Box:
    """The box with ``margin_m`` more on every side."""
    low, high = box.min_m, box.max_m
    return Box(
        (low[0] - margin_m, low[1] - margin_m, low[2] - margin_m),
        (high[0] + margin_m, high[1] + margin_m, high[2] + margin_m),
    )


def centre(box: Box) -> Vector:
    """The middle, metres."""
    (a, b, c), (d, e, f) = box.min_m, box.max_m
    return ((a + d) / 2, (b + e) / 2, (c + f) / 2)


def half_diagonal_m(box: Box) -> float:
    """Radius of the sphere around the box, metres."""
    return dist(box.min_m, box.max_m) / 2


def contains(box: Box, point_m: Vector) -> bool:
    """True when the point lies in the box or on its surface."""
    return all(a <= p <= b for a, p, b in zip(box.min_m, point_m, box.max_m, strict=True))


def corners(box: Box) -> tuple[Vector, ...]:
    """The eight corners."""
    return tuple(product(*zip(box.min_m, box.max_m, strict=True)))  # type: ignore[arg-type]
