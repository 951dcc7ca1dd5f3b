"""``when``: every condition, what is wrong with one, and that each text is looked at once."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.plan.candidates import candidates_of
from converter.plan.elements import Element
from converter.plan.models.known import Known
from converter.plan.models.matches import Match, Rung
from converter.plan.models.places import Place
from converter.plan.rules import globs
from converter.plan.rules.conditions import conditions_of
from converter.plan.rules.facts import CLASH_FACTS, IssueReader, clash_reader
from converter.plan.rules.globs import folded, glob
from converter.plan.rules.rule_tables import KNOWN
from tests.plan.ifc_models import element
from tests.plan.reports import a_test, clash, group, report

TODAY = date(2026, 3, 9)
(FOUND,) = candidates_of(
    report(a_test(clash(1, created=datetime(2026, 3, 2, 8), assigned_to="Anna"), name="Structure vs  Ducts")), {}
)
CLASH = replace(
    FOUND,
    elements=(
        Element(name="Beam", ifc_class="IfcBeam", layer="L1", source_file="S.nwc"),
        Element(name="Duct", ifc_class="IfcDuctSegment", layer="L2", source_file="Services_v2.nwc"),
    ),
    known=Known(
        outcomes=tuple(
            Match(element("m.ifc", number, system=system, discipline=discipline), Rung.GLOBAL_ID, 1.0)
            for number, system, discipline in ((1, None, "Structure"), (2, "Supply air", "HVAC"))
        ),
        place=Place(level="Level 2", storey="Level 2", room="A102 Hall", zone="North"),
    ),
)


def holds(when: dict[str, Any], candidate: Any = CLASH) -> bool:
    found: list[str] = []
    conditions = conditions_of(when, CLASH_FACTS, found)
    assert not found, found
    facts = clash_reader(conditions.wanted, TODAY)(candidate)
    assert conditions.compiled()(facts) is (conditions.why_not(facts) == "")
    return conditions.compiled()(facts)


@pytest.mark.parametrize(
    "when",
    [
        {},
        {"test": "structure VS ducts"},
        {"test": "*ducts"},
        {"test": ["x", "S?ructure*"]},
        {
            "file": "*tower.xml",
            "name": "clash1",
            "guid": "guid-1",
            "status": "new",
            "kind": "clash",
            "assigned": "anna",
        },
        {"class": "IfcDuct*"},
        {"classes": ["IfcDuct*", "IfcBeam"]},
        {"classes": ["IfcBeam", "IfcDuct*"]},
        {"element": "duct", "layer": "l2", "model": "services"},
        {"elements": ["Beam", "*"], "models": ["s", "services"], "layers": ["L1", "L2"]},
        {"system": "supply*", "discipline": "HVAC", "disciplines": ["hvac", "structure"]},
        {"level": "Level 2", "grid": "B-2", "storey": "*2", "room": "A102*", "zone": "north"},
        {"box": {"min": [1, 2, 3], "max": [1, 2, 3]}},
        {"box": {"min": [0, 0], "max": [5, 5]}},
        {"depth_mm": {"min": 10, "max": 10}, "distance_mm": {"max": 0}, "age_days": 7},
        {"not": {"test": "x", "level": ["Level 3"]}},
        {"test": "*", "not": {"group": "*"}},
    ],
)
def test_conditions_that_hold(when: dict[str, Any]) -> None:
    assert holds(when)


@pytest.mark.parametrize(
    "when",
    [
        {"test": "ducts"},
        {"test": "*ducts", "level": "Level 3"},
        {"group": "*"},
        {"class": "IfcPipe*"},
        {"classes": ["IfcBeam", "IfcBeam"]},
        {"systems": ["*", "*"]},
        {"box": {"min": [0, 0, 3.1], "max": [5, 5, 9]}},
        {"depth_mm": {"min": 10.1}},
        {"distance_mm": {"min": 0}},
        {"overlap_mm": {"min": 0}},
        {"age_days": {"min": 8}},
        {"not": {"test": "nothing", "level": "Level 2"}},
    ],
)
def test_conditions_that_do_not_hold(when: dict[str, Any]) -> None:
    assert not holds(when)


def test_what_is_not_known_holds_never_not_even_for_any_text() -> None:
    bare = replace(
        FOUND, result=clash(1, point_m=None, distance_m=None, created=None, grid_location=None), level=None, grid=None
    )
    for when in (
        {"class": "*"},
        {"level": "*"},
        {"grid": "*"},
        {"depth_mm": {"min": 0}},
        {"age_days": {"min": 0}},
        {"zone": "*"},
    ):
        assert not holds(when, bare), when
        assert holds({"not": when}, bare), when


def test_brackets_in_a_pattern_are_themselves() -> None:
    assert glob(["Test [1]*"])("test [1] a") and not glob(["Test [1]*"])("Test 1")


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ({"tset": "x"}, "when.tset: there is no such condition; did you mean test?"),
        ({"test": 5}, "a text or a list of texts is needed"),
        ({"test": []}, "a text or a list of texts is needed"),
        ({"test": ["a", 1]}, "a text or a list of texts is needed"),
        ({"classes": "IfcWall"}, "two texts are needed"),
        ({"depth_mm": "deep"}, "a number is needed, or { min = 10, max = 20 }"),
        ({"depth_mm": {"least": 1}}, "a number is needed"),
        ({"depth_mm": {}}, "a number is needed"),
        ({"depth_mm": {"min": "1"}}, "min and max are numbers"),
        ({"depth_mm": {"min": math.nan}}, "min and max are numbers"),
        ({"clashes": {"min": 9, "max": 2}}, "min is greater than max"),
        ({"box": [1, 2]}, "a box is { min ="),
        ({"box": {"min": [0], "max": [1, 1]}}, "lists of two or three numbers"),
        ({"box": {"min": [0, 5], "max": [1, 1]}}, "min is greater than max"),
        ({"not": "x"}, "when.not: a table of conditions"),
        ({"not": {"not": {"test": "a"}}}, "when.not: a table of conditions"),
        ({"not": {"tset": "x"}}, "when.not.tset"),
        ("x", "when: not a table"),
    ],
)
def test_what_is_wrong_with_a_condition_is_told(when: Any, words: str) -> None:
    found: list[str] = []
    conditions_of(when, KNOWN, found)
    assert len(found) == 1 and words in found[0], found


def test_all_of_it_is_told_at_once() -> None:
    found: list[str] = []
    conditions_of({"a": 1, "depth_mm": "x", "not": {"b": 2}}, KNOWN, found)
    assert len(found) == 3


def test_why_a_rule_is_not_about_a_clash_is_said_with_what_there_is() -> None:
    found: list[str] = []
    conditions = conditions_of({"level": ["Level 3", "Roof"], "not": {"status": "new"}}, CLASH_FACTS, found)
    facts = clash_reader(conditions.wanted, TODAY)(CLASH)
    said = "level is 'Level 2', not 'Level 3' or 'Roof'; status is 'new', which `not` excludes"
    assert conditions.why_not(facts) == said
    excluded = conditions_of({"not": {"status": "new"}}, CLASH_FACTS, found)
    assert excluded.why_not(facts) == "status is 'new', which `not` excludes"
    unknown = conditions_of({"overlap_mm": {"max": 5}}, CLASH_FACTS, found)
    assert unknown.why_not(clash_reader(unknown.wanted, TODAY)(CLASH)) == "overlap_mm is not known, not max 5"


def test_an_issue_has_what_any_of_its_clashes_has_the_worst_numbers_and_one_place() -> None:
    entries = list(candidates_of(report(a_test(group("G", clash(1), clash(2, grid_location="C-1 : Roof")))), {}))[1:]
    wanted = ("name", "level", "box", "depth_mm", "distance_mm", "age_days")
    facts = IssueReader(wanted, TODAY).of_clashes(entries, entries[1], {"clashes": (2.0,)})
    assert facts["name"] == ("Clash1", "Clash2") and facts["level"] == ("Roof",) and facts["box"] == ((2.0, 2.0, 3.0),)
    assert (facts["depth_mm"], facts["distance_mm"], facts["clashes"]) == ((20.0,), (-20.0,), (2.0,))
    assert facts["age_days"] == (7.0,)


@pytest.mark.parametrize("number", [1_000, 4_000])
def test_each_text_is_looked_at_once_by_each_pattern(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = 0
    look = globs.is_match

    def counted(*each: Any) -> bool:
        nonlocal looks
        looks += 1
        return look(*each)

    monkeypatch.setattr(globs, "is_match", counted)
    rules = [conditions_of({"level": f"Level {n}"}, CLASH_FACTS, []) for n in range(20)]
    read = clash_reader({"level"}, TODAY)
    candidates = [replace(FOUND, level=f"Level {n % 7}") for n in range(number)]
    held = [rule.compiled() for rule in rules]
    found = sum(hold(facts) for facts in map(read, candidates) for hold in held)
    assert found == number and looks == 20 * 7, "as many looks for any number of clashes"


@given(st.lists(st.text(max_size=8), max_size=40))
def test_a_pattern_forgets_and_answers_the_same(texts: list[str]) -> None:
    matches = glob(["a*", "*?b", "??"])
    slow = [
        folded(t).startswith("a") or (folded(t).endswith("b") and len(folded(t)) > 1) or len(folded(t)) == 2
        for t in texts
    ]
    assert [matches(text) for text in texts] == slow
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(globs, "REMEMBERED", 3)
        assert [matches(text) for text in texts + texts] == slow + slow
