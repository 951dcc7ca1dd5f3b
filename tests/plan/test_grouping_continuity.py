"""Groups keep their ids while members come and go."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from converter.plan.grouping import GroupBy, Grouping, problems_of
from converter.plan.grouping.continuity import Change, Unit, continued, units_of_problems, units_of_run
from converter.plan.runs.clash_record import ClashRecord, RecordedRun
from tests.plan.test_grouping import STAR, entries, pair


def unit(key: str, members: str, dead: str = "") -> Unit:
    """A unit whose members are the letters; those in ``dead`` are closed."""
    return Unit(key, f"group {key}", tuple(members), frozenset(members) - frozenset(dead))


SAME = {letter: letter for letter in "abcdefghijklmnopqrstuvwxyz"}


def words(made: object) -> list[str]:
    return [f"{each.change}: {each.words}" for each in made.changes]  # type: ignore[attr-defined]


def test_members_come_and_go() -> None:
    made = continued([unit("G", "abc")], [unit("N", "bcde")], SAME)
    assert made.ids == {"N": "G"}
    assert words(made) == ["changed: 'group G', now 'group N': 2 came, 1 went, 2 stayed"]


def test_the_same_group_is_kept() -> None:
    made = continued([unit("G", "abc")], [unit("G", "abc")], SAME)
    assert made.ids == {"G": "G"} and words(made) == ["kept: 'group G' has the same 3 clashes"]


def test_a_split_leaves_the_id_with_the_most() -> None:
    made = continued([unit("G", "abcde")], [unit("P", "ab"), unit("Q", "cde")], SAME)
    assert made.ids == {"Q": "G", "P": "P"}
    assert words(made) == [
        "changed: 'group G', now 'group Q': 2 went, 3 stayed",
        "split: 2 clashes of 'group G' went to 'group P'; 'group Q' keeps the issue",
    ]


def test_a_merger_keeps_the_id_of_the_larger_part() -> None:
    made = continued([unit("G", "abc"), unit("H", "de")], [unit("N", "abcde")], SAME)
    assert made.ids == {"N": "G"}
    assert words(made) == [
        "changed: 'group G', now 'group N': 2 came, 3 stayed",
        "merged: 'group H' went into 'group N', with 2 clashes",
    ]


def test_the_open_ones_take_the_id_along() -> None:
    """Two of three were solved and lie apart now: the issue goes on with the one that is open."""
    made = continued([unit("G", "abc")], [unit("A", "ab", dead="ab"), unit("C", "c")], SAME)
    assert made.ids == {"C": "G", "A": "A"}


def test_a_key_that_is_another_s_now_is_not_given_again() -> None:
    """The smaller part has the culprit, and so the key, the group had; the larger one has the issue."""
    made = continued([unit("G", "abcde")], [unit("G", "ab"), unit("Q", "cde")], SAME)
    assert made.ids == {"Q": "G", "G": "G#2"}


def test_what_begins_and_what_ends() -> None:
    made = continued([unit("G", "ab")], [unit("N", "cd")], {"c": "z"})
    assert made.ids == {"N": "N"}
    assert words(made) == ["begun: 'group N' is new, with 2 clashes", "ended: nothing of 'group G' is left"]


def test_a_group_of_the_same_key_goes_on_without_common_clashes() -> None:
    made = continued([unit("G", "ab")], [unit("G", "cd")], {})
    assert made.ids == {"G": "G"} and [each.change for each in made.changes] == [Change.CHANGED]


def test_a_clash_that_gets_company_keeps_its_issue() -> None:
    made = continued([unit("a", "a")], [unit("N", "ab")], SAME)
    assert made.ids == {"N": "a"}


def test_units_of_a_run_and_of_problems_are_the_same() -> None:
    problems = problems_of(entries(*STAR, pair("Z", 99)), Grouping((GroupBy.CULPRIT,)))
    records = [
        ClashRecord(m.key, "clash", m.result.guid, m.test, m.result.name, "new", is_live=True,
                    group=p.key if p.is_group else "", group_name=p.name if p.is_group else "")
        for p in problems
        for m in p.members
    ]  # fmt: skip
    header = ClashRecord("H", "group", "", "t", "H", "new", is_live=True, group="H", has_members=True)
    old, new = units_of_run(RecordedRun((*records, header))), units_of_problems(problems)
    assert {(u.key, u.name, frozenset(u.members), u.live) for u in old} == {
        (u.key, u.name, frozenset(u.members), u.live) for u in new
    }
    made = continued(old, new, {key: key for u in new for key in u.members})
    assert all(before == after for before, after in made.ids.items())
    assert {each.change for each in made.changes} == {Change.KEPT}


PARTITIONS = st.lists(st.integers(0, 7), min_size=26, max_size=26)


def units(homes: list[int], prefix: str) -> list[Unit]:
    members: dict[int, str] = {}
    for letter, home in zip(sorted(SAME), homes, strict=True):
        members[home] = members.get(home, "") + letter
    return [unit(f"{prefix}{home}", those) for home, those in members.items()]


@given(PARTITIONS, PARTITIONS, st.sampled_from("GN"), st.randoms(use_true_random=False))
def test_ids_are_distinct_and_do_not_hang_on_the_order(
    before: list[int], after: list[int], prefix: str, order: random.Random
) -> None:
    old, new = units(before, "G"), units(after, prefix)
    made = continued(old, new, SAME)
    assert set(made.ids) == {each.key for each in new}
    assert len(set(made.ids.values())) == len(new)
    best = max(len(set(o.members) & set(n.members)) for o in old for n in new)
    assert best == max(len(set(o.members) & set(n.members)) for o in old for n in new if made.ids[n.key] == o.key)
    order.shuffle(old)
    order.shuffle(new)
    again = continued(old, new, SAME)
    assert again.ids == made.ids and again.changes == made.changes
