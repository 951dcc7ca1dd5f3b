"""JUnit XML: what runners read of it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from converter.plan.gate.gate_rules import GateRules
from converter.plan.issues import ClashState
from converter.report.junit import junit_of
from tests.report.ci.verdicts import SOME, issue, verdict


def cases(text: str) -> dict[str, ET.Element]:
    return {case.get("name", ""): case for case in ET.fromstring(text).iter("testcase")}


def properties(case: ET.Element) -> dict[str, str]:
    return {each.get("name", ""): each.get("value", "") for each in case.iter("property")}


def test_the_document(golden: Callable[[str, str], None]) -> None:
    golden("junit.xml", junit_of(verdict()))


def test_a_suite_for_each_test_and_one_for_the_limits() -> None:
    root = ET.fromstring(junit_of(verdict(issue(1), issue(2, test="Walls vs Pipes"), issue(3))))
    assert [suite.get("name") for suite in root] == ["gate", "Structure vs Ducts", "Walls vs Pipes"]
    for suite in root:
        assert suite.get("tests") == str(len(suite)) and suite.get("errors") == "0"


def test_new_fails_known_passes_and_unretested_is_skipped() -> None:
    found = cases(junit_of(verdict()))
    assert found[SOME[0].title].find("failure") is not None
    known = found[SOME[1].title]
    assert known.find("failure") is None and known.find("skipped") is None
    assert properties(known)["state"] == "persistent" and properties(known)["new_clashes"] == "2"
    skipped = found[SOME[2].title].find("skipped")
    assert skipped is not None and skipped.get("message") == "its test is old"
    graced = found["Wall 8 × Pipe 8"]
    assert graced.find("failure") is None and "2026-03-31" in properties(graced)["reason"]


def test_new_within_the_limits_is_no_failure() -> None:
    root = ET.fromstring(junit_of(verdict(issue(1), rules=GateRules(max_new=1))))
    assert list(root.iter("failure")) == [] and root.get("failures") == "0"


def test_a_broken_limit_is_a_failure_of_its_own() -> None:
    known = [issue(number, ClashState.PERSISTENT) for number in range(3)]
    found = cases(junit_of(verdict(*known, rules=GateRules(max_open=2))))
    failure = found["open issues"].find("failure")
    assert failure is not None and failure.get("message") == "open issues: 3, at most 2"
    assert found["new issues"].find("failure") is None


def test_the_numbers_are_those_of_the_cases() -> None:
    root = ET.fromstring(junit_of(verdict()))
    for node in (root, *root):
        assert node.get("tests") == str(len(list(node.iter("testcase"))))
        assert node.get("failures") == str(len(list(node.iter("failure"))))
        assert node.get("skipped") == str(len(list(node.iter("skipped"))))


@given(st.text(max_size=40))
def test_every_text_gives_xml_that_says_it(text: str) -> None:
    document = junit_of(verdict(issue(1, title=text, test=text or "t", reason=text))).encode("utf-8", "replace")
    case = ET.fromstring(document).findall(".//testcase")[-1]
    assert len(case.get("name", "")) == len(text)
    shown = "".join(sign for sign in text if sign in "\t\n\r" or (sign >= " " and sign not in "\ufffe\uffff"))
    if not any("\ud800" <= sign <= "\udfff" for sign in text) and shown == text:
        assert case.get("name") == text
