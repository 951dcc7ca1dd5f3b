"""``converter check``: the gate for CI. It writes the files that are asked for and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from converter.app.baseline_file import read_baseline, write_baseline
from converter.app.checked_run import NOTHING, baseline_of_folder, run_of_paths
from converter.app.comparing import compare_settings
from converter.app.configuration import Configuration
from converter.app.earlier_issues import EarlierIssues
from converter.app.gate_settings import gate_rules
from converter.app.report_lines import with_lines
from converter.app.run_folder import is_run_folder
from converter.app.settings import Settings
from converter.errors import InputError
from converter.events import Observer, nobody
from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.parsers.collecting import collection_paused
from converter.plan.gate.checked_issue import CheckedIssue, Occurrence
from converter.plan.gate.checked_issues import checked_issues
from converter.plan.gate.judging import Outcome, UnusedInput, Verdict, judged
from converter.plan.gate.next_baseline import Ages
from converter.plan.runs.comparison import compared

GATE_FAILED, UNREADABLE = 1, 3


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a check. ``failure`` is what to say last when no input at all could be used."""

    verdict: Verdict
    diagnostics: tuple[Diagnostic, ...]
    baseline_written: bool = False
    failure: InputError | None = None

    @property
    def is_incomplete(self) -> bool:
        """True when some input could not be used."""
        return bool(self.verdict.unused)

    @property
    def exit_code(self) -> int:
        """0, 1 for a gate that failed, 3 for input that could not be used: the worse code wins."""
        return max(0 if self.verdict.passed else GATE_FAILED, UNREADABLE if self.is_incomplete else 0)


def check(
    paths: Sequence[Path],
    configuration: Configuration,
    now: datetime,
    *,
    baseline: Path | None = None,
    new_baseline: Path | None = None,
    here: Path | None = None,
    executor: str = "serial",
    observer: Observer = nobody,
) -> Checked:
    """Compare the run of ``paths`` with the ``baseline``, a run folder or a baseline file, and judge it.

    ``new_baseline`` is written when the gate passes and all input could be used; without a ``baseline`` the run is its
    own: what is there now is known from then on. Files below ``here`` are named from there, as a repository names them.
    """
    with collection_paused():
        settings = configuration.settings
        rules = gate_rules(settings.gate)
        old = None if baseline is None else _earlier(baseline, settings)
        run = run_of_paths(paths, settings, now, executor, observer)
        new = _located(run.found, here)
        before = old or (new if new_baseline is not None else None)
        comparison = compared((before or NOTHING).run, new.run, compare_settings(settings.identity))
        found = checked_issues(comparison, (before or NOTHING).issues, new.issues)
        issues = _placed(found.issues, has_project=settings.target.project_id is not None)
        verdict = judged(
            issues if before else map(_without_reason, issues),
            rules,
            now.date(),
            None if before is None else found.baseline,
            tests=[each.name for each in new.run.tests],
            unused=[UnusedInput(_named(each.file, here), each.why) for each in run.unused],
        )
        said = [*run.diagnostics, *comparison.diagnostics, *_said(verdict)]
        hindrance = _hindrance(verdict, is_first=old is None, is_incomplete=bool(run.unused))
        is_written = new_baseline is not None and not hindrance
        if new_baseline is not None and is_written:
            ages = Ages(comparison, found, (before or NOTHING).issues, new.issues)
            write_baseline(new_baseline, ages.next_run(new.run), ages.next_issues())
        elif new_baseline is not None:
            said.append(diagnose("GAT007", f"{new_baseline} was left as it is: {hindrance}"))
        return Checked(verdict, tuple(said), is_written, run.failure)


def _hindrance(verdict: Verdict, *, is_first: bool, is_incomplete: bool) -> str:
    """Why no baseline is to be written, "" when one may be: nothing becomes known, or is forgotten, by itself."""
    if is_incomplete:
        return "an input could not be used"
    return "" if verdict.passed or is_first else "the gate failed"


def _earlier(path: Path, settings: Settings) -> EarlierIssues:
    return baseline_of_folder(path, settings) if is_run_folder(path) or path.is_dir() else read_baseline(path)


def _located(found: EarlierIssues, here: Path | None) -> EarlierIssues:
    """The run with the lines of its clashes, and with files below ``here`` named from there."""
    lines = with_lines(place for each in found.issues for place in each.occurrences)
    root = None if here is None else here.resolve()
    names = {file: file if root is None else _relative(file, root) for file in {each.file for each in lines}}
    issues = [
        replace(
            issue,
            occurrences=tuple([replace(lines[place], file=names[place.file]) for place in issue.occurrences]),
        )
        for issue in found.issues
    ]
    return replace(found, issues=tuple(issues))


def _relative(file: str, root: Path) -> str:
    path = Path(file)
    whole = path if path.is_absolute() else root / path
    try:
        return whole.resolve().relative_to(root).as_posix()
    except (OSError, ValueError):
        return file


def _named(file: str, here: Path | None) -> str:
    return file if here is None else _relative(file, here.resolve())


def _without_reason(issue: CheckedIssue) -> CheckedIssue:
    """Without a baseline one reason holds for every issue; it is said once."""
    return replace(issue, reason="")


def _placed(issues: Sequence[CheckedIssue], *, has_project: bool) -> Iterator[CheckedIssue]:
    """The issues, each at a place: services refuse those without one. A uuid is a project's: without one it is none."""
    files = sorted({place.file for each in issues for place in each.occurrences})
    for each in issues:
        places = each.occurrences or tuple(map(Occurrence, files[:1]))
        yield replace(each, occurrences=places, uuid=each.uuid if has_project else None)


def _said(verdict: Verdict) -> Iterator[Diagnostic]:
    if not verdict.has_baseline and (verdict.issues or not verdict.unused):
        count = sum(each.issue.is_open for each in verdict.issues)
        yield diagnose("GAT001", f"there is no baseline: everything counts as new ({count:,} open issues)")
    for each in verdict.limits:
        if each.note:
            yield diagnose("GAT008", f"the limit of {each.limit.name} is about nothing: {each.note}")
    yield from _unretested(each.issue for each in verdict.of(Outcome.UNRETESTED))
    for listed in verdict.grace:
        noun = "issue" if listed.issues == 1 else "issues"
        if listed.is_over and listed.issues:
            yield diagnose("GAT005", f"{listed.issues:,} {noun} let through {listed.grace}: that day is over")
        elif not listed.issues:
            yield diagnose("GAT006", f"no open issue is let through {listed.grace}")


def _unretested(issues: Iterable[CheckedIssue]) -> Iterator[Diagnostic]:
    counts: dict[tuple[str, str], int] = {}
    for each in issues:
        counts[each.test, each.reason] = counts.get((each.test, each.reason), 0) + 1
    for (test, reason), count in sorted(counts.items()):
        noun = "issue was" if count == 1 else "issues were"
        of = f" of {test!r}" if test else ""
        yield diagnose("GAT002", f"{count:,} {noun}{of} not tested again: {reason}")
