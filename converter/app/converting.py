"""``converter convert``: reports in, a run folder out. No network."""

from __future__ import annotations

import platform
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import radians
from pathlib import Path
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from converter import __version__
from converter.app import run_folder
from converter.app.configuration import Configuration
from converter.app.page import page_of_plan
from converter.app.pictures import PictureLookup
from converter.app.reading import ReadFile, read_files
from converter.app.settings import Settings
from converter.errors import ConfigError
from converter.events import Observer, StageFinished, StageStarted, nobody
from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic, Severity
from converter.model.picture import Picture
from converter.model.report import Report
from converter.model.viewpoint import Viewpoint
from converter.parsers.collecting import collection_paused
from converter.parsers.navisworks.viewpoints import cameras_for
from converter.plan.issues import Action, PublishPlan
from converter.plan.planner import make_plan
from converter.plan.settings import PlanSettings
from converter.publisher.procore.encode import Batch, BimFile, batches_of
from converter.publisher.procore.validate import problems_of
from converter.snapshots.check import PictureLimits


@dataclass(frozen=True, slots=True)
class ConvertedRun:
    """What came of a conversion."""

    folder: Path
    plan: PublishPlan
    batches: int
    pictures: int
    files: tuple[ReadFile, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def unreadable(self) -> tuple[ReadFile, ...]:
        """Inputs that could not be used."""
        return tuple(file for file in self.files if file.failed)


def convert(
    paths: Sequence[Path],
    out: Path,
    configuration: Configuration,
    now: datetime,
    executor: str = "serial",
    observer: Observer = nobody,
) -> ConvertedRun:
    """Read the paths, plan, and write the run folder ``out``.

    Raises :class:`ConfigError` for what is missing in the settings. Inputs that cannot be used are in the result; the
    others are converted all the same.
    """
    settings = configuration.settings
    require_project(settings)
    clock = _Clock(observer)
    with run_folder.new_run_folder(out) as folder, collection_paused():
        with clock.stage("reading"):
            files = read_files(paths, executor, observer)
        with clock.stage("planning"):
            reports = [file.report for file in files if file.report is not None and file.report.readable]
            places = {file.file.label: file.file.path for file in files}
            plan, bim_file, notes = _planned(reports, settings, places)
        with clock.stage("encoding"):
            batches = list(batches_of(plan.project_id, plan.issues, bim_file, settings.publish.batch_size))
            _check(batches)
        diagnostics = (*_diagnostics_of(files), *notes, *plan.diagnostics)
        used = _pictures_used(plan)
        with clock.stage("writing"):
            run_folder.write_batches(folder, batches)
            run_folder.write_snapshots(folder, used)
            run_folder.write_plan(folder, plan, batches)
            run_folder.write_clashes(folder, plan.clashes)
            run_folder.write_diagnostics(folder, diagnostics)
            document = _run_document(configuration, files, plan, batches, len(used), diagnostics, now)
            page = page_of_plan(folder, plan, document, diagnostics, settings.page)
            (folder / run_folder.PAGE_FILE).write_text(page, encoding="utf-8")
        run_folder.write_run(folder, {**document, "seconds": clock.seconds})
    return ConvertedRun(out, plan, len(batches), len(used), tuple(files), diagnostics)


def _planned(
    reports: Sequence[Report], settings: Settings, places: Mapping[str, Path]
) -> tuple[PublishPlan, BimFile, list[Diagnostic]]:
    pictures = PictureLookup(PictureLimits(max_bytes=int(settings.pictures.max_mb * 1e6)), places)
    views, notes = _views(reports)
    plan = make_plan(reports, plan_settings(settings), _find_in(pictures, settings), views)
    bim_file, bim_notes = bim_file_of(settings, reports, plan)
    return plan, bim_file, [*notes, *pictures.diagnostics(), *bim_notes, *_settings_notes(settings)]


def require_project(settings: Settings) -> None:
    """Everything but the project id has a default that works."""
    if settings.target.project_id is None:
        raise ConfigError(
            "The Procore project is not set: every request body names it.",
            "Give --project-id 12345, set CONVERTER_TARGET__PROJECT_ID, or put project_id = 12345 under [target] in "
            "converter.toml (`converter config init` writes one). The number is in the address of the project in "
            "Procore: https://app.procore.com/12345/project/home",
        )


def plan_settings(settings: Settings) -> PlanSettings:
    """The settings the planner needs, in its units."""
    return PlanSettings(
        project_id=settings.target.project_id or 0,
        grouping=settings.grouping.by,
        issue_type=settings.issues.type,
        priority=settings.issues.priority,
        section_half_size_m=settings.view.section_half_size_m,
        camera_radius_m=settings.view.radius_m,
        field_of_view_rad=radians(settings.view.field_of_view_deg),
        orthogonal=settings.view.orthogonal,
        link=settings.issues.link,
        time_zone=ZoneInfo(settings.reports.time_zone) if settings.reports.time_zone else None,
    )


def _find_in(pictures: PictureLookup, settings: Settings) -> PictureLookup | _NoPictures:
    return pictures if settings.pictures.use else _NoPictures()


class _NoPictures:
    """Stands in when pictures are switched off."""

    def __call__(self, file: str, reference: str) -> Picture | None:
        return None


def _views(reports: Sequence[Report]) -> tuple[dict[tuple[str, str], Viewpoint], list[Diagnostic]]:
    """True cameras out of saved viewpoints, by test and clash."""
    tests = [test for report in reports for test in report.tests]
    views: dict[tuple[str, str], Viewpoint] = {}
    notes: list[Diagnostic] = []
    for report in reports:
        if report.saved_viewpoints:
            found, said = cameras_for(tests, report.saved_viewpoints, report.path)
            views.update(found)
            notes += said
    return views, notes


def bim_file_of(settings: Settings, reports: Sequence[Report], plan: PublishPlan) -> tuple[BimFile, list[Diagnostic]]:
    """The BIM file the issues hang on: as set, else the model the first report names, else one named like it."""
    target = settings.target
    if target.bim_file_id is not None or target.bim_file:
        return BimFile(target.bim_file or "", target.bim_file_id), []
    if not any(issue.viewpoint for issue in plan.issues):
        return BimFile(), []
    named = next((report.model_file for report in reports if report.model_file), "")
    name = named or next(f"{Path(report.path).stem}.nwd" for report in reports if report.tests)
    note = diagnose("PLN004", f"target.bim_file is not set; the issues will hang on the BIM file {name!r}")
    return BimFile(name), [note]


def _check(batches: Sequence[Batch]) -> None:
    """A body the schema refuses is a defect of this program: nothing is written."""
    for batch in batches:
        if problems := problems_of(batch.body):
            raise AssertionError(f"{batch.name} does not hold what Procore documents: {problems}")


def _pictures_used(plan: PublishPlan) -> list[Picture]:
    found = {issue.viewpoint.picture.sha256: issue.viewpoint.picture for issue in plan.issues if issue.viewpoint}
    return list(found.values())


def _diagnostics_of(files: Sequence[ReadFile]) -> Iterator[Diagnostic]:
    """What is odd about the inputs; files of a folder that were left alone for one reason make one line."""
    alone: dict[tuple[str, str], list[Diagnostic]] = defaultdict(list)
    for file in files:
        if file.problem is not None and file.problem.code == "FIL004":
            alone[str(file.file.path.parent), file.problem.message].append(file.problem)
        else:
            yield from file.diagnostics
    for (folder, message), found in alone.items():
        yield found[0] if len(found) == 1 else diagnose("FIL004", f"{len(found):,} files {message}", file=folder)


def _settings_notes(settings: Settings) -> list[Diagnostic]:
    if not settings.rules:
        return []
    return [diagnose("CFG001", f"{len(settings.rules)} [[rules]] were read; this version does not apply them yet")]


class _Clock:
    """Seconds spent in each stage."""

    def __init__(self, observer: Observer) -> None:
        self.seconds: dict[str, float] = {}
        self._observer = observer

    def stage(self, name: str) -> _Stage:
        """A block whose time is kept under ``name``."""
        return _Stage(self, name)

    def start(self, name: str) -> float:
        """Say that a stage begins."""
        if name != "reading":  # reading reports its own files
            self._observer(StageStarted(name))
        return perf_counter()

    def stop(self, name: str, since: float) -> None:
        """Keep the time of a stage."""
        self.seconds[name] = round(perf_counter() - since, 4)
        self._observer(StageFinished(name, self.seconds[name]))


class _Stage:
    """One measured block."""

    def __init__(self, clock: _Clock, name: str) -> None:
        self._clock, self._name, self._since = clock, name, 0.0

    def __enter__(self) -> None:
        self._since = self._clock.start(self._name)

    def __exit__(self, *_: object) -> None:
        self._clock.stop(self._name, self._since)


def _run_document(
    configuration: Configuration,
    files: Sequence[ReadFile],
    plan: PublishPlan,
    batches: Sequence[Batch],
    pictures: int,
    diagnostics: Sequence[Diagnostic],
    now: datetime,
) -> dict[str, Any]:
    actions = plan.counts()
    return {
        "version": 1,
        "converter": __version__,
        "python": platform.python_version(),
        "time": now.isoformat(timespec="seconds"),
        "inputs": [_input_json(file) for file in files if file.report is not None or file.failed],
        "counts": {
            "clashes": sum(line.kind == "clash" for line in plan.clashes),
            "groups": sum(line.kind == "group" for line in plan.clashes),
            "issues": len(plan.issues),
            "actions": {action.value: actions.get(action.value, 0) for action in Action},
            "batches": len(batches),
            "pictures": pictures,
            "viewpoints": sum(issue.viewpoint is not None for issue in plan.issues),
            "diagnostics": {level.value: sum(d.severity is level for d in diagnostics) for level in Severity},
        },
        "settings": {key: value for key, value, _ in configuration.rows()},
    }


def _input_json(file: ReadFile) -> dict[str, Any]:
    report = file.report
    return {
        "path": file.file.label,
        "kind": file.kind.value,
        "sha256": file.sha256 or None,
        "size_bytes": file.size_bytes,
        "used": report is not None and report.readable,
        "units": report.units if report else None,
        "tests": [
            {
                "name": test.display_name,
                "layout": test.layout.value,
                "status": test.status.value,
                "filtered": test.filtered,
            }
            for test in (report.tests if report else ())
        ],
    }
