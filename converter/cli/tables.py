"""Results as tables on the terminal."""

from __future__ import annotations

import json
import os
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from converter.app.fates import copies_of_topics, fates_of_lines
from converter.model.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from converter.app.converting import ConvertedRun
    from converter.plan.issues import ClashLine

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "dim"}
_LINES_OF_MESSAGES = 3


def console(*, stderr: bool = False) -> Console:
    """Stdout or stderr; wide where it is no terminal, so that lines of a log are not broken, unless COLUMNS is set."""
    out = Console(stderr=stderr)
    asked = os.environ.get("COLUMNS", "")
    return out if out.is_terminal or asked.isdecimal() else Console(stderr=stderr, width=_WIDE)


_WIDE = 160


def folded(text: str, width: int, indent: int = 2) -> str:
    """The text in lines of the width, broken between words only, every line ``indent`` to the right."""
    blank = " " * indent
    return textwrap.fill(
        text,
        max(width, 20),
        initial_indent=blank,
        subsequent_indent=blank + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def number_of(count: int, what: str) -> str:
    """``1 file``, ``2 files``."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def show_diagnostics(diagnostics: Iterable[Diagnostic], out: Console, most: int) -> None:
    """The oddities, errors first, ``most`` of each code."""
    by_code: dict[str, list[Diagnostic]] = defaultdict(list)
    for each in diagnostics:
        by_code[each.code].append(each)
    if by_code:
        out.print()
    for code, found in sorted(by_code.items(), key=lambda pair: list(_STYLES).index(pair[1][0].severity)):
        style = _STYLES[found[0].severity]
        for each in found[:most]:
            where = f" [dim]{escape(str(each.location))}[/dim]" if str(each.location) else ""
            word = f"{each.severity} {code}"
            out.print(f"[{style}]{word}[/{style}] {escape(each.message)}{where}", highlight=False, soft_wrap=True)
        if rest := sum(each.count for each in found[most:]):
            out.print(f"[dim]{code} … and {rest:,} more[/dim]", highlight=False)


def show_problems(run: ConvertedRun, log_format: str) -> None:
    """Errors and warnings of a conversion: messages, not results, so they go to stderr."""
    show_said([each for each in run.diagnostics if each.severity is not Severity.INFO], log_format)


def show_said(found: Sequence[Diagnostic], log_format: str) -> None:
    """Diagnostics as messages on stderr."""
    if log_format == "json":
        from converter.app.records import diagnostic_json

        for each in found:
            click.echo(json.dumps({"event": "Diagnostic", **diagnostic_json(each)}), err=True)
        return
    show_diagnostics(found, console(stderr=True), _LINES_OF_MESSAGES)


def _fates(lines: Iterable[ClashLine]) -> list[tuple[str, int]]:
    """What became of the clashes, so that the numbers add up."""
    fates = fates_of_lines(lines)
    return [(f"  {name}", count) for name, count in fates.most_common()] if len(fates) > 1 else []


def show_run(run: ConvertedRun) -> None:
    """The summary of a conversion and where to look next."""
    counts, copies = run.plan.counts(), copies_of_topics(run.plan.clashes)
    rows = [
        ("clashes read", sum(line.kind == "clash" for line in run.plan.clashes)),
        *_fates(run.plan.clashes),
        ("groups read", sum(line.kind == "group" for line in run.plan.clashes)),
        ("topics read", sum(line.kind == "topic" for line in run.plan.clashes)),
        *((("  not used: the same topic is in another file", copies),) if copies else ()),
        *((f"  {state} since the earlier run", count) for state, count in run.plan.memory.counts.items() if count),
        ("issues to publish", counts.get("create", 0)),
        *((f"issues to {name}", counts[name]) for name in ("update", "close", "reopen") if counts.get(name)),
        *((("issues that stay as they are", counts["unchanged"]),) if counts.get("unchanged") else ()),
        ("  with picture and camera", sum(issue.viewpoint is not None for issue in run.plan.issues)),
        ("issues withheld: approved or resolved", counts.get("withhold", 0)),
        ("request bodies", run.batches),
        ("pictures to upload", run.pictures),
    ]
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column()
    table.add_column(justify="right", style="bold")
    for name, count in rows:
        if count or not name.endswith(" read"):
            table.add_row(name, f"{count:,}")
    out = console()
    out.print(table)
    infos = sum(each.severity is Severity.INFO for each in run.diagnostics)  # a line each, as in the file
    if infos:
        out.print(f"[dim]{number_of(infos, 'more note')} in {escape(str(run.folder / 'diagnostics.jsonl'))}[/dim]")
    out.print()
    out.print(f"run folder  {escape(str(run.folder))}", soft_wrap=True, highlight=False)
    out.print(f"page        {escape(str(run.folder / 'report.html'))}", soft_wrap=True, highlight=False)
