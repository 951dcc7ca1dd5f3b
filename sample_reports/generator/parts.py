"""The sample building: structure and services as upright boxes and straight round pipes, in metres, Z up."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace

Vector = tuple[float, float, float]

NAMESPACE = uuid.UUID("0a1a5b0e-8f0d-5b6e-9d61-6f2c3b1e7a42")
GRID_X = {"A": 0.0, "B": 6.0, "C": 12.0, "D": 18.0}
GRID_Y = {"1": 0.0, "2": 5.0, "3": 10.0, "4": 15.0}
STOREYS = {"Level 1": 0.0, "Level 2": 3.6}
STOREY_HEIGHT = 3.6
SLAB = 0.2
BEAM_DEPTH, BEAM_WIDTH = 0.6, 0.3
COLUMN = 0.4


@dataclass(frozen=True)
class Solid:
    """A box; with ``radius`` the round bar along ``axis`` (0, 1, 2) that the box holds."""

    low: Vector
    high: Vector
    axis: int = 2
    radius: float = 0.0

    @property
    def centre(self) -> Vector:
        """The middle."""
        x, y, z = ((a + b) / 2 for a, b in zip(self.low, self.high, strict=True))
        return (x, y, z)


@dataclass(frozen=True)
class Part:
    """One building element. ``number`` is the Element ID of Navisworks and the Tag of the IFC."""

    number: int
    ifc_class: str
    name: str
    type: str
    storey: str
    model: str
    solid: Solid
    system: str = ""
    material: str = "Concrete"

    @property
    def uuid(self) -> uuid.UUID:
        """What the GlobalId is made of."""
        return uuid.uuid5(NAMESPACE, f"part/{self.number}")

    @property
    def item_name(self) -> str:
        """The name as Revit families give it: the type and the Element ID."""
        return f"{self.type} [{self.number}]"


def _box(x: tuple[float, float], y: tuple[float, float], z: tuple[float, float]) -> Solid:
    return Solid((x[0], y[0], z[0]), (x[1], y[1], z[1]))


def _pipe(axis: int, start: Vector, length: float, radius: float) -> Solid:
    low = [value - radius for value in start]
    high = [value + radius for value in start]
    low[axis], high[axis] = start[axis], start[axis] + length
    return Solid((low[0], low[1], low[2]), (high[0], high[1], high[2]), axis, radius)


def structure() -> list[Part]:
    """Columns, beams, slabs and two walls. The beam on grid 2 is one piece over three bays: it is hit many times."""
    parts: list[Part] = [_slab(311000, "Ground slab", "Level 1", -SLAB)]
    number = 311001
    for storey, base in STOREYS.items():
        top = base + STOREY_HEIGHT - SLAB
        made: list[tuple[str, str, str, Solid]] = []
        for column, x in GRID_X.items():
            for row, y in GRID_Y.items():
                half = COLUMN / 2
                solid = _box((x - half, x + half), (y - half, y + half), (base, top))
                made.append(("IfcColumn", f"Column {column}-{row}", "Concrete column 400 x 400", solid))
        for name, kind, solid in _beams(top):
            made.append(("IfcBeam", name, kind, solid))
        wall = _box((13.0, 16.0), (9.9, 10.1), (base, top - BEAM_DEPTH))
        made.append(("IfcWall", "Wall 3/C-D", "Concrete wall 200", wall))
        for ifc_class, name, kind, solid in made:
            parts.append(Part(number, ifc_class, name, kind, storey, "Structure", solid))
            number += 1
        parts.append(_slab(number, f"Slab over {storey}", storey, top))
        number += 1
    return parts


def _slab(number: int, name: str, storey: str, base: float) -> Part:
    solid = _box((-0.2, 18.2), (-0.2, 15.2), (base, base + SLAB))
    return Part(number, "IfcSlab", name, "Concrete slab 200", storey, "Structure", solid)


def _beams(top: float) -> list[tuple[str, str, Solid]]:
    half, z = BEAM_WIDTH / 2, (top - BEAM_DEPTH, top)
    beams = []
    for row, y in GRID_Y.items():
        across = (y - half, y + half)
        if row == "2":
            beams.append(("Beam 2/A-D", "Concrete beam 300 x 600", _box((0.2, 17.8), across, z)))
            continue
        for first, second in zip("ABC", "BCD", strict=True):
            along = (GRID_X[first] + 0.2, GRID_X[second] - 0.2)
            beams.append((f"Beam {row}/{first}-{second}", "Concrete beam 300 x 600", _box(along, across, z)))
    for column, x in GRID_X.items():
        for first, second in zip("123", "234", strict=True):
            along = (GRID_Y[first] + 0.2, GRID_Y[second] - 0.2)
            solid = _box((x - half, x + half), along, z)
            beams.append((f"Beam {column}/{first}-{second}", "Concrete beam 300 x 600", solid))
    return beams


def services() -> list[Part]:
    """Ducts and pipes as they were designed before anybody looked at the beams."""
    parts: list[Part] = []
    for place, (storey, base) in enumerate(STOREYS.items()):
        number = 412000 + 100 * place
        for ifc_class, name, kind, system, solid in (*_ducts(base), *_pipes(base)):
            parts.append(Part(number, ifc_class, name, kind, storey, "Services", solid, system, "Galvanised steel"))
            number += 1
    for place, x in enumerate((3.0, 9.0, 15.0)):
        solid = _pipe(2, (x, 12.0, 0.1), 6.6, 0.055)
        name = f"Riser {place + 1}"
        parts.append(
            Part(
                412300 + place, "IfcPipeSegment", name, "Waste pipe DN100", "Level 1", "Services", solid, "Waste", "PP"
            )
        )
    return parts


def _ducts(base: float) -> list[tuple[str, str, str, str, Solid]]:
    kind, system = "IfcDuctSegment", "Supply Air 01"
    z = (base + 3.0, base + 3.3)
    main = _box((0.6, 17.4), (7.1, 7.9), (base + 2.95, base + 3.35))
    ducts = [(kind, "Main duct", "Rectangular duct 800 x 400", system, main)]
    for x in (2.0, 4.0, 8.0, 10.0, 14.0, 16.0):
        solid = _box((x - 0.2, x + 0.2), (1.0, 7.1), z)
        ducts.append((kind, f"Branch duct south {x:.0f}", "Rectangular duct 400 x 300", system, solid))
    for x in (2.0, 8.0, 14.0):
        solid = _box((x - 0.2, x + 0.2), (7.9, 13.0), z)
        ducts.append((kind, f"Branch duct north {x:.0f}", "Rectangular duct 400 x 300", system, solid))
    return ducts


def _pipes(base: float) -> list[tuple[str, str, str, str, Solid]]:
    kind = "IfcPipeSegment"
    pipes = []
    for x in (1.0, 3.0, 5.0, 7.0, 9.0, 11.0, 13.0, 15.0):
        solid = _pipe(1, (x, 1.0, base + 2.88), 13.0, 0.0445)
        pipes.append((kind, f"Sprinkler pipe {x:.0f}", "Sprinkler pipe DN80", "Sprinkler", solid))
    along = _pipe(0, (1.0, 3.0, base + 3.15), 16.0, 0.06)
    pipes.append((kind, "Cold water main", "Cold water pipe DN100", "Domestic Cold Water", along))
    if base == 0:
        low = _pipe(1, (6.15, 4.0, base + 2.2), 7.0, 0.03)
        pipes.append((kind, "Hot water pipe", "Hot water pipe DN50", "Domestic Hot Water", low))
    return pipes


def services_a_week_later() -> list[Part]:
    """Some repaired, one moved, some added: what the designers did in a week."""
    later = []
    for part in services():
        solid = part.solid
        if part.number in _LOWERED:
            solid = _shifted(solid, 2, -0.75)
        elif part.number in _MOVED:
            solid = _shifted(solid, 0, 0.6)
        later.append(replace(part, solid=solid))
    added = _pipe(1, (17.0, 1.0, 2.88), 13.0, 0.0445)
    tray = _box((5.0, 5.3), (3.0, 6.5), (3.0, 3.1))
    return [
        *later,
        Part(
            412400,
            "IfcPipeSegment",
            "Sprinkler pipe 17",
            "Sprinkler pipe DN80",
            "Level 1",
            "Services",
            added,
            "Sprinkler",
        ),
        Part(
            412401,
            "IfcDuctSegment",
            "Exhaust duct",
            "Rectangular duct 300 x 100",
            "Level 1",
            "Services",
            tray,
            "Exhaust",
        ),
    ]


_LOWERED = frozenset({412002, 412110, 412111})
_MOVED = frozenset({412103, 412004, 412108})


def _shifted(solid: Solid, axis: int, by: float) -> Solid:
    low, high = list(solid.low), list(solid.high)
    low[axis] += by
    high[axis] += by
    return replace(solid, low=(low[0], low[1], low[2]), high=(high[0], high[1], high[2]))
