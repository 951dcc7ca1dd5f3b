"""What a user can set about knowing clashes again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MOVED_M = 0.05
"""A point that shifted more than this is said to have moved, unless another limit is set."""


@dataclass(frozen=True, slots=True)
class CompareSettings:
    """What can be set about recognising clashes.

    ``test_aliases`` gives the old name of a renamed test its new one. ``close_after`` is in how many runs in a row a
    clash has to be proved absent before its issue is closed. ``allow_older`` takes a report for the newest one although
    a newer one is remembered.
    """

    moved_m: float = MOVED_M
    test_aliases: Mapping[str, str] = field(default_factory=dict)
    close_after: int = 1
    allow_older: bool = False
