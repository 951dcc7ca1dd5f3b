"""One connection to the database, and transactions on it, one at a time."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError, StatementError

from converter.errors import ConfigError, ConverterError
from converter.publisher.ledger.address import Address
from converter.publisher.ledger.errors import LedgerBusyError, LedgerError, LedgerLostError

BUSY_S = 30.0
"""How long SQLite waits for another connection's transaction, which takes milliseconds."""

# A holder of the lock that vanished without a word (power, cable) is noticed after about a minute; what an
# administrator may have set to end quiet sessions must not end the one with the lock; a commit is on disk.
_POSTGRESQL = """
SELECT set_config(name, wanted, false) FROM pg_settings JOIN (VALUES
    ('tcp_keepalives_idle', '30'), ('tcp_keepalives_interval', '10'), ('tcp_keepalives_count', '3'),
    ('idle_session_timeout', '0')) AS settings (setting_name, wanted) ON name = setting_name
UNION ALL SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'
"""


class Store:
    """The database of a ledger. Threads may share it: they take turns.

    Everything goes over one connection. With PostgreSQL the lock of a project belongs to that connection, so that
    nothing can be written any more once the lock is lost.
    """

    def __init__(self, address: Address) -> None:
        """Raises: ConfigError, LedgerError, LedgerBusyError."""
        self.address = address
        self._turn = threading.RLock()
        self._lost = False
        self._engine = _engine(address)
        with _translated(address):
            self._connection = _connected(self._engine, address)
        if self.is_postgresql:
            self._refuse_other_encodings()

    @property
    def is_postgresql(self) -> bool:
        """Whether it is PostgreSQL, else SQLite."""
        return self.address.file is None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads: it sees one state of the database."""
        with self._transaction(writing=False) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that writes: committed on the way out, rolled back by an exception."""
        with self._transaction(writing=True) as connection:
            yield connection

    def close(self) -> None:
        """Close the connection; locks held by it are gone."""
        with self._turn:
            self._lost = True
            self._connection.close()
            self._engine.dispose()

    @contextmanager
    def _transaction(self, *, writing: bool) -> Iterator[Connection]:
        with self._turn, _translated(self.address):
            if self._lost:
                raise LedgerLostError("the connection to the ledger was lost or closed")
            self._connection.execution_options(writing=writing)
            try:
                with self._connection.begin():
                    yield self._connection
            finally:
                # SQLAlchemy would connect anew in silence, without the lock.
                self._lost = self._lost or self._connection.invalidated

    def _refuse_other_encodings(self) -> None:
        with self.read() as connection:
            encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
        if encoding != "UTF8":
            self.close()
            message = f"the database of {self.address.shown} is in {encoding} and cannot hold every name"
            raise ConfigError(message, "Create it anew: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0")


def _engine(address: Address) -> Engine:
    # Parameters are titles and descriptions of somebody's project: not for messages and logs.
    common: dict[str, Any] = {"poolclass": NullPool, "hide_parameters": True}
    if address.file is not None:
        _make_folder(address.file, address.shown)
        engine = create_engine(address.url, connect_args={"timeout": BUSY_S, "check_same_thread": False}, **common)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    wanted = {"connect_timeout": "10", "application_name": "clash-converter"}
    try:
        engine = create_engine(
            address.url,
            connect_args={key: value for key, value in wanted.items() if key not in address.url.query},
            **common,
        )
    except ImportError as error:
        hint = "Install it: pip install 'clash-converter[postgres]'"
        raise ConfigError(f"the driver for PostgreSQL cannot be loaded ({error})", hint) from None
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


def _make_folder(file: Path, shown: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"the folder of {shown} cannot be made: {error.strerror}") from None


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late and is never IMMEDIATE
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # an intent must outlive a power cut
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    # IMMEDIATE: two writers wait for each other at the start; later, one of them would be refused.
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _prepare_postgresql(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_POSTGRESQL)
    connection.commit()


def _connected(engine: Engine, address: Address) -> Connection:
    try:
        return engine.connect()
    except ProgrammingError as error:
        message = f"ledger.url has something {address.shown} cannot be reached with: {_text_of(error, address)}"
        raise ConfigError(message, "Look at what follows the ? in it.") from None


@contextmanager
def _translated(address: Address) -> Iterator[None]:
    """Errors of the database as errors of the ledger, by what the caller does next. Defects stay what they are."""
    try:
        yield
    except DBAPIError as error:
        if (meaning := _meaning(error, address)) is None:
            raise
        raise meaning from None
    except StatementError as error:  # a value no column takes: the ValueError says it better
        raise error.orig or error from None


def _meaning(error: DBAPIError, address: Address) -> ConverterError | None:
    text = _text_of(error, address)
    if error.connection_invalidated:
        return LedgerLostError(f"the connection to {address.shown} was lost: {text}", "Run the same command again.")
    if "database is locked" in text:
        return LedgerBusyError(f"{address.shown} is busy: {text}", "Run the same command again.", 5.0)
    if "not a database" in text:
        return ConfigError(f"{address.shown} is no SQLite database", "Set ledger.url to another file.")
    if isinstance(error, OperationalError) or "malformed" in text or "permission denied" in text:
        return LedgerError(f"the ledger {address.shown} cannot be used: {text}")
    return None


def _text_of(error: DBAPIError, address: Address) -> str:
    text = str(error.orig).strip()
    if any(secret in text for secret in address.secrets()):
        return "the driver's message is not shown, for it holds the password"
    return text
