"""How fast something goes and when it will be done, in words."""

from __future__ import annotations

from dataclasses import dataclass

_TELLING_S = 10.0
"""Sooner nothing can be said: the first requests go at once, the others as fast as the rate limit lets them."""


@dataclass(frozen=True, slots=True)
class Pace:
    """``done`` of ``total`` steps in ``elapsed_s`` seconds, waits included; ``total`` None: nobody knows.

    The average since the beginning is what a rate limit comes to: in between there are bursts and waits.
    """

    done: int
    total: int | None
    elapsed_s: float

    @property
    def rate(self) -> float | None:
        """Steps a second; None while it is too early to say."""
        return self.done / self.elapsed_s if self.done and self.elapsed_s >= _TELLING_S else None

    @property
    def left_s(self) -> float | None:
        """Seconds until all is done; None while nobody can say."""
        if self.rate is None or self.total is None:
            return None
        return max(self.total - self.done, 0) / self.rate

    def words(self) -> str:
        """``2.5/s, 5 min left``; empty while there is nothing to say."""
        parts = [rate_words(self.rate) if self.rate else "", self.left_words()]
        return ", ".join(part for part in parts if part)

    def left_words(self) -> str:
        """``5 min left``; empty likewise."""
        return f"{time_words(self.left_s)} left" if self.left_s else ""


def rate_words(per_second: float) -> str:
    """``2.5/s``, or by the minute or hour what is slower: ``40/min``."""
    for seconds, unit in ((1, "s"), (60, "min")):
        if per_second * seconds >= 1:
            value = per_second * seconds
            return f"{value:.1f}/{unit}" if value < 10 else f"{value:,.0f}/{unit}"
    return f"{per_second * 3600:,.0f}/h"


def time_words(seconds: float) -> str:
    """``7 s``, ``5 min``, ``1 h 20 min``; rounded up, for what is done sooner annoys nobody."""
    whole = int(-(-seconds // 1))
    if whole < 60:
        return f"{whole} s"
    minutes = -(-whole // 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"
