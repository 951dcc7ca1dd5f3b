"""A clock that a publisher and its sandbox share: nobody waits, and yet every window and every hour goes by."""

from __future__ import annotations

import threading
import time

import requests

from tests.sandbox.running import TIMEOUT_S, Box


class SandboxClock:
    """The machine's clock, with what was slept put on top; the sandbox's is put forward as far."""

    def __init__(self, box: Box) -> None:
        self._box, self._lock = box, threading.Lock()
        self.ahead_s = 0.0

    def now(self) -> float:
        return time.time() + self.ahead_s

    def sleep(self, seconds: float) -> None:
        """Several threads that sleep at once sleep at the same time, not one after the other."""
        until = self.now() + seconds
        with self._lock:
            if (wait := until - self.now()) > 0:
                address = f"{self._box.base_url}/sandbox/clock"
                requests.post(address, json={"advance": wait}, timeout=TIMEOUT_S).raise_for_status()
                self.ahead_s += wait
