"""Progress on stderr: a bar on a terminal, plain lines elsewhere, JSON lines when asked."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import click

from converter.events import Event, Observer, StageAdvanced, StageFinished, StageStarted

_SECONDS_BETWEEN_LINES = 2.0


@contextmanager
def progress(log_format: str) -> Iterator[Observer]:
    """An observer that shows what happens for as long as the block lasts."""
    if log_format == "json":
        yield _json_line
    elif sys.stderr.isatty():
        with _bars() as observer:
            yield observer
    else:
        yield _PlainLines().show


def _json_line(event: Event) -> None:
    fields = {name: getattr(event, name) for name in event.__slots__}
    click.echo(json.dumps({"event": type(event).__name__, **fields}), err=True)


class _PlainLines:
    """A line when a stage begins, and one now and then on the way."""

    def __init__(self) -> None:
        self._last = monotonic()

    def show(self, event: Event) -> None:
        if isinstance(event, StageStarted):
            click.echo(event.stage + _counted(event), err=True)
        elif isinstance(event, StageAdvanced) and monotonic() - self._last >= _SECONDS_BETWEEN_LINES:
            self._last = monotonic()
            click.echo(f"  {event.done}: {event.detail}", err=True)


_COUNTED = {"shapes": "element", "drawing": "picture"}
"""What the steps of a stage are; files, where nothing else is said."""


def _counted(event: StageStarted) -> str:
    noun = _COUNTED.get(event.stage, "file")
    return f": {event.total:,} {noun}{'' if event.total == 1 else 's'}" if event.total else ""


@contextmanager
def _bars() -> Iterator[Observer]:
    from rich.console import Console
    from rich.progress import Progress, TaskID

    with Progress(console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def show(event: Event) -> None:
            if isinstance(event, StageStarted):
                tasks[event.stage] = bars.add_task(event.stage, total=event.total)
            elif event.stage in tasks:
                finished = isinstance(event, StageFinished)
                done = bars.tasks[tasks[event.stage]].total if finished else getattr(event, "done", None)
                bars.update(tasks[event.stage], completed=done)

        yield show
