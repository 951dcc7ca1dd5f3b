"""``converter compare``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from converter.cli.common import config_option, configuration, executor_option, json_option, print_json
from converter.cli.progress import progress

if TYPE_CHECKING:
    from converter.plan.runs.comparison import Comparison

_ROWS = 20
"""Rows of each state on the terminal."""


class _SeveralAfterWith(click.Command):
    """Takes every path after ``--with`` as one of the new run: ``compare OLD1 OLD2 --with NEW1 NEW2``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Write the option before each of its paths, as click wants it."""
        spelled: list[str] = []
        is_new = False
        for place, each in enumerate(args):
            if each.startswith("-") and each != "-":
                is_new = each == "--with"
                if is_new and place + 1 < len(args) and not args[place + 1].startswith("-"):
                    continue  # written before each of its paths
            elif is_new:
                spelled.append("--with")
            spelled.append(each)
        return super().parse_args(ctx, spelled)


@click.command(cls=_SeveralAfterWith)
@click.argument("old", nargs=-1, required=True, metavar="OLD...", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--with",
    "new",
    multiple=True,
    required=True,
    metavar="NEW...",
    type=click.Path(exists=True, path_type=Path),
    help="Reports, folders or run folders of the new run.",
)
@config_option
@executor_option
@json_option
@click.pass_obj
def compare(
    log_format: str,
    old: tuple[Path, ...],
    new: tuple[Path, ...],
    config_file: Path | None,
    executor: str,
    *,
    as_json: bool,
) -> int:
    """Say what changed between two runs.

    A run is a report, several of them, a folder or a run folder.
    A clash is known again by its two elements and its test, whatever guid the report gives it. Exit code 3 when an
    input could not be used.
    """
    settings = configuration(config_file).settings
    from converter.app.comparing import compare as compare_runs
    from converter.app.comparing import comparison_json

    with progress(log_format) as observer:
        compared = compare_runs(old, new, settings, executor, observer)
    from converter.cli.tables import show_said
    from converter.model.diagnostics import Severity

    of_comparison = compared.comparison.diagnostics
    show_said(
        [each for each in compared.diagnostics if each.severity is not Severity.INFO or each in of_comparison],
        log_format,
    )
    if as_json:
        print_json(comparison_json(compared.comparison))
    else:
        _show(compared.comparison)
    return 3 if compared.unreadable else 0


def _show(comparison: Comparison) -> None:
    from rich.markup import escape
    from rich.table import Table

    from converter.app.comparing import rows_of
    from converter.cli.tables import console
    from converter.plan.issues import ClashState

    out = console()
    counts = Table(box=None, show_header=False, pad_edge=False)
    counts.add_column()
    counts.add_column(justify="right", style="bold")
    counts.add_column(style="dim")
    for state, count in comparison.counts().items():
        counts.add_row(state, f"{count:,}", _MEANING[ClashState(state)])
    out.print(counts)
    for state in _SHOWN:
        rows = [row for row in rows_of(comparison) if row[0] == state]
        if not rows:
            continue
        table = Table(box=None, header_style="bold", pad_edge=False, title=f"\n{state}", title_justify="left")
        for name in ("test", "clash", "objects", "why"):
            table.add_column(name, overflow="fold")
        for _, *cells in rows[:_ROWS]:
            table.add_row(*map(escape, cells))
        out.print(table)
        if len(rows) > _ROWS:
            out.print(f"[dim]… and {len(rows) - _ROWS:,} more (--json lists them all)[/dim]", highlight=False)
    if comparison.probable:
        out.print(f"\n[bold]probably the same, for you to decide: {len(comparison.probable):,}[/bold]")
        for each in comparison.probable[:_ROWS]:
            out.print(
                f"{escape(each.old.name)} → {escape(each.new.name)} in {escape(each.new.test)}: {escape(each.why)}"
            )


_SHOWN = ("new", "regressed", "moved", "reidentified", "resolved", "unretested")
_MEANING = {
    "new": "not in the earlier run",
    "persistent": "found again under the same guid",
    "moved": "those of them whose point shifted",
    "reidentified": "found again under another guid",
    "regressed": "were closed and are open again",
    "resolved": "tested again and absent",
    "unretested": "absent, but not tested again: they stay open",
    "suppressed": "still there, and nobody has to look at them",
}
