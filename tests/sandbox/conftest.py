"""One sandbox for all tests of this folder, as new for each of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.running import Box, running


@pytest.fixture(scope="session")
def shared_box() -> Iterator[Box]:
    with running("--set", "spike_limit=100000", "--set", "hour_limit=100000") as box:
        yield box


@pytest.fixture
def box(shared_box: Box) -> Box:
    """A sandbox with nothing in it and without rate limits to speak of."""
    shared_box.reset()
    return shared_box
