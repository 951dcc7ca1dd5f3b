"""One project in a ledger: its books, and the right to write in them."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, insert, select, update

from converter import __version__
from converter.errors import ConverterError
from converter.publisher.ledger.clash_memory import ClashMemory
from converter.publisher.ledger.entries import Holder, RunEntry, Target
from converter.publisher.ledger.errors import LedgerBusyError, LedgerLostError
from converter.publisher.ledger.issue_book import IssueBook
from converter.publisher.ledger.lookups import Lookups
from converter.publisher.ledger.rows import new_row, run_of, select_runs
from converter.publisher.ledger.schema import migrate
from converter.publisher.ledger.sending import Sending
from converter.publisher.ledger.session import Clock, Session
from converter.publisher.ledger.states import RunState
from converter.publisher.ledger.store import Store
from converter.publisher.ledger.tables import RUNS, WRITERS
from converter.publisher.ledger.uploads import Uploads
from converter.publisher.ledger.view_book import ViewBook
from converter.publisher.ledger.writer_lock import lock_of, take

_RETRY_S = 30.0


@dataclass(frozen=True, slots=True)
class Writing:
    """The right to write, for the time of a run.

    ``left_over`` counts the issues that a process which died had on their way: they are unknown now. ``vanished`` is
    the writer before, when it did not say goodbye.
    """

    run: int
    left_over: int
    vanished: Holder | None


class ProjectLedger:
    """The books of one project: everybody may read them, one process at a time may write."""

    def __init__(self, store: Store, target: Target, clock: Clock, written: set[Target]) -> None:
        self._session = Session(store, target, clock)
        self._written = written  # PostgreSQL gives one connection the same lock twice: we do not
        self.target = target
        self.issues = IssueBook(self._session)
        self.sending = Sending(self._session)
        self.uploads = Uploads(self._session)
        self.views = ViewBook(self._session)
        self.lookups = Lookups(self._session)
        self.clashes = ClashMemory(self._session)

    @contextmanager
    def writing(self, command: str, *, wait_s: float = 0.0) -> Iterator[Writing]:
        """Hold the project's lock, and keep a run in the ledger. ``command`` is what the others are told.

        Raises:
            LedgerBusyError: another process writes to this project, and still did after ``wait_s`` seconds
                (``math.inf`` waits for ever). The message says who.
        """
        session = self._session
        session.find_or_make()
        lock = lock_of(session.store, self.target, session.row)
        if self.target in self._written or not take(lock, wait_s):
            raise self._busy(wait_s)
        self._written.add(self.target)
        try:
            migrate(session.store, session.clock())  # another program may have been newer while we waited
            yield self._begin(command)
        except BaseException as error:
            kind = RunState.FAILED if isinstance(error, Exception) else RunState.INTERRUPTED
            with suppress(ConverterError):  # the first error is the one to be seen
                self._end(kind, f"{type(error).__name__}: {error}")
            raise
        else:
            self._end(RunState.FINISHED, "")
        finally:
            session.token, session.run = "", None
            self._written.discard(self.target)
            with suppress(LedgerLostError):  # a connection that was lost holds no lock
                lock.release()

    def writer(self) -> Holder | None:
        """Who writes to the project, or did last."""
        with self._session.read() as connection:
            columns = (WRITERS.c.host, WRITERS.c.pid, WRITERS.c.command, WRITERS.c.since, WRITERS.c.released_at)
            row = connection.execute(select(*columns).where(WRITERS.c.project == self._session.row)).one_or_none()
        return None if row is None else Holder(*row)

    def runs(self, last: int = 20) -> list[RunEntry]:
        """The last runs that wrote, the newest first."""
        with self._session.read() as connection:
            query = select_runs().where(RUNS.c.project == self._session.row)
            return [run_of(row) for row in connection.execute(query.order_by(RUNS.c.id.desc()).limit(last))]

    def note(self, counts: Mapping[str, Any]) -> None:
        """Numbers to keep with the run."""
        with self._session.write() as connection:
            connection.execute(update(RUNS).where(RUNS.c.id == self._session.run).values(counts=dict(counts)))

    def _busy(self, wait_s: float) -> LedgerBusyError:
        holder = self.writer()
        who = "another process" if holder is None or holder.released_at else str(holder)
        waited = f" (waited {wait_s:g} s)" if wait_s else ""
        message = f"the project is being written to by {who}{waited}"
        return LedgerBusyError(message, "Wait until it is finished, then run the same command again.", _RETRY_S)

    def _begin(self, command: str) -> Writing:
        session, now = self._session, self._session.clock()
        before = self.writer()
        me = {"host": platform.node(), "pid": os.getpid(), "command": command}
        token = uuid4().hex
        with session.store.write() as connection:
            mine = RUNS.c.project == session.row
            died = {"state": RunState.INTERRUPTED, "ended_at": now, "error": "the process ended without a word"}
            connection.execute(update(RUNS).where(mine, RUNS.c.state == RunState.RUNNING).values(died))
            connection.execute(delete(WRITERS).where(WRITERS.c.project == session.row))
            connection.execute(insert(WRITERS).values(project=session.row, token=token, since=now, **me))
            run = {"project": session.row, "state": RunState.RUNNING, "program": __version__, "started_at": now, **me}
            number = new_row(connection, RUNS, {**run, "counts": {}, "error": ""})
        session.token, session.run = token, number
        left_over = self.sending.doubt_left_over()
        return Writing(number, left_over, None if before is None or before.released_at else before)

    def _end(self, state: RunState, error: str) -> None:
        session = self._session
        if not session.token:
            return  # it never began
        ended = {"state": state, "ended_at": session.clock(), "error": error}
        with session.write() as connection:
            connection.execute(update(RUNS).where(RUNS.c.id == session.run).values(ended))
            mine = WRITERS.c.project == session.row
            connection.execute(update(WRITERS).where(mine).values(released_at=session.clock()))
