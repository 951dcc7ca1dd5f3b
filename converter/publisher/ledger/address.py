"""Where a ledger lies: ``ledger.url`` taken apart, and how it may be shown."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from converter.errors import ConfigError

_HINT = 'Write "sqlite:///folder/ledger.db" or "postgresql://user@host/database".'
_ESCAPE = "In a user name or password @ is written %40, : %3A, / %2F and % %25."


@dataclass(frozen=True, slots=True)
class Address:
    """A ledger's address.

    ``url`` may hold a password and is not in the repr; ``shown`` is for people. ``file`` is the database of SQLite
    with links resolved, None for PostgreSQL.
    """

    url: URL = field(repr=False)
    shown: str
    file: Path | None = None

    def secrets(self) -> list[str]:
        """What must be seen by nobody."""
        options = [value for name, values in self.url.normalized_query.items() if "pass" in name for value in values]
        return [str(value) for value in (self.url.password, *options) if value]


def address_of(text: str) -> Address:
    """Read an address.

    Raises:
        ConfigError: it is none this program knows. The message holds nothing of what may be a password.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # their texts repeat parts of the address
        raise ConfigError("ledger.url cannot be read", f"{_HINT} {_ESCAPE}") from None
    if url.drivername in ("sqlite", "sqlite+pysqlite"):
        return _sqlite(url)
    if url.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return _postgresql(url)
    raise ConfigError(f"ledger.url is of a kind that is not supported: {url.drivername}", _HINT)


def _sqlite(url: URL) -> Address:
    if url.host or url.query:
        raise ConfigError("ledger.url of SQLite takes a path and nothing else", _HINT)
    if not url.database or url.database == ":memory:":
        raise ConfigError("a ledger in memory forgets everything: it needs a file", _HINT)
    # Two names of one file must meet at one lock.
    file = Path(os.path.realpath(Path(url.database).expanduser()))
    return Address(url.set(drivername="sqlite+pysqlite", database=str(file)), f"sqlite:///{url.database}", file)


def _postgresql(url: URL) -> Address:
    if url.host and "@" in url.host:  # the rest of an unescaped password: it would be shown in messages
        raise ConfigError("ledger.url has an @ in the name of its host", _ESCAPE)
    user = f"{url.username}@" if url.username else ""
    port = f":{url.port}" if url.port else ""
    shown = f"postgresql://{user}{url.host or ''}{port}/{url.database or ''}"
    return Address(url.set(drivername="postgresql+psycopg"), shown)
