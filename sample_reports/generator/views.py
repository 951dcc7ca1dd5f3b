"""The camera of a clash, as the viewpoints, the BCF archives and the pictures show it."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin, sqrt

from .parts import Vector

FIELD_OF_VIEW_RAD = pi / 4
ASPECT = 4 / 3
DISTANCE = 5.0
SECTION = 1.6
"""Half the edge of the section box, metres."""


@dataclass(frozen=True)
class View:
    """Where the camera stands and looks; directions are unit vectors."""

    eye: Vector
    direction: Vector
    right: Vector
    up: Vector


def view_of(point: Vector, number: int) -> View:
    """From below, for the clashes hang under slabs; each one from another of four sides."""
    turn = pi / 4 + (number % 4) * pi / 2
    pitch = 0.32
    direction = (cos(turn) * cos(pitch), sin(turn) * cos(pitch), sin(pitch))
    eye = (point[0] - DISTANCE * direction[0], point[1] - DISTANCE * direction[1], point[2] - DISTANCE * direction[2])
    size = sqrt(direction[0] ** 2 + direction[1] ** 2)
    right = (direction[1] / size, -direction[0] / size, 0.0)
    up = (
        right[1] * direction[2] - right[2] * direction[1],
        right[2] * direction[0] - right[0] * direction[2],
        right[0] * direction[1] - right[1] * direction[0],
    )
    return View(eye, direction, right, up)


def quaternion_of(view: View) -> tuple[float, float, float, float]:
    """The rotation as Navisworks writes it (vector first, scalar last), from a camera that looks along −Z with +Y up."""
    x, y, z = view.right, view.up, tuple(-value for value in view.direction)
    m = ((x[0], y[0], z[0]), (x[1], y[1], z[1]), (x[2], y[2], z[2]))
    trace = m[0][0] + m[1][1] + m[2][2]
    if trace > 0:
        s = 2 * sqrt(trace + 1)
        return ((m[2][1] - m[1][2]) / s, (m[0][2] - m[2][0]) / s, (m[1][0] - m[0][1]) / s, s / 4)
    place = max(range(3), key=lambda axis: m[axis][axis])
    i, j, k = place, (place + 1) % 3, (place + 2) % 3
    s = 2 * sqrt(1 + m[i][i] - m[j][j] - m[k][k])
    parts = [0.0, 0.0, 0.0]
    parts[i], parts[j], parts[k] = s / 4, (m[j][i] + m[i][j]) / s, (m[k][i] + m[i][k]) / s
    return (parts[0], parts[1], parts[2], (m[k][j] - m[j][k]) / s)
