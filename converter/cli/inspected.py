"""What ``converter inspect`` shows: a table where there is room for one, else a block of lines for each file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from converter.app.inspecting import left_alone
from converter.cli.tables import console, folded, number_of, show_diagnostics
from converter.model.report import Kind

if TYPE_CHECKING:
    from converter.app.inspecting import InspectedFile

_ROOM_FOR_A_TABLE = 120
"""Columns below which names and statuses would be folded to pieces."""
_LINES = 20
_COUNTS = ("test", "clash", "group", "topic", "view")


def show_inspected(files: Sequence[InspectedFile]) -> None:
    """The files with what is in them, then every oddity."""
    out = console()
    shown = [file for file in files if not file.left_alone]
    folder = _common_folder([file.path for file in shown])
    if folder:
        out.print(f"in {escape(folder)}", soft_wrap=True, highlight=False)
    if out.width >= _ROOM_FOR_A_TABLE:
        out.print(_table(shown, folder))
    else:
        for file in shown:
            _show_block(out, file, folder)
    for file in shown:
        if file.matches:
            line = f"[dim]objects of {escape(file.path)} in the models: {_counted(file.matches)}[/dim]"
            out.print(line, highlight=False)
    if alone := left_alone(files):
        out.print(f"[dim]{number_of(alone, 'other file')} left alone (--json names them)[/dim]", highlight=False)
    found = (each for file in files if not file.left_alone for each in file.diagnostics)
    show_diagnostics(found, out, _LINES)


def _table(files: Sequence[InspectedFile], folder: str) -> Table:
    """One row a file; a column nothing stands in is left out."""
    rows = [(file, {"units": file.units, **_numbers(file)}) for file in files]
    names = [name for name in ("units", *_PLURALS.values(), "pictures") if any(row.get(name) for _, row in rows)]
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("file", overflow="fold")
    table.add_column("kind", no_wrap=True)
    for name in names:
        table.add_column(name, justify="left" if name == "units" else "right", no_wrap=True)
    table.add_column("statuses", overflow="fold")
    for file, row in rows:
        cells = [row.get(name) or ("" if name == "units" else "·") for name in names]
        words = "; ".join(_words(file))
        style = "" if file.readable else "red"
        table.add_row(escape(_name(file, folder)), file.kind.value, *map(escape, cells), escape(words), style=style)
    return table


_PLURALS = {name: f"{name}es" if name == "clash" else f"{name}s" for name in _COUNTS}


def _numbers(file: InspectedFile) -> dict[str, str]:
    """Numbers as text by the head of their column; without those that are 0."""
    stock = file.stock
    counts = (stock.tests, stock.clashes, stock.groups, stock.topics, stock.viewpoints)
    found = {_PLURALS[name]: f"{count:,}" for name, count in zip(_COUNTS, counts, strict=True) if count}
    if stock.snapshots < stock.snapshots_named:
        found["pictures"] = f"{stock.snapshots:,} of {stock.snapshots_named:,}"
    elif stock.snapshots:
        found["pictures"] = f"{stock.snapshots:,}"
    return found


def _words(file: InspectedFile) -> Iterator[str]:
    """What is said of a file beside its numbers."""
    stock = file.stock
    if not file.readable:
        yield "cannot be used, see below"
    elif file.kind is Kind.IFC:
        said = f"{file.schema}: {number_of(stock.elements, 'element')}, {number_of(stock.storeys, 'storey')}"
        yield said + (f", {file.producer}" if file.producer else "")
    elif stock.statuses:
        yield _counted(stock.statuses)
    if stock.group_statuses:
        yield f"groups: {_counted(stock.group_statuses)}"


def _show_block(out: Console, file: InspectedFile, folder: str) -> None:
    """The name, then kind and numbers, then statuses on lines of their own."""
    style = "bold" if file.readable else "bold red"
    out.print(f"[{style}]{escape(_name(file, folder))}[/{style}]", highlight=False, soft_wrap=True)
    numbers = [_singular(text, name) for name, text in _numbers(file).items()]
    kind = file.kind.value + (f" in {file.units}" if file.units and file.kind is not Kind.IFC else "")
    for line in folded(", ".join([kind, *numbers]), out.width), *(folded(each, out.width) for each in _words(file)):
        out.print(escape(line), highlight=False, soft_wrap=True)


def _singular(text: str, plural: str) -> str:
    singular = {**{many: one for one, many in _PLURALS.items()}, "pictures": "picture"}[plural]
    return f"{text} {singular if text == '1' else plural}"


def _counted(statuses: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in statuses.items())


def _name(file: InspectedFile, folder: str) -> str:
    return str(PurePath(file.path).relative_to(folder)) if folder else file.path


def _common_folder(paths: Iterable[str]) -> str:
    """The folder all files lie in, said once so that names stay short; "" where it would say nothing."""
    parents = [str(PurePath(path).parent) for path in paths]
    if len(parents) < 2:
        return ""
    try:
        return os.path.commonpath(parents)
    except ValueError:  # two drives, or absolute and relative ones
        return ""
