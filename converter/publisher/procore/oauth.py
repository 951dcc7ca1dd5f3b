"""Signing in: tokens by client credentials (developers.procore.com, "OAuth 2.0 Client Credentials")."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

_EARLY_S = 120.0
"""A token is renewed so long before it ends: a request must not outlive it."""
_LIFE_S, _LONGEST_S = 5_400.0, 365 * 86_400.0
"""How long a token lives, documented; and the longest that is believed."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Client id and secret of an app; neither is shown by ``repr``."""

    client_id: str = field(repr=False)
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Token:
    """An access token; ``ends_s`` is when it ends, seconds since 1970."""

    value: str = field(repr=False)
    ends_s: float = 0.0


def life_s(said: Any) -> float:
    """Seconds a token lives by ``expires_in``; the documented ones where that is no number of seconds."""
    try:
        seconds = float(said)
    except (TypeError, ValueError, OverflowError):
        return _LIFE_S
    return min(seconds, _LONGEST_S) if math.isfinite(seconds) and seconds > 0 else _LIFE_S


class TokenSource:
    """The token in force; many threads ask for it, one renews it. Client credentials give no refresh token."""

    def __init__(self, ask: Callable[[], Token], now: Callable[[], float]) -> None:
        """``ask`` signs in; it raises :class:`~converter.errors.AuthError` where that fails."""
        self._ask, self._now = ask, now
        self._lock = threading.Lock()
        self._token: Token | None = None

    def token(self) -> Token:
        """A token that is good for some minutes."""
        with self._lock:
            if self._token is None or self._now() > self._token.ends_s - _EARLY_S:
                self._token = self._ask()
            return self._token

    def renew(self, refused: Token) -> Token:
        """Another token in the place of one that was refused; only the first of several threads signs in."""
        with self._lock:
            if self._token is None or self._token.value == refused.value:
                self._token = self._ask()
            return self._token
