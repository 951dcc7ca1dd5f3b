"""The server: uvicorn on loopback, with connections that a fault can cut."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from converter.sandbox.control import announcement
from converter.sandbox.gate import Gate
from converter.sandbox.world import Start, World

HOST = "127.0.0.1"
KEEP_ALIVE_S = 75


class CuttableProtocol(H11Protocol):
    """HTTP whose connection is handed to the application, in ``scope["state"]["transport"]``."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn declares it
        """A client has connected."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


@dataclass(slots=True)
class Attendance:
    """An application, and how long nobody has asked it anything. Real seconds, whatever the sandbox's clock shows."""

    app: ASGIApp
    under_way: int = 0
    left_at_s: float = field(default_factory=time.monotonic)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        self.under_way += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.under_way -= 1
            self.left_at_s = time.monotonic()

    @property
    def idle_s(self) -> float:
        """Seconds since the last request was answered; 0 while one is under way."""
        return 0.0 if self.under_way else time.monotonic() - self.left_at_s


class Server(uvicorn.Server):
    """A server that ends by itself once nobody has asked anything for ``idle_exit_s``; None: it never does."""

    def __init__(self, config: uvicorn.Config, attendance: Attendance, idle_exit_s: float | None) -> None:
        super().__init__(config)
        self._attendance, self._idle_exit_s = attendance, idle_exit_s

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second: whether to end."""
        is_over = self._idle_exit_s is not None and self._attendance.idle_s >= self._idle_exit_s
        return await super().on_tick(counter) or is_over


def serve(
    start: Start, port: int, ready: Callable[[dict[str, object]], None], idle_exit_s: float | None = None
) -> None:
    """Serve until interrupted, or until there was no request for ``idle_exit_s``.

    ``ready`` is told the addresses once clients may connect; port 0 takes any free one.
    ``OSError`` when the port is taken, ``SwitchError`` and ``FaultError`` for what cannot be set.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    with listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(128)
        world = World.open(start, f"http://{HOST}:{listener.getsockname()[1]}")
        attendance = Attendance(Gate(world))
        config = uvicorn.Config(
            attendance,
            http=CuttableProtocol,
            loop="asyncio",
            lifespan="off",
            ws="none",
            log_level="warning",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            date_header=False,  # the date is the sandbox's own
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=1,
        )
        ready(announcement(world))
        try:
            Server(config, attendance, idle_exit_s).run(sockets=[listener])
        finally:
            world.store.close()
