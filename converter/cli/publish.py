"""``converter publish``."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from converter.cli.against import EarlierRun
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
from converter.cli.published import show_summary, summary_json
from converter.errors import ConfigError

if TYPE_CHECKING:
    from converter.app.configuration import Configuration

_FOLDER = Path(".converter") / "run"


@click.command()
@paths_argument
@config_option
@click.option("--project-id", type=int, help="Procore project (target.project_id).")
@click.option("--bim-file", help="Name of the BIM file the issues hang on (target.bim_file).")
@models_option
@click.option("--ledger", help="Where the memory of what was published lies (ledger.url).")
@click.option(
    "--against",
    type=EarlierRun(),
    metavar="OLD_RUN",
    help="Run folder of an earlier run to compare reports with, in place of the ledger.",
)
@click.option("--close-after", type=int, help="Runs in a row in which a clash has to be absent (identity.close_after).")
@click.option("--dry-run", is_flag=True, help="Only say what the plan holds; nothing is sent.")
@click.option("--limit", type=click.IntRange(min=1), help="Make at most so many new issues.")
@click.option("--force-fields", is_flag=True, help="Overrule what people changed in Procore since it was last sent.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@executor_option
@json_option
@click.pass_obj
def publish(
    log_format: str,
    paths: tuple[Path, ...],
    config_file: Path | None,
    project_id: int | None,
    bim_file: str | None,
    models: tuple[Path, ...],
    ledger: str | None,
    against: Path | Literal["ledger"] | None,
    close_after: int | None,
    limit: int | None,
    executor: str,
    *,
    dry_run: bool,
    force_fields: bool,
    yes: bool,
    as_json: bool,
) -> int:
    """Carry out the plan of a run folder, or convert reports and carry that out: each issue exactly once.

    May be repeated at any time: what was done is in the ledger, what is in doubt is looked up in Procore first.
    """
    flags = {
        "target.project_id": project_id,
        "target.bim_file": bim_file,
        "ifc.models": models_setting(models),
        "ledger.url": ledger,
        "identity.close_after": close_after,
    }
    settings = configuration(config_file, flags)
    from converter.app.publishing import count_of, options_of
    from converter.app.publishing import publish as publish_run
    from converter.app.wanted_issues import wanted_issues

    run, code = _run_of(paths, settings, against, executor, log_format, dry_run=dry_run)
    planned_for, wanted = wanted_issues(run)
    counts = count_of(wanted)
    if dry_run:
        _show_plan(run, planned_for, counts, as_json=as_json)
        return code
    if not yes and log_format == "text" and sys.stdin.isatty():
        click.confirm(f"Project {planned_for}: {_in_words(counts)}. Publish?", abort=True, err=True)
    with progress(log_format) as observer:
        done = publish_run(
            run, settings, options_of(settings.settings, limit=limit, force_fields=force_fields), observer
        )
    from converter.cli.tables import show_said

    show_said(done.diagnostics, log_format)
    if as_json:
        print_json(summary_json(done.run, done.summary))
    else:
        show_summary(planned_for, done.summary, {each.uuid: each.title for each in wanted})
    return max(code, done.exit_code)


def _run_of(
    paths: tuple[Path, ...],
    settings: Configuration,
    against: Path | Literal["ledger"] | None,
    executor: str,
    log_format: str,
    *,
    dry_run: bool,
) -> tuple[Path, int]:
    """The run folder to carry out, and 3 where one of the reports it was just made of could not be used."""
    from converter.app.run_folder import is_run_folder

    if len(paths) == 1 and is_run_folder(paths[0]):
        if against is None:
            return paths[0], 0
        raise ConfigError(
            f"{paths[0]} is a run folder: its plan is made.",
            "--against is for reports; convert with it, and publish that.",
        )
    from converter.app.against import LEDGER
    from converter.app.cache_folder import cache_folder
    from converter.app.converting import convert
    from converter.app.model_objects import asked_objects
    from converter.app.publishing import reconcile_before_planning
    from converter.cli.tables import show_problems

    memory: Path | Literal["ledger"] | None = against or LEDGER
    if against is None and dry_run and settings.settings.target.company_id is None:
        click.echo("target.company_id is not set: the plan knows nothing of what was published before.", err=True)
        memory = None
    with progress(log_format) as observer:
        if memory == LEDGER and not dry_run:
            reconcile_before_planning(settings, observer)
        now, cache = datetime.now(UTC), cache_folder(os.environ)
        with asked_objects(settings.settings, observer, online=not dry_run) as found:
            done = convert(paths, _FOLDER, settings, now, executor, observer, memory, cache, objects=found)
    show_problems(done, log_format)
    return done.folder, 3 if done.unreadable else 0


def _show_plan(run: Path, project_id: int, counts: dict[str, int], *, as_json: bool) -> None:
    if as_json:
        print_json({"run": str(run), "project_id": project_id, "planned": counts})
        return
    click.echo(f"Project {project_id}: {_in_words(counts)}. Nothing was sent.")
    click.echo(f"The plan is in {run}: `converter publish {run}` carries it out, {run / 'report.html'} shows it.")


def _in_words(counts: dict[str, int]) -> str:
    """``12 to create, 3 to close, 5 unchanged``."""
    words = [f"{count:,} {'' if name == 'unchanged' else 'to '}{name}" for name, count in counts.items()]
    return ", ".join(words) or "nothing"
