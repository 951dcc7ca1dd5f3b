"""Several at a time: given as they are done, nothing lost by the failure of another, and nobody left waiting."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from converter.publisher.at_once import AT_ONCE, at_once
from converter.publisher.clock import StoppedError, SystemClock
from converter.publisher.procore.connection import Connection
from tests.publisher.procore.answering import Said, connected, speaking
from tests.publisher.procore.test_connection import PATH, first

SECONDS = 20.0
"""Longer than anything here takes, and much shorter than what is waited for."""


def done_by(work: Callable[[int], int], count: int, connection: Connection) -> list[int]:
    with at_once(connection, work, range(count)) as batches:
        return [number for batch in batches for number, _ in batch]


def test_all_of_them_with_their_outcomes() -> None:
    with speaking(first()) as (_script, connection), at_once(connection, lambda n: n * n, range(50)) as batches:
        found = {number: square for batch in batches for number, square in batch}
    assert found == {number: number * number for number in range(50)}


def test_what_is_done_does_not_wait_for_an_earlier_one() -> None:
    others_are_given = threading.Event()

    def first_is_slow(number: int) -> bool:
        return number != 0 or others_are_given.wait(SECONDS)

    given: list[int] = []
    with speaking(first()) as (_script, connection), at_once(connection, first_is_slow, range(20)) as batches:
        for batch in batches:
            assert all(was_in_time for _, was_in_time in batch)
            given += [number for number, _ in batch]
            if len(given) == 19:
                others_are_given.set()
    assert given[-1] == 0 and sorted(given) == list(range(20))


def test_after_a_failure_nothing_is_begun_and_what_was_under_way_is_given() -> None:
    begun, all_are_under_way, has_failed = [], threading.Barrier(AT_ONCE), threading.Event()

    def work(number: int) -> int:
        begun.append(number)
        all_are_under_way.wait(SECONDS)
        if number == 0:
            has_failed.set()
            raise OSError("gone")
        has_failed.wait(SECONDS)
        time.sleep(0.1)
        return number

    given: list[int] = []
    with (
        speaking(first()) as (_script, connection),
        pytest.raises(OSError, match="gone"),
        at_once(connection, work, range(AT_ONCE)) as batches,
    ):
        for batch in batches:
            given += [number for number, _ in batch]
    assert sorted(given) == list(range(1, AT_ONCE)) and len(begun) == AT_ONCE


@pytest.mark.parametrize("said", [Said(429, "", {"Retry-After": "3000"}), Said(503, "", {"Retry-After": "3000"})])
def test_who_gives_up_waits_for_nobody(said: Said) -> None:
    """Ctrl-C during a wait: threads in it end, whether they wait for a window, for the one ahead, or for another try."""
    ended: list[BaseException] = []

    def read(connection: Connection) -> None:
        try:
            connection.get(PATH)
        except StoppedError as error:
            ended.append(error)
            raise

    def give_up(connection: Connection, asked: list[object]) -> None:
        with at_once(connection, lambda _number: read(connection), range(30)):
            until = time.monotonic() + SECONDS
            while not asked and time.monotonic() < until:
                time.sleep(0.01)
            time.sleep(0.2)
            raise KeyboardInterrupt

    with speaking(first(then=said)) as (script, _), connected(script, SystemClock()) as connection:  # type: ignore[arg-type]
        began = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            give_up(connection, script.asked)  # type: ignore[arg-type]
        assert time.monotonic() - began < SECONDS
        assert len(ended) == AT_ONCE, "those that had not begun never begin"
        with pytest.raises(StoppedError):
            connection.get(PATH)
