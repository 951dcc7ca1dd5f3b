"""The lock of a project: one writer at a time, and no lock outlives its process."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from pathlib import Path
from typing import Protocol

from sqlalchemy import text

from converter.errors import ConfigError
from converter.publisher.ledger.entries import Target
from converter.publisher.ledger.store import Store

_GRACE_S = 0.25
"""Even who does not want to wait waits this long: a holder that has just begun has yet to write down its name."""


class Lock(Protocol):
    """A lock of one project."""

    def try_take(self) -> bool:
        """Take it if nobody has it."""

    def release(self) -> None:
        """Give it back."""


def lock_of(store: Store, target: Target, row: int) -> Lock:
    """The lock of the project ``target``, which is ``row`` in the database."""
    if store.address.file is None:
        return _AdvisoryLock(store, target)
    return _FileLock(store.address.file.with_name(f"{store.address.file.name}.writer-{row}"))


def take(lock: Lock, wait_s: float) -> bool:
    """Take the lock, waiting up to ``wait_s`` seconds (``math.inf``: for ever); False when somebody else has it."""
    end = time.monotonic() + max(wait_s, _GRACE_S)
    pause_s = 0.05
    while not lock.try_take():
        left_s = end - time.monotonic()
        if left_s <= 0:
            return False
        time.sleep(min(pause_s, left_s))
        pause_s = min(pause_s * 1.5, 1.0)
    return True


class _FileLock:
    """SQLite's own lock on an empty database beside the ledger.

    The operating system drops it with the process. Unlike flock it is not inherited by a child, so that no surviving
    worker keeps it; it works on Windows; and where SQLite's locks do not work, the ledger itself is not safe either.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None

    def try_take(self) -> bool:
        """Take it if nobody has it."""
        connection: sqlite3.Connection | None = None
        try:
            connection = sqlite3.connect(self._path, timeout=0, isolation_level=None, check_same_thread=False)
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if connection is not None:
                connection.close()
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                return False
            raise ConfigError(f"the lock {self._path} cannot be used: {error}") from None
        self._connection = connection
        return True

    def release(self) -> None:
        """Give it back. The file stays: to remove it would let two writers hold two files of one name."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class _AdvisoryLock:
    """PostgreSQL's advisory lock, held by the connection over which everything is written."""

    def __init__(self, store: Store, target: Target) -> None:
        self._store = store
        digest = hashlib.blake2b(f"{target.base_url} {target.company_id} {target.project_id}".encode(), digest_size=8)
        self._key = int.from_bytes(digest.digest(), "big", signed=True)

    def try_take(self) -> bool:
        """Take it if nobody has it."""
        with self._store.read() as connection:
            return bool(connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": self._key}).scalar_one())

    def release(self) -> None:
        """Give it back."""
        with self._store.read() as connection:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": self._key})
