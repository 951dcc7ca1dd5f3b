"""The page of a run, from its folder alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from converter.app import run_folder
from converter.app.fates import fates_of_lines, fates_of_rows
from converter.app.records import diagnostic_json, issue_json
from converter.app.settings import PageSettings
from converter.errors import InputError
from converter.model.diagnostics import Diagnostic
from converter.plan.issues import Action, PublishPlan
from converter.report.page import Page, render_page
from converter.snapshots.thumbnails import thumbnail


def page_of_run(run: Path, settings: PageSettings) -> str:
    """The page of an existing run folder with every shown picture inside, so that it can leave the folder."""
    try:
        return _page_of_run(run, settings)
    except (KeyError, TypeError) as error:
        raise InputError(f"{run} is damaged: {error} is missing or wrong.", "Convert the report again.") from error


def _page_of_run(run: Path, settings: PageSettings) -> str:
    plan = run_folder.read_json(run, run_folder.PLAN_FILE)
    document = run_folder.read_json(run, run_folder.RUN_FILE)
    diagnostics = run_folder.read_lines(run, run_folder.DIAGNOSTICS_FILE)
    published = [issue for issue in plan["issues"] if issue["action"] != "withhold"]
    shown = published[: settings.issues]
    thumbnails = _thumbnails(run, shown, len(shown))
    page = Page(
        document,
        shown,
        len(published),
        len(plan["issues"]) - len(published),
        diagnostics,
        thumbnails,
        tests=Counter(issue["test"] for issue in published),
        levels=Counter(issue["level"] or "" for issue in published),
        fates=fates_of_rows(run_folder.read_lines(run, run_folder.CLASHES_FILE)),
        linked=False,
    )
    return render_page(page)


def page_of_plan(
    run: Path, plan: PublishPlan, document: dict[str, Any], diagnostics: Sequence[Diagnostic], settings: PageSettings
) -> str:
    """``report.html`` of a run that is being written: the first pictures are inside, the others beside it."""
    counts = plan.counts()
    withheld = counts.get(Action.WITHHOLD, 0)
    published = [issue for issue in plan.issues if issue.action is not Action.WITHHOLD]
    shown = [issue_json(issue, None) for issue in published[: settings.issues]]
    thumbnails = _thumbnails(run, shown, settings.thumbnails)
    notes = [diagnostic_json(each) for each in diagnostics]
    tests, levels = Counter(issue.test for issue in published), Counter(issue.level or "" for issue in published)
    page = Page(
        document, shown, len(published), withheld, notes, thumbnails, tests, levels, fates_of_lines(plan.clashes)
    )
    return render_page(page)


def _thumbnails(run: Path, issues: Sequence[dict[str, Any]], most: int) -> dict[str, bytes]:
    """Small pictures by their name in the run folder; several at a time, for decoding does not hold the lock."""
    names = list(dict.fromkeys(issue["snapshot"] for issue in issues if issue["snapshot"]))[:most]
    with ThreadPoolExecutor() as pool:
        made = pool.map(lambda name: thumbnail(run / name), names)
        return {name: picture for name, picture in zip(names, made, strict=True) if picture is not None}
