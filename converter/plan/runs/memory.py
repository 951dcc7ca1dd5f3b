"""Where earlier runs are remembered when a new one is planned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from converter.plan.issues import RecordedIssue
from converter.plan.runs.clash_record import RecordedRun


class Memory(Protocol):
    """A run folder, or the ledger."""

    def run(self) -> RecordedRun:
        """Every clash that is remembered, with the issue it is in."""
        ...

    def issues(self) -> Sequence[RecordedIssue]:
        """Every issue that is remembered; uuids are distinct."""
        ...
