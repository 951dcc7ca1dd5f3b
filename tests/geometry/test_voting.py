"""The vote of the clashes on units and offset."""

from __future__ import annotations

import random
import time
from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.geometry.boxes import contains, expanded
from converter.geometry.polling import Ballot
from converter.geometry.voting import FEW_FOR_SHIFT, SCALES, SHARE, Alignment, Refusal, align
from converter.model.vectors import Box, Vector

NOWHERE: Vector = (0.0, 0.0, 0.0)


class Building:
    """Clashes of a building 60 m long: each a thin long thing and a small one around one point."""

    def __init__(self, seed: int, length_m: float = 60.0) -> None:
        self.random, self.length_m = random.Random(seed), length_m

    def place(self) -> Vector:
        half = self.length_m / 2
        x, y = (self.random.uniform(-half, half) for _ in "xy")
        return (x, y, self.random.uniform(0, self.length_m / 4))

    def box(self, around: Vector, sizes: tuple[float, float, float]) -> Box:
        """A box that holds the point, somewhere inside."""
        low = [c - self.random.uniform(0.1, 0.9) * size for c, size in zip(around, sizes, strict=True)]
        high = [a + size for a, size in zip(low, sizes, strict=True)]
        return Box((low[0], low[1], low[2]), (high[0], high[1], high[2]))

    def clash(self, *, scale: float = 1.0, shift: Vector = NOWHERE, noise_m: float = 0.01) -> Ballot:
        here = self.place()
        wall = self.box(here, (self.random.uniform(0.5, 8), 0.2, 2.8))
        pipe = self.box(here, (0.15, self.random.uniform(0.2, 6), 0.15))
        x, y, z = ((c + s + self.random.uniform(-noise_m, noise_m)) / scale for c, s in zip(here, shift, strict=True))
        return Ballot((x, y, z), wall, pipe, ("Walls.ifc", "Pipes.ifc"))

    def anywhere(self, size_m: float = 4.0) -> Ballot:
        """A clash whose point has nothing to do with its elements."""
        here = self.place()
        first, second = (self.box(here, (size_m, size_m, size_m)) for _ in "ab")
        return Ballot(self.place(), first, second, ("Walls.ifc", "Pipes.ifc"))


def accepted(result: Alignment | Refusal) -> Alignment:
    assert isinstance(result, Alignment), result
    return result


def refused(result: Alignment | Refusal) -> Refusal:
    assert isinstance(result, Refusal), result
    return result


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("seed", range(3))
def test_every_scale_is_recognised(scale: float, seed: int) -> None:
    building = Building(seed)
    found = accepted(align([building.clash(scale=scale) for _ in range(40)]))
    assert (found.scale, found.shift_m, found.hits, found.votes) == (scale, NOWHERE, 40, 40)
    assert not found.misfits and not found.contradicted and "40 of 40" in found.explanation


@given(
    st.integers(0, 2**32),
    st.sampled_from(SCALES),
    st.sampled_from([NOWHERE, (1_186_000.0, -114_000.0, 35.0), (0.0, 12.0, -3.5), (7.0, 0.0, 0.0)]),
    st.integers(12, 60),
    st.floats(0, 0.2),
)
def test_scale_and_shift_are_recovered_under_noise(
    seed: int, scale: float, shift: Vector, n: int, wrong: float
) -> None:
    building = Building(seed)
    count_wrong = int(n * wrong)
    votes = [building.clash(scale=scale, shift=shift, noise_m=0.02) for _ in range(n - count_wrong)]
    votes += [Ballot(each.point_m, *building_boxes(building), each.models) for each in votes[:count_wrong]]
    found = accepted(align(votes))
    assert found.scale == pytest.approx(scale) and dist(found.shift_m, shift) < 0.5
    assert found.hits >= SHARE * len(votes)


def building_boxes(building: Building) -> tuple[Box, Box]:
    wrong = building.anywhere()
    return wrong.first, wrong.second


@given(st.integers(0, 2**32), st.integers(3, 60), st.floats(0.2, 12.0), st.sampled_from([20.0, 60.0, 300.0, 5_000.0]))
def test_random_points_prove_nothing(seed: int, n: int, size_m: float, length_m: float) -> None:
    building = Building(seed, length_m)
    votes = [building.anywhere(size_m) for _ in range(n)]
    result = align(votes)
    if isinstance(result, Alignment):  # by chance in the boxes as they are: that is what the report says
        assert (result.scale, result.shift_m) == (1.0, NOWHERE) and result.hits >= SHARE * n


@given(st.integers(0, 2**32), st.integers(FEW_FOR_SHIFT, 40))
def test_boxes_that_hold_everything_prove_no_shift(seed: int, n: int) -> None:
    """Any points can be moved into boxes as large as the building."""
    building = Building(seed)
    far = [building.anywhere(200.0) for _ in range(n)]
    moved = [Ballot((x + 5_000, y, z), each.first, each.second) for each in far for x, y, z in [each.point_m]]
    result = refused(align(moved))
    assert ("too large to tell" in result.explanation) is (result.hits >= max(SHARE * n, 5))


def test_boxes_around_the_origin_prove_no_scale() -> None:
    """Every small factor brings all points to the origin, where all boxes are."""
    building = Building(1)
    around = Box((-5, -5, -5), (5, 5, 5))
    votes = [Ballot((x + 500, y, z), around, around) for x, y, z in (building.place() for _ in range(30))]
    assert refused(align(votes)).hits == 30


def test_the_reports_own_word_wins_a_draw() -> None:
    """A metre from the origin, yards are as right as metres."""
    near = Ballot((0.3, 0.3, 0.3), Box((0, 0, 0), (1, 1, 1)), Box((0, 0, 0), (1, 1, 1)))
    assert accepted(align([near] * 5)).scale == 1


def test_a_known_shift_is_taken_as_it_is() -> None:
    building, site = Building(3), (85_000.0, 12.5, 3.0)
    votes = [building.clash(shift=site) for _ in range(4)]  # too few to find it
    assert refused(align(votes)).votes == 4
    found = accepted(align(votes, known_shifts={"the site placement of Walls.ifc": site}))
    assert found.shift_m == site and "site placement of Walls.ifc" in found.explanation
    backwards = accepted(align(votes, known_shifts={"map conversion": (-85_000.0, -12.5, -3.0)}))
    assert backwards.shift_m == site
    many = [building.clash(shift=site) for _ in range(40)]
    assert accepted(align(many, known_shifts={"x": site})).shift_m == site
    assert accepted(align(many, known_shifts={"x": (1.0, 2.0, 3.0)})).shift_m == pytest.approx(site, abs=0.3)


def test_a_known_shift_does_not_help_a_false_scale() -> None:
    building, around = Building(1), Box((-5, -5, -5), (5, 5, 5))
    votes = [Ballot((x + 500, y, z), around, around) for x, y, z in (building.place() for _ in range(30))]
    refused(align(votes, known_shifts={"a doorstep": (0.0, 0.0, 0.5)}))


def test_no_votes_and_few_votes() -> None:
    assert "no clash has" in refused(align([])).explanation
    building = Building(4)
    one, two = building.clash(), building.clash()
    assert "one clash" in accepted(align([one])).explanation
    assert accepted(align([one, two])).hits == 2
    feet = [building.clash(scale=0.3048) for _ in range(2)]
    few = refused(align(feet))
    assert few.hits == 2 and "0.3048" in few.explanation and "two clashes" in few.explanation
    assert refused(align([one, feet[0]])).hits == 1
    assert accepted(align([*feet, building.clash(scale=0.3048)])).scale == 0.3048
    refused(align([*feet, one]))


def test_what_is_forced_is_taken_and_checked() -> None:
    building = Building(5)
    votes = [building.clash(scale=0.3048, shift=(100.0, 0.0, 0.0)) for _ in range(30)]
    right = accepted(align(votes, forced_scale=0.3048, forced_shift_m=(100.0, 0.0, 0.0)))
    assert right.hits == 30 and not right.contradicted and "scale and shift forced" in right.explanation
    half = accepted(align(votes, forced_scale=0.3048))
    assert half.shift_m == pytest.approx((100, 0, 0), abs=0.3) and not half.contradicted
    other = accepted(align(votes, forced_shift_m=(100.0, 0.0, 0.0)))
    assert other.scale == 0.3048 and not other.contradicted
    wrong = accepted(align(votes, forced_scale=1.0, forced_shift_m=NOWHERE))
    assert (wrong.scale, wrong.shift_m, wrong.hits) == (1.0, NOWHERE, 0)
    assert wrong.contradicted and "against" in wrong.explanation
    unheard = accepted(align([], forced_scale=2.0))
    assert unheard.scale == 2.0 and not unheard.contradicted and "nothing speaks" in unheard.explanation


@pytest.mark.parametrize("scale", [0.0, -1.0, float("inf"), float("nan")])
def test_a_forced_scale_is_above_zero(scale: float) -> None:
    with pytest.raises(ValueError, match="above zero"):
        align([], forced_scale=scale)


def test_the_model_that_does_not_fit_is_named() -> None:
    building = Building(6)
    votes = []
    for _ in range(20):
        each = building.clash()
        (x0, y0, z0), (x1, y1, z1) = each.second.min_m, each.second.max_m
        votes.append(Ballot(each.point_m, each.first, Box((x0 + 900, y0, z0), (x1 + 900, y1, z1)), each.models))
    result = refused(align(votes))
    assert result.misfits == ("Pipes.ifc",) and "Pipes.ifc" in result.explanation


def test_one_model_of_three_that_does_not_fit() -> None:
    building = Building(7)
    good = [building.clash() for _ in range(20)]
    bad = [Ballot(each.point_m, each.first, Box((900, 0, 0), (901, 1, 1)), ("Walls.ifc", "Ducts.ifc")) for each in good]
    found = accepted(align(good + bad[:8]))
    assert found.misfits == ("Ducts.ifc",) and found.hits == 20


def test_the_point_of_a_clearance_lies_between_the_boxes() -> None:
    low, high = Box((0, 0, 0), (1, 1, 1)), Box((1.5, 0, 0), (2, 1, 1))
    votes = [Ballot((1.25, 0.5, 0.5), low, high, slack_m=0.25)] * 3
    assert accepted(align(votes)).hits == 3
    refused(align([Ballot((1.25, 0.5, 0.5), low, high)] * 3))


@given(st.integers(0, 2**32), st.sampled_from(SCALES), st.tuples(*[st.floats(-1e6, 1e6)] * 3))
def test_both_ways_of_moving_are_inverse(seed: int, scale: float, shift: Vector) -> None:
    building = Building(seed)
    each = building.clash(scale=scale, shift=shift, noise_m=0)
    found = accepted(align([each], forced_scale=scale, forced_shift_m=shift))
    there = found.in_models(each.point_m)
    assert contains(expanded(each.first, 1e-6), there)
    back = found.in_report(there)
    assert back == pytest.approx([c * scale for c in each.point_m], rel=1e-9, abs=1e-6)


def test_ten_thousand_clashes_vote_quickly() -> None:
    building = Building(8)
    votes = [building.clash(shift=(1_200.0, 0.0, 0.0)) for _ in range(10_000)]
    start = time.perf_counter()
    found = accepted(align(votes))
    assert time.perf_counter() - start < 3 and found.hits > 9_000


@given(st.integers(0, 10_000), st.sampled_from(SCALES))
def test_one_of_the_two_models_is_enough(seed: int, scale: float) -> None:
    """The small things alone vote as well; whoever has the walls alone is told less surely, and never wrongly."""
    building = Building(seed)
    whole = [building.clash(scale=scale) for _ in range(30)]
    pipes = align([Ballot(each.point_m, each.second or each.first, None, ("Pipes.ifc", "")) for each in whole])
    assert accepted(pipes).scale == scale and "the box of the element" in pipes.explanation
    walls = align([Ballot(each.point_m, each.first, None, ("Walls.ifc", "")) for each in whole])
    assert isinstance(walls, Refusal) or walls.scale == scale


@given(st.integers(0, 10_000))
def test_one_model_alone_does_not_take_points_of_another_place(seed: int) -> None:
    building = Building(seed)
    halves = [building.anywhere() for _ in range(30)]
    refused(align([Ballot(each.point_m, each.first, None, ("Walls.ifc", "")) for each in halves]))
