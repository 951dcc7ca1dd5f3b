"""Many issues within Procore's rate limits: no request too soon, none too many, and no more time than they take.

The limits are those documented: 25 requests in 10 s, and 3,600 or, in the newer example, 600 in an hour.
"""

from __future__ import annotations

import math
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from converter.app.publishing import options_of, publish
from converter.publisher.clock import Clock
from tests.app.accelerated import FastClock, JumpingClock
from tests.app.publishing import Site
from tests.sandbox.running import Box, running

BATCH, PAGE = 250, 1_000
SPIKE, SPIKE_S, HOUR_S = 25, 10, 3_600


def least(issues: int) -> int:
    """Requests there must be: one for each picture and each batch; the list of issues before and, in pages, after; the

    BIM file, looked up and made. Signing in and the storage are not counted by Procore.
    """
    return issues + math.ceil(issues / BATCH) + 1 + math.ceil(issues / PAGE) + 2


@pytest.fixture(scope="module")
def server() -> Iterator[Box]:
    with running() as box:
        yield box


@dataclass
class Course:
    """What publishing came to, by the sandbox's own records."""

    requests: list[dict[str, Any]]
    simulated_s: float
    real_s: float

    @property
    def counted(self) -> list[dict[str, Any]]:
        return [each for each in self.requests if each["path"].startswith("/rest/")]

    @property
    def refused(self) -> list[dict[str, Any]]:
        return [each for each in self.requests if each["status"] == 429]

    def done(self, method: str, end: str) -> int:
        answered = [each for each in self.requests if each["status"] != 429]
        return sum(each["method"] == method and each["path"].endswith(end) for each in answered)


def published(site: Site, clock: Clock, issues: int) -> Course:
    folder = site.convert(site.report(issues), publish__batch_size=BATCH)
    settings = site.settings(publish__batch_size=BATCH)
    simulated, real = clock.now(), time.monotonic()
    done = publish(folder, settings, options_of(settings.settings), clock=clock)
    course = Course(site.box.requests(), clock.now() - simulated, time.monotonic() - real)
    assert done.exit_code == 0 and done.summary.counts["created"] == issues and not done.summary.left_out
    there = site.box.issues()
    assert len({each["uuid"] for each in there}) == len(there) == issues
    assert all(len(each["viewpoints"]) == 1 for each in there)
    return course


@pytest.mark.parametrize(("issues", "hour"), [(2_000, 3_600), (700, 200)])
def test_a_picture_for_every_issue(server: Box, tmp_path: Path, issues: int, hour: int) -> None:
    server.reset()
    server.set(spike_limit=SPIKE, spike_seconds=SPIKE_S, hour_limit=hour, hour_seconds=HOUR_S)
    course = published(Site(server, tmp_path), JumpingClock(server), issues)

    # The headers cannot announce the end of the hour where both windows end at the same request, as 200 by 25 do: it is
    # met once, and known from then on.
    refused = [each["n"] for each in course.refused]
    assert len(refused) <= (1 if hour < issues else 0) and all(n <= 2 * hour + 20 for n in refused)
    assert course.done("POST", "/uploads") == course.done("POST", "/storage/bucket") == issues
    assert course.done("PATCH", "/sync") == math.ceil(issues / BATCH)
    counted = len(course.counted) - len(refused)
    assert counted <= least(issues) * 1.01, Counter((each["method"], each["path"]) for each in course.counted)

    hours = math.ceil(counted / hour) - 1
    spikes = math.ceil((counted - hours * hour) / SPIKE) - 1
    least_s = hours * HOUR_S + spikes * SPIKE_S
    sys.stdout.write(
        f"\n{issues:,} issues, {SPIKE} in 10 s, {hour:,}/h: {counted:,} requests ({least(issues):,} are the least), "
        f"{len(refused)} refused; {course.simulated_s:,.0f} s ({least_s:,.0f} s are the least), {course.real_s:.0f} s real\n"
    )
    # Ends are told in whole seconds, so that a window of ten takes up to eleven.
    assert least_s <= course.simulated_s <= least_s + (spikes + 1) * 1.1 + hours * 30 + course.real_s


def test_while_time_goes_on(server: Box, tmp_path: Path) -> None:
    """Windows end while six pictures are on their way; the clock of the machine is forty times too slow."""
    server.reset()
    server.set(spike_limit=SPIKE, spike_seconds=SPIKE_S, hour_limit=3_600, hour_seconds=HOUR_S)
    course = published(Site(server, tmp_path), FastClock(server, 40.0), 200)
    assert not course.refused
    assert course.simulated_s >= (math.ceil(len(course.counted) / SPIKE) - 1) * SPIKE_S
