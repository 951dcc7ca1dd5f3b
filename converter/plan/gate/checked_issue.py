"""One issue as the gate for CI sees it."""

from __future__ import annotations

from dataclasses import dataclass

from converter.plan.issues import ClashState

OPEN_STATES = frozenset(
    {ClashState.NEW, ClashState.PERSISTENT, ClashState.MOVED, ClashState.REIDENTIFIED, ClashState.REGRESSED}
)
"""The states of what somebody still has to look at."""

NEW_STATES = frozenset({ClashState.NEW, ClashState.REGRESSED})
"""The states of what the baseline does not have as open."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Where a clash stands: the report, its guid there, and the line (from 1) where it is known."""

    file: str
    guid: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class CheckedIssue:
    """An issue of this run, or one of the baseline that is not in it any more.

    ``key`` is the identity key it was first seen with, ``uuid`` the target's id where there is one. ``clashes`` counts
    the open ones (those of the baseline for an issue that is resolved or unretested), ``new_clashes`` those among them
    that the baseline does not have. ``reason`` says in words why the state is what it is.
    """

    key: str
    state: ClashState
    title: str
    test: str = ""
    reason: str = ""
    uuid: str | None = None
    severity: str | None = None
    trade: str | None = None
    discipline: str | None = None
    level: str | None = None
    clashes: int = 1
    new_clashes: int = 0
    occurrences: tuple[Occurrence, ...] = ()

    @property
    def is_open(self) -> bool:
        """True for what somebody still has to look at, as far as this run knows."""
        return self.state in OPEN_STATES

    @property
    def is_new(self) -> bool:
        """True for what the baseline does not have as open."""
        return self.state in NEW_STATES
