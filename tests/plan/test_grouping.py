"""Which clashes become one issue, and what such an issue is called."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.model.clash import ClashResult, ClashStatus
from converter.model.vectors import Vector
from converter.plan.candidates import Candidate, candidates_of
from converter.plan.grouping import GroupBy, Grouping, Problem, group_by_of, grouped, owners_of, problems_of
from converter.plan.limits import TITLE_CHARACTERS
from converter.plan.texts import description_of, title_of
from tests.plan.reports import SETTINGS, a_test, clash, group, item, plan, report

CULPRIT = Grouping((GroupBy.CULPRIT,))


def pair(
    one: object, other: object, point_m: Vector = (1.0, 2.0, 3.0), number: int = 0, **fields: object
) -> ClashResult:
    """A clash between beam ``one`` and duct ``other``."""
    name = f"{one}-{other}-{number}"
    items = (item(str(one), name=f"Beam {one}"), item(str(other), "Services.nwc", f"Duct {other}"))
    return clash(1, guid=name, name=name, items=items, point_m=point_m, **fields)


def entries(*rows: object, name: str = "Structure vs Ducts") -> list[Candidate]:
    """The candidates of one test."""
    return list(candidates_of(report(a_test(*rows, name=name)), {}))  # type: ignore[arg-type]


def by(*ways: GroupBy, **limits: float | bool) -> Grouping:
    """Settings with these ways."""
    return replace(Grouping(ways), **limits)  # type: ignore[arg-type]


def sets(problems: Sequence[Problem]) -> set[frozenset[str]]:
    """The names of the clashes in each problem."""
    return {frozenset(member.result.name for member in problem.members) for problem in problems}


STAR = [pair("A", n, (float(n), 0.0, 0.0)) for n in range(5)]


def test_one_beam_against_five_ducts_is_one_issue() -> None:
    (problem,) = problems_of(entries(*STAR), CULPRIT)
    assert problem.is_group and len(problem.live_members) == 5
    assert problem.name == "Beam A × 5 elements"
    assert title_of(problem) == "Beam A × several elements · B-2, Level 2 · Structure vs Ducts"
    assert problem.face is problem.members[0], "the worst comes first"


def test_the_side_of_the_culprit_does_not_matter() -> None:
    swapped = [replace(row, items=row.items[::-1]) if n % 2 else row for n, row in enumerate(STAR)]
    (one,), (other,) = problems_of(entries(*STAR), CULPRIT), problems_of(entries(*swapped), CULPRIT)
    assert (one.key, title_of(one)) == (other.key, title_of(other))


def test_a_clash_by_itself_stays_what_it_was() -> None:
    (problem,) = problems_of(entries(pair("A", 1)), CULPRIT)
    assert not problem.is_group and problem.key.startswith("pair|")


def test_the_few_elements_behind_the_many_are_found_first() -> None:
    rows = [*STAR, pair("B", 0, (90.0, 0, 0)), pair("B", 7, (91.0, 0, 0)), pair("C", 8, (300.0, 0, 0))]
    found = sets(problems_of(entries(*rows), CULPRIT))
    assert frozenset(row.name for row in STAR) in found and frozenset({"B-0-0", "B-7-0"}) in found
    assert frozenset({"C-8-0"}) in found


def test_a_duct_and_its_insulation_are_one_culprit() -> None:
    """Two against two at one place: each of four elements is in two clashes."""
    rows = [pair(a, b, (0.1 * n, 0.0, 0.0)) for n, (a, b) in enumerate([("A", 1), ("A", 2), ("B", 1), ("B", 2)])]
    (problem,) = problems_of(entries(*rows), CULPRIT)
    assert len(problem.members) == 4 and len(problem.culprits) == 2
    apart = [replace(row, point_m=(5.0 * n, 0.0, 0.0)) for n, row in enumerate(rows)]
    assert len(problems_of(entries(*apart), CULPRIT)) == 2, "far from each other they are two"


def test_elements_of_different_files_with_one_number_are_different() -> None:
    one = clash(1, items=(item("7", "Structure.nwc"), item("1", "Services.nwc")))
    other = clash(2, items=(item("7", "Facade.nwc"), item("2", "Services.nwc")))
    assert len(problems_of(entries(one, other), CULPRIT)) == 2


def test_one_issue_is_one_place() -> None:
    far = [pair("A", n, (7.0 * n, 0.0, 0.0)) for n in range(9)]
    problems = problems_of(entries(*far), CULPRIT)
    assert len(problems) > 4 and all(_width(problem) <= CULPRIT.distance_m for problem in problems)
    assert len({problem.key for problem in problems}) == len(problems)
    assert len(problems_of(entries(*far), replace(CULPRIT, distance_m=1_000.0))) == 1


def test_one_issue_is_one_level() -> None:
    rows = [pair("A", n, (0.1 * n, 0.0, 0.0), grid_location=f"B-2 : Level {n % 2}") for n in range(6)]
    problems = problems_of(entries(*rows), CULPRIT)
    assert sorted(len(problem.members) for problem in problems) == [3, 3]
    assert all(len({member.level for member in problem.members}) == 1 for problem in problems)


def test_a_level_that_is_said_of_a_whole_building_says_nothing() -> None:
    rows = [pair("A", n, (0.0, 0.0, 3.0 * n)) for n in range(5)]
    problems = problems_of(entries(*rows), replace(CULPRIT, distance_m=100.0))
    heights = [
        [member.result.point_m[2] for member in problem.members if member.result.point_m] for problem in problems
    ]
    assert len(problems) > 1 and all(max(z) - min(z) <= CULPRIT.height_m for z in heights)


def test_what_has_no_point_goes_with_the_rest_of_its_culprit() -> None:
    (problem,) = problems_of(entries(*STAR, pair("A", 9, None)), CULPRIT)  # type: ignore[arg-type]
    assert len(problem.members) == 6
    (problem,) = problems_of(entries(*[replace(row, point_m=None) for row in STAR]), CULPRIT)
    assert len(problem.members) == 5 and title_of(problem)


def test_clashes_without_elements_stay_by_themselves_and_that_is_said() -> None:
    bare = [clash(n, items=()) for n in range(3)]
    made = grouped(entries(*bare), CULPRIT)
    assert len(made.problems) == 3 and [each.code for each in made.diagnostics] == ["PLN061"]


def test_tests_are_never_mixed() -> None:
    both = [*entries(*STAR, name="First"), *entries(*STAR, name="Second")]
    for way in set(GroupBy) - {GroupBy.AUTO, GroupBy.NONE, GroupBy.REPORT}:
        assert all(len({m.test for m in problem.members}) == 1 for problem in problems_of(both, by(way)))


def test_the_busier_element_gets_the_clash_wherever_it_is() -> None:
    far = [pair("A", n, (70.0 * n, 0.0, 0.0)) for n in range(5)]
    (problem,) = problems_of(entries(*far), by(GroupBy.ELEMENT))
    assert len(problem.members) == 5 and problem.name == "Beam A × 5 elements"


def test_what_lies_close_together_is_one_place() -> None:
    rows = [pair(n, n, (0.9 * n, 0.0, 0.0)) for n in range(4)] + [pair(9, 9, (50.0, 0.0, 0.0))]
    problems = problems_of(entries(*rows), by(GroupBy.PROXIMITY))
    assert sorted(len(problem.members) for problem in problems) == [1, 4]
    (place,) = [problem for problem in problems if problem.is_group]
    assert "Beam" in title_of(place) and "close together" in description_of(place, None)
    chain = [pair(n, n, (0.9 * n, 0.0, 0.0)) for n in range(60)]
    assert all(_width(each) <= 10.0 for each in problems_of(entries(*chain), by(GroupBy.PROXIMITY)))


def test_level_and_grid() -> None:
    rows = [pair(n, n, grid_location=f"{'AB'[n // 3]}-1 : Level {n % 2}") for n in range(6)]
    assert sorted(len(p.members) for p in problems_of(entries(*rows), by(GroupBy.LEVEL_GRID))) == [1, 1, 2, 2]
    assert sorted(len(p.members) for p in problems_of(entries(*rows), by(GroupBy.LEVEL))) == [3, 3]
    assert sorted(len(p.members) for p in problems_of(entries(*rows), by(GroupBy.GRID))) == [3, 3]
    titles = {title_of(problem) for problem in problems_of(entries(*rows), by(GroupBy.LEVEL_GRID))}
    assert titles == {f"{g}-1, Level {n} · Structure vs Ducts" for g in "AB" for n in range(2)}
    lost = grouped(entries(*[replace(row, grid_location=None, items=()) for row in rows]), by(GroupBy.LEVEL_GRID))
    assert len(lost.problems) == 6 and [each.code for each in lost.diagnostics] == ["PLN062"]


def test_a_place_is_there_by_itself_even_with_one_clash() -> None:
    (one,) = problems_of(entries(pair(1, 1)), by(GroupBy.LEVEL_GRID))
    (two,) = problems_of(entries(pair(1, 1), pair(2, 2)), by(GroupBy.LEVEL_GRID))
    assert one.key == two.key and one.is_group


def test_a_whole_test_is_one_issue() -> None:
    (problem,) = problems_of(entries(*STAR, pair("Z", 77)), by(GroupBy.TEST))
    assert title_of(problem) == "Structure vs Ducts" and "6 clashes of the test" in description_of(problem, None)


def test_ways_are_combined() -> None:
    rows = [pair("A", n, (0.1 * n, 0.0, 0.0), grid_location=f"B-{n % 3} : Level 1") for n in range(6)]
    assert len(problems_of(entries(*rows), CULPRIT)) == 1
    one, other = (
        problems_of(entries(*rows), by(*w)) for w in ((GroupBy.CULPRIT, GroupBy.GRID), (GroupBy.GRID, GroupBy.CULPRIT))
    )
    assert sets(one) == sets(other) and len(one) == 3 and {p.key for p in one} == {p.key for p in other}
    assert {problem.name for problem in one} == {f"Beam A × 2 elements, B-{n}" for n in range(3)}
    unknown = [replace(row, grid_location=None, items=tuple(replace(i, layer=None) for i in row.items)) for row in rows]
    assert len(problems_of(entries(*unknown), by(GroupBy.TEST, GroupBy.LEVEL))) == 1


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("auto", (GroupBy.AUTO,)),
        ("Culprit+Level", (GroupBy.CULPRIT, GroupBy.LEVEL)),
        ("level, culprit", (GroupBy.LEVEL, GroupBy.CULPRIT)),
        ("test+level-grid+test", (GroupBy.TEST, GroupBy.LEVEL_GRID)),
    ],
)
def test_how_ways_are_written(text: str, ways: tuple[GroupBy, ...]) -> None:
    assert group_by_of(text) == ways


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "not one of auto"), ("colour", "colour"), ("auto+level", "auto cannot"), ("level+none", "none cannot"),
     ("test+level+grid+culprit", "at most 3"), ("culprit+", "not one of")],
)  # fmt: skip
def test_what_is_no_way_is_told(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        group_by_of(text)


def test_auto_keeps_groups_that_hold_something_and_says_why() -> None:
    made = grouped(entries(group("G", *STAR[:3]), *STAR[3:]), Grouping())
    assert sets(made.problems) == {frozenset({"A-0-0", "A-1-0", "A-2-0"}), frozenset({"A-3-0", "A-4-0"})}
    (note,) = made.diagnostics
    assert note.code == "PLN060" and "grouped by report, then culprit" in note.message and "3.0 each" in note.message


def test_auto_takes_culprits_where_the_groups_of_the_report_hold_one_clash_each() -> None:
    rows = [group(f"G{n}", row) for n, row in enumerate(STAR)]
    made = grouped(entries(*rows), Grouping())
    assert len(made.problems) == 1 and "grouped by culprit" in made.diagnostics[0].message
    lonely = [group(f"G{n}", pair(n, n)) for n in range(3)]
    kept = grouped(entries(*lonely), Grouping())
    assert len(kept.problems) == 3 and "grouped by report" in kept.diagnostics[0].message


def test_auto_takes_a_clash_each_where_no_element_is_in_several() -> None:
    made = grouped(entries(*(pair(n, n) for n in range(5))), Grouping())
    assert len(made.problems) == 5 and "grouped by none" in made.diagnostics[0].message


def test_auto_keeps_headers_without_members() -> None:
    made = grouped(entries(group("G"), group("H"), *STAR), Grouping())
    assert len(made.problems) == 3 and "not their clashes" in made.diagnostics[0].message


def test_auto_and_culprit_give_one_key() -> None:
    assert [p.key for p in problems_of(entries(*STAR), Grouping())] == [
        p.key for p in problems_of(entries(*STAR), CULPRIT)
    ]


def test_headers_stay_only_where_they_stand_for_something() -> None:
    made = problems_of(entries(group("G", *STAR), group("H")), CULPRIT)
    assert sorted(problem.name for problem in made) == ["Beam A × 5 elements", "H"]


def test_resolved_clashes_make_no_groups() -> None:
    rows = [replace(row, status=ClashStatus.RESOLVED) for row in STAR[:3]]
    made = problems_of(entries(*rows, *STAR[3:]), CULPRIT)
    assert sorted(len(problem.members) for problem in made) == [1, 1, 1, 2]


def test_approved_clashes_stay_out_when_asked() -> None:
    rows = [replace(STAR[0], status=ClashStatus.APPROVED), *STAR[1:]]
    (whole,) = problems_of(entries(*rows), CULPRIT)
    assert len(whole.members) == 5 and len(whole.live_members) == 4 and "1 approved" in description_of(whole, None)
    made = grouped(entries(*rows), replace(CULPRIT, leave_approved_out=True))
    assert sorted(len(problem.members) for problem in made.problems) == [1, 4]
    assert "PLN063" in [each.code for each in made.diagnostics]


def test_approved_clashes_leave_the_groups_of_the_report_when_asked() -> None:
    rows = group("G", replace(STAR[0], status=ClashStatus.APPROVED), *STAR[1:])
    all_approved = group("H", pair("Z", 1, status=ClashStatus.APPROVED))
    made = problems_of(entries(rows, all_approved), by(GroupBy.REPORT, leave_approved_out=True))
    assert {problem.name: len(problem.members) for problem in made} == {"G": 4, "A-0-0": 1, "H": 1}


def test_a_group_needs_two_open_clashes() -> None:
    rows = [replace(row, status=ClashStatus.APPROVED) for row in STAR[1:]]
    made = problems_of(entries(STAR[0], *rows), CULPRIT)
    assert len(made) == 5 and not any(problem.is_group for problem in made)


def test_a_clash_that_is_there_twice_counts_once() -> None:
    twice = [*entries(*STAR), *entries(*STAR[:2])]
    made = problems_of(twice, CULPRIT)
    assert len(made) == 3 and len({problem.key for problem in made}) == 1 and len(made[0].members) == 5
    assert owners_of(made)[twice[0].key] is made[0]


def test_an_element_without_a_name_is_told_by_its_id() -> None:
    rows = [replace(row, items=tuple(replace(each, path=()) for each in row.items)) for row in STAR]
    (problem,) = problems_of(entries(*rows), CULPRIT)
    assert problem.name == "Element A × 5 elements"


def test_issues_of_groups_read_well() -> None:
    made = plan(a_test(*STAR))
    (issue,) = made.issues
    assert issue.title == "Beam A × several elements · B-2, Level 2 · Structure vs Ducts"
    assert issue.description.startswith("5 clashes of Beam A × 5 elements in B-2, Level 2, the worst 10 mm deep")
    assert "grouped by culprit" in issue.description and issue.clashes == 5 and issue.group == "Beam A × 5 elements"
    assert {line.issue for line in made.clashes} == {issue.uuid}
    assert {line.group for line in made.clashes} == {"Beam A × 5 elements"}
    assert issue.viewpoint is not None and issue.viewpoint.section is not None
    assert issue.viewpoint.section.min_m[0] == -1.5 and issue.viewpoint.section.max_m[0] == 5.5


ROWS = st.lists(
    st.tuples(
        st.integers(0, 6), st.integers(0, 9), st.floats(-60, 60), st.floats(-60, 60), st.floats(-9, 9),
        st.sampled_from(["Level 1", "Level 2", ""]),
    ),
    min_size=1, max_size=40,
)  # fmt: skip
EVERY_WAY = [
    *((way,) for way in GroupBy), (GroupBy.CULPRIT, GroupBy.LEVEL), (GroupBy.TEST, GroupBy.LEVEL_GRID, GroupBy.PROXIMITY),
]  # fmt: skip


@given(ROWS, st.sampled_from(EVERY_WAY), st.randoms(use_true_random=False))
def test_every_clash_is_in_one_issue_whatever_the_order(
    rows: list[tuple[int, int, float, float, float, str]], ways: tuple[GroupBy, ...], order: random.Random
) -> None:
    clashes = [
        pair(a, b, (x, y, z), n, grid_location=f"B-{a} : {level}") for n, (a, b, x, y, z, level) in enumerate(rows)
    ]
    problems = problems_of(entries(*clashes), Grouping(ways))
    assert sorted(m.result.guid for p in problems for m in p.members) == sorted(each.guid for each in clashes)
    assert all(0 < len(title_of(problem)) <= TITLE_CHARACTERS for problem in problems)
    assert len({problem.key for problem in problems}) == len(problems)
    if {GroupBy.CULPRIT, GroupBy.PROXIMITY}.intersection(ways):
        assert all(_width(problem) <= 10.0 for problem in problems)
    shuffled = list(clashes)
    order.shuffle(shuffled)
    again = problems_of(entries(*shuffled), Grouping(ways))
    assert {(p.key, title_of(p)) for p in problems} == {(p.key, title_of(p)) for p in again}
    assert sets(problems) == sets(again)


def _width(problem: Problem) -> float:
    points = [member.result.point_m for member in problem.members if member.result.point_m]
    return max(dist(one, other) for one in points for other in points)


def test_settings_of_tests_are_the_defaults() -> None:
    assert SETTINGS.grouping == Grouping()


def _before(problems: Sequence[Problem]) -> dict[str, str]:
    return {member.key: problem.key for problem in problems for member in problem.members}


def test_a_group_of_the_last_run_holds_on_while_it_is_one_place() -> None:
    rows = [pair("A", n, (x, 0.0, 0.0)) for n, x in enumerate([0.0, 1.0, 2.0, 12.0, 13.0, 14.0])]
    last = problems_of(entries(*rows), CULPRIT)
    moved = [*rows[:2], replace(rows[2], point_m=(8.5, 0.0, 0.0)), *rows[3:]]
    held = grouped(entries(*moved), CULPRIT, _before(last)).problems
    assert sets(held) == sets(last) and sets(problems_of(entries(*moved), CULPRIT)) != sets(last)
    far = [*rows[:2], replace(rows[2], point_m=(99.0, 0.0, 0.0)), *rows[3:]]
    parted = grouped(entries(*far), CULPRIT, _before(last)).problems
    assert frozenset({"A-2-0"}) in sets(parted), "no longer one place"


def test_what_is_new_joins_the_group_of_the_last_run() -> None:
    last = problems_of(entries(*STAR), CULPRIT)
    (now,) = grouped(entries(*STAR, pair("A", 8, (2.0, 1.0, 0.0))), CULPRIT, _before(last)).problems
    assert len(now.members) == 6 and now.key == last[0].key


def test_a_rival_for_culprit_leaves_the_group_as_it_was() -> None:
    """Duct 0 meets so many beams now that it would explain the clash with beam A as well."""
    last = problems_of(entries(*STAR), CULPRIT)
    rivals = [pair(f"R{n}", 0, (0.0, 3.0 + 0.2 * n, 0.0)) for n in range(8)]
    assert frozenset(row.name for row in STAR) not in sets(problems_of(entries(*STAR, *rivals), CULPRIT))
    held = grouped(entries(*STAR, *rivals), CULPRIT, _before(last)).problems
    assert any({row.name for row in STAR} <= each for each in sets(held))


def test_another_way_starts_afresh() -> None:
    rows = [pair("A", n, (float(n), 0.0, 0.0)) for n in range(4)]
    last = _before(problems_of(entries(*rows), by(GroupBy.TEST)))
    near = grouped(entries(*rows, pair("B", 9, (90.0, 0.0, 0.0))), CULPRIT, last).problems
    assert sets(near) == sets(problems_of(entries(*rows, pair("B", 9, (90.0, 0.0, 0.0))), CULPRIT))
    people = dict.fromkeys(last, "group|structure vs ducts|g")
    assert len(grouped(entries(*rows), by(GroupBy.PROXIMITY, radius_m=0.5), people).problems) == 4


@given(ROWS, st.lists(st.integers(0, 5), min_size=40, max_size=40))
def test_whatever_is_remembered_every_clash_is_in_one_issue(
    rows: list[tuple[int, int, float, float, float, str]], homes: list[int]
) -> None:
    clashes = [pair(a, b, (x, y, z), n) for n, (a, b, x, y, z, _) in enumerate(rows)]
    found = entries(*clashes)
    before = {each.key: f"by|structure vs ducts|culprit|{home}" for each, home in zip(found, homes, strict=False)}
    problems = grouped(found, CULPRIT, before).problems
    assert sorted(m.result.guid for p in problems for m in p.members) == sorted(each.guid for each in clashes)
    assert len({problem.key for problem in problems}) == len(problems)
    assert all(_width(problem) <= 10.0 for problem in problems)
    again = grouped(found[::-1], CULPRIT, before).problems
    assert {(p.key, title_of(p)) for p in problems} == {(p.key, title_of(p)) for p in again}
    assert sets(problems) == sets(again)
