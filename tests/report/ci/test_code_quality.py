"""GitLab's Code Quality report."""

from __future__ import annotations

import json
from collections.abc import Callable

from converter.plan.gate.checked_issue import Occurrence
from converter.plan.issues import ClashState
from converter.report.code_quality import code_quality_of
from tests.report.ci.verdicts import SOME, issue, verdict


def test_the_document(golden: Callable[[str, str], None]) -> None:
    golden("code-quality.json", code_quality_of(verdict()))


def test_every_entry_has_what_gitlab_reads() -> None:
    found = json.loads(code_quality_of(verdict()))
    assert len(found) == sum(each.state is not ClashState.RESOLVED for each in SOME)
    for entry in found:
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert entry["location"]["lines"]["begin"] >= 1 and not entry["location"]["path"].startswith("./")
    assert len({entry["fingerprint"] for entry in found}) == len(found)


def test_severities_are_gitlabs() -> None:
    def severity(number: int, state: ClashState, word: str | None) -> str:
        found = json.loads(code_quality_of(verdict(issue(number, state, severity=word))))
        return str(found[0]["severity"])

    new, known = ClashState.NEW, ClashState.PERSISTENT
    assert [severity(1, new, word) for word in ("critical", "High", "medium", "low", None)] == [
        "blocker", "critical", "major", "minor", "major",
    ]  # fmt: skip
    assert severity(1, known, None) == "minor"
    assert severity(1, ClashState.UNRETESTED, "critical") == "info"


def test_an_issue_without_a_line_is_at_the_first() -> None:
    entry = json.loads(code_quality_of(verdict(issue(1, occurrences=(Occurrence("./x/a.bcf"),)))))[0]
    assert entry["location"] == {"path": "x/a.bcf", "lines": {"begin": 1}}
