"""The summary of a gate in Markdown: for the page of a job at GitHub or Azure, and for people.

GitHub takes 1 MiB a step and throws larger ones away whole; a table that would not fit is cut, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic, Severity
from converter.plan.gate.judging import JudgedIssue, Outcome, Verdict
from converter.report.ci_texts import details_of, headline, test_of, words_of

LIMIT_BYTES = 1 << 20
_ROOM = 4_096
"""Kept free for what follows a table that is cut."""
_UNRETESTED, _DIAGNOSTICS = 200, 50


def summary_of(
    verdict: Verdict, diagnostics: Sequence[Diagnostic] = (), *, taken: int = 0
) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text, at most ``LIMIT_BYTES`` less the ``taken`` bytes the file has already, and what was cut."""
    room = LIMIT_BYTES - taken - _ROOM
    page = _Page(room)
    page.add(f"## {headline(verdict).capitalize()}", "")
    page.add(*_limits(verdict), "")
    if not verdict.has_baseline:
        page.add("There is no baseline to compare with: every open issue counts as new.", "")
    page.counted("Inputs that could not be used", [(each.file, each.why) for each in verdict.unused], "file", "why")
    page.table("New", verdict.of(Outcome.FAILED, Outcome.TOLERATED), _row)
    page.table("Let through until a day", verdict.of(Outcome.GRACE), _row)
    page.counted("Not tested again", _by_reason(verdict.of(Outcome.UNRETESTED)), "test", "reason")
    page.counted("Known", _by_test(verdict.of(Outcome.KNOWN)), "test", "issues")
    page.counted("Resolved", _by_test(verdict.of(Outcome.RESOLVED)), "test", "issues")
    page.add(*_messages(diagnostics))
    return page.text(), page.cut()


class _Page:
    """Lines of Markdown within a number of bytes."""

    def __init__(self, room: int) -> None:
        self._room, self._lines = room, list[str]()
        self._left_out = 0

    def add(self, *lines: str) -> bool:
        """Add lines together, or none of them; False when there is no room."""
        size = sum(len(line.encode("utf-8", "replace")) + 1 for line in lines)
        if size > self._room:
            return False
        self._room -= size
        self._lines += lines
        return True

    def table(self, title: str, issues: Sequence[JudgedIssue], row: Callable[[JudgedIssue], str]) -> None:
        """A table with a row an issue; rows that do not fit are counted."""
        if not issues:
            return
        head = (f"### {title} ({len(issues):,})", "", "| issue | test | details | why |", "|---|---|---|---|")
        written = 0
        if self.add(*head):
            while written < len(issues) and self.add(row(issues[written])):
                written += 1
        self._end(len(issues) - written, "issues")

    def counted(self, title: str, rows: Sequence[tuple[str, ...]], first: str, second: str) -> None:
        """A small table of texts."""
        if not rows:
            return
        self.add(f"### {title}", "", f"| {first} | {second} |", "|---|---|")
        shown = rows[:_UNRETESTED]
        written = sum(self.add("| " + " | ".join(map(markdown, row)) + " |") for row in shown)
        self._end(len(rows) - written, "rows")

    def _end(self, missing: int, noun: str) -> None:
        if missing:
            self._left_out += missing
            self._room += _SENTENCE
            self.add("", f"… and {missing:,} more {noun}, left out: a summary may have 1 MiB.")
        self.add("")

    def text(self) -> str:
        """All of it."""
        return "\n".join(self._lines).rstrip() + "\n"

    def cut(self) -> tuple[Diagnostic, ...]:
        """What was left out, as a diagnostic."""
        if not self._left_out:
            return ()
        return (diagnose("GAT003", f"summary: {self._left_out:,} rows were left out; GitHub takes 1 MiB"),)


_SENTENCE = 256
"""Of the room kept free, what the sentence on a cut takes; there are at most six tables."""


def _limits(verdict: Verdict) -> Iterator[str]:
    if not verdict.limits:
        yield "No limit is set: nothing can fail."
        return
    yield "| limit | counted | at most | |"
    yield "|---|---:|---:|---|"
    for each in verdict.limits:
        name = each.limit.name + (f" – {each.limit.why}" if each.limit.why else "")
        yield f"| {markdown(name)} | {each.count:,} | {each.limit.most:,} | {'holds' if each.holds else '**broken**'} |"
    for listed in verdict.grace:
        noun = "issue" if listed.issues == 1 else "issues"
        force = "**over**" if listed.is_over else "in force"
        yield f"| grace {markdown(str(listed.grace))} | {listed.issues:,} {noun} | | {force} |"


def _row(judged: JudgedIssue) -> str:
    issue = judged.issue
    why = judged.why if judged.outcome is Outcome.GRACE else f"{words_of(judged)}: {judged.why}".removesuffix(": ")
    cells = (issue.title, test_of(issue), details_of(issue), why)
    return "| " + " | ".join(map(markdown, cells)) + " |"


def _by_test(issues: Sequence[JudgedIssue]) -> list[tuple[str, ...]]:
    counts: dict[str, int] = {}
    for each in issues:
        counts[test_of(each.issue)] = counts.get(test_of(each.issue), 0) + 1
    return [(test, f"{count:,}") for test, count in sorted(counts.items())]


def _by_reason(issues: Sequence[JudgedIssue]) -> list[tuple[str, ...]]:
    counts: dict[tuple[str, str], int] = {}
    for each in issues:
        key = test_of(each.issue), each.why
        counts[key] = counts.get(key, 0) + 1
    return [(test, f"{count:,}: {why}") for (test, why), count in sorted(counts.items())]


def _messages(diagnostics: Sequence[Diagnostic]) -> Iterator[str]:
    """Errors and warnings: what the gate could not see is part of the verdict."""
    found = [each for each in diagnostics if each.severity is not Severity.INFO]
    if not found:
        return
    yield "### Messages"
    yield ""
    for each in sorted(found, key=lambda each: each.severity is not Severity.ERROR)[:_DIAGNOSTICS]:
        yield f"- {each.severity} {each.code}: {markdown(each.message)} {markdown(str(each.location))}".rstrip()
    if rest := sum(each.count for each in found[_DIAGNOSTICS:]):
        yield f"- … and {rest:,} more"


_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_MARKS = re.compile(r"([\\`*_{}\[\]#|~@!])")


def markdown(text: str) -> str:
    """Text that stands in a cell of a table as it is: no mark-up, no HTML, no line breaks."""
    flat = (
        _CONTROLS.sub("\ufffd", " ".join(text.split())).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    )
    return _MARKS.sub(r"\\\1", flat)
