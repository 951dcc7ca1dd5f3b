"""The run the gate looks at: planned of reports as ``convert`` plans it, or read out of a run folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import msgspec

from converter.app.comparing import closed_words
from converter.app.converting import is_report
from converter.app.earlier_issues import EarlierIssues, issues_of_folder, issues_of_plan
from converter.app.earlier_run import EarlierRun, earlier_run, recorded_run
from converter.app.models.objects import object_source_of
from converter.app.models.using import used_models
from converter.app.planning import archive_limits, pictures_of, planned
from converter.app.reading import ReadFile, read_files
from converter.app.records import clash_json
from converter.app.run_folder import is_run_folder
from converter.app.settings import Settings
from converter.errors import ConfigError, InputError
from converter.events import Observer
from converter.model.diagnostics import Diagnostic
from converter.model.report import Kind, Report
from converter.plan.gate.checked_issues import IssueOfRun
from converter.plan.issues import PublishPlan
from converter.plan.runs.clash_record import RecordedRun


@dataclass(frozen=True, slots=True)
class CheckedRun:
    """A run, what was odd about its input, and whether some of that could not be used."""

    found: EarlierIssues
    diagnostics: tuple[Diagnostic, ...] = ()
    is_incomplete: bool = False


def baseline_of_folder(folder: Path, settings: Settings) -> EarlierIssues:
    """What a run folder knows: the clashes of its run, and those it remembers of runs before."""
    return _of_open_clashes(earlier_run(folder, closed_words(settings)), issues_of_folder(folder))


def _run_of_folder(folder: Path, settings: Settings) -> EarlierIssues:
    """The run of a run folder alone: what it remembers beyond was not seen in it."""
    earlier = EarlierRun(folder, closed_words(settings))
    run = earlier.run()
    seen = [each for each in run.clashes if not earlier.line_of(each).get("remembered")]
    return _of_open_clashes(replace(run, clashes=tuple(seen)), issues_of_folder(folder))


def run_of_paths(
    paths: Sequence[Path], settings: Settings, now: datetime, executor: str, observer: Observer
) -> CheckedRun:
    """The run of a run folder, or of reports and models. Nothing is written and no project is needed.

    Raises :class:`ConfigError` for run folders beside anything else, :class:`InputError` where nothing can be read.
    """
    folders = [path for path in paths if is_run_folder(path)]
    if not folders:
        return _planned(paths, settings, now, executor, observer)
    if len(paths) > 1:
        raise ConfigError(
            f"{folders[0]} is a run folder, and there is more than it.",
            "Name one run folder, or reports and folders of reports.",
        )
    return CheckedRun(_run_of_folder(folders[0], settings))


def _planned(paths: Sequence[Path], settings: Settings, now: datetime, executor: str, observer: Observer) -> CheckedRun:
    settings = _without_pictures(settings)
    with ExitStack() as rest:
        objects = object_source_of(settings)
        limits = archive_limits(settings)
        files = read_files([*paths, *map(Path, settings.ifc.models)], limits, executor, observer)
        reports = [file.report for file in files if file.report is not None and is_report(file)]
        _require_a_report(reports, files)
        pictures = rest.enter_context(closing(pictures_of(files, settings)))
        models = rest.enter_context(used_models(files, reports, settings, limits, pictures, executor, observer))
        plan, _, notes = planned(reports, settings, pictures, models, objects, now.date())
    said = (*_of_files(files), *notes, *plan.diagnostics)
    return CheckedRun(_found(plan, settings), said, any(file.failed for file in files))


def _without_pictures(settings: Settings) -> Settings:
    """Pictures decide nothing: they are not looked at and not drawn."""
    pictures = msgspec.structs.replace(settings.pictures, use=False, draw=False)
    return msgspec.structs.replace(settings, pictures=pictures)


def _found(plan: PublishPlan, settings: Settings) -> EarlierIssues:
    """The run as its run folder would hold it."""
    run = recorded_run([clash_json(line) for line in plan.clashes], {"tests": ()}, closed_words(settings))
    return _of_open_clashes(replace(run, tests=plan.tests), issues_of_plan(plan))


def _of_open_clashes(run: RecordedRun, issues: Sequence[IssueOfRun]) -> EarlierIssues:
    """The run with the issues that have an open clash in it: a plan with memory has others, too."""
    used = {each.issue for each in run.clashes if each.is_open}
    return EarlierIssues(run, tuple([each for each in issues if each.uuid in used]))


def _require_a_report(reports: Sequence[Report], files: Sequence[ReadFile]) -> None:
    if reports:
        return
    reasons = [f"{each.location}: {each.message}" for file in files if file.failed for each in file.diagnostics]
    raise InputError(
        "There is no clash report and no BCF archive that can be used."
        + "".join(f"\n  - {each}" for each in reasons[:_REASONS]),
        "Name a report, the folder it lies in, or a run folder; `converter inspect` says what is in a file.",
    )


_REASONS = 5


def _of_files(files: Sequence[ReadFile]) -> Iterator[Diagnostic]:
    """What is odd about the inputs; what was left alone in a folder is of no interest here."""
    for file in files:
        if file.kind is not Kind.UNKNOWN or file.failed:
            yield from file.diagnostics
