"""``converter elements``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from converter.cli.common import config_option, configuration

if TYPE_CHECKING:
    from rich.console import Console

    from converter.app.elements import ModelElements


@click.command()
@click.argument("models", nargs=-1, required=True, metavar="MODEL...", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON document a line on stdout, for each element.")
@config_option
@click.pass_obj
def elements(log_format: str, models: tuple[Path, ...], config_file: Path | None, *, as_json: bool) -> int:
    """Say which elements are in IFC models.

    Class, name, Tag, storey, system, discipline and GlobalId of every product. Exit code 3 when a model cannot be used.
    """
    from converter.app.elements import models as models_of
    from converter.app.planning import archive_limits
    from converter.cli.tables import show_said

    found = models_of(models, archive_limits(configuration(config_file).settings), os.environ)
    for model in found:
        if as_json:
            _print_lines(model)
        else:
            _print_table(model)
        show_said(model.diagnostics, log_format)
    return 3 if any(not model.readable for model in found) else 0


def _print_lines(model: ModelElements) -> None:
    import msgspec

    from converter.app.elements import element_json

    encoder, out = msgspec.json.Encoder(), sys.stdout.buffer
    out.writelines(encoder.encode(element_json(element)) + b"\n" for element in model)
    out.flush()


def _print_table(model: ModelElements) -> None:
    from rich.markup import escape
    from rich.table import Table

    from converter.cli.tables import console

    rows = [
        (each.ifc_class, each.name, each.tag, each.storey, each.system, each.discipline, each.guid) for each in model
    ]
    out = console()
    if out.width < _ROOM_FOR_A_TABLE:
        _print_blocks(out, model.label, rows)
        return
    used = [place for place in range(len(_COLUMNS)) if any(row[place] for row in rows)]
    table = Table(box=None, header_style="bold", pad_edge=False, title=escape(model.label), title_justify="left")
    for place in used:
        is_guid = _COLUMNS[place] == _GUID  # half a GlobalId cannot be copied
        widest = max(len(row[place] or "") for row in rows) if is_guid else None
        table.add_column(_COLUMNS[place], overflow="fold", no_wrap=is_guid, min_width=widest)
    for row in rows:
        table.add_row(*_cells(row[place] for place in used))
    out.print(table)
    out.print(f"[dim]{len(rows):,} elements[/dim]", highlight=False)


def _print_blocks(out: Console, label: str, rows: Sequence[Sequence[str | None]]) -> None:
    """GlobalId and class of each element, then what else is known of it on a line of its own."""
    from rich.markup import escape

    from converter.cli.tables import folded

    out.print(f"[bold]{escape(label)}[/bold]", highlight=False, soft_wrap=True)
    for ifc_class, *known, guid in rows:
        out.print(f"{guid or '·'} {ifc_class or ''}", highlight=False, soft_wrap=True, markup=False)
        if said := ", ".join(value for value in known if value):
            out.print(folded(said, out.width), highlight=False, soft_wrap=True, markup=False)
    out.print(f"[dim]{len(rows):,} elements[/dim]", highlight=False)


_ROOM_FOR_A_TABLE = 90
_GUID = "GlobalId"
_COLUMNS = ("class", "name", "tag", "storey", "system", "discipline", _GUID)


def _cells(values: Iterable[str | None]) -> Iterable[str]:
    from rich.markup import escape

    return (escape(value) if value else "·" for value in values)
