"""One file holds everything: kill -9 at any moment, start again, and it stands as it was."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import requests

from tests.sandbox.bodies import ISSUES, announce, full_item, item, made, png, send, sync, uploaded
from tests.sandbox.running import Box, running


def shared_by(first: Box, second: Box) -> None:
    """The same application goes on with its token."""
    second.token = first.token


def test_everything_survives_a_kill(tmp_path: Path) -> None:
    state = tmp_path / "state.db"
    with running(state=state) as first:
        issue = made(first, full_item(first))[0]
        waiting, arrived = announce(first), uploaded(first)
        first.advance(1000)
        seen = first.requests()
        first.kill()
    with running(state=state) as second:
        shared_by(first, second)
        assert (second.company_id, second.project_id) == (first.company_id, first.project_id)
        found = second.issues()[0]
        assert found["uuid"] == issue["uuid"] and found["viewpoints"][0]["camera_data"]
        assert second.requests()[: len(seen)] == seen
        waiting["url"] = waiting["url"].replace(first.base_url, second.base_url)
        assert send(waiting, png()).status_code == 204
        assert made(second, item(attachment_upload_uuids=[arrived, waiting["uuid"]]))[0]["issue_number"] == 2
        assert second.own("GET", "/clock")["now"] > seconds_of(seen[-1]["at"]) + 900


def seconds_of(stamp: str) -> float:
    from datetime import datetime

    return datetime.fromisoformat(stamp).timestamp()


@pytest.mark.parametrize(("kind", "count"), [("hold-before", 0), ("hold-after", 1)])
def test_a_kill_in_the_middle_of_a_request(tmp_path: Path, kind: str, count: int) -> None:
    state = tmp_path / "state.db"
    with running("--fault", f"{kind},path=/sync", state=state) as first:
        first.sign_in()
        body = {"project_id": first.project_id, "updates": [item()]}
        with pytest.raises(requests.exceptions.ReadTimeout):
            requests.patch(f"{first.base_url}{ISSUES}/sync", json=body, headers=first.headers(), timeout=0.3)
        first.kill()
    with running(state=state) as second:
        assert len(second.issues()) == count


def test_the_file_is_plain_sqlite(tmp_path: Path) -> None:
    state = tmp_path / "state.db"
    with running(state=state) as box:
        sync(box, item(title="Readable"))
        box.kill()
    with sqlite3.connect(state) as connection:
        assert connection.execute("SELECT title FROM issues").fetchall() == [("Readable",)]
    connection.close()


def test_the_same_port_can_be_taken_again(tmp_path: Path) -> None:
    with running(state=tmp_path / "state.db") as first:
        port = int(first.base_url.rpartition(":")[2])
        sync(first, item())
        first.kill()
    with running(state=tmp_path / "state.db", port=port) as second:
        assert second.base_url == first.base_url and len(second.issues()) == 1


def test_without_a_file_nothing_is_kept(tmp_path: Path) -> None:
    with running() as box:
        sync(box, item())
    assert list(tmp_path.iterdir()) == []


def test_reset_empties_it(tmp_path: Path) -> None:
    with running(state=tmp_path / "state.db") as box:
        sync(box, item())
        box.set(duplicate_uuid="create")
        box.fault("slow")
        box.advance(10_000)
        box.reset()
        assert box.issues() == [] and box.requests() == [] and box.own("GET", "/faults") == []
        assert box.own("GET", "/switches")["duplicate_uuid"]["value"] == "error"
        assert made(box, item())[0]["issue_number"] == 1
