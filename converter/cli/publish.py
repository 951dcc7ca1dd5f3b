"""``converter publish``."""

from __future__ import annotations

import os
import sys
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from converter.cli.against import EarlierRun
from converter.cli.common import (
    allow_older_option,
    close_after_option,
    company_option,
    config_option,
    configuration,
    executor_option,
    json_option,
    models_option,
    models_setting,
    paths_argument,
    print_json,
    project_option,
)
from converter.cli.progress import progress
from converter.cli.published import show_summary, summary_json
from converter.errors import ConfigError

if TYPE_CHECKING:
    from converter.app.configuration import Configuration

_FOLDER = Path(".converter") / "run"
_DRY_FOLDER = Path(".converter") / "dry-run"


@click.command()
@paths_argument
@config_option
@company_option
@project_option
@click.option("--bim-file", help="Name of the BIM file the issues hang on (target.bim_file).")
@models_option
@click.option("--ledger", help="Where the memory of what was published lies (ledger.url).")
@click.option(
    "--against",
    type=EarlierRun(),
    metavar="OLD_RUN",
    help="Run folder of an earlier run to compare reports with, in place of the ledger.",
)
@close_after_option
@allow_older_option
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
    company_id: int | None,
    project_id: int | None,
    bim_file: str | None,
    models: tuple[Path, ...],
    ledger: str | None,
    against: Path | Literal["ledger"] | None,
    close_after: int | None,
    limit: int | None,
    executor: str,
    *,
    allow_older: bool | None,
    dry_run: bool,
    force_fields: bool,
    yes: bool,
    as_json: bool,
) -> int:
    """Carry out the plan of a run folder, each issue exactly once.

    Reports are converted first, and their plan is carried out.
    May be repeated at any time: what was done is in the ledger, what is in doubt is looked up in Procore first.
    """
    flags = {
        "target.company_id": company_id,
        "target.project_id": project_id,
        "target.bim_file": bim_file,
        "ifc.models": models_setting(models),
        "ledger.url": ledger,
        "identity.close_after": close_after,
        "identity.allow_older": allow_older,
    }
    settings = configuration(config_file, flags)
    from converter.app.online_checkup import refusals_explained
    from converter.app.publishing import count_of, options_of
    from converter.app.publishing import publish as publish_run
    from converter.app.wanted_issues import wanted_issues

    is_made = not _is_run(paths, against)
    shown = (_DRY_FOLDER if dry_run else _FOLDER) if is_made else paths[0]
    code = settled = 0
    with _folder(shown, is_made=is_made) as run:
        if is_made:
            with refusals_explained(settings.settings):
                code, settled = _convert(run, paths, settings, against, executor, log_format, dry_run=dry_run)
        planned_for, wanted = wanted_issues(run)
        counts = count_of(wanted)
        if not dry_run:
            if not yes and log_format == "text" and sys.stdin.isatty():
                click.confirm(f"Project {planned_for}: {_in_words(counts)}. Publish?", abort=True, err=True)
            options = options_of(settings.settings, limit=limit, force_fields=force_fields)
            with refusals_explained(settings.settings), progress(log_format) as observer:
                done = publish_run(run, settings, options, observer)
    if dry_run:
        _show_plan(shown, planned_for, counts, as_json=as_json)
        return code
    from converter.cli.tables import show_said

    if settled:
        done.summary.counts["settled"] += settled
    show_said(done.diagnostics, log_format)
    if as_json:
        print_json(summary_json(shown, done.summary))
    else:
        show_summary(planned_for, done.summary, done.titles)
    return max(code, done.exit_code)


def _is_run(paths: tuple[Path, ...], against: Path | Literal["ledger"] | None) -> bool:
    """Whether a run folder is given, and no reports."""
    from converter.app.run_folder import is_run_folder

    if len(paths) != 1 or not is_run_folder(paths[0]):
        return False
    if against is not None:
        raise ConfigError(
            f"{paths[0]} is a run folder: its plan is made.",
            "--against is for reports; convert with it, and publish that.",
        )
    return True


def _folder(place: Path, *, is_made: bool) -> AbstractContextManager[Path]:
    """The run folder: one of this process where the run is made now, so that two of them do not meet in one."""
    from converter.app.own_folder import folder_of_its_own

    return folder_of_its_own(place) if is_made else nullcontext(place)


def _convert(
    run: Path,
    paths: tuple[Path, ...],
    settings: Configuration,
    against: Path | Literal["ledger"] | None,
    executor: str,
    log_format: str,
    *,
    dry_run: bool,
) -> tuple[int, int]:
    """Make the run; gives 3 where a report could not be used, and how many issues of unknown outcome were settled."""
    from converter.app.against import LEDGER
    from converter.app.cache_folder import cache_folder
    from converter.app.converting import convert, is_report, nothing_usable
    from converter.app.model_objects import asked_objects
    from converter.app.publishing import reconcile_before_planning
    from converter.cli.tables import show_problems

    memory: Path | Literal["ledger"] | None = against or LEDGER
    if against is None and dry_run and settings.settings.target.company_id is None:
        click.echo("target.company_id is not set: the plan knows nothing of what was published before.", err=True)
        memory = None
    settled = 0
    with progress(log_format) as observer:
        if memory == LEDGER and not dry_run:
            settled = reconcile_before_planning(settings, observer)
        now, cache = datetime.now(UTC), cache_folder(os.environ)
        with asked_objects(settings.settings, observer, online=not dry_run) as found:
            done = convert(paths, run, settings, now, executor, observer, memory, cache, objects=found)
    if not any(map(is_report, done.files)):
        raise nothing_usable(done.files, "Nothing was sent; `converter inspect` says what is in a file.")
    show_problems(done, log_format)
    return 3 if done.unreadable else 0, settled


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
