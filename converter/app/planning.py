"""From what was read and what is set to a plan: the wiring of the planner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from math import radians
from pathlib import Path, PureWindowsPath
from zoneinfo import ZoneInfo

from converter.app.kept_objects import ObjectSource
from converter.app.models.objects import object_lookups
from converter.app.models.using import UsedModels
from converter.app.pictures import PictureLookup, picture_limits
from converter.app.reading import ReadFile
from converter.app.rule_settings import rule_settings_of
from converter.app.settings import BcfSettings, GroupingSettings, IdentitySettings, Settings
from converter.errors import ConfigError
from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.model.picture import Picture
from converter.model.report import Report
from converter.model.viewpoint import Viewpoint
from converter.parsers.navisworks.viewpoints import cameras_for
from converter.parsers.reader import ArchiveLimits
from converter.plan.grouping.by import Grouping, group_by_of
from converter.plan.issues import Action, PublishPlan
from converter.plan.lookups import Lookups, NoDrawings, NoModels
from converter.plan.models.same_models import same_models
from converter.plan.planner import make_plan
from converter.plan.rules.globs import folded
from converter.plan.runs.compare_settings import CompareSettings
from converter.plan.runs.memory import Memory
from converter.plan.settings import PlanSettings, TopicSettings
from converter.plan.words.priorities import PRIORITY_OF
from converter.plan.words.statuses import OPEN_WORDS
from converter.plan.words.topic_types import TYPE_OF
from converter.publisher.procore.encode import BimFile


def pictures_of(files: Sequence[ReadFile], settings: Settings) -> PictureLookup:
    """Where the pictures of these files are looked up; close it after use."""
    places = {file.file.label: file.file.path for file in files}
    return PictureLookup(picture_limits(settings.pictures), archive_limits(settings), places)


def archive_limits(settings: Settings) -> ArchiveLimits:
    """What an archive may cost."""
    return ArchiveLimits(
        entry_bytes=int(settings.bcf.max_entry_mb * 1e6),
        total_bytes=int(settings.bcf.max_total_mb * 1e6),
        ratio=settings.bcf.max_ratio,
    )


def planned(
    reports: Sequence[Report],
    settings: Settings,
    pictures: PictureLookup,
    models: UsedModels,
    objects: ObjectSource | None = None,
    today: date | None = None,
    *,
    trace: bool = False,
    memory: Memory | None = None,
    digests: Mapping[str, str] | None = None,
) -> tuple[PublishPlan, BimFile, list[Diagnostic]]:
    """The plan, the BIM file its issues hang on, and what was odd besides the plan's own diagnostics.

    ``digests`` gives the SHA-256 of each report, by which ``memory`` knows older ones again.
    """
    views, notes = _views(reports)
    beside, inside = (pictures.beside, pictures.inside) if settings.pictures.use else (_no_picture, _no_picture)
    names, stand_ins = _models(reports)
    seen = object_lookups(objects, reports, settings, models)
    lookups = Lookups(
        beside,
        views,
        inside,
        object_ids=seen.views,
        clash_visibility=seen.clashes,
        elements=models.knowledge if models.models.all else NoModels(),
        drawings=models.drawings if models.models.all else NoDrawings(),
        models=names,
        stand_ins=stand_ins,
    )
    plan = make_plan(reports, plan_settings(settings, today, trace=trace), lookups, memory, digests or {})
    said = [*notes, *seen.diagnostics(), *models.diagnostics(), *pictures.diagnostics()]
    said += _same_models(models, said)
    said += _model_notes(settings, plan, lookups)
    return plan, bim_file_of(settings), said


def _same_models(models: UsedModels, said: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Which models are versions of one; looked for only where elements are ambiguous, for it takes them all."""
    return list(same_models(models.models.indexes)) if any(each.code == "PLN041" for each in said) else []


def compare_settings(identity: IdentitySettings) -> CompareSettings:
    """How clashes are known again, in metres."""
    return CompareSettings(
        moved_m=identity.moved_mm / 1000,
        test_aliases=identity.test_aliases,
        close_after=identity.close_after,
        allow_older=identity.allow_older,
    )


def require_project(settings: Settings) -> None:
    """Everything but the project id has a default that works."""
    if settings.target.project_id is None:
        raise ConfigError(
            "The Procore project is not set: every request body names it.",
            "Give --project-id 12345, set CONVERTER_TARGET__PROJECT_ID, or put project_id = 12345 under [target] in "
            "converter.toml (`converter config init` writes one). The number is in the address of the project in "
            "Procore: https://app.procore.com/12345/project/home",
        )


def plan_settings(settings: Settings, today: date | None = None, *, trace: bool = False) -> PlanSettings:
    """The settings the planner needs, in its units; ``trace`` keeps why rules are not about an issue."""
    return PlanSettings(
        project_id=settings.target.project_id or 0,
        grouping=_grouping(settings.grouping),
        issue_type=settings.issues.type,
        priority=settings.issues.priority,
        section_half_size_m=settings.view.section_half_size_m,
        camera_radius_m=settings.view.radius_m,
        field_of_view_rad=radians(settings.view.field_of_view_deg),
        orthogonal=settings.view.orthogonal,
        link=settings.issues.link,
        topics=_topic_settings(settings.bcf),
        pictures=settings.pictures.use,
        renders=settings.pictures.use and settings.pictures.draw and settings.ifc.shapes,
        view=settings.view.source,
        locations=settings.issues.locations,
        time_zone=ZoneInfo(settings.reports.time_zone) if settings.reports.time_zone else None,
        rules=rule_settings_of(settings, trace=trace),
        today=today,
        identity=compare_settings(settings.identity),
    )


def _grouping(grouping: GroupingSettings) -> Grouping:
    return Grouping(
        by=group_by_of(grouping.by),
        distance_m=grouping.distance_m,
        height_m=grouping.height_m,
        near_m=grouping.near_m,
        radius_m=grouping.radius_m,
        leave_approved_out=grouping.leave_approved_out,
    )


def _topic_settings(bcf: BcfSettings) -> TopicSettings:
    def table_of(written: Mapping[str, str]) -> dict[str, str]:
        return {folded(word): value for word, value in written.items()}

    return TopicSettings(
        closed=frozenset(map(folded, bcf.closed)),
        open=OPEN_WORDS.union(map(folded, bcf.open)),
        types={**TYPE_OF, **table_of(bcf.types)},
        priorities={**PRIORITY_OF, **table_of(bcf.priorities)},
        trades=table_of(bcf.trades),
        people=table_of(bcf.people),
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


def bim_file_of(settings: Settings) -> BimFile:
    """The BIM file all issues hang on, where one is set."""
    return BimFile(settings.target.bim_file or "", settings.target.bim_file_id)


def _models(reports: Sequence[Report]) -> tuple[dict[str, str], dict[str, str]]:
    """The model each report names, and names made for reports that name none."""
    named, stand_ins = {}, {}
    for report in reports:
        files = (file.filename for topic in report.topics for file in topic.header_files if file.filename)
        if name := report.model_file or next(files, ""):
            named[report.path] = PureWindowsPath(name).name
        else:
            stand_ins[report.path] = f"{Path(report.path).stem}.nwd"
    return named, stand_ins


def _model_notes(settings: Settings, plan: PublishPlan, lookups: Lookups) -> Iterator[Diagnostic]:
    """Which BIM files the issues hang on when none is set."""
    if settings.target.bim_file_id is not None or settings.target.bim_file:
        return
    used = Counter(issue.model for issue in plan.issues if issue.model and issue.action is Action.CREATE)
    made = set(lookups.stand_ins.values()) - set(lookups.models.values())
    for name, count in sorted(used.items()):
        if name in made:
            message = f"no model is named; {count:,} issues would hang on a BIM file {name!r}, named after the report"
            yield diagnose("PLN017", message)
        else:
            yield diagnose("PLN004", f"target.bim_file is not set; {count:,} issues hang on the BIM file {name!r}")
