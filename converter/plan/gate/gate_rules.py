"""What the gate for CI lets through: limits, a ratchet, and a list of what is let through until a day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache

from converter.plan.gate.checked_issue import CheckedIssue
from converter.plan.rules.globs import glob

DIMENSIONS = ("severity", "trade", "discipline", "level", "test")
"""What limits can be set by."""

NOT_STATED = "none"
"""What an issue without a severity, level … is found under."""


class Ratchet(StrEnum):
    """What may not become more than it was in the baseline."""

    NONE = "none"
    ISSUES = "issues"
    CLASHES = "clashes"


class Counted(StrEnum):
    """What a limit counts."""

    NEW = "new issues"
    NEW_CLASHES = "new clashes"
    OPEN = "open issues"
    OPEN_CLASHES = "open clashes"

    @property
    def is_about_new(self) -> bool:
        """True when new issues alone can break the limit."""
        return self in (Counted.NEW, Counted.NEW_CLASHES)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` of what is ``counted``, of all issues or of those whose ``dimension`` matches ``pattern``.

    ``why`` says where a limit is from that is no number of the settings: the ratchet.
    """

    counted: Counted
    most: int
    dimension: str = ""
    pattern: str = ""
    why: str = ""

    @property
    def name(self) -> str:
        """The limit in words, without its number: ``new issues, severity critical``."""
        return f"{self.counted}, {self.dimension} {self.pattern}" if self.dimension else str(self.counted)

    def covers(self, issue: CheckedIssue) -> bool:
        """True for an issue this limit is about; see :mod:`converter.plan.rules.globs`."""
        return not self.dimension or matches(self.pattern, value_of(issue, self.dimension))


@dataclass(frozen=True, slots=True)
class Grace:
    """Issues that are let through up to and including the day ``until``; every pattern has to match."""

    until: date
    reason: str
    author: str = ""
    patterns: Mapping[str, str] = field(default_factory=dict)

    def covers(self, issue: CheckedIssue) -> bool:
        """True for an issue this entry is about."""
        return all(matches(pattern, value_of(issue, name)) for name, pattern in self.patterns.items())

    def __str__(self) -> str:
        return f"until {self.until.isoformat()}: {self.reason}" + (f" ({self.author})" if self.author else "")


@dataclass(frozen=True, slots=True)
class GateRules:
    """All rules of a gate. None is no limit; the tables hold ``dimension → pattern → number``."""

    max_new: int | None = 0
    max_new_clashes: int | None = None
    max_open: int | None = None
    max_new_by: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    max_open_by: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    ratchet: Ratchet = Ratchet.NONE
    grace: tuple[Grace, ...] = ()

    def limits(self) -> Iterator[Limit]:
        """Every limit but the ratchet, whose number is the baseline's; sorted, whatever the order of the tables."""
        for counted, most in (
            (Counted.NEW, self.max_new),
            (Counted.NEW_CLASHES, self.max_new_clashes),
            (Counted.OPEN, self.max_open),
        ):
            if most is not None:
                yield Limit(counted, most)
        for counted, table in ((Counted.NEW, self.max_new_by), (Counted.OPEN, self.max_open_by)):
            for dimension in DIMENSIONS:
                for pattern, most in sorted(table.get(dimension, {}).items()):
                    yield Limit(counted, most, dimension, pattern)


def value_of(issue: CheckedIssue, name: str) -> str:
    """An issue's word for a dimension, or its ``key`` or ``title``."""
    return getattr(issue, name) or NOT_STATED


def matches(pattern: str, value: str) -> bool:
    """``*`` and ``?`` as in every pattern of the settings, without regard to case."""
    return _matcher(pattern)(value)


@cache
def _matcher(pattern: str) -> Callable[[str], bool]:
    return glob((pattern,))
