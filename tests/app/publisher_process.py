"""``converter publish`` as a process of its own: to be killed, to be raced, or to be waited for."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.app.publishing import Site
from tests.conftest import ROOT
from tests.sandbox.running import Box

SECONDS = 60.0
PROGRAM = ("-m", "converter")
Process = subprocess.Popen[str]


@contextmanager
def publisher(site: Site, run: Path, ledger: str = "", program: Sequence[str] = PROGRAM) -> Iterator[Process]:
    """A publisher under way; what is left of it at the end gets SIGKILL. Without ``ledger`` it is the site's own."""
    names = ("base_url", "login_url", "company_id", "project_id", "client_id", "client_secret")
    settings = {f"CONVERTER_TARGET__{name.upper()}": str(getattr(site.box, name)) for name in names}
    settings["CONVERTER_PUBLISH__GRACE_S"] = "0"  # the sandbox says when it has ended a request
    settings["CONVERTER_LEDGER__URL"] = ledger or f"sqlite:///{site.folder / 'ledger.db'}"
    process = subprocess.Popen(
        [sys.executable, *program, "publish", str(run), "--yes", "--json"],
        cwd=site.folder,
        env={**os.environ, **settings, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def ended(process: Process) -> tuple[int, str, str]:
    """Wait for its end: exit code, stdout, stderr."""
    out, err = process.communicate(timeout=SECONDS)
    return process.returncode, out, err


def until_held(box: Box, process: Process) -> None:
    """Wait until the request that a fault holds back has come."""
    until = time.monotonic() + SECONDS
    while not _is_held(box):
        assert process.poll() is None, f"it ended before that request: {ended(process)}"
        assert time.monotonic() < until, "that request does not come"
        time.sleep(0.01)


def kill_at(site: Site, run: Path, fault: str, ledger: str = "") -> None:
    """SIGKILL at the request ``fault`` holds back; then the sandbox's weather is fair again."""
    site.box.fault(fault)
    with publisher(site, run, ledger) as process:
        until_held(site.box, process)
    _clear(site.box)


def _is_held(box: Box) -> bool:
    return any(each["hits"] for each in box.own("GET", "/faults"))


def _clear(box: Box) -> None:
    """Fair weather; waits until the sandbox has seen that nobody waits for what was held."""
    box.own("DELETE", "/faults")
    until = time.monotonic() + SECONDS
    while any(each["held"] for each in box.requests()):
        assert time.monotonic() < until
        time.sleep(0.01)


def kill_if_reached(site: Site, run: Path, fault: str, ledger: str = "") -> bool:
    """The same, for a request that may not come: False when the publisher had ended before."""
    site.box.fault(fault)
    with publisher(site, run, ledger) as process:
        until = time.monotonic() + SECONDS
        while process.poll() is None and not _is_held(site.box):
            assert time.monotonic() < until, "neither is it held, nor does it end"
            time.sleep(0.01)
        was_reached = process.poll() is None
    _clear(site.box)
    return was_reached
