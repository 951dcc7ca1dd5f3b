"""A publisher that is killed at any request: the next run finishes what it began, and nothing is there twice.

Each request of a publish is held, before and after it was carried out; then the process gets SIGKILL.
CONVERTER_TEST_ISSUES (`make soak`) is how many issues are made.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.app.exactly_once import check_settled
from tests.app.fault_cases import Record, count_cases
from tests.app.publisher_process import kill_at
from tests.app.publishing import Site
from tests.sandbox.running import Box

ISSUES = int(os.environ.get("CONVERTER_TEST_ISSUES", "8"))
REQUESTS = 2 * ISSUES + 6
"""A token, two lists, two for the BIM file, two for each picture, one for all issues."""


@pytest.fixture(scope="module")
def planned(server: Box, tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = Site(server, tmp_path_factory.mktemp("planned"))
    return site.convert(site.report(ISSUES))


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("number", range(1, REQUESTS + 1))
def test_killed_at_a_request(
    server: Box, planned: Path, tmp_path: Path, number: int, moment: str, record_property: Record
) -> None:
    server.reset()
    site = Site(server, tmp_path)
    kill_at(site, planned, f"hold-{moment},nth={number}")
    count_cases(record_property, "kills", 1)
    assert site.publish(planned).exit_code == 0
    check_settled(site, planned)


def test_there_is_no_other_request(server: Box, planned: Path, tmp_path: Path) -> None:
    """Else some would not be tried above."""
    server.reset()
    assert Site(server, tmp_path).publish(planned).exit_code == 0
    assert len(server.requests()) == REQUESTS
