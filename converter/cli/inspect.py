"""``converter inspect``."""

from __future__ import annotations

from pathlib import Path

import click

from converter.cli.common import config_option, configuration, executor_option, json_option, paths_argument, print_json
from converter.cli.progress import progress


@click.command()
@paths_argument
@json_option
@executor_option
@config_option
@click.pass_obj
def inspect(log_format: str, paths: tuple[Path, ...], executor: str, config_file: Path | None, *, as_json: bool) -> int:
    """Say what is in reports and folders, and everything that is odd about them.

    Exit code 3 when a named file, or a report in a named folder, cannot be used.
    """
    from converter.app.inspecting import as_json as document_of
    from converter.app.inspecting import inspect as inspect_files
    from converter.app.planning import archive_limits

    with progress(log_format) as observer:
        files = inspect_files(paths, executor, observer, archive_limits(configuration(config_file).settings))
    if as_json:
        print_json(document_of(files))
    else:
        from converter.cli.tables import show_inspected

        show_inspected(files)
    return 3 if any(not file.readable and not file.left_alone for file in files) else 0
