"""The front page: the issues as a person would see them in Procore, with pictures, cameras and fields."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, StrictUndefined, Template

from converter.sandbox.call import Answer, Call
from converter.sandbox.page_cards import card
from converter.sandbox.page_filters import FILTERS, Asked, choices
from converter.sandbox.switches import SWITCHES

PAGE_SIZE = 24
PICTURES_SIZE = 96
REQUESTS_SHOWN = 12
STATUS = next(each for each in FILTERS if each.name == "status")


def page(call: Call) -> Answer:
    """``GET /?FILTER=&search=&shape=&page=``: every filter of ``FILTERS``; the shape ``pictures`` is a sheet."""
    asked = Asked.of(call)
    size = PICTURES_SIZE if asked.shape else PAGE_SIZE
    where, values = asked.where()
    total = int(call.world.store.value(f"SELECT COUNT(*) FROM issues WHERE {where}", *values))  # noqa: S608
    pages = max(1, -(-total // size))
    number = min(_number(call), pages)
    sql = f"SELECT * FROM issues WHERE {where} ORDER BY id DESC LIMIT ? OFFSET ?"  # noqa: S608 - the condition is ours
    filters = choices(call, asked)
    html = _template().render(
        issues=[card(call, row) for row in call.world.store.all(sql, *values, size, (number - 1) * size)],
        total=total,
        statuses=filters.pop(STATUS, []),
        filters=filters,
        asked=asked,
        number=number,
        pages=pages,
        **_surroundings(call),
    )
    # Nothing on the page comes from anywhere else, and nothing in an issue can run.
    policy = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; form-action 'self'"
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy}
    return Answer(200, html.encode(), headers)


def _surroundings(call: Call) -> dict[str, Any]:
    """What the page says beside the issues."""
    world = call.world
    return {
        "projects": {str(row["id"]): row["name"] for row in world.store.all("SELECT id, name FROM projects")},
        "requests": world.store.all("SELECT * FROM requests ORDER BY n DESC LIMIT ?", REQUESTS_SHOWN),
        "seen": world.store.value("SELECT COUNT(*) FROM requests"),
        "switches": {name: value for name, value in world.switches.values().items() if value != SWITCHES[name].default},
        "faults": [fault.described() for fault in world.faults.all],
        "base_url": world.base_url,
        "now": world.clock.stamp(),
        "speed": world.clock.speed,
        "facts": {name: world.fact(name) for name in ("company_id", "project_id", "client_id", "client_secret")},
    }


@cache
def _template() -> Template:
    text = resources.files(__package__).joinpath("templates", "page.html").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(text)


def _number(call: Call) -> int:
    text = call.asked("page") or "1"
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else 1
