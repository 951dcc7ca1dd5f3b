"""Lines of a log that a service for CI takes for annotations.

GitHub: workflow commands (``::error file=…,line=…,title=…::message``); ten of a kind are shown per step and the others
dropped without a word, so the tenth says how many there are. Azure Pipelines: logging commands
(``##vso[task.logissue type=error;sourcepath=…;linenumber=…]message``).

What is read from a report may hold such commands itself: :func:`harmless` breaks them in text that goes to a log.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from converter.plan.gate.judging import JudgedIssue, Outcome, Verdict
from converter.report.ci_texts import headline, path_of, place_of, sentence_of, test_of

PER_KIND = 10


class Annotations(StrEnum):
    """Whose annotations are written."""

    GITHUB = "github"
    AZURE = "azure"
    NONE = "none"


def annotations_for(environment: Mapping[str, str]) -> Annotations:
    """The service whose job this is, by the variables it sets: ``GITHUB_ACTIONS=true``, ``TF_BUILD=True``."""
    if environment.get("GITHUB_ACTIONS", "").casefold() == "true":
        return Annotations.GITHUB
    return Annotations.AZURE if environment.get("TF_BUILD", "").casefold() == "true" else Annotations.NONE


def annotation_lines(verdict: Verdict, kind: Annotations) -> list[str]:
    """The lines, worst first: issues that fail, limits that do not hold, tests that were not run again, the verdict."""
    if kind is Annotations.NONE:
        return []
    write = _github if kind is Annotations.GITHUB else _azure
    errors: list[_Line] = [("error", "input", path_of(each.file), None, each.why) for each in verdict.unused]
    errors += [_of_issue(each) for each in verdict.of(Outcome.FAILED)]
    limits = [("error", "gate", "", None, text) for text in verdict.reasons]
    rooms = PER_KIND - len(limits[:_LIMITS])
    shown = [*_cut(errors, rooms), *limits[:_LIMITS]]
    warnings = _cut([*_unretested(verdict.of(Outcome.UNRETESTED))], PER_KIND)
    # Azure has no notice; the verdict of a gate that failed is said by its errors.
    last = [("notice", "gate", "", None, headline(verdict))] if kind is Annotations.GITHUB else []
    lines = (*shown, *warnings, *last)
    return [write(said, harmless(title), file, line, harmless(text)) for said, title, file, line, text in lines]


_Line = tuple[str, str, str, int | None, str]
"""Kind, title, file, line, message."""
_LIMITS = 3


def _of_issue(judged: JudgedIssue) -> _Line:
    file, line = place_of(judged.issue)
    return "error", test_of(judged.issue), file, line, sentence_of(judged)


def _unretested(issues: Sequence[JudgedIssue]) -> Iterator[_Line]:
    """A line for each test and reason: nobody can do anything about a single one."""
    counts: dict[tuple[str, str], int] = {}
    for each in issues:
        key = test_of(each.issue), each.why
        counts[key] = counts.get(key, 0) + 1
    for (test, why), count in sorted(counts.items()):
        noun = "issue was" if count == 1 else "issues were"
        yield "warning", test, "", None, f"{count:,} {noun} not tested again: {why}"


def _cut(lines: Sequence[_Line], most: int) -> list[_Line]:
    """At most so many; the last one then counts the others."""
    if len(lines) <= most:
        return list(lines)
    kept = list(lines[: most - 1])
    kind, title, *_ = lines[most - 1]
    rest = len(lines) - len(kept)
    return [
        *kept,
        (kind, "gate" if kind == "error" else title, "", None, f"{rest:,} more of this kind; see the summary"),
    ]


def _github(kind: str, title: str, file: str, line: int | None, message: str) -> str:
    named = [("file", file), ("line", "" if line is None else str(line)), ("title", title)]
    properties = ",".join(f"{name}={_property(value)}" for name, value in named if value)
    return f"::{kind} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return _replaced(text, {"%": "%25", "\r": "%0D", "\n": "%0A"})


def _property(text: str) -> str:
    return _replaced(text, {"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def _azure(kind: str, title: str, file: str, line: int | None, message: str) -> str:
    named = [("type", kind), ("sourcepath", file), ("linenumber", "" if line is None else str(line))]
    properties = "".join(f"{name}={_azure_property(value)};" for name, value in named if value)
    return f"##vso[task.logissue {properties}]{_azure_data(f'{title}: {message}')}"


def azure_summary(path: str) -> str:
    """The command that shows a Markdown file on the page of the build; ``path`` is absolute."""
    return f"##vso[task.uploadsummary]{_azure_data(path)}"


def _azure_data(text: str) -> str:
    return _replaced(text, {"%": "%AZP25", "\r": "%0D", "\n": "%0A"})


def _azure_property(text: str) -> str:
    return _replaced(text, {"%": "%AZP25", "\r": "%0D", "\n": "%0A", ";": "%3B", "]": "%5D"})


def _replaced(text: str, table: Mapping[str, str]) -> str:
    return text.translate({ord(character): escaped for character, escaped in table.items()})


_COMMANDS = re.compile(r"##(?=\[|vso\[)", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LINE_START = re.compile(r"((?:\A|[\r\n])\s*):(?=:)")


def harmless(text: str) -> str:
    """Text for a log without commands in it: ``##vso[`` and ``##[`` anywhere, ``::`` where a line begins, escapes."""
    return _LINE_START.sub(r"\1: ", _COMMANDS.sub("# #", _CONTROLS.sub("\ufffd", text)))
