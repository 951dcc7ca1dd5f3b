"""Where products stand: the origins of their placements, read from the bytes, without any geometry."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from converter.model.vectors import Vector
from converter.parsers.ifc.offsets import Offsets
from converter.parsers.ifc.step_text import class_name, reference, values

_PLACEMENT = 5  # of IfcProduct: GlobalId, OwnerHistory, Name, Description, ObjectType, ObjectPlacement, …
_NUMBER = re.compile(rb"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[Ee][-+]?[0-9]+)?")
_AXES = (b"IFCAXIS2PLACEMENT3D", b"IFCAXIS2PLACEMENT2D")
_NAN = (math.nan, math.nan, math.nan)
_X, _Z = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class _Frame:
    """A right-handed frame: its origin in the file's unit, and the directions of its axes."""

    origin: Vector
    x: Vector
    y: Vector
    z: Vector

    def placed_in(self, parent: _Frame) -> _Frame:
        """The same frame, seen from outside of ``parent``."""
        x, y, z = (parent.turned(axis) for axis in (self.x, self.y, self.z))
        turned = parent.turned(self.origin)
        a, b, c = parent.origin
        return _Frame((a + turned[0], b + turned[1], c + turned[2]), x, y, z)

    def turned(self, direction: Vector) -> Vector:
        """A direction of this frame, seen from outside."""
        a, b, c = direction
        (xx, xy, xz), (yx, yy, yz), (zx, zy, zz) = self.x, self.y, self.z
        return a * xx + b * yx + c * zx, a * xy + b * yy + c * zy, a * xz + b * yz + c * zz


_WORLD = _Frame((0.0, 0.0, 0.0), _X, (0.0, 1.0, 0.0), _Z)
_NOWHERE = _Frame(_NAN, _NAN, _NAN, _NAN)


def origins(offsets: Offsets, products: Sequence[int], unit_m: float) -> NDArray[np.float64]:
    """The world origin of each product, (n, 3), metres; ``unit_m`` is the length unit of the model.

    NaN for a product that has no placement or one along a grid or an alignment, or whose chain is broken. Many programs
    place elements at the origin and put the coordinates into the shape: an origin is a hint where to look, no position.
    """
    placement_of = {
        product: reference(given[_PLACEMENT]) if len(given) > _PLACEMENT else None
        for product, given in _arguments(offsets, products, _PLACEMENT + 1)
    }
    frames = _frames(offsets, {placement for placement in placement_of.values() if placement is not None})
    rows = [
        frames.get(placement, _NOWHERE).origin if (placement := placement_of[product]) is not None else _NAN
        for product in products
    ]
    return np.array(rows, np.float64).reshape(-1, 3) * unit_m


def _frames(offsets: Offsets, placements: Iterable[int]) -> dict[int, _Frame]:
    """The world frame of each placement and of all it depends on; each is read once."""
    local: dict[int, tuple[int | None, int | None]] = {}
    front = sorted(placements)
    while front:
        for placement, record in offsets.records(front):
            given = values(record, 2) if record and class_name(record) == b"IFCLOCALPLACEMENT" else []
            local[placement] = (reference(given[0]), reference(given[1])) if len(given) > 1 else (None, None)
        front = sorted({above for above, _ in local.values() if above is not None} - local.keys())
    axes = _axes(offsets, {axis for _, axis in local.values() if axis is not None})
    world: dict[int, _Frame] = {}
    for placement in local:
        chain: dict[int, None] = {}
        at: int | None = placement
        while at is not None and at not in world and at not in chain:
            chain[at] = None
            at = local[at][0]
        frame = _WORLD if at is None else world.get(at, _NOWHERE)  # nowhere: the chain leads back to itself
        for step in reversed(chain):
            axis = local[step][1]
            frame = axes[axis].placed_in(frame) if axis is not None else _NOWHERE
            world[step] = frame
    return world


def _axes(offsets: Offsets, axes: Iterable[int]) -> dict[int, _Frame]:
    """The frame of each IfcAxis2Placement3D or 2D, in its parent."""
    parts: dict[int, tuple[int | None, int | None, int | None]] = {}
    for axis, record in offsets.records(sorted(axes)):
        kind = class_name(record) if record else b""
        given = [reference(argument) for argument in values(record, 3)] if record and kind in _AXES else []
        if kind == _AXES[1]:
            given.insert(1, None)
        location, z, x = [*given, None, None, None][:3]
        parts[axis] = location, z, x
    wanted = {part for three in parts.values() for part in three if part is not None}
    triples = {part: _triple(record) for part, record in offsets.records(sorted(wanted))}
    return {axis: _frame(location, z, x, triples) for axis, (location, z, x) in parts.items()}


def _frame(location: int | None, z: int | None, x: int | None, triples: Mapping[int, Vector]) -> _Frame:
    """The frame of a location, an axis and a reference direction, by the rules of IfcBuildAxes."""
    if location is None:
        return _NOWHERE
    up = _unit(triples[z] if z is not None else _Z)
    along = triples[x] if x is not None else (_X if abs(up[0]) < 1.0 else (0.0, 1.0, 0.0))
    side = _unit(_cross(up, along))
    return _Frame(triples[location], _cross(side, up), side, up)


def _triple(record: bytes | None) -> Vector:
    """The numbers of an IfcCartesianPoint or IfcDirection; a missing third is 0; NaN for what is none of them."""
    if not record or class_name(record) not in (b"IFCCARTESIANPOINT", b"IFCDIRECTION"):
        return _NAN
    numbers = [float(number) for number in _NUMBER.findall(record, record.find(b"("))]
    return (numbers[0], numbers[1], numbers[2] if len(numbers) > 2 else 0.0) if len(numbers) in (2, 3) else _NAN


def _cross(a: Vector, b: Vector) -> Vector:
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def _unit(a: Vector) -> Vector:
    """The direction of ``a``; NaN when it has none."""
    length = math.hypot(*a)
    return (a[0] / length, a[1] / length, a[2] / length) if length > 0 else _NAN


def _arguments(offsets: Offsets, ids: Iterable[int], count: int) -> Iterable[tuple[int, list[bytes]]]:
    for step_id, record in offsets.records(ids):
        yield step_id, values(record, count) if record else []
