"""Units of length."""

from __future__ import annotations

from typing import Final

METRES_PER_FOOT: Final = 0.3048
"""The international foot, exactly."""

METRES_PER_UNIT: Final[dict[str, float]] = {
    "m": 1.0,
    "cm": 0.01,
    "mm": 0.001,
    "km": 1000.0,
    "um": 1e-6,
    "ft": METRES_PER_FOOT,
    "in": 0.0254,
    "yrd": 0.9144,
    "mi": 1609.344,
    "mils": 0.0000254,
    "uin": 2.54e-8,
}
"""Navisworks' eleven unit tokens (``exchange@units``, Autodesk exchange schema)."""


def metres_per(token: str) -> float | None:
    """Metres per unit of a Navisworks unit token; None for a token Navisworks does not have."""
    return METRES_PER_UNIT.get(token)


def feet(value_m: float) -> float:
    """A length in feet."""
    return value_m / METRES_PER_FOOT


def metres(value_ft: float) -> float:
    """A length in metres."""
    return value_ft * METRES_PER_FOOT
