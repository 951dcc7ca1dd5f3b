"""An issue goes on where most of its open clashes are, while members come and go."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from converter.model.clash import ClashStatus
from converter.plan.grouping import Problem
from converter.plan.grouping.problems import reported
from converter.plan.grouping.regrouping import regrouping_notes
from converter.plan.identity import issue_uuid
from tests.plan.issues_of_last_run import PROJECT, continuing
from tests.plan.many_clashes import many_clashes

LETTERS = "abcdefghijklmnopqrstuvwxyz"
CLASHES = dict(zip(LETTERS, many_clashes(26), strict=True))
SAME = {each.key: each.key for each in CLASHES.values()}


def problem(key: str, members: str, solved: str = "") -> Problem:
    """A group whose members are the letters; those in ``solved`` are resolved."""
    found = []
    for letter in members:
        each = CLASHES[letter]
        status = ClashStatus.RESOLVED if letter in solved else ClashStatus.NEW
        found.append(replace(each, result=replace(each.result, status=status), group_name=f"group {key}"))
    return reported(key, None, found)


def goes_on(
    old: Sequence[Problem], new: Sequence[Problem], pairs: dict[str, str] | None = None
) -> tuple[dict[str, str], list[str]]:
    """The key of the issue each problem goes on, by its own key; and what is told of splits and mergers."""
    chosen = continuing(old, new, SAME if pairs is None else pairs)
    named, uuids = chosen.named(new)
    live = [(issue_uuid(PROJECT, each.key), uuid) for each, uuid in zip(named, uuids, strict=True) if each.is_live]
    assert all(made == uuid for made, uuid in live)
    before = chosen.keys_before(member for each in new for member in each.members)
    notes = [each.message.partition(": ")[2] for each in regrouping_notes(before, chosen.titles, named)]
    return {each.key: now.key for each, now in zip(new, named, strict=True)}, notes


def test_members_come_and_go() -> None:
    assert goes_on([problem("G", "abc")], [problem("N", "bcde")]) == ({"N": "G"}, [])
    assert goes_on([problem("G", "abc")], [problem("G", "abc")]) == ({"G": "G"}, [])


def test_a_split_leaves_the_issue_with_the_most() -> None:
    keys, notes = goes_on([problem("G", "abcde")], [problem("P", "ab"), problem("Q", "cde")])
    assert keys == {"Q": "G", "P": "P"}
    assert notes == ["2 clashes of 'group G' went to 'group P'; 'group Q' keeps the issue"]


def test_a_merger_keeps_the_issue_of_the_larger_part() -> None:
    keys, notes = goes_on([problem("G", "abc"), problem("H", "de")], [problem("N", "abcde")])
    assert keys == {"N": "G"}
    assert notes == ["'group H' went into 'group N', with 2 clashes"]


def test_the_open_ones_take_the_issue_along() -> None:
    """Two of three were solved and lie apart now, which is no split: the issue goes on with the one that is open."""
    keys, notes = goes_on([problem("G", "abc")], [problem("A", "ab", solved="ab"), problem("C", "c")])
    assert keys == {"C": "G", "A": "A"} and notes == []


def test_a_key_that_is_another_s_now_is_not_given_again() -> None:
    """The smaller part has the culprit, and so the key, the group had; the larger one has the issue."""
    keys, _ = goes_on([problem("G", "abcde")], [problem("G", "ab"), problem("Q", "cde")])
    assert keys == {"Q": "G", "G": "G~2"}


def test_what_begins_has_its_own_key_and_what_ends_takes_nothing_along() -> None:
    keys, notes = goes_on([problem("G", "ab")], [problem("N", "cd")], {CLASHES["c"].key: "of nobody"})
    assert keys == {"N": "N"} and notes == []


def test_a_group_of_the_same_key_goes_on_without_common_clashes() -> None:
    assert goes_on([problem("G", "ab")], [problem("G", "cd")], {}) == ({"G": "G"}, [])


def test_a_clash_that_gets_company_keeps_its_issue() -> None:
    assert goes_on([problem("a", "a")], [problem("N", "ab")]) == ({"N": "a"}, [])


PARTITIONS = st.lists(st.integers(0, 7), min_size=26, max_size=26)


def groups(homes: list[int], prefix: str) -> list[Problem]:
    members: dict[int, str] = {}
    for letter, home in zip(LETTERS, homes, strict=True):
        members[home] = members.get(home, "") + letter
    return [problem(f"{prefix}{home}", those) for home, those in members.items()]


def members(of: Problem) -> set[str]:
    return {each.key for each in of.members}


@given(PARTITIONS, PARTITIONS, st.sampled_from("GN"), st.randoms(use_true_random=False))
def test_keys_are_distinct_and_do_not_hang_on_the_order(
    before: list[int], after: list[int], prefix: str, order: random.Random
) -> None:
    old, new = groups(before, "G"), groups(after, prefix)
    keys, notes = goes_on(old, new)
    assert set(keys) == {each.key for each in new}
    assert len(set(keys.values())) == len(new)
    best = max(len(members(o) & members(n)) for o in old for n in new)
    assert best == max(len(members(o) & members(n)) for o in old for n in new if keys[n.key] == o.key)
    order.shuffle(old)
    order.shuffle(new)
    assert goes_on(old, new) == (keys, notes)
