"""Ten times as many clashes take about ten times as much work and memory, whatever the way."""

from __future__ import annotations

import cProfile
import gc
import pstats
import tracemalloc
from collections.abc import Callable
from functools import cache, partial

import pytest

from converter.plan.candidates import Candidate
from converter.plan.grouping import GroupBy, Grouping, grouped
from converter.plan.grouping.near import linked
from tests.plan.issues_of_last_run import continuing
from tests.plan.many_clashes import many_clashes

FEW, MANY = 10_000, 100_000
TIMES = 13
"""Ten times, and what sorting and chance add; quadratic would be a hundred."""
WAYS = [*((way,) for way in GroupBy), (GroupBy.CULPRIT, GroupBy.LEVEL)]


@cache
def clashes(count: int) -> list[Candidate]:
    return many_clashes(count)


def calls(work: Callable[[], object]) -> int:
    """Calls of functions, those of the interpreter's own included, while the work is done."""
    profile = cProfile.Profile()
    profile.runcall(work)
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


@pytest.mark.parametrize("ways", WAYS, ids="+".join)
def test_work_grows_with_the_number_of_clashes(ways: tuple[GroupBy, ...]) -> None:
    few, many = (calls(partial(grouped, clashes(count), Grouping(ways))) for count in (FEW, MANY))
    assert many < TIMES * few + MANY


def test_work_does_not_grow_with_the_square_of_how_dense_points_lie() -> None:
    """All points in two heaps that are just too far apart to be one: every two of them might have to be compared."""

    def heaps(count: int) -> Callable[[], object]:
        points = [
            (0.4 * ((7 * n) % count) / count, 0.4 * ((11 * n) % count) / count, 0.4 * n / count) for n in range(count)
        ]
        return partial(linked, [*points, *[(x + 1.41, y, z) for x, y, z in points]], 1.0)

    assert calls(heaps(MANY // 2)) < TIMES * calls(heaps(FEW // 2))


@pytest.mark.parametrize("ways", [(GroupBy.CULPRIT,), (GroupBy.PROXIMITY,)], ids="+".join)
def test_memory_grows_with_the_number_of_clashes(ways: tuple[GroupBy, ...]) -> None:
    few, many = (_peak_bytes(clashes(count), Grouping(ways)) for count in (FEW, MANY // 2))
    assert many < 1.3 * 5 * few


def _peak_bytes(candidates: list[Candidate], limit: Grouping) -> int:
    gc.collect()
    tracemalloc.start()
    try:
        grouped(candidates, limit)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_going_on_grows_with_the_number_of_clashes() -> None:
    def work(count: int) -> Callable[[], object]:
        problems = grouped(clashes(count), Grouping((GroupBy.CULPRIT,))).problems
        pairs = {member.key: member.key for problem in problems for member in problem.members}
        return partial(continuing(problems, problems, pairs).named, problems)

    assert calls(work(MANY)) < TIMES * calls(work(FEW))
