"""From what was read and what is set to a plan: the wiring of the planner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import radians
from pathlib import Path, PureWindowsPath
from zoneinfo import ZoneInfo

from converter.app.pictures import PictureLookup
from converter.app.reading import ReadFile
from converter.app.settings import BcfSettings, Settings
from converter.errors import ConfigError
from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.model.picture import Picture
from converter.model.report import Report
from converter.model.viewpoint import Viewpoint
from converter.parsers.navisworks.viewpoints import cameras_for
from converter.parsers.reader import ArchiveLimits
from converter.plan.issues import PublishPlan
from converter.plan.planner import Lookups, make_plan
from converter.plan.settings import PlanSettings, TopicSettings
from converter.publisher.procore.encode import BimFile
from converter.snapshots.check import PictureLimits


def pictures_of(files: Sequence[ReadFile], settings: Settings) -> PictureLookup:
    """Where the pictures of these files are looked up; close it after use."""
    limits = PictureLimits(max_bytes=int(settings.pictures.max_mb * 1e6))
    return PictureLookup(limits, archive_limits(settings), {file.file.label: file.file.path for file in files})


def archive_limits(settings: Settings) -> ArchiveLimits:
    """What an archive may cost."""
    return ArchiveLimits(
        entry_bytes=int(settings.bcf.max_entry_mb * 1e6),
        total_bytes=int(settings.bcf.max_total_mb * 1e6),
        ratio=settings.bcf.max_ratio,
    )


def planned(
    reports: Sequence[Report], settings: Settings, pictures: PictureLookup
) -> tuple[PublishPlan, BimFile, list[Diagnostic]]:
    """The plan, the BIM file its issues hang on, and what was odd besides the plan's own diagnostics."""
    views, notes = _views(reports)
    beside, inside = (pictures.beside, pictures.inside) if settings.pictures.use else (_no_picture, _no_picture)
    plan = make_plan(reports, plan_settings(settings), Lookups(beside, views, inside))
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
        topics=_topic_settings(settings.bcf),
        time_zone=ZoneInfo(settings.reports.time_zone) if settings.reports.time_zone else None,
    )


def _topic_settings(bcf: BcfSettings) -> TopicSettings:
    def folded(table: Mapping[str, str]) -> dict[str, str]:
        return {word.casefold(): value for word, value in table.items()}

    return TopicSettings(
        closed=frozenset(word.casefold() for word in bcf.closed),
        types=folded(bcf.types),
        priorities=folded(bcf.priorities),
        trades=folded(bcf.trades),
        people=folded(bcf.people),
    )


def _no_picture(_file: str, _reference: object) -> Picture | None:
    """Stands in when pictures are switched off."""
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


def _model_named(reports: Sequence[Report]) -> str:
    """The model the first report names, the first header file of an archive, or a name like the report's."""
    for report in reports:
        if report.model_file:
            return report.model_file
        files = [file.filename for topic in report.topics for file in topic.header_files if file.filename]
        if files:
            return PureWindowsPath(files[0]).name
    return next((f"{Path(report.path).stem}.nwd" for report in reports if report.tests or report.topics), "Model.nwd")


def bim_file_of(settings: Settings, reports: Sequence[Report], plan: PublishPlan) -> tuple[BimFile, list[Diagnostic]]:
    """The BIM file the issues hang on: as set, else the model the first report names, else one named like it."""
    target = settings.target
    if target.bim_file_id is not None or target.bim_file:
        return BimFile(target.bim_file or "", target.bim_file_id), []
    if not any(issue.viewpoint for issue in plan.issues):
        return BimFile(), []
    name = _model_named(reports)
    note = diagnose("PLN004", f"target.bim_file is not set; the issues will hang on the BIM file {name!r}")
    return BimFile(name), [note]


def _settings_notes(settings: Settings) -> list[Diagnostic]:
    if not settings.rules:
        return []
    return [diagnose("CFG001", f"{len(settings.rules)} [[rules]] were read; this version does not apply them yet")]
