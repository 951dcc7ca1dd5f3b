"""Object ids: a set survives its short form, and the short form is short."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.geometry.object_ranges import (
    EXPANDED_AT_MOST,
    LARGEST,
    ObjectRanges,
    choose_visibility,
    compress,
    encoded_size,
    expand,
    from_lists,
)

dense = st.lists(st.integers(0, 130), max_size=80)
wide = st.lists(st.integers(0, LARGEST), max_size=20)
near_a_border = st.builds(
    lambda base, steps: [base + step for step in steps],
    st.sampled_from([95, 985, 99_990, 2**31 - 10, 2**53 - 10, 10**18 - 10, LARGEST - 30]),
    st.lists(st.integers(0, 30), max_size=30),
)
id_lists = dense | wide | near_a_border


def compact(object_ids: list[int], object_ranges: list[list[int]]) -> str:
    return json.dumps({"object_ids": object_ids, "object_ranges": object_ranges}, separators=(",", ":"))


def pieces(objects: ObjectRanges) -> list[tuple[int, int]]:
    """(first, count) of every single id and every range, ascending."""
    return sorted([(each, 1) for each in objects.ids.tolist()] + [tuple(pair) for pair in objects.ranges.tolist()])


@given(id_lists)
def test_expanding_gives_the_set_back(ids: list[int]) -> None:
    assert expand(compress(ids)).tolist() == sorted(set(ids))


@given(id_lists)
def test_the_count_is_that_of_the_set(ids: list[int]) -> None:
    assert compress(ids).count == len(set(ids))


@given(id_lists, st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(ids: list[int], random: Random) -> None:
    shuffled = ids + ids[: len(ids) // 2]
    random.shuffle(shuffled)
    assert compress(shuffled).as_lists() == compress(ids).as_lists()


@given(id_lists)
def test_the_short_form_is_never_longer_than_the_plain_list(ids: list[int]) -> None:
    assert encoded_size(compress(ids)) <= len(compact(sorted(set(ids)), []))


@given(id_lists)
def test_the_size_of_the_short_form_is_that_of_its_json(ids: list[int]) -> None:
    objects = compress(ids)
    assert encoded_size(objects) == len(compact(objects.ids.tolist(), objects.ranges.tolist()))


@pytest.mark.parametrize("exponent", range(19))
def test_the_size_is_exact_around_every_power_of_ten(exponent: int) -> None:
    for largest in (10**exponent - 1, 10**exponent, 10**exponent + 1):
        assert encoded_size(from_lists([largest], [])) == len(compact([largest], []))
        assert encoded_size(from_lists([], [[largest, largest or 1]])) == len(compact([], [[largest, largest or 1]]))


@given(id_lists, st.lists(st.tuples(st.integers(0, 2**62), st.integers(1, 2**62)).map(list), max_size=8))
def test_the_size_of_what_others_wrote_is_that_of_its_json(ids: list[int], ranges: list[list[int]]) -> None:
    assert encoded_size(from_lists(ids, ranges)) == len(compact(ids, ranges))


@given(id_lists)
def test_pieces_neither_overlap_nor_touch_unless_a_range_were_longer(ids: list[int]) -> None:
    for (first, count), (following, following_count) in pairwise(pieces(compress(ids))):
        assert first + count <= following
        if first + count == following:
            assert count == following_count == 1
            assert len(f"[{first},2]") > len(f"{first},{following}")


@given(id_lists)
def test_single_ids_and_ranges_ascend(ids: list[int]) -> None:
    objects = compress(ids)
    assert all(a < b for a, b in pairwise(objects.ids.tolist()))
    assert all(a < b for a, b in pairwise(objects.ranges[:, 0].tolist()))
    assert all(count >= 2 for count in objects.ranges[:, 1].tolist())


def test_the_example_of_the_documentation_is_read() -> None:
    assert expand(from_lists([], [[1, 3], [1000, 2]])).tolist() == [1, 2, 3, 1000, 1001]
    assert expand(from_lists([24861, 46732], [[24862, 24]])).tolist() == [*range(24861, 24886), 46732]


def test_runs_of_three_become_ranges_as_in_the_documentation() -> None:
    assert compress([1, 2, 3, 5, 6, 7]).as_lists() == {"object_ids": [], "object_ranges": [[1, 3], [5, 3]]}


def test_a_single_id_that_touches_a_range_is_taken_into_it() -> None:
    again = compress(expand(from_lists([24861, 46732], [[24862, 24]])))
    assert again.as_lists() == {"object_ids": [46732], "object_ranges": [[24861, 25]]}


@pytest.mark.parametrize(
    ("run", "is_range"),
    [((8, 9), False), ((9, 10), False), ((98, 99), False), ((99, 100), True), ((1000, 1001), True), ((0, 1, 2), True)],
)
def test_a_short_run_is_a_range_where_that_is_not_longer(run: tuple[int, ...], is_range: bool) -> None:
    lists = compress(run).as_lists()
    assert lists["object_ranges"] == ([[run[0], len(run)]] if is_range else [])
    assert lists["object_ids"] == ([] if is_range else list(run))


def short_form(ids: list[int]) -> dict[str, list[Any]]:
    """The same, one id after the other."""
    runs: list[list[int]] = []
    for each in sorted(set(ids)):
        if runs and each == sum(runs[-1]):
            runs[-1][1] += 1
        else:
            runs.append([each, 1])
    is_range = [count > 2 or (count == 2 and first >= 99) for first, count in runs]
    singles = [run[0] + step for run, found in zip(runs, is_range, strict=True) if not found for step in range(run[1])]
    return {"object_ids": singles, "object_ranges": [run for run, found in zip(runs, is_range, strict=True) if found]}


@given(id_lists)
def test_the_short_form_is_the_one_made_step_by_step(ids: list[int]) -> None:
    assert compress(ids).as_lists() == short_form(ids)


@settings(max_examples=10)
@given(st.integers(0, 2**32), st.sampled_from([1, 2, 3, 20]), st.sampled_from([0, 90, 2**40]))
def test_a_large_set_has_the_same_short_form(seed: int, spread: int, base: int) -> None:
    ids = (np.random.default_rng(seed).integers(0, 50_000 * spread, 80_000) + base).tolist()
    assert compress(ids).as_lists() == short_form(ids)


@pytest.mark.parametrize("size", [2**15 - 1, 2**15, 2**15 + 1, 2**15 + 2, 2**16, 2**16 + 1])
@pytest.mark.parametrize("pattern", [(1,), (2,), (0, 1), (0, 2), (1, 2), (1, 1, 2), (1,) * 9 + (2,) * 2])
def test_sets_of_any_size_and_pattern_have_the_same_short_form(size: int, pattern: tuple[int, ...]) -> None:
    ids = np.cumsum(np.resize(pattern, size)).tolist()
    assert compress(ids).as_lists() == short_form(ids)


def test_nothing_stays_nothing() -> None:
    assert compress([]).as_lists() == {"object_ids": [], "object_ranges": []}
    assert expand(compress([])).tolist() == [] and compress([]).count == 0
    assert encoded_size(compress([])) == len(compact([], []))


def test_both_ends_of_64_bits_are_ids() -> None:
    ends = [0, LARGEST - 2, LARGEST - 1, LARGEST]
    objects = compress(ends)
    assert objects.as_lists() == {"object_ids": [0], "object_ranges": [[LARGEST - 2, 3]]}
    assert expand(objects).tolist() == ends


@pytest.mark.parametrize("wrong", [-1, 2**63, 2**64, 10**30, 1.0, 1.5, True, False, "1", None, float("nan")])
def test_what_is_no_id_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match=r"id is outside|no whole number"):
        compress([1, wrong])  # type: ignore[list-item]
    with pytest.raises(ValueError, match=r"id is outside|no whole number"):
        from_lists([wrong], [])  # type: ignore[list-item]
    with pytest.raises(ValueError, match=r"id is outside|no whole number"):
        from_lists([], [[wrong, 1]])  # type: ignore[list-item]


@pytest.mark.parametrize(
    "wrong",
    [
        np.array([1.0, 2.0]),
        np.array([True, False]),
        np.array(["1"]),
        np.array([2**63], np.uint64),
        np.array([-1], np.int8),
    ],
    ids=["floats", "booleans", "texts", "above 63 bits", "negative"],
)
def test_arrays_that_hold_no_ids_are_refused(wrong: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"ids are whole numbers|id is outside"):
        compress(wrong)


@pytest.mark.parametrize("dtype", ["i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", ">i4", ">u8"])
def test_every_array_of_whole_numbers_is_taken(dtype: str) -> None:
    ids = np.array([[7, 1], [2, 3]], dtype)
    objects = compress(ids)
    assert objects.as_lists() == {"object_ids": [7], "object_ranges": [[1, 3]]}
    assert objects.ids.dtype == objects.ranges.dtype == np.int64
    assert ids.tolist() == [[7, 1], [2, 3]], "the caller's array is left alone"


def test_the_largest_id_in_an_unsigned_array_is_taken() -> None:
    assert compress(np.array([LARGEST], np.uint64)).ids.tolist() == [LARGEST]


def test_any_iterable_of_whole_numbers_is_taken() -> None:
    for ids in ({3, 1, 2}, (each for each in (1, 2, 3)), range(1, 4), [np.int32(1), np.uint64(2), 3]):
        assert compress(ids).ranges.tolist() == [[1, 3]]


@pytest.mark.parametrize("wrong", [[[1, 0]], [[1, -1]], [[1]], [[1, 2, 3]], [[]], [[LARGEST, 2]], [[2, LARGEST]]])
def test_ranges_that_are_none_are_refused(wrong: list[list[int]]) -> None:
    with pytest.raises(ValueError, match=r"a range|outside"):
        from_lists([], wrong)


def test_a_range_may_end_with_the_largest_id() -> None:
    assert expand(from_lists([], [[LARGEST - 1, 2]])).tolist() == [LARGEST - 1, LARGEST]


@pytest.mark.parametrize(
    "ranges", [[[0, EXPANDED_AT_MOST + 1]], [[0, LARGEST]], [[0, LARGEST], [1, LARGEST]], [[0, 2**62]] * 4]
)
def test_a_hostile_range_does_not_fill_the_memory(ranges: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="are more than"):
        expand(from_lists([], ranges))


def test_overlapping_ranges_give_each_id_once() -> None:
    assert expand(from_lists([3, 3], [[1, 4], [2, 4]])).tolist() == [1, 2, 3, 4, 5]


@st.composite
def parts(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """(visible, universe)."""
    universe = draw(id_lists)
    flags = draw(st.lists(st.booleans(), min_size=len(universe), max_size=len(universe)))
    return [each for each, flag in zip(universe, flags, strict=True) if flag], universe


@given(parts())
def test_the_choice_keeps_its_meaning(case: tuple[list[int], list[int]]) -> None:
    visible, universe = case
    choice = choose_visibility(visible, universe)
    exceptions = set(expand(choice.exceptions).tolist())
    shown = set(universe) - exceptions if choice.default else exceptions
    assert shown == set(visible)


@given(parts())
def test_the_shorter_list_is_written(case: tuple[list[int], list[int]]) -> None:
    visible, universe = case
    kept, hidden = set(visible), set(universe) - set(visible)
    if kept:
        shortest = min(encoded_size(compress(kept)), encoded_size(compress(hidden)))
        assert encoded_size(choose_visibility(visible, universe).exceptions) == shortest


@given(parts())
def test_hiding_everything_is_always_written_out(case: tuple[list[int], list[int]]) -> None:
    _, universe = case
    choice = choose_visibility([], universe)
    assert choice.default and expand(choice.exceptions).tolist() == sorted(set(universe))


def test_of_two_equally_long_lists_the_hidden_objects_are_written() -> None:
    choice = choose_visibility([1], [1, 2])
    assert choice.default and choice.exceptions.ids.tolist() == [2]


@given(id_lists)
def test_showing_everything_needs_no_exceptions(universe: list[int]) -> None:
    choice = choose_visibility(universe, universe)
    assert choice.default and choice.exceptions.count == 0


def test_objects_that_are_not_in_the_model_are_refused() -> None:
    with pytest.raises(ValueError, match="2 ids are not in the model, the first is 7"):
        choose_visibility([1, 9, 7], [1, 2])


def test_procores_own_examples_are_understood(shared_data: Path) -> None:
    examples = json.loads((shared_data / "procore" / "visibility_examples.json").read_text(encoding="utf-8"))
    counts = {name: from_lists(**example["exceptions"]).count for name, example in examples.items()}
    assert counts["all_hidden"] == 0 and counts["openapi_example"] == 26
    ranged = examples["some_with_range"]
    assert expand(from_lists(**ranged["exceptions"])).tolist() == ranged["_expands_to"]
    for name in ("less_than_half_hidden", "more_than_half_hidden"):
        lists = examples[name]["exceptions"]
        assert expand(compress(expand(from_lists(**lists)))).tolist() == expand(from_lists(**lists)).tolist()
