"""A publisher that is killed at any request: the next run finishes what it began, and nothing is there twice.

Each request of a publish is held, before and after it was carried out; then the process gets SIGKILL.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.publishing import Site
from tests.app.test_publishing import check_exactly_once
from tests.conftest import ROOT
from tests.sandbox.running import Box, running

ISSUES = int(os.environ.get("CONVERTER_TEST_ISSUES", "8"))
REQUESTS = 2 * ISSUES + 6
"""A token, two lists, two for the BIM file, two for each picture, one for all issues."""
_SECONDS = 30.0


@pytest.fixture(scope="module")
def server() -> Iterator[Box]:
    with running("--set", "spike_limit=100000", "--set", "hour_limit=100000") as box:
        yield box


@pytest.fixture(scope="module")
def planned(server: Box, tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = Site(server, tmp_path_factory.mktemp("planned"))
    return site.convert(site.report(ISSUES))


def publisher(site: Site, run: Path) -> subprocess.Popen[bytes]:
    box = site.box
    target = {
        "BASE_URL": box.base_url,
        "LOGIN_URL": box.login_url,
        "COMPANY_ID": str(box.company_id),
        "PROJECT_ID": str(box.project_id),
        "CLIENT_ID": box.client_id,
        "CLIENT_SECRET": box.client_secret,
    }
    environment = {**os.environ, **{f"CONVERTER_TARGET__{name}": value for name, value in target.items()}}
    command = [
        sys.executable,
        "-m",
        "converter",
        "publish",
        str(run),
        "--yes",
        "--ledger",
        f"sqlite:///{site.folder / 'ledger.db'}",
    ]
    return subprocess.Popen(
        command,
        cwd=site.folder,
        env={**environment, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def held(box: Box) -> bool:
    """Whether the request that is to be held has come."""
    return any(each["hits"] for each in box.own("GET", "/faults"))


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("number", range(1, REQUESTS + 1))
def test_killed_at_a_request(server: Box, planned: Path, tmp_path: Path, number: int, moment: str) -> None:
    server.reset()
    site = Site(server, tmp_path)
    server.fault(f"hold-{moment},nth={number}")
    process = publisher(site, planned)
    try:
        until = time.monotonic() + _SECONDS
        while not held(server) and process.poll() is None and time.monotonic() < until:
            time.sleep(0.02)
        assert held(server), (
            f"there was no request {number}: {process.stderr.read() if process.stderr and process.poll() is not None else ''!r}"
        )
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(_SECONDS)
        if process.stderr:
            process.stderr.close()
    server.own("POST", "/release")
    server.own("DELETE", "/faults")
    assert site.publish(planned).exit_code == 0
    check_exactly_once(site, ISSUES)
