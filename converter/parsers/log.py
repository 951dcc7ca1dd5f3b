"""Collecting diagnostics of one file without drowning in them."""

from __future__ import annotations

from collections import Counter

from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic

KEPT_PER_CODE = 20
"""So many of one code are kept in full; the rest is counted and said in one line."""

_LONGEST = 1_000
"""Characters of a message."""


class DiagnosticLog:
    """Takes the diagnostics of one file.

    A report of 100,000 clashes can have one oddity 100,000 times: the first :data:`KEPT_PER_CODE` are kept, and
    :meth:`finish` adds one line a code with the number of the others.
    """

    def __init__(self, label: str) -> None:
        self.label = label
        self.counts: Counter[str] = Counter()
        self._kept: list[Diagnostic] = []

    def add(
        self,
        code: str,
        message: str,
        *,
        member: str | None = None,
        line: int | None = None,
        column: int | None = None,
        guid: str | None = None,
    ) -> None:
        """Take one diagnostic of this file, or of a member of this archive."""
        self.counts[code] += 1
        if len(message) > _LONGEST:  # it may hold what the file holds
            message = message[: _LONGEST - 1] + "…"
        if self.counts[code] <= KEPT_PER_CODE:
            self._kept.append(
                diagnose(code, message, file=self.label, member=member, line=line, column=column, guid=guid)
            )

    def finish(self) -> tuple[Diagnostic, ...]:
        """All that was kept, then a counting line for each code of which some were not."""
        over = {code: count - KEPT_PER_CODE for code, count in self.counts.items() if count > KEPT_PER_CODE}
        rest = [
            diagnose(code, f"{count:,} more of {code} in this file", file=self.label, count=count)
            for code, count in over.items()
        ]
        return (*self._kept, *rest)
