"""The front door: numbers and writes down every request, lets the faults act, sends the answer."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.datastructures import QueryParams
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from converter.sandbox.answering import answer_at_own_door, answer_to
from converter.sandbox.call import Answer, Call, reply
from converter.sandbox.faults import Fault
from converter.sandbox.world import World

_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
_SLOW_PIECES = 20
_SLOW_S = 2.0
_RETRY_AFTER_S = 5


class Gate:
    """An ASGI application. ``scope["state"]["transport"]`` must be the connection (see ``serving.py``)."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._held: list[asyncio.Event] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        call = self._call(scope)
        own = call.path == "/" or call.path.startswith("/sandbox")
        if not own:
            self._open(call)
        try:
            await _read(call, Request(scope, receive))
        except ClientDisconnect:
            return
        if own:
            await self._send(self._at_own_door(call, scope), send)
        else:
            await self._serve(call, scope, receive, send)

    def _call(self, scope: Scope) -> Call:
        request = Request(scope)
        query = QueryParams(scope["query_string"]).multi_items()
        return Call(self._world, 0, scope["method"], scope["path"], query, request.headers, b"")

    def _at_own_door(self, call: Call, scope: Scope) -> Answer:
        if call.path == "/sandbox/release" and call.method == "POST":
            held, self._held = self._held, []
            for event in held:
                event.set()
            return reply({"released": len(held)})
        return answer_at_own_door(call, scope)

    async def _serve(self, call: Call, scope: Scope, receive: Receive, send: Send) -> None:
        kind = call.fault.kind if call.fault is not None else ""
        if kind == "drop-before":
            await _drop(scope, receive)
            return
        if kind == "hold-before" and not await self._hold(call, receive):
            return
        if kind in ("500-before", "502-before", "503-before"):
            await self._finish(call, _broken(kind), send)
            return
        answer = answer_to(call, scope)
        self._note(call, done=answer.status)
        if kind == "drop-after":
            await _drop(scope, receive)
            return
        if kind == "hold-after" and not await self._hold(call, receive):
            return
        if kind in ("500-after", "502-after", "503-after"):
            answer = _broken(kind)
        self._note(call, status=answer.status)
        if kind == "truncate":
            await self._truncate(answer, scope, receive, send)
        else:
            await self._send(answer, send, call.fault if kind == "slow" else None)

    async def _finish(self, call: Call, answer: Answer, send: Send) -> None:
        self._note(call, status=answer.status)
        await self._send(answer, send)

    def _open(self, call: Call) -> None:
        """Write the request down before anything is done for it."""
        store = self._world.store
        call.fault = self._world.faults.pick(call.method, call.path)
        call.n = int(store.value("SELECT COALESCE(MAX(n), 0) + 1 FROM requests"))
        query = "&".join(f"{name}={value}" for name, value in call.query)
        with store.transaction():
            store.insert(
                "requests", n=call.n, method=call.method, path=call.path, query=query, at=self._world.clock.stamp(),
                bytes=int(call.headers.get("content-length") or 0), fault=call.fault and call.fault.kind,
            )  # fmt: skip

    def _note(self, call: Call, **columns: object) -> None:
        pairs = ", ".join(f"{name} = ?" for name in columns)
        with self._world.store.transaction():
            sql = f"UPDATE requests SET {pairs} WHERE n = ?"  # noqa: S608 - names are ours
            self._world.store.run(sql, *columns.values(), call.n)

    async def _hold(self, call: Call, receive: Receive) -> bool:
        """Keep the client waiting; True when it was released, False when it has gone."""
        self._note(call, held=1)
        event = asyncio.Event()
        self._held.append(event)
        released, gone = asyncio.ensure_future(event.wait()), asyncio.ensure_future(_until_gone(receive))
        await asyncio.wait({released, gone}, return_when=asyncio.FIRST_COMPLETED)
        self._note(call, held=0)
        if event in self._held:
            self._held.remove(event)
        for waiting in (released, gone):
            waiting.cancel()
        return event.is_set()

    async def _send(self, answer: Answer, send: Send, slow: Fault | None = None) -> None:
        await send({"type": "http.response.start", "status": answer.status, "headers": self._headers(answer)})
        if slow is not None:
            wait = _SLOW_S if slow.seconds is None else slow.seconds
            width = max(1, -(-len(answer.body) // _SLOW_PIECES))
            for start in range(0, len(answer.body), width):
                await asyncio.sleep(wait / _SLOW_PIECES)
                await send(_piece(answer.body[start : start + width], more=True))
            await send(_piece(b"", more=False))
            return
        await send(_piece(answer.body, more=False))

    async def _truncate(self, answer: Answer, scope: Scope, receive: Receive, send: Send) -> None:
        """Half of the body, then the connection is closed although the length in the header is the whole one."""
        await send({"type": "http.response.start", "status": answer.status, "headers": self._headers(answer)})
        await send(_piece(answer.body[: len(answer.body) // 2], more=True))
        scope["state"]["transport"].close()
        await _until_gone(receive)

    def _headers(self, answer: Answer) -> list[tuple[bytes, bytes]]:
        headers = {"Date": self._world.clock.http_date(), **answer.headers}
        if answer.status != 204:
            headers["Content-Length"] = str(len(answer.body))
        return [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in headers.items()]


def _piece(body: bytes, *, more: bool) -> dict[str, Any]:
    return {"type": "http.response.body", "body": body, "more_body": more}


async def _read(call: Call, request: Request) -> None:
    """The whole body, and the parts of a form: nothing is waited for after this."""
    call.body = await request.body()
    if request.headers.get("content-type", "").startswith(_FORMS):
        async with request.form() as form:
            parts = form.multi_items()
            call.form = [(name, part if isinstance(part, str) else await part.read()) for name, part in parts]


async def _drop(scope: Scope, receive: Receive) -> None:
    """Close the connection without an answer."""
    scope["state"]["transport"].abort()
    await _until_gone(receive)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _broken(kind: str) -> Answer:
    """What a gateway says in front of a server that does not answer: HTML, not JSON."""
    status = int(kind[:3])
    words = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable"}[status]
    body = f"<html><head><title>{status} {words}</title></head><body><h1>{status} {words}</h1></body></html>"
    headers = {"Content-Type": "text/html"} | ({"Retry-After": str(_RETRY_AFTER_S)} if status == 503 else {})
    return Answer(status, body.encode(), headers)
