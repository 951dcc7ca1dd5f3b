"""Several threads ask when the next request may go: none too many, and none for ever."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from converter.publisher.procore.rate_windows import RateWindows
from tests.publisher.procore.test_rate_windows import HOUR, SPIKE, SPREAD_S, ask, hear, told, waited
from tests.publisher.procore.two_windows import Procore, SharedClock, VirtualClock, Window


def test_a_429_holds_back_every_thread() -> None:
    clock = SharedClock()
    windows = RateWindows(clock)
    with windows.request() as request:
        request.heard({}, clock.now())
        request.refused({"Retry-After": "30"}, SPREAD_S)
    at: list[float] = []

    def one(_number: int) -> None:
        with windows.request() as request:
            at.append(clock.now())
            request.heard({}, clock.now())

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(one, range(6)))
    assert min(at) >= clock.start_s + 30


@pytest.mark.parametrize("limit", [3, 6, 7, 25])
def test_six_threads_race_for_the_last_places_of_a_window(limit: int) -> None:
    clock = SharedClock()
    procore = Procore(clock, [Window(limit, SPIKE), Window(3_600, HOUR)])
    windows = RateWindows(clock)
    count = 20 * limit
    with ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(lambda _number: ask(windows, procore), range(count)))
    assert statuses == [200] * count
    assert not procore.refusals
    # A request on its way while a window ends is taken to fall into the next one, where its place may stay empty.
    assert 19 * SPIKE <= clock.now() - clock.start_s <= 21 * SPIKE


def test_six_threads_at_the_end_of_an_hour() -> None:
    clock = SharedClock()
    procore = Procore(clock, [Window(25, SPIKE), Window(110, HOUR)])
    windows = RateWindows(clock)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _number: ask(windows, procore), range(300)))
    assert not procore.refusals and clock.now() < clock.start_s + 2 * HOUR + 6 * (SPIKE + 1)


def test_one_goes_alone_after_a_window_has_ended() -> None:
    """Others use the app as well: how much is left only an answer tells."""
    clock = VirtualClock()
    windows = RateWindows(clock)
    start = clock.start_s
    hear(windows, clock, told(25, 0, start + 10, date=start))
    with ThreadPoolExecutor(1) as pool:
        with windows.request() as request:
            other = pool.submit(waited, windows, clock)
            with pytest.raises(TimeoutError):
                other.result(timeout=0.1)
            request.heard(told(25, 0, start + 20, date=start + 10), clock.now())
        other.result(timeout=5)
    assert clock.now() == start + 20


def test_a_request_without_an_answer_holds_up_nobody() -> None:
    clock = VirtualClock()
    windows = RateWindows(clock)
    for _ in range(3):
        with pytest.raises(OSError, match="gone"), windows.request():
            raise OSError("gone")
    assert waited(windows, clock) == 0


def test_who_waits_is_told_once() -> None:
    clock = SharedClock()
    procore = Procore(clock, [Window(6, SPIKE)])
    said: list[float] = []
    windows = RateWindows(clock, said.append)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _number: ask(windows, procore), range(24)))
    assert said == [SPIKE] * round((clock.now() - clock.start_s) / SPIKE) and len(said) >= 3
