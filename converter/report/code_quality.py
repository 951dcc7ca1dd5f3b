"""GitLab's Code Quality report: every open issue, for GitLab itself compares the branch with its target.

A JSON list of ``description``, ``check_name``, ``fingerprint``, ``severity`` (info, minor, major, critical, blocker)
and ``location`` (docs.gitlab.com, "Code Quality report format"). What was not tested again stays in, as
info: else GitLab would call it solved.
"""

from __future__ import annotations

import json
from typing import Any

from converter.plan.gate.judging import JudgedIssue, Outcome, UnusedInput, Verdict
from converter.report.ci_texts import fingerprint, fingerprint_of_input, path_of, place_of, sentence_of, test_of

_SEVERITIES = {"critical": "blocker", "high": "critical", "medium": "major", "low": "minor"}
_UNSTATED = {Outcome.FAILED: "major", Outcome.UNRETESTED: "info"}


def code_quality_of(verdict: Verdict) -> str:
    """The whole document."""
    found = [_of_input(each) for each in verdict.unused]
    found += [_entry(each) for each in verdict.issues if each.outcome is not Outcome.RESOLVED]
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _of_input(unused: UnusedInput) -> dict[str, Any]:
    return {
        "description": f"This input could not be used: {unused.why}",
        "check_name": "input",
        "fingerprint": fingerprint_of_input(unused.file),
        "severity": "blocker",
        "location": {"path": path_of(unused.file), "lines": {"begin": 1}},
    }


def _entry(judged: JudgedIssue) -> dict[str, Any]:
    issue = judged.issue
    path, line = place_of(issue)
    return {
        "description": sentence_of(judged),
        "check_name": test_of(issue),
        "fingerprint": fingerprint(issue),
        "severity": _severity(judged),
        "location": {"path": path, "lines": {"begin": line or 1}},
    }


def _severity(judged: JudgedIssue) -> str:
    if judged.outcome is Outcome.UNRETESTED:
        return "info"
    word = (judged.issue.severity or "").casefold()
    return _SEVERITIES.get(word) or _UNSTATED.get(judged.outcome, "minor")
