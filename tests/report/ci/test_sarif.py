"""SARIF 2.1.0: the schema, the fingerprints, and the limits of GitHub."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

import jsonschema_rs
import pytest

from converter.plan.gate.checked_issue import CheckedIssue, Occurrence
from converter.plan.gate.judging import Verdict
from converter.plan.issues import ClashState
from converter.report.sarif import LOCATIONS, RESULTS, sarif_of
from tests.report.ci.sarif_rules import SCHEMA
from tests.report.ci.verdicts import issue, verdict

VALIDATOR = jsonschema_rs.validator_for(SCHEMA, validate_formats=True)


def document(found: Verdict) -> dict[str, Any]:
    return json.loads(sarif_of(found, "1.2.3")[0])  # type: ignore[no-any-return]


def results(found: Verdict) -> list[dict[str, Any]]:
    return document(found)["runs"][0]["results"]  # type: ignore[no-any-return]


def test_the_document(golden: Callable[[str, str], None]) -> None:
    golden("sarif.json", sarif_of(verdict(), "1.2.3")[0])


def test_the_schema_has_nothing_against_it() -> None:
    assert [f"{each.instance_path}: {each.message}" for each in VALIDATOR.iter_errors(document(verdict()))] == []


@pytest.mark.parametrize(
    "broken",
    [
        {"version": "2.1.0"},
        {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}, "results": [{"level": "error"}]}]},
        {
            "version": "2.1.0",
            "runs": [{"tool": {"driver": {"name": "x"}}, "results": [{"message": {"text": ""}, "state": 1}]}],
        },
    ],
)
def test_the_schema_of_the_tests_refuses_what_is_wrong(broken: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid(broken)


def test_rules_are_the_tests_and_indexes_lead_to_them() -> None:
    run = document(verdict())["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert {rule["name"] for rule in rules} >= {"Structure vs Ducts", "Walls vs Pipes", "BCF topics"}
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_what_fails_is_an_error_and_what_is_known_a_warning() -> None:
    levels = {each["properties"]["outcome"]: each["level"] for each in results(verdict())}
    assert levels == {"failed": "error", "grace": "warning", "known": "warning", "unretested": "note"}


def test_the_state_of_the_baseline_is_said_only_with_one() -> None:
    states = {each["properties"]["state"]: each["baselineState"] for each in results(verdict())}
    assert states == {"new": "new", "regressed": "new", "persistent": "unchanged", "unretested": "unchanged"}
    assert all("baselineState" not in each for each in results(verdict(baseline=None)))


def test_the_fingerprint_is_the_identity_and_nothing_else() -> None:
    here = issue(1, occurrences=(Occurrence("a.xml", "guid-1", 4),))
    there = issue(1, ClashState.PERSISTENT, title="Other words", occurrences=(Occurrence("b.xml", "guid-x", 400),))
    other = issue(2)
    first, second, third = (results(verdict(each))[0]["partialFingerprints"] for each in (here, there, other))
    assert first == second and set(first) == {"clashIdentity/v1", "primaryLocationLineHash"}
    assert not set(first.values()) & set(third.values())


def test_a_clash_is_where_its_report_names_it() -> None:
    grouped = issue(1, occurrences=(Occurrence("./a b/Tower.xml", "g1", 4), Occurrence("a b/Tower.xml", "g2", 9)))
    result = results(verdict(grouped))[0]
    place = result["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "a%20b/Tower.xml"}, "region": {"startLine": 4}}
    assert [each["id"] for each in result["relatedLocations"]] == [1]


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("/srv/a b.xml", "file:///srv/a%20b.xml"),
        ("C:\\a\\b c.xml", "file:///C:/a/b%20c.xml"),
        ("a#b?c%.xml", "a%23b%3Fc%25.xml"),
        ("Geschoß/Prüfung.xml", "Gescho%C3%9F/Pr%C3%BCfung.xml"),
    ],
)
def test_paths_are_uris(file: str, uri: str) -> None:
    place = results(verdict(issue(1, occurrences=(Occurrence(file),))))[0]["locations"][0]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == uri


def many(count: int) -> list[CheckedIssue]:
    known = [issue(number, ClashState.PERSISTENT) for number in range(count - 10)]
    return known + [issue(number) for number in range(count, count + 10)]


def test_30_000_results_are_cut_to_what_github_takes_and_it_is_said() -> None:
    text, said = sarif_of(verdict(*many(30_000)), "1.2.3")
    run = json.loads(text)["runs"][0]
    assert len(run["results"]) == RESULTS == 25_000
    assert [each["level"] for each in run["results"][:11]] == ["error"] * 10 + ["warning"]
    assert [each.code for each in said] == ["GAT003", "GAT004"] and "5,000 of 30,000" in said[0].message
    noted = run["invocations"][0]["toolExecutionNotifications"]
    assert [(each["descriptor"]["id"], each["level"]) for each in noted] == [("GAT003", "warning"), ("GAT004", "note")]
    assert len(gzip.compress(text.encode(), 6)) < 10_000_000  # what an upload may have
    assert VALIDATOR.is_valid(json.loads(text))


def test_5_000_results_are_all_shown() -> None:
    assert sarif_of(verdict(*many(5_000)), "1")[1] == ()
    assert [each.code for each in sarif_of(verdict(*many(5_001)), "1")[1]] == ["GAT004"]


def test_1_001_locations_are_cut_and_it_is_said() -> None:
    places = tuple(Occurrence("a.xml", f"g{number}", number + 1) for number in range(LOCATIONS + 1))
    text, said = sarif_of(verdict(issue(1, clashes=len(places), occurrences=places)), "1")
    result = json.loads(text)["runs"][0]["results"][0]
    assert len(result["locations"]) + len(result["relatedLocations"]) == LOCATIONS == 1_000
    assert [each.code for each in said] == ["GAT003"]
