"""Progress on stderr: bars on a terminal, plain lines elsewhere, JSON lines when asked."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from time import monotonic

import click

from converter.cli.pace import Pace, time_words
from converter.events import Event, Observer, StageAdvanced, StageStarted, Waiting

_FIRST_LINE_S, _LONGEST_PAUSE_S = 2.0, 30.0
"""Lines come less and less often: the log of a publish of an hour shall be read."""
_LONG_WAIT_S = 30.0
"""A wait that is told every time; shorter ones, of which there is one in each rate window, once."""
_STEPS = {
    "shapes": "element",
    "drawing": "picture",
    "uploading": "picture",
    "making issues": "issue",
    "further viewpoints": "viewpoint",
}
"""What the steps of a stage are; files, where nothing else is said."""


@contextmanager
def progress(log_format: str) -> Iterator[Observer]:
    """An observer that shows what happens for as long as the block lasts. It may be called by several threads."""
    if log_format == "json":
        yield _json_line
    elif sys.stderr.isatty():
        with _bars() as observer:
            yield observer
    else:
        yield PlainLines().show


def counted(stage: str, total: int | None) -> str:
    """``2,000 pictures``; empty where the number is not known."""
    noun = _STEPS.get(stage, "file")
    return f"{total:,} {noun}{'' if total == 1 else 's'}" if total else ""


def _json_line(event: Event) -> None:
    fields = {name: getattr(event, name) for name in event.__slots__}
    click.echo(json.dumps({"event": type(event).__name__, **fields}), err=True)


class PlainLines:
    """A line when a stage begins, and one now and then on the way."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._stage = ""
        self._total: int | None = None
        self._began = self._last = now()
        self._pause = _FIRST_LINE_S
        self._told: set[str] = set()

    def show(self, event: Event) -> None:
        """Print what is worth a line."""
        if isinstance(event, StageStarted):
            self._start(event)
        elif isinstance(event, StageAdvanced):
            self._advance(event)
        elif isinstance(event, Waiting):
            self._wait(event)

    def _start(self, event: StageStarted) -> None:
        self._stage, self._total = event.stage, event.total
        self._began = self._last = self._now()
        self._pause = _FIRST_LINE_S
        if event.total != 0:
            what = counted(event.stage, event.total)
            click.echo(f"{event.stage}: {what}" if what else event.stage, err=True)

    def _advance(self, event: StageAdvanced) -> None:
        now = self._now()
        if now - self._last < self._pause:
            return
        self._last, self._pause = now, min(self._pause * 2, _LONGEST_PAUSE_S)
        if event.stage != self._stage or not self._total:
            click.echo(f"  {event.done:,}: {event.detail}".rstrip(": "), err=True)
            return
        pace = Pace(event.done, self._total, now - self._began).words()
        click.echo(f"  {event.done:,} of {self._total:,}{f', {pace}' if pace else ''}", err=True)

    def _wait(self, event: Waiting) -> None:
        if event.seconds_s >= _LONG_WAIT_S or event.reason not in self._told:
            self._told.add(event.reason)
            click.echo(f"  {waiting_words(event.seconds_s, event.reason)}", err=True)


def waiting_words(seconds: float, reason: str) -> str:
    """``waiting 7 s for Procore's rate limit``."""
    return f"waiting {time_words(seconds)} for {reason}"


def _bars() -> AbstractContextManager[Observer]:
    from rich.console import Console

    from converter.cli.bars import shown_bars

    return shown_bars(Console(stderr=True))
