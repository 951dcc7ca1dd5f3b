"""Clashes are known again, and nothing is closed that is still there. ``bench/identity.py`` takes all 200 weeks."""

from __future__ import annotations

from tests.weeks.scoring import Score, total, week

SEEDS = range(40)


def test_forty_weeks() -> None:
    score = total(SEEDS)
    assert score.clashes > 15_000
    assert score.precision >= 0.995
    assert score.recall >= 0.995
    assert score.closed_wrongly == 0
    assert score.closed > 0.5 * score.closable > 50, "it would be easy to close nothing at all"


def test_the_weeks_are_hard() -> None:
    score = total(range(10))
    assert score.by_guid_right < 0.95 * score.true
    assert score.closed_wrongly_by_guid > 100


def test_a_week_is_its_seed() -> None:
    assert week(7) == week(7) != Score()
