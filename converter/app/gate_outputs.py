"""The files of the gate: which are asked for, and writing them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from converter import __version__
from converter.app.checking import Checked
from converter.app.records import diagnostic_json
from converter.app.whole_files import write_whole
from converter.errors import ConfigError, ConverterError
from converter.events import Event, Observer, StageAdvanced
from converter.model.diagnostics import Diagnostic
from converter.plan.gate.judging import JudgedIssue, Outcome, Verdict
from converter.report.annotations import Annotations, annotation_lines, annotations_for, azure_summary, harmless
from converter.report.ci_texts import fingerprint, headline, sentence_of, test_of
from converter.report.code_quality import code_quality_of
from converter.report.junit import junit_of
from converter.report.sarif import sarif_of
from converter.report.step_summary import summary_of

AUTO = "auto"
STEP_SUMMARY = "GITHUB_STEP_SUMMARY"


@dataclass(frozen=True, slots=True)
class GateOutputs:
    """Where the outputs go, None for none. ``appends`` is true for the file a job of GitHub shares with its step."""

    junit: Path | None = None
    sarif: Path | None = None
    summary: Path | None = None
    code_quality: Path | None = None
    annotations: Annotations = Annotations.NONE
    appends: bool = False


def outputs_for(asked: GateOutputs, annotations: str, environment: Mapping[str, str]) -> GateOutputs:
    """The outputs that were ``asked`` for and those the service wants whose job this is, by its ``environment``."""
    kind = annotations_for(environment) if annotations == AUTO else Annotations(annotations)
    shared = environment.get(STEP_SUMMARY) or None
    summary = asked.summary or (Path(shared) if shared else None)
    appends = shared is not None and summary == Path(shared)
    return replace(asked, annotations=kind, summary=summary, appends=appends)


@dataclass(frozen=True, slots=True)
class Written:
    """Files that were written, lines for the log, and what was cut."""

    files: tuple[Path, ...]
    lines: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]


def write_outputs(checked: Checked, outputs: GateOutputs) -> Written:
    """Write every file; a :class:`ConfigError` for one that cannot be."""
    verdict = checked.verdict
    files: list[Path] = []
    said: list[Diagnostic] = []
    if outputs.junit:
        files.append(_written(outputs.junit, junit_of(verdict)))
    if outputs.sarif:
        text, cut = sarif_of(verdict, __version__)
        said += cut
        files.append(_written(outputs.sarif, text))
    if outputs.code_quality:
        files.append(_written(outputs.code_quality, code_quality_of(verdict)))
    if outputs.summary:
        said += _summarised(outputs.summary, checked, appends=outputs.appends)
        files.append(outputs.summary)
    return Written(tuple(files), tuple(_lines(verdict, outputs)), tuple(said))


def _written(path: Path, text: str) -> Path:
    """What is no text in UTF-8 (a lone half of a pair) becomes a question mark."""
    write_whole(path, text.encode("utf-8", "replace"))
    return path


def _summarised(path: Path, checked: Checked, *, appends: bool) -> Sequence[Diagnostic]:
    if not appends:
        text, cut = summary_of(checked.verdict, checked.diagnostics)
        _written(path, text)
        return cut
    try:
        taken = path.stat().st_size if path.exists() else 0
        text, cut = summary_of(checked.verdict, checked.diagnostics, taken=taken)
        with path.open("ab") as file:
            file.write(text.encode("utf-8", "replace"))
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror or error}"
        raise ConfigError(message, f"Name another file with --summary, or unset {STEP_SUMMARY}.") from error
    return cut


def _lines(verdict: Verdict, outputs: GateOutputs) -> list[str]:
    lines = annotation_lines(verdict, outputs.annotations)
    if outputs.annotations is Annotations.AZURE and outputs.summary:
        lines.append(azure_summary(str(outputs.summary.resolve())))
    return lines


def said_of(checked: Checked, written: Written) -> tuple[Diagnostic, ...]:
    """Everything odd, for a log: a service may read it, so there are no commands in it."""
    return tuple([_harmless_diagnostic(each) for each in (*checked.diagnostics, *written.diagnostics)])


def _harmless_diagnostic(each: Diagnostic) -> Diagnostic:
    place = each.location
    shown = replace(place, file=_or_none(place.file), member=_or_none(place.member), guid=_or_none(place.guid))
    return replace(each, message=harmless(each.message), location=shown)


def _or_none(text: str | None) -> str | None:
    return None if text is None else harmless(text)


@contextmanager
def harmless_log(observer: Observer) -> Iterator[Observer]:
    """Progress and errors of the block without commands in them: names of files are not ours either."""

    def observed(event: Event) -> None:
        observer(replace(event, detail=harmless(event.detail)) if isinstance(event, StageAdvanced) else event)

    try:
        yield observed
    except ConverterError as error:
        raise type(error)(harmless(error.message), harmless(error.hint)) from error


_SHOWN = 20


def text_of(checked: Checked) -> str:
    """The verdict for people: the headline, the limits, and what fails or was not tested again."""
    verdict = checked.verdict
    lines = [headline(verdict), *(f"  {'holds ' if each.holds else 'BROKEN'}  {each}" for each in verdict.limits)]
    lines += [f"  input  {each.file}: {each.why}" for each in verdict.unused]
    for title, outcome in (("fails", Outcome.FAILED), ("new, within the limits", Outcome.TOLERATED)):
        lines += _listed(title, verdict.of(outcome))
    lines += _listed("let through until a day", verdict.of(Outcome.GRACE))
    lines += _listed("not tested again", verdict.of(Outcome.UNRETESTED))
    return harmless("\n".join(lines))


def _listed(title: str, issues: Sequence[JudgedIssue]) -> list[str]:
    if not issues:
        return []
    shown = [f"  {test_of(each.issue)} · {' '.join(sentence_of(each).split())}" for each in issues[:_SHOWN]]
    rest = len(issues) - len(shown)
    return ["", f"{title}:", *shown, *([f"  … and {rest:,} more"] if rest else [])]


def document_of(checked: Checked, written: Written) -> dict[str, Any]:
    """The document of ``check --json``."""
    verdict = checked.verdict
    return {
        "passed": verdict.passed,
        "exit_code": checked.exit_code,
        "has_baseline": verdict.has_baseline,
        "baseline_written": checked.baseline_written,
        "reasons": list(verdict.reasons),
        "unused": [{"file": each.file, "why": each.why} for each in verdict.unused],
        "counts": {str(outcome): count for outcome, count in verdict.outcomes().items()},
        "states": {str(state): count for state, count in verdict.states().items()},
        "limits": [
            {"name": each.limit.name, "count": each.count, "most": each.limit.most, "holds": each.holds}
            | ({"note": each.note} if each.note else {})
            for each in verdict.limits
        ],
        "grace": [
            {
                "until": each.grace.until.isoformat(),
                "reason": each.grace.reason,
                "issues": each.issues,
                "over": each.is_over,
            }
            for each in verdict.grace
        ],
        "issues": [_issue_json(each) for each in verdict.issues],
        "files": [str(path) for path in written.files],
        "diagnostics": [diagnostic_json(each) for each in (*checked.diagnostics, *written.diagnostics)],
    }


def _issue_json(judged: JudgedIssue) -> dict[str, Any]:
    issue = judged.issue
    return {
        "outcome": judged.outcome,
        "state": issue.state,
        "why": judged.why,
        "key": issue.key,
        "fingerprint": fingerprint(issue),
        "uuid": issue.uuid,
        "title": issue.title,
        "test": issue.test or None,
        "severity": issue.severity,
        "trade": issue.trade,
        "discipline": issue.discipline,
        "level": issue.level,
        "clashes": issue.clashes,
        "new_clashes": issue.new_clashes,
        "places": [{"file": each.file, "guid": each.guid or None, "line": each.line} for each in issue.occurrences],
    }
