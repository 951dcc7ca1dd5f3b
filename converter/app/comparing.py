"""``converter compare``: two runs, each of reports or of a run folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from converter.app.earlier_run import earlier_run
from converter.app.planning import archive_limits
from converter.app.planning import compare_settings as compare_settings
from converter.app.reading import ReadFile, read_files
from converter.app.run_folder import is_run_folder
from converter.app.settings import Settings
from converter.errors import InputError
from converter.events import Observer, nobody
from converter.model.diagnostics import Diagnostic
from converter.model.report import Kind
from converter.parsers.collecting import collection_paused
from converter.plan.runs.clash_record import RecordedRun
from converter.plan.runs.comparison import Change, Comparison, ProbablePair, compared
from converter.plan.runs.records import records_of_reports


@dataclass(frozen=True, slots=True)
class ComparedRuns:
    """What came of a comparison; ``files`` are those that were read for it."""

    comparison: Comparison
    files: tuple[ReadFile, ...]

    @property
    def unreadable(self) -> tuple[ReadFile, ...]:
        """Inputs that could not be used."""
        return tuple(file for file in self.files if file.failed)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What was odd about the inputs and the comparison."""
        of_files = chain.from_iterable(file.diagnostics for file in self.files)
        return (*of_files, *self.comparison.diagnostics)


def compare(
    old: Sequence[Path],
    new: Sequence[Path],
    settings: Settings,
    executor: str = "serial",
    observer: Observer = nobody,
) -> ComparedRuns:
    """Compare the run that is in ``old`` with that in ``new``. A side of which nothing can be read is an error."""
    with collection_paused():
        before, read = _run_of(old, settings, executor, observer)
        after, read_after = _run_of(new, settings, executor, observer)
        comparison = compared(before, after, compare_settings(settings.identity))
    return ComparedRuns(comparison, (*read, *read_after))


def closed_words(settings: Settings) -> frozenset[str]:
    """The folded statuses that close a topic."""
    return frozenset(word.casefold() for word in settings.bcf.closed)


def _run_of(
    paths: Sequence[Path], settings: Settings, executor: str, observer: Observer
) -> tuple[RecordedRun, list[ReadFile]]:
    """One run out of run folders, reports and archives together."""
    words = closed_words(settings)
    runs = [earlier_run(path, words) for path in paths if is_run_folder(path)]
    others = [path for path in paths if not is_run_folder(path)]
    files = read_files(others, archive_limits(settings), executor, observer) if others else []
    reports = [each.report for each in files if each.report and each.report.readable and each.kind is not Kind.IFC]
    if not reports and not runs:
        why = [f"{each.location}: {each.message}" for file in files if file.failed for each in file.diagnostics]
        raise InputError(
            f"There is nothing to compare in {', '.join(map(str, paths))}."
            + "".join(f"\n  - {each}" for each in why[:5]),
            "Name a clash report, a BCF archive, a folder with some, or a run folder.",
        )
    return _joined([*runs, records_of_reports(reports, words)] if reports else runs), files


def _joined(runs: Sequence[RecordedRun]) -> RecordedRun:
    first, *others = runs
    for each in others:
        first = replace(
            first,
            clashes=(*first.clashes, *each.clashes),
            tests=(*first.tests, *each.tests),
            models=first.models | each.models,
            left_out=(*first.left_out, *each.left_out),
        )
    return first


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """The document of ``compare --json``."""
    return {
        "counts": comparison.counts(),
        "clashes": [_change_json(change) for change in comparison.changes],
        "probable": [_probable_json(each) for each in comparison.probable],
        "left_out": dict(comparison.left_out),
    }


def _change_json(change: Change) -> dict[str, Any]:
    old, new = change.old, change.new or change.listed
    shown = new or old
    return {
        "state": change.state,
        "old_guid": old.guid or None if old else None,
        "new_guid": new.guid or None if new else None,
        "key": change.key,
        "reason": change.reason,
        "kind": shown.kind if shown else None,
        "test": shown.test if shown else None,
        "old_name": old.name if old else None,
        "new_name": new.name if new else None,
        "shift_m": None if change.shift_m is None else round(change.shift_m, 4),
    }


def _probable_json(each: ProbablePair) -> dict[str, Any]:
    return {
        "old_guid": each.old.guid or None,
        "new_guid": each.new.guid or None,
        "old_key": each.old.key,
        "new_key": each.new.key,
        "test": each.new.test,
        "reason": each.why,
    }


def rows_of(comparison: Comparison) -> Iterator[tuple[str, str, str, str, str]]:
    """State, test, names, and reason of each change that a person should see, for a table: not what stays as it is."""
    for change in comparison.changes:
        old, new = change.old, change.new or change.listed
        names = " → ".join(dict.fromkeys(each.name for each in (old, new) if each and each.name))
        shown = new or old
        yield str(change.state), shown.test if shown else "", names, _elements(change), change.reason


def _elements(change: Change) -> str:
    shown = change.old if change.old and change.old.elements else change.new
    return " × ".join(element.label for element in shown.elements) if shown else ""
