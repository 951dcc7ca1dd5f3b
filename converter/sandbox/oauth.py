"""Signing in: ``/oauth/authorize``, ``/oauth/token``, ``/oauth/token/info``, ``/oauth/revoke``."""

from __future__ import annotations

import secrets
from typing import NoReturn
from urllib.parse import urlencode

from converter.sandbox.call import Answer, Call, Caller, Refusal, reply
from converter.sandbox.store import Row

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
CODE_LIFE_S = 600
INVALID_TOKEN = "The access token is invalid"  # noqa: S105 - a message


class SignInRefusal(Refusal):
    """An error in the shape of OAuth: ``error`` and ``error_description``."""

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(status, description)
        self.error = error


def authorize(call: Call) -> Answer:
    """Give a code at once: the person at the sandbox has always agreed. ``login_hint`` says which person."""
    app = _app(call, call.asked("client_id") or "")
    if call.asked("response_type") != "code":
        raise SignInRefusal(400, "unsupported_response_type", "response_type must be code")
    redirect = call.asked("redirect_uri") or OUT_OF_BAND
    login = call.asked("login_hint") or "admin@example.com"
    user = call.world.store.value("SELECT id FROM users WHERE login = ?", login)
    if user is None:
        raise SignInRefusal(400, "access_denied", f"there is no user {login}")
    code = secrets.token_urlsafe(24)
    expires = call.world.clock.now() + CODE_LIFE_S
    call.world.store.run("INSERT INTO codes VALUES (?, ?, ?, ?, ?)", code, app["client_id"], user, redirect, expires)
    if redirect == OUT_OF_BAND:
        return reply({"code": code})
    return Answer(302, b"", {"Location": f"{redirect}?{urlencode({'code': code})}"})


def token(call: Call) -> Answer:
    """``POST /oauth/token``: client credentials, an authorization code, or a refresh token."""
    asked = call.document()
    app = _app(call, str(asked.get("client_id", "")))
    if not secrets.compare_digest(str(asked.get("client_secret", "")).encode(), app["client_secret"].encode()):
        _unknown_client()
    grant = asked.get("grant_type")
    if grant == "client_credentials":
        return _issue(call, app["client_id"], app["user_id"], refreshable=False)
    if grant == "authorization_code":
        return _redeem(call, app, str(asked.get("code", "")), str(asked.get("redirect_uri", "")))
    if grant == "refresh_token":
        return _refresh(call, app, str(asked.get("refresh_token", "")))
    raise SignInRefusal(400, "unsupported_grant_type", f"The authorization grant type is not supported: {grant}")


def info(call: Call) -> Answer:
    """``GET /oauth/token/info``."""
    row = _bearer(call)
    left = int(row["expires_at"] - call.world.clock.now())
    return reply(
        {
            "resource_owner_id": row["user_id"],
            "scope": [],
            "expires_in": left,
            "application": {"uid": row["client_id"]},
            "created_at": int(row["created_at"]),
        }
    )


def revoke(call: Call) -> Answer:
    """``POST /oauth/revoke``: the token and what it came with are worth nothing any more."""
    asked = call.document()
    app = _app(call, str(asked.get("client_id", "")))
    if asked.get("client_secret") != app["client_secret"]:
        _unknown_client()
    text = str(asked.get("token", ""))
    call.world.store.run("DELETE FROM tokens WHERE access_token = ? OR refresh_token = ?", text, text)
    return reply({})


def caller_of(call: Call) -> Caller:
    """Who a request comes from. ``Refusal`` 401 without a token that is valid now."""
    row = _bearer(call)
    return Caller(row["client_id"], row["user_id"])


def app_of(call: Call) -> str:
    """The app a token was given to, valid or not; "" when nobody knows it."""
    found = call.world.store.value("SELECT client_id FROM tokens WHERE access_token = ?", _token_text(call))
    return str(found or "")


def expire(call: Call) -> None:
    """The fault ``expire-token``: the token of this request has just run out."""
    now = call.world.clock.now()
    call.world.store.run("UPDATE tokens SET expires_at = ? WHERE access_token = ?", now, _token_text(call))


def _token_text(call: Call) -> str:
    kind, _, text = call.headers.get("authorization", "").partition(" ")
    return text.strip() if kind.lower() == "bearer" else ""


def _bearer(call: Call) -> Row:
    row = call.world.store.one("SELECT * FROM tokens WHERE access_token = ?", _token_text(call))
    if row is None or row["expires_at"] <= call.world.clock.now():
        raise Refusal(
            401,
            INVALID_TOKEN,
            {"WWW-Authenticate": f'Bearer error="invalid_token", error_description="{INVALID_TOKEN}"'},
        )
    return row


def _app(call: Call, client_id: str) -> Row:
    return call.world.store.one("SELECT * FROM apps WHERE client_id = ?", client_id) or _unknown_client()


def _unknown_client() -> NoReturn:
    raise SignInRefusal(401, "invalid_client", "Client authentication failed")


def _redeem(call: Call, app: Row, code: str, redirect: str) -> Answer:
    store = call.world.store
    row = store.one("SELECT * FROM codes WHERE code = ? AND client_id = ?", code, app["client_id"])
    if row is None or row["expires_at"] <= call.world.clock.now() or row["redirect_uri"] != redirect:
        raise SignInRefusal(401, "invalid_grant", "The provided authorization grant is invalid or expired")
    store.run("DELETE FROM codes WHERE code = ?", code)
    return _issue(call, app["client_id"], row["user_id"], refreshable=True)


def _refresh(call: Call, app: Row, text: str) -> Answer:
    store = call.world.store
    row = store.one("SELECT * FROM tokens WHERE refresh_token = ? AND client_id = ?", text, app["client_id"])
    if row is None or row["refreshed"]:
        raise SignInRefusal(401, "invalid_grant", "The refresh token is invalid")
    store.run("UPDATE tokens SET refreshed = 1 WHERE refresh_token = ?", text)
    return _issue(call, row["client_id"], row["user_id"], refreshable=True)


def _issue(call: Call, client_id: str, user_id: int, *, refreshable: bool) -> Answer:
    now, life = call.world.clock.now(), call.world.switches.number("token_seconds")
    access = secrets.token_urlsafe(32)
    refresh = secrets.token_urlsafe(32) if refreshable else None
    call.world.store.insert(
        "tokens", access_token=access, refresh_token=refresh, client_id=client_id, user_id=user_id,
        created_at=now, expires_at=now + life,
    )  # fmt: skip
    answer: dict[str, object] = {"access_token": access, "token_type": "bearer", "expires_in": life}
    if refresh is not None:
        answer["refresh_token"] = refresh
    return reply({**answer, "created_at": int(now)})
