"""SARIF 2.1.0 (OASIS): a result for each issue that is open or was not tested again, a rule for each clash test.

The limits are those of GitHub's code scanning (docs.github.com, "SARIF results exceed one or more limits"): 25,000
results a run, of which 5,000 are kept by severity; 1,000 locations a result, of which 100 are shown. GitHub tells
alerts apart by ``partialFingerprints.primaryLocationLineHash``, which it would make of a line of the report; it is
written here, from the identity key, so that an alert stays the same in a report that is written anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.plan.gate.checked_issue import Occurrence
from converter.plan.gate.judging import JudgedIssue, Outcome, UnusedInput, Verdict
from converter.plan.issues import ClashState
from converter.report.ci_texts import details_of, fingerprint, fingerprint_of_input, sentence_of, test_of, uri_of

RESULTS, RESULTS_KEPT, LOCATIONS = 25_000, 5_000, 1_000
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_LEVELS = {
    Outcome.FAILED: "error",
    Outcome.TOLERATED: "warning",
    Outcome.GRACE: "warning",
    Outcome.KNOWN: "warning",
    Outcome.UNRETESTED: "note",
}
_BASELINE = {ClashState.NEW: "new", ClashState.REGRESSED: "new", ClashState.MOVED: "updated"}


def sarif_of(verdict: Verdict, version: str) -> tuple[str, tuple[Diagnostic, ...]]:
    """The document, and what GitHub's limits leave out of it or of what it shows. ``version`` is this program's."""
    judged = [each for each in verdict.issues if each.outcome in _LEVELS]
    said = tuple(_said(judged))
    written = judged[: RESULTS - len(verdict.unused)]
    names = {_rule_id(test_of(each.issue)): test_of(each.issue) for each in reversed(written)}
    rules = {rule: _rule(rule, names[rule]) for rule in names} | ({_INPUT: _INPUT_RULE} if verdict.unused else {})
    order = {rule: place for place, rule in enumerate(sorted(rules))}
    notes = [*said, *_notes(verdict)]
    run = {
        "tool": {
            "driver": {
                "name": "converter",
                "semanticVersion": version,
                "rules": [rules[rule] for rule in order],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not verdict.unused,
                "toolExecutionNotifications": [_notification(each) for each in notes],
            }
        ],
        "results": [
            *(_of_input(each, order[_INPUT]) for each in verdict.unused),
            *(_result(each, order, has_baseline=verdict.has_baseline) for each in written),
        ],
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n", said


def _said(judged: Sequence[JudgedIssue]) -> Iterator[Diagnostic]:
    if (count := len(judged)) > RESULTS:
        yield diagnose(
            "GAT003", f"SARIF: {count - RESULTS:,} of {count:,} issues were left out; a file has {RESULTS:,}"
        )
    if count > RESULTS_KEPT:
        message = f"SARIF: GitHub keeps {RESULTS_KEPT:,} of {min(count, RESULTS):,} issues, the worst first"
        yield diagnose("GAT004", message)
    if wide := sum(len(each.issue.occurrences) > LOCATIONS for each in judged[:RESULTS]):
        yield diagnose("GAT003", f"SARIF: {wide:,} issues have more than {LOCATIONS:,} clashes; the first are named")


def _notes(verdict: Verdict) -> Iterator[Diagnostic]:
    for each in verdict.limits:
        if each.note:
            yield diagnose("GAT008", f"{each.limit.name}: {each.note}")


def _of_input(unused: UnusedInput, place: int) -> dict[str, Any]:
    """An alert on the file itself, with the mark it has in every run it cannot be used in."""
    mark = fingerprint_of_input(unused.file)
    return {
        "ruleId": _INPUT,
        "ruleIndex": place,
        "level": "error",
        "message": {"text": _plain(f"This input could not be used: {unused.why}")},
        "locations": [_location(Occurrence(unused.file))],
        "partialFingerprints": {"clashIdentity/v1": mark, "primaryLocationLineHash": f"{mark[:16]}:1"},
    }


_INPUT = "input"
_INPUT_RULE = {
    "id": _INPUT,
    "name": "Input that could not be used",
    "shortDescription": {"text": "An input could not be used."},
    "fullDescription": {"text": "A file that was to be checked could not be read: nothing is known of its clashes."},
    "help": {"text": "Export the report again; `converter inspect FILE` says what is wrong with it."},
    "defaultConfiguration": {"level": "error"},
}


def _notification(diagnostic: Diagnostic) -> dict[str, Any]:
    level = {"info": "note"}.get(diagnostic.severity, str(diagnostic.severity))
    return {"descriptor": {"id": diagnostic.code}, "level": level, "message": {"text": diagnostic.message}}


def _rule_id(test: str) -> str:
    """``Structure vs Ducts`` → ``clash/structure-vs-ducts``; a slash would make a rule below another one."""
    return "clash/" + (re.sub(r"\W+", "-", test.casefold()).strip("-") or "test")


def _rule(identifier: str, test: str) -> dict[str, Any]:
    return {
        "id": identifier,
        "name": test,
        "shortDescription": {"text": test},
        "fullDescription": {"text": f"An open issue of {test}."},
        "help": {"text": "Open the model at the place the report names, and move one of the two elements."},
        "defaultConfiguration": {"level": "warning"},
    }


def _result(judged: JudgedIssue, order: dict[str, int], *, has_baseline: bool) -> dict[str, Any]:
    issue = judged.issue
    rule, mark = _rule_id(test_of(issue)), fingerprint(issue)
    first, *others = issue.occurrences[:LOCATIONS] or (None,)
    result: dict[str, Any] = {
        "ruleId": rule,
        "ruleIndex": order[rule],
        "level": _LEVELS[judged.outcome],
        "message": {"text": _plain(sentence_of(judged))},
        "locations": [_location(first)] if first else [],
        "partialFingerprints": {"clashIdentity/v1": mark, "primaryLocationLineHash": f"{mark[:16]}:1"},
    }
    if others:
        result["relatedLocations"] = [
            {"id": number, **_location(each)} for number, each in enumerate(others, start=1) if each
        ]
    if has_baseline:
        result["baselineState"] = _BASELINE.get(issue.state, "unchanged")
    result["properties"] = _properties(judged)
    return result


def _plain(text: str) -> str:
    """Text without links: ``[words](place)`` is one in a message (section 3.11.6)."""
    return text.replace("](", "] (")


def _location(occurrence: Occurrence) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": uri_of(occurrence.file)}}
    if occurrence.line is not None:
        place["region"] = {"startLine": occurrence.line}
    location: dict[str, Any] = {"physicalLocation": place}
    if occurrence.guid:
        location["logicalLocations"] = [{"name": occurrence.guid, "kind": "element"}]
    return location


def _properties(judged: JudgedIssue) -> dict[str, Any]:
    issue = judged.issue
    found = {
        "state": issue.state,
        "outcome": judged.outcome,
        "severity": issue.severity,
        "trade": issue.trade,
        "discipline": issue.discipline,
        "level": issue.level,
        "clashes": issue.clashes,
        "newClashes": issue.new_clashes,
        "details": details_of(issue),
    }
    return {name: value for name, value in found.items() if value not in (None, "")}
