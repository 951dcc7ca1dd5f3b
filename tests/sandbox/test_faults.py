"""Faults: what the client sees of each, and what had been done."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
import requests

from tests.sandbox.bodies import ISSUES, item, made, sync
from tests.sandbox.running import Box, running

SYNC = "path=/sync"
GONE = (requests.exceptions.ConnectionError, requests.exceptions.ChunkedEncodingError)


def send(box: Box, *items: dict[str, Any]) -> requests.Response:
    body = {"project_id": box.project_id, "updates": list(items) or [item()]}
    return box.call("PATCH", f"{ISSUES}/sync", json=body)


def last(box: Box) -> tuple[str | None, int | None, int | None]:
    seen = box.requests()[-1]
    return seen["fault"], seen["status"], seen["done"]


@pytest.mark.parametrize(("kind", "done"), [("drop-before", None), ("drop-after", 200)])
def test_a_dropped_connection(box: Box, kind: str, done: int | None) -> None:
    box.fault(f"{kind},{SYNC}")
    with pytest.raises(requests.exceptions.ConnectionError):
        send(box)
    assert len(box.issues()) == (0 if done is None else 1)
    assert last(box) == (kind, None, done)
    assert send(box).status_code == 200  # the next one is served


@pytest.mark.parametrize("status", [500, 502, 503])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_an_error_of_the_server(box: Box, status: int, moment: str) -> None:
    kind = f"{status}-{moment}"
    box.fault(f"{kind},{SYNC}")
    answer = send(box)
    assert answer.status_code == status and "html" in answer.headers["Content-Type"]
    assert ("Retry-After" in answer.headers) == (status == 503)
    assert len(box.issues()) == (1 if moment == "after" else 0)
    assert last(box) == (kind, status, 200 if moment == "after" else None)


def test_a_truncated_body(box: Box) -> None:
    box.fault(f"truncate,{SYNC}")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        send(box)
    assert len(box.issues()) == 1 and last(box) == ("truncate", 200, 200)


def test_a_slow_body(box: Box) -> None:
    box.fault(f"slow,{SYNC},seconds=0.4")
    start = time.monotonic()
    answer = send(box)
    assert answer.status_code == 200 and len(answer.json()["entities"]) == 1
    assert 0.3 < time.monotonic() - start < 5


def test_a_slow_body_meets_the_time_out_of_a_client(box: Box) -> None:
    box.sign_in()
    box.fault(f"slow,{SYNC},seconds=40")
    body = {"project_id": box.project_id, "updates": [item()]}
    with pytest.raises(requests.exceptions.RequestException):
        requests.patch(f"{box.base_url}{ISSUES}/sync", json=body, headers=box.headers(), timeout=0.3)
    assert len(box.issues()) == 1


@pytest.mark.parametrize(("kind", "limit", "wait"), [("429-spike", "7", 10), ("429-hour", "8", 3600)])
def test_a_shut_window_stays_shut(box: Box, kind: str, limit: str, wait: int) -> None:
    box.own("POST", "/clock", json={"set": 1_800_000_000, "speed": 0})
    box.set(spike_limit=7, hour_limit=8)
    box.sign_in()
    box.fault(f"{kind},{SYNC}")
    answer = send(box)
    assert answer.status_code == 429 and answer.headers["X-Rate-Limit-Limit"] == limit
    assert answer.headers["Retry-After"] == str(wait)
    assert answer.headers["X-Rate-Limit-Reset"] == str(1_800_000_000 + wait)
    assert send(box).status_code == 429
    assert box.issues() == []
    box.advance(wait)
    assert send(box).status_code == 200


def test_a_window_can_be_shut_for_one_request(box: Box) -> None:
    box.fault(f"429-spike,{SYNC},seconds=0")
    assert send(box).status_code == 429
    assert send(box).status_code == 200


def test_a_token_expires_between_two_calls(box: Box) -> None:
    box.sign_in()
    box.fault("expire-token,nth=2")
    assert box.get("/rest/v1.0/me").status_code == 200
    assert send(box).status_code == 401
    assert box.get("/rest/v1.0/me").status_code == 401  # for good
    box.sign_in()
    assert send(box).status_code == 200 and len(box.issues()) == 1


def test_part_of_a_batch_is_refused(box: Box) -> None:
    box.fault(f"refuse,{SYNC},items=0:2")
    items = [item(title=f"{n}") for n in range(4)]
    answer = sync(box, *items)
    assert {each["title"] for each in answer["entities"]} == {"1", "3"}
    assert {each["title"] for each in answer["errors"]} == {"0", "2"}


def test_a_share_of_a_batch_is_refused_and_the_same_with_the_same_seed(box: Box) -> None:
    refused = []
    for seed in (3, 3, 4):
        box.own("POST", "/faults", json={"clear": True, "faults": [f"refuse,{SYNC},share=0.25,seed={seed}"]})
        answer = sync(box, *(item(title=f"{n}") for n in range(40)))
        refused.append({each["title"] for each in answer["errors"]})
    assert [len(each) for each in refused] == [10, 10, 10]
    assert refused[0] == refused[1] != refused[2]


def test_deletes_and_viewpoints_can_be_refused_in_part(box: Box) -> None:
    first, second = made(box, item(), item())
    box.fault("refuse,path=bulk_delete,items=1")
    body = {"project_id": box.project_id, "deletes": [{"id": first["id"]}, {"id": second["id"]}]}
    answer = box.call("POST", f"{ISSUES}/bulk_delete", json=body).json()
    assert answer["entities"] == [{"id": first["id"]}] and answer["errors"][0]["id"] == second["id"]


def test_the_nth_of_those_that_match(box: Box) -> None:
    box.fault("500-before,nth=2,times=2,method=PATCH")
    box.get("/rest/v1.0/me")
    assert [send(box).status_code for _ in range(4)] == [200, 500, 500, 200]
    shown = box.own("GET", "/faults")
    assert (shown[0]["seen"], shown[0]["hits"]) == (4, 2)
    assert box.own("DELETE", "/faults") == []


def test_chance_repeats_with_its_seed(box: Box) -> None:
    patterns = []
    box.sign_in()
    for seed in (7, 7, 8):
        spec = {"kind": "500-before", "chance": 0.5, "seed": seed}
        box.own("POST", "/faults", json={"clear": True, "faults": [spec]})
        patterns.append([box.get("/rest/v1.0/me").status_code for _ in range(40)])
    assert patterns[0] == patterns[1] != patterns[2]
    assert 8 < patterns[0].count(500) < 32


@pytest.mark.parametrize(("kind", "done"), [("hold-before", None), ("hold-after", 200)])
def test_a_held_request_whose_client_goes(box: Box, kind: str, done: int | None) -> None:
    box.sign_in()
    box.fault(f"{kind},{SYNC}")
    body = {"project_id": box.project_id, "updates": [item()]}
    with pytest.raises(requests.exceptions.ReadTimeout):
        requests.patch(f"{box.base_url}{ISSUES}/sync", json=body, headers=box.headers(), timeout=0.3)
    assert last(box) == (kind, None, done)
    assert len(box.issues()) == (0 if done is None else 1)


def test_a_held_request_that_is_released(box: Box) -> None:
    box.sign_in()
    box.fault(f"hold-before,{SYNC}")
    answers: list[requests.Response] = []
    body = {"project_id": box.project_id, "updates": [item()]}

    def ask() -> None:
        answers.append(requests.patch(f"{box.base_url}{ISSUES}/sync", json=body, headers=box.headers(), timeout=20))

    client = threading.Thread(target=ask)
    client.start()
    while not any(each["held"] for each in box.requests()):
        pass
    assert box.issues() == []
    assert box.own("POST", "/release") == {"released": 1}
    client.join(20)
    assert answers[0].status_code == 200 and len(box.issues()) == 1


@pytest.mark.parametrize(
    "wrong", ["flood", "drop-after,nth=0", "slow,seconds=x", "refuse,items=a", "500-after,when=3", "429-hour,chance=2"]
)
def test_a_fault_that_cannot_be_understood(box: Box, wrong: str) -> None:
    answer = box.session.post(f"{box.base_url}/sandbox/faults", json={"faults": ["slow", wrong]}, timeout=5)
    assert answer.status_code == 400 and box.own("GET", "/faults") == []


def test_faults_from_the_command_line() -> None:
    with running("--fault", "502-before,nth=2", "--fault", "drop-before,nth=4") as box:
        box.sign_in()
        assert [box.get("/rest/v1.0/me").status_code for _ in range(2)] == [502, 200]
        with pytest.raises(GONE):
            box.get("/rest/v1.0/me")


def test_storage_and_signing_in_have_faults_too(box: Box) -> None:
    box.fault("drop-after,path=/oauth/token", "503-after,path=/storage/")
    with pytest.raises(requests.exceptions.ConnectionError):
        box.sign_in()
    assert box.session.get(f"{box.base_url}/storage/files/x", timeout=5).status_code == 503
