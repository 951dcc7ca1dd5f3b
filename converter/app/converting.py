"""``converter convert``: reports in, a run folder out. No network."""

from __future__ import annotations

import os
import platform
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from converter import __version__
from converter.app import run_folder
from converter.app.against import Against
from converter.app.clash_rows import clash_rows
from converter.app.configuration import Configuration
from converter.app.earlier_memory import memory_of, source_of
from converter.app.inputs import is_picture_name
from converter.app.kept_objects import ObjectSource
from converter.app.models.objects import object_source_of
from converter.app.models.using import used_models
from converter.app.page import page_of_plan
from converter.app.pictures import PictureLookup
from converter.app.planning import archive_limits, pictures_of, planned, require_project
from converter.app.reading import ReadFile, read_files, require_models
from converter.app.records import rules_json, test_json
from converter.app.topic_records import topic_lines
from converter.errors import ConfigError, InputError
from converter.events import Observer, StageFinished, StageStarted, nobody
from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic, Severity
from converter.model.picture import Picture
from converter.model.report import Kind, Report
from converter.parsers.collecting import collection_paused
from converter.plan.issues import Action, PublishPlan
from converter.publisher.procore.encode import Batch, batches_of
from converter.publisher.procore.encode_views import view_batches_of
from converter.publisher.procore.validate import problems_of
from converter.snapshots.find import FILES_FOLDER


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
    against: Against | None = None,
    cache: Path | None = None,
    objects: ObjectSource | None = None,
) -> ConvertedRun:
    """Read the paths, plan, and write the run folder ``out``. ``against`` is the run folder of an earlier run, or the
    ledger that is set; ``cache`` a folder in which what takes long of models is kept. ``objects`` stands in for what
    the settings say of the published model.

    Raises :class:`ConfigError` for what is missing in the settings. Inputs that cannot be used are in the result; the
    others are converted all the same.
    """
    settings = configuration.settings
    require_project(settings)
    clock = _Clock(observer)
    with run_folder.new_run_folder(out) as folder, collection_paused(), ExitStack() as rest:
        objects = objects or object_source_of(settings)
        with clock.stage("reading"):
            named = [Path(name) for name in settings.ifc.models]
            files = read_files([*paths, *named], archive_limits(settings), executor, observer, cache)
            require_models(files, named)
        _require_something(files, out)
        memory, origin = memory_of(against, settings, lambda: source_of(map(_input_json, files)))
        with clock.stage("planning"):
            reports = [file.report for file in files if is_report(file) and file.report is not None]
            pictures = rest.enter_context(closing(pictures_of(files, settings)))
            limits = archive_limits(settings)
            models = rest.enter_context(used_models(files, reports, settings, limits, pictures, executor, observer))
            digests = {file.file.label: file.sha256 for file in files if file.sha256}
            plan, bim_file, notes = planned(
                reports, settings, pictures, models, objects, now.date(), memory=memory, digests=digests
            )
        with clock.stage("encoding"):
            batches = list(batches_of(plan.project_id, plan.issues, bim_file, settings.publish.batch_size))
            batches += view_batches_of(plan.project_id, plan.issues, bim_file)
            _check(batches)
        remembered = memory.diagnostics if memory else ()
        used = _pictures_used(plan)
        diagnostics = (*_diagnostics_of(files, used), *remembered, *notes, *plan.diagnostics)
        with clock.stage("writing"):
            run_folder.write_batches(folder, batches)
            run_folder.write_snapshots(folder, used, pictures.content)
            run_folder.write_plan(folder, plan, batches)
            run_folder.write_clashes(folder, clash_rows(plan, memory))
            run_folder.write_topics(folder, _topic_lines(reports, plan, pictures, used))
            run_folder.write_diagnostics(folder, diagnostics)
            document = _run_document(configuration, files, plan, batches, len(used), diagnostics, now)
            document |= models.as_json()
            if origin:
                document["against"] = {**origin, "counts": plan.memory.counts}
            page = page_of_plan(folder, plan, document, diagnostics, settings.page)
            (folder / run_folder.PAGE_FILE).write_text(page, encoding="utf-8")
        run_folder.write_run(folder, {**document, "seconds": clock.seconds})
    return ConvertedRun(out, plan, len(batches), len(used), tuple(files), diagnostics)


_REASONS = 5


def is_report(file: ReadFile) -> bool:
    """True for what can hold clashes or topics and was read."""
    return file.report is not None and file.report.readable and file.kind is not Kind.IFC


def _require_something(files: Sequence[ReadFile], out: Path) -> None:
    """Nothing read at all is no run, and an earlier one must not give way to it."""
    if any(map(is_report, files)):
        return
    if not any(file.failed for file in files):
        if models := [file.file.label for file in files if file.kind is Kind.IFC and file.file.explicit]:
            raise ConfigError(
                f"There are IFC models in the input ({models[0]}), but no report with clashes or topics.",
                "Name the clash report or BCF archive as well; `converter elements` shows what is in a model.",
            )
        raise InputError(
            f"There is no clash report and no BCF archive in the input; {len(files):,} files were left alone.",
            "Name a report or the folder it lies in; `converter inspect` says what is in a file.",
        )
    if run_folder.is_run_folder(out):
        raise nothing_usable(files, f"The earlier run in {out} is still there.")


def nothing_usable(files: Sequence[ReadFile], step: str) -> InputError:
    """What is said where no input could be used, with the next step."""
    reasons = [f"{each.location}: {each.message}" for file in files if file.failed for each in file.diagnostics]
    listed = "\n".join(f"  - {reason}" for reason in reasons[:_REASONS])
    return InputError(f"None of the input could be used:\n{listed}", step)


def _check(batches: Sequence[Batch]) -> None:
    """A body the schema refuses is a defect of this program: nothing is written."""
    for batch in batches:
        if problems := problems_of(batch.body, batch.items):
            raise AssertionError(f"{batch.name} does not hold what Procore documents: {problems}")


def _pictures_used(plan: PublishPlan) -> list[Picture]:
    found: dict[str, Picture] = {}
    for issue in plan.issues:
        views = [view for view in (issue.viewpoint, *issue.further_views) if view]
        for picture in (*[view.picture for view in views], *issue.attachments):
            found.setdefault(picture.sha256, picture)
    return list(found.values())


def _topic_lines(
    reports: Sequence[Report], plan: PublishPlan, pictures: PictureLookup, used: Sequence[Picture]
) -> Iterator[dict[str, Any]]:
    topics = {(report.path, topic.guid): topic for report in reports for topic in report.topics}
    return topic_lines(plan.issues, topics, pictures.inside, {picture.sha256 for picture in used})


def _diagnostics_of(files: Sequence[ReadFile], used: Sequence[Picture]) -> Iterator[Diagnostic]:
    """What is odd about the inputs; files of a folder that were left alone for one reason make one line.

    Pictures in a folder with some that are ``used``, or in the one Navisworks puts a report's into, are read with it.
    """
    taken = {Path(os.path.realpath(picture.path)).parent for picture in used}
    for file in filter(is_report, files):
        taken.add(Path(os.path.realpath(file.file.path.with_name(f"{file.file.path.stem}{FILES_FOLDER}"))))
    alone: dict[tuple[str, str], list[Diagnostic]] = defaultdict(list)
    for file in files:
        if file.problem is not None and file.problem.code == "FIL004":
            if is_picture_name(file.file.path) and Path(os.path.realpath(file.file.path)).parent in taken:
                continue
            alone[str(file.file.path.parent), file.problem.message].append(file.problem)
        else:
            yield from file.diagnostics
    for (folder, message), found in alone.items():
        yield found[0] if len(found) == 1 else diagnose("FIL004", f"{len(found):,} files {message}", file=folder)


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
            "topics": sum(line.kind == "topic" for line in plan.clashes),
            "issues": len(plan.issues),
            "actions": {action.value: actions.get(action.value, 0) for action in Action},
            "batches": len(batches),
            "pictures": pictures,
            "viewpoints": sum(issue.viewpoint is not None for issue in plan.issues),
            "states": dict(Counter(str(line.state) for line in plan.clashes if line.kind == "clash")),
            "diagnostics": {level: sum(d.count for d in diagnostics if d.severity is level) for level in Severity},
        },
        "rules": rules_json(plan.rules),
        "tests": [test_json(test) for test in plan.tests],
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
