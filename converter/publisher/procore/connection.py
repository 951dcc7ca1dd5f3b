"""One request to Procore: time-outs, safe retries, words of errors, and no secret in any of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
import requests

from converter.errors import AuthError, RejectedError, TargetError, TransientError
from converter.publisher.clock import Clock
from converter.publisher.procore.error_bodies import words_of
from converter.publisher.procore.hosts import Hosts
from converter.publisher.procore.oauth import Credentials, Token, TokenSource
from converter.publisher.procore.rate_windows import RateWindows, retry_after_s

CONNECT_S, READ_S = 10.0, 60.0
ATTEMPTS = 6
_FIRST_WAIT_S, _LONGEST_WAIT_S = 1.0, 60.0
_SERVER_ERRORS = frozenset({500, 502, 503, 504})
_BLANK = "•••"


class UnconfirmedError(TransientError):
    """A write of which nobody knows whether it was carried out: look, do not send again."""

    exit_code = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the decoded JSON (None without a body), and the headers."""

    status: int
    body: Any
    headers: Mapping[str, str]


@dataclass(slots=True)
class Traffic:
    """What was sent, for the summary: requests by method and path without ids, and how often something was repeated."""

    requests: int = 0
    writes: int = 0
    repeated: int = 0


@dataclass(slots=True)
class Connection:
    """Talks to one company of one environment; safe to use from several threads.

    ``random`` gives the jitter, 0 … 1.
    """

    hosts: Hosts
    credentials: Credentials
    company_id: int | None
    clock: Clock
    agent: str
    jitter: Callable[[], float] = random.random
    traffic: Traffic = field(default_factory=Traffic)
    _session: requests.Session = field(init=False, repr=False)
    _windows: RateWindows = field(init=False, repr=False)
    _tokens: TokenSource = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._session = requests.Session()
        self._session.trust_env = True
        self._session.headers["User-Agent"] = self.agent
        self._session.headers["Accept"] = "application/json"
        self._windows = RateWindows(self.clock)
        self._tokens = TokenSource(self._sign_in, self.clock.now)

    def close(self) -> None:
        """Close the sockets."""
        self._session.close()

    def get(self, path: str, **query: Any) -> Answer:
        """Read; repeated until it works or all attempts are used."""
        return self._call("GET", path, query=query, may_repeat=True)

    def send(self, method: str, path: str, body: bytes | Any, *, may_repeat: bool = False) -> Answer:
        """Write. ``may_repeat`` is for what changes nothing the second time.

        :class:`UnconfirmedError` when nobody knows what became of it, :class:`~converter.errors.RejectedError` when it
        was refused.
        """
        content = body if isinstance(body, bytes) else msgspec.json.encode(body)
        return self._call(method, path, content=content, may_repeat=may_repeat)

    def token_info(self) -> Token:
        """Sign in, and no more."""
        return self._tokens.token()

    # One call with everything that may happen to it

    def _call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        content: bytes | None = None,
        may_repeat: bool,
    ) -> Answer:
        token = self._tokens.token()
        renewed = False
        for attempt in range(1, ATTEMPTS + 1):
            self._windows.take()
            self._count(method, attempt)
            try:
                response = self._sent(method, path, query, content, token)
            except requests.ConnectTimeout as error:
                self._windows.lost()
                self._wait_or_raise(attempt, TransientError(self._clean(f"no connection to {self.hosts.api}: {error}")))
                continue
            except requests.RequestException as error:
                self._windows.lost()
                why = TransientError(self._clean(f"{method} {path}: the connection broke off: {error}"))
                if not (may_repeat or _was_not_sent(error)):
                    raise UnconfirmedError(why.message) from error
                self._wait_or_raise(attempt, why)
                continue
            self._windows.heard(response.headers)
            if response.status_code == 401 and not renewed:
                token, renewed = self._tokens.renew(token), True
                continue
            if response.status_code == 429:
                wait = self._windows.refused(response.headers)
                self._wait_or_raise(attempt, self._transient(method, path, response, wait))
                continue
            if response.status_code in _SERVER_ERRORS:
                if not may_repeat:
                    raise UnconfirmedError(self._transient(method, path, response, 0.0).message)
                after = retry_after_s(response.headers) if response.status_code == 503 else 0.0
                self._wait_or_raise(attempt, self._transient(method, path, response, after))
                continue
            if may_repeat and _is_half(response):
                self._wait_or_raise(attempt, TransientError(f"{method} {path}: half an answer came back"))
                continue
            return self._answer(method, path, response)
        raise AssertionError("the last attempt raises")  # pragma: no cover

    def store(self, address: str, fields: Mapping[str, str], name: str, content: bytes, media_type: str) -> None:
        """Put a file into the storage an upload names: every field unchanged, then the file, and no token.

        May be repeated; :class:`~converter.errors.RejectedError` when the time for it is over.
        """
        parts: list[tuple[str, tuple[str | None, str | bytes] | tuple[str, bytes, str]]] = [
            (key, (None, value)) for key, value in fields.items()
        ]
        parts.append(("file", (name, content, media_type)))
        response = self._until_answered(
            "the storage",
            lambda: requests.post(
                address,
                files=parts,
                headers={"User-Agent": self.agent},
                timeout=(CONNECT_S, READ_S),
                allow_redirects=False,
            ),
        )
        if response.status_code >= 300:
            said = " ".join(response.text.split())[:200]
            raise RejectedError(f"the storage refused a picture: {response.status_code}, {said}")

    def _until_answered(self, who: str, send: Callable[[], requests.Response]) -> requests.Response:
        """The answer to what needs no token and may be repeated."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                response = send()
            except requests.RequestException as error:
                self._wait_or_raise(attempt, TransientError(self._clean(f"no answer from {who}: {error}")))
                continue
            if response.status_code != 429 and response.status_code not in _SERVER_ERRORS:
                return response
            said = f"{who} answered {response.status_code}"
            self._wait_or_raise(attempt, TransientError(said, wait_s=retry_after_s(response.headers)))
        raise AssertionError("the last attempt raises")  # pragma: no cover

    def _sent(
        self, method: str, path: str, query: Mapping[str, Any] | None, content: bytes | None, token: Token
    ) -> requests.Response:
        headers = {"Authorization": f"Bearer {token.value}"}
        if self.company_id is not None:
            headers["Procore-Company-Id"] = str(self.company_id)
        if content is not None:
            headers["Content-Type"] = "application/json"
        return self._session.request(
            method,
            self.hosts.api + path,
            params=query,
            data=content,
            headers=headers,
            timeout=(CONNECT_S, READ_S),
            allow_redirects=method == "GET",
        )

    def _answer(self, method: str, path: str, response: requests.Response) -> Answer:
        status, body = response.status_code, _decoded(response.content)
        if status == 401:
            raise AuthError(self._clean(f"Procore refuses the sign-in: {words_of(body, response.text)}"), _SIGN_IN)
        if 300 <= status < 400:
            raise TargetError(
                f"{method} {path} is redirected to another address, which is not followed.", "Check target.base_url."
            )
        if status >= 400:
            raise RejectedError(self._clean(f"{method} {path}: {status}, {words_of(body, response.text)}"))
        if _is_half(response):
            raise UnconfirmedError(f"{method} {path}: half an answer came back")
        return Answer(status, body, response.headers)

    def _transient(self, method: str, path: str, response: requests.Response, wait_s: float) -> TransientError:
        said = words_of(_decoded(response.content), response.reason or "")
        return TransientError(self._clean(f"{method} {path}: {response.status_code}, {said}"), wait_s=wait_s)

    def _wait_or_raise(self, attempt: int, why: TransientError) -> None:
        """Wait longer each time, at least as long as asked; give up after the last attempt."""
        if attempt == ATTEMPTS:
            raise why
        backoff = min(_FIRST_WAIT_S * 2 ** (attempt - 1), _LONGEST_WAIT_S) * (0.5 + self.jitter() / 2)
        self.traffic.repeated += 1
        self.clock.sleep(max(why.wait_s + self.jitter(), backoff) if why.wait_s else backoff)

    def _count(self, method: str, attempt: int) -> None:
        self.traffic.requests += 1
        self.traffic.writes += method != "GET" and attempt == 1

    # Signing in

    def _sign_in(self) -> Token:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.credentials.client_id,
            "client_secret": self.credentials.client_secret,
        }
        address = f"{self.hosts.login}/oauth/token"
        return self._token_of(
            self._until_answered(
                self.hosts.login,
                lambda: self._session.post(address, data=form, timeout=(CONNECT_S, READ_S), allow_redirects=False),
            )
        )

    def _token_of(self, response: requests.Response) -> Token:
        body = _decoded(response.content)
        if response.status_code != 200 or not isinstance(body, dict) or not body.get("access_token"):
            said = words_of(body, response.reason or "")
            raise AuthError(self._clean(f"Signing in to {self.hosts.login} failed: {said}"), _SIGN_IN)
        return Token(str(body["access_token"]), self.clock.now() + float(body.get("expires_in") or 5400))

    def _clean(self, text: str) -> str:
        """A message without secrets."""
        for secret in (self.credentials.client_secret, self.credentials.client_id):
            if secret:
                text = text.replace(secret, _BLANK)
        return text


_SIGN_IN = (
    "Check CONVERTER_TARGET__CLIENT_ID and CONVERTER_TARGET__CLIENT_SECRET, that they are of this environment "
    "(target.login_url), and that the app is installed in the company. `converter doctor --online` tries it."
)


def _decoded(content: bytes) -> Any:
    try:
        return msgspec.json.decode(content) if content.strip() else None
    except msgspec.DecodeError:
        return None


def _is_half(response: requests.Response) -> bool:
    """True for a body that should be JSON and is not."""
    return response.ok and bool(response.content.strip()) and _decoded(response.content) is None


def _was_not_sent(error: requests.RequestException) -> bool:
    """True when no connection came about, so that nothing can have been carried out."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, requests.ConnectionError) and type(reason).__name__ == "NewConnectionError"
