"""``converter inspect``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from converter.cli.common import config_option, configuration, executor_option, json_option, paths_argument, print_json
from converter.cli.progress import progress

if TYPE_CHECKING:
    from converter.app.configuration import Configuration
    from converter.events import Observer
    from converter.plan.rules.rules_outcome import RulesOutcome


@click.command()
@paths_argument
@json_option
@executor_option
@config_option
@click.option("--rules", is_flag=True, help="Also say what each [[noise]] and [[rules]] would take or set.")
@click.pass_obj
def inspect(
    log_format: str, paths: tuple[Path, ...], executor: str, config_file: Path | None, *, as_json: bool, rules: bool
) -> int:
    """Say what is in reports and folders, and what is odd there.

    --rules shows what rules would do. Exit code 3 when a named file, or a report in a named folder, cannot be used.
    """
    from converter.app.cache_folder import cache_folder
    from converter.app.inspecting import as_json as document_of
    from converter.app.inspecting import inspect as inspect_files
    from converter.app.planning import archive_limits
    from converter.app.records import rules_json

    loaded = configuration(config_file)
    with progress(log_format) as observer:
        files = inspect_files(paths, executor, observer, archive_limits(loaded.settings), cache_folder(os.environ))
        outcome = outcome_of(paths, loaded, executor, observer) if rules else None
    if as_json:
        print_json({**document_of(files), **({"rules": rules_json(outcome)} if outcome else {})})
    else:
        from converter.cli.inspected import show_inspected

        show_inspected(files)
        if outcome:
            from converter.cli.rule_tables import show_rules

            show_rules(outcome)
    return 3 if any(not file.readable and not file.left_alone for file in files) else 0


def outcome_of(paths: Sequence[Path], loaded: Configuration, executor: str, observer: Observer) -> RulesOutcome:
    """What the rules of the configuration would do, today."""
    from datetime import datetime

    from converter.app.dry_plan import dry_plan

    return dry_plan(paths, loaded, datetime.now().astimezone().date(), executor, observer).plan.rules
