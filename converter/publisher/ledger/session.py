"""One project of a ledger: its row, its clock, and whether this process may write to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, text

from converter.publisher.ledger.columns import Moment
from converter.publisher.ledger.entries import Target
from converter.publisher.ledger.errors import IllegalTransitionError, LedgerLostError
from converter.publisher.ledger.store import Store
from converter.publisher.ledger.tables import PROJECTS, WRITERS

Clock = Callable[[], datetime]
"""Gives the time now, with a zone."""

NOBODY = -1
"""The row of a project that is not in the ledger yet: nothing belongs to it."""

_INSERT = text(
    "INSERT INTO projects (base_url, company_id, project_id, created_at)"
    " VALUES (:base_url, :company_id, :project_id, :created_at) ON CONFLICT DO NOTHING"
).bindparams(bindparam("created_at", type_=Moment))


@dataclass(slots=True)
class Session:
    """Shared by the books of one project. ``token`` and ``run`` are set while this process holds the lock."""

    store: Store
    target: Target
    clock: Clock
    row: int = NOBODY
    token: str = ""
    run: int | None = None

    def find(self) -> None:
        """Look the project up."""
        if self.row == NOBODY:
            with self.store.read() as connection:
                self.row = _row_of(connection, self.target)

    def find_or_make(self) -> None:
        """Look the project up; write it down when it is new."""
        self.find()
        if self.row != NOBODY:
            return
        values = {
            "base_url": self.target.base_url,
            "company_id": self.target.company_id,
            "project_id": self.target.project_id,
            "created_at": self.clock(),
        }
        with self.store.write() as connection:
            # Another process may do the same at this moment, and both databases know this clause.
            connection.execute(_INSERT, values)
        self.find()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that reads."""
        self.find()
        with self.store.read() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that writes, if this process is still the one that may.

        Raises:
            IllegalTransitionError: the lock was not taken.
            LedgerLostError: somebody else has it, which only a broken lock makes possible (a network share, a proxy
                that shares connections).
        """
        if not self.token:
            raise IllegalTransitionError("Writing to a project needs its lock: with project.writing(…).")
        with self.store.write() as connection:
            held = connection.execute(select(WRITERS.c.token).where(WRITERS.c.project == self.row)).scalar()
            if held != self.token:
                raise LedgerLostError(
                    f"another process took over the project in {self.store.address.shown}",
                    "SQLite needs a local disk, PostgreSQL a connection of its own (no pooling by transaction).",
                )
            yield connection


def _row_of(connection: Connection, target: Target) -> int:
    query = select(PROJECTS.c.id).where(
        PROJECTS.c.base_url == target.base_url,
        PROJECTS.c.company_id == target.company_id,
        PROJECTS.c.project_id == target.project_id,
    )
    found = connection.execute(query).scalar()
    return NOBODY if found is None else int(found)
