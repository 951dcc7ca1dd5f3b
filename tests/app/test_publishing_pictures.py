"""Pictures on their way up: no issue is made without its own, each is written down at once, and Ctrl-C ends the wait."""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from converter.app.publishing import project_ledger
from converter.app.wanted_issues import wanted_issues
from converter.publisher.ledger.states import UploadState
from converter.publisher.procore.connection import Connection
from tests.app.bcf_views import archive
from tests.app.exactly_once import check_settled
from tests.app.publisher_process import publisher
from tests.app.publishing import QuickClock, Site
from tests.app.test_publishing_views import check_once
from tests.sandbox.running import Box, running

COUNT = 4
INTERRUPTED = 130
SECONDS = 20.0
INTERRUPTIBLE = (
    "-c",
    """import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from converter.cli.main import main
sys.exit(main())""",
)
"""Whoever starts the tests in the background has Ctrl-C ignored, which children inherit."""


Refuses = Callable[[Callable[[str], bool]], None]


@pytest.fixture
def refuses(monkeypatch: pytest.MonkeyPatch) -> Refuses:
    """Lets the storage refuse, by 403, the pictures whose file name a test picks: what signs them is damaged."""
    real = Connection.store

    def choose(picks: Callable[[str], bool]) -> None:
        lock = threading.Lock()

        def damaged(self: Connection, address: str, fields: dict[str, str], name: str, *rest: Any) -> None:
            with lock:
                is_picked = picks(name)
            given = {key: f"{value}x" if "signature" in key.lower() else value for key, value in fields.items()}
            real(self, address, given if is_picked else fields, name, *rest)

        monkeypatch.setattr(Connection, "store", damaged)

    return choose


def first_only() -> Callable[[str], bool]:
    seen: list[str] = []

    def is_first(name: str) -> bool:
        seen.append(name)
        return len(seen) == 1

    return is_first


def test_one_refusal_of_the_storage_costs_a_new_upload_and_nothing_else(site: Site, refuses: Refuses) -> None:
    run = site.convert(site.report(COUNT))
    refuses(first_only())
    done = site.publish(run)
    assert done.exit_code == 0 and not done.summary.left_out and done.summary.counts["created"] == COUNT
    asked = [each["path"] for each in site.box.requests() if each["path"].endswith("/uploads")]
    assert len(asked) == COUNT + 1
    check_settled(site, run)


def test_an_issue_is_not_made_without_its_picture(site: Site, refuses: Refuses) -> None:
    run = site.convert(site.report(COUNT))
    (_, wanted) = wanted_issues(run)
    unlucky = wanted[1]
    (place,) = unlucky.own_uploads()
    refuses(lambda name: name == Path(place.file).name)
    done = site.publish(run)
    assert done.exit_code == 4 and done.summary.counts["created"] == COUNT - 1
    assert done.summary.rejected.keys() == {unlucky.uuid} and "403" in done.summary.rejected[unlucky.uuid]
    assert unlucky.uuid not in {each["uuid"] for each in site.box.issues()}
    refuses(lambda _name: False)
    again = site.publish(run)
    assert again.exit_code == 0 and again.summary.counts["created"] == 1
    check_settled(site, run)


def test_a_viewpoint_whose_picture_is_refused_is_listed(site: Site, refuses: Refuses) -> None:
    run = site.convert(archive(site.folder / "views.bcf", 1, "ab"))
    (issue,) = wanted_issues(run)[1]
    (place,) = issue.views[0].uploads()
    refuses(lambda name: name == Path(place.file).name)
    done = site.publish(run)
    assert done.exit_code == 4 and done.summary.counts["created"] == 1
    assert "cannot be put up" in done.summary.views_rejected[issue.uuid]
    refuses(lambda _name: False)
    assert site.publish(run).exit_code == 0
    check_once(site, run, views=2, attached=0)


class WatchesTheLedger(QuickClock):
    """While one picture waits for another try, the others have to be in the ledger."""

    def __init__(self, site: Site, count: int) -> None:
        super().__init__()
        self._site, self._count = site, count
        self.found: list[int] = []

    def sleep(self, seconds: float) -> None:
        until = time.monotonic() + SECONDS
        while (stored := self._stored()) < self._count and time.monotonic() < until:
            time.sleep(0.05)
        self.found.append(stored)

    def _stored(self) -> int:
        with project_ledger(self._site.settings().settings, QuickClock()) as ledger:
            return ledger.uploads.counts().get(UploadState.STORED, 0)


def test_a_picture_is_written_down_while_an_earlier_one_is_tried_again(site: Site) -> None:
    run = site.convert(site.report(COUNT))
    site.box.fault("503-before,path=/storage/bucket,nth=1")
    clock = WatchesTheLedger(site, COUNT - 1)
    assert site.publish(run, clock=clock).exit_code == 0
    assert clock.found == [COUNT - 1]
    check_settled(site, run)


def test_ctrl_c_while_the_rate_limit_is_waited_for_ends_the_publisher(tmp_path: Path) -> None:
    with running("--set", "spike_limit=100000", "--set", "hour_limit=12") as box:
        site = Site(box, tmp_path)
        run = site.convert(site.report(20))
        with publisher(site, run, program=INTERRUPTIBLE) as process:
            until_it_waits(box, process)
            process.send_signal(signal.SIGINT)
            began = time.monotonic()
            _, err = process.communicate(timeout=SECONDS)
        assert process.returncode == INTERRUPTED and "interrupted" in err, err
        assert time.monotonic() - began < SECONDS / 2
        with project_ledger(site.settings().settings, QuickClock()) as ledger:
            assert ledger.uploads.counts()[UploadState.STORED] > 0


def until_it_waits(box: Box, process: subprocess.Popen[str]) -> None:
    """Until no more requests come, for the hour is used up."""
    until, seen, quiet = time.monotonic() + 60, 0, 0
    while quiet < 10:
        assert process.poll() is None and time.monotonic() < until, "it does not come to wait"
        time.sleep(0.1)
        count = len(box.requests())
        quiet = quiet + 1 if count == seen and count > 12 else 0
        seen = count
