"""When the next request may go.

Procore counts the requests of an app in two windows, an hour and ten seconds. The headers of an answer describe
whichever is nearer to its end (developers.procore.com, "Rate Limiting"), told apart here by ``X-Rate-Limit-Limit``.
The limits may change and are nowhere written down; what is not said just now is counted here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from converter.publisher.clock import NAP_S, Clock, require_going, wait
from converter.publisher.procore.server_time import ServerTime

LIMIT, REMAINING, RESET = "X-Rate-Limit-Limit", "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset"
RETRY_AFTER = "Retry-After"
_SHORTEST_S, _LONGEST_S = 1.0, 3_600.0
"""Procore's windows are documented as ten seconds and an hour."""
_SLACK_S = 300.0
LONGEST_WAIT_S = _LONGEST_S + _SLACK_S
"""What an answer asks to wait beyond that is not believed: no window is longer."""
_DIGITS = 15
_SPARE_S = 2.0
"""What is not told is taken to end so much later: ends and dates are told in whole seconds."""
_SAME_S = 0.5
"""Ends are told in whole seconds: what differs less is the same window."""
_LEAST_REFUSAL_S = 1.0
_LOOK_S = 30.0
"""After so long the clock is asked again: machines are put to sleep, and clocks are set."""


@dataclass(slots=True)
class _Window:
    """One of the windows: ``remaining`` of ``limit`` requests until ``ends`` (server's time).

    ``is_guess``: the end was not told yet; it is that of a window as long as the last one.
    """

    limit: int
    remaining: int
    began: float
    ends: float
    is_guess: bool = False

    def begin(self, now: float, under_way: int) -> None:
        """The next one, full but for requests that may arrive in it; it begins with the first request."""
        length = min(max(self.ends - self.began, _SHORTEST_S), _LONGEST_S)
        self.remaining = max(self.limit - under_way, 1)
        self.began, self.ends, self.is_guess = now, now + length + _SPARE_S, True

    def told(self, remaining: int, ends: float, under_way: int, now: float) -> None:
        """What an answer says of it. Answers come out of order: in one window only the least is true."""
        if self.is_guess or abs(ends - self.ends) < _SAME_S:
            self.remaining = min(self.remaining, remaining)
        elif ends < self.ends:
            return
        else:  # it was over sooner than we knew
            self.remaining, self.began = max(remaining - under_way, 0), now
        self.ends, self.is_guess = ends, False


class RateWindows:
    """Counts what may still be sent; several threads ask it.

    After a window has ended one request goes alone: its answer says how things stand, before others are risked.
    """

    def __init__(
        self,
        clock: Clock,
        waiting: Callable[[float], None] = lambda _seconds: None,
        stop: threading.Event | None = None,
    ) -> None:
        """``waiting`` is told the seconds, once, when everybody has to wait for a window; ``stop`` ends every wait."""
        self._clock, self._waiting = clock, waiting
        self._stop = stop or threading.Event()
        self._time = ServerTime(clock)
        self._changed = threading.Condition()
        self._windows: dict[int, _Window] = {}
        self._shut_until = 0.0
        self._under_way = 0
        self._first_s: float | None = None
        self._alone: Request | None = None
        self._must_ask = True
        self._margin = 0.0
        self._told_until = 0.0

    @contextmanager
    def request(self) -> Iterator[Request]:
        """Wait until one more request may go, and count it. However the block ends, the request is over then.

        :class:`~converter.publisher.clock.StoppedError` once nobody shall wait any longer.
        """
        request = self._take()
        try:
            yield request
        finally:
            self._over(request)

    def _take(self) -> Request:
        while True:
            with self._changed:
                require_going(self._stop)
                while self._alone is not None:
                    self._changed.wait(NAP_S)
                    require_going(self._stop)
                now = self._time.now()
                left = self._opens(now) - now
                if left <= 0:
                    return self._counted()
                is_news = now + left > self._told_until + _SAME_S
                self._told_until = max(self._told_until, now + left)
            if is_news:
                self._waiting(left)
            wait(self._clock, min(left, _LOOK_S), self._stop)

    def _opens(self, now: float) -> float:
        """When a request may go, as far as is known."""
        for window in self._windows.values():
            if now >= window.ends:
                window.begin(now, self._under_way)
                self._must_ask = True
        return max(self._shut_until, *(window.ends for window in self._windows.values() if not window.remaining), 0.0)

    def _counted(self) -> Request:
        if self._first_s is None:
            self._first_s = self._clock.now()
        for window in self._windows.values():
            window.remaining -= 1
        self._under_way += 1
        request = Request(self, self._must_ask)
        self._alone, self._must_ask = (request if self._must_ask else None), False
        return request

    def _over(self, request: Request) -> None:
        with self._changed:
            if not request.is_over:
                request.is_over = True
                self._under_way -= 1
                if self._alone is request:
                    self._alone = None
                    self._changed.notify_all()

    def _refused(self, request: Request, headers: Mapping[str, str], spread_s: float) -> None:
        with self._changed:
            now = self._time.now()
            reset = _whole(headers.get(RESET))
            shut_s = max(_LEAST_REFUSAL_S, retry_after_s(headers), reset - now if reset else 0.0)
            shut_s = min(shut_s, LONGEST_WAIT_S)
            if request.is_alone and shut_s <= _LEAST_REFUSAL_S:
                self._margin = 1.0  # a window was not over although its second had come: ends are told rounded down
            self._shut_until = max(self._shut_until, now + shut_s + spread_s)
            self._must_ask = True

    def _heard(self, request: Request, headers: Mapping[str, str], sent_s: float) -> None:
        with self._changed:
            self._over(request)
            self._time.heard(headers.get("Date"), sent_s)
            limit, remaining, reset = (_whole(headers.get(name)) for name in (LIMIT, REMAINING, RESET))
            if limit is not None and remaining is not None and reset is not None:
                self._learn(limit, remaining, reset + self._margin)

    def _learn(self, limit: int, remaining: int, ends: float) -> None:
        now = self._time.now()
        if not now < ends <= now + LONGEST_WAIT_S:
            return
        if limit in self._windows:
            self._windows[limit].told(remaining, ends, self._under_way, now)
        else:
            began = self._time.at(self._clock.now() if self._first_s is None else self._first_s)
            self._windows[limit] = _Window(limit, max(remaining - self._under_way, 0), began, ends)
        described = self._windows[limit]
        if described.ends == ends:  # and nearest to its end: the others have as much left, or more
            for window in self._windows.values():
                if window.is_guess:
                    window.remaining = max(window.remaining, described.remaining)


@dataclass(slots=True)
class Request:
    """One request under way; ``is_alone``: the first one after a window has ended, or of all."""

    _windows: RateWindows
    is_alone: bool
    is_over: bool = field(default=False, init=False)

    def heard(self, headers: Mapping[str, str], sent_s: float) -> None:
        """Its answer came; it was sent at ``sent_s`` of our clock."""
        self._windows._heard(self, headers, sent_s)

    def refused(self, headers: Mapping[str, str], spread_s: float) -> None:
        """It was answered 429: nothing more goes until the later of ``Retry-After`` and the reset, at least a second.

        ``spread_s`` more keep several publishers from coming back at once.
        """
        self._windows._refused(self, headers, spread_s)


def retry_after_s(headers: Mapping[str, str]) -> float:
    """Seconds an answer asks to wait; 0 where it says nothing that is a number."""
    return float(_whole(headers.get(RETRY_AFTER)) or 0)


def _whole(text: str | None) -> int | None:
    """The number; of one with very many digits the first ones, which is more than anybody believes."""
    digits = text.strip().lstrip("0") or "0" if text and text.strip().isdecimal() else ""
    return int(digits[:_DIGITS]) if digits else None
