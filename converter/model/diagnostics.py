"""What was odd about an input, as values that travel with the result."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much an oddity matters: an error loses something, a warning may, an info does not."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Location:
    """Where it is: the file, the member inside an archive, line and column (from 1), the guid of the thing."""

    file: str | None = None
    member: str | None = None
    line: int | None = None
    column: int | None = None
    guid: str | None = None

    def __str__(self) -> str:
        parts = [self.file or ""]
        if self.member:
            parts.append(f"!{self.member}")
        if self.line is not None:
            parts.append(f":{self.line}")
            if self.column is not None:
                parts.append(f":{self.column}")
        if self.guid:
            parts.append(f" [{self.guid}]")
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One oddity, or the ``count`` of those that are not listed. ``code`` is stable: ``docs/diagnostics.md``."""

    code: str
    severity: Severity
    message: str
    location: Location = field(default_factory=Location)
    count: int = 1
