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
from converter.app.reading import ReadFile, read_files, require_models
from converter.app.records import clash_json
from converter.app.run_folder import is_run_folder
from converter.app.settings import Settings
from converter.errors import ConfigError, InputError
from converter.events import Observer
from converter.model.diagnostics import Diagnostic, Severity
from converter.model.report import Kind
from converter.plan.gate.checked_issues import IssueOfRun
from converter.plan.gate.judging import UnusedInput
from converter.plan.issues import PublishPlan
from converter.plan.runs.clash_record import RecordedRun


@dataclass(frozen=True, slots=True)
class CheckedRun:
    """A run, what was odd about its input, and the files of it that could not be used.

    ``failure`` is there when nothing could be: the run is empty then, and outputs still have to say why.
    """

    found: EarlierIssues
    diagnostics: tuple[Diagnostic, ...] = ()
    unused: tuple[UnusedInput, ...] = ()
    failure: InputError | None = None


def baseline_of_folder(folder: Path, settings: Settings) -> EarlierIssues:
    """What a run folder knows: the clashes of its run, and those it remembers of runs before."""
    return _of_open_clashes(earlier_run(folder, closed_words(settings)), issues_of_folder(folder))


def _run_of_folder(folder: Path, settings: Settings) -> EarlierIssues:
    """The run of a run folder alone: what it remembers beyond was not seen in it."""
    earlier = EarlierRun(folder, closed_words(settings))
    run = earlier.run()
    seen = [each for each in run.clashes if not earlier.line_of(each).get("remembered")]
    tests = tuple([each for each in run.tests if each.in_run])
    return _of_open_clashes(replace(run, clashes=tuple(seen), tests=tests), issues_of_folder(folder))


def run_of_paths(
    paths: Sequence[Path], settings: Settings, now: datetime, executor: str, observer: Observer
) -> CheckedRun:
    """The run of a run folder, or of reports and models. Nothing is written and no project is needed.

    Raises :class:`ConfigError` for run folders beside anything else; where nothing can be read, the run says so.
    """
    folders = [path for path in paths if is_run_folder(path)]
    if folders and len(paths) > 1:
        raise ConfigError(
            f"{folders[0]} is a run folder, and there is more than it.",
            "Name one run folder, or reports and folders of reports.",
        )
    try:
        if folders:
            return CheckedRun(_run_of_folder(folders[0], settings))
        return _planned(paths, settings, now, executor, observer)
    except InputError as error:
        return CheckedRun(NOTHING, (), tuple([UnusedInput(str(path), error.message) for path in paths]), error)


NOTHING = EarlierIssues(RecordedRun(), ())


def _planned(paths: Sequence[Path], settings: Settings, now: datetime, executor: str, observer: Observer) -> CheckedRun:
    settings = _without_pictures(settings)
    with ExitStack() as rest:
        objects = object_source_of(settings)
        limits = archive_limits(settings)
        named = [Path(name) for name in settings.ifc.models]
        files = read_files([*paths, *named], limits, executor, observer)
        require_models(files, named)
        reports = [file.report for file in files if file.report is not None and is_report(file)]
        if not reports:
            return CheckedRun(NOTHING, tuple(_of_files(files)), _unused(files) or _of_no_use(paths), _no_report())
        pictures = rest.enter_context(closing(pictures_of(files, settings)))
        models = rest.enter_context(used_models(files, reports, settings, limits, pictures, executor, observer))
        plan, _, notes = planned(reports, settings, pictures, models, objects, now.date())
    said = (*_of_files(files), *notes, *plan.diagnostics)
    return CheckedRun(_found(plan, settings), said, _unused(files))


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


def _unused(files: Sequence[ReadFile]) -> tuple[UnusedInput, ...]:
    return tuple([UnusedInput(file.file.label, _why(file)) for file in files if file.failed])


def _why(file: ReadFile) -> str:
    """The first error, for the others follow from it; else whatever is said first."""
    said = sorted(file.diagnostics, key=lambda each: each.severity is not Severity.ERROR)
    if not said:
        return "it cannot be used"
    line = said[0].location.line
    return said[0].message if line is None else f"line {line:,}: {said[0].message}"


def _of_no_use(paths: Sequence[Path]) -> tuple[UnusedInput, ...]:
    return tuple([UnusedInput(str(path), "no clash report and no BCF archive is in it") for path in paths])


def _no_report() -> InputError:
    return InputError(
        "There is no clash report and no BCF archive that can be used.",
        "Name a report, the folder it lies in, or a run folder; `converter inspect` says what is in a file.",
    )


def _of_files(files: Sequence[ReadFile]) -> Iterator[Diagnostic]:
    """What is odd about the inputs; what was left alone in a folder is of no interest here."""
    for file in files:
        if file.kind is not Kind.UNKNOWN or file.failed:
            yield from file.diagnostics
