"""Due dates as people set them: a day, or so long after an issue was first seen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WRITTEN = re.compile(
    r"(?:(?P<day>\d{4}-\d\d-\d\d)|(?:next\s+)?(?P<weekday>[a-z]+))?\s*(?P<offsets>(?:[+-]\s*\d{1,4}\s*[dw]\s*)*)"
)
_OFFSET = re.compile(r"([+-])\s*(\d+)\s*([dw])")
_HOW: Final = (
    "write a day (2026-06-30), an offset (+7d, +2w), a weekday (next wednesday), or one with an offset "
    "(next wednesday -1d)"
)


@dataclass(frozen=True, slots=True)
class DueDate:
    """A day, or one counted from the day an issue was first seen: the next ``weekday`` (0 is Monday), plus ``days``."""

    written: str
    day: date | None = None
    weekday: int | None = None
    days: int = 0

    def after(self, first_seen: date | None) -> date | None:
        """The due date of an issue first seen on that day. The next Wednesday is never that day itself. None where the
        day is not known and counts.
        """
        start = self.day or first_seen
        if start is None:
            return None
        if self.weekday is not None:
            start += timedelta(days=(self.weekday - start.weekday() - 1) % 7 + 1)
        return start + timedelta(days=self.days)


def due_date_of(value: object) -> DueDate | str:
    """What ``due`` says, or what is wrong with it. TOML may give a day as such."""
    if isinstance(value, date):
        return DueDate(value.isoformat()[:10], date(value.year, value.month, value.day))
    if not isinstance(value, str):
        return _HOW
    found = _WRITTEN.fullmatch(value.strip().casefold())
    if found is None or not found[0]:
        return _HOW
    days = sum(int(sign + count) * (7 if unit == "w" else 1) for sign, count, unit in _OFFSET.findall(found["offsets"]))
    if (word := found["weekday"]) is not None:
        weekday = _weekday(word)
        return _HOW if weekday is None else DueDate(value, weekday=weekday, days=days)
    if found["day"] is None:
        return DueDate(value, days=days)
    try:
        return DueDate(value, date.fromisoformat(found["day"]), days=days)
    except ValueError as error:
        return f"{error}; {_HOW}"


def _weekday(word: str) -> int | None:
    """Three letters are enough."""
    same = [number for number, name in enumerate(WEEKDAYS) if len(word) >= 3 and name.startswith(word)]
    return same[0] if same else None
