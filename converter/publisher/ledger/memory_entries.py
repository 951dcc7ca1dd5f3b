"""What is remembered of a run, as it goes into the ledger and comes out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class MemoryClash:
    """A clash, group or topic: ``record`` is its line of ``clashes.jsonl``, JSON; the rest is for queries.

    ``is_live`` says whether somebody has to look at it, ``is_listed`` whether a report of the run names it.
    ``first_seen`` is ISO 8601.
    """

    key: str
    kind: str
    test: str
    guid: str
    status: str
    is_live: bool
    record: str
    group: str = ""
    issue: str | None = None
    first_seen: str | None = None
    missing_runs: int = 0
    is_listed: bool = True


@dataclass(frozen=True, slots=True)
class MemoryTest:
    """A test: ``record`` is its entry in ``run.json``, JSON."""

    name: str
    status: str
    record: str


@dataclass(frozen=True, slots=True)
class MemoryIssue:
    """An issue: ``record`` is its entry in ``plan.json``, JSON.

    ``is_closed`` and ``sent`` (what was sent of each field, in the plan's form) are as they really are, not as they are
    planned; None where nothing is known to have been sent.
    """

    uuid: str
    key: str
    record: str
    is_closed: bool = False
    sent: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class MemoryOfRun:
    """A run to remember. ``source`` tells whether it is the same run again: a digest of its reports, "" for not known.
    ``models`` are the names of its models.
    """

    source: str
    clashes: Sequence[MemoryClash]
    tests: Sequence[MemoryTest]
    issues: Sequence[MemoryIssue]
    models: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RecalledRun:
    """The run that is remembered: the records of its clashes and tests, and those of its issues that Procore has."""

    at: datetime
    source: str
    clashes: tuple[str, ...]
    tests: tuple[str, ...]
    issues: tuple[MemoryIssue, ...]

    @property
    def mark(self) -> str:
        """What tells this memory from every other one of the project."""
        return self.at.isoformat()
