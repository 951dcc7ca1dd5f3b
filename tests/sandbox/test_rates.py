"""Both rate windows, their headers, and when they open again."""

from __future__ import annotations

from tests.sandbox.running import Box

ME = "/rest/v1.0/me"


def limits(box: Box) -> tuple[int, int, int]:
    headers = box.get(ME).headers
    return tuple(int(headers[f"X-Rate-Limit-{name}"]) for name in ("Limit", "Remaining", "Reset"))  # type: ignore[return-value]


def stop_clock(box: Box) -> None:
    box.own("POST", "/clock", json={"set": 1_800_000_000, "speed": 0})


def test_documented_windows(box: Box) -> None:
    values = box.own("GET", "/switches")
    names = ("spike_limit", "spike_seconds", "hour_limit", "hour_seconds")
    assert [values[name]["default"] for name in names] == ["25", "10", "3600", "3600"]


def test_the_spike_window_shuts_and_opens(box: Box) -> None:
    stop_clock(box)
    box.set(spike_limit=25, hour_limit=3600)
    box.sign_in()
    assert limits(box) == (25, 24, 1_800_000_010)
    statuses = [box.get(ME).status_code for _ in range(25)]
    assert statuses == [200] * 24 + [429]
    box.advance(4)
    refused = box.get(ME)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "6" and refused.headers["X-Rate-Limit-Reset"] == "1800000010"
    assert refused.headers["X-Rate-Limit-Remaining"] == "0"
    box.advance(6)
    assert limits(box) == (25, 24, 1_800_000_020)


def test_the_headers_speak_of_the_window_nearer_to_its_end(box: Box) -> None:
    stop_clock(box)
    box.set(spike_limit=5, hour_limit=7)
    box.sign_in()
    assert [limits(box)[0] for _ in range(5)] == [5] * 5
    box.advance(10)
    assert limits(box) == (7, 1, 1_800_003_600)
    assert limits(box) == (7, 0, 1_800_003_600)
    refused = box.get(ME)
    assert refused.status_code == 429 and refused.headers["Retry-After"] == "3590"
    box.advance(3590)
    assert box.get(ME).status_code == 200


def test_storage_and_signing_in_are_not_counted(box: Box) -> None:
    stop_clock(box)
    box.sign_in()
    before = limits(box)[1]
    box.sign_in()
    box.session.get(f"{box.base_url}/storage/files/none", timeout=5)
    assert limits(box)[1] == before - 1


def test_refusals_carry_the_headers_and_are_counted(box: Box) -> None:
    stop_clock(box)
    box.sign_in()
    before = limits(box)[1]
    missing = box.get("/rest/v1.0/coordination_issues/7", project_id=box.project_id)
    assert missing.status_code == 404 and int(missing.headers["X-Rate-Limit-Remaining"]) == before - 1


def test_an_accelerated_clock_opens_windows_sooner(box: Box) -> None:
    box.set(spike_limit=1, hour_limit=100)
    box.own("POST", "/clock", json={"speed": 5_000})
    box.sign_in()
    assert box.get(ME).status_code == 200
    deadline = 200
    while box.get(ME).status_code == 429:  # ten of its seconds are two thousandths of ours
        deadline -= 1
        assert deadline
