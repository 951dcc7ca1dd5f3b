"""``converter convert``."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import click

from converter.cli.against import EarlierRun
from converter.cli.common import (
    allow_older_option,
    close_after_option,
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


@click.command()
@paths_argument
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="The run folder to write; an earlier run is replaced.",
)
@config_option
@click.option("--project-id", type=int, help="Procore project (target.project_id).")
@click.option("--bim-file", help="Name of the BIM file the issues hang on (target.bim_file).")
@click.option(
    "--group-by",
    metavar="WAY[+WAY]",
    help="How clashes become issues: auto, report, none, culprit, element, proximity, level-grid, level, grid, test, "
    "or up to three of them (grouping.by).",
)
@models_option
@click.option("--ifc-scale", type=float, help="Factor of the reports' coordinates; else found out (ifc.scale).")
@click.option(
    "--ifc-shift", metavar="X,Y,Z", help="Metres from the models to the reports; else found out (ifc.shift_m)."
)
@click.option(
    "--objects",
    type=click.Path(exists=True, path_type=Path),
    help="CSV or JSON file with the object ids of the published model (objects.map).",
)
@click.option("--draw/--no-draw", default=None, help="Draw what has no picture from the models (pictures.draw).")
@click.option("--pictures/--no-pictures", default=None, help="Use the report's pictures (pictures.use).")
@click.option(
    "--against",
    type=EarlierRun(),
    metavar="OLD_RUN|ledger",
    help="Run folder of an earlier run, or the ledger (ledger.url): issues go on, and only what changed is planned.",
)
@close_after_option
@allow_older_option
@click.option("--batch-size", type=int, help="Issues in one request, at most 1,000 (publish.batch_size).")
@executor_option
@json_option
@click.pass_obj
def convert(
    log_format: str,
    paths: tuple[Path, ...],
    out: Path,
    config_file: Path | None,
    project_id: int | None,
    bim_file: str | None,
    group_by: str | None,
    batch_size: int | None,
    models: tuple[Path, ...],
    ifc_scale: float | None,
    ifc_shift: str | None,
    objects: Path | None,
    against: Path | Literal["ledger"] | None,
    close_after: int | None,
    executor: str,
    *,
    allow_older: bool | None,
    draw: bool | None,
    pictures: bool | None,
    as_json: bool,
) -> int:
    """Turn clash reports into request bodies; nothing is sent.

    Writes a run folder: the exact bodies, the plan, every clash, the pictures and a page to look at. Exit code 3
    when an input could not be used; the others are converted all the same.
    """
    flags = {
        "target.project_id": project_id,
        "target.bim_file": bim_file,
        "grouping.by": group_by,
        "pictures.use": pictures,
        "pictures.draw": draw,
        "ifc.models": models_setting(models),
        "ifc.scale": ifc_scale,
        "ifc.shift_m": ifc_shift.replace(",", " ").split() if ifc_shift else None,
        "objects.map": None if objects is None else str(objects),
        "identity.close_after": close_after,
        "identity.allow_older": allow_older,
        "publish.batch_size": batch_size,
    }
    settings = configuration(config_file, flags)
    from converter.app.cache_folder import cache_folder
    from converter.app.converting import convert as convert_files

    with progress(log_format) as observer:
        run = convert_files(
            paths, out, settings, datetime.now(UTC), executor, observer, against, cache_folder(os.environ)
        )
    from converter.cli.tables import show_problems, show_run

    show_problems(run, log_format)
    if as_json:
        from converter.app.run_folder import RUN_FILE, read_json

        print_json({"folder": str(run.folder), **read_json(run.folder, RUN_FILE)})
    else:
        show_run(run)
    return 3 if run.unreadable else 0
