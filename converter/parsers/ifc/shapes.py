"""Shapes of the elements that are asked for and no others: cut out, tessellated in a child process, put together."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from converter.events import Observer, StageAdvanced, StageFinished, StageStarted, nobody
from converter.geometry.mesh import Mesh, joined
from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.parsers.ifc.bodies import Bodies
from converter.parsers.ifc.child import WORKER, ShapeLimits
from converter.parsers.ifc.frames import Kind
from converter.parsers.ifc.offsets import Offsets
from converter.parsers.ifc.slicing import CannotCutError, ShapeRelations, cut
from converter.parsers.ifc.tessellation import Outcome, Workshop, tessellate
from converter.parsers.ifc.worker import FOLDER_PREFIX

__all__ = ["ShapeLimits", "ShapeRelations", "Shapes", "shapes_of"]

_STAGE = "shapes"
_COPIED = 1 << 24
_NAMED = 5
_DEFAULT_LIMITS = ShapeLimits()


@dataclass(frozen=True, slots=True)
class Shapes:
    """Meshes by step id of the element, and what failed and why.

    Coordinates are the world's of the model, in metres whatever its unit; a map conversion is not applied.
    """

    meshes: Mapping[int, Mesh]
    diagnostics: tuple[Diagnostic, ...]


def shapes_of(
    offsets: Offsets,
    label: str,
    wanted: Sequence[int],
    relations: ShapeRelations,
    limits: ShapeLimits = _DEFAULT_LIMITS,
    watch: Observer = nobody,
    command: Sequence[str] = WORKER,
) -> Shapes:
    """Meshes of the products with the step ids ``wanted``; an element without a representation is the sum of its parts.

    ``label`` names the model in diagnostics. Nothing a model holds and nothing that happens to the child process
    raises; an element without a mesh is counted in a diagnostic. An observer that raises ends the work: the child is
    ended and its files are removed.
    """
    return _Work(offsets, label, tuple(dict.fromkeys(wanted)), relations).done(limits, watch, command)


class _Work:
    """The making of the shapes of one model."""

    def __init__(self, offsets: Offsets, label: str, wanted: tuple[int, ...], relations: ShapeRelations) -> None:
        self.offsets = offsets
        self.label = label
        self.wanted = wanted
        self.relations = relations
        self.bodies = Bodies(offsets, wanted, relations)
        self.outcome = Outcome()
        self.missing_references: set[int] = set()
        self.diagnostics: list[Diagnostic] = []
        self.whole = False

    def done(self, limits: ShapeLimits, watch: Observer, command: Sequence[str]) -> Shapes:
        if not self.wanted:
            return Shapes({}, ())
        began = time.monotonic()
        watch(StageStarted(_STAGE, len(self.wanted)))
        try:
            with tempfile.TemporaryDirectory(prefix=FOLDER_PREFIX, ignore_cleanup_errors=True) as name:
                folder = Path(name)
                self._work(
                    Workshop(
                        folder,
                        began + limits.total_s,
                        limits,
                        command,
                        lambda meshes: watch(StageAdvanced(_STAGE, meshes)),
                    )
                )
        except OSError as error:
            self._say("IFC032", f"shapes cannot be made: {error.strerror or error}")
        watch(StageFinished(_STAGE, time.monotonic() - began))
        meshes = self._assembled()
        self._report(meshes)
        return Shapes(meshes, tuple(self.diagnostics))

    def _work(self, workshop: Workshop) -> None:
        """Rounds: the bodies known at first; then the parts of what turned out to have no triangles of its own."""
        tried: set[int] = set()
        while batch := [body for body in self.bodies.leaves() if body not in tried]:
            tried.update(batch)
            outcome = self._tessellated(batch, workshop)
            self._add(outcome)
            if outcome.failure:
                return
            self.bodies.open(outcome.empty)

    def _tessellated(self, batch: Sequence[int], workshop: Workshop) -> Outcome:
        if not self.whole:
            model = workshop.folder / "slice.ifc"
            try:
                with model.open("wb") as file:
                    piece = cut(self.offsets, batch, self.relations, file)
            except CannotCutError as error:
                why = str(error)
            else:
                self.missing_references.update(piece.missing)
                outcome = tessellate(model, batch, workshop)
                if not outcome.failure or outcome.failure.kind is not Kind.NOT_OPENED:
                    return outcome
                why = outcome.failure.first.decode(errors="replace")
            self.whole = True
            self._say("IFC033", f"the elements cannot be cut out of the model; all of it is opened: {why}")
        model = workshop.folder / "whole.ifc"
        if not model.exists():
            with model.open("wb") as file:
                for at in range(0, len(self.offsets.content), _COPIED):
                    file.write(self.offsets.content[at : at + _COPIED])
        return tessellate(model, batch, workshop, lazy=True)

    def _add(self, outcome: Outcome) -> None:
        self.outcome.meshes.update(outcome.meshes)
        for name in ("empty", "too_large", "invalid", "broken", "unreached"):
            getattr(self.outcome, name).update(getattr(outcome, name))
        self.outcome.falls += outcome.falls
        self.outcome.failure = outcome.failure or self.outcome.failure

    def _assembled(self) -> dict[int, Mesh]:
        """The mesh of each wanted element: its own, or those of its parts together."""
        made = self.outcome.meshes
        meshes: dict[int, Mesh] = {}
        for element in self.wanted:
            pieces = [made[body] for body in self.bodies.of(element) if body in made]
            if pieces:
                meshes[element] = joined(pieces)
        return meshes

    def _report(self, meshes: Mapping[int, Mesh]) -> None:
        """Say what went wrong: one line for each reason, with the number of elements."""
        if self.outcome.failure:
            code = "IFC030" if self.outcome.failure.kind is Kind.NO_LIBRARY else "IFC031"
            self._say(code, self.outcome.failure.first.decode(errors="replace"))
        if self.missing_references:
            some = ", ".join(f"#{step_id}" for step_id in sorted(self.missing_references)[:_NAMED])
            count = len(self.missing_references)
            self._say("IFC042", f"{count} references lead to records that are not in the file: {some}", count)
        for fall in self.outcome.falls:
            self._say("IFC037", fall)
        reasons: dict[str, list[int]] = {}
        for element in self.wanted:
            lost = [why for body in self.bodies.of(element) if (why := self._reason(body))]
            if element in meshes:
                if lost:
                    reasons.setdefault("IFC043", []).append(element)
            else:
                reasons.setdefault(min(lost, default=self.bodies.why_none(element)), []).append(element)
        for code, elements in sorted(reasons.items()):
            self._say(code, f"{_TEXTS[code]}: {self._names(elements)}", len(elements))

    def _reason(self, body: int) -> str | None:
        """The code of why a body has no mesh; None when it has one."""
        if body in self.outcome.meshes:
            return None
        for code, group in (
            ("IFC036", self.outcome.empty),
            ("IFC038", self.outcome.broken),
            ("IFC040", self.outcome.invalid),
            ("IFC041", self.outcome.too_large),
        ):
            if body in group:
                return code
        return "IFC039"

    def _names(self, elements: Sequence[int]) -> str:
        shown = ", ".join(self.bodies.name(element) for element in elements[:_NAMED])
        more = len(elements) - _NAMED
        return f"{shown} and {more:,} more" if more > 0 else shown

    def _say(self, code: str, message: str, count: int = 1) -> None:
        self.diagnostics.append(diagnose(code, message, file=self.label, count=count))


_TEXTS = {
    "IFC034": "not in the model",
    "IFC035": "neither a representation nor parts",
    "IFC036": "no surface, or nothing that the openings leave",
    "IFC038": "every kernel crashed or hung",
    "IFC039": "not made",
    "IFC040": "the mesh has numbers that cannot be used",
    "IFC041": "more triangles than are allowed",
    "IFC043": "some parts have no shape",
}
