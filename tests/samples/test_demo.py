"""What ``make demo`` runs: sample reports end as issues with pictures on the page of a sandbox."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from sample_reports import demo
from tests.conftest import ROOT, SAMPLES

TIMEOUT_S = 120


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "out"
    demo.stop(tmp_path / "out")


def script(*arguments: str) -> subprocess.CompletedProcess[str]:
    """As make runs it, with pipes: it must not leave them open in the sandbox, or this would wait for an hour."""
    command = [sys.executable, str(SAMPLES / "demo.py"), *arguments]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=TIMEOUT_S,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )


def get(address: str) -> requests.Response:
    answer = requests.get(address, timeout=20)
    assert answer.status_code == 200
    return answer


def test_every_issue_is_on_the_page_with_its_picture(folder: Path) -> None:
    done = script(str(folder))
    assert done.returncode == 0, done.stderr
    planned = [
        each["uuid"]
        for name in demo.RUNS
        for each in json.loads((folder / name / "plan.json").read_bytes())["issues"]
        if each["action"] == "create"
    ]
    (address,) = re.findall(r"^Open (http://127\.0\.0\.1:\d+)/ in a browser", done.stdout, re.MULTILINE)
    assert len(planned) > 40 and "an hour without requests" in done.stdout
    pages = get(f"{address}/?shape=pictures").text
    tiles = re.findall(r'<a class="tile" href="([^"]+)">\s*<img src="([^"]+)"', pages)
    assert len(tiles) == pages.count('class="tile"') == len(planned)
    for _, picture in tiles:
        answer = get(f"{address}{html.unescape(picture)}")
        assert answer.headers["Content-Type"] in ("image/png", "image/jpeg")
        assert answer.content.startswith((b"\x89PNG", b"\xff\xd8"))
    assert sorted(each["uuid"] for each in get(f"{address}/sandbox/issues").json()) == sorted(planned)
    whole = get(f"{address}{tiles[0][0]}").text
    assert whole.count("<article id=") == 1 and 'aria-label="The camera seen from above"' in whole
    assert all((folder / name / "report.html").is_file() for name in demo.RUNS)
    ended = script("--stop", str(folder))
    assert re.search(
        r"^the sandbox at http://127\.0\.0\.1:\d+ has ended; .* keeps what it held$", ended.stdout, re.MULTILINE
    )
    with pytest.raises(requests.ConnectionError):
        get(address)


@pytest.mark.filterwarnings("ignore:subprocess .* is still running:ResourceWarning")
def test_again_the_sandbox_is_another_with_the_same_address_and_state(folder: Path) -> None:
    folder.mkdir()
    first = demo.started(folder)
    token = requests.get(f"{first['base_url']}/sandbox/requests", timeout=20).json()
    demo.projects(first)
    number = (folder / "sandbox.pid").read_text()
    demo.stop(folder)
    assert not demo.answers(first)
    again = demo.started(folder)
    assert again == first and (folder / "sandbox.pid").read_text() != number
    assert len(requests.get(f"{first['base_url']}/sandbox/requests", timeout=20).json()) == len(token) + 2


def test_what_is_no_sandbox_of_ours_is_left_alone(folder: Path) -> None:
    """After a restart of the machine the number may be that of anybody."""
    folder.mkdir()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        (folder / "sandbox.pid").write_text(str(stranger.pid))
        (folder / "sandbox.json").write_text('{"base_url": "http://127.0.0.1:9"}\n')
        demo.stop(folder)
        assert stranger.poll() is None
        stranger.kill()
    assert not (folder / "sandbox.pid").exists()


@pytest.mark.filterwarnings("ignore:subprocess .* is still running:ResourceWarning")
def test_a_sandbox_that_does_not_start_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir()
    (folder / "sandbox.db").write_text("no database")
    monkeypatch.setattr(demo, "TRIES", 1)
    with pytest.raises(SystemExit, match=r"sandbox\.db"):
        demo.started(folder)


def test_stopping_what_is_not_there_says_so(folder: Path) -> None:
    nothing = script(str(folder), "--stop")
    assert nothing.returncode == 0 and f"no sandbox of {folder} is running" in nothing.stdout
