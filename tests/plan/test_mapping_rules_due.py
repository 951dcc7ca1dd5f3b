"""Due dates as people write them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.plan.rules.due_dates import WEEKDAYS, DueDate, due_date_of

MONDAY = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("+7d", date(2026, 3, 16)),
        ("+2w", date(2026, 3, 23)),
        ("+1w -1d", date(2026, 3, 15)),
        ("next wednesday", date(2026, 3, 11)),
        ("Wednesday", date(2026, 3, 11)),
        ("next wed -1d", date(2026, 3, 10)),
        ("next wednesday +1w", date(2026, 3, 18)),
        ("next monday", date(2026, 3, 16)),
        ("2026-06-30", date(2026, 6, 30)),
        ("2026-06-30 - 2d", date(2026, 6, 28)),
        (date(2026, 6, 30), date(2026, 6, 30)),
    ],
)
def test_days_from_a_monday(written: Any, day: date) -> None:
    made = due_date_of(written)
    assert isinstance(made, DueDate) and made.after(MONDAY) == day


@pytest.mark.parametrize(
    "written",
    [
        "",
        "soon",
        "7d",
        "next",
        "next we",
        "next wednesdayish",
        "+7x",
        "2026-13-01",
        "2026-02-30",
        7,
        None,
        True,
        "next 2026-01-01",
    ],
)
def test_what_is_no_day_is_told_with_how_to_write_one(written: Any) -> None:
    made = due_date_of(written)
    assert isinstance(made, str) and "next wednesday -1d" in made


def test_without_a_day_to_count_from_only_a_day_is_one() -> None:
    relative, fixed = due_date_of("+7d"), due_date_of("2026-06-30")
    assert isinstance(relative, DueDate) and relative.after(None) is None
    assert isinstance(fixed, DueDate) and fixed.after(None) == date(2026, 6, 30)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(WEEKDAYS), st.integers(-30, 30))
def test_the_next_weekday_is_within_the_next_seven_days(start: date, weekday: str, days: int) -> None:
    made = due_date_of(f"next {weekday} {days:+d}d")
    assert isinstance(made, DueDate)
    day = made.after(start)
    assert day is not None
    day -= timedelta(days=days)
    assert WEEKDAYS[day.weekday()] == weekday and 1 <= (day - start).days <= 7
