"""The ways of grouping, and how a user writes them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class GroupBy(StrEnum):
    """How clashes become issues; all but REPORT and NONE never join clashes of different tests.

    AUTO chooses for each test; REPORT takes the report's own groups; NONE makes an issue of every clash. CULPRIT looks
    for the few elements behind the many clashes, at one place; ELEMENT is the busier of the two elements, wherever;
    PROXIMITY what lies close together. The others are what they are called.
    """

    AUTO = "auto"
    REPORT = "report"
    NONE = "none"
    CULPRIT = "culprit"
    ELEMENT = "element"
    PROXIMITY = "proximity"
    LEVEL_GRID = "level-grid"
    LEVEL = "level"
    GRID = "grid"
    TEST = "test"


ALONE = frozenset({GroupBy.AUTO, GroupBy.NONE})
"""Cannot be combined with others."""
MADE_OF_MEMBERS = frozenset({GroupBy.CULPRIT, GroupBy.ELEMENT, GroupBy.PROXIMITY})
"""There is such a group only by its members: one of a single open clash is no group. A level is there by itself."""
KEYS_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Grouping:
    """How clashes are grouped; lengths in metres.

    ``by`` has up to three ways: clashes are one issue when all of them say so. What CULPRIT and PROXIMITY find is never
    wider than ``distance_m`` from end to end, nor higher than ``height_m`` where no level is known. ``near_m`` is how
    near two clashes of one element are one problem for CULPRIT, whatever else is in them: a duct and its insulation,
    the layers of a wall. ``radius_m`` is how near two clashes are one place for PROXIMITY. ``leave_approved_out`` makes
    groups of what is open only.
    """

    by: tuple[GroupBy, ...] = (GroupBy.AUTO,)
    distance_m: float = 10.0
    height_m: float = 4.0
    near_m: float = 0.5
    radius_m: float = 1.0
    leave_approved_out: bool = False


def group_by_of(text: str) -> tuple[GroupBy, ...]:
    """``culprit+level`` or ``culprit, level`` → the ways; their order does not matter and is kept.

    Raises ValueError, in words for the user, for a word that is none, for one that cannot be combined, and for more
    than three.
    """
    words = [word.strip().casefold() for word in text.replace("+", ",").split(",")]
    for word in words:
        if word not in set(GroupBy):
            raise ValueError(f"{word}: not one of {', '.join(GroupBy)}")
    found = tuple(dict.fromkeys(map(GroupBy, words)))
    if len(found) > KEYS_AT_MOST:
        raise ValueError(f"at most {KEYS_AT_MOST} may be combined")
    if len(found) > 1 and (lonely := [each for each in found if each in ALONE]):
        raise ValueError(f"{lonely[0]} cannot be combined with others")
    return found


@lru_cache(maxsize=4096)
def folded(text: str | None) -> str:
    """As names are compared: without regard to case and blanks."""
    return " ".join((text or "").split()).casefold()
