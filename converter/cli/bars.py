"""Bars on a terminal: a line for each stage with counts, rate and time left, and one for what is waited for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console, RenderableType
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn
from rich.table import Column
from rich.text import Text

from converter.cli.pace import Pace
from converter.cli.progress import waiting_words
from converter.events import Event, Observer, StageAdvanced, StageFinished, StageStarted, Waiting

_NARROW, _VERY_NARROW = 70, 50
"""Columns of a terminal below which there is no bar, and no rate."""


class Bars(Progress):
    """Bars, and under them what is waited for."""

    def __init__(self, console: Console, now: Callable[[], float] = monotonic) -> None:
        columns: list[ProgressColumn] = [TextColumn("{task.description}", table_column=Column(no_wrap=True))]
        if console.width >= _NARROW:
            columns.append(BarColumn(bar_width=None, table_column=Column(ratio=1)))
        self._now = now
        self._waiting: tuple[float, str] | None = None
        self._stages: dict[str, TaskID] = {}
        columns += [_Count(), _Left(is_short=console.width < _VERY_NARROW)]
        super().__init__(*columns, console=console, transient=True, expand=True, get_time=now)

    def observe(self, event: Event) -> None:
        """Show what happens; several threads may call it."""
        if isinstance(event, Waiting):
            self._waiting = (self._now() + event.seconds_s, event.reason)
        elif isinstance(event, StageStarted):
            if event.total != 0:
                self._stages[event.stage] = self.add_task(event.stage, total=event.total)
        elif event.stage in self._stages:
            self._move(self._stages[event.stage], event)

    def _move(self, task: TaskID, event: StageAdvanced | StageFinished) -> None:
        if isinstance(event, StageAdvanced):
            self.update(task, completed=event.done)
            return
        total = next(each.total for each in self.tasks if each.id == task)
        all_of_it = 1 if total is None else total
        self.update(task, total=all_of_it, completed=all_of_it)

    def get_renderables(self) -> Iterable[RenderableType]:
        """The bars, and the line under them."""
        yield self.make_tasks_table(self.tasks)
        waiting = self._waiting
        if waiting is not None and (left := waiting[0] - self._now()) > 0:
            yield Text(waiting_words(left, waiting[1]), style="yellow", no_wrap=True, overflow="ellipsis")


class _Count(ProgressColumn):
    """``1,200/2,000``."""

    def render(self, task: Task) -> Text:
        """Done and all, or only done where nobody knows how many there are."""
        if task.total is None:
            return Text(f"{task.completed:,.0f}" if task.completed else "")
        return Text(f"{task.completed:,.0f}/{task.total:,.0f}", justify="right")


class _Left(ProgressColumn):
    """``2.5/s, 5 min left``; the time alone where there is little room."""

    def __init__(self, *, is_short: bool) -> None:
        super().__init__()
        self._is_short = is_short

    def render(self, task: Task) -> Text:
        """Empty while there is nothing to say, and once the stage is over."""
        if task.finished or task.elapsed is None:
            return Text("")
        total = None if task.total is None else int(task.total)
        pace = Pace(int(task.completed), total, task.elapsed)
        return Text(pace.left_words() if self._is_short else pace.words(), style="cyan", no_wrap=True)


@contextmanager
def shown_bars(console: Console) -> Iterator[Observer]:
    """Bars on ``console`` for as long as the block lasts; gives the observer that moves them."""
    with Bars(console) as bars:
        yield bars.observe
