"""Which clash of the one run is which one of the other."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import permutations
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.plan.runs.clash_record import ClashRecord
from converter.plan.runs.nearest import Spot, edges_within, mutual_best, one_to_one
from converter.plan.runs.pairing import Pairing, pairing_of
from tests.plan.clash_records import clash, element, topic

BEAM = element("beam", "IfcBeam")


def same(old: Sequence[ClashRecord], new: Sequence[ClashRecord], tests: dict[str, str] | None = None) -> set[Any]:
    """(old guid, new guid) of what is paired as still there."""
    return {(old[each.old].guid, new[each.new].guid) for each in pairing_of(old, new, tests or {}).same}


def probable(old: Sequence[ClashRecord], new: Sequence[ClashRecord]) -> set[Any]:
    return {(old[each.old].guid, new[each.new].guid) for each in pairing_of(old, new, {}).probable}


def test_the_pair_decides_whatever_its_order_its_guid_and_its_place() -> None:
    assert same([clash("g1", "a", "b")], [clash("g2", "b", "a", (9.0, 9.0, 9.0))]) == {("g1", "g2")}


def test_another_test_is_another_clash_unless_it_was_renamed() -> None:
    old, new = [clash("g", "a", "b", test="Old  name")], [clash("g", "a", "b", test="New")]
    assert same(old, new) == set()
    assert same(old, new, {"old name": "new"}) == {("g", "g")}


def test_any_shared_key_is_the_same_element() -> None:
    assert same([clash("1", "ifc:A,id:m:5", "id:n:7")], [clash("2", "id:n:7,ifc:B", "ifc:A")]) == {("1", "2")}


def test_a_pair_that_occurs_more_than_once_is_assigned_by_guid_then_by_distance() -> None:
    old = [clash("1", "a", "b", (0.0, 0, 0)), clash("2", "a", "b", (5.0, 0, 0)), clash("3", "a", "b", (9.0, 0, 0))]
    new = [clash("x", "a", "b", (5.2, 0, 0)), clash("1", "a", "b", (8.0, 0, 0)), clash("y", "a", "b", (9.1, 0, 0))]
    assert same(old, new) == {("1", "1"), ("2", "x"), ("3", "y")}


def test_a_pair_that_is_there_once_less_leaves_one_over() -> None:
    old = [clash("1", "a", "b", (0.0, 0, 0)), clash("2", "a", "b", (5.0, 0, 0))]
    assert same(old, [clash("x", "a", "b", (4.0, 0, 0))]) == {("2", "x")}


def test_a_report_that_does_not_name_the_models_is_compared_by_the_ids() -> None:
    old, new = [clash("1", "element-id:s:1", "element-id:d:2")], [clash("2", "element-id::2", "element-id::1")]
    assert same(old, new) == {("1", "2")}
    assert same(old, [clash("2", "element-id:t:1", "element-id:d:2")]) == set()


def test_one_element_and_the_guid() -> None:
    assert same([clash("g", "a", "b")], [clash("g", "a", "c", (3.0, 0, 0))]) == {("g", "g")}
    assert same([clash("g", "a", "b")], [clash("g", "c", "d")]) == set(), "a guid alone is nothing"


def test_one_element_the_kind_of_the_other_and_the_place() -> None:
    duct, again = element("b", "IfcDuctSegment"), element("c", "IfcDuctSegment")
    old, new = [clash("1", BEAM, duct)], [clash("2", again, BEAM, (0.1, 0.0, 0.0))]
    assert same(old, new) == {("1", "2")}
    assert same(old, [clash("2", again, BEAM, (0.2, 0.0, 0.0))]) == set(), "too far"
    assert same(old, [clash("2", element("c", "IfcPipeSegment"), BEAM)]) == set(), "of another kind"
    assert same(old, [clash("2", element("c"), BEAM)]) == set(), "of a kind nobody knows"


def test_an_element_that_is_still_there_has_not_become_another_one() -> None:
    duct, beside = element("b", "IfcDuctSegment"), element("c", "IfcDuctSegment")
    old, new = [clash("1", BEAM, duct)], [clash("2", BEAM, beside, (0.1, 0, 0)), clash("3", duct, "z", (50.0, 0, 0))]
    assert same(old, new) == set()
    assert probable(old, new) == {("1", "2")}


def test_mutual_best_takes_the_nearer_one() -> None:
    ducts = [element(key, "IfcDuctSegment") for key in "bcd"]
    old = [clash("1", BEAM, ducts[0])]
    new = [clash("far", BEAM, ducts[1], (0.1, 0, 0)), clash("near", BEAM, ducts[2], (0.05, 0, 0))]
    assert same(old, new) == {("1", "near")}


def test_place_and_kinds_alone_are_only_probable() -> None:
    kinds = ("IfcBeam", "IfcDuctSegment")
    old = [clash("1", element("a", kinds[0]), element("b", kinds[1]))]
    new = [clash("2", element("c", kinds[1]), element("d", kinds[0]), (0.01, 0, 0))]
    assert same(old, new) == set()
    assert probable(old, new) == {("1", "2")}
    assert probable(old, [clash("2", element("c", kinds[1]), element("d", kinds[0]), (0.02, 0, 0))]) == set()
    assert probable([clash("1", "a", "b")], [clash("1", "c", "d")]) == set(), "nothing but the place and the guid"


def test_an_element_that_is_gone_and_one_in_its_place_are_probable_over_metres() -> None:
    old, new = [clash("1", "a", "b")], [clash("2", "a", "c", (4.0, 0, 0))]
    assert probable(old, new) == {("1", "2")}
    assert probable(old, [clash("2", "a", "c", (11.0, 0, 0))]) == set()
    still_there = clash("3", "b", "z", status="resolved")
    assert probable(old, [*new, still_there]) == set()


def test_without_elements_the_guid_decides_where_nothing_contradicts() -> None:
    assert same([clash("g", "a", "b")], [clash("g", "", "")]) == {("g", "g")}
    assert same([clash("g", "", "")], [clash("g", "a", "")]) == {("g", "g")}
    assert same([clash("g", "a", "b")], [clash("g", "c", "")]) == set()
    assert same([clash("", "", "")], [clash("", "", "")]) == set()


def test_paths_need_the_place_as_well() -> None:
    old = [clash("1", "path:1", "path:2")]
    assert same(old, [clash("2", "path:2", "path:1", (0.1, 0, 0))]) == {("1", "2")}
    assert same(old, [clash("2", "path:2", "path:1", (0.3, 0, 0))]) == set()
    assert same(old, [clash("1", "path:2", "path:1", (0.3, 0, 0))]) == {("1", "1")}


def test_a_live_one_is_taken_before_a_row_that_lists_it_as_resolved() -> None:
    old = [clash("1", "a", "b")]
    new = [clash("1", "a", "b", status="resolved"), clash("2", "b", "a", (2.0, 0, 0))]
    pairing = pairing_of(old, new, {})
    assert same(old, new) == {("1", "2")}
    assert pairing.listed == ()


def test_what_was_resolved_is_known_again_and_what_is_listed_as_resolved_is_said() -> None:
    assert same([clash("1", "a", "b", status="resolved")], [clash("2", "a", "b")]) == {("1", "2")}
    pairing = pairing_of([clash("1", "a", "b")], [clash("1", "", "a", status="resolved")], {})
    assert [(each.old, each.new) for each in pairing.listed] == [(0, 0)]
    assert pairing.same == ()


def test_topics_are_their_guid_and_with_a_fresh_one_their_content() -> None:
    old = [topic("1", "a", "b"), topic("2", "c", "d", title="Pipe in beam")]
    new = [topic("1", "x"), topic("9", "d", "c", title="Pipe in beam"), topic("8", "c", "d", title="Other")]
    assert same(old, new) == {("1", "1"), ("2", "9")}


def records(random: Random, count: int) -> list[ClashRecord]:
    """Clashes of a few elements, so that there is much to confuse."""
    return [
        clash(
            f"g{random.randrange(count)}",
            element(f"k{random.randrange(6)}", random.choice(["IfcBeam", "IfcDuctSegment", None])),
            element(random.choice(["", f"k{random.randrange(6)},l{random.randrange(3)}"]), "IfcDuctSegment"),
            random.choice([None, (random.randrange(4) / 20, 0.0, 0.0)]),
            test=random.choice(["A", "B"]),
            status=random.choice(["active", "active", "resolved", "approved"]),
            key=f"key {number}",
        )
        for number in range(count)
    ]


@given(st.integers(0, 10_000), st.integers(0, 14), st.integers(0, 14))
def test_the_order_of_the_rows_makes_no_difference(seed: int, olds: int, news: int) -> None:
    random = Random(seed)
    old, new = records(random, olds), records(random, news)
    plain = by_keys(pairing_of(old, new, {}), old, new)
    random.shuffle(old)
    random.shuffle(new)
    assert by_keys(pairing_of(old, new, {}), old, new) == plain


def by_keys(pairing: Pairing, old: Sequence[ClashRecord], new: Sequence[ClashRecord]) -> tuple[set[Any], ...]:
    """A pairing by the keys of its records; each record is in it once at most."""
    for pairs in (pairing.same, pairing.listed, pairing.probable):
        assert len({each.old for each in pairs}) == len(pairs) == len({each.new for each in pairs})
    return tuple(
        {(old[each.old].key, new[each.new].key) for each in pairs}
        for pairs in (pairing.same, pairing.listed, pairing.probable)
    )


def test_many_places_of_one_pair_are_assigned_in_every_order() -> None:
    points = [(number * 1.0, 0.0, 0.0) for number in range(40)]
    olds = [Spot(number, point, (str(number),)) for number, point in enumerate(points)]
    news = [Spot(number, (point[0] + 0.2, 0.0, 0.0), (str(number),)) for number, point in enumerate(points)]
    assert set(one_to_one(olds, news)) == {(number, number) for number in range(40)}
    assert set(one_to_one(olds[::-1], news[::-1])) == {(number, number) for number in range(40)}


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=25))
def test_the_grid_finds_what_looking_at_all_finds(cells: list[tuple[int, int]]) -> None:
    spots = [Spot(number, (x / 10, y / 10, 0.0), (str(number),)) for number, (x, y) in enumerate(cells)]
    found = {(edge[-2], edge[-1]) for edge in edges_within(0.25, spots, spots)}
    expected = {
        (one.place, other.place)
        for one in spots
        for other in spots
        if one.point_m
        and other.point_m
        and sum((a - b) ** 2 for a, b in zip(one.point_m, other.point_m, strict=True)) <= 0.0625
    }
    assert found <= expected
    crowded = max((cells.count(each) for each in cells), default=0) > 3
    assert crowded or found == expected


def test_mutual_best_is_one_to_one_in_any_order() -> None:
    edges = [(0.1, ("a",), ("x",), 0, 0), (0.2, ("a",), ("y",), 0, 1), (0.15, ("b",), ("x",), 1, 0)]
    for some in permutations(edges):
        assert set(mutual_best(some)) == {edges[0]}


def calls(count: int, make: Any) -> int:
    """How many functions are called for ``count`` clashes: what takes time, without a clock."""
    old, new = make(count)
    total = 0

    def tally(*_: object) -> None:
        nonlocal total
        total += 1

    sys.setprofile(tally)
    try:
        pairing_of(old, new, {})
    finally:
        sys.setprofile(None)
    return total


def one_slab(count: int) -> tuple[list[ClashRecord], list[ClashRecord]]:
    """One slab behind all of them, and every other element exported anew."""
    slab = element("slab", "IfcSlab")
    return tuple(  # type: ignore[return-value]
        [
            clash(f"{week}{n}", slab, element(f"{week}{n}", "IfcPipeSegment"), (n % 300 * 1.0, n // 300 * 1.0, 0.0))
            for n in range(count)
        ]
        for week in "xy"
    )


def one_pair(count: int) -> tuple[list[ClashRecord], list[ClashRecord]]:
    """A report whose ids are all the same."""
    return tuple(  # type: ignore[return-value]
        [clash(f"{week}{n}", "0", "0", (n % 300 * 0.5, n // 300 * 0.5, 0.0)) for n in range(count)] for week in "xy"
    )


def one_spot(count: int) -> tuple[list[ClashRecord], list[ClashRecord]]:
    """Every clash in one point, and no element the same."""
    kinds = "IfcBeam", "IfcDuctSegment"
    return tuple(  # type: ignore[return-value]
        [clash(f"{week}{n}", element(f"{week}{n}", kinds[0]), element(f"{week}-{n}", kinds[1])) for n in range(count)]
        for week in "xy"
    )


@pytest.mark.parametrize("make", [one_slab, one_pair, one_spot])
def test_ten_times_the_clashes_are_ten_times_the_work(make: Any) -> None:
    assert calls(10_000, make) <= 13 * calls(1_000, make)
