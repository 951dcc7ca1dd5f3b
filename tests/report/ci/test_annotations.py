"""Annotations in the log: as the services read them back, and nothing of a report that they would obey."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.plan.gate.gate_rules import GateRules
from converter.plan.issues import ClashState
from converter.report.annotations import (
    PER_KIND,
    Annotations,
    annotation_lines,
    annotations_for,
    azure_summary,
    harmless,
)
from tests.report.ci.verdicts import EVIL, issue, verdict

GITHUB, AZURE = Annotations.GITHUB, Annotations.AZURE


def github(line: str) -> tuple[str, dict[str, str], str]:
    """A workflow command as the runner reads it: kind, properties, message."""
    found = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line)
    assert found, line
    pairs = (each.split("=", 1) for each in found[2].split(","))
    return found[1], {name: _unescaped(value) for name, value in pairs}, _unescaped(found[3])


def _unescaped(text: str) -> str:
    for escaped, sign in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escaped, sign)
    return text


def azure(line: str) -> tuple[str, dict[str, str], str]:
    """A logging command as the agent reads it."""
    found = re.fullmatch(r"##vso\[([\w.]+) ?([^\]]*)\](.*)", line)
    assert found, line
    pairs = (each.split("=", 1) for each in found[2].split(";") if each)
    return found[1], {name: _azure(value) for name, value in pairs}, _azure(found[3])


def _azure(text: str) -> str:
    for escaped, sign in (("%0D", "\r"), ("%0A", "\n"), ("%3B", ";"), ("%5D", "]"), ("%AZP25", "%")):
        text = text.replace(escaped, sign)
    return text


@pytest.mark.parametrize("kind", [GITHUB, AZURE])
def test_the_lines(kind: Annotations, golden: Callable[[str, str], None]) -> None:
    golden(f"annotations-{kind}.txt", "\n".join([*annotation_lines(verdict(), kind), ""]))


def test_none_are_written_without_a_service() -> None:
    assert annotation_lines(verdict(), Annotations.NONE) == []


def test_the_service_is_known_by_its_variables() -> None:
    assert annotations_for({"GITHUB_ACTIONS": "true"}) is GITHUB
    assert annotations_for({"TF_BUILD": "True"}) is AZURE
    assert annotations_for({"GITLAB_CI": "true", "GITHUB_ACTIONS": "", "TF_BUILD": "false"}) is Annotations.NONE


def test_github_reads_back_what_was_meant() -> None:
    kind, properties, message = github(annotation_lines(verdict(issue(1)), GITHUB)[0])
    assert (kind, properties["line"]) == ("error", "11")
    assert properties["file"] == "reports/Tower week 2.xml" and properties["title"] == "Structure vs Ducts"
    assert message.startswith("Beam 1 × Duct 1") and message.endswith("not in the baseline")


@given(st.text(max_size=60))
def test_every_text_stays_inside_its_command(text: str) -> None:
    text = f"{EVIL}{text}"
    found = verdict(issue(1, title=text, test=text, reason=text))
    for line in annotation_lines(found, GITHUB):
        assert "\n" not in line and "\r" not in line
    kind, properties, message = github(annotation_lines(found, GITHUB)[0])
    assert kind == "error" and set(properties) == {"file", "line", "title"}
    assert properties["title"] == harmless(text) and message.startswith(harmless(text))
    command, said, message = azure(annotation_lines(found, AZURE)[0])
    assert command == "task.logissue" and set(said) == {"type", "sourcepath", "linenumber"}
    assert message.startswith(harmless(text)) and "##vso[" not in message


@pytest.mark.parametrize("kind", [GITHUB, AZURE])
def test_30_000_make_ten_of_a_kind_and_the_last_counts_the_others(kind: Annotations) -> None:
    new = [issue(number) for number in range(30_000)]
    gone = [issue(40_000 + number, ClashState.UNRETESTED, test=f"Test {number}") for number in range(50)]
    lines = annotation_lines(verdict(*new, *gone), kind)
    kinds = [github(line)[0] if kind is GITHUB else azure(line)[1]["type"] for line in lines]
    assert kinds.count("error") == kinds.count("warning") == PER_KIND == 10
    assert kinds.count("notice") == (kind is GITHUB)
    assert "29,992 more" in lines[8] and "new issues: 30,000, at most 0" in lines[9]
    assert "41 more" in lines[19]


def test_what_was_not_tested_again_is_one_warning_for_a_test_and_a_reason() -> None:
    lines = annotation_lines(
        verdict(*[issue(number, ClashState.UNRETESTED, reason="old") for number in range(9)]), GITHUB
    )
    kind, _, message = github(lines[0])
    assert (kind, message) == ("warning", "9 issues were not tested again: old")


def test_a_broken_limit_is_an_error_without_a_place() -> None:
    known = verdict(issue(1, ClashState.PERSISTENT), rules=GateRules(max_open=0))
    kind, properties, message = github(annotation_lines(known, GITHUB)[0])
    assert (kind, properties, message) == ("error", {"title": "gate"}, "open issues: 1, at most 0")


def test_the_page_of_an_azure_build_gets_the_summary() -> None:
    assert azure(azure_summary("/agent/50%\nx.md")) == ("task.uploadsummary", {}, "/agent/50%\nx.md")


@given(st.text(alphabet=" \t\r\n:#[vsoVSO]a", max_size=40))
def test_harmless_text_has_no_commands(text: str) -> None:
    shown = harmless(text)
    assert not re.search(r"##(vso)?\[", shown, re.IGNORECASE)
    assert not any(line.lstrip().startswith("::") for line in re.split(r"[\r\n]", shown))


def test_harmless_text_is_otherwise_as_it_was() -> None:
    assert harmless("a: b :: c ## d [e]\n# f") == "a: b :: c ## d [e]\n# f"
    assert harmless(" ::error::x ##vso[y]") == " : :error::x # #vso[y]"
