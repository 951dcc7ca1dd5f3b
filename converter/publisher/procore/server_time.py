"""What time it is at Procore, told by the header ``Date`` of its answers.

Windows end by Procore's clock; this machine's may be minutes off. ``Date`` has whole seconds, cut off, and was written
somewhere between sending and receiving. So an answer bounds the difference of the two clocks from both sides, and many
answers bound it closely.
"""

from __future__ import annotations

from email.utils import parsedate_to_datetime

from converter.publisher.clock import Clock


class ServerTime:
    """The other side's clock, never ahead of it: who waits by it does not come too early.

    Without any ``Date`` it is this machine's clock. Not guarded against several threads.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._least: float | None = None
        self._most = 0.0

    def now(self) -> float:
        """Seconds since 1970 at the server."""
        return self.at(self._clock.now())

    def at(self, ours_s: float) -> float:
        """The same for a moment of our clock."""
        return ours_s + (self._least or 0.0)

    def heard(self, date: str | None, sent_s: float) -> None:
        """Learn from the ``Date`` of an answer that has just come; the request went at ``sent_s`` of our clock."""
        there = _seconds(date)
        if there is None:
            return
        least, most = there - self._clock.now(), there + 1.0 - sent_s
        if self._least is not None and least <= self._most and most >= self._least:
            least, most = max(least, self._least), min(most, self._most)
        self._least, self._most = least, most  # bounds that exclude each other: one of the clocks was set


def _seconds(date: str | None) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp() if date else None
    except ValueError:
        return None
