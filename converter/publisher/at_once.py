"""Several requests at a time, by threads that end when the work is given up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import TypeVar

from converter.publisher.clock import NAP_S
from converter.publisher.procore.connection import Connection

AT_ONCE = 6
"""Requests under way at the same time; the rate limit is kept all the same."""

_T = TypeVar("_T")
_R = TypeVar("_R")


@contextmanager
def at_once(
    connection: Connection, work: Callable[[_T], _R], items: Sequence[_T]
) -> Iterator[Iterator[list[tuple[_T, _R]]]]:
    """Gives items with their outcomes in the order in which they are done: each time all that are ready.

    After an exception of ``work`` nothing new is begun; what is under way is still given, then the exception is raised.
    When the block is left by an exception (Ctrl-C), the connection is stopped: no thread goes on waiting.
    """
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        yield _as_done({pool.submit(work, each): each for each in items})
    except BaseException:
        connection.stop()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _as_done(pending: dict[Future[_R], _T]) -> Iterator[list[tuple[_T, _R]]]:
    lost: BaseException | None = None
    while pending:
        ready = wait(pending, NAP_S, FIRST_COMPLETED).done  # naps: on Windows Ctrl-C does not end a wait
        done = [(future, pending.pop(future)) for future in ready]
        lost = lost or next(filter(None, [future.exception() for future, _ in done]), None)
        if lost:
            pending = {future: each for future, each in pending.items() if not future.cancel()}
        if given := [(each, future.result()) for future, each in done if future.exception() is None]:
            yield given
    if lost:
        raise lost
