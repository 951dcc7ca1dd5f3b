"""Rules that take clashes out: which ones, and that nothing vanishes."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.model.clash import CLOSED, ClashItem, ClashStatus
from converter.plan.candidates import Candidate, candidates_of
from converter.plan.elements import Element
from converter.plan.models.known import Known
from converter.plan.models.matches import Match, Rung
from converter.plan.rules import facts
from converter.plan.rules.noise import sift
from tests.plan.ifc_models import cube, element
from tests.plan.reports import a_test, clash, codes, group, item, report
from tests.plan.rules import TODAY, is_noise, noise_rules, planned, taken, told


def candidates(*tests: Any) -> list[Candidate]:
    return list(candidates_of(report(*tests), {}))


def of_classes(one: str, other: str, **fields: Any) -> Candidate:
    (found,) = candidates(a_test(clash(1, **fields)))
    return replace(found, elements=(Element(ifc_class=one), Element(ifc_class=other)))


def test_without_rules_nothing_is_taken() -> None:
    made = planned(a_test(clash(1, distance_m=0.0), clash(2, distance_m=-0.0001)))
    assert len(made.issues) == 2 and not taken(made) and not [c for c in codes(made) if c.startswith("RUL")]


def test_what_is_taken_stays_as_suppressed_with_rule_and_reason() -> None:
    rule = {"name": "Touching", "reason": "within tolerance", "kind": "touching", "tolerance_mm": 15}
    made = planned(a_test(clash(1), clash(2)), noise=[rule])
    first, second = made.clashes
    assert (first.state, first.issue) == ("suppressed", None)
    assert first.reason == "noise rule “Touching”: within tolerance"
    assert second.state == "new" and [issue.clashes for issue in made.issues] == [1]
    (message,) = told(made, "RUL001")
    assert message.startswith("1 of 2 open clashes were taken out by noise rule “Touching”") and "Clash1" in message


@pytest.mark.parametrize(
    ("distance_m", "is_taken"), [(0.0, True), (-0.001, True), (-0.0011, False), (0.0005, False), (None, False)]
)
def test_touching_is_a_depth_within_the_tolerance_and_never_a_gap(distance_m: float | None, is_taken: bool) -> None:
    made = planned(a_test(clash(1, distance_m=distance_m)), noise=[{"kind": "touching"}])
    assert bool(taken(made)) is is_taken


def test_overlap_takes_what_is_no_deeper() -> None:
    made = planned(a_test(clash(1), clash(2), clash(3, distance_m=0.5)), noise=[{"kind": "overlap", "max_mm": 10}])
    assert taken(made) == ["Clash1"], "a gap is no small overlap"


def test_same_file_and_same_layer_need_both_to_be_known() -> None:
    same = clash(1, items=(item(1), item(2)))
    unknown = clash(2, items=(ClashItem((("Element ID", "1"),)), ClashItem((("Element ID", "2"),))))
    assert taken(planned(a_test(same, clash(3), unknown), noise=[{"kind": "same-file"}])) == ["Clash1"]
    other = clash(4, items=(item(4), replace(item(4, "Services.nwc"), layer="Level 3")))
    assert taken(planned(a_test(same, other, unknown), noise=[{"kind": "same-layer"}])) == ["Clash1"]


def test_same_system_is_what_the_models_say() -> None:
    (found,) = candidates(a_test(clash(1)))
    pipe, fitting = element("a.ifc", 1, system="Cold water"), element("a.ifc", 2, system="Cold water")
    other = element("a.ifc", 3, system="Hot water")

    def known(*parts: Any) -> Candidate:
        return replace(found, known=Known(outcomes=tuple(Match(each, Rung.GLOBAL_ID, 1.0) for each in parts)))

    rules = noise_rules({"kind": "same-system"})
    assert [bool(each.noise) for each in sift([known(pipe, fitting), known(pipe, other), found], rules, TODAY).candidates] == [
        True, False, False,
    ]  # fmt: skip


def test_a_pair_of_classes_in_whichever_order() -> None:
    rules = noise_rules({"kind": "class-pair", "classes": ["IfcCovering", "IfcDuct*"]})
    found = [
        of_classes("IfcCovering", "IfcDuctSegment"),
        of_classes("IfcDuctFitting", "IfcCovering"),
        of_classes("IfcCovering", "IfcCovering"),
        of_classes("IfcDuctSegment", "IfcBeam"),
    ]
    assert [bool(each.noise) for each in sift(found, rules, TODAY).candidates] == [True, True, False, False]


@pytest.mark.parametrize(
    ("name", "ifc_class", "is_taken"),
    [
        ("Pipe Insulation 30 mm", None, True),
        ("Rohrdämmung 30", "IfcCovering", True),
        ("Теплоизоляция труб", "IfcCovering", True),
        ("保温层", None, True),
        ("Calorifuge DN50", None, True),
        ("Isolation Valve", "IfcValve", False),
        ("Außenwand mit Dämmung", "IfcWall", False),
        ("Round duct", "IfcDuctSegment", False),
    ],
)
def test_insulation_is_named_in_many_languages(name: str, ifc_class: str | None, is_taken: bool) -> None:
    (found,) = candidates(a_test(clash(1)))
    found = replace(found, elements=(Element(name=name, ifc_class=ifc_class), Element(name="Beam")))
    assert bool(sift([found], noise_rules({"kind": "insulation"}), TODAY).candidates[0].noise) is is_taken


def test_further_words_of_insulation() -> None:
    found = candidates(a_test(clash(1, items=(item(1, name="Armaflex 19"), item(2)))))
    rules = noise_rules({"kind": "insulation", "words": ["*armaflex*"]})
    assert sift(found, rules, TODAY).tallies[0].clashes == 1


def test_of_one_pair_in_several_tests_the_first_test_keeps_it() -> None:
    one, other = a_test(clash(1), clash(2), name="B walls"), a_test(clash(1, guid="x", name="Clash9"), name="a ducts")
    for tests in ((one, other), (other, one)):
        made = planned(*tests, noise=[{"kind": "duplicate"}])
        assert taken(made) == ["Clash1"], "the other order of tests, the same result"
        assert {issue.test for issue in made.issues} == {"B walls", "a ducts"}


def test_the_same_pair_twice_in_one_test_is_no_duplicate() -> None:
    made = planned(a_test(clash(1), clash(1, guid="x", name="Clash2")), noise=[{"kind": "duplicate"}])
    assert not taken(made)


def test_a_resolved_twin_does_not_take_the_open_one() -> None:
    tests = a_test(clash(1, ClashStatus.RESOLVED), name="A"), a_test(clash(1, guid="x"), name="B")
    assert not taken(planned(*tests, noise=[{"kind": "duplicate"}]))


@pytest.mark.parametrize("status", sorted(CLOSED))
def test_only_what_is_open_is_taken(status: ClashStatus) -> None:
    made = planned(a_test(clash(1, status)), noise=[{"when": {"test": "*"}}])
    assert not taken(made)


def test_a_waiver_says_who_and_until_when_and_ends() -> None:
    waiver = {
        "name": "Shaft", "reason": "sleeve agreed", "kind": "waiver", "by": "B. Lead", "until": "2026-03-09",
        "when": {"name": "Clash1"},
    }  # fmt: skip
    tests = a_test(clash(1), clash(2))
    last_day = planned(tests, noise=[waiver])
    assert taken(last_day) == ["Clash1"]
    assert last_day.clashes[0].reason == "noise rule “Shaft”: sleeve agreed, by B. Lead, until 2026-03-09"
    after = planned(tests, noise=[waiver], today=TODAY.replace(day=10))
    assert not taken(after) and len(after.issues) == 2
    (message,) = told(after, "RUL002")
    assert "“Shaft” by B. Lead ended on 2026-03-09" in message and "1 of 2 open clashes" in message
    assert not told(after, "RUL001") and not told(after, "RUL003")


def test_the_first_rule_that_takes_a_clash_counts() -> None:
    rules = [{"kind": "touching", "tolerance_mm": 10}, {"kind": "touching", "tolerance_mm": 25}]
    tallies = planned(a_test(clash(1), clash(2), clash(3)), noise=rules).rules.noise
    assert [each.clashes for each in tallies] == [1, 1]


def test_an_ended_rule_takes_nothing_from_those_behind_it() -> None:
    ended = {"when": {"test": "*"}, "until": "2020-01-01"}
    made = planned(a_test(clash(1), clash(2)), noise=[ended, {"kind": "touching", "tolerance_mm": 10}])
    assert [each.clashes for each in made.rules.noise] == [1, 1] and taken(made) == ["Clash1"]


def test_a_rule_that_takes_nothing_is_told_with_what_nobody_knows() -> None:
    made = planned(a_test(clash(1)), noise=[{"when": {"class": "IfcCovering"}}])
    assert told(made, "RUL003") == ["noise rule “noise 0” takes nothing: no clash has a class"]


def test_a_rule_that_takes_most_of_it_is_told() -> None:
    made = planned(a_test(*map(clash, range(1, 4))), noise=[{"kind": "touching", "tolerance_mm": 25}])
    assert len(taken(made)) == 2 and "2 of 3" in told(made, "RUL004")[0]


def test_a_group_whose_open_clashes_are_all_taken_goes_with_them() -> None:
    tests = a_test(group("G", clash(1), clash(2, ClashStatus.RESOLVED)), group("H", clash(3), clash(4)))
    made = planned(tests, noise=[{"kind": "touching", "tolerance_mm": 35}])
    assert taken(made) == ["G", "Clash1", "Clash3"], "H stays for its Clash4"
    (issue,) = [issue for issue in made.issues if issue.action == "create"]
    assert (issue.group, issue.clashes) == ("H", 1)
    assert made.rules.noise[0].headers == 1
    assert [line.state for line in made.clashes if line.name == "Clash2"] == ["resolved"]


def test_a_header_without_members_is_judged_by_its_depth_but_not_by_the_elements_of_its_worst_clash() -> None:
    header = group("G", distance_m=-0.0005)
    assert taken(planned(a_test(header), noise=[{"kind": "touching"}])) == ["G"]
    assert not taken(planned(a_test(header), noise=[{"when": {"element": "*"}}]))
    assert not taken(planned(a_test(header), noise=[{"kind": "same-layer"}]))
    assert taken(planned(a_test(header), noise=[{"when": {"group": "g"}}])) == ["G"]


def test_the_size_of_the_overlap_of_both_boxes() -> None:
    (found,) = candidates(a_test(clash(1)))
    boxes = cube((0.0, 0.0, 0.0)), cube((1.95, 0.0, 0.0))
    known = replace(found, known=Known(boxes=boxes))
    rules = noise_rules({"when": {"overlap_mm": {"max": 60}}})
    assert [bool(each.noise) for each in sift([known, found], rules, TODAY).candidates] == [True, False]
    apart = replace(found, known=Known(boxes=(boxes[0], cube((9.0, 0.0, 0.0)))))
    assert sift([apart], noise_rules({"when": {"overlap_mm": 0}}), TODAY).tallies[0].clashes == 1


def test_another_export_of_the_same_test_is_not_judged() -> None:
    found = [replace(each, superseded="the same test is in b.xml") for each in candidates(a_test(group("G", clash(1))))]
    sifted = sift(found, noise_rules({"when": {"test": "*"}}), TODAY)
    assert sifted.live == 0 and not sifted.kept and not any(each.noise for each in sifted.candidates)


DEPTHS = st.lists(
    st.tuples(
        st.integers(1, 30), st.sampled_from([0.0, -0.0004, -0.02, 0.1, None]), st.sampled_from(list(ClashStatus))
    ),
    max_size=25,
    unique_by=lambda row: row[0],
)
RULES = [
    {"kind": "touching"},
    {"when": {"name": ["Clash1*", "Clash2?"], "depth_mm": {"min": 1}}},
    {"kind": "duplicate"},
    {"when": {"test": "X", "not": {"status": ["active", "reviewed"]}}, "until": "2026-01-01"},
]


@given(DEPTHS, st.integers(0, 5))
def test_things_in_are_things_out_and_the_order_does_not_matter(
    rows: list[tuple[int, float | None, ClashStatus]], seed: int
) -> None:
    entries = [clash(number, status, distance_m=depth) for number, depth, status in rows]
    shuffled = entries.copy()
    random.Random(seed).shuffle(shuffled)
    made = planned(a_test(*entries, name="X"), a_test(*entries[::3], name="Y"), noise=RULES)
    again = planned(a_test(*entries[::3], name="Y"), a_test(*shuffled, name="X"), noise=RULES)
    assert len(made.clashes) == len(entries) + len(entries[::3])
    assert sum(t.clashes for t in made.rules.noise if not t.expired) == sum(map(is_noise, made.clashes))
    open_lines = [line for line in made.clashes if not is_noise(line) and line.state == "new"]
    assert all(line.issue for line in open_lines)
    assert {(line.key, line.reason) for line in made.clashes} == {(line.key, line.reason) for line in again.clashes}


def test_every_fact_is_read_once_a_clash_and_every_rule_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[str] = []
    whole = dict(facts.ENTRY_FACTS)
    monkeypatch.setattr(
        facts, "ENTRY_FACTS", {**whole, "test": lambda each: (reads.append(each.key), each.test)[1:]}
    )  # fmt: skip
    found = candidates(a_test(*map(clash, range(1, 201))))
    rules = noise_rules(*[{"when": {"test": f"T{number}*"}} for number in range(20)])
    sift(found, rules, TODAY)
    assert len(reads) == len(found)
