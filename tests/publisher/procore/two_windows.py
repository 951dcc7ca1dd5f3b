"""Two rate windows as Procore documents them, and a clock that moves when somebody sleeps. Nothing here knows the client."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, field
from email.utils import formatdate


class VirtualClock:
    """Time passes only while somebody sleeps; of several sleepers the one who sleeps longest decides."""

    def __init__(self, start_s: float = 1_800_000_000.0) -> None:
        self._lock = threading.Lock()
        self._now = self.start_s = start_s

    def now(self) -> float:
        with self._lock:
            return self._now

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self._now += max(seconds, 0.0)

    def sleep_until(self, moment_s: float) -> None:
        with self._lock:
            self._now = max(self._now, moment_s)


class SharedClock(VirtualClock):
    """The same for several threads: who sleeps ten seconds beside another who does lets ten seconds pass, not twenty.

    A thread sleeps from when it last looked at the clock: meanwhile others may have moved it.
    """

    def __init__(self, start_s: float = 1_800_000_000.0) -> None:
        super().__init__(start_s)
        self._seen = threading.local()

    def now(self) -> float:
        self._seen.at_s = super().now()
        return float(self._seen.at_s)

    def sleep(self, seconds: float) -> None:
        self.sleep_until(getattr(self._seen, "at_s", self._now) + max(seconds, 0.0))


@dataclass
class Window:
    limit: int
    length: float
    aligned: bool = False
    starts: float = -1e12
    used: int = 0

    def open(self, now: float) -> None:
        if now >= self.starts + self.length:
            self.starts = math.floor(now / self.length) * self.length if self.aligned else now
            self.used = 0

    @property
    def left(self) -> int:
        return self.limit - self.used


@dataclass
class Procore:
    """Answers ``(status, headers)``. ``skew_s``: so much its clock is ahead of ours."""

    clock: VirtualClock
    windows: list[Window]
    skew_s: float = 0.0
    rounds_down: bool = False
    has_date: bool = True
    seen: list[tuple[float, int]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self) -> tuple[int, dict[str, str]]:
        with self._lock:
            now = self.clock.now() + self.skew_s
            for window in self.windows:
                window.open(now)
            full = [window for window in self.windows if not window.left]
            status = 429 if full else 200
            if not full:
                for window in self.windows:
                    window.used += 1
            told = max(full, key=_end) if full else min(self.windows, key=lambda window: window.left)
            self.seen.append((now, status))
            return status, self._headers(told, now, status)

    def _headers(self, window: Window, now: float, status: int) -> dict[str, str]:
        whole = math.floor if self.rounds_down else math.ceil
        headers = {
            "X-Rate-Limit-Limit": str(window.limit),
            "X-Rate-Limit-Remaining": str(window.left),
            "X-Rate-Limit-Reset": str(whole(_end(window))),
        }
        if self.has_date:
            headers["Date"] = formatdate(math.floor(now), usegmt=True)
        if status == 429:
            headers["Retry-After"] = str(whole(_end(window) - now))
        return headers

    @property
    def refusals(self) -> list[float]:
        return [at for at, status in self.seen if status == 429]


def _end(window: Window) -> float:
    return window.starts + window.length
