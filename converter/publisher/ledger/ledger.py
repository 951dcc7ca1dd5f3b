"""The ledger: a database that remembers, for any number of projects, what was sent to Procore and what became of it."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from sqlalchemy import select

from converter.errors import ConfigError
from converter.publisher.ledger.address import address_of
from converter.publisher.ledger.entries import Target
from converter.publisher.ledger.project import ProjectLedger
from converter.publisher.ledger.schema import migrate
from converter.publisher.ledger.session import Clock
from converter.publisher.ledger.store import Store
from converter.publisher.ledger.tables import PROJECTS


class Ledger:
    """An open ledger. Threads may share it; processes open their own."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._written: set[Target] = set()

    @classmethod
    def open(cls, url: str, clock: Clock, *, must_exist: bool = False) -> Ledger:
        """Open the ledger at ``url``; make it, or bring its tables up to date, where that is needed.

        ``clock`` gives the time with its zone. With ``must_exist`` no SQLite file is made.

        Raises:
            ConfigError: the address is wrong, the tables are newer than this program or of another one.
            LedgerError: the database cannot be reached or refuses.
            LedgerBusyError: it is busy for longer than it should be.
        """
        address = address_of(url)
        if must_exist and address.file is not None and not address.file.is_file():
            raise ConfigError(f"there is no ledger at {address.shown}", "Nothing was published from here yet.")
        store = Store(address)
        try:
            migrate(store, clock())
        except BaseException:
            store.close()
            raise
        return cls(store, clock)

    @property
    def shown(self) -> str:
        """Its address without anything secret."""
        return self._store.address.shown

    def projects(self) -> list[Target]:
        """The projects it knows, in the order in which they came."""
        query = select(PROJECTS.c.base_url, PROJECTS.c.company_id, PROJECTS.c.project_id).order_by(PROJECTS.c.id)
        with self._store.read() as connection:
            return [Target(*row) for row in connection.execute(query)]

    def project(self, target: Target) -> ProjectLedger:
        """What it knows of one project; one it does not know is empty until it is written to."""
        return ProjectLedger(self._store, target, self._clock, self._written)

    def close(self) -> None:
        """Close it; a project that is being written to is released."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
