"""``converter report``."""

from __future__ import annotations

from pathlib import Path

import click

from converter.cli.common import config_option, configuration


@click.command()
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path), help="The HTML file to write.")
@config_option
def report(run: Path, out: Path, config_file: Path | None) -> int:
    """Write the page of a run folder as one file to mail."""
    from converter.app.page import page_of_run
    from converter.errors import ConfigError

    page = page_of_run(run, configuration(config_file).settings.page)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(page, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{out} cannot be written: {error.strerror}", "Name another file with -o.") from error
    click.echo(str(out))
    return 0
