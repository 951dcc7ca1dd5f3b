"""Brings a database to the schema this version knows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, inspect, text

from converter.errors import ConfigError
from converter.publisher.ledger.columns import Moment
from converter.publisher.ledger.migrations import MIGRATIONS, Migration
from converter.publisher.ledger.store import Store
from converter.publisher.ledger.tables import METADATA

_ONE_AT_A_TIME = 6_027_414_170_583_291  # any number that is always the same: PostgreSQL's lock while migrating


def version_of(connection: Connection) -> int:
    """The version of the schema in the database; 0 when there is none."""
    if not inspect(connection).has_table("ledger_schema"):
        return 0
    return int(connection.execute(text("SELECT coalesce(max(version), 0) FROM ledger_schema")).scalar_one())


def migrate(store: Store, now: datetime, migrations: Mapping[int, Migration] = MIGRATIONS) -> int:
    """Bring the database up to date and give the version it has then. One that is up to date is only read.

    Raises:
        ConfigError: the schema is newer than this program, or the database belongs to another one.
    """
    newest = max(migrations)
    with store.read() as connection:
        version = version_of(connection)
    _refuse_newer(version, newest, store)
    if version == newest:
        return newest
    with store.write() as connection:
        if store.is_postgresql:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
        version = version_of(connection)  # somebody may have been faster
        _refuse_newer(version, newest, store)
        if version == 0:
            _begin_history(connection, store)
        for number in range(version + 1, newest + 1):
            migrations[number](connection)
            values = {"version": number, "at": Moment().process_bind_param(now, connection.dialect)}
            connection.execute(text("INSERT INTO ledger_schema (version, migrated_at) VALUES (:version, :at)"), values)
    return newest


def _begin_history(connection: Connection, store: Store) -> None:
    inspector = inspect(connection)
    if foreign := sorted(name for name in METADATA.tables if inspector.has_table(name)):
        message = f"{store.address.shown} has tables of another program: {', '.join(foreign)}"
        raise ConfigError(message, "Give the ledger a database, or in PostgreSQL a schema, of its own.")
    statement = "CREATE TABLE ledger_schema (version BIGINT NOT NULL PRIMARY KEY, migrated_at TEXT NOT NULL)"
    connection.execute(text(statement))


def _refuse_newer(version: int, newest: int, store: Store) -> None:
    if version > newest:
        message = f"the ledger {store.address.shown} has schema {version}; this version of the program knows {newest}"
        raise ConfigError(message, "Install the newest version: pip install -U clash-converter")
