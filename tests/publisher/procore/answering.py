"""A server that answers what a test tells it to, and remembers what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from converter.events import Event
from converter.publisher.procore.connection import Connection
from converter.publisher.procore.hosts import Hosts
from converter.publisher.procore.oauth import Credentials
from tests.publisher.procore.two_windows import SharedClock

COMPANY = 4_300_000_001
SECRET = "a-secret-of-the-app"


@dataclass(frozen=True)
class Said:
    """One answer; status 0 drops the connection."""

    status: int = 200
    body: str = "{}"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Answers = Callable[[Asked, int], Said]
"""What is said to the n-th request (from 1) that is no sign-in."""


@dataclass
class Script:
    url: str
    answers: Answers = lambda _asked, _n: Said()
    asked: list[Asked] = field(default_factory=list)
    sign_ins: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, asked: Asked) -> Said:
        with self.lock:
            if asked.path == "/oauth/token":
                self.sign_ins += 1
                return Said(200, f'{{"access_token": "token-number-{self.sign_ins}", "expires_in": 5400}}')
            self.asked.append(asked)
            number = len(self.asked)
        return self.answers(asked, number)

    def tokens(self) -> list[str]:
        return [each.headers.get("Authorization", "") for each in self.asked]


@contextmanager
def answering(answers: Answers) -> Iterator[Script]:
    """A server for the length of a block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            said = script.answer(Asked(self.command, self.path, dict(self.headers), body))
            if not said.status:
                self.close_connection = True
                return
            self.send_response_only(said.status)  # without a date: the clock of the test is another
            for name, value in {"Content-Type": "application/json", **said.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said.body.encode())))
            self.end_headers()
            self.wfile.write(said.body.encode())

        do_GET = do_POST = do_PATCH = do_PUT = answer  # noqa: N815 - as the library calls them

        def log_message(self, *_: object) -> None:
            """Nothing on stderr."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    script = Script(f"http://127.0.0.1:{server.server_address[1]}", answers)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def connected(
    script: Script, clock: SharedClock | None = None, seen: list[Event] | None = None, **more: object
) -> Iterator[Connection]:
    """A connection to it, whose waits take no time and whose chance is none."""
    named = {"hosts": Hosts(script.url, script.url), "company_id": COMPANY, "agent": "clash-converter/test", **more}
    found = [] if seen is None else seen
    connection = Connection(
        credentials=Credentials("an-app", SECRET),
        clock=clock or SharedClock(),
        jitter=lambda: 0.0,
        observer=found.append,
        **named,  # type: ignore[arg-type]
    )
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def speaking(
    answers: Answers, clock: SharedClock | None = None, seen: list[Event] | None = None
) -> Iterator[tuple[Script, Connection]]:
    """Both."""
    with answering(answers) as script, connected(script, clock, seen) as connection:
        yield script, connection
