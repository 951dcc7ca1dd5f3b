"""Sessions over HTTP in which nothing waits for ever and nobody signs in by accident; and what went wrong, in words."""

from __future__ import annotations

import logging
import re
import ssl
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from converter.publisher.procore.blanking import BLANK
from converter.publisher.procore.hosts import is_loopback

CONNECT_S, READ_S = 10.0, 60.0
CONNECTIONS = 10
_REDIRECTS = 5
_NOT_KNOWN, _NOT_TAKEN, _NOT_IN_TIME = "NameResolutionError", "NewConnectionError", "ConnectTimeoutError"
"""Of urllib3, by name: an old one lacks the first."""
_NO_TUNNEL = "Tunnel connection failed"
"""How the library's words begin when a proxy refuses to connect (a 407, a 502)."""

_LOG_OF_REQUESTS = "urllib3.connectionpool"
_SIGNED = re.compile(r"\?\S*(?:signature|x-amz-|sig=)\S*", re.IGNORECASE)

Timeout = float | tuple[float, float] | tuple[float, None] | None


class _TimedAdapter(HTTPAdapter):
    """Gives every request a time-out that has none."""

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: FBT001, FBT002 - as the library declares it
        timeout: Timeout = None,
        verify: bool | str = True,  # noqa: FBT001, FBT002
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Send one request."""
        return super().send(request, stream, timeout or (CONNECT_S, READ_S), verify, cert, proxies)


class _Session(requests.Session):
    """Takes no password of ``~/.netrc`` for where it is redirected to."""

    def rebuild_auth(self, prepared_request: requests.PreparedRequest, response: requests.Response) -> None:
        """Take our token away from another host. The library would also put a password in its place."""
        is_elsewhere = self.should_strip_auth(response.request.url, prepared_request.url)  # type: ignore[no-untyped-call]
        if is_elsewhere:
            prepared_request.headers.pop("Authorization", None)


def session_for(address: str, agent: str) -> requests.Session:
    """A session with time-outs; several threads may use it.

    Proxies and certificates come from the environment (``HTTPS_PROXY``, ``NO_PROXY``, ``REQUESTS_CA_BUNDLE``), but for
    loopback. Passwords of ``~/.netrc`` never do: they would take the place of our token.
    """
    logging.getLogger(_LOG_OF_REQUESTS).addFilter(_without_signatures)
    session = _Session()
    session.trust_env = not is_loopback(address)
    session.auth = _as_it_is
    session.max_redirects = _REDIRECTS
    session.headers["User-Agent"] = agent
    adapter = _TimedAdapter(pool_maxsize=CONNECTIONS)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _without_signatures(record: logging.LogRecord) -> bool:
    """The library writes addresses down at its finest level: what signs one is taken out, whoever listens."""
    text = record.getMessage()
    if _SIGNED.search(text):
        record.msg, record.args = _SIGNED.sub(f"?{BLANK}", text), None
    return True


def was_not_sent(error: requests.RequestException) -> bool:
    """True when no connection came about, so that nothing can have been carried out.

    That a proxy had to do with it says nothing: it may also have lost the answer.
    """
    if isinstance(error, requests.ConnectTimeout) or is_distrusted(error) or _has_no_tunnel(error):
        return True
    return not _named(error).isdisjoint((_NOT_KNOWN, _NOT_TAKEN, _NOT_IN_TIME))


def is_distrusted(error: requests.RequestException) -> bool:
    """True when the other side could not prove who it is: trying again does not help."""
    return any(
        isinstance(cause, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY_FAILED" in str(cause)
        for cause in _causes(error)
    )


def why(error: requests.RequestException, host: str) -> str:
    """What happened, without the address that was asked: addresses of a storage are signed."""
    if is_distrusted(error):
        return f"the certificate of {host} cannot be verified"
    if isinstance(error, requests.exceptions.ProxyError):
        return _why_the_proxy(error)
    if _NOT_KNOWN in _named(error):
        return f"the name {host} is not known"
    if isinstance(error, requests.ConnectTimeout):
        return f"{host} did not take the connection within {CONNECT_S:.0f} s"
    if _NOT_TAKEN in _named(error):
        return f"{host} does not take connections"
    if isinstance(error, requests.Timeout):
        return f"no answer within {READ_S:.0f} s"
    if isinstance(error, requests.TooManyRedirects):
        return "redirected again and again"
    return f"the connection broke off ({_innermost(error)})"


def _why_the_proxy(error: requests.RequestException) -> str:
    if _has_no_tunnel(error):
        said = next(str(cause) for cause in _causes(error) if str(cause).startswith(_NO_TUNNEL))
        return f"the proxy refuses to connect ({said.removeprefix(_NO_TUNNEL).strip(': ')})"
    if was_not_sent(error):
        return "the proxy does not take connections"
    return f"the connection through the proxy broke off ({_innermost(error)})"


def _has_no_tunnel(error: requests.RequestException) -> bool:
    return any(str(cause).startswith(_NO_TUNNEL) for cause in _causes(error))


def host_of(address: str) -> str:
    """Host and port of an address, for messages."""
    parts = urlsplit(address)
    return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exceptions an exception of the library is wrapped around."""
    yield error
    for inner in (*error.args, getattr(error, "reason", None)):
        if isinstance(inner, BaseException):
            yield from _causes(inner)


def _named(error: BaseException) -> set[str]:
    return {type(cause).__name__ for cause in _causes(error)}


def _innermost(error: BaseException) -> str:
    return type(list(_causes(error))[-1]).__name__
