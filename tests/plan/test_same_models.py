"""Two versions of one model given at once are told as such."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from converter.plan.models.same_models import same_models
from tests.plan.ifc_models import Model, element


def model(file: str, *numbers: int) -> Model:
    return Model(file, *[element(file, number) for number in numbers])


def test_two_versions_are_told() -> None:
    (note,) = same_models(
        [model("A 1.ifc", *range(10)), model("A 2.ifc", *range(2, 30)), model("B.ifc", *range(50, 60))]
    )
    assert note.code == "PLN052"
    assert note.message == "A 1.ifc and A 2.ifc hold the same elements (8 of 10 GlobalIds): give only one of them"


def test_models_of_one_building_share_a_few() -> None:
    assert not list(same_models([model("A.ifc", *range(10)), model("B.ifc", *range(5, 15)), model("empty.ifc")]))
    assert not list(same_models([model("A.ifc", *range(10))])) and not list(same_models([]))


@given(st.sets(st.integers(0, 20)), st.sets(st.integers(0, 20)))
def test_the_order_of_the_models_does_not_matter(one: set[int], other: set[int]) -> None:
    models = [model("A.ifc", *one), model("B.ifc", *other)]
    assert len(list(same_models(models))) == len(list(same_models(models[::-1])))
    shared = len(one & other)
    assert bool(list(same_models(models))) == (bool(shared) and 2 * shared > min(len(one), len(other)))
