"""The score: its parts add up, what is worse is worse, and it becomes the priority only when asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.model.clash import ClashStatus
from converter.plan.candidates import Candidate, candidates_of
from converter.plan.elements import Element
from converter.plan.rules.severity import CLASS_WEIGHTS, LEVELS, PARTS, Scale, Severity, Weighing
from tests.plan.reports import a_test, clash, group, report
from tests.plan.rules import TODAY, planned

SCALE = Scale(Weighing(), TODAY)


def a_clash(
    distance_m: float | None = -0.1,
    classes: tuple[str, str] | None = ("IfcBeam", "IfcDuctSegment"),
    days: int | None = 7,
) -> Candidate:
    created = None if days is None else datetime(2026, 3, 9) - timedelta(days=days)
    (found,) = candidates_of(report(a_test(clash(1, distance_m=distance_m, created=created))), {})
    return replace(found, elements=tuple(Element(ifc_class=each) for each in classes or (None, None)))


def score(*clashes: Candidate, count: int | None = None, scale: Scale = SCALE) -> Severity:
    found = scale.of_clashes(clashes, len(clashes) if count is None else count)
    assert found is not None
    return found


def test_the_points_say_what_the_score_is_made_of() -> None:
    found = score(a_clash(-0.3, ("IfcBeam", "IfcDuctSegment"), 56), count=1)
    assert found.parts == {"depth": 40.0, "classes": 24.0, "clashes": 0.0, "age": 10.0}
    assert (found.score, found.level) == (74.0, "high")
    assert str(found) == "74 of 100 (depth 40 + classes 24 + clashes 0 + age 10)"


def test_what_is_not_known_does_not_count() -> None:
    found = score(a_clash(-0.3, None, None), count=0)
    assert found.parts == {"depth": 100.0} and found.level == "critical"
    assert SCALE.of_clashes((a_clash(None, None, None),), 0) is None


def test_the_worst_of_a_group_counts() -> None:
    deep, shallow = a_clash(-0.3, ("IfcFurniture", "IfcCovering"), 1), a_clash(-0.001, ("IfcColumn", "IfcPile"), 56)
    found = score(deep, shallow)
    assert (found.parts["depth"], found.parts["classes"], found.parts["age"]) == (40.0, 30.0, 10.0)


def test_a_gap_has_no_depth() -> None:
    assert score(a_clash(0.05)).parts["depth"] == 0.0


def test_the_longest_pattern_of_a_class_counts() -> None:
    scale = Scale(Weighing(classes={"IfcDuct*": 0.0, "IfcDuctSegment": 1.0, "ifcpipe*": 1.0}), TODAY)
    assert score(a_clash(classes=("IfcDuctSegment", "IfcDuctFitting")), scale=scale).parts["classes"] == 15.0
    assert score(a_clash(classes=("IfcPipeSegment", "IfcPipeSegment")), scale=scale).parts["classes"] == 30.0


def test_every_weight_of_a_class_is_between_none_and_one_and_any_class_has_one() -> None:
    assert all(0 <= weight <= 1 for weight in CLASS_WEIGHTS.values()) and "*" in CLASS_WEIGHTS


@given(
    st.floats(-1, 1), st.floats(-1, 1), st.integers(1, 500), st.integers(1, 500), st.integers(0, 400), st.integers(0, 400)
)  # fmt: skip
def test_worse_is_never_less(a: float, b: float, n: int, m: int, d: int, e: int) -> None:
    """Deeper, more, and older each score at least as much; the points add up."""
    better = score(a_clash(max(a, b), days=min(d, e)), count=min(n, m))
    worse = score(a_clash(min(a, b), days=max(d, e)), count=max(n, m))
    assert worse.score >= better.score and better.score >= 0 and worse.score <= 100.1
    for each in (better, worse):
        assert each.score == pytest.approx(sum(each.parts.values())) and set(each.parts) == set(PARTS)
        assert each.level in LEVELS


def test_lines_and_issues_have_it_and_what_is_closed_has_none() -> None:
    made = planned(a_test(group("G", clash(1), clash(2)), clash(3, ClashStatus.APPROVED)))
    issue = next(each for each in made.issues if each.action == "create")
    header, first, second, closed = made.clashes
    assert issue.severity and header.severity and first.severity and second.severity and closed.severity is None
    assert issue.severity.parts["depth"] == second.severity.parts["depth"] > first.severity.parts["depth"]
    assert first.severity.parts["clashes"] == issue.severity.parts["clashes"] > 0
    assert issue.priority is None, "the priority is not touched unless that is asked"


def test_it_becomes_the_priority_when_asked_unless_a_rule_says_otherwise() -> None:
    weighing = Weighing(as_priority=True)
    tests = a_test(clash(40), clash(1))
    made = planned(tests, severity=weighing, rules=[{"when": {"name": "Clash1"}, "set": {"priority": "low"}}])
    by_name = {issue.sources[0].name: issue for issue in made.issues}
    severe = by_name["Clash40"]
    assert severe.severity and severe.priority == severe.severity.level
    assert severe.set_by == (("priority", f"severity {severe.severity}"),)
    assert by_name["Clash1"].priority == "low" and [by for _, by in by_name["Clash1"].set_by][-1] == "rule 1"


def test_without_a_clock_there_is_no_age() -> None:
    found = Scale(Weighing(), None).of_clash(a_clash(), 1)
    assert found is not None and "age" not in found.parts


def test_a_clash_of_tomorrow_is_not_younger_than_new() -> None:
    found = Scale(Weighing(), date(2020, 1, 1)).of_clash(a_clash(), 1)
    assert found is not None and found.parts["age"] == 0.0
