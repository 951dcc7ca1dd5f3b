"""When the next request may go.

Procore counts requests in two windows, an hour and ten seconds; the headers of every answer describe whichever is
nearer to its end (developers.procore.com, "Rate Limiting"). Their numbers may change, so nothing here knows them.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping

from converter.publisher.clock import Clock

LIMIT, REMAINING, RESET = "X-Rate-Limit-Limit", "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset"
RETRY_AFTER = "Retry-After"
_LONGEST_S = 3_900.0
"""No window is longer than an hour: what says more is wrong."""


class RateWindows:
    """Counts what may still be sent; several threads ask it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._remaining: int | None = None
        self._reset = 0.0
        self._in_flight = 0
        self.waited_s = 0.0

    def take(self) -> None:
        """Wait until one more request may go, and count it."""
        while True:
            with self._lock:
                now = self._clock.now()
                if self._remaining is not None and now >= self._reset:
                    self._remaining = None  # a new window; the next answer tells how much there is
                if self._remaining is None or self._remaining > 0:
                    if self._remaining is not None:
                        self._remaining -= 1
                    self._in_flight += 1
                    return
                wait = self._reset - now
                self.waited_s += wait
            self._clock.sleep(wait)

    def heard(self, headers: Mapping[str, str]) -> None:
        """Learn from an answer. Requests under way were not counted by it yet, so that they come off."""
        with self._lock:
            self._in_flight = max(self._in_flight - 1, 0)
            remaining, reset = _whole(headers.get(REMAINING)), _whole(headers.get(RESET))
            if remaining is None or reset is None:
                return
            now = self._clock.now()
            if not now < reset <= now + _LONGEST_S:
                return
            left = max(remaining - self._in_flight, 0)
            is_same = self._remaining is not None and abs(reset - self._reset) < 1.0
            # answers come out of order: in one window only the least is true
            self._remaining = min(left, self._remaining) if is_same and self._remaining is not None else left
            self._reset = float(reset)

    def lost(self) -> None:
        """A request of which no answer came."""
        with self._lock:
            self._in_flight = max(self._in_flight - 1, 0)

    def refused(self, headers: Mapping[str, str]) -> float:
        """Seconds to wait after 429: until the later of ``Retry-After`` and the reset; at least one."""
        now = self._clock.now()
        reset = _whole(headers.get(RESET))
        waits = [1.0, retry_after_s(headers), (reset - now) if reset else 0.0]
        wait = min(max(waits), _LONGEST_S)
        with self._lock:
            self._remaining, self._reset = 0, max(self._reset, now + wait)
        return wait


def retry_after_s(headers: Mapping[str, str]) -> float:
    """Seconds an answer asks to wait; 0 where it says nothing that is a number."""
    return float(_whole(headers.get(RETRY_AFTER)) or 0)


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and text.strip().isdecimal() else None
