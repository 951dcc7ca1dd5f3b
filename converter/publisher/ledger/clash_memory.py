"""The clashes, tests and issues of the last run, so that the next one needs neither its report nor its run folder."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, bindparam, delete, insert, select, update

from converter.publisher.ledger.errors import LedgerError
from converter.publisher.ledger.memory_entries import MemoryClash, MemoryIssue, MemoryOfRun, RecalledRun
from converter.publisher.ledger.rows import chunks, new_row
from converter.publisher.ledger.session import Session
from converter.publisher.ledger.tables import ISSUES, MEMORIES, MEMORY_CLASHES, MEMORY_ISSUES, MEMORY_TESTS

KEPT_FOR = timedelta(days=365)
"""How long a closed clash that no report names any more is remembered. Issues are remembered for ever."""
_AT_A_TIME = 5_000


class ClashMemory:
    """One run of a project is remembered, with all that it knows of the runs before it.

    A run is remembered before its plan is carried out, so that nothing is lost wherever that ends. What then was really
    done is told by :meth:`settle`, and whether Procore has an issue by the book of issues.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def recall(self) -> RecalledRun | None:
        """The run that is remembered; None when there is none."""
        with self._session.read() as connection:
            found = self._last(connection)
            return _recalled(connection, found) if found else None

    def last(self) -> tuple[str, str] | None:
        """Mark and source of the run that is remembered (:class:`RecalledRun`), without reading it."""
        with self._session.read() as connection:
            found = self._last(connection)
            return (found.remembered_at.isoformat(), found.source) if found else None

    def remember(self, run: MemoryOfRun) -> None:
        """Remember a run in place of the last one.

        What only the last one knows is kept: this run may have been planned without it. How things stand with an issue
        that both know is taken from the last one, until :meth:`settle` says otherwise.
        """
        now = self._session.clock()
        with self._session.write() as connection:
            found = self._last(connection)
            before = _before(connection, found) if found else _Before()
            values = {"source": run.source, "models": sorted(run.models), "remembered_at": now}
            memory = new_row(connection, MEMORIES, {"project": self._session.row, "run": self._session.run, **values})
            issues = [*map(before.as_it_stands, run.issues)]
            issues += before.issues_beside({each.uuid for each in issues})
            clashes = _Clashes(memory, before, now, {each.uuid for each in issues if not each.is_closed})
            beside = list(clashes.beside(connection, {each.key for each in run.clashes}))
            if found:
                _forget(connection, found.id)  # first, so that its pages in the file are used again
            _insert(connection, MEMORY_ISSUES, (_issue_row(memory, *each) for each in enumerate(issues)))
            _insert(connection, MEMORY_CLASHES, _placed(chain(clashes.of_run(run), beside)))
            _insert(connection, MEMORY_TESTS, _test_rows(memory, run))

    def settle(
        self,
        closed: Collection[str] = (),
        opened: Collection[str] = (),
        sent: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        """What was really done: the uuids of issues that are closed and open now, and what was sent of others.

        Fields that are not in ``sent`` keep what was sent of them before.
        """
        with self._session.write() as connection:
            if not (found := self._last(connection)):
                return
            is_it = (MEMORY_ISSUES.c.memory == found.id) & (MEMORY_ISSUES.c.uuid == bindparam("of"))
            states = [*((uuid, True) for uuid in closed), *((uuid, False) for uuid in opened)]
            if states:
                statement = update(MEMORY_ISSUES).where(is_it).values(is_closed=bindparam("now_closed"))
                connection.execute(statement, [{"of": uuid, "now_closed": state} for uuid, state in states])
            if sent:
                columns = select(MEMORY_ISSUES.c.uuid, MEMORY_ISSUES.c.sent).where(MEMORY_ISSUES.c.memory == found.id)
                before = {uuid: dict(known or {}) for uuid, known in connection.execute(columns)}
                rows = [{"of": uuid, "now_sent": {**before.get(uuid, {}), **each}} for uuid, each in sent.items()]
                connection.execute(update(MEMORY_ISSUES).where(is_it).values(sent=bindparam("now_sent")), rows)

    def _last(self, connection: Connection) -> Any:
        query = select(MEMORIES).where(MEMORIES.c.project == self._session.row).order_by(MEMORIES.c.id.desc())
        return connection.execute(query.limit(1)).one_or_none()


@dataclass(frozen=True, slots=True)
class _Before:
    """What the last run knows: its clashes by key with their place and since when they are closed, and its issues."""

    memory: int = 0
    clashes: Mapping[str, tuple[int, datetime | None]] = field(default_factory=dict)
    issues: Mapping[str, MemoryIssue] = field(default_factory=dict)
    published: frozenset[str] = frozenset()

    def as_it_stands(self, issue: MemoryIssue) -> MemoryIssue:
        """The issue of the new run, with what was done of it until now."""
        known = self.issues.get(issue.uuid)
        if known is None:
            return issue
        return MemoryIssue(issue.uuid, issue.key, issue.record, known.is_closed, known.sent)

    def issues_beside(self, uuids: Collection[str]) -> Iterator[MemoryIssue]:
        """Issues Procore has that the new run knows nothing of."""
        return (each for uuid, each in self.issues.items() if uuid not in uuids and uuid in self.published)


@dataclass(frozen=True, slots=True)
class _Clashes:
    """Makes the rows of the clashes of a run that is remembered at ``now``."""

    memory: int
    before: _Before
    now: datetime
    open_issues: Collection[str]

    def of_run(self, run: MemoryOfRun) -> Iterator[dict[str, Any]]:
        """Those of the run."""
        for each in run.clashes:
            _, since = self.before.clashes.get(each.key, (0, None))
            row = _clash_row(self.memory, each, None if each.is_live else since or self.now)
            if each.is_listed or not self._is_stale(row):
                yield row

    def beside(self, connection: Connection, keys: Collection[str]) -> Iterator[dict[str, Any]]:
        """Those only the run before knows."""
        places = [place for key, (place, _) in self.before.clashes.items() if key not in keys]
        for some in chunks(places, 500):
            query = select(MEMORY_CLASHES).where(MEMORY_CLASHES.c.memory == self.before.memory)
            for found in connection.execute(query.where(MEMORY_CLASHES.c.place.in_(some))).mappings().all():
                row = {**found, "memory": self.memory}
                if not (self._is_stale(row) or _is_past(row)):
                    yield row

    def _is_stale(self, row: Mapping[str, Any]) -> bool:
        since = row["closed_since"]
        return since is not None and since < self.now - KEPT_FOR and row["issue"] not in self.open_issues


def _placed(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for place, row in enumerate(rows):
        row["place"] = place
        yield row


def _is_past(row: Mapping[str, Any]) -> bool:
    """What was closed and never in an issue, as in the plan; and headers of groups, which stand for their clashes."""
    if not row["is_live"] and row["issue"] is None:
        return True
    return bool(row["kind"] == "group" and _decoded(row["record"]).get("has_members"))


def _before(connection: Connection, found: Any) -> _Before:
    columns = (MEMORY_CLASHES.c.key, MEMORY_CLASHES.c.place, MEMORY_CLASHES.c.closed_since)
    clashes = connection.execute(select(*columns).where(MEMORY_CLASHES.c.memory == found.id))
    known = connection.execute(select(MEMORY_ISSUES).where(MEMORY_ISSUES.c.memory == found.id))
    published = connection.execute(_published(found).with_only_columns(MEMORY_ISSUES.c.uuid)).scalars()
    return _Before(
        memory=found.id,
        clashes={key: (place, since) for key, place, since in clashes},
        issues={row.uuid: _issue_of(row) for row in known},
        published=frozenset(published),
    )


def _recalled(connection: Connection, found: Any) -> RecalledRun:
    clashes = select(MEMORY_CLASHES.c.record).where(MEMORY_CLASHES.c.memory == found.id)
    tests = select(MEMORY_TESTS.c.record).where(MEMORY_TESTS.c.memory == found.id)
    issues = connection.execute(_published(found).order_by(MEMORY_ISSUES.c.place))
    return RecalledRun(
        at=found.remembered_at,
        source=found.source,
        clashes=tuple(connection.execute(clashes.order_by(MEMORY_CLASHES.c.place)).scalars()),
        tests=tuple(connection.execute(tests.order_by(MEMORY_TESTS.c.place)).scalars()),
        issues=tuple([_issue_of(row) for row in issues]),
    )


def _published(found: Any) -> Select[Any]:
    """The remembered issues that Procore has or had."""
    is_same = (ISSUES.c.project == found.project) & (ISSUES.c.uuid == MEMORY_ISSUES.c.uuid)
    query = select(MEMORY_ISSUES).join(ISSUES, is_same).where(MEMORY_ISSUES.c.memory == found.id)
    return query.where(ISSUES.c.procore_id.is_not(None))


def _issue_of(row: Any) -> MemoryIssue:
    return MemoryIssue(row.uuid, row.key, row.record, row.is_closed, row.sent)


def _decoded(record: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(record, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise LedgerError(f"a remembered clash cannot be read: {error}") from None


def _insert(connection: Connection, table: Any, rows: Iterator[dict[str, Any]]) -> None:
    for some in chunks(rows, _AT_A_TIME):
        connection.execute(insert(table), list(some))


def _forget(connection: Connection, memory: int) -> None:
    for table in (MEMORY_CLASHES, MEMORY_TESTS, MEMORY_ISSUES):
        connection.execute(delete(table).where(table.c.memory == memory))
    connection.execute(delete(MEMORIES).where(MEMORIES.c.id == memory))


def _clash_row(memory: int, clash: MemoryClash, closed_since: datetime | None) -> dict[str, Any]:
    return {
        "memory": memory,
        "key": clash.key,
        "kind": clash.kind,
        "test": clash.test,
        "guid": clash.guid,
        "status": clash.status,
        "is_live": clash.is_live,
        "clash_group": clash.group,
        "issue": clash.issue,
        "first_seen": clash.first_seen,
        "missing_runs": clash.missing_runs,
        "record": clash.record,
        "closed_since": closed_since,
    }


def _test_rows(memory: int, run: MemoryOfRun) -> Iterator[dict[str, Any]]:
    for place, test in enumerate(run.tests):
        yield {"memory": memory, "place": place, "name": test.name, "status": test.status, "record": test.record}


def _issue_row(memory: int, place: int, issue: MemoryIssue) -> dict[str, Any]:
    return {
        "memory": memory,
        "place": place,
        "uuid": issue.uuid,
        "key": issue.key,
        "is_closed": issue.is_closed,
        "sent": None if issue.sent is None else dict(issue.sent),
        "record": issue.record,
    }
