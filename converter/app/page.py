"""The page of a run, from its folder alone."""

from __future__ import annotations

from pathlib import Path

from converter.app import run_folder
from converter.app.settings import PageSettings
from converter.report.page import Page, render_page
from converter.snapshots.thumbnails import thumbnail


def page_of_run(run: Path, settings: PageSettings, *, everything_inside: bool = False) -> str:
    """``report.html`` of a run folder: one text that opens from disk.

    The first ``settings.thumbnails`` pictures are inside, the others are shown from the run folder beside it;
    ``everything_inside`` takes all of them in and links none, for a page that leaves its folder.
    """
    plan = run_folder.read_json(run, run_folder.PLAN_FILE)
    document = run_folder.read_json(run, run_folder.RUN_FILE)
    diagnostics = run_folder.read_lines(run, run_folder.DIAGNOSTICS_FILE)
    shown = [issue for issue in plan["issues"] if issue["action"] != "withhold"]
    withheld = len(plan["issues"]) - len(shown)
    thumbnails: dict[str, bytes] = {}
    for issue in shown[: settings.issues]:
        name = issue["snapshot"]
        if name and name not in thumbnails and (everything_inside or len(thumbnails) < settings.thumbnails):
            picture = thumbnail(run / name)
            if picture is not None:
                thumbnails[name] = picture
    return render_page(Page(document, shown[: settings.issues], len(shown), withheld, diagnostics, thumbnails, linked=not everything_inside))
