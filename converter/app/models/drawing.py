"""Pictures of clashes that have none, drawn from the models."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import perf_counter

from converter.app.models.drawing_task import DrawingSettings, Drawn, NotDrawn, Task, draw_task, renderer_named
from converter.app.models.opening import OpenModels
from converter.app.reading import executor_named
from converter.events import Observer, StageAdvanced, StageFinished, StageStarted
from converter.geometry.boxes import box_around, centre, intersection
from converter.geometry.vectors import added
from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.model.ifc import IfcElement
from converter.model.picture import Picture
from converter.model.vectors import Box, Vector
from converter.model.viewpoint import Camera
from converter.plan.models.known import Drawing, WantedView
from converter.snapshots.rendering.caption import undrawable

STAGE = "drawing"
_ODD = {
    "PIC020": "captions have signs the font of pictures lacks",
    "PIC021": "issues get no picture: no model has a shape of their elements",
    "PIC022": "pictures show one of the two elements only through the other, or hardly at all",
    "PIC023": "pictures show one element alone: the other is in no model, or has no shape",
}
_AROUND_M = 1.5
"""Half of the box that is looked at for what stands around a view without a section."""
_SHOWN = 3
"""Reasons that are told."""


class ModelDrawings:
    """The :class:`~converter.plan.lookups.Drawings` of opened models."""

    def __init__(
        self,
        models: OpenModels,
        add: Callable[[bytes, str], Picture],
        settings: DrawingSettings,
        executor: str,
        observer: Observer,
    ) -> None:
        """``add`` keeps a picture that was drawn."""
        self._models, self._add, self._settings = models, add, settings
        self._executor, self._observer = executor, observer
        self._failures: Counter[str] = Counter()
        self.diagnostics: list[Diagnostic] = []

    def of(self, wanted: Sequence[tuple[str, WantedView]], /) -> list[Drawing | None]:
        """A drawing of each view; None where no element of it has a shape, or where drawing fails."""
        tasks = self._tasks(wanted)
        titles: dict[Task, str] = {}
        for (title, _), task in zip(wanted, tasks, strict=True):
            if task is not None:
                titles.setdefault(task, title)
        made = {task: self._kept(drawn, titles[task]) for task, drawn in self._all_drawn(titles)}
        found: list[Drawing | None] = []
        odd: Counter[str] = Counter()
        for (title, view), task in zip(wanted, tasks, strict=True):
            result = made.get(task) if task else None
            if task is None or result is None:
                odd["PIC021"] += task is None
                found.append(None)
                continue
            odd["PIC022"] += not result.shows_all
            odd["PIC023"] += not (task.first and task.second)
            odd["PIC020"] += bool(task.caption and undrawable(title))
            found.append(Drawing(_moved(result.camera, view.shift_m), result.picture))
        self.diagnostics += [diagnose(code, f"{odd[code]:,} {words}") for code, words in _ODD.items() if odd[code]]
        self._say_failures(made[task] is None for task in tasks if task)
        return found

    def _kept(self, drawn: Drawn | NotDrawn, title: str) -> _Kept | None:
        """The picture laid aside, without its bytes; of what failed the reason is remembered."""
        if isinstance(drawn, Drawn):
            try:
                return _Kept(drawn.camera, self._add(drawn.png, f"picture of {title}"), drawn.shows_all)
            except ValueError as error:
                drawn = NotDrawn(str(error))
        self._failures[drawn.reason] += 1
        return None

    def _say_failures(self, failed: Iterable[bool]) -> None:
        if count := sum(failed):
            why = "; ".join(f"{number:,} × {reason}" for reason, number in self._failures.most_common(_SHOWN))
            self.diagnostics.append(diagnose("PIC024", f"{count:,} issues get no picture: drawing failed: {why}"))

    def _tasks(self, wanted: Sequence[tuple[str, WantedView]]) -> list[Task | None]:
        """All shapes are made first, those of one model together."""
        step_ids: dict[str, dict[int, None]] = defaultdict(dict)
        surroundings = [self._around(view) for _, view in wanted]
        for (_, view), around in zip(wanted, surroundings, strict=True):
            for element in (*view.first, *view.second):
                step_ids[element.file][element.step_id] = None
            for label, ids in around.items():
                step_ids[label].update(dict.fromkeys(ids))
        for label, asked in step_ids.items():
            self._models.shapes_of(label).boxes(asked)
        return [self._task(title, view, around) for (title, view), around in zip(wanted, surroundings, strict=True)]

    def _around(self, view: WantedView) -> dict[str, list[int]]:
        """What may stand around a view, in each model."""
        point = view.point_m or (None if view.section is None else centre(view.section))
        if point is None:
            return {}
        place = added(point, view.shift_m, -1.0)
        return {model.label: model.shapes.around(place) for model in self._models.all}

    def _task(self, title: str, view: WantedView, around: Mapping[str, Sequence[int]]) -> Task | None:
        first, second = self._files(view.first), self._files(view.second)
        if not (first or second):
            return None
        back = added((0.0, 0.0, 0.0), view.shift_m, -1.0)
        box = None if view.section is None else _moved_box(view.section, back)
        mark = None if view.point_m is None else added(view.point_m, back)
        return Task(
            first=first,
            second=second,
            context=self._context(view, around, box or (None if mark is None else box_around(mark, _AROUND_M))),
            box=box,
            mark_m=mark,
            camera=None if view.camera is None else _moved(view.camera, back),
            caption=title if self._settings.caption else "",
        )

    def _files(self, elements: Iterable[IfcElement]) -> tuple[Path, ...]:
        files = [self._models.shapes_of(each.file).file_of(each.step_id) for each in elements]
        return tuple([file for file in files if file is not None])

    def _context(self, view: WantedView, around: Mapping[str, Sequence[int]], box: Box | None) -> tuple[Path, ...]:
        """What else lies in the box."""
        shown = {(each.file, each.step_id) for each in (*view.first, *view.second)}
        found = []
        for label, ids in around.items():
            shapes = self._models.shapes_of(label)
            for step_id, other in shapes.boxes(ids).items():
                is_near = other is not None and (box is None or _meet(other, box))
                if is_near and (label, step_id) not in shown and (file := shapes.file_of(step_id)):
                    found.append(file)
        return tuple(found)

    def _all_drawn(self, titles: Mapping[Task, str]) -> Iterator[tuple[Task, Drawn | NotDrawn]]:
        """Every task with what came of it, in their order."""
        if not titles:
            return
        renderer_named(self._settings.renderer)  # one that is not there is told before anything is drawn
        self._observer(StageStarted(STAGE, len(titles)))
        began = perf_counter()
        for number, (task, drawn) in enumerate(zip(titles, self._results(list(titles)), strict=True), start=1):
            self._observer(StageAdvanced(STAGE, number, titles[task]))
            yield task, drawn
        self._observer(StageFinished(STAGE, perf_counter() - began))

    def _results(self, tasks: Sequence[Task]) -> Iterator[Drawn | NotDrawn]:
        draw = partial(draw_task, self._settings)
        ready = 0
        try:
            with executor_named(self._executor if len(tasks) > 1 else "serial") as pool:
                for drawn in map(draw, tasks) if pool is None else pool.map(draw, tasks):
                    ready += 1
                    yield drawn
        except BrokenExecutor:
            yield from [NotDrawn("a process that draws was ended by the system")] * (len(tasks) - ready)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A picture that was drawn and laid aside; its camera in the models' frame."""

    camera: Camera
    picture: Picture
    shows_all: bool


def _meet(first: Box, second: Box) -> bool:
    return intersection(first, second) is not None


def _moved(camera: Camera, shift_m: Vector) -> Camera:
    return replace(camera, position_m=added(camera.position_m, shift_m))


def _moved_box(box: Box, shift_m: Vector) -> Box:
    return Box(added(box.min_m, shift_m), added(box.max_m, shift_m))
