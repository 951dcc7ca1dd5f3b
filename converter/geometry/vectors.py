"""Arithmetic of three floats. Plain Python: for single vectors it is several times as fast as numpy."""

from __future__ import annotations

from math import isfinite, sqrt

from converter.model.vectors import Vector


def added(a: Vector, b: Vector, factor: float = 1.0) -> Vector:
    """``a + factor · b``."""
    return (a[0] + factor * b[0], a[1] + factor * b[1], a[2] + factor * b[2])


def difference(a: Vector, b: Vector) -> Vector:
    """``a - b``."""
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def dot(a: Vector, b: Vector) -> float:
    """Scalar product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vector, b: Vector) -> Vector:
    """Vector product."""
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def length(a: Vector) -> float:
    """Euclidean length."""
    return sqrt(dot(a, a))


def unit(a: Vector) -> Vector:
    """The vector of length 1 in the same direction; ``ValueError`` for the zero vector and what is not finite."""
    size = length(a)
    if not isfinite(size) or size < 1e-12:
        raise ValueError(f"no direction: {a}")
    return (a[0] / size, a[1] / size, a[2] / size)


def is_finite(a: Vector) -> bool:
    """True when none of the three is NaN or infinite."""
    return isfinite(a[0]) and isfinite(a[1]) and isfinite(a[2])
