"""Both engines: every test that asks for ``url`` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.publisher.ledger.driving import Clock


@pytest.fixture(scope="session")
def postgres() -> Iterator[object]:
    """One server for the session (of each worker)."""
    if sys.platform == "win32":
        pytest.skip("the tests start PostgreSQL on Unix only")
    from tests.publisher.ledger import postgres_server

    if reason := postgres_server.missing():
        pytest.skip(reason)
    with postgres_server.running() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a ledger that does not exist yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.db'}"
    return str(request.getfixturevalue("postgres").new_schema())


@pytest.fixture
def clock() -> Clock:
    """A clock that goes on by a second each time it is looked at."""
    return Clock()
