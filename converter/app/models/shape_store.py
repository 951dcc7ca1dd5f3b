"""The shapes of one model: made when they are first asked for, kept on disk, boxes in memory."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from converter.events import Observer
from converter.geometry.mesh import Mesh
from converter.geometry.nearby import Surroundings
from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.model.vectors import Box, Vector
from converter.parsers.ifc.index import IfcIndex
from converter.parsers.ifc.offsets import Offsets
from converter.parsers.ifc.placements import origins
from converter.parsers.ifc.shapes import ShapeLimits, ShapeRelations, shapes_of

FEW_ELEMENTS = 400
"""In a model of so few every element may stand around a clash: where it is placed need not be known."""
_HOPELESS = frozenset({"IFC030", "IFC031", "IFC032"})
"""What would go wrong with any other element of the model as well."""


class ModelShapes:
    """Boxes and meshes of elements by the number of their record, in the frame of the model, metres.

    The limit of time counts for all that is ever asked for; when it is used up, or nothing can be made at all, the rest
    has no shape.
    """

    def __init__(self, index: IfcIndex, folder: Path, limits: ShapeLimits, observer: Observer) -> None:
        """Meshes lie in ``folder``, which need not exist."""
        self._index, self._folder, self._limits, self._observer = index, folder, limits, observer
        self._boxes: dict[int, Box | None] = {}
        self._said: list[Diagnostic] = []
        self._left_s, self._given_up = limits.total_s, 0

    @cached_property
    def _offsets(self) -> Offsets:
        return Offsets(self._index.text)

    @cached_property
    def _relations(self) -> ShapeRelations:
        index = self._index
        return ShapeRelations(voids=index.voids_of, parts=index.parts_of, wholes=index.wholes_of)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What went wrong while shapes were made."""
        if not self._given_up:
            return tuple(self._said)
        label, count = self._index.header.file, self._given_up
        words = f"{count:,} further elements were not tried: {self._why_hopeless}"
        return (*self._said, diagnose("IFC039", words, file=label, count=count))

    @property
    def _why_hopeless(self) -> str:
        """Why nothing more is made, "" while something is."""
        if any(each.code in _HOPELESS for each in self._said):
            return "there are no shapes of this model"
        return "" if self._left_s > 0 else "the time for the shapes of this model was over"

    def boxes(self, wanted: Iterable[int]) -> Mapping[int, Box | None]:
        """The box of each element, None for one without a shape. Those not asked for before are made together."""
        asked = list(dict.fromkeys(wanted))
        missing = [step_id for step_id in asked if step_id not in self._boxes]
        if missing:
            self._make(missing)
        return {step_id: self._boxes[step_id] for step_id in asked}

    def file_of(self, step_id: int) -> Path | None:
        """Where the mesh lies that was made with :meth:`boxes`; None for an element without a shape."""
        return self._file(step_id) if self._boxes.get(step_id) is not None else None

    def _make(self, wanted: Sequence[int]) -> None:
        self._boxes.update(dict.fromkeys(wanted))
        if self._why_hopeless:
            self._given_up += len(wanted)
            return
        limits = replace(self._limits, total_s=self._left_s)
        began = time.monotonic()
        made = shapes_of(self._offsets, self._index.header.file, wanted, self._relations, limits, self._observer)
        self._left_s -= time.monotonic() - began
        self._said += made.diagnostics
        self._folder.mkdir(exist_ok=True)
        for step_id, mesh in made.meshes.items():
            self._boxes[step_id] = mesh.box
            np.savez(self._file(step_id), vertices_m=mesh.vertices_m, faces=mesh.faces)

    def _file(self, step_id: int) -> Path:
        return self._folder / f"{step_id}.npz"

    @cached_property
    def _visible(self) -> tuple[list[int], Surroundings]:
        """Elements that have a shape, and where they stand."""
        elements = [each for each in self._index.elements() if each.has_shape]
        ids = [each.step_id for each in elements]
        placed = origins(self._offsets, ids, self._index.header.unit_m)
        return ids, Surroundings(placed, [each.ifc_class for each in elements])

    def around(self, point_m: Vector) -> list[int]:
        """Elements that may stand around a point of the model, the nearest first."""
        ids, surroundings = self._visible
        if len(ids) <= FEW_ELEMENTS:
            return [ids[number] for number in surroundings.around(point_m, near_m=1e9, far_m=1e9, most=FEW_ELEMENTS)]
        return [ids[number] for number in surroundings.around(point_m)]

    def site_origin(self) -> Vector | None:
        """Where the site is placed, where that is not the origin: many a report is without that offset, or with it."""
        sites = [each.step_id for each in self._index.identities() if each.ifc_class == "IfcSite"][:1]
        if not sites:
            return None
        x, y, z = origins(self._offsets, sites, self._index.header.unit_m)[0].tolist()
        return (x, y, z) if np.isfinite([x, y, z]).all() and any((x, y, z)) else None


@lru_cache(maxsize=256)
def mesh_in(file: Path) -> Mesh:
    """A mesh that lies on disk; kept for the next picture, for neighbouring clashes show the same elements."""
    with np.load(file) as arrays:
        return Mesh(arrays["vertices_m"], arrays["faces"])
