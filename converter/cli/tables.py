"""Results as tables on the terminal."""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from converter.model.diagnostics import Diagnostic, Severity
from converter.model.report import Kind

if TYPE_CHECKING:
    from converter.app.converting import ConvertedRun
    from converter.app.inspecting import InspectedFile
    from converter.plan.issues import ClashLine

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "dim"}
_LINES, _LINES_OF_MESSAGES = 20, 3


def console(*, stderr: bool = False) -> Console:
    """Stdout or stderr; wide where it is no terminal, so that lines of a log are not broken."""
    out = Console(stderr=stderr)
    return out if out.is_terminal else Console(stderr=stderr, width=160)


def show_inspected(files: Sequence[InspectedFile]) -> None:
    """A table of the files, then every oddity."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("file", overflow="fold")
    table.add_column("kind", no_wrap=True)
    table.add_column("units", no_wrap=True)
    for name in ("tests", "clashes", "groups", "topics", "views", "pictures"):
        table.add_column(name, justify="right")
    table.add_column("statuses", overflow="fold")
    shown = [file for file in files if not file.left_alone]
    folder = _common_folder([file.path for file in shown])
    if folder:
        console().print(f"in {escape(folder)}", soft_wrap=True, highlight=False)
    for file in shown:
        stock = file.stock
        counts = (stock.tests, stock.clashes, stock.groups, stock.topics, stock.viewpoints)
        pictures = f"{stock.snapshots:,}" if stock.snapshots else "·"
        if stock.snapshots < stock.snapshots_named:
            pictures = f"{stock.snapshots:,} of {stock.snapshots_named:,}"
        words = _counted(stock.statuses) if file.readable else "cannot be used, see below"
        if file.kind is Kind.IFC and file.readable:
            words = f"{file.schema}: {_number(stock.elements, 'element')}, {_number(stock.storeys, 'storey')}"
            words += f", {file.producer}" if file.producer else ""
        if stock.group_statuses:
            words += f"{'; ' if words else ''}groups: {_counted(stock.group_statuses)}"
        style = "" if file.readable else "red"
        table.add_row(
            escape(str(PurePath(file.path).relative_to(folder)) if folder else file.path),
            file.kind.value,
            file.units,
            *(f"{n:,}" if n else "·" for n in counts),
            pictures,
            escape(words),
            style=style,
        )
    console().print(table)
    for file in shown:
        if file.matches:
            console().print(f"[dim]objects of {escape(file.path)} in the models: {_counted(file.matches)}[/dim]")
    if alone := sum(file.left_alone for file in files):
        console().print(f"[dim]{_number(alone, 'other file')} left alone (--json names them)[/dim]")
    found = (each for file in files if not file.left_alone for each in file.diagnostics)
    show_diagnostics(found, console(), _LINES)


def _number(count: int, what: str) -> str:
    """``1 file``, ``2 files``."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _counted(statuses: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in statuses.items())


def _common_folder(paths: Sequence[str]) -> str:
    """The folder all files lie in, said once so that the table stays narrow; "" where it would say nothing."""
    if len(paths) < 2:
        return ""
    try:
        return os.path.commonpath([str(PurePath(path).parent) for path in paths])
    except ValueError:  # two drives, or absolute and relative ones
        return ""


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
    fates: Counter[str] = Counter()
    for line in lines:
        if line.kind == "clash":
            fates["open" if line.state in _OPEN else _fate(line)] += 1
    return [(f"  {name}", count) for name, count in fates.most_common()] if len(fates) > 1 else []


_OPEN = frozenset({"new", "persistent", "moved", "reidentified", "regressed"})


def _fate(line: ClashLine) -> str:
    if line.reason.startswith("noise rule"):
        return "taken out by noise rules"
    return "not used: the same test is in another file" if line.reason.startswith("the same test") else line.status


def show_run(run: ConvertedRun) -> None:
    """The summary of a conversion and where to look next."""
    counts = run.plan.counts()
    rows = [
        ("clashes read", sum(line.kind == "clash" for line in run.plan.clashes)),
        *_fates(run.plan.clashes),
        ("groups read", sum(line.kind == "group" for line in run.plan.clashes)),
        ("topics read", sum(line.kind == "topic" for line in run.plan.clashes)),
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
    infos = sum(each.count for each in run.diagnostics if each.severity is Severity.INFO)
    if infos:
        out.print(f"[dim]{_number(infos, 'more note')} in {escape(str(run.folder / 'diagnostics.jsonl'))}[/dim]")
    out.print()
    out.print(f"run folder  {escape(str(run.folder))}", soft_wrap=True, highlight=False)
    out.print(f"page        {escape(str(run.folder / 'report.html'))}", soft_wrap=True, highlight=False)
