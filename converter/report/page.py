"""The page of a run: one HTML text that opens from disk, without a server and without a network."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template


@dataclass(frozen=True, slots=True)
class Page:
    """What the page shows: ``run.json``, issues as in ``plan.json``, and pictures by their name in the run folder.

    ``total`` counts all issues to publish, of which ``issues`` may be the first; ``withheld`` the others. ``linked`` is
    false when the page leaves its run folder and must not point into it. ``tests`` and ``levels`` count all issues,
    ``fates`` the clashes read by what became of them.
    """

    run: Mapping[str, Any]
    issues: Sequence[Mapping[str, Any]]
    total: int
    withheld: int
    diagnostics: Sequence[Mapping[str, Any]]
    thumbnails: Mapping[str, bytes]
    tests: Mapping[str, int]
    levels: Mapping[str, int]
    fates: Mapping[str, int]
    linked: bool = True


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a small chart; ``share`` is 0 to 100."""

    label: str
    count: int
    share: float


def render_page(page: Page) -> str:
    """The whole page as text (UTF-8)."""
    severities = Counter(each["severity"] for each in page.diagnostics)
    return _template().render(
        run=page.run,
        counts=page.run["counts"],
        issues=page.issues,
        total=page.total,
        planned=_planned(page.run["counts"]["actions"]),
        fates=Counter(page.fates).most_common(),
        legend=_legend(page.issues),
        actions={action: name for action, name in _PLANNED.items() if action != "create"},
        withheld=page.withheld,
        diagnostics=sorted(page.diagnostics, key=lambda each: _ORDER.index(each["severity"])),
        severities=severities,
        levels=_bars(page.levels),
        tests=_bars(page.tests),
        linked=page.linked,
        pictures={name: _data_uri(data) for name, data in page.thumbnails.items()},
    )


_PLANNED = {
    "create": "new",
    "update": "changed",
    "close": "to close",
    "reopen": "to open again",
    "unchanged": "unchanged",
}
_STATUSES = {
    "new": "found for the first time",
    "active": "found before and still there",
    "reviewed": "looked at and handed on",
    "approved": "accepted as it is",
    "resolved": "gone, by the report",
}
"""Words of clash detection programs; topics of BCF have words of their own."""


def _planned(actions: Mapping[str, int]) -> list[tuple[str, int]]:
    """What the plan holds, in words; new ones alone where there was no earlier run, and nothing else is possible."""
    found = [(name, actions.get(action, 0)) for action, name in _PLANNED.items()]
    return found if any(count for _, count in found[1:]) else found[:1]


def _legend(issues: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """The statuses on the page and what they mean, for those that mean the same everywhere."""
    shown = {issue["source_status"] for issue in issues}
    return [(status, meaning) for status, meaning in _STATUSES.items() if status in shown]


_ORDER = ("error", "warning", "info")
_BARS = 8


def _bars(counts: Mapping[str, int]) -> list[Bar]:
    """The largest ones, and the others together: the bars add up to all there are."""
    ordered = Counter(counts).most_common()
    shown = ordered if len(ordered) <= _BARS else ordered[: _BARS - 1]
    if rest := ordered[len(shown) :]:
        shown = [*shown, (f"{len(rest)} others", sum(count for _, count in rest))]
    most = max((count for _, count in shown), default=1)
    return [Bar(label or "not stated", count, 100 * count / most) for label, count in shown]


def _data_uri(jpeg: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode("ascii")


def _millimetres(metres: float | None) -> str:
    return "" if metres is None else f"{metres * 1000:,.0f} mm".replace("-", "−")


def _point(point: Sequence[float] | None) -> str:
    return "" if point is None else ", ".join(f"{value:.2f}" for value in point)


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("converter.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["millimetres"] = _millimetres
    environment.filters["point"] = _point
    environment.filters["thousands"] = lambda number: f"{number:,}"
    return environment.get_template("page.html.j2")
