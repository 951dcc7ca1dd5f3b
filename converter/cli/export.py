"""``converter export``."""

from __future__ import annotations

from pathlib import Path

import click

from converter.cli.common import config_option, configuration, json_option, print_json

FORMATS = ("bcf",)
"""Names of the exporters; the table itself is loaded when the command runs."""


@click.command()
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--format", "form", required=True, type=click.Choice(FORMATS), help="The form to write.")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="The file to write; beside the run folder if left out."
)
@click.option("--importable", is_flag=True, help="Leave out the issues Procore's own BCF import refuses.")
@config_option
@json_option
@click.pass_obj
def export(
    log_format: str,
    run: Path,
    form: str,
    out: Path | None,
    config_file: Path | None,
    *,
    importable: bool,
    as_json: bool,
) -> int:
    """Write the issues of a run folder as a BCF 2.1 archive.

    Procore's own import and other tools read it.
    """
    from converter.app.exporting import export as export_run
    from converter.cli.tables import show_said

    settings = configuration(config_file).settings
    folder = run.resolve()
    target = out or folder.parent / f"{folder.name}.{form}"
    done = export_run(run, form, target, settings, importable=importable)
    show_said(done.diagnostics, log_format)
    if as_json:
        from converter.app.records import diagnostic_json

        print_json(
            {
                "file": str(done.file),
                "issues": done.issues,
                "left_out": done.left_out,
                "diagnostics": [diagnostic_json(each) for each in done.diagnostics],
            }
        )
    else:
        left_out = f", {done.left_out:,} left out" if done.left_out else ""
        click.echo(f"{done.issues:,} issues in {done.file}{left_out}")
    return 0
