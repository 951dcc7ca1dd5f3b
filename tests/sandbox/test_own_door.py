"""The sandbox's own door and page."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.sandbox.bodies import ISSUES, full_item, item, made, sync
from tests.sandbox.running import ROOT, TIMEOUT_S, Box, running


def page(box: Box, **params: object) -> str:
    answer = requests.get(box.page, params=params, timeout=TIMEOUT_S)  # type: ignore[arg-type]
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")
    return answer.text


def test_the_first_line_says_all_that_a_publisher_needs(box: Box) -> None:
    keys = ["base_url", "login_url", "company_id", "project_id", "client_id", "client_secret", "page"]
    assert list(box.own("GET", "")) == keys


def test_every_request_is_listed_but_its_own_are_not(box: Box) -> None:
    box.sign_in()
    sync(box, item())
    box.get("/rest/v1.0/nothing")
    page(box)
    seen = [(each["n"], each["method"], each["path"], each["status"], each["fault"]) for each in box.requests()]
    assert seen == [
        (1, "POST", "/oauth/token", 200, None),
        (2, "PATCH", f"{ISSUES}/sync", 200, None),
        (3, "GET", "/rest/v1.0/nothing", 404, None),
    ]
    assert [each["n"] for each in box.own("GET", "/requests?since=2")] == [3]


def test_issues_are_shown_whole(box: Box) -> None:
    first, second = made(box, full_item(box), item())
    box.call("DELETE", f"{ISSUES}/{second['id']}", params={"project_id": box.project_id})
    assert [each["id"] for each in box.issues()] == [first["id"]]
    everything = box.own("GET", "/issues?deleted=true")
    assert [(each["id"], each["deleted"]) for each in everything] == [(first["id"], False), (second["id"], True)]
    assert everything[0]["viewpoints"][0]["camera_data"] == first["viewpoints"][0]["camera_data"]


def test_the_clock(box: Box) -> None:
    shown = box.own("POST", "/clock", json={"set": "2030-01-01T00:00:00Z", "advance": 90, "speed": 0})
    assert shown == {"now": 1893456090.0, "iso": "2030-01-01T00:01:30Z", "speed": 0.0}
    assert made(box, item())[0]["created_at"] == "2030-01-01T00:01:30Z"
    assert box.get("/rest/v1.0/me").headers["Date"] == "Tue, 01 Jan 2030 00:01:30 GMT"


@pytest.mark.parametrize(
    "wrong", [{"advance": "x"}, {"advance": -1}, {"speed": True}, {"set": "yesterday"}, {"speed": None}]
)
def test_a_clock_that_cannot_be_set(box: Box, wrong: dict[str, object]) -> None:
    before = box.own("POST", "/clock", json={"speed": 0})
    answer = requests.post(f"{box.base_url}/sandbox/clock", json=wrong, timeout=TIMEOUT_S)
    assert answer.status_code == 400 and box.own("GET", "/clock") == before


def test_switches_are_shown_with_what_they_mean(box: Box) -> None:
    shown = box.own("GET", "/switches")["duplicate_uuid"]
    assert shown["values"] == ["error", "create", "update"] and shown["value"] == "error" and shown["meaning"]
    answer = requests.post(f"{box.base_url}/sandbox/switches", json={"no": "x"}, timeout=TIMEOUT_S)
    assert answer.status_code == 400


def test_the_page_shows_issues_with_pictures_and_cameras(box: Box) -> None:
    issue = made(box, full_item(box, title="Duct <b>&", description="Line", priority="high"))[0]
    text = page(box)
    assert "Duct &lt;b&gt;&amp;" in text and "<svg" in text and "10.00 · -20.00 · 5.50 ft" in text
    assert "6 section planes" in text and "46°" in text and issue["uuid"] in text
    picture = issue["viewpoints"][0]["snapshot"]["url"].removeprefix(box.base_url).replace("&", "&amp;")
    assert f'src="{picture}"' in text
    assert "http" not in text.replace(box.base_url, "")  # nothing comes from elsewhere


def test_the_page_of_an_empty_sandbox_and_of_many_issues(box: Box) -> None:
    assert "No issue yet" in page(box)
    assert "<details" not in page(box)
    made(box, *(item(title=f"Issue {n}", status="closed" if n % 2 else "open") for n in range(60)))
    assert "page 1 of 3" in page(box) and "Issue 59" in page(box) and "Issue 0<" not in page(box)
    assert "Issue 0 " in page(box, page=3)
    assert "page 1 of 2" in page(box, status="closed") and "Issue 58 " not in page(box, status="closed")
    assert "Issue 7 " in page(box, search="issue 7") and "Issue 8 " not in page(box, search="issue 7")
    assert page(box, page="x", status="none")


def test_a_long_description_is_folded(box: Box) -> None:
    made(box, item(description="\n".join(f"line {n}" for n in range(9))))
    assert "line 3</summary>line 4\nline 5" in page(box)


def test_the_page_shows_a_viewpoint_that_would_be_empty(box: Box) -> None:
    sent = full_item(box)
    sent["viewpoints"][0] |= {"camera_data": "{}", "sections_data": "5", "redlines_data": "[1]"}
    made(box, sent)
    assert "no valid conversion" in page(box)


def test_the_page_shows_weather_and_faults(box: Box) -> None:
    box.set(rights="standard")
    box.fault("slow,nth=4")
    assert "<dt>rights</dt><dd>standard</dd>" in page(box) and "struck 0 of 0" in page(box)


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    run = [sys.executable, "-m", "converter", "sandbox", *arguments]
    return subprocess.run(run, capture_output=True, text=True, cwd=ROOT, timeout=TIMEOUT_S)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--set", "colour=red"], "there is no such switch"),
        (["--set", "duplicate_uuid=x"], "one of error, create, update"),
        (["--fault", "flood"], "there is no such fault"),
        (["--state", "pyproject.toml"], "pyproject.toml"),
        (["--state", "no/such/folder/state.db"], "state.db"),
    ],
)
def test_a_wrong_call(arguments: list[str], words: str) -> None:
    result = command(*arguments)
    assert result.returncode == 2 and words in result.stderr and result.stdout == ""


def test_a_port_that_is_taken(box: Box) -> None:
    result = command("--port", box.base_url.rpartition(":")[2])
    assert result.returncode == 2 and "in use" in result.stderr and "--port" in result.stderr


def test_a_state_that_another_sandbox_has_open(tmp_path: Path) -> None:
    with running(state=tmp_path / "state.db"):
        result = command("--state", str(tmp_path / "state.db"))
    assert result.returncode == 2 and "locked" in result.stderr


def test_a_state_of_another_version(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "state.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    result = command("--state", str(tmp_path / "state.db"))
    assert result.returncode == 2 and "another version" in result.stderr


def test_without_json_a_person_reads_what_to_configure() -> None:
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "converter", "sandbox"], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(9)]
    process.kill()
    process.communicate()
    text = "".join(lines)
    assert "open it in a browser" in text and "[target]" in text and "CONVERTER_TARGET__CLIENT_ID=" in text


def test_the_first_line_is_json_and_comes_at_once() -> None:
    with running() as box:
        assert box.base_url.startswith("http://127.0.0.1:") and json.dumps(box.project_id).isdigit()
        box.process.terminate()
        box.process.wait(TIMEOUT_S)
        assert box.process.returncode is not None
