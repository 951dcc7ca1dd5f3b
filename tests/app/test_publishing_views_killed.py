"""A publisher that is killed at any request about further viewpoints: the next run finishes, and nothing is doubled."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.app.bcf_views import archive
from tests.app.fault_cases import Record, count_cases
from tests.app.publisher_process import kill_at
from tests.app.publishing import Site
from tests.app.test_publishing_views import check_once
from tests.sandbox.running import Box

TOPICS, NAMES = 2, "abc" if "CONVERTER_TEST_ISSUES" in os.environ else "ab"
PLACES = [
    "path=/nested_bim_view_folders",
    "path=/bim_viewpoints/batch",
    *[f"path=/associations,nth={number}" for number in range(1, TOPICS * (len(NAMES) - 1) + 1)],
    *[f"path=/uploads,nth={number}" for number in range(TOPICS + 1, TOPICS * len(NAMES) + 1)],
]


@pytest.fixture(scope="module")
def planned(server: Box, tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = Site(server, tmp_path_factory.mktemp("planned"))
    return site.convert(archive(site.folder / "views.bcf", TOPICS, NAMES))


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("place", PLACES)
def test_killed_at_a_request(
    server: Box, planned: Path, tmp_path: Path, place: str, moment: str, record_property: Record
) -> None:
    server.reset()
    site = Site(server, tmp_path)
    kill_at(site, planned, f"hold-{moment},{place}")
    count_cases(record_property, "kills", 1)
    assert site.publish(planned).exit_code == 0
    check_once(site, planned, views=len(NAMES), attached=0)
