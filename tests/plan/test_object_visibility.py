"""What is visible, in objects of a published model."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.geometry.object_ranges import VisibilityChoice, expand
from converter.model.viewpoint import Component, Viewpoint, Visibility
from converter.plan.lookups import ObjectIds
from converter.plan.models.object_ids import ResolvedObjects, identities_of_component
from converter.plan.models.object_visibility import (
    OPENINGS,
    SPACES,
    KnownObjectIds,
    VisibilityMode,
    components_to_resolve,
    hinted_elements,
)
from tests.plan.ifc_models import Model, element, global_id


def component(number: int) -> Component:
    return Component(global_id(number))


def known(*numbers: int) -> ResolvedObjects:
    """Element n is the objects 10 n and 10 n + 1."""
    return ResolvedObjects({identities_of_component(component(n)): (10 * n, 10 * n + 1) for n in numbers})


def view(default: bool, *exceptions: int, selection: Sequence[int] = (), **hints: bool) -> Viewpoint:
    said = Visibility(default, tuple(map(component, exceptions)), **hints)
    return Viewpoint(selection=tuple(map(component, selection)), visibility=said)


def shown(choice: VisibilityChoice | None) -> tuple[bool, list[int]] | None:
    return None if choice is None else (choice.default, expand(choice.exceptions).tolist())


REPORT, ISOLATE, NONE = VisibilityMode


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (view(True, 1, 2), (True, [10, 11, 20, 21])),
        (view(True, 1, 9), (True, [10, 11])),
        (view(True, 9), None),
        (view(True), (True, [])),
        (view(False, 1, 2), (False, [10, 11, 20, 21])),
        (view(False, 1, 9), (False, [10, 11])),
        (view(False, 9), None),
        (view(False), None),
        (view(False, 1, 2, selection=[1]), (False, [10, 11, 20, 21])),
        (view(False, 1, 9, selection=[9]), None),
        (view(True, 1, selection=[9]), (True, [10, 11])),
        (Viewpoint(), None),
    ],
)
def test_as_the_report_says(said: Viewpoint, expected: tuple[bool, list[int]] | None) -> None:
    objects: ObjectIds = KnownObjectIds(known(1, 2), REPORT)
    assert shown(objects.visibility(said)) == expected
    assert KnownObjectIds(known(1, 2), NONE).visibility(said) is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (view(True, 1), (True, [10, 11, 500, 501, 600])),
        (view(True, 1, spaces_visible=True), (True, [10, 11, 600])),
        (view(True, 1, spaces_visible=True, openings_visible=True), (True, [10, 11])),
        (view(True, 50), (True, [600])),
        (view(False, 1), (False, [10, 11])),
        (view(False, 1, spaces_visible=True), (False, [10, 11, 500, 501])),
        (view(False, 50, spaces_visible=True), None),
        (view(False, 50), (False, [500, 501])),
    ],
)
def test_the_hints_come_before_the_exceptions(said: Viewpoint, expected: tuple[bool, list[int]] | None) -> None:
    objects = KnownObjectIds(known(1, 50), REPORT, spaces=[500, 501], openings=[600])
    assert shown(objects.visibility(said)) == expected


def test_isolated() -> None:
    objects = KnownObjectIds(known(1, 2, 3), ISOLATE)
    assert shown(objects.visibility(view(True, selection=[1, 2]))) == (False, [10, 11, 20, 21])
    assert shown(objects.visibility(view(False, 1))) == (False, [10, 11])
    assert objects.visibility(view(True, 1)) is None, "what is hidden is not what it is about"
    assert objects.visibility(view(True, selection=[1, 9])) is None, "one of the two would be missing"
    assert objects.visibility(Viewpoint()) is None and objects.isolated([]) is None
    assert KnownObjectIds(known(1), REPORT).isolated([identities_of_component(component(1))]) is None


def test_isolated_with_what_is_around() -> None:
    first, third, ninth = ([identities_of_component(component(n))] for n in (1, 3, 9))
    objects = KnownObjectIds(known(1, 2, 3), ISOLATE)
    assert shown(objects.isolated(first, third + ninth)) == (False, [10, 11, 30, 31])
    assert objects.isolated(ninth, third) is None, "the context alone is none"


def test_what_has_to_be_resolved() -> None:
    views = [view(True, 1, selection=[2]), Viewpoint(selection=(component(3),))]
    assert list(components_to_resolve(views)) == [identities_of_component(component(n)) for n in (2, 1, 3)]


def test_elements_of_hinted_classes() -> None:
    classes = ("IfcSpace", "IfcOpeningElement", "IfcOpeningStandardCase", "IfcWall")
    models = [Model("A.ifc", *(element("A.ifc", n, ifc_class=name) for n, name in enumerate(classes)))]
    assert [each[0].value for each in hinted_elements(models, SPACES)] == [global_id(0)]
    assert [each[0].value for each in hinted_elements(models, OPENINGS)] == [global_id(1), global_id(2)]


@given(
    st.booleans(),
    st.sets(st.integers(1, 6)),
    st.sets(st.integers(1, 6)),
    st.booleans(),
    st.sampled_from([REPORT, ISOLATE]),
)
def test_never_an_empty_screen(
    default: bool, exceptions: set[int], resolved: set[int], spaces: bool, mode: VisibilityMode
) -> None:
    """What is seen is what BCF says, as far as objects are known; hidden all is never said."""
    objects = KnownObjectIds(known(*resolved), mode, spaces=[10, 11, 500])
    choice = objects.visibility(view(default, *sorted(exceptions), spaces_visible=spaces))
    if choice is None:
        return
    ids = set(expand(choice.exceptions).tolist())
    assert choice.default or ids
    if mode is REPORT:
        for number in range(1, 7):
            hinted = number == 1
            visible = (spaces if hinted else default) is not (number in exceptions & resolved)
            assert (choice.default is not (10 * number in ids)) is visible
