"""What several commands share: options, configuration, output."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from converter.app.configuration import Configuration

Function = TypeVar("Function", bound=Callable[..., Any])

paths_argument = click.argument(
    "paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(exists=True, path_type=Path)
)
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
executor_option = click.option(
    "--executor",
    type=click.Choice(["serial", "threads", "processes"]),
    default="serial",
    show_default=True,
    help="Read files one after the other, or several at a time.",
)
config_option = click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path),
    help="Configuration file to use instead of converter.toml in this folder.",
)

company_option = click.option("--company-id", type=int, help="Procore company (target.company_id).")
project_option = click.option("--project-id", type=int, help="Procore project (target.project_id).")

models_option = click.option(
    "--ifc",
    "models",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    metavar="MODEL",
    help="An IFC model of what the reports are about; may be given often (ifc.models).",
)

close_after_option = click.option(
    "--close-after", type=int, help="Runs in a row in which a clash has to be absent (identity.close_after)."
)
allow_older_option = click.option(
    "--allow-older",
    is_flag=True,
    default=None,
    help="Go back to a report that a newer one has followed (identity.allow_older).",
)


def models_setting(models: tuple[Path, ...]) -> list[str] | None:
    """``ifc.models`` of the option, None where it was not given."""
    return [str(model) for model in models] or None


def configuration(config_file: Path | None, flags: Mapping[str, Any] | None = None) -> Configuration:
    """All layers of configuration, the flags on top."""
    from converter.app.configuration import load

    return load(
        config_file=config_file,
        folder=Path.cwd(),
        user_folder=Path(click.get_app_dir("converter")),
        environment=os.environ,
        flags=flags or {},
    )


def print_json(document: object) -> None:
    """Write one JSON document to stdout."""
    import msgspec

    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n")
    sys.stdout.flush()
