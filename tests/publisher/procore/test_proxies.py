"""A proxy between us and Procore: that it lost the answer does not mean that nothing was sent."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from converter.errors import TransientError
from converter.publisher.procore.connection import ATTEMPTS, Connection, UnconfirmedError
from converter.publisher.procore.hosts import Hosts
from converter.publisher.procore.oauth import Token
from tests.publisher.procore.answering import Asked, Said, answering, connected

PATH = "/rest/v1.0/coordination_issues/sync"
HOST = "procore.example"
TOKEN = b'{"access_token": "token-number-1", "expires_in": 5400}'


@dataclass
class Tunnels:
    """A proxy, and at the end of its tunnels a server that gives tokens and loses the answer to everything else."""

    certificate: ssl.SSLContext | None
    refuses: bytes = b""
    url: str = ""
    tunnels: int = 0
    arrived: list[bytes] = field(default_factory=list)

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            with suppress(OSError), client:
                self.one(client)

    def one(self, client: socket.socket) -> None:
        request(client)
        self.tunnels += 1
        if self.refuses:
            client.sendall(self.refuses)
            return
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        assert self.certificate
        with self.certificate.wrap_socket(client, server_side=True) as inner:
            while asked := request(inner):
                if b"/oauth/token" not in asked:
                    self.arrived.append(asked)
                    return
                inner.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(TOKEN), TOKEN))


def request(client: socket.socket) -> bytes:
    """A whole request; nothing when the other side has closed."""
    data = b""
    while b"\r\n\r\n" not in data:
        if not (more := client.recv(65_536)):
            return b""
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")]
    while lengths and len(body) < lengths[0]:
        body += client.recv(65_536)
    return head + body


@contextmanager
def tunnelling(
    patch: pytest.MonkeyPatch, certificate: ssl.SSLContext | None, refuses: bytes = b""
) -> Iterator[Tunnels]:
    """A proxy that the environment names."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        proxy = Tunnels(certificate, refuses, f"http://127.0.0.1:{listener.getsockname()[1]}")
        thread = threading.Thread(target=proxy.serve, args=(listener,), daemon=True)
        thread.start()
        through(patch, proxy.url)
        yield proxy
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
    thread.join()


def through(patch: pytest.MonkeyPatch, proxy: str) -> None:
    for name in ("NO_PROXY", "HTTP_PROXY", "ALL_PROXY"):
        patch.setenv(name, "")
        patch.setenv(name.lower(), "")
    patch.setenv("HTTPS_PROXY", proxy)
    patch.setenv("https_proxy", proxy)


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """Of :data:`HOST`, signed by itself, and trusted."""
    if (openssl := shutil.which("openssl")) is None:
        pytest.skip("openssl, which makes the certificate of the test, is not installed")
    key, made = tmp_path / "key.pem", tmp_path / "certificate.pem"
    what = [
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        f"/CN={HOST}",
        "-addext",
        f"subjectAltName=DNS:{HOST}",
    ]
    command = [openssl, "req", "-x509", *what, "-keyout", str(key), "-out", str(made)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(made))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    return context


def nobody_asks(asked: Asked, _number: int) -> Said:
    raise AssertionError(f"it was asked past the proxy: {asked.path}")


HOSTS = Hosts(f"https://{HOST}", f"https://{HOST}")


def test_a_batch_whose_answer_the_proxy_lost_is_not_sent_again(
    certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    with answering(nobody_asks) as script, tunnelling(monkeypatch, certificate) as proxy:
        with connected(script, hosts=HOSTS) as connection, pytest.raises(UnconfirmedError) as caught:
            connection.send("PATCH", PATH, {"updates": []})
        assert len(proxy.arrived) == 1
    assert "through the proxy broke off" in caught.value.message


def send_with_a_token(connection: Connection) -> None:
    """A write for which nobody has to sign in."""
    connection._tokens._token = Token("token-number-1", connection.clock.now() + 5_400)
    connection.send("PATCH", PATH, {"updates": []})


def test_a_proxy_that_refuses_the_tunnel_has_sent_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    said = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
    with (
        answering(nobody_asks) as script,
        tunnelling(monkeypatch, None, said) as proxy,
        connected(script, hosts=HOSTS) as connection,
    ):
        with pytest.raises(TransientError, match=r"the proxy refuses to connect \(407") as caught:
            send_with_a_token(connection)
        assert proxy.tunnels == ATTEMPTS
    assert not isinstance(caught.value, UnconfirmedError)


def test_a_proxy_that_is_not_there_has_sent_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    through(monkeypatch, "http://127.0.0.1:9")
    with (
        answering(nobody_asks) as script,
        connected(script, hosts=HOSTS) as connection,
        pytest.raises(TransientError, match="the proxy does not take connections") as caught,
    ):
        send_with_a_token(connection)
    assert not isinstance(caught.value, UnconfirmedError)
