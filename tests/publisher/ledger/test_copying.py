"""From SQLite to PostgreSQL and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from converter.errors import ConfigError
from converter.publisher.ledger import IssueState, Kind, Ledger, LedgerBusyError
from converter.publisher.ledger.copying import copy_ledger
from converter.publisher.ledger.tables import METADATA
from tests.publisher.ledger.driving import OTHER, TARGET, Clock, accept, begin, memory, plan, writing


def filled(url: str, clock: Clock) -> None:
    for target in (TARGET, OTHER):
        with writing(url, clock, target) as project:
            accept(project, map(str, range(2_500)), title="Rohr × 管道")
            plan(project, "open")
            project.sending.settle(begin(project, "open"), error="timed out")
            project.lookups.keep(Kind.LOCATION, {("A", "B"): 1}, created=True)
            project.uploads.plan("s", owner="me", file_name="s.png", size=1)
            project.clashes.remember(memory(3))


def content(url: str, clock: Clock) -> dict[str, list[tuple[Any, ...]]]:
    with Ledger.open(url, clock) as ledger, ledger._store.read() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(table.select().order_by(*table.primary_key))]
            for table in METADATA.sorted_tables
        }


def test_everything_moves_there_and_back(tmp_path: Path, postgres: Any, clock: Clock) -> None:
    first, second, third = f"sqlite:///{tmp_path}/1.db", postgres.new_schema(), f"sqlite:///{tmp_path}/3.db"
    filled(first, clock)
    before = content(first, clock)
    counts = copy_ledger(first, second, clock)
    assert counts == {name: len(rows) for name, rows in before.items()} and min(counts.values()) >= 0
    assert counts["issues"] == 2 * 2_501 and content(second, clock) == before
    copy_ledger(second, third, clock)
    assert content(third, clock) == before
    for url in (second, third):
        with writing(url, clock) as project:  # and life goes on, with new numbers
            assert [each.uuid for each in project.issues.unsettled()] == ["open"]
            accept(project, ["new"])
            assert project.issues.counts() == {IssueState.ACCEPTED: 2_501, IssueState.UNKNOWN: 1}


def test_nothing_is_copied_over_something(url: str, tmp_path: Path, clock: Clock) -> None:
    source = f"sqlite:///{tmp_path}/source.db"
    with pytest.raises(ConfigError, match="there is no ledger"):
        copy_ledger(source, url, clock)
    for each in (source, url):
        with writing(each, clock) as project:
            accept(project, ["a"])
    with pytest.raises(ConfigError, match="is not empty"):
        copy_ledger(source, url, clock)


def test_nothing_is_copied_while_somebody_writes(url: str, tmp_path: Path, clock: Clock) -> None:
    with writing(url, clock, TARGET), pytest.raises(LedgerBusyError, match=r"12345 in .* is being written to"):
        copy_ledger(url, f"sqlite:///{tmp_path}/target.db", clock)
    copy_ledger(url, f"sqlite:///{tmp_path}/target.db", clock)
