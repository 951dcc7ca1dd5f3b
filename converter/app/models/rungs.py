"""How many objects of reports are in the models beside them, by which rung of the ladder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from converter.app.models.knowledge import KnownModels
from converter.app.models.opening import indexes_of, models_of
from converter.app.reading import read_files
from converter.app.settings import IfcSettings
from converter.events import nobody
from converter.model.diagnostics import Diagnostic
from converter.model.report import Kind
from converter.parsers.ifc.shapes import ShapeLimits
from converter.parsers.reader import ArchiveLimits
from converter.plan.candidates import candidates_of
from converter.plan.topics.topic_issues import topic_entries


@dataclass(frozen=True, slots=True)
class FoundInModels:
    """Counts by rung for each report, by its label, and what was odd."""

    counts: dict[str, dict[str, int]]
    diagnostics: tuple[Diagnostic, ...]


def found_in_models(paths: Sequence[Path], limits: ArchiveLimits) -> FoundInModels:
    """Match every object of the reports among the paths with the models among them; no shapes are made."""
    files = read_files(paths, limits)
    usable = [file for file in files if file.report is not None and file.report.readable]
    reports = [file.report for file in usable if file.kind is not Kind.IFC and file.report is not None]
    with models_of(indexes_of(files, limits), ShapeLimits(), nobody) as opened:
        known = KnownModels(opened, reports, IfcSettings(shapes=False))
        known.of_clashes([each for report in reports for each in candidates_of(report, {})])
        known.of_topics([entry.selected for entry in topic_entries(reports)])
        return FoundInModels(known.rungs, tuple(known.diagnostics))
