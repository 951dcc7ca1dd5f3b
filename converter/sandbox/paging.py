"""Pages of a list: ``page``, ``per_page``, and the headers ``Link``, ``Total``, ``Per-Page``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from converter.sandbox.call import Answer, Call, Refusal, reply, whole


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its number from 1 and its size."""

    number: int
    size: int

    @property
    def offset(self) -> int:
        """Rows before it."""
        return (self.number - 1) * self.size


def page_of(call: Call) -> Page:
    """The page a call asks for. ``Refusal`` 400 for what is no positive whole number."""
    number = _positive(call, "page", 1)
    size = _positive(call, "per_page", call.world.switches.number("default_per_page"))
    return Page(number, min(size, call.world.switches.number("max_per_page")))


def _positive(call: Call, name: str, default: int) -> int:
    if call.asked(name) is None:
        return default
    number = whole(call.asked(name))
    if number is None or not 0 < number < 2**31:
        raise Refusal(400, {name: ["is not a positive integer"]})
    return number


def paging_headers(call: Call, page: Page, total: int) -> dict[str, str]:
    """The three headers; ``Link`` names first, prev, next and last where they exist."""
    last = max(1, -(-total // page.size))
    places = {"first": 1, "prev": page.number - 1, "next": page.number + 1, "last": last}
    rest = [(key, value) for key, value in call.query if key not in ("page", "per_page")]
    links = []
    for rel, number in places.items():
        if 1 <= number <= last:
            query = urlencode([*rest, ("page", number), ("per_page", page.size)])
            links.append(f'<{call.world.base_url}{call.path}?{query}>; rel="{rel}"')
    return {"Link": ", ".join(links), "Total": str(total), "Per-Page": str(page.size)}


def paged(call: Call, rows: Sequence[Any]) -> Answer:
    """The asked page of a list that is short enough to be at hand as a whole."""
    page = page_of(call)
    chosen = rows[page.offset : page.offset + page.size]
    return reply(chosen, headers=paging_headers(call, page, len(rows)))


def select(call: Call, sql: str, values: Sequence[object]) -> tuple[list[Mapping[str, Any]], dict[str, str]]:
    """The asked page of a query, with its headers."""
    page = page_of(call)
    total = int(call.world.store.value(f"SELECT COUNT(*) FROM ({sql})", *values))  # noqa: S608 - names are ours
    rows = call.world.store.all(f"{sql} LIMIT ? OFFSET ?", *values, page.size, page.offset)
    return rows, paging_headers(call, page, total)


def integers(call: Call, name: str) -> list[int] | None:
    """The values of a filter as integers (``1``, ``[1,2]`` or ``1,2``); None when it is not there."""
    texts = call.filters().get(name)
    if texts is None:
        return None
    parts = [part.strip() for text in texts for part in text.strip("[]").split(",") if part.strip()]
    numbers = [whole(part) for part in parts]
    if None in numbers:
        raise Refusal(400, {name: ["is not a list of integers"]})
    return [number for number in numbers if number is not None]


def known_filters(call: Call, *names: str) -> None:
    """``Refusal`` 400 for a filter the documentation does not name, when the switch says so."""
    strangers = [name for name in call.filters() if name not in names]
    if strangers and call.world.switches["unknown_fields"] == "refused":
        raise Refusal(400, {f"filters[{name}]": ["is not a known filter"] for name in strangers})


def marks(values: Sequence[object]) -> str:
    """``?, ?, ?`` for so many values."""
    return ", ".join("?" * len(values))
