"""``converter inspect``: what is in the files, counted, and every oddity."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from converter.app.inputs import InputFile, select
from converter.app.models.rungs import found_in_models
from converter.app.reading import failure_of, input_files_of, run_all, within
from converter.app.records import diagnostic_json
from converter.events import Observer, nobody
from converter.model.diagnostics import Diagnostic
from converter.model.report import Kind, Report
from converter.model.stock import Stock
from converter.parsers.log import DiagnosticLog
from converter.parsers.reader import ArchiveLimits, Reader
from converter.snapshots.check import is_picture
from converter.snapshots.find import PictureFolder


@dataclass(frozen=True, slots=True)
class InspectedFile:
    """What is in one file. ``readable`` is false when nothing of it can be used.

    ``matches`` counts by which rung its objects were found in the models among the other files. ``pictures`` are the
    files beside it that it names.
    """

    path: str
    kind: Kind
    version: str
    producer: str
    units: str
    stock: Stock
    schema: str
    readable: bool
    left_alone: bool
    diagnostics: tuple[Diagnostic, ...]
    matches: dict[str, int] = field(default_factory=dict)
    pictures: frozenset[str] = frozenset()


def left_alone(files: Sequence[InspectedFile]) -> int:
    """Number of files that were left alone and that no report uses as a picture."""
    used = frozenset[str]().union(*(file.pictures for file in files))
    return sum(file.left_alone and os.path.realpath(file.path) not in used for file in files)


def inspect(
    paths: Sequence[Path],
    executor: str = "serial",
    observer: Observer = nobody,
    limits: ArchiveLimits | None = None,
    cache: Path | None = None,
) -> list[InspectedFile]:
    """Look into every file of the paths; ``limits`` say what archives may cost, ``cache`` where models are kept."""
    found = input_files_of(paths)
    files = run_all(
        partial(_inspect_one, limits or ArchiveLimits(), cache),
        found,
        executor,
        observer,
        "inspecting",
        lambda each: each.path,
    )
    return _with_matches(files, paths, limits or ArchiveLimits())


def _with_matches(files: list[InspectedFile], paths: Sequence[Path], limits: ArchiveLimits) -> list[InspectedFile]:
    """The files, reports with how many of their objects are in the models that are there too."""
    has_models = any(file.kind is Kind.IFC and file.readable for file in files)
    if not has_models or not any(file.stock.clashes or file.stock.topics for file in files):
        return files
    found = found_in_models(paths, limits)
    notes: dict[str | None, list[Diagnostic]] = defaultdict(list)
    for each in found.diagnostics:
        notes[each.location.file].append(each)
    return [
        replace(
            file,
            matches=found.counts.get(file.path, {}),
            diagnostics=(*file.diagnostics, *notes.get(file.path, ())),
        )
        for file in files
    ]


def _inspect_one(limits: ArchiveLimits, cache: Path | None, file: InputFile) -> InspectedFile:
    selection = select(file)
    if selection.reader is None or selection.problem is not None:
        return _unread(file, selection.recognised.kind, selection.problem)
    try:
        return _take_stock(within(selection.reader, limits, cache), file)
    except Exception as error:  # noqa: BLE001 - one file must not take the others with it
        return _unread(file, selection.recognised.kind, failure_of(error, file))


def _take_stock(reader: Reader, file: InputFile) -> InspectedFile:
    folder, log = PictureFolder(file.path, file.label), DiagnosticLog(file.label)
    pictures: set[str] = set()

    def has_picture(reference: str) -> bool:
        found = folder.find(reference)
        if isinstance(found, Diagnostic):
            log.add(found.code, found.message)
            return False
        if found.note is not None:
            log.add(found.note.code, found.note.message)
        if not is_picture(found.path):
            log.add("PIC003", f"{found.path.name} is no picture of a kind that is read, or a damaged one")
            return False
        pictures.add(os.path.realpath(found.path))
        return True

    report, stock = reader.take_stock(file.path, file.label, has_picture)
    whole = _inspected(replace(report, diagnostics=(*report.diagnostics, *log.finish())), stock)
    return replace(whole, pictures=frozenset(pictures))


def _inspected(report: Report, stock: Stock) -> InspectedFile:
    is_model = report.kind is Kind.IFC
    return InspectedFile(
        path=report.path,
        kind=report.kind,
        version="" if is_model else report.version,
        producer=report.producer,
        units=report.units,
        stock=stock,
        schema=report.version if is_model else "",
        readable=report.readable,
        left_alone=False,
        diagnostics=report.diagnostics,
    )


def _unread(file: InputFile, kind: Kind, problem: Diagnostic | None) -> InspectedFile:
    left_alone = problem is not None and problem.code == "FIL004"
    diagnostics = () if problem is None else (problem,)
    return InspectedFile(
        file.label, kind, "", "", "", Stock(), "", readable=False, left_alone=left_alone, diagnostics=diagnostics
    )


def as_json(files: Sequence[InspectedFile]) -> dict[str, Any]:
    """The document of ``inspect --json``."""
    return {"files": [_file_json(file) for file in files]}


def _file_json(file: InspectedFile) -> dict[str, Any]:
    stock = file.stock
    return {
        "path": file.path,
        "kind": file.kind.value,
        "version": file.version,
        "producer": file.producer,
        "units": file.units,
        "tests": stock.tests,
        "clashes": stock.clashes,
        "groups": stock.groups,
        "topics": stock.topics,
        "viewpoints": stock.viewpoints,
        "comments": stock.comments,
        "comment_texts": stock.comment_texts,
        "snapshots": stock.snapshots,
        "snapshots_named": stock.snapshots_named,
        "statuses": dict(stock.statuses),
        "group_statuses": dict(stock.group_statuses),
        "schema": file.schema,
        "elements": stock.elements,
        "storeys": stock.storeys,
        "matches": file.matches,
        "readable": file.readable,
        "diagnostics": [diagnostic_json(each) for each in file.diagnostics],
    }
