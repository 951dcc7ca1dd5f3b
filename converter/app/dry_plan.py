"""A plan that is looked at and not carried out: for the dry view of rules and for explanations."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from converter.app.configuration import Configuration
from converter.app.converting import is_report
from converter.app.models.using import used_models
from converter.app.planning import archive_limits, pictures_of, planned
from converter.app.reading import ReadFile, read_files, require_models
from converter.events import Observer, nobody
from converter.plan.issues import PublishPlan


@dataclass(frozen=True, slots=True)
class DryPlan:
    """The plan and the files it was made of."""

    plan: PublishPlan
    files: tuple[ReadFile, ...]


def dry_plan(
    paths: Sequence[Path],
    configuration: Configuration,
    today: date,
    executor: str = "serial",
    observer: Observer = nobody,
    *,
    trace: bool = False,
) -> DryPlan:
    """What would be planned for the paths, without pictures: rules ask for none. Models count in."""
    settings = configuration.settings
    settings = replace(settings, pictures=replace(settings.pictures, use=False))
    limits = archive_limits(settings)
    named = [Path(name) for name in settings.ifc.models]
    files = read_files([*paths, *named], limits, executor, observer)
    require_models(files, named)
    reports = [file.report for file in files if is_report(file) and file.report is not None]
    with ExitStack() as rest:
        pictures = rest.enter_context(closing(pictures_of(files, settings)))
        models = rest.enter_context(used_models(files, reports, settings, limits, pictures, executor, observer))
        plan, _, _ = planned(reports, settings, pictures, models, None, today, trace=trace)
    return DryPlan(plan, tuple(files))
