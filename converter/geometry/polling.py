"""The votes of clashes on where models lie: their points against the boxes of their elements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from converter.model.vectors import Box, Vector

Numbers = npt.NDArray[np.float64]

SLACK_M: Final = 0.05
"""A point may lie so far outside a box: reports round, and touching is a clash."""
_WRONG_DEALS = 12
_PROPER = 3
"""So many intervals are needed for what they have in common to mean anything."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """A clash with both boxes known, or with one where the other model is not there (``second`` is None).

    ``point_m`` as the report has it, the boxes of the two elements in the frame of their models, all in metres.
    ``models`` are the names of the two models, "" for one that is not there. ``slack_m`` is the clearance of a
    clearance clash: its point lies between the boxes.
    """

    point_m: Vector
    first: Box
    second: Box | None
    models: tuple[str, str] = ("", "")
    slack_m: float = 0.0


class Poll:
    """All votes as arrays: points (n, 3), and of the two elements of each clash lower and upper corners (n, 2, 3)."""

    def __init__(self, ballots: Sequence[Ballot]) -> None:
        self.votes = len(ballots)
        self.models = [each.models for each in ballots]
        self.has_halves = any(each.second is None for each in ballots)
        self.points = np.array([each.point_m for each in ballots], float).reshape(-1, 3)
        slack = np.array([SLACK_M + each.slack_m for each in ballots], float).reshape(-1, 1, 1)
        boxes = [(each.first, each.second or each.first) for each in ballots]
        corners = [(first.min_m, second.min_m, first.max_m, second.max_m) for first, second in boxes]
        both = np.array(corners, float).reshape(-1, 2, 2, 3)
        self.low, self.high = both[:, 0] - slack, both[:, 1] + slack

    def in_boxes(self, scale: float, shift: Vector) -> npt.NDArray[np.bool_]:
        """(n, 2): whether the point lies in the box of the first and of the second element."""
        places = (self.points * scale - np.array(shift))[:, None]
        return ((self.low <= places) & (places <= self.high)).all(axis=2)  # type: ignore[no-any-return]

    def hits(self, scale: float, shift: Vector) -> int:
        """How many points lie in both boxes."""
        return int(self.in_boxes(scale, shift).all(axis=1).sum())

    def room(self, scale: float, deal: int = 0) -> tuple[Numbers, Numbers]:
        """(n, 3) twice: between which shifts each point hits. ``deal`` gives each clash the point of another."""
        points = np.roll(self.points, deal, axis=0) * scale
        return points - self.high.min(axis=1), points - self.low.max(axis=1)


def hits_by_chance(poll: Poll, scale: float) -> int:
    """How many points hit when each clash gets the point of another, and the best shift is looked for again.

    Where boxes are so large that any points could be made to fit, this is as many as with the true points.
    """
    counts = []
    for deal in range(1, min(poll.votes, _WRONG_DEALS + 1)):
        low, high = poll.room(scale, deal)
        counts.append(_held(low, high, np.array(best_shift(low, high))))
    return max(counts, default=0)


def _held(low: Numbers, high: Numbers, shift: Numbers) -> int:
    return int(((low <= shift) & (shift <= high)).all(axis=1).sum())


def best_shift(low: Numbers, high: Numbers) -> Vector:
    """A shift that lies between ``low`` and ``high`` of as many rows as a search axis by axis finds.

    The median is right within centimetres where elements are small, and off by metres along long ones; the middle of
    what most rows allow then corrects it.
    """
    shift = np.median((low + high) / 2, axis=0)
    for _ in range(2):
        for axis in range(3):
            others = [each for each in range(3) if each != axis]
            fits = ((low[:, others] <= shift[others]) & (shift[others] <= high[:, others])).all(axis=1)
            rows = fits if int(fits.sum()) >= _PROPER else np.ones(len(low), bool)
            shift[axis] = _deepest(low[rows, axis], high[rows, axis], float(shift[axis]))
    x, y, z = shift.tolist()
    return (x, y, z)


def _deepest(low: Numbers, high: Numbers, otherwise: float) -> float:
    """The middle of the stretch that most of the intervals have in common; gaps (``low`` > ``high``) count for none."""
    proper = low <= high
    ends = np.concatenate((low[proper], high[proper]))
    if not len(ends):
        return otherwise
    steps = np.repeat([1, -1], len(ends) // 2)
    order = np.lexsort((-steps, ends))  # where one begins and another ends, both count
    depth = np.cumsum(steps[order])
    deepest = int(depth.argmax())
    return float((ends[order[deepest]] + ends[order[deepest + 1]]) / 2)
