"""Lists in pages (developers.procore.com, "Pagination")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from converter.errors import TransientError
from converter.publisher.procore.connection import Answer, Connection

PER_PAGE = 1_000
READINGS = 5
_LINK, _TOTAL = "Link", "Total"
_LATER = "Try again later: nothing was concluded from it."


def all_of(connection: Connection, path: str, **query: Any) -> Iterator[dict[str, Any]]:
    """Every row of a list, page by page, as long as the answer names a next one.

    Pages are cut anew with each request: a row that somebody deletes meanwhile moves another one over to a page that
    was read already. Where the header ``Total`` changed, the list is read again.

    :class:`~converter.errors.TransientError` when an answer is no list of objects, for that does not mean that there is
    nothing, and when the list changed each time.
    """
    for _ in range(READINGS):
        rows, totals = _read(connection, path, query)
        if len(totals) <= 1:
            yield from rows
            return
    raise TransientError(f"GET {path}: the list changed each of {READINGS} times it was read.", _LATER)


def _read(connection: Connection, path: str, query: Mapping[str, Any]) -> tuple[list[dict[str, Any]], set[str]]:
    """All rows, and what the pages said of their number."""
    rows: list[dict[str, Any]] = []
    totals: set[str] = set()
    page = 1
    while True:
        answer = connection.get(path, page=page, per_page=PER_PAGE, **query)
        found = _rows(answer, path)
        rows += found
        totals.update(filter(None, [answer.headers.get(_TOTAL)]))
        if not found or 'rel="next"' not in answer.headers.get(_LINK, ""):
            return rows, totals
        page += 1


def _rows(answer: Answer, path: str) -> list[dict[str, Any]]:
    if not isinstance(answer.body, list) or not all(isinstance(row, dict) for row in answer.body):
        raise TransientError(f"GET {path}: {answer.status}, and what came back is no list.", _LATER)
    return answer.body
