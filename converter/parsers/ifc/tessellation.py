"""From a model file to meshes, up a ladder of kernels: the fast one, the sure one, the sure one element by element."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from converter.geometry.mesh import Mesh
from converter.parsers.ifc.child import WORKER, Ending, ShapeLimits, run
from converter.parsers.ifc.frames import Frame, Kind
from converter.parsers.ifc.worker import Request

FAST_KERNEL = "hybrid-manifold-opencascade"
"""Up to 29 times as fast as IfcOpenShell's default; may crash, leaves some elements out, half-spaces uncut."""

SURE_KERNEL = "hybrid-cgal-simple-opencascade"
"""Up to 12 times as fast as the default, with the same result."""

_VERTEX_BYTES, _FACE_BYTES = 24, 12


@dataclass(slots=True)
class Outcome:
    """What came of the elements, by step id. Every element asked for is in one of the first six."""

    meshes: dict[int, Mesh] = field(default_factory=dict)
    empty: set[int] = field(default_factory=set)
    """The kernel gave no triangles."""
    too_large: set[int] = field(default_factory=set)
    invalid: set[int] = field(default_factory=set)
    """The mesh had numbers that are no coordinates, or faces without vertices."""
    broken: set[int] = field(default_factory=set)
    """Every kernel crashed or hung on it."""
    unreached: set[int] = field(default_factory=set)
    """Not tried, or not to the end: time was over, or too many others crashed."""
    falls: list[str] = field(default_factory=list)
    """Why a kernel was given up, in words."""
    failure: Frame | None = None
    """NO_LIBRARY or NOT_OPENED: nothing can be made of this file."""
    begun: int | None = None
    """The element at work in a run one by one."""

    def restart(self) -> None:
        """A new run, one by one: nothing is at work yet."""
        self.begun = None

    def settled(self, element: int) -> bool:
        """True when nothing more is to be done for the element."""
        return any(element in group for group in (self.meshes, self.empty, self.too_large, self.invalid, self.broken))

    def take(self, frame: Frame) -> None:
        """Note what a frame of the child says."""
        if frame.kind is Kind.MESH:
            mesh = _mesh(frame)
            if mesh is None:
                self.invalid.add(frame.step_id)
            elif len(mesh.faces):
                self.meshes[frame.step_id] = mesh
            else:
                self.empty.add(frame.step_id)
        elif frame.kind is Kind.TOO_LARGE:
            self.too_large.add(frame.step_id)
        elif frame.kind is Kind.BEGUN:
            if self.begun is not None and not self.settled(self.begun):
                self.empty.add(self.begun)
            self.begun = frame.step_id
        elif frame.kind in (Kind.NO_LIBRARY, Kind.NOT_OPENED):
            self.failure = frame
        elif frame.kind is Kind.BROKEN:
            self.falls.append(frame.first.decode(errors="replace"))


@dataclass(frozen=True, slots=True)
class Workshop:
    """A folder for files, the last moment (of ``time.monotonic()``), limits, and the child's command.

    ``advanced`` is called with the number of meshes made so far in a run.
    """

    folder: Path
    until: float
    limits: ShapeLimits
    command: Sequence[str] = WORKER
    advanced: Callable[[int], None] = lambda _meshes: None


def tessellate(model: Path, elements: Sequence[int], workshop: Workshop, *, lazy: bool = False) -> Outcome:
    """Meshes of the elements of the model file, and what became of the others.

    Raises ``OSError`` where no file can be written.
    """
    outcome = Outcome()
    rest = list(elements)
    for kernel in (FAST_KERNEL, SURE_KERNEL):
        ending = _run(model, rest, kernel, workshop, outcome, lazy=lazy)
        rest = [element for element in rest if not outcome.settled(element)]
        if ending.finished:
            outcome.empty.update(rest)
            return outcome
        if outcome.failure:
            outcome.unreached.update(rest)
            return outcome
        ready = f"{len(elements) - len(rest)} of {len(elements)} elements were ready"
        outcome.falls.append(f"{kernel}: {ending.how}; {ready}")
        if not rest or time.monotonic() > workshop.until:
            outcome.unreached.update(rest)
            return outcome
    _one_by_one(model, rest, workshop, outcome, lazy=lazy)
    return outcome


def _one_by_one(model: Path, rest: list[int], workshop: Workshop, outcome: Outcome, *, lazy: bool) -> None:
    """Work on each element by itself; one that ends the child is given up, and a new child goes on with the next."""
    for _ in range(workshop.limits.crashes):
        outcome.restart()
        ending = _run(model, rest, SURE_KERNEL, workshop, outcome, lazy=lazy, one_by_one=True)
        unsettled = [element for element in rest if not outcome.settled(element)]
        if ending.finished:
            outcome.empty.update(unsettled)
            return
        if outcome.begun is None or time.monotonic() > workshop.until:
            break
        if not outcome.settled(outcome.begun):
            outcome.broken.add(outcome.begun)
        rest = [element for element in unsettled if element != outcome.begun]
        if not rest:
            return
    outcome.unreached.update(element for element in rest if not outcome.settled(element))


def _run(
    model: Path,
    elements: Sequence[int],
    kernel: str,
    workshop: Workshop,
    outcome: Outcome,
    *,
    lazy: bool,
    one_by_one: bool = False,
) -> Ending:
    asked = set(elements)

    def take(frame: Frame) -> None:
        if frame.step_id and frame.step_id not in asked:
            return
        outcome.take(frame)
        if frame.kind is Kind.MESH:
            workshop.advanced(len(outcome.meshes))

    request = Request(
        model=str(model),
        answer=str(workshop.folder / "answer.bin"),
        elements=tuple(elements),
        kernel=kernel,
        sure_kernel=SURE_KERNEL,
        one_by_one=one_by_one,
        lazy=lazy,
        memory_bytes=workshop.limits.memory_bytes,
        triangles=workshop.limits.triangles,
    )
    return run(workshop.command, request, workshop.limits, workshop.until, take)


def _mesh(frame: Frame) -> Mesh | None:
    """The mesh of a frame; None when its numbers cannot be one."""
    if len(frame.first) % _VERTEX_BYTES or len(frame.second) % _FACE_BYTES:
        return None
    vertices = np.frombuffer(frame.first, np.float64).reshape(-1, 3)
    faces = np.frombuffer(frame.second, np.int32).reshape(-1, 3)
    if not np.isfinite(vertices).all():
        return None
    if len(faces) and (faces.min() < 0 or faces.max() >= len(vertices)):
        return None
    return Mesh(vertices, faces)
