"""One writer a project, on both engines, with real processes."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from converter.publisher.ledger import (
    Accepted,
    IllegalTransitionError,
    IssueState,
    Ledger,
    LedgerBusyError,
    LedgerLostError,
    RunState,
    Target,
    UploadState,
)
from converter.publisher.ledger.tables import WRITERS
from tests.conftest import ROOT
from tests.publisher.ledger.driving import OTHER, TARGET, Clock, accept, begin, plan, writing


@contextmanager
def other_process(url: str, target: Target, state: str = "planned") -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.publisher.ledger.child", url, str(target.project_id), state]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout
        try:
            assert process.stdout.readline() == "holds\n"
            yield process
        finally:
            process.kill()


def test_the_second_is_told_who_the_first_is(url: str, clock: Clock) -> None:
    with other_process(url, TARGET) as process, Ledger.open(url, clock) as ledger:
        project = ledger.project(TARGET)
        before = time.monotonic()
        with pytest.raises(LedgerBusyError) as error, project.writing("converter publish"):
            pytest.fail("two writers")
        assert time.monotonic() - before < 5
        message = error.value.message
        assert f"'converter publish' on {platform.node()}, process {process.pid}, since 2026-03-02 07:30" in message
        assert error.value.exit_code == 6 and error.value.wait_s > 0
        assert project.issues.counts() == {IssueState.ACCEPTED: 1, IssueState.PLANNED: 2}, "reading needs no lock"


def test_the_second_may_wait(url: str, clock: Clock) -> None:
    with other_process(url, TARGET) as process, Ledger.open(url, clock) as ledger:
        assert process.stdin
        timer = threading.Timer(0.6, lambda: process.communicate("end\n"))
        timer.start()
        before = time.monotonic()
        with ledger.project(TARGET).writing("converter publish", wait_s=30) as run:
            assert 0.5 < time.monotonic() - before < 20
            assert run.vanished is None and run.left_over == 0
        timer.join()


def test_waiting_comes_to_an_end(url: str, clock: Clock) -> None:
    with other_process(url, TARGET), Ledger.open(url, clock) as ledger:
        before = time.monotonic()
        with (
            pytest.raises(LedgerBusyError, match=r"\(waited 0\.7 s\)"),
            ledger.project(TARGET).writing("converter publish", wait_s=0.7),
        ):
            pytest.fail("two writers")
        assert time.monotonic() - before >= 0.7


@pytest.mark.parametrize("state", ["planned", "sending"])
def test_a_killed_process_leaves_no_lock_and_no_certainty(url: str, clock: Clock, state: str) -> None:
    with other_process(url, TARGET, state) as process:
        process.kill()
        process.wait()
        with Ledger.open(url, clock) as ledger:
            project = ledger.project(TARGET)
            assert project.issues.counts().get(IssueState.SENDING, 0) == (state == "sending")
            with project.writing("converter publish", wait_s=10) as run:
                assert run.vanished and run.vanished.pid == process.pid
                assert run.left_over == len(project.issues.unsettled()) == (state == "sending")
                if state == "sending":
                    (item,) = project.issues.unsettled()
                    assert (item.uuid, item.state) == ("sending", IssueState.UNKNOWN)
                    project.sending.resolve(accepted=[Accepted("sending", 7)])
                assert project.issues.unsettled() == []
                accept(project, ["planned"])
            assert [each.state for each in project.runs()] == [RunState.FINISHED, RunState.INTERRUPTED]


def test_two_projects_are_written_to_at_once(url: str, clock: Clock) -> None:
    with other_process(url, OTHER) as process, writing(url, clock) as project:
        accept(project, map(str, range(50)))
        process.communicate("end\n")
        assert process.returncode == 0
        assert project.issues.counts() == {IssueState.ACCEPTED: 50}
    with Ledger.open(url, clock) as ledger:
        assert set(ledger.projects()) == {OTHER, TARGET}
        assert ledger.project(OTHER).issues.counts() == {IssueState.ACCEPTED: 1, IssueState.PLANNED: 2}


def test_many_processes_at_once_open_a_new_ledger(url: str, clock: Clock) -> None:
    """Making the tables, and the project, is a race that everybody wins."""
    statement = (
        "import sys; from tests.publisher.ledger.driving import *\n"
        "with Ledger.open(sys.argv[1], Clock()) as ledger, ledger.project(TARGET).writing('race', wait_s=60): pass"
    )
    processes = [subprocess.Popen([sys.executable, "-c", statement, url], cwd=ROOT) for _ in range(4)]
    assert [process.wait() for process in processes] == [0] * 4
    with Ledger.open(url, clock) as ledger:
        assert ledger.projects() == [TARGET]
        assert [each.state for each in ledger.project(TARGET).runs()] == [RunState.FINISHED] * 4


@pytest.mark.parametrize("same_ledger", [True, False])
def test_one_process_is_two_writers_too(url: str, clock: Clock, same_ledger: bool) -> None:
    with writing(url, clock) as project, Ledger.open(url, clock) as second:
        other = (
            type(project)(project._session.store, TARGET, clock, project._written)
            if same_ledger
            else second.project(TARGET)
        )
        with pytest.raises(LedgerBusyError, match=f"process {os.getpid()}"), other.writing("again"):
            pytest.fail("two writers")
        accept(project, ["a"])


def test_writing_without_the_lock_is_refused(url: str, clock: Clock) -> None:
    with Ledger.open(url, clock) as ledger:
        project = ledger.project(TARGET)
        for call in (
            lambda: plan(project, "a"),
            lambda: project.issues.record_seen({}),
            lambda: project.uploads.plan("s", owner="o", file_name="f", size=1),
        ):
            with pytest.raises(IllegalTransitionError, match="lock"):
                call()
        with project.writing("converter publish"):
            plan(project, "a")
        with pytest.raises(IllegalTransitionError, match="lock"):
            plan(project, "b")


def test_a_lock_that_does_not_hold_is_noticed(url: str, clock: Clock) -> None:
    """A network share, or a proxy that shares connections, may give the lock to two."""
    with pytest.raises(LedgerLostError, match="another process took over"), writing(url, clock) as project:
        plan(project, "a")
        with Ledger.open(url, clock) as second, second._store.write() as connection:
            connection.execute(WRITERS.update().values(token="of somebody else"))
        begin(project, "a")
    with Ledger.open(url, clock) as ledger:
        assert ledger.project(TARGET).issues.counts() == {IssueState.PLANNED: 1}


@pytest.mark.parametrize("error", [RuntimeError("broken"), KeyboardInterrupt()])
def test_runs_say_how_they_ended(url: str, clock: Clock, error: BaseException) -> None:
    with Ledger.open(url, clock) as ledger:
        project = ledger.project(TARGET)
        with pytest.raises(type(error)), project.writing("converter publish"):
            project.note({"created": 3})
            raise error
        (run,) = project.runs()
        failed = isinstance(error, Exception)
        assert run.state is (RunState.FAILED if failed else RunState.INTERRUPTED)
        assert (run.counts, run.command, run.pid) == ({"created": 3}, "converter publish", os.getpid())
        assert run.error.startswith(type(error).__name__) and run.ended_at
        writer = project.writer()
        assert writer and writer.released_at
        with project.writing("converter publish") as next_run:
            assert next_run.vanished is None


def test_threads_take_turns(url: str, clock: Clock) -> None:
    with writing(url, clock) as project:

        def upload(number: int) -> None:
            for place in range(10):
                sha = f"{number}-{place}"
                project.uploads.plan(sha, owner="o", file_name="f.png", size=1)
                project.uploads.started(sha, f"uuid {sha}", clock())

        with ThreadPoolExecutor(6) as pool:
            assert list(pool.map(upload, range(6))) == [None] * 6
        assert project.uploads.counts() == {UploadState.STARTED: 60}


def test_a_lost_connection_ends_the_writing(postgres: Any, clock: Clock) -> None:
    url = postgres.new_schema()
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'clash-converter'"
    with Ledger.open(url, clock) as ledger:
        project = ledger.project(TARGET)
        with pytest.raises(LedgerLostError, match="was lost"), project.writing("converter publish"):
            plan(project, "a")
            begin(project, "a")
            postgres.execute(end)
            project.sending.settle(1, accepted=[Accepted("a", 1)])
        with pytest.raises(LedgerLostError):
            project.issues.counts()  # it does not connect again in silence
    with writing(url, clock) as project:
        assert [each.uuid for each in project.issues.unsettled()] == ["a"]


def test_links_to_one_file_meet_at_one_lock(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with (
        writing(f"sqlite:///{tmp_path}/real/ledger.db", clock),
        pytest.raises(LedgerBusyError),
        writing(f"sqlite:///{tmp_path}/link/ledger.db", clock),
    ):
        pytest.fail("two writers")
