"""A server that is still at work on a request nobody waits for any more: what its list lacks may be there in a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from converter.app.configuration import Configuration
from converter.app.publishing import reconcile
from converter.errors import TransientError
from converter.events import Event, Waiting
from converter.publisher import sending
from converter.publisher.procore.connection import Connection
from converter.publisher.procore.issues_api import SyncOutcome
from tests.app.exactly_once import check_settled
from tests.app.publishing import QuickClock, Site
from tests.app.sandbox_clock import SandboxClock
from tests.sandbox.running import Box, running

COUNT = 3
SYNC = "/rest/v1.0/coordination_issues/sync"
LONG_S = 60.0
"""Other waits are shorter."""


@pytest.fixture(scope="module")
def server() -> Iterator[Box]:
    with running("--set", "spike_limit=100000", "--set", "hour_limit=100000", "--set", "duplicate_uuid=create") as box:
        yield box


class Patient(Site):
    """Waits two minutes for what Procore may still be at work on."""

    def settings(self, **more: object) -> Configuration:
        return super().settings(**{"publish__grace_s": 120, **more})


@pytest.fixture
def site(server: Box, tmp_path: Path) -> Site:
    server.reset()
    server.set(duplicate_uuid="create")
    return Patient(server, tmp_path)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The bodies of the batches."""
    real, bodies = sending.sync, list[bytes]()

    def watched(connection: Connection, body: bytes, *rest: Any) -> SyncOutcome:
        bodies.append(body)
        return real(connection, body, *rest)

    monkeypatch.setattr(sending, "sync", watched)
    return bodies


class LateServer(QuickClock):
    """Carries something out while somebody waits long."""

    def __init__(self, meanwhile: Callable[[], object] = lambda: None, ahead_s: float = 0.0) -> None:
        super().__init__()
        self._meanwhile, self._ahead_s = meanwhile, ahead_s

    def now(self) -> float:
        return super().now() + self._ahead_s

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        if seconds >= LONG_S:
            self._meanwhile()

    @property
    def long_waits(self) -> list[float]:
        return [seconds for seconds in self.slept if seconds >= LONG_S]


def in_doubt(site: Site, fault: str = "drop-before", **more: object) -> Path:
    """A run of which nobody knows whether its issues were made."""
    run = site.convert(site.report(COUNT))
    site.box.fault(f"{fault},path=/sync")
    assert site.publish(run, **more).exit_code == 4
    site.box.own("DELETE", "/faults")
    return run


def test_what_arrives_late_is_not_made_twice(site: Site, sent: list[bytes]) -> None:
    run = in_doubt(site)
    assert site.box.issues() == []

    def carried_out() -> None:
        assert site.box.call("PATCH", SYNC, data=sent[0], headers={"Content-Type": "application/json"}).ok

    clock = LateServer(carried_out)
    done = site.publish(run, clock=clock)
    assert done.exit_code == 0 and done.summary.counts["settled"] == COUNT and not done.summary.counts["created"]
    assert len(site.box.issues()) == COUNT and len(clock.long_waits) == 1
    check_settled(site, run)


def test_what_never_arrives_is_made_after_the_wait(site: Site) -> None:
    run, clock = in_doubt(site), LateServer()
    done = site.publish(run, clock=clock)
    assert done.exit_code == 0 and done.summary.counts["created"] == COUNT
    (wait,) = clock.long_waits
    assert 110 < wait <= 120
    check_settled(site, run)


def test_an_update_that_is_not_seen_yet_is_waited_for(site: Site, sent: list[bytes]) -> None:
    first = site.convert(site.report(1, name="first.xml"), "first")
    site.publish(first)
    second = site.convert(site.report(1, name="second.xml", grid="C-3 : Level 2"), "second", first)
    site.box.fault("drop-before,path=/sync")
    site.publish(second)
    count = len(sent)

    def carried_out() -> None:
        assert site.box.call("PATCH", SYNC, data=sent[-1], headers={"Content-Type": "application/json"}).ok

    done = site.publish(second, clock=LateServer(carried_out))
    assert done.summary.counts["settled"] == 1 and len(sent) == count
    assert "C-3" in site.box.issues()[0]["description"]


def test_what_is_there_is_not_waited_for(site: Site) -> None:
    run, clock = in_doubt(site, "drop-after"), LateServer()
    assert site.publish(run, clock=clock).summary.counts["settled"] == COUNT
    assert not clock.long_waits


def test_nor_is_what_was_sent_long_ago(site: Site) -> None:
    run, clock = in_doubt(site), LateServer(ahead_s=121)
    assert site.publish(run, clock=clock).summary.counts["created"] == COUNT
    assert not clock.long_waits


def test_what_had_to_wait_before_it_went_is_as_old_as_when_it_went(site: Site) -> None:
    """The batch waits for the end of an hour; then its answer is lost."""
    run, clock = site.convert(site.report(COUNT)), SandboxClock(site.box)
    site.box.fault("429-hour,path=/sync,nth=1", "drop-before,path=/sync,nth=2")
    assert site.publish(run, clock=clock).exit_code == 4 and clock.ahead_s > 2 * 120
    site.box.own("DELETE", "/faults")
    late = LateServer(ahead_s=clock.ahead_s)
    assert site.publish(run, clock=late).summary.counts["created"] == COUNT
    assert len(late.long_waits) == 1


def test_a_clock_that_was_wrong_makes_nobody_wait_for_hours(site: Site) -> None:
    run, clock = in_doubt(site, clock=LateServer(ahead_s=7_200)), LateServer()
    assert site.publish(run, clock=clock).summary.counts["created"] == COUNT
    assert clock.long_waits == [120.0]


def test_nor_is_what_was_surely_not_sent(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    run = site.convert(site.report(COUNT))

    def not_sent(*_: object) -> SyncOutcome:
        raise TransientError("Procore does not take connections")

    with monkeypatch.context() as patch, pytest.raises(TransientError):
        patch.setattr(sending, "sync", not_sent)
        site.publish(run)
    clock = LateServer()
    assert site.publish(run, clock=clock).summary.counts["created"] == COUNT
    assert not clock.long_waits


def test_how_long_is_a_setting(site: Site) -> None:
    run, clock = in_doubt(site), LateServer()
    assert site.publish(run, clock=clock, publish__grace_s=0).summary.counts["created"] == COUNT
    assert not clock.long_waits


def test_reconcile_waits_too_and_says_so(site: Site) -> None:
    in_doubt(site)
    seen: list[Event] = []
    reconcile(site.settings(publish__grace_s=90), seen.append, LateServer())
    (waiting,) = [event for event in seen if isinstance(event, Waiting)]
    assert 80 < waiting.seconds_s <= 90 and "still be at work" in waiting.reason
