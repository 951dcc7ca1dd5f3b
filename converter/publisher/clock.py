"""The clock of the publisher: real, or one that tests move."""

from __future__ import annotations

import threading
import time
from typing import Protocol, runtime_checkable

from converter.errors import TransientError

NAP_S = 0.5
"""After so long a waiting thread looks whether it still should: on Windows Ctrl-C ends no longer wait either."""


class StoppedError(TransientError):
    """What was waited for is no longer wanted: another thread gave up."""


class Clock(Protocol):
    """What time it is, and waiting."""

    def now(self) -> float:
        """Seconds since 1970, UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


@runtime_checkable
class StoppableClock(Clock, Protocol):
    """A clock whose waits can be cut short. One that does not really wait need not be."""

    def sleep_unless(self, stop: threading.Event, seconds: float) -> None:
        """Wait, at most until ``stop`` is set."""
        ...


def wait(clock: Clock, seconds: float, stop: threading.Event) -> None:
    """Wait by the clock. :class:`StoppedError` as soon as ``stop`` is set."""
    require_going(stop)
    if isinstance(clock, StoppableClock):
        clock.sleep_unless(stop, seconds)
    else:
        clock.sleep(seconds)
    require_going(stop)


def require_going(stop: threading.Event) -> None:
    """:class:`StoppedError` when ``stop`` is set."""
    if stop.is_set():
        raise StoppedError("Stopped while waiting; nothing was sent.", "Run it again: it goes on where it was.")


class SystemClock:
    """The machine's."""

    def now(self) -> float:
        """Seconds since 1970, UTC."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait; nothing for zero and less."""
        if seconds > 0:
            time.sleep(seconds)

    def sleep_unless(self, stop: threading.Event, seconds: float) -> None:
        """Wait, at most until ``stop`` is set."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not stop.wait(min(left, NAP_S)):
            pass
