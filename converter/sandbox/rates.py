"""Both rate windows. Each begins with the first request after the one before has ended."""

from __future__ import annotations

import math
from dataclasses import dataclass

from converter.sandbox.call import Call, Refusal

SPIKE, HOUR = "spike", "hour"


@dataclass(slots=True)
class Window:
    """One window of one app: ``used`` of ``limit`` requests since ``starts_at``, until ``ends_at`` (Unix seconds)."""

    name: str
    limit: int
    starts_at: float
    ends_at: float
    used: int
    shut_until: float = 0.0

    @property
    def remaining(self) -> int:
        """Requests left."""
        return max(0, self.limit - self.used)

    def opens_at(self) -> float:
        """When a window that is shut takes requests again."""
        return max(self.shut_until, 0.0 if self.remaining else self.ends_at)


def spend(call: Call) -> tuple[dict[str, str], Refusal | None]:
    """Count one request of the caller's app; gives the ``X-Rate-Limit-*`` headers, and a 429 when none was left.

    The headers speak of the window that has fewer requests left. A refused request is not counted.
    """
    windows = [_window(call, SPIKE), _window(call, HOUR)]
    now = call.world.clock.now()
    struck = _struck(call, windows, now)
    closed = [window for window in windows if window is struck or window.shut_until > now or not window.remaining]
    if closed:
        _keep(call, windows)
        refusal = _too_many(closed, now)
        return refusal.headers, refusal
    for window in windows:
        window.used += 1
    _keep(call, windows)
    return _headers(min(windows, key=lambda window: window.remaining)), None


def _window(call: Call, name: str) -> Window:
    switches, now = call.world.switches, call.world.clock.now()
    limit, length = switches.number(f"{name}_limit"), switches.number(f"{name}_seconds")
    sql = "SELECT * FROM windows WHERE client_id = ? AND name = ?"
    row = call.world.store.one(sql, call.caller.client_id, name)
    if row is None or not row["starts_at"] <= now < row["starts_at"] + length:
        return Window(name, limit, now, now + length, 0, row["shut_until"] if row else 0.0)
    return Window(name, limit, row["starts_at"], row["starts_at"] + length, row["used"], row["shut_until"])


def _struck(call: Call, windows: list[Window], now: float) -> Window | None:
    """The window that ``429-spike`` or ``429-hour`` shuts: for some seconds (0: this one request) or to its end."""
    for window in windows:
        if call.fault is not None and call.fault.kind == f"429-{window.name}":
            window.shut_until = window.ends_at if call.fault.seconds is None else now + call.fault.seconds
            return window
    return None


def _keep(call: Call, windows: list[Window]) -> None:
    for window in windows:
        values = (call.caller.client_id, window.name, window.starts_at, window.used, window.shut_until)
        call.world.store.run("INSERT OR REPLACE INTO windows VALUES (?, ?, ?, ?, ?)", *values)


def _too_many(closed: list[Window], now: float) -> Refusal:
    last = max(closed, key=Window.opens_at)
    until = max(last.opens_at(), now)
    headers = {
        "X-Rate-Limit-Limit": str(last.limit),
        "X-Rate-Limit-Remaining": "0",
        "X-Rate-Limit-Reset": str(math.ceil(until)),
        "Retry-After": str(math.ceil(until - now)),
    }
    return Refusal(429, "You have surpassed the max number of requests for this application's rate limit", headers)


def _headers(window: Window) -> dict[str, str]:
    return {
        "X-Rate-Limit-Limit": str(window.limit),
        "X-Rate-Limit-Remaining": str(window.remaining),
        "X-Rate-Limit-Reset": str(math.ceil(window.ends_at)),
    }
