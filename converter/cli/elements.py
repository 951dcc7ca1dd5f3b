"""``converter elements``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from converter.cli.common import config_option, configuration

if TYPE_CHECKING:
    from converter.app.elements import ModelElements


@click.command()
@click.argument("models", nargs=-1, required=True, metavar="MODEL...", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON document a line on stdout, for each element.")
@config_option
@click.pass_obj
def elements(log_format: str, models: tuple[Path, ...], config_file: Path | None, *, as_json: bool) -> int:
    """Say who is in IFC models: class, name, Tag, storey, system and discipline of every product.

    Exit code 3 when a model cannot be used.
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

    table = Table(box=None, header_style="bold", pad_edge=False, title=escape(model.label), title_justify="left")
    for name in ("class", "name", "tag", "storey", "system", "discipline", "GlobalId"):
        table.add_column(name, overflow="fold")
    for each in model:
        who, where = (each.ifc_class, each.name, each.tag), (each.storey, each.system, each.discipline)
        table.add_row(*_cells((*who, *where, each.guid)))
    console().print(table)
    console().print(f"[dim]{table.row_count:,} elements[/dim]", highlight=False)


def _cells(values: Iterable[str | None]) -> Iterable[str]:
    from rich.markup import escape

    return (escape(value) if value else "·" for value in values)
