"""``converter objects``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from converter.cli.common import config_option, configuration, json_option, print_json
from converter.cli.progress import progress

if TYPE_CHECKING:
    from converter.app.model_objects import PublishedObjects


@click.command()
@click.argument("model_revision", type=click.IntRange(min=1))
@click.option(
    "-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="The CSV file to write (objects.map)."
)
@config_option
@json_option
@click.pass_obj
def objects(log_format: str, model_revision: int, out: Path | None, config_file: Path | None, *, as_json: bool) -> int:
    """Fetch the object ids of a published model's elements.

    By guid or element id; read-only.

    MODEL_REVISION is the id of the revision in Procore. What was fetched is kept for objects.model_revision; with -o it
    is written as a table for objects.map as well.
    """
    settings = configuration(config_file).settings
    from converter.app.model_objects import published_objects, write_object_map
    from converter.cli.tables import show_said

    with progress(log_format) as observer:
        found = published_objects(model_revision, settings, observer)
    if out is not None:
        write_object_map(out, found.rows)
    show_said(found.diagnostics, log_format)
    counts = _counts(found)
    if as_json:
        revision = {"model_revision": model_revision, "name": found.revision.name, "was_kept": found.was_kept}
        print_json({**revision, **counts, "file": None if out is None else str(out)})
        return 0
    click.echo(f"{found.revision.name} (model revision {model_revision})")
    click.echo(f"{counts['objects']:,} objects: {counts['guids']:,} guids, {counts['element_ids']:,} element ids")
    if out is not None:
        click.echo(f"written to {out}")
    return 0


def _counts(found: PublishedObjects) -> dict[str, int]:
    return {
        "objects": len({row.object_id for row in found.rows}),
        "guids": len({row.guid for row in found.rows if row.guid}),
        "element_ids": len({(row.element_id, row.model) for row in found.rows if row.element_id}),
    }
