"""Answers nobody promised: numbers that are none, waits without end, words that repeat what they got."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from converter.errors import AuthError, TargetError
from converter.events import Event, Waiting
from converter.publisher.procore import sessions
from converter.publisher.procore.blanking import BLANK, Secrets
from converter.publisher.procore.hosts import Hosts
from converter.publisher.procore.oauth import life_s
from converter.publisher.procore.rate_windows import LONGEST_WAIT_S, retry_after_s
from converter.publisher.procore.uploads import upload
from tests.publisher.procore.answering import Asked, Said, Script, answering, connected, speaking
from tests.publisher.procore.test_connection import PATH, first
from tests.publisher.procore.two_windows import SharedClock

ODD_SECRET = 'ab/cd+ef="\u00fc secret'


# Waits


@pytest.mark.parametrize("seconds", ["99999999999", "9" * 400, "9" * 6_000])
@pytest.mark.parametrize("status", [503, 429])
def test_what_nobody_waits_for_is_cut_and_told(status: int, seconds: str) -> None:
    clock, seen = SharedClock(), list[Event]()
    with speaking(first(Said(status, "", {"Retry-After": seconds})), clock, seen) as (_script, connection):
        connection.get(PATH)
    assert clock.now() - clock.start_s == LONGEST_WAIT_S
    if status == 503:
        (waiting,) = [event for event in seen if isinstance(event, Waiting)]
        assert waiting.seconds_s == LONGEST_WAIT_S and "which is not believed" in waiting.reason


@pytest.mark.parametrize(("said", "seconds"), [("0007", 7), ("0", 0), (" 5 ", 5), ("soon", 0), ("", 0), ("-4", 0)])
def test_seconds_to_wait(said: str, seconds: float) -> None:
    assert retry_after_s({"Retry-After": said}) == seconds


# Tokens


@pytest.mark.parametrize("said", [None, "soon", "", [], {}, "nan", "inf", -5, 0, 10**400])
def test_a_life_that_is_no_number_is_the_documented_one(said: object) -> None:
    assert life_s(said) == 5_400


def test_a_life_in_seconds() -> None:
    assert life_s(7_200) == life_s("7200") == 7_200


class SignsInOddly(Script):
    """Says of a token that it lives for ever."""

    def answer(self, asked: Asked) -> Said:
        said = super().answer(asked)
        return Said(200, said.body.replace("5400", '"for ever"')) if asked.path == "/oauth/token" else said


def test_signing_in_survives_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.publisher.procore.answering.Script", SignsInOddly)
    clock = SharedClock()
    with speaking(first(), clock) as (script, connection):
        assert connection.token_info().ends_s == clock.start_s + 5_400
    assert script.sign_ins == 1


# Uploads


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "{}",
        '{"fields": [], "uuid": "u"}',
        '{"url": 7, "uuid": "u"}',
        '{"segments": 7}',
        '{"segments": [7], "uuid": "u"}',
    ],
)
@pytest.mark.parametrize("size", [1, 6 * 1024 * 1024])
def test_an_upload_without_an_address_is_told_in_words(body: str, size: int) -> None:
    with speaking(lambda *_: Said(201, body)) as (_script, connection), pytest.raises(TargetError, match="Procore"):
        upload(connection, 5, "1.png", b"." * size, "image/png")


# Secrets


@pytest.mark.parametrize(
    "echo",
    [
        f"client_secret={ODD_SECRET}",
        urlencode({"client_secret": ODD_SECRET}),
        f"/oauth?secret={quote(ODD_SECRET, safe='')}",
        json.dumps({"client_secret": ODD_SECRET}),
        json.dumps({"client_secret": ODD_SECRET}, ensure_ascii=False),
    ],
)
def test_a_secret_is_blanked_however_it_is_repeated(echo: str) -> None:
    blanked = Secrets([ODD_SECRET]).blanked(echo)
    assert BLANK in blanked and "cd" not in blanked and "ef" not in blanked


class EchoesTheForm(Script):
    """A gateway before the sign-in that repeats what it refuses."""

    def answer(self, asked: Asked) -> Said:
        return Said(400, f"Request blocked by policy. Body: {asked.body.decode()}")


def test_a_form_that_comes_back_shows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.publisher.procore.answering.Script", EchoesTheForm)
    monkeypatch.setattr("tests.publisher.procore.answering.SECRET", ODD_SECRET)
    with speaking(first()) as (_script, connection), pytest.raises(AuthError, match="blocked by policy") as caught:
        connection.get(PATH)
    assert "cd" not in caught.value.message.partition("client_secret=")[2], caught.value.message


# Redirects


@pytest.mark.parametrize("is_same", [True, False])
def test_passwords_of_netrc_are_not_used_where_a_read_is_redirected_to(
    is_same: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login somebody password nothing\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "*")
    monkeypatch.setattr(sessions, "is_loopback", lambda _address: False)
    with answering(first()) as other:
        there = "" if is_same else other.url.replace("127.0.0.1", "localhost")
        with answering(first(Said(302, "", {"Location": f"{there}/there"}))) as script:
            hosts = Hosts(script.url, script.url)
            with connected(script, hosts=hosts) as connection:
                assert connection.get(PATH).status == 200
            if is_same:
                assert script.tokens() == ["Bearer token-number-1"] * 2
            else:
                assert other.tokens() == [""]
