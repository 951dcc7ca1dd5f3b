"""What the tests of the ledger share: a clock, a target, short ways to plan and send."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from converter.plan.issues import Action
from converter.publisher.ledger import Accepted, Intent, Ledger, Outgoing, ProjectLedger, Target
from converter.publisher.ledger.memory_entries import MemoryClash, MemoryIssue, MemoryOfRun, MemoryTest

TARGET = Target("https://api.example.com", 4, 12345)
OTHER = Target("https://api.example.com", 4, 54321)
FIELDS = {"title": "Pipe × beam", "status": "open", "priority": "high"}


class Clock:
    """Goes on by a second each time it is looked at."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@contextmanager
def writing(url: str, clock: Clock, target: Target = TARGET) -> Iterator[ProjectLedger]:
    """A project, open for writing."""
    with Ledger.open(url, clock) as ledger:
        project = ledger.project(target)
        with project.writing("converter publish"):
            yield project


def plan(project: ProjectLedger, *uuids: str, action: Action = Action.CREATE, reason: str = "new") -> None:
    project.sending.plan([Intent(uuid, f"key of {uuid}", action, reason, ("title",)) for uuid in uuids])


def begin(project: ProjectLedger, *uuids: str, fields: dict[str, Any] | None = None) -> int:
    items = [Outgoing(uuid, FIELDS if fields is None else fields) for uuid in uuids]
    return project.sending.begin(items, batch="batches/sync-0001.json", digest="d" * 64)


def accept(project: ProjectLedger, uuids: Iterable[str], first_id: int = 100, **fields: Any) -> None:
    """Plan, send and have accepted."""
    wanted = list(uuids)
    plan(project, *wanted)
    attempt = begin(project, *wanted, fields=fields or FIELDS)
    accepted = [Accepted(uuid, first_id + number) for number, uuid in enumerate(wanted)]
    project.sending.settle(attempt, accepted=accepted, http_status=200)


def remembered_clash(number: int, **fields: Any) -> MemoryClash:
    record = f'{{"key":"key {number}","name":"管道 {number}"}}'
    values = {"is_live": True, "issue": f"u{number}", "record": record, "group": "grp", **fields}
    return MemoryClash(f"key {number}", "clash", "MEP × ARC", f"g{number}", "active", **values)


def remembered_issue(number: int, **fields: Any) -> MemoryIssue:
    return MemoryIssue(f"u{number}", f"key {number}", f'{{"uuid":"u{number}"}}', **fields)


def memory(count: int, source: str = "x", first: int = 0, **fields: Any) -> MemoryOfRun:
    """A run of so many clashes, each with an issue."""
    numbers = range(first, first + count)
    return MemoryOfRun(
        source,
        [remembered_clash(number, **fields) for number in numbers],
        [MemoryTest("MEP × ARC", "ok", '{"name":"MEP × ARC"}')],
        [remembered_issue(number) for number in numbers],
        frozenset({"arc", "mep"}),
    )


def sent_of(project: ProjectLedger, uuid: str) -> dict[str, Any]:
    """What we last sent of an issue and Procore took; empty when there is nothing."""
    entry = project.issues.get(uuid)
    return {} if entry is None else dict(entry.sent)
