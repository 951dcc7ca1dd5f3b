"""Where earlier runs are remembered when a new one is planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from converter.plan.issues import ClashState, RecordedIssue
from converter.plan.runs.clash_record import ClashRecord, RecordedRun


@dataclass(frozen=True, slots=True)
class Told:
    """What was said of a clash when its run was planned the first time."""

    state: ClashState
    reason: str
    missing_runs: int = 0


class Memory(Protocol):
    """A run folder, or the ledger."""

    def run(self) -> RecordedRun:
        """Every clash that is remembered, with the issue it is in."""
        ...

    def issues(self) -> Sequence[RecordedIssue]:
        """Every issue that is remembered; uuids are distinct."""
        ...

    def told_of(self, record: ClashRecord, /) -> Told | None:
        """What was said of a record of :meth:`run`, when that run is of the reports that are planned now; else None.

        Planning a run again, after a crash or under other settings, changes no state: what was new in it is new again,
        and what was absent is not absent once more.
        """
        ...
