"""The server: uvicorn on loopback, with connections that a fault can cut."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import uvicorn
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


def serve(start: Start, port: int, ready: Callable[[dict[str, object]], None]) -> None:
    """Serve until interrupted. ``ready`` is told the addresses once clients may connect; port 0 takes any free one.

    ``OSError`` when the port is taken, ``SwitchError`` and ``FaultError`` for what cannot be set.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    with listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(128)
        world = World.open(start, f"http://{HOST}:{listener.getsockname()[1]}")
        config = uvicorn.Config(
            Gate(world),
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
            uvicorn.Server(config).run(sockets=[listener])
        finally:
            world.store.close()
