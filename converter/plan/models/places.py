"""Where in the building a clash is: storey, room and zone from the models, level and grid from the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import floor, prod

from converter.geometry.boxes import contains
from converter.model.ifc import IfcElement, IfcStorey
from converter.model.vectors import Box, Vector

_SAYS_NOTHING = frozenset(
    {"", "undefined", "<undefined>", "unassigned", "default", "none", "nil", "unknown", "nicht definiert"}
)
"""Names of storeys that programs make up where nobody has drawn any."""
_CLASSES = frozenset({"ifcproject", "ifcsite", "ifcbuilding"})
"""In a path they stand for what has no name."""
_CELL_M = 5.0
_CELLS_AT_MOST = 400
"""A space over more cells than that is looked at for every point."""


class LevelSource(StrEnum):
    """Where the level of a clash is from: the storey its elements lie in, the report, the height of its point."""

    STOREY = "storey"
    REPORT = "report"
    ELEVATION = "elevation"
    NOWHERE = ""


@dataclass(frozen=True, slots=True)
class Space:
    """An IfcSpace and its box in the frame of the models; ``long_name`` is what people call the room."""

    element: IfcElement
    box: Box
    long_name: str = ""
    zone: str | None = None

    @property
    def label(self) -> str:
        """Number and name: ``A102 Living Room``."""
        return " ".join(dict.fromkeys(filter(None, (self.element.name or "", self.long_name))))


@dataclass(frozen=True, slots=True)
class ReportedPlace:
    """What the report says: its level and grid intersection, and the point in the frame of the models."""

    level: str | None = None
    grid: str | None = None
    point_m: Vector | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a clash is.

    ``level`` is the storey where the models have one, else the report's level. ``path`` is building, storey and room as
    far as they are known: the path of a Procore location. ``storeys`` differ when the elements lie on different ones.
    """

    level: str | None = None
    grid: str | None = None
    storey: str | None = None
    room: str | None = None
    zone: str | None = None
    path: tuple[str, ...] = ()
    level_source: LevelSource = LevelSource.NOWHERE
    storeys: tuple[str, ...] = ()


def place_of(
    elements: Sequence[IfcElement],
    reported: ReportedPlace,
    storeys: Mapping[str, Sequence[IfcStorey]],
    spaces: Spaces | None = None,
) -> Place:
    """The place of a clash whose matched elements are ``elements``; ``storeys`` are those of each model, by its file.

    The storey is that of the elements' containers. Where they differ, the one the report names; else the one in which,
    by the elevations, the point lies; else that of the first element. A name that says nothing ("Undefined") gives way
    to any other. Without a container the report's level counts, and last the elevation of the point alone.
    """
    holder = _holder(elements, reported, storeys)
    by_height = None if holder or reported.level else _by_elevation(elements, reported.point_m, storeys)
    storey = holder.storey if holder else by_height
    source = LevelSource.STOREY if holder else LevelSource.REPORT if reported.level else LevelSource.NOWHERE
    if by_height:
        source = LevelSource.ELEVATION
    space = spaces.around(reported.point_m) if spaces and reported.point_m else None
    return Place(
        level=storey or reported.level,
        grid=reported.grid,
        storey=storey,
        room=space.label or None if space else None,
        zone=space.zone if space else None,
        path=_path(holder, elements, storey, space),
        level_source=source,
        storeys=tuple(dict.fromkeys(each.storey for each in elements if each.storey)),
    )


class Spaces:
    """The rooms of all models, by where they are."""

    def __init__(self, spaces: Iterable[Space]) -> None:
        self._cells: dict[tuple[int, int], list[Space]] = {}
        self._large: list[Space] = []
        for space in sorted(spaces, key=_volume):
            (x0, y0, _), (x1, y1, _) = space.box.min_m, space.box.max_m
            columns, rows = range(_cell(x0), _cell(x1) + 1), range(_cell(y0), _cell(y1) + 1)
            if len(columns) * len(rows) > _CELLS_AT_MOST:
                self._large.append(space)
                continue
            for column in columns:
                for row in rows:
                    self._cells.setdefault((column, row), []).append(space)

    def around(self, point_m: Vector) -> Space | None:
        """The space whose box holds the point; of several the smallest, for niches lie in the boxes of halls."""
        candidates = (*self._cells.get((_cell(point_m[0]), _cell(point_m[1])), ()), *self._large)
        return min((each for each in candidates if contains(each.box, point_m)), key=_volume, default=None)


def _holder(
    elements: Sequence[IfcElement], reported: ReportedPlace, storeys: Mapping[str, Sequence[IfcStorey]]
) -> IfcElement | None:
    """The element whose storey is that of the clash."""
    inside = [each for each in elements if each.storey]
    telling = [each for each in inside if _folded(each.storey) not in _SAYS_NOTHING] or inside
    if len({_folded(each.storey) for each in telling}) > 1:
        level = _folded(reported.level)
        telling = [each for each in telling if _folded(each.storey) == level] or telling
        at_height = [each for each in telling if _lies_at(each, reported.point_m, storeys)]
        telling = at_height or telling
    return telling[0] if telling else None


def _lies_at(element: IfcElement, point_m: Vector | None, storeys: Mapping[str, Sequence[IfcStorey]]) -> bool:
    """True when the point lies between the element's storey and the next one."""
    return point_m is not None and _folded(element.storey) == _folded(_at(point_m[2], storeys.get(element.file, ())))


def _by_elevation(
    elements: Sequence[IfcElement], point_m: Vector | None, storeys: Mapping[str, Sequence[IfcStorey]]
) -> str | None:
    if point_m is None:
        return None
    return next((name for each in elements if (name := _at(point_m[2], storeys.get(each.file, ())))), None)


def _at(height_m: float, storeys: Sequence[IfcStorey]) -> str | None:
    """The highest storey that is not above the height; None below all, and with fewer than two that tell."""
    known = [(each.elevation_m, each.name) for each in storeys if each.elevation_m is not None and each.name]
    below = [each for each in known if each[0] <= height_m]
    return max(below)[1] if below and len(known) > 1 else None


def _path(
    holder: IfcElement | None, elements: Sequence[IfcElement], storey: str | None, space: Space | None
) -> tuple[str, ...]:
    """Building, storey, room. A building without a name in the one model may have one in the other."""
    if storey is None and space is None:
        return ()
    sources = [holder, *elements] if holder else elements
    building = next(filter(None, map(_building, sources)), "")
    parts = (building, storey or "", space.label if space else "")
    return tuple([each.strip() for each in parts if _folded(each) not in _SAYS_NOTHING])


def _building(element: IfcElement) -> str:
    """An element's path goes from the project by the site and the building down to its container."""
    above = element.path
    if element.storey in above:
        above = above[: len(above) - 1 - above[::-1].index(element.storey)]
    building = above[-1] if len(above) > 1 else ""
    return "" if _folded(building) in _SAYS_NOTHING | _CLASSES else building


def _volume(space: Space) -> float:
    return prod(high - low for low, high in zip(space.box.min_m, space.box.max_m, strict=True))


def _cell(coordinate_m: float) -> int:
    return floor(coordinate_m / _CELL_M)


def _folded(text: str | None) -> str:
    return " ".join((text or "").split()).casefold()
