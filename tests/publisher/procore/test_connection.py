"""One request and everything that may happen to it."""

from __future__ import annotations

import ssl
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter

from converter.errors import AuthError, RejectedError, TargetError, TransientError
from converter.events import Event, Waiting
from converter.publisher.procore.connection import ATTEMPTS, RATE_LIMIT, UnconfirmedError
from converter.publisher.procore.hosts import Hosts
from converter.publisher.procore.sessions import CONNECT_S, READ_S, session_for
from tests.publisher.procore.answering import COMPANY, Asked, Said, answering, connected, speaking
from tests.publisher.procore.two_windows import SharedClock

PATH = "/rest/v1.0/coordination_issues"


def first(*said: Said, then: Said | None = None) -> Any:
    """Answers in order, then always the last one."""
    return lambda _asked, number: said[number - 1] if number <= len(said) else (then or Said())


# What is sent


def test_who_asks_and_for_which_company() -> None:
    with speaking(first()) as (script, connection):
        connection.get(PATH, project_id=5)
        connection.send("PATCH", f"{PATH}/sync", {"project_id": 5})
    read, write = script.asked
    assert read.path == f"{PATH}?project_id=5" and write.body == b'{"project_id":5}'
    for each in (read, write):
        assert each.headers["User-Agent"] == "clash-converter/test"
        assert each.headers["Procore-Company-Id"] == str(COMPANY)
        assert each.headers["Authorization"] == "Bearer token-number-1"


def test_every_request_has_a_time_out(monkeypatch: pytest.MonkeyPatch) -> None:
    timeouts = []
    send = HTTPAdapter.send

    def watched(self: HTTPAdapter, request: Any, stream: Any, timeout: Any, *rest: Any) -> Any:
        timeouts.append(timeout)
        return send(self, request, stream, timeout, *rest)

    monkeypatch.setattr(HTTPAdapter, "send", watched)
    with speaking(first()) as (script, connection):
        connection.get(PATH)
        connection.send("POST", PATH, {})
        connection.store(f"{script.url}/bucket", {"key": "k"}, "1.png", b"...", "image/png")
    assert timeouts == [(CONNECT_S, READ_S)] * 4  # the sign-in is the first


def test_passwords_of_netrc_do_not_take_the_place_of_the_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login somebody password nothing\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    asked = requests.Request("GET", "https://api.procore.com/", headers={"Authorization": "Bearer ours"})
    session = session_for("https://api.procore.com", "agent")
    assert session.trust_env and session.prepare_request(asked).headers["Authorization"] == "Bearer ours"
    plain = requests.Request("POST", "https://storage.example.com/")
    assert "Authorization" not in session.prepare_request(plain).headers


def test_a_proxy_of_the_environment_is_used_but_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")
    with speaking(first()) as (_script, connection):
        assert connection.get(PATH).status == 200
    session = session_for("https://api.procore.com", "agent")
    used = session.merge_environment_settings("https://api.procore.com", {}, None, None, None)["proxies"]
    assert used["https"] == "http://127.0.0.1:9"


def test_storage_gets_the_fields_the_file_last_and_no_token() -> None:
    with speaking(first(Said(204, ""))) as (script, connection):
        connection.store(f"{script.url}/bucket", {"key": "k/1", "policy": "p"}, "1.png", b"PNG", "image/png")
    (asked,) = script.asked
    assert "Authorization" not in asked.headers and "Procore-Company-Id" not in asked.headers
    parts = [asked.body.index(part) for part in (b'name="key"', b'name="policy"', b'name="file"')]
    assert parts == sorted(parts) and script.sign_ins == 0


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_no_redirect_is_followed_by_a_write(status: int, method: str) -> None:
    with (
        speaking(first(Said(status, "", {"Location": "/elsewhere"}))) as (script, connection),
        pytest.raises(TargetError, match="redirected"),
    ):
        connection.send(method, PATH, {}, may_repeat=True)
    assert [each.path for each in script.asked] == [PATH]


def test_a_read_that_is_redirected_to_another_host_takes_no_token_along() -> None:
    with answering(first()) as other:
        moved = Said(302, "", {"Location": f"{other.url.replace('127.0.0.1', 'localhost')}/there"})
        with speaking(first(moved)) as (_script, connection):
            assert connection.get(PATH).status == 200
    assert "Authorization" not in other.asked[0].headers


# Tokens


def test_a_refused_token_is_renewed_once() -> None:
    with speaking(first(Said(401))) as (script, connection):
        connection.send("PATCH", PATH, {})
    assert script.tokens() == ["Bearer token-number-1", "Bearer token-number-2"]


def test_and_not_a_second_time() -> None:
    with (
        speaking(first(then=Said(401, '{"errors": "The access token is invalid"}'))) as (script, connection),
        pytest.raises(AuthError, match="The access token is invalid"),
    ):
        connection.get(PATH)
    assert len(script.asked) == 2 and script.sign_ins == 2


def test_a_token_refused_at_the_last_attempt() -> None:
    with (
        speaking(first(*[Said(502)] * (ATTEMPTS - 1), then=Said(401))) as (_script, connection),
        pytest.raises(AuthError),
    ):
        connection.get(PATH)


def test_six_threads_with_a_token_that_ran_out_sign_in_once() -> None:
    def answers(asked: Asked, _number: int) -> Said:
        return Said(401 if asked.headers["Authorization"].endswith("-1") else 200)

    with answering(answers) as script, connected(script) as connection, ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(lambda _n: connection.get(PATH).status, range(24)))
    assert statuses == [200] * 24 and script.sign_ins == 2


def test_a_token_is_renewed_before_it_ends_also_when_a_window_was_waited_for_an_hour() -> None:
    clock = SharedClock()
    spent = {
        "X-Rate-Limit-Limit": "600", "X-Rate-Limit-Remaining": "0",
        "X-Rate-Limit-Reset": f"{clock.start_s + 3_600:.0f}",
    }  # fmt: skip
    with speaking(first(Said(headers=spent)), clock) as (script, connection):
        connection.token_info()
        clock.sleep(1_900)
        connection.get(PATH)
        clock.sleep_until(clock.start_s + 3_500)
        connection.get(PATH)
        clock.sleep_until(clock.start_s + 5_300)
        connection.get(PATH)
    assert script.tokens() == ["Bearer token-number-1"] * 2 + ["Bearer token-number-2"]


# Trouble


@pytest.mark.parametrize("status", [0, 408, 500, 502, 503, 504, 520, 599])
def test_a_write_of_unknown_outcome_is_not_sent_again(status: int) -> None:
    with speaking(first(Said(status))) as (script, connection), pytest.raises(UnconfirmedError):
        connection.send("PATCH", PATH, {})
    assert len(script.asked) == 1


@pytest.mark.parametrize("status", [0, 408, 500, 502, 503, 504, 520, 599])
def test_what_may_be_repeated_is(status: int) -> None:
    with speaking(first(Said(status), Said(status))) as (script, connection):
        assert connection.get(PATH).status == 200
    assert len(script.asked) == 3


@pytest.mark.parametrize("status", [400, 403, 404, 406, 409, 422])
def test_a_refusal_is_told_and_not_repeated(status: int) -> None:
    said = Said(status, '{"errors": {"title": ["is too long"]}}')
    with (
        speaking(first(then=said)) as (script, connection),
        pytest.raises(RejectedError, match=f"{status}, title: is too long"),
    ):
        connection.get(PATH)
    assert len(script.asked) == 1


def test_half_an_answer_to_a_write_is_of_unknown_outcome() -> None:
    with speaking(first(Said(200, '{"entities": ['))) as (_script, connection), pytest.raises(UnconfirmedError):
        connection.send("PATCH", PATH, {})


def test_waits_grow_and_end() -> None:
    clock, seen = SharedClock(), list[Event]()
    with (
        speaking(first(then=Said(500)), clock, seen) as (script, connection),
        pytest.raises(TransientError, match="500"),
    ):
        connection.get(PATH)
    waits = [event.seconds_s for event in seen if isinstance(event, Waiting)]
    assert waits == [0.5, 1.0, 2.0, 4.0, 8.0] and clock.now() - clock.start_s == sum(waits)
    assert len(script.asked) == ATTEMPTS


def test_chance_spreads_the_waits() -> None:
    seen: list[Event] = []
    with speaking(first(Said(500), Said(500)), seen=seen) as (_script, connection):
        connection.jitter = iter((1.0, 0.5)).__next__
        connection.get(PATH)
    assert [event.seconds_s for event in seen if isinstance(event, Waiting)] == [1.0, 1.5]


def test_503_waits_as_long_as_it_asks() -> None:
    clock = SharedClock()
    with speaking(first(Said(503, "", {"Retry-After": "42"})), clock) as (_script, connection):
        connection.get(PATH)
    assert clock.now() - clock.start_s == 42


def test_429_is_never_repeated_at_once_and_also_by_a_write() -> None:
    clock, seen = SharedClock(), list[Event]()
    refused = Said(429, "", {"Retry-After": "7", "X-Rate-Limit-Reset": f"{clock.start_s + 9:.0f}"})
    with speaking(first(refused), clock, seen) as (script, connection):
        connection.send("PATCH", PATH, {})
    assert len(script.asked) == 2 and clock.now() - clock.start_s == 9
    assert [event.reason for event in seen if isinstance(event, Waiting)][-1] == RATE_LIMIT


def test_nobody_there_is_told_in_words() -> None:
    with answering(first()) as script:
        pass
    clock = SharedClock()
    with (
        connected(script, clock, hosts=Hosts("http://127.0.0.1:9", "http://127.0.0.1:9")) as connection,
        pytest.raises(TransientError, match=r"127\.0\.0\.1:9 does not take connections") as caught,
    ):
        connection.send("PATCH", PATH, {})
    assert "HTTPS_PROXY" in caught.value.hint and clock.now() > clock.start_s


def test_a_certificate_that_is_not_trusted_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with speaking(first()) as (_script, connection):
        connection.token_info()

        def distrusted(*_: object, **__: object) -> None:
            raise requests.exceptions.SSLError(ssl.SSLCertVerificationError("CERTIFICATE_VERIFY_FAILED"))

        monkeypatch.setattr(HTTPAdapter, "send", distrusted)
        with pytest.raises(TargetError, match="certificate") as caught:
            connection.send("PATCH", PATH, {})
    assert not isinstance(caught.value, TransientError) and "REQUESTS_CA_BUNDLE" in caught.value.hint
