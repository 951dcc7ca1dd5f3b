"""``converter inspect``."""

from __future__ import annotations

from pathlib import Path

import click

from converter.cli.common import executor_option, json_option, paths_argument, print_json
from converter.cli.progress import progress


@click.command()
@paths_argument
@json_option
@executor_option
@click.pass_obj
def inspect(log_format: str, paths: tuple[Path, ...], executor: str, *, as_json: bool) -> int:
    """Say what is in reports and folders, and everything that is odd about them.

    Exit code 3 when a named file, or a report in a named folder, cannot be used.
    """
    from converter.app.inspecting import as_json as document_of
    from converter.app.inspecting import inspect as inspect_files

    with progress(log_format) as observer:
        files = inspect_files(paths, executor, observer)
    if as_json:
        print_json(document_of(files))
    else:
        from converter.cli.tables import show_inspected

        show_inspected(files)
    return 3 if any(not file.readable and not file.left_alone for file in files) else 0
