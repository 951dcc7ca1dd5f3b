"""The sandbox's own time: every expiry and every rate window goes by it, so that tests need not sleep."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime


@dataclass(slots=True)
class Clock:
    """Time that can be set, advanced, sped up and stopped.

    ``anchor_s`` is what the clock showed (Unix seconds) when the machine's clock showed ``real_s``; since then it has
    run ``speed`` times as fast as the machine's.
    """

    wall: Callable[[], float] = field(default=time.time, repr=False)
    anchor_s: float = 0.0
    real_s: float = 0.0
    speed: float = 1.0

    def now(self) -> float:
        """Unix seconds."""
        return self.anchor_s + (self.wall() - self.real_s) * self.speed

    def change(self, *, to_s: float | None = None, advance_s: float = 0.0, speed: float | None = None) -> None:
        """Set the clock, move it on, or let it run at another speed (0 stops it)."""
        self.anchor_s = (self.now() if to_s is None else to_s) + advance_s
        self.real_s = self.wall()
        self.speed = self.speed if speed is None else speed

    def stamp(self) -> str:
        """Now, as Procore writes times: ``2018-04-19T09:36:42Z``."""
        return iso(self.now())

    def http_date(self) -> str:
        """Now, as the header ``Date`` has it."""
        return format_datetime(datetime.fromtimestamp(int(self.now()), UTC), usegmt=True)


def iso(unix_s: float) -> str:
    """Unix seconds as ``2018-04-19T09:36:42Z``."""
    return datetime.fromtimestamp(int(unix_s), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds(value: object) -> float:
    """Unix seconds of a number or of a text in ISO 8601. ``ValueError`` for anything else."""
    if isinstance(value, bool):
        raise ValueError("a number or a time in ISO 8601 is wanted")
    if isinstance(value, int | float):
        return float(value)
    when = datetime.fromisoformat(str(value))
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
