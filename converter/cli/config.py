"""``converter config show``, ``converter config explain`` and ``converter config init``."""

from __future__ import annotations

from pathlib import Path

import click

from converter.cli.common import config_option, configuration, json_option, print_json
from converter.cli.progress import progress
from converter.cli.suggesting import SuggestingGroup


@click.group(cls=SuggestingGroup)
def config() -> None:
    """See settings and who set what, or write a file to start from."""


@config.command()
@config_option
@json_option
def show(config_file: Path | None, *, as_json: bool) -> int:
    """List every key, its value and its origin; secrets are masked."""
    loaded = configuration(config_file)
    if as_json:
        rows = [{"key": key, "value": value, "origin": origin} for key, value, origin in loaded.rows()]
        print_json({"settings": rows, "files": list(loaded.files)})
        return 0
    from converter.cli.settings_table import show_settings

    show_settings(loaded.rows())
    return 0


@config.command()
@click.option("-o", "--out", type=click.Path(path_type=Path), default=Path("converter.toml"), show_default=True)
@click.option("--force", is_flag=True, help="Replace the file when it exists.")
def init(out: Path, *, force: bool) -> int:
    """Write a configuration file with every key, its default and what it means."""
    from converter.app.template import TEMPLATE
    from converter.errors import ConfigError

    if out.exists() and not force:
        raise ConfigError(f"{out} exists already.", "Edit it, or replace it with --force.")
    try:
        out.write_text(TEMPLATE, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{out} cannot be written: {error.strerror}", "Name another file with -o.") from error
    click.echo(f"{out} written. Set project_id in it.")
    return 0


@config.command()
@click.argument("clash")
@click.argument("paths", nargs=-1, metavar="[RUN | PATH...]", type=click.Path(exists=True, path_type=Path))
@config_option
@json_option
@click.pass_obj
def explain(log_format: str, clash: str, paths: tuple[Path, ...], config_file: Path | None, *, as_json: bool) -> int:
    """Say for every field of an issue its value, and which rule or default set it.

    CLASH is the uuid or title of an issue, or the guid or name of a clash or group: in a run folder as the run decided,
    in reports as a run of today would. Without RUN or PATH the run folder here is taken.
    """
    from datetime import datetime

    from converter.app.explaining import as_json as document_of
    from converter.app.explaining import explain as explained

    with progress(log_format) as observer:
        found = explained(clash, paths, configuration(config_file), datetime.now().astimezone().date(), observer)
    if as_json:
        print_json(document_of(found))
    else:
        from converter.cli.rule_tables import show_explained

        show_explained(found)
    return 0
