"""Tokens: who gets one, how long it lasts, what a refresh token is worth."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.sandbox.running import TIMEOUT_S, Box

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"


def ask(box: Box, **form: Any) -> requests.Response:
    known = {"client_id": box.client_id, "client_secret": box.client_secret, **form}
    return requests.post(f"{box.login_url}/oauth/token", data=known, timeout=TIMEOUT_S)


def code(box: Box, **more: str) -> str:
    asked = {"client_id": box.client_id, "response_type": "code", "redirect_uri": OUT_OF_BAND, **more}
    answer = requests.get(f"{box.login_url}/oauth/authorize", params=asked, timeout=TIMEOUT_S)
    return str(answer.json()["code"])


def signed_in(box: Box) -> dict[str, Any]:
    answer = ask(box, grant_type="authorization_code", code=code(box), redirect_uri=OUT_OF_BAND)
    return dict(answer.json())


def test_client_credentials_give_a_token_of_90_minutes_and_nothing_to_refresh(box: Box) -> None:
    answer = ask(box, grant_type="client_credentials").json()
    assert answer["expires_in"] == 5400 and answer["token_type"] == "bearer" and isinstance(answer["created_at"], int)
    assert set(answer) == {"access_token", "token_type", "expires_in", "created_at"}


@pytest.mark.parametrize("wrong", [{"client_secret": "no"}, {"client_id": "nobody"}])
def test_a_wrong_client_is_refused(box: Box, wrong: dict[str, str]) -> None:
    answer = ask(box, grant_type="client_credentials", **wrong)
    assert answer.status_code == 401 and answer.json()["error"] == "invalid_client"


def test_another_grant_is_refused(box: Box) -> None:
    answer = ask(box, grant_type="password")
    assert answer.status_code == 400 and answer.json()["error"] == "unsupported_grant_type"


def test_a_token_expires_by_the_clock(box: Box) -> None:
    box.sign_in()
    box.advance(5399)
    assert box.get("/rest/v1.0/me").status_code == 200
    box.advance(2)
    answer = box.get("/rest/v1.0/me")
    assert answer.status_code == 401 and answer.json() == {"errors": "The access token is invalid"}


def test_no_token_and_an_invented_one_are_refused(box: Box) -> None:
    assert box.call("GET", "/rest/v1.0/me", token="invented").status_code == 401
    assert requests.get(f"{box.base_url}/rest/v1.0/me", timeout=TIMEOUT_S).status_code == 401


def test_a_refresh_token_works_once(box: Box) -> None:
    first = signed_in(box)
    second = ask(box, grant_type="refresh_token", refresh_token=first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    again = ask(box, grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert again.status_code == 401 and again.json()["error_description"] == "The refresh token is invalid"
    assert ask(box, grant_type="refresh_token", refresh_token=second["refresh_token"]).status_code == 200


def test_a_code_works_once_and_for_ten_minutes(box: Box) -> None:
    form = {"grant_type": "authorization_code", "redirect_uri": OUT_OF_BAND}
    given = code(box)
    assert ask(box, code=given, **form).status_code == 200
    assert ask(box, code=given, **form).status_code == 401
    late = code(box)
    box.advance(601)
    assert ask(box, code=late, **form).status_code == 401


def test_a_code_comes_by_redirect_to_an_address(box: Box) -> None:
    asked = {"client_id": box.client_id, "response_type": "code", "redirect_uri": "http://127.0.0.1:1/back"}
    answer = requests.get(f"{box.login_url}/oauth/authorize", params=asked, timeout=TIMEOUT_S, allow_redirects=False)
    assert answer.status_code == 302 and answer.headers["Location"].startswith("http://127.0.0.1:1/back?code=")


def test_info_and_revoke(box: Box) -> None:
    token = box.sign_in()
    box.advance(400)
    info = box.call("GET", "/oauth/token/info").json()
    assert 4990 <= info["expires_in"] <= 5000 and info["application"]["uid"] == box.client_id
    form = {"client_id": box.client_id, "client_secret": box.client_secret, "token": token}
    assert requests.post(f"{box.login_url}/oauth/revoke", data=form, timeout=TIMEOUT_S).status_code == 200
    assert box.get("/rest/v1.0/me").status_code == 401


def test_a_person_acts_in_their_own_name(box: Box) -> None:
    token = box.person("mep@example.com")
    assert box.call("GET", "/rest/v1.0/me", token=token).json()["login"] == "mep@example.com"
    assert box.get("/rest/v1.0/me").json()["login"] == "converter@example.com"
