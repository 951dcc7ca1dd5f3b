"""Progress: bars with counts, rate and time left; lines where there is no terminal; JSON lines."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from converter.cli.bars import Bars
from converter.cli.pace import Pace, rate_words, time_words
from converter.cli.progress import PlainLines, progress
from converter.events import Event, StageAdvanced, StageFinished, StageStarted, Waiting

LIMIT = "Procore's rate limit"


class Hand:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.mark.parametrize(
    ("per_second", "words"),
    [(12.4, "12/s"), (2.51, "2.5/s"), (1.0, "1.0/s"), (0.7, "42/min"), (1 / 6, "10/min"), (1 / 90, "40/h")],
)
def test_rates(per_second: float, words: str) -> None:
    assert rate_words(per_second) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 s"), (7, "7 s"), (59.5, "1 min"), (61, "2 min"), (3_540, "59 min"), (3_601, "1 h 1 min"), (7_200, "2 h")],
)
def test_times(seconds: float, words: str) -> None:
    assert time_words(seconds) == words


def test_time_left_is_that_of_the_rate_limit_and_not_of_the_first_burst() -> None:
    """25 go at once, then 25 every ten seconds."""
    assert Pace(25, 2_000, 1.0).words() == ""
    for windows in range(2, 60, 7):
        waiting = Pace(25 * windows, 2_000, 10.0 * windows)
        burst_over = Pace(25 * windows, 2_000, 10.0 * (windows - 1) + 1)
        true_s = (2_000 - 25 * windows) / 2.5
        for pace in (waiting, burst_over):
            assert pace.left_s == pytest.approx(true_s, rel=0.95 / windows)


def test_without_a_total_there_is_no_time_left() -> None:
    assert Pace(30, None, 15.0).words() == "2.0/s" and Pace(0, 10, 60.0).words() == ""


# Lines


def lines(capfd: pytest.CaptureFixture[str]) -> list[str]:
    return capfd.readouterr().err.splitlines()


def test_lines_come_less_and_less_often(capfd: pytest.CaptureFixture[str]) -> None:
    clock = Hand()
    plain = PlainLines(clock)
    plain.show(StageStarted("uploading", 2_000))
    for second in range(800):
        clock.now_s = 100.0 + second
        plain.show(StageAdvanced("uploading", int(2.5 * second), "d1c2"))
    plain.show(StageFinished("uploading", 800.0))
    shown = lines(capfd)
    assert shown[0] == "uploading: 2,000 pictures" and shown[1] == "  5 of 2,000"
    assert shown[4] == "  75 of 2,000, 2.5/s, 13 min left"
    assert 25 <= len(shown) <= 35, "a publish of 13 minutes is some thirty lines of a log"


def test_short_waits_are_told_once_and_long_ones_always(capfd: pytest.CaptureFixture[str]) -> None:
    plain = PlainLines(Hand())
    for seconds in (7.0, 8.0, 2_592.0, 9.0, 2_590.0):
        plain.show(Waiting(seconds, LIMIT))
    assert lines(capfd) == [f"  waiting {words} for {LIMIT}" for words in ("7 s", "44 min", "44 min")]


def test_a_stage_without_work_is_not_mentioned(capfd: pytest.CaptureFixture[str]) -> None:
    plain = PlainLines(Hand())
    for event in (StageStarted("uploading", 0), StageFinished("uploading", 0.0), StageStarted("making issues", 1)):
        plain.show(event)
    assert lines(capfd) == ["making issues: 1 issue"]


def test_json_lines(capfd: pytest.CaptureFixture[str]) -> None:
    with progress("json") as observer:
        observer(Waiting(7.5, LIMIT))
    assert json.loads(lines(capfd)[0]) == {"event": "Waiting", "seconds_s": 7.5, "reason": LIMIT}


# Bars


def picture(width: int, clock: Hand, *events: tuple[float, Event]) -> list[str]:
    """What stands on a terminal after events, each so many seconds after the one before."""
    file = io.StringIO()
    console = Console(file=file, width=width, color_system=None)
    bars = Bars(console, clock)
    for seconds, event in events:
        clock.now_s += seconds
        bars.observe(event)
    console.print(bars.get_renderable())
    return [line.rstrip() for line in file.getvalue().splitlines()]


@pytest.mark.parametrize("width", [40, 60, 80, 160])
def test_a_bar_has_counts_rate_and_time_left_and_says_what_it_waits_for(width: int) -> None:
    shown = picture(
        width,
        Hand(),
        (0.0, StageStarted("reading Procore")),
        (2.0, StageFinished("reading Procore", 2.0)),
        (0.0, StageStarted("uploading", 2_000)),
        (93.0, StageAdvanced("uploading", 250, "d1c2")),
        (0.0, Waiting(7.0, LIMIT)),
    )
    assert len(shown) == 3 and all(len(line) <= width for line in shown)
    assert "250/2,000" in shown[1] and "11 min left" in shown[1] and ("2.7/s" in shown[1]) is (width >= 50)
    assert shown[2] == f"waiting 7 s for {LIMIT}"
    assert ("━" in shown[1]) is (width >= 70)


def test_a_wait_that_is_over_is_not_shown() -> None:
    shown = picture(
        80,
        Hand(),
        (0.0, StageStarted("uploading", 10)),
        (0.0, Waiting(7.0, LIMIT)),
        (7.5, StageAdvanced("uploading", 3, "")),
    )
    assert len(shown) == 1
