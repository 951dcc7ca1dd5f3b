"""Lists in pages (developers.procore.com, "Pagination")."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from converter.publisher.procore.connection import Connection

PER_PAGE = 1_000
_LINK = "Link"


def all_of(connection: Connection, path: str, **query: Any) -> Iterator[dict[str, Any]]:
    """Every row of a list, page by page, as long as the answer names a next one."""
    page = 1
    while True:
        answer = connection.get(path, page=page, per_page=PER_PAGE, **query)
        rows = answer.body if isinstance(answer.body, list) else []
        yield from rows
        if not rows or 'rel="next"' not in answer.headers.get(_LINK, ""):
            return
        page += 1
