"""``converter publish``."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from converter.cli.common import config_option, configuration, json_option, paths_argument, print_json
from converter.cli.progress import progress

if TYPE_CHECKING:
    from converter.publisher.publishing import Summary

_FOLDER = Path(".converter") / "run"


@click.command()
@paths_argument
@config_option
@click.option("--ledger", help="Where the memory of what was published lies (ledger.url).")
@click.option("--dry-run", is_flag=True, help="Only say what the plan holds; nothing is sent.")
@click.option("--limit", type=click.IntRange(min=1), help="Make at most so many new issues.")
@click.option("--force-fields", is_flag=True, help="Overrule what people changed in Procore since it was last sent.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@click.pass_obj
def publish(
    log_format: str,
    paths: tuple[Path, ...],
    config_file: Path | None,
    ledger: str | None,
    limit: int | None,
    *,
    dry_run: bool,
    force_fields: bool,
    yes: bool,
    as_json: bool,
) -> int:
    """Carry out the plan of a run folder, or convert reports and carry that out: each issue exactly once.

    May be repeated at any time: what was done is in the ledger, what is in doubt is looked up in Procore first.
    """
    settings = configuration(config_file, {"ledger.url": ledger})
    from converter.app.publishing import count_of, options_of
    from converter.app.publishing import publish as publish_run
    from converter.app.run_folder import is_run_folder
    from converter.app.wanted_issues import wanted_issues

    with progress(log_format) as observer:
        run = paths[0]
        if len(paths) > 1 or not is_run_folder(run):
            from converter.app.converting import convert

            run = convert(paths, _FOLDER, settings, datetime.now(UTC), observer=observer).folder
        project_id, wanted = wanted_issues(run)
        counts = count_of(wanted)
        if dry_run:
            print_json({"run": str(run), "project_id": project_id, "planned": counts})
            return 0
        if not yes and log_format == "text" and sys.stdin.isatty():
            planned = ", ".join(f"{count:,} to {name}" for name, count in counts.items())
            click.confirm(f"Project {project_id}: {planned}. Publish?", abort=True, err=True)
        done = publish_run(
            run, settings, options_of(settings.settings, limit=limit, force_fields=force_fields), observer
        )
    from converter.cli.tables import show_said

    show_said(done.diagnostics, log_format)
    document = {"run": str(done.run), **_summary_json(done.summary)}
    if as_json:
        print_json(document)
    else:
        _show(done.summary)
    return done.exit_code


def _summary_json(summary: Summary) -> dict[str, object]:
    return {
        "counts": dict(summary.counts),
        "refused": summary.rejected,
        "unknown": summary.unknown,
        "edited_in_procore": {uuid: list(names) for uuid, names in summary.edited.items()},
        "withheld": summary.withheld,
        "left_out": dict(summary.left_out),
        "empty_viewpoints": summary.empty_views,
    }


_SHOWN = 20


def _show(summary: Summary) -> None:
    for name, count in summary.counts.items():
        if count:
            click.echo(f"{name:<24}{count:>8,}")
    _list("refused by Procore", [f"{uuid}: {words}" for uuid, words in summary.rejected.items()])
    _list("of unknown outcome; run the same command again to settle them", summary.unknown)
    _list("left as people changed them", [f"{uuid}: {', '.join(names)}" for uuid, names in summary.edited.items()])
    _list("not touched", [f"{uuid}: {why}" for uuid, why in summary.withheld.items()])
    _list("left out", [f"{count:,} × {what}" for what, count in summary.left_out.most_common()])
    _list("viewpoints Procore cannot show", summary.empty_views)


def _list(what: str, lines: list[str]) -> None:
    if lines:
        click.echo(f"\n{len(lines):,} {what}:", err=True)
        for line in lines[:_SHOWN]:
            click.echo(f"  {line}", err=True)
        if len(lines) > _SHOWN:
            click.echo(f"  … and {len(lines) - _SHOWN:,} more", err=True)
