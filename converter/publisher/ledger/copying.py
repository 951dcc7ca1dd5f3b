"""A ledger moves to another database: from a file to PostgreSQL, when several machines publish, or back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from sqlalchemy import Connection, Table, func, insert, select, text

from converter.errors import ConfigError
from converter.publisher.ledger.address import address_of
from converter.publisher.ledger.entries import Target
from converter.publisher.ledger.errors import LedgerBusyError
from converter.publisher.ledger.rows import chunks
from converter.publisher.ledger.schema import migrate
from converter.publisher.ledger.session import Clock
from converter.publisher.ledger.store import Store
from converter.publisher.ledger.tables import METADATA, PROJECTS
from converter.publisher.ledger.writer_lock import lock_of, take

_AT_A_TIME = 1_000


def copy_ledger(source: str, target: str, clock: Clock) -> dict[str, int]:
    """Copy everything from one address to another; gives the number of rows of each table. All of it or nothing.

    Raises:
        ConfigError: there is no ledger at ``source``, or something in the one at ``target``.
        LedgerBusyError: somebody writes to the source.
    """
    address = address_of(source)
    if address.file is not None and not address.file.is_file():
        raise ConfigError(f"there is no ledger at {address.shown}")
    with _opened(source, clock) as old, _opened(target, clock) as new, ExitStack() as locks:
        _lock_all(old, locks)
        with old.read() as reading, new.write() as writing:
            if writing.execute(select(func.count()).select_from(PROJECTS)).scalar_one():
                raise ConfigError(f"the ledger {new.address.shown} is not empty", "Copy into a new database.")
            counts = {table.name: _copy(table, reading, writing) for table in METADATA.sorted_tables}
            if new.is_postgresql:
                _count_on(writing)
    return counts


@contextmanager
def _opened(url: str, clock: Clock) -> Iterator[Store]:
    store = Store(address_of(url))
    try:
        migrate(store, clock())
        yield store
    finally:
        store.close()


def _lock_all(store: Store, locks: ExitStack) -> None:
    with store.read() as connection:
        columns = (PROJECTS.c.id, PROJECTS.c.base_url, PROJECTS.c.company_id, PROJECTS.c.project_id)
        projects = connection.execute(select(*columns)).all()
    for row, *target in projects:
        lock = lock_of(store, Target(*target), row)
        if not take(lock, 0):
            message = f"project {target[2]} in {store.address.shown} is being written to"
            raise LedgerBusyError(message, "Wait until it is finished.", 30.0)
        locks.callback(lock.release)


def _copy(table: Table, reading: Connection, writing: Connection) -> int:
    count = 0
    rows = reading.execute(select(table).order_by(*table.primary_key))
    for chunk in chunks(rows.mappings(), _AT_A_TIME):
        writing.execute(insert(table), [dict(row) for row in chunk])
        count += len(chunk)
    return count


def _count_on(connection: Connection) -> None:
    """Rows came with their numbers: the counters of PostgreSQL go on after them."""
    for table in METADATA.sorted_tables:
        if "id" in table.c:
            following = connection.execute(select(func.coalesce(func.max(table.c.id), 0) + 1)).scalar_one()
            values = {"name": table.name, "following": following}
            connection.execute(text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :following, false)"), values)
