"""When the next request may go: both windows, from headers that describe one of them, with clocks that differ."""

from __future__ import annotations

import math
from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.publisher.procore.rate_windows import RateWindows
from tests.publisher.procore.two_windows import Procore, VirtualClock, Window

SPIKE, HOUR = 10.0, 3_600.0
SPREAD_S = 0.5


def ask(windows: RateWindows, procore: Procore, latency_s: float = 0.0) -> int:
    """One request; a refused one is only reported."""
    clock = procore.clock
    with windows.request() as request:
        sent_s = clock.now()
        clock.sleep(latency_s / 2)
        status, headers = procore.answer()
        clock.sleep(latency_s / 2)
        request.heard(headers, sent_s)
        if status == 429:
            request.refused(headers, SPREAD_S)
    return status


def send(windows: RateWindows, procore: Procore, count: int, latency_s: float = 0.0) -> None:
    """So many requests that are answered."""
    while count:
        count -= ask(windows, procore, latency_s) == 200


def told(
    limit: int, remaining: int, reset: float, *, date: float | None = None, retry_after: int | None = None
) -> dict[str, str]:
    headers = {
        "X-Rate-Limit-Limit": str(limit),
        "X-Rate-Limit-Remaining": str(remaining),
        "X-Rate-Limit-Reset": f"{reset:.0f}",
    }
    if date is not None:
        headers["Date"] = formatdate(date, usegmt=True)
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    return headers


def hear(windows: RateWindows, clock: VirtualClock, headers: dict[str, str]) -> None:
    with windows.request() as request:
        request.heard(headers, clock.now())


def waited(windows: RateWindows, clock: VirtualClock) -> float:
    """Seconds the next request has to wait."""
    before = clock.now()
    with windows.request():
        pass
    return clock.now() - before


# One window


def test_what_is_left_is_sent_and_then_the_end_is_waited_for() -> None:
    clock = VirtualClock()
    procore = Procore(clock, [Window(25, SPIKE)])
    windows = RateWindows(clock)
    send(windows, procore, 25)
    assert clock.now() == clock.start_s
    send(windows, procore, 1)
    assert clock.now() == clock.start_s + SPIKE and not procore.refusals


def test_without_headers_nothing_is_waited_for() -> None:
    clock = VirtualClock()
    windows = RateWindows(clock)
    for _ in range(100):
        hear(windows, clock, {})
    assert clock.now() == clock.start_s


@pytest.mark.parametrize(
    "headers",
    [
        told(25, 0, 1_799_999_990, date=1_800_000_000),  # over already
        told(25, 0, 1_800_000_000, date=1_800_000_000),  # over now
        told(25, 0, 1_800_009_000, date=1_800_000_000),  # longer than any window
        told(25, 0, 10),  # seconds from now? nobody knows
        {"X-Rate-Limit-Limit": "25", "X-Rate-Limit-Remaining": "0"},
        {"X-Rate-Limit-Limit": "25", "X-Rate-Limit-Remaining": "0", "X-Rate-Limit-Reset": "soon"},
        {"X-Rate-Limit-Remaining": "0", "X-Rate-Limit-Reset": "1800000005", "Date": "yesterday"},
    ],
)
def test_headers_that_make_no_sense_stop_nothing(headers: dict[str, str]) -> None:
    clock = VirtualClock()
    windows = RateWindows(clock)
    hear(windows, clock, headers)
    assert waited(windows, clock) == 0


def test_an_answer_of_the_window_before_says_nothing_of_this_one() -> None:
    clock = VirtualClock()
    windows = RateWindows(clock)
    start = clock.start_s
    hear(windows, clock, told(25, 1, start + 10, date=start))
    with windows.request() as late:
        clock.sleep_until(start + 10)
        hear(windows, clock, told(25, 20, start + 20, date=start + 10))
        late.heard(told(25, 0, start + 10, date=start + 9), start)
    assert waited(windows, clock) == 0


def test_what_others_use_up_is_believed() -> None:
    clock = VirtualClock()
    windows = RateWindows(clock)
    start = clock.start_s
    hear(windows, clock, told(25, 24, start + 10, date=start))
    hear(windows, clock, told(25, 0, start + 10, date=start))
    assert waited(windows, clock) == 10


# Refusals


@pytest.mark.parametrize(
    ("reset_s", "retry_after", "wait_s"),
    [(7, 3, 7), (3, 7, 7), (None, 4, 4), (5, None, 5), (None, None, 1), (0, 0, 1)],
)
def test_after_429_the_later_of_both_is_waited_for(reset_s: int | None, retry_after: int | None, wait_s: float) -> None:
    clock = VirtualClock()
    windows = RateWindows(clock)
    headers = {} if reset_s is None else told(25, 0, clock.start_s + reset_s, date=clock.start_s)
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    with windows.request() as request:
        request.heard(headers, clock.now())
        request.refused(headers, SPREAD_S)
    assert waited(windows, clock) == pytest.approx(wait_s + SPREAD_S)


# Both windows


def test_the_hour_is_kept_too_although_its_headers_come_late() -> None:
    clock = VirtualClock()
    procore = Procore(clock, [Window(25, SPIKE), Window(110, HOUR)])  # four spikes and a part of the fifth
    windows = RateWindows(clock)
    send(windows, procore, 500)
    assert not procore.refusals
    assert clock.now() - clock.start_s == pytest.approx(4 * HOUR + 2 * SPIKE, abs=60)


def test_both_windows_at_their_end_at_once_cost_one_refusal_and_only_in_the_first_hour() -> None:
    """The headers cannot tell of the hour then: it is known only once it was met."""
    clock = VirtualClock()
    procore = Procore(clock, [Window(25, SPIKE), Window(600, HOUR)])
    windows = RateWindows(clock)
    send(windows, procore, 2_014)
    assert len(procore.refusals) == 1 and procore.refusals[0] < clock.start_s + HOUR
    assert clock.now() - clock.start_s == pytest.approx(3 * HOUR + 8 * SPIKE, abs=60)


@pytest.mark.parametrize("skew_s", [-3_000.0, -61.4, -0.7, 0.7, 59.3, 86_400.0])
@pytest.mark.parametrize("latency_s", [0.0, 0.2])
def test_a_clock_that_is_wrong_changes_nothing(skew_s: float, latency_s: float) -> None:
    clock = VirtualClock(1_800_000_000.3)
    procore = Procore(clock, [Window(25, SPIKE), Window(3_600, HOUR)], skew_s=skew_s)
    windows = RateWindows(clock)
    send(windows, procore, 500, latency_s)
    assert not procore.refusals
    assert clock.now() - clock.start_s <= 19 * (SPIKE + 1) + 25 * latency_s + 1


def test_a_clock_that_is_set_meanwhile_is_noticed() -> None:
    clock = VirtualClock()
    procore = Procore(clock, [Window(25, SPIKE)])
    windows = RateWindows(clock)
    send(windows, procore, 60, 0.1)
    clock.sleep(900)
    procore.skew_s -= 900
    before = clock.now()
    send(windows, procore, 100, 0.1)
    assert len(procore.refusals) <= 1 and clock.now() - before < 100


def test_resets_told_rounded_down_are_learned() -> None:
    clock = VirtualClock(1_800_000_000.6)
    procore = Procore(clock, [Window(25, SPIKE)], rounds_down=True, has_date=False)
    windows = RateWindows(clock)
    send(windows, procore, 1_000)
    assert len(procore.refusals) <= 2
    assert clock.now() - clock.start_s < 40 * (SPIKE + 1) + 2


@given(
    spike=st.integers(1, 40),
    hour=st.integers(41, 400),
    is_aligned=st.booleans(),
    rounds_down=st.booleans(),
    has_date=st.booleans(),
    start=st.floats(0, 5_000),
    skew_s=st.floats(-2_000, 2_000),
    latency_s=st.floats(0, 3),
    count=st.integers(1, 900),
)
def test_whatever_the_windows_are(
    spike: int,
    hour: int,
    is_aligned: bool,
    rounds_down: bool,
    has_date: bool,
    start: float,
    skew_s: float,
    latency_s: float,
    count: int,
) -> None:
    """Few refusals, and never much longer than the windows and the answers take by themselves."""
    clock = VirtualClock(1_800_000_000 + start)
    described = [Window(spike, SPIKE, is_aligned), Window(hour, HOUR, is_aligned)]
    procore = Procore(clock, described, skew_s if has_date else 0.0, rounds_down, has_date)
    windows = RateWindows(clock)
    send(windows, procore, count, latency_s)
    hours = math.ceil(count / hour)
    assert len(procore.refusals) <= 2 + 2 * hours
    last = count - (hours - 1) * hour
    least = (hours - 1) * HOUR + max((math.ceil(last / spike) - 1) * SPIKE, 0)
    spikes = math.ceil(count / spike)
    assert clock.now() - clock.start_s <= least + 3 * spikes + latency_s * (count + 10) + 30 * hours + SPIKE * hours
