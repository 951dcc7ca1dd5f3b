"""What is remembered of a run, on both engines."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from converter.publisher.ledger import Ledger, ProjectLedger
from converter.publisher.ledger.clash_memory import KEPT_FOR
from converter.publisher.ledger.memory_entries import MemoryOfRun
from converter.publisher.ledger.tables import MEMORIES, MEMORY_CLASHES, MEMORY_ISSUES, MEMORY_TESTS
from tests.publisher.ledger.driving import (
    OTHER,
    Clock,
    accept,
    memory,
    plan,
    remembered_clash,
    remembered_issue,
    writing,
)


def numbers(project: ProjectLedger) -> list[int]:
    """The numbers of the clashes that are remembered."""
    found = project.clashes.recall()
    assert found
    return [int(record.split('"')[3].removeprefix("key ")) for record in found.clashes]


def issues(project: ProjectLedger) -> dict[str, tuple[bool, object]]:
    found = project.clashes.recall()
    assert found
    return {each.uuid: (each.is_closed, each.sent) for each in found.issues}


def test_a_run_is_remembered_whole_and_in_its_order(url: str, clock: Clock) -> None:
    run = memory(20)
    twice = replace(run, clashes=[*run.clashes, *list(run.clashes)[:1]])  # keys need not be unique
    with writing(url, clock) as project:
        assert project.clashes.recall() is None and project.clashes.last() is None
        project.clashes.remember(twice)
        accept(project, ["u3", "u4"])
        found = project.clashes.recall()
        assert found and found.clashes == tuple(each.record for each in twice.clashes)
        assert found.tests == ('{"name":"MEP × ARC"}',) and found.source == "x"
        assert project.clashes.last() == (found.mark, "x")
        assert found.issues == (remembered_issue(3), remembered_issue(4)), "those that Procore has, and no others"
    with Ledger.open(url, clock) as ledger:
        assert ledger.project(OTHER).clashes.recall() is None


def test_only_one_run_is_kept(url: str, clock: Clock) -> None:
    with writing(url, clock) as project:
        for _ in range(3):
            project.clashes.remember(memory(4))
    with writing(url, clock, OTHER) as project:
        project.clashes.remember(memory(5))
    with Ledger.open(url, clock) as ledger, ledger._store.read() as connection:
        counts = [len(connection.execute(table.select()).all()) for table in (MEMORIES, MEMORY_TESTS)]
        assert counts == [2, 2]
        for table in (MEMORY_CLASHES, MEMORY_ISSUES):
            assert len(connection.execute(table.select()).all()) == 4 + 5


def test_what_only_the_last_run_knows_is_kept(url: str, clock: Clock) -> None:
    """A run that was planned without memory must not make us forget issues that are open."""
    with writing(url, clock) as project:
        first = memory(3)
        header = remembered_clash(7, record='{"key":"key 7","has_members":true}')
        past = remembered_clash(8, is_live=False, issue=None)
        project.clashes.remember(replace(first, clashes=[*first.clashes, replace(header, kind="group"), past]))
        assert numbers(project) == [0, 1, 2, 7, 8]
        accept(project, ["u0", "u1"])
        project.clashes.remember(memory(2, "y", first=1))
        assert numbers(project) == [1, 2, 0], "what never was in an issue, and a header of clashes, is of no use"
        assert set(issues(project)) == {"u0", "u1"}


def test_what_was_done_is_told_apart_from_what_is_planned(url: str, clock: Clock) -> None:
    with writing(url, clock) as project:
        project.clashes.remember(memory(3))
        accept(project, ["u0", "u1", "u2"])
        project.clashes.settle(closed=["u0"], sent={"u1": {"title": "T"}})
        assert issues(project) == {"u0": (True, None), "u1": (False, {"title": "T"}), "u2": (False, None)}
        planned = replace(memory(3), issues=[remembered_issue(each, sent={"title": "new"}) for each in range(3)])
        project.clashes.remember(planned)
        assert issues(project) == {"u0": (True, None), "u1": (False, {"title": "T"}), "u2": (False, None)}
        project.clashes.settle(opened=["u0"])
        assert issues(project)["u0"] == (False, None)


def test_settling_without_a_memory_does_nothing(url: str, clock: Clock) -> None:
    with writing(url, clock) as project:
        project.clashes.settle(closed=["u0"])
        assert project.clashes.recall() is None


def test_what_was_planned_and_never_sent_is_no_issue(url: str, clock: Clock) -> None:
    with writing(url, clock) as project:
        project.clashes.remember(memory(2))
        plan(project, "u0")
        assert issues(project) == {}
        project.clashes.remember(memory(1, "y", first=5))
        assert numbers(project) == [5, 0, 1]
        accept(project, ["u1"])
        assert issues(project) == {}, "it was in no plan any more"


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"is_live": False, "is_listed": False}, False),
        ({"is_live": False, "is_listed": True}, True),
        ({"is_live": True, "is_listed": False}, True),
    ],
)
def test_closed_clashes_are_forgotten_after_a_year(url: str, clock: Clock, fields: dict[str, bool], kept: bool) -> None:
    def run(source: str) -> MemoryOfRun:
        return memory(1, source, **fields)

    with writing(url, clock) as project:
        project.clashes.remember(run("1"))
        accept(project, ["u0"])
        project.clashes.settle(closed=["u0"])
        clock.now += KEPT_FOR - timedelta(days=1)
        project.clashes.remember(run("2"))
        assert numbers(project) == [0]
        clock.now += timedelta(days=2)
        project.clashes.remember(run("3"))
        assert numbers(project) == [0] * kept
        assert issues(project) == {"u0": (True, None)}, "the issue is remembered, to be opened again"


def test_a_clash_whose_issue_waits_to_be_closed_is_not_forgotten(url: str, clock: Clock) -> None:
    with writing(url, clock) as project:
        for source in ("1", "2"):
            project.clashes.remember(memory(1, source, is_live=False, is_listed=False))
            accept(project, ["u0"])
            clock.now += 2 * KEPT_FOR
        assert numbers(project) == [0]


def test_closed_clashes_only_the_last_run_knew_are_forgotten_too(url: str, clock: Clock) -> None:
    with writing(url, clock) as project:
        project.clashes.remember(memory(1, is_live=False))
        for number in range(1, 3):
            project.clashes.remember(memory(1, first=number))
            assert sorted(numbers(project)) == list(range(number + 1))
        clock.now += 2 * KEPT_FOR
        project.clashes.remember(memory(1, first=3))
        assert sorted(numbers(project)) == [1, 2, 3]


def test_ten_thousand_clashes_take_seconds(url: str, clock: Clock) -> None:
    """Half a second on a quiet machine, with lines as long as real ones; the limits leave room for a busy one."""
    run = memory(10_000)
    padding = "x" * 1_200
    long = replace(run, clashes=[replace(each, record=f'{{"key":"{each.key}","{padding}":1}}') for each in run.clashes])
    with writing(url, clock) as project:
        project.clashes.remember(long)
        start = time.process_time(), time.monotonic()
        project.clashes.remember(replace(long, source="y"))
        found = project.clashes.recall()
        used, passed = time.process_time() - start[0], time.monotonic() - start[1]
    assert found and len(found.clashes) == 10_000
    assert used < 5 and passed < 30
