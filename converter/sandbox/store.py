"""The state: one SQLite file, or memory when no file is named."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from converter.sandbox.schema import FIRST_ID, TABLES, VERSION

Row = Mapping[str, Any]


class StateError(ValueError):
    """A state file that this version cannot read."""


class Store:
    """Rows of tables as mappings. All writing happens inside ``transaction``.

    ``sqlite3.Error`` for a file that is none or that another sandbox has open, ``StateError`` for an old one.
    What is committed survives ``kill -9``: with a write-ahead log the data are with the operating system by then.
    """

    def __init__(self, path: Path | None) -> None:
        self._connection = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=1.0)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # two sandboxes on one file would be two Procores
        self._connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")
        if (version := self.value("PRAGMA user_version")) not in (0, VERSION):
            raise StateError(f"{path}: the state was made by another version ({version}, not {VERSION})")
        with self.transaction():
            self._connection.execute(f"PRAGMA user_version = {VERSION}")
        self._connection.executescript(TABLES)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside, or nothing."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A transaction inside the transaction: one item of a batch."""
        self._connection.execute("SAVEPOINT item")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK TO item")
            self._connection.execute("RELEASE item")
            raise
        self._connection.execute("RELEASE item")

    def run(self, sql: str, *values: object) -> None:
        """Carry out one statement."""
        self._connection.execute(sql, values)

    def all(self, sql: str, *values: object) -> list[Row]:
        """Every row of a query."""
        return [dict(row) for row in self._connection.execute(sql, values)]

    def one(self, sql: str, *values: object) -> Row | None:
        """The first row of a query, if there is one."""
        row = self._connection.execute(sql, values).fetchone()
        return None if row is None else dict(row)

    def value(self, sql: str, *values: object) -> Any:
        """The first column of the first row, None when there is no row."""
        row = self._connection.execute(sql, values).fetchone()
        return None if row is None else row[0]

    def insert(self, table: str, **columns: object) -> None:
        """Add a row."""
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        self.run(f"INSERT INTO {table} ({names}) VALUES ({marks})", *columns.values())  # noqa: S608 - names are ours

    def next_id(self) -> int:
        """An id that nothing else has."""
        number = int(self.fact("next_id") or FIRST_ID)
        self.set_fact("next_id", str(number + 1))
        return number

    def add(self, table: str, **columns: object) -> int:
        """Add a row with an id of its own; gives the id."""
        number = self.next_id()
        self.insert(table, id=number, **columns)
        return number

    def update(self, table: str, number: int, **columns: object) -> None:
        """Change a row by its id."""
        pairs = ", ".join(f"{name} = ?" for name in columns)
        self.run(f"UPDATE {table} SET {pairs} WHERE id = ?", *columns.values(), number)  # noqa: S608 - names are ours

    def fact(self, name: str) -> str | None:
        """A single fact kept by name."""
        value: str | None = self.value("SELECT value FROM facts WHERE name = ?", name)
        return value

    def set_fact(self, name: str, value: str) -> None:
        """Keep a single fact."""
        self.run("INSERT INTO facts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value)

    def wipe(self) -> None:
        """Take everything out."""
        for row in self.all("SELECT name FROM sqlite_master WHERE type = 'table'"):
            self.run(f"DELETE FROM {row['name']}")  # noqa: S608 - names are ours

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
