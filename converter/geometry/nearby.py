"""What lies near a place: boxes by a uniform grid, and which elements a picture of a clash should show around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from converter.model.vectors import Box, Vector

NEAR_M, FAR_M = 8.0, 25.0
"""Metres from the clash within which every element is shown, and within which large ones are."""

MOST = 60
"""Elements around a clash at most."""

LARGE_CLASSES = frozenset(
    {
        "IfcBeam",
        "IfcBeamStandardCase",
        "IfcColumn",
        "IfcColumnStandardCase",
        "IfcCovering",
        "IfcCurtainWall",
        "IfcRamp",
        "IfcRampFlight",
        "IfcRoof",
        "IfcSlab",
        "IfcSlabElementedCase",
        "IfcSlabStandardCase",
        "IfcStair",
        "IfcStairFlight",
        "IfcWall",
        "IfcWallElementedCase",
        "IfcWallStandardCase",
    }
)
"""Classes whose elements reach far from their origin: they give a picture its place."""

UNSEEN_CLASSES = frozenset(
    {
        "IfcAnnotation",
        "IfcBuilding",
        "IfcBuildingStorey",
        "IfcDistributionPort",
        "IfcExternalSpatialElement",
        "IfcGrid",
        "IfcOpeningElement",
        "IfcOpeningStandardCase",
        "IfcPort",
        "IfcSite",
        "IfcSpace",
        "IfcSpatialZone",
        "IfcVirtualElement",
        "IfcVoidingFeature",
    }
)
"""Classes of what cannot be seen, or would hide all else; IfcStructural… are left out as well."""

_CELLS_OF_A_BOX = 64
_CELLS_A_SIDE = 1 << 20


class BoxGrid:
    """Boxes in the cells of a uniform grid, to find those that meet a box without looking at all of them.

    ``boxes_m`` is (n, 6): x, y, z of the low corner, then of the high one, metres. A box with NaN meets nothing. One
    over more than 64 cells is kept apart and looked at every time, so that a site slab does not fill the grid.
    """

    def __init__(self, boxes_m: NDArray[np.float64]) -> None:
        self._boxes = np.asarray(boxes_m, np.float64).reshape(-1, 6)
        usable = np.flatnonzero(np.isfinite(self._boxes).all(axis=1))
        low, high = self._boxes[usable, :3], self._boxes[usable, 3:]
        self._origin, self._cell_m = _grid_of(low, high)
        first, last = self._cells(low), self._cells(high)
        counts = np.prod(last - first + 1.0, axis=1)
        fits = (counts <= _CELLS_OF_A_BOX) & (counts >= 1)
        self._large = usable[~fits]
        keys, numbers = _spread(first[fits], last[fits], usable[fits])
        order = np.argsort(keys, kind="stable")
        self._keys, self._numbers = keys[order], numbers[order]

    def meeting(self, box: Box) -> NDArray[np.int64]:
        """Numbers of the boxes that have a point in common with ``box``, ascending; touching counts."""
        low, high = np.array(box.min_m, np.float64), np.array(box.max_m, np.float64)
        if np.isnan([low, high]).any():
            return np.zeros(0, np.int64)
        first, last = self._cells(low[None])[0], self._cells(high[None])[0]
        if np.prod(np.maximum(last - first + 1.0, 0.0)) > max(len(self._keys), 1):
            found = np.arange(len(self._boxes))
        else:
            cells, _ = _spread(first[None], last[None], np.zeros(1, np.int64))
            starts = np.searchsorted(self._keys, cells, side="left")
            stops = np.searchsorted(self._keys, cells, side="right")
            pieces = [self._numbers[a:b] for a, b in zip(starts.tolist(), stops.tolist(), strict=True) if b > a]
            found = np.unique(np.concatenate([self._large, *pieces]))
        boxes = self._boxes[found]
        hits: NDArray[np.int64] = found[((boxes[:, :3] <= high) & (boxes[:, 3:] >= low)).all(axis=1)]
        return hits

    def _cells(self, points_m: NDArray[np.float64]) -> NDArray[np.int64]:
        """Cell numbers of points, (n, 3); points outside of the grid are in its outermost cells."""
        with np.errstate(over="ignore"):
            cells = np.floor((points_m - self._origin) / self._cell_m)
        return np.clip(cells, 0, _CELLS_A_SIDE - 1).astype(np.int64)


def _grid_of(low: NDArray[np.float64], high: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Where the grid begins, and metres a cell: as large as a common box, and not many more cells than boxes.

    The few boxes far out at the sides do not count: they fall into the outermost cells.
    """
    if not len(low):
        return np.zeros(3), 1.0
    common = float(np.median((high - low).max(axis=1)))
    first, last = np.percentile(low, 2, axis=0), np.percentile(high, 98, axis=0)
    extent = float((last - first).max())
    return first, max(common, extent / np.cbrt(len(low)), 1e-3)


def _spread(
    first: NDArray[np.int64], last: NDArray[np.int64], numbers: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every cell of every block of cells, as a key, with the number that belongs to the block."""
    sizes = np.maximum(last - first + 1, 0)
    counts = sizes.prod(axis=1)
    block = np.repeat(np.arange(len(counts)), counts)
    within = np.arange(len(block)) - np.repeat(np.cumsum(counts) - counts, counts)
    depth, width = sizes[block, 2], sizes[block, 1]
    z = first[block, 2] + within % depth
    y = first[block, 1] + within // depth % width
    x = first[block, 0] + within // (depth * width)
    return (x * _CELLS_A_SIDE + y) * _CELLS_A_SIDE + z, numbers[block]


class Surroundings:
    """Finds the elements to be shown around a clash, by origin and class alone, before anything has a shape.

    ``origins_m`` is (n, 3), NaN where it is not known; ``classes`` are the classes as in the schema ("IfcWall").
    """

    def __init__(self, origins_m: NDArray[np.float64], classes: Sequence[str]) -> None:
        self._origins = np.asarray(origins_m, np.float64).reshape(-1, 3)
        self._large = np.array([name in LARGE_CLASSES for name in classes], bool)
        seen = np.array([not (name in UNSEEN_CLASSES or name.startswith("IfcStructural")) for name in classes], bool)
        places = np.where(seen.reshape(-1, 1), self._origins, np.nan)
        self._grid = BoxGrid(np.hstack([places, places]))

    def around(
        self,
        point_m: Vector,
        leave_out: Iterable[int] = (),
        *,
        near_m: float = NEAR_M,
        far_m: float = FAR_M,
        most: int = MOST,
    ) -> list[int]:
        """Numbers of the elements around a point, the nearest first, at most ``most``; of equally near ones the first.

        Every element that can be seen within ``near_m``, large ones within ``far_m``, without those in ``leave_out``.
        """
        point = np.array(point_m, np.float64)
        reach = max(near_m, far_m)
        low, high = (point - reach).tolist(), (point + reach).tolist()
        found = self._grid.meeting(Box((low[0], low[1], low[2]), (high[0], high[1], high[2])))
        distance = np.linalg.norm(self._origins[found] - point, axis=1)
        shown = distance <= np.where(self._large[found], max(near_m, far_m), near_m)
        shown &= ~np.isin(found, np.fromiter(leave_out, np.int64))
        found, distance = found[shown], distance[shown]
        chosen: list[int] = found[np.lexsort((found, distance))][:most].tolist()
        return chosen
