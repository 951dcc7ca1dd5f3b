"""What the outputs for CI share: fingerprints, places and sentences."""

from __future__ import annotations

import hashlib
from pathlib import PureWindowsPath
from urllib.parse import quote

from converter.plan.gate.checked_issue import CheckedIssue
from converter.plan.gate.judging import JudgedIssue, Outcome, Verdict

TOPICS = "BCF topics"
"""What stands where a clash test is named, for issues that are of no test."""

_WORDS = {
    Outcome.FAILED: "new",
    Outcome.TOLERATED: "new, within the limits",
    Outcome.GRACE: "let through until a day",
    Outcome.KNOWN: "known",
    Outcome.UNRETESTED: "not tested again",
    Outcome.RESOLVED: "resolved",
}


def fingerprint(issue: CheckedIssue) -> str:
    """32 hexadecimal digits of the identity key: the same issue in every run, wherever it stands in a report."""
    return hashlib.sha256(issue.key.encode()).hexdigest()[:32]


def fingerprint_of_input(file: str) -> str:
    """As :func:`fingerprint`, for a file that could not be used: the same file in every run."""
    return hashlib.sha256(f"input:{path_of(file)}".encode()).hexdigest()[:32]


def test_of(issue: CheckedIssue) -> str:
    """The clash test for people."""
    return issue.test or TOPICS


def path_of(file: str) -> str:
    """A path with forward slashes and without a leading ``./``, as the services write paths of a repository."""
    path = PureWindowsPath(file).as_posix() if "\\" in file else file
    return path.removeprefix("./")


def uri_of(file: str) -> str:
    """A path as a URI reference: relative as it is, absolute as ``file:``."""
    path = path_of(file)
    if path.startswith("/"):
        return "file://" + quote(path)
    if PureWindowsPath(path).drive:
        return "file:///" + quote(path, safe="/:")
    return quote(path)


def place_of(issue: CheckedIssue) -> tuple[str, int | None]:
    """The report an issue stands in, "" where it is in none any more, and the line where it is known."""
    first = issue.occurrences[0] if issue.occurrences else None
    return (path_of(first.file), first.line) if first else ("", None)


def words_of(judged: JudgedIssue) -> str:
    """What the gate makes of an issue, in a word or two; a known one that came back after its day is late."""
    if judged.outcome is Outcome.FAILED and not judged.issue.is_new:
        return "more than may be"
    return _WORDS[judged.outcome]


def details_of(issue: CheckedIssue) -> str:
    """Severity, level, trade and the number of clashes: ``high, Level 2, 3 clashes``."""
    count = f"{issue.clashes:,} {'clash' if issue.clashes == 1 else 'clashes'}" if issue.test else ""
    grown = f" ({issue.new_clashes:,} of them new)" if issue.new_clashes and not issue.is_new else ""
    parts = (issue.severity, issue.level, issue.trade or issue.discipline, count + grown if count else "")
    return ", ".join(part for part in parts if part)


def sentence_of(judged: JudgedIssue) -> str:
    """One line on an issue: its title, what is known of it, and why it is judged as it is."""
    details = details_of(judged.issue)
    line = judged.issue.title + (f" ({details})" if details else "")
    return f"{line}: {judged.why}" if judged.why else line


def headline(verdict: Verdict) -> str:
    """The verdict in one line."""
    counts = verdict.outcomes()
    new = counts[Outcome.FAILED] + counts[Outcome.TOLERATED]
    word = "failed" if not verdict.passed else "incomplete" if verdict.unused else "passed"
    shown = [(f"{new:,} new", True), *((f"{counts[each]:,} {_SAID[each]}", counts[each] > 0) for each in _SAID)]
    if unused := len(verdict.unused):
        shown.append((f"{unused:,} input{'' if unused == 1 else 's'} not used", True))
    return f"gate {word}: " + ", ".join(text for text, is_said in shown if is_said)


_SAID = {
    Outcome.GRACE: "let through until a day",
    Outcome.KNOWN: "known",
    Outcome.UNRETESTED: "not tested again",
    Outcome.RESOLVED: "resolved",
}
