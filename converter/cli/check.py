"""``converter check``."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from converter.cli.common import (
    config_option,
    configuration,
    executor_option,
    json_option,
    models_option,
    models_setting,
    paths_argument,
    print_json,
)
from converter.cli.progress import progress

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@paths_argument
@click.option(
    "--baseline",
    type=click.Path(exists=True, path_type=Path),
    help="What is known: a run folder, or a file of --write-baseline. Without it every open issue is new.",
)
@click.option(
    "--write-baseline",
    "new_baseline",
    type=_FILE,
    help="Write what is known from now on; beside --baseline only when the gate passes.",
)
@click.option("--junit", type=_FILE, help="Write JUnit XML.")
@click.option("--sarif", type=_FILE, help="Write SARIF 2.1.0.")
@click.option(
    "--summary", type=_FILE, help="Write a summary in Markdown; else into $GITHUB_STEP_SUMMARY if that is set."
)
@click.option("--code-quality", type=_FILE, help="Write GitLab's Code Quality JSON.")
@click.option(
    "--annotations",
    type=click.Choice(["auto", "github", "azure", "none"]),
    default="auto",
    show_default=True,
    help="Lines of the log that the service shows beside files; auto: by its environment variables.",
)
@click.option("--max-new", type=int, help="New issues that pass, -1 for any number (gate.max_new).")
@click.option("--max-open", type=int, help="Open issues that pass, -1 for any number (gate.max_open).")
@click.option(
    "--ratchet",
    type=click.Choice(["none", "issues", "clashes"]),
    help="No more open ones than in the baseline (gate.ratchet).",
)
@click.option("--group-by", metavar="WAY[+WAY]", help="How clashes become issues, as for convert (grouping.by).")
@models_option
@executor_option
@config_option
@json_option
@click.pass_obj
def check(
    log_format: str,
    paths: tuple[Path, ...],
    baseline: Path | None,
    new_baseline: Path | None,
    junit: Path | None,
    sarif: Path | None,
    summary: Path | None,
    code_quality: Path | None,
    annotations: str,
    max_new: int | None,
    max_open: int | None,
    ratchet: str | None,
    group_by: str | None,
    models: tuple[Path, ...],
    executor: str,
    config_file: Path | None,
    *,
    as_json: bool,
) -> int:
    """Pass or fail, for CI: compare reports with what is known.

    Fails (exit code 1) on new issues unless [gate] says otherwise; what was not tested again never fails. Exit code 3
    when an input could not be used. No project and no network are needed.
    """
    flags = {
        "gate.max_new": max_new,
        "gate.max_open": max_open,
        "gate.ratchet": ratchet,
        "grouping.by": group_by,
        "ifc.models": models_setting(models),
    }
    settings = configuration(config_file, flags)
    from converter.app.checking import check as check_files
    from converter.app.gate_outputs import (
        GateOutputs,
        document_of,
        harmless_log,
        outputs_for,
        said_of,
        text_of,
        write_outputs,
    )
    from converter.cli.tables import show_said

    asked = GateOutputs(junit, sarif, summary, code_quality)
    outputs = outputs_for(asked, annotations, os.environ)
    with progress(log_format) as shown, harmless_log(shown) as observer:
        checked = check_files(
            paths,
            settings,
            datetime.now(UTC),
            baseline=baseline,
            new_baseline=new_baseline,
            here=Path.cwd(),
            executor=executor,
            observer=observer,
        )
    written = write_outputs(checked, outputs)
    show_said([each for each in said_of(checked, written) if each.severity != "info"], log_format)
    if as_json:
        print_json(document_of(checked, written))
    elif checked.failure is None:
        click.echo(text_of(checked))
    for line in written.lines:
        click.echo(line, err=as_json)
    if checked.failure is not None:
        with harmless_log(observer):
            raise checked.failure
    return checked.exit_code
