"""Clocks that publisher and sandbox share and that run faster than the machine's, so that tests need not wait."""

from __future__ import annotations

import threading
import time

from tests.sandbox.running import Box


class JumpingClock:
    """The machine's clock; waiting moves it, and the sandbox's with it, to the end of the wait.

    Several threads may wait at once: each waits from when it last looked.
    """

    def __init__(self, box: Box) -> None:
        self._box = box
        self._lock = threading.Lock()
        self._ahead = 0.0
        self._seen = threading.local()
        self.waits = 0

    def now(self) -> float:
        self._seen.at_s = time.time() + self._ahead
        return float(self._seen.at_s)

    def sleep(self, seconds: float) -> None:
        until = getattr(self._seen, "at_s", time.time() + self._ahead) + max(seconds, 0.0)
        with self._lock:
            jump = until - (time.time() + self._ahead)
            if jump > 0:
                self._box.advance(jump)
                self._ahead += jump
                self.waits += 1


class FastClock:
    """Runs so many times as fast as the machine's, and makes the sandbox's run so."""

    def __init__(self, box: Box, speed: float) -> None:
        self._speed = speed
        box.own("POST", "/clock", json={"speed": speed})
        self._started = time.time()

    def now(self) -> float:
        return self._started + (time.time() - self._started) * self._speed

    def sleep(self, seconds: float) -> None:
        time.sleep(max(seconds, 0.0) / self._speed)
