"""The clashes of the run before, so that a comparison needs no old report."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, insert, select

from converter.plan.runs.clash_record import ClashRecord, RecordedRun, RunOfTest
from converter.publisher.ledger.errors import LedgerError
from converter.publisher.ledger.rows import chunks, new_row
from converter.publisher.ledger.session import Session
from converter.publisher.ledger.tables import MEMORIES, MEMORY_CLASHES, MEMORY_TESTS

_AT_A_TIME = 5_000
_ENCODER = msgspec.json.Encoder(order="sorted")  # sets in one order: the same run is the same text
_CLASH = msgspec.json.Decoder(ClashRecord)
_TEST = msgspec.json.Decoder(RunOfTest)


class ClashMemory:
    """Two runs of one project are remembered: the last one, and the one that was before it.

    A run that is published again (after a crash, or for no reason) has to be compared with what it was compared with
    the first time. Otherwise absent clashes would count as absent twice, and be closed too early. So ``source`` tells
    whether it is the same run: the SHA-256 of its inputs ("": not known, the same as no other).
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def recall(self, source: str = "") -> RecordedRun | None:
        """What a run of ``source`` is to be compared with; None when nothing is remembered.

        Raises:
            LedgerError: a record cannot be read.
        """
        with self._session.read() as connection:
            memories = self._memories(connection)
            if memories and source and memories[0].source == source:
                del memories[0]
            return _run_of(connection, memories[0]) if memories else None

    def remembered_at(self) -> datetime | None:
        """When the last run was remembered."""
        with self._session.read() as connection:
            memories = self._memories(connection)
        return memories[0].remembered_at if memories else None

    def remember(self, run: RecordedRun, source: str) -> None:
        """Remember a run: all of it, also clashes that were absent and may come back.

        It takes the place of one of the same ``source``, else the last one becomes the one before.
        """
        now = self._session.clock()
        with self._session.write() as connection:
            memories = self._memories(connection)
            out = memories[:1] if memories and source and memories[0].source == source else memories[1:]
            for old in out:
                _forget(connection, old.id)
            values = {
                "project": self._session.row,
                "source": source,
                "run": self._session.run,
                "models": sorted(run.models),
                "remembered_at": now,
            }
            memory = new_row(connection, MEMORIES, values)
            for chunk in chunks(enumerate(run.clashes), _AT_A_TIME):
                connection.execute(insert(MEMORY_CLASHES), [_clash_row(memory, *each) for each in chunk])
            for tests in chunks(enumerate(run.tests), _AT_A_TIME):
                connection.execute(insert(MEMORY_TESTS), [_test_row(memory, *each) for each in tests])

    def _memories(self, connection: Connection) -> list[Any]:
        """The newest first."""
        query = select(MEMORIES).where(MEMORIES.c.project == self._session.row).order_by(MEMORIES.c.id.desc())
        return list(connection.execute(query))


def _forget(connection: Connection, memory: int) -> None:
    connection.execute(delete(MEMORY_CLASHES).where(MEMORY_CLASHES.c.memory == memory))
    connection.execute(delete(MEMORY_TESTS).where(MEMORY_TESTS.c.memory == memory))
    connection.execute(delete(MEMORIES).where(MEMORIES.c.id == memory))


def _clash_row(memory: int, place: int, clash: ClashRecord) -> dict[str, Any]:
    numbers = (*(clash.point_m or ()), *(() if clash.distance_m is None else (clash.distance_m,)))
    if not all(map(math.isfinite, numbers)):  # msgspec would write null
        raise ValueError(f"a number of the clash {clash.key} is not finite")
    return {
        "memory": memory,
        "place": place,
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
        "record": _ENCODER.encode(clash).decode(),
    }


def _test_row(memory: int, place: int, test: RunOfTest) -> dict[str, Any]:
    record = _ENCODER.encode(test).decode()
    return {"memory": memory, "place": place, "name": test.name, "status": test.status, "record": record}


def _run_of(connection: Connection, memory: Any) -> RecordedRun:
    clashes = select(MEMORY_CLASHES.c.record).where(MEMORY_CLASHES.c.memory == memory.id)
    tests = select(MEMORY_TESTS.c.record).where(MEMORY_TESTS.c.memory == memory.id)
    return RecordedRun(
        clashes=tuple(_decoded(_CLASH, connection.execute(clashes.order_by(MEMORY_CLASHES.c.place)).scalars())),
        tests=tuple(_decoded(_TEST, connection.execute(tests.order_by(MEMORY_TESTS.c.place)).scalars())),
        models=frozenset(memory.models),
    )


def _decoded(decoder: msgspec.json.Decoder[Any], records: Iterable[str]) -> list[Any]:
    try:
        return [decoder.decode(record) for record in records]
    except msgspec.DecodeError as error:
        raise LedgerError(f"a remembered clash or test cannot be read: {error}") from None
