"""A place between publisher and sandbox, over loopback: answers in Procore's stead, or lets something happen first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec
import requests

from tests.sandbox.running import TIMEOUT_S

Said = tuple[int, object]
"""Status and body of an answer."""
_HOP = {"host", "connection", "content-length", "accept-encoding", "transfer-encoding", "content-encoding"}


class Between:
    """``hook`` is asked with method and path of each request: its answer is given, None lets the request through."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.hook: Callable[[str, str], Said | None] = lambda _method, _path: None
        self.url = ""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        said = self.hook(handler.command, handler.path)
        if said is not None:
            self._give(handler, said[0], {"Content-Type": "application/json"}, msgspec.json.encode(said[1]))
            return
        headers = {name: value for name, value in handler.headers.items() if name.lower() not in _HOP}
        came = requests.request(
            handler.command, self.target + handler.path, headers=headers, data=body, timeout=TIMEOUT_S,
            allow_redirects=False,
        )  # fmt: skip
        kept = {name: value for name, value in came.headers.items() if name.lower() not in _HOP}
        self._give(handler, came.status_code, kept, came.content)

    @staticmethod
    def _give(handler: BaseHTTPRequestHandler, status: int, headers: dict[str, str], body: bytes) -> None:
        handler.send_response_only(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        if status != 204:
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)


@contextmanager
def between(target: str) -> Iterator[Between]:
    """Stand before ``target``; ``url`` is the address to ask instead."""
    middle = Between(target)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

        def do_GET(self) -> None:
            middle.answer(self)

        do_POST = do_PATCH = do_PUT = do_DELETE = do_GET  # noqa: N815

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    middle.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield middle
    finally:
        server.shutdown()
        server.server_close()
        thread.join(TIMEOUT_S)
