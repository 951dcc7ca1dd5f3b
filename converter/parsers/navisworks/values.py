"""Numbers and dates of the XML, each with its diagnostic when it cannot be read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from math import isfinite, nan
from typing import Protocol

from lxml import etree

from converter.model.vectors import Vector
from converter.parsers.log import DiagnosticLog


class HasLine(Protocol):
    """Whatever knows the line it stands in."""

    @property
    def sourceline(self) -> int | None:
        """Line from 1."""


_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_COMMA_NUMBER = re.compile(r"[+-]?\d+,\d+", re.ASCII)
_DATE_PARTS = ("year", "month", "day", "hour", "minute", "second")


@dataclass(slots=True)
class Context:
    """What reading an element needs to know: the scale to metres, and where to report oddities."""

    log: DiagnosticLog
    metres_per_unit: float = 1.0

    def number(self, text: str | None, what: str, element: HasLine) -> float | None:
        """A finite number of the file as written, None when absent or unreadable (NWX022, NWX023)."""
        if text is None or not (text := text.strip()):
            return None
        if _COMMA_NUMBER.fullmatch(text):
            self.log.add("NWX023", f"{what} is written with a decimal comma: {text}", line=element.sourceline)
            text = text.replace(",", ".")
        value = float(text) if _NUMBER.fullmatch(text) else nan
        if not isfinite(value):
            self.log.add("NWX022", f"{what} is not a number: {text[:40]!r}", line=element.sourceline)
            return None
        return value

    def length_m(self, text: str | None, what: str, element: HasLine) -> float | None:
        """A length of the file in metres."""
        value = self.number(text, what, element)
        if value is None:
            return None
        metres = value * self.metres_per_unit
        if not isfinite(metres):
            self.log.add("NWX022", f"{what} is too large: {value}", line=element.sourceline)
            return None
        return metres

    def integer(self, text: str | None, what: str, element: HasLine) -> int | None:
        """A whole number; anything else is NWX022 and None."""
        value = self.number(text, what, element)
        if value is None:
            return None
        if value != int(value):
            self.log.add("NWX022", f"{what} is not a whole number: {value}", line=element.sourceline)
            return None
        return int(value)

    def point_m(self, element: etree._Element | None) -> Vector | None:
        """The point of a ``pos3f`` in metres; all three coordinates or nothing."""
        if element is None:
            return None
        x, y, z = (self.length_m(element.get(axis), f"the coordinate {axis}", element) for axis in "xyz")
        if x is None or y is None or z is None:
            return None
        return (x, y, z)

    def date(self, element: etree._Element | None, time: etree._Element | None = None) -> datetime | None:
        """The naive local time of a ``date`` element; an impossible one is NWX024 and None.

        Task links keep the hours in a ``time`` element beside or in it.
        """
        if element is None:
            return None
        time = element.find("time") if time is None else time
        texts = [element.get(part) or (None if time is None else time.get(part)) for part in _DATE_PARTS]
        try:
            return datetime(*(int(text or 0) for text in texts))  # type: ignore[arg-type]
        except (ValueError, OverflowError):
            written = "-".join(text or "?" for text in texts)
            self.log.add("NWX024", f"not a date: {written}", line=element.sourceline)
            return None
