"""What publishing came to, for people and as JSON."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from converter.publisher.publishing import Summary

_SHOWN = 20
_REASONS = 3
_SOURCE = " in Navisworks"
_ALWAYS = {
    "created": "new issues",
    "updated": "only the fields that changed",
    "closed": "",
    "unchanged": "nothing was sent",
    "not published": "",
    "refused": "by Procore",
    "unknown": "sent, and no answer came",
}
"""Shown also where there are none: what was asked for and did not happen has to be seen. Reasons stand in the plan."""
_SOMETIMES = {
    "opened again": "their clashes are back",
    "deleted in Procore": "by people; not made again",
    "held back": "see below",
    "left open": "their status could not be set, see below",
    "found in Procore": "made before; the ledger did not know them",
    "settled": "were unknown, and are in Procore",
    "further viewpoints": "added to issues",
}


def summary_json(run: Path, summary: Summary) -> dict[str, object]:
    """The document of ``publish --json``."""
    return {
        "run": str(run),
        "counts": dict(summary.counts),
        "refused": summary.rejected,
        "unknown": summary.unknown,
        "edited_in_procore": {uuid: list(names) for uuid, names in summary.edited.items()},
        "withheld": summary.withheld,
        "left_open": summary.left_open,
        "left_out": dict(summary.left_out),
        "views_refused": summary.views_rejected,
        "views_unknown": summary.views_unknown,
        "empty_viewpoints": summary.empty_views,
        "created": summary.created,
        "closed": summary.closed,
        "opened_again": summary.opened,
        "not_published": dict(summary.not_published),
        "closed_in_procore": summary.closed_by_people,
    }


def show_summary(project_id: int, summary: Summary, titles: Mapping[str, str]) -> None:
    """Counts, then whatever somebody has to look at; ``titles`` by uuid."""
    click.echo(f"Project {project_id}:")
    because = {"closed": _reasons(Counter(summary.closed.values())), "not published": _reasons(summary.not_published)}
    for name, count in _counts(summary).items():
        words = because.get(name) or _ALWAYS.get(name) or _SOMETIMES.get(name, "")
        _print(f"{count:>9,}  {name:<20}{words if count else ''}", indent=13)
    for what, lines in _lists(summary, titles):
        _list(what, lines)


def _lists(summary: Summary, titles: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    def named(uuids: Iterable[str]) -> list[str]:
        return [_named(uuid, titles) for uuid in uuids]

    def told(found: Mapping[str, str]) -> list[str]:
        return [f"{_named(uuid, titles)}: {words}" for uuid, words in found.items()]

    yield "Refused by Procore", told(summary.rejected | summary.views_rejected)
    yield "Unknown; publish again, and Procore is asked first", named([*summary.unknown, *summary.views_unknown])
    yield "Left as they are", told(summary.left_open)
    edited = {uuid: ", ".join(names) for uuid, names in summary.edited.items()}
    yield "Changed by people in Procore, and left so (--force-fields overrules them)", told(edited)
    yield "Closed in Procore, but still clashing", named(summary.closed_by_people)
    yield "Held back", told(summary.withheld)
    missing = [f"{count:,} × {what}" for what, count in summary.left_out.most_common()]
    yield "Left out of issues, for Procore does not have it", missing
    yield "Made, with a viewpoint that Procore cannot show", named(summary.empty_views)
    yield "Closed", told(summary.closed)
    yield "Opened again", told(summary.opened)
    yield "Created", named(summary.created)


def _counts(summary: Summary) -> dict[str, int]:
    """Every row that is shown, in its order."""
    deleted = summary.deleted
    counts = {
        **{name: count for name, count in summary.counts.items() if name != "withheld"},
        "not published": summary.counts["withheld"],
        "deleted in Procore": deleted,
        "held back": len(summary.withheld) - deleted,
        "left open": len(summary.left_open),
        "refused": len(summary.rejected) + len(summary.views_rejected),
        "unknown": len(summary.unknown) + len(summary.views_unknown),
    }
    rows = {name: counts.get(name, 0) for name in _ALWAYS}
    return rows | {name: count for name, count in counts.items() if count and name not in rows}


def _reasons(reasons: Counter[str]) -> str:
    """Why, in a few words: ``14 resolved, 2 approved in Navisworks``; a single reason stands alone."""
    if len(reasons) > _REASONS:
        return f"for {len(reasons):,} reasons"
    if len(reasons) == 1 and not next(iter(reasons)).endswith(_SOURCE):
        return next(iter(reasons))
    last = _SOURCE if reasons and all(reason.endswith(_SOURCE) for reason in reasons) else ""
    return ", ".join(f"{count:,} {reason.removesuffix(last)}" for reason, count in reasons.most_common()) + last


def _named(uuid: str, titles: Mapping[str, str]) -> str:
    title = titles.get(uuid)
    return f"{title} ({uuid})" if title else uuid


def _list(what: str, lines: Sequence[str]) -> None:
    if not lines:
        return
    click.echo()
    _print(f"{what} ({len(lines):,}):", indent=0)
    for line in lines[:_SHOWN]:
        _print(f"  {line}", indent=4)
    if len(lines) > _SHOWN:
        _print(f"  … and {len(lines) - _SHOWN:,} more; --json has all", indent=4)


def _print(line: str, indent: int) -> None:
    """A line, folded where it is longer than the terminal is wide; whole where there is no terminal."""
    if sys.stdout.isatty():
        width = max(shutil.get_terminal_size().columns, 20)
        line = textwrap.fill(
            line,
            width,
            subsequent_indent=" " * min(indent, width // 2),
            break_on_hyphens=False,
            replace_whitespace=False,
        )
    click.echo(line.rstrip())
