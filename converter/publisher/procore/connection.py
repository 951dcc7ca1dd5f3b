"""One request to Procore: time-outs, safe retries, words of errors, and no secret in any of them."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
import requests

from converter.errors import AuthError, RejectedError, TargetError, TransientError
from converter.events import Observer, Waiting, nobody
from converter.publisher.clock import Clock, wait
from converter.publisher.procore.answers import Answer as Answer
from converter.publisher.procore.answers import Tried, decoded, is_half, may_pass, outcome
from converter.publisher.procore.blanking import Secrets
from converter.publisher.procore.error_bodies import words_of
from converter.publisher.procore.hosts import Hosts
from converter.publisher.procore.oauth import Credentials, Token, TokenSource, life_s
from converter.publisher.procore.rate_windows import LONGEST_WAIT_S, RateWindows, retry_after_s
from converter.publisher.procore.sessions import host_of, is_distrusted, session_for, was_not_sent, why

ATTEMPTS = 6
_FIRST_WAIT_S, _LONGEST_WAIT_S = 1.0, 60.0
_SIGN_IN = (
    "Check CONVERTER_TARGET__CLIENT_ID and CONVERTER_TARGET__CLIENT_SECRET, that they are of this environment "
    "(target.login_url), and that the app is installed in the company. `converter doctor --online` tries it."
)
_LATER = "Try again later: what was done is known, and nothing is done twice."
_NETWORK = (
    "Check target.base_url, target.login_url and the network. HTTPS_PROXY names a proxy, "
    "REQUESTS_CA_BUNDLE certificates of your own."
)
RATE_LIMIT = "Procore's rate limit"


class UnconfirmedError(TransientError):
    """A write of which nobody knows whether it was carried out: look, do not send again."""

    exit_code = 4


class StorageRefusedError(RejectedError):
    """The storage refused what an upload said: its time was over, or it is of no use. A new upload may do."""


Going = Callable[[], None]
"""Is called when a request really goes: it may have waited for an hour."""


def _unnoticed() -> None:
    """Nobody wants to know."""


@dataclass(slots=True)
class Connection:
    """Talks to one company of one environment; safe to use from several threads.

    ``jitter`` gives chance, 0 … 1; ``observer`` is told when nothing is sent for a while.
    """

    hosts: Hosts
    credentials: Credentials
    company_id: int | None
    clock: Clock
    agent: str
    jitter: Callable[[], float] = random.random
    observer: Observer = nobody
    _stop: threading.Event = field(init=False, repr=False, default_factory=threading.Event)
    _session: requests.Session = field(init=False, repr=False)
    _storage: requests.Session = field(init=False, repr=False)
    _windows: RateWindows = field(init=False, repr=False)
    _tokens: TokenSource = field(init=False, repr=False)
    _secrets: Secrets = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._session = session_for(self.hosts.api, self.agent)
        self._session.headers["Accept"] = "application/json"
        self._storage = session_for(self.hosts.api, self.agent)
        self._windows = RateWindows(self.clock, lambda seconds: self.observer(Waiting(seconds, RATE_LIMIT)), self._stop)
        self._tokens = TokenSource(self._sign_in, self.clock.now)
        self._secrets = Secrets((self.credentials.client_secret, self.credentials.client_id))

    def stop(self) -> None:
        """Give up: whoever waits, or comes to wait, gets :class:`~converter.publisher.clock.StoppedError`.

        In any thread. A request that is under way is not broken off.
        """
        self._stop.set()

    def close(self) -> None:
        """Close the sockets."""
        self._session.close()
        self._storage.close()

    def get(self, path: str, **query: Any) -> Answer:
        """Read; repeated until it works or all attempts are used."""
        return self._call("GET", path, query=query, may_repeat=True)

    def send(
        self, method: str, path: str, body: bytes | Any, *, may_repeat: bool = False, going: Going = _unnoticed
    ) -> Answer:
        """Write. ``may_repeat`` is for what changes nothing the second time; ``going`` is called before each try.

        :class:`UnconfirmedError` when nobody knows what became of it, :class:`~converter.errors.RejectedError` when it
        was refused.
        """
        content = body if isinstance(body, bytes) else msgspec.json.encode(body)
        return self._call(method, path, content=content, may_repeat=may_repeat, going=going)

    def token_info(self) -> Token:
        """Sign in, and no more."""
        return self._tokens.token()

    def store(self, address: str, fields: Mapping[str, str], name: str, content: bytes, media_type: str) -> None:
        """Put a file into the storage an upload names: every field unchanged, then the file, and no token.

        May be repeated; :class:`StorageRefusedError` when the time for it is over.
        """
        parts: list[tuple[str, tuple[str | None, str | bytes] | tuple[str, bytes, str]]] = [
            (key, (None, value)) for key, value in fields.items()
        ]
        parts.append(("file", (name, content, media_type)))
        send = lambda: self._storage.post(address, files=parts, allow_redirects=False)  # noqa: E731
        response = self._until_answered(address, send)
        if response.status_code >= 300:
            said = Secrets(fields.values()).blanked(words_of(None, response.text) or response.reason)
            raise StorageRefusedError(self._clean(f"the storage refused a picture: {response.status_code}, {said}"))

    def store_segment(self, address: str, headers: Mapping[str, str], content: bytes) -> str:
        """Put a part of a file into the storage, with the headers the upload names and no token; gives its ETag.

        May be repeated; :class:`StorageRefusedError` when the time for it is over.
        """
        given = {name: value for name, value in headers.items() if name.lower() != "content-length"}
        given["Content-Type"] = "application/octet-stream"
        send = lambda: self._storage.put(address, content, headers=given, allow_redirects=False)  # noqa: E731
        response = self._until_answered(address, send)
        if response.status_code >= 300:
            said = words_of(None, response.text) or response.reason
            raise StorageRefusedError(
                self._clean(f"the storage refused a part of a file: {response.status_code}, {said}")
            )
        return response.headers.get("ETag", "").strip('"')

    # One call with everything that may happen to it

    def _call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        content: bytes | None = None,
        may_repeat: bool,
        going: Going = _unnoticed,
    ) -> Answer:
        refused: Token | None = None
        for attempt in range(1, ATTEMPTS + 1):
            tried = self._tried(method, path, query, content, refused, going)
            if isinstance(tried.came, TransientError):
                if not (may_repeat or tried.is_undone):
                    raise UnconfirmedError(tried.came.message)
                self._wait_or_raise(attempt, tried.came)
            elif tried.came.status_code == 401 and refused is None and attempt < ATTEMPTS:
                refused = tried.token
            else:
                return self._answer(method, path, tried.came)
        raise AssertionError("the last attempt raises")  # pragma: no cover

    def _tried(
        self,
        method: str,
        path: str,
        query: Mapping[str, Any] | None,
        content: bytes | None,
        refused: Token | None,
        going: Going,
    ) -> Tried:
        """One request, counted. The token is fetched last: what goes before may take an hour."""
        with self._windows.request() as request:
            token = self._tokens.token() if refused is None else self._tokens.renew(refused)
            going()
            sent_s = self.clock.now()
            came = outcome(lambda: self._sent(method, path, query, content, token))
            if not isinstance(came, requests.Response):
                trouble = self._not_answered(came, self.hosts.api, f"{method} {path}: ")
                return Tried(token, trouble, is_undone=was_not_sent(came))
            request.heard(came.headers, sent_s)
            if came.status_code == 429:
                request.refused(came.headers, self.jitter())
                return Tried(token, self._transient(method, path, came), is_undone=True)
        if may_pass(came):
            return Tried(token, self._transient(method, path, came))
        if is_half(came):
            return Tried(token, TransientError(f"{method} {path}: half an answer came back", _LATER))
        return Tried(token, came)

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
            allow_redirects=method == "GET",
        )

    def _answer(self, method: str, path: str, response: requests.Response) -> Answer:
        status, body = response.status_code, decoded(response.content)
        said = words_of(body, response.text) if status >= 400 else ""
        if status == 401:
            raise AuthError(self._clean(f"Procore refuses the sign-in: {said}"), _SIGN_IN)
        if 300 <= status < 400:
            raise TargetError(
                f"{method} {path} is redirected to another address, which is not followed.", "Check target.base_url."
            )
        if status >= 400:
            raise RejectedError(self._clean(f"{method} {path}: {status}, {said or response.reason}"))
        return Answer(status, body, response.headers)

    def _until_answered(self, address: str, send: Callable[[], requests.Response]) -> requests.Response:
        """The answer to what needs no token, is not counted and may be repeated."""
        for attempt in range(1, ATTEMPTS + 1):
            came = outcome(send)
            if not isinstance(came, requests.Response):
                self._wait_or_raise(attempt, self._not_answered(came, address))
            elif came.status_code == 429 or may_pass(came):
                said = f"{host_of(address)} answered {came.status_code}, {came.reason}"
                self._wait_or_raise(attempt, TransientError(said, _LATER, retry_after_s(came.headers)))
            else:
                return came
        raise AssertionError("the last attempt raises")  # pragma: no cover

    # What is said of trouble

    def _not_answered(self, error: requests.RequestException, address: str, what: str = "") -> TransientError:
        """The words for no answer; :class:`~converter.errors.TargetError` where another try does not help."""
        said = self._clean(f"{what}{why(error, host_of(address))}")
        if is_distrusted(error):
            raise TargetError(said, _NETWORK)
        return TransientError(said, _NETWORK)

    def _transient(self, method: str, path: str, response: requests.Response) -> TransientError:
        said = words_of(decoded(response.content), response.text).removeprefix(f"{response.status_code} ")
        after = retry_after_s(response.headers) if response.status_code == 503 else 0.0
        return TransientError(
            self._clean(f"{method} {path}: {response.status_code}, {said or response.reason}"), _LATER, after
        )

    def _wait_or_raise(self, attempt: int, trouble: TransientError) -> None:
        """Wait longer each time, at least as long as asked; give up after the last attempt."""
        if attempt == ATTEMPTS:
            raise trouble
        backoff = min(_FIRST_WAIT_S * 2 ** (attempt - 1), _LONGEST_WAIT_S) * (0.5 + self.jitter() / 2)
        asked = min(trouble.wait_s, LONGEST_WAIT_S)
        pause = max(asked + self.jitter(), backoff) if asked else backoff
        said = f"; {trouble.wait_s:.0f} s were asked for, which is not believed" if asked < trouble.wait_s else ""
        self.observer(Waiting(pause, f"another try: {trouble.message}{said}"))
        wait(self.clock, pause, self._stop)

    # Signing in

    def _sign_in(self) -> Token:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.credentials.client_id,
            "client_secret": self.credentials.client_secret,
        }
        address = f"{self.hosts.login}/oauth/token"
        response = self._until_answered(address, lambda: self._session.post(address, form, allow_redirects=False))
        body = decoded(response.content)
        if response.status_code != 200 or not isinstance(body, dict) or not body.get("access_token"):
            said = words_of(body, response.text) or f"{response.status_code}, {response.reason}"
            raise AuthError(self._clean(f"Signing in to {self.hosts.login} failed: {said}"), _SIGN_IN)
        token = Token(str(body["access_token"]), self.clock.now() + life_s(body.get("expires_in")))
        self._secrets.add((token.value,))
        return token

    def _clean(self, text: str) -> str:
        """A message without secrets."""
        return self._secrets.blanked(text)
