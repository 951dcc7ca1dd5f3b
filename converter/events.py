"""Progress as small records: whoever is interested passes an observer, everybody else pays nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StageStarted:
    """A stage of work begins; ``total`` counts its steps, None when that is not known."""

    stage: str
    total: int | None = None


@dataclass(frozen=True, slots=True)
class StageAdvanced:
    """``done`` steps of the stage are finished; ``detail`` names the one just done."""

    stage: str
    done: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class StageFinished:
    """The stage is over after ``seconds_s`` seconds."""

    stage: str
    seconds_s: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nothing goes on for ``seconds_s`` seconds; ``reason`` says what is waited for. May come from any thread."""

    seconds_s: float
    reason: str


Event = StageStarted | StageAdvanced | StageFinished | Waiting
Observer = Callable[[Event], None]


def nobody(_event: Event) -> None:
    """The observer of those who do not watch."""
