"""What must not be read by anybody: taken out of every text that leaves this package."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

BLANK = "•••"
_SHORTEST = 6
"""Shorter values are no secrets but words; blanking them would make texts unreadable."""


class Secrets:
    """Values nobody may read: client id and secret, tokens, signatures of the storage. Several threads add some."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        self._lock = threading.Lock()
        self._values: set[str] = set()
        self.add(values)

    def add(self, values: Iterable[str]) -> None:
        """Remember more of them, and how they look in an address, a form and JSON: others may repeat what they got."""
        found = {form for value in values if len(value) >= _SHORTEST for form in _forms(value)}
        with self._lock:
            self._values |= found

    def blanked(self, text: str) -> str:
        """The text without them; the longest first, for one may be a part of another."""
        with self._lock:
            values = sorted(self._values, key=len, reverse=True)
        for value in values:
            text = text.replace(value, BLANK)
        return text


def _forms(value: str) -> Iterator[str]:
    yield value
    yield quote(value, safe="")
    yield quote_plus(value)
    yield json.dumps(value)[1:-1]
    yield json.dumps(value, ensure_ascii=False)[1:-1]
