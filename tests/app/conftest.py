"""A sandbox to publish into, for all tests of a module; empty again for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.between import Between, between
from tests.app.publishing import Site
from tests.sandbox.running import Box, running


@pytest.fixture(scope="module")
def server() -> Iterator[Box]:
    """Without rate limits to speak of."""
    with running("--set", "spike_limit=100000", "--set", "hour_limit=100000") as box:
        yield box


@pytest.fixture
def site(server: Box, tmp_path: Path) -> Site:
    """The sandbox with the ledger of one machine."""
    server.reset()
    return Site(server, tmp_path)


@pytest.fixture
def middle(server: Box) -> Iterator[Between]:
    """Somebody between the client and the sandbox."""
    with between(server.base_url) as middle:
        yield middle
