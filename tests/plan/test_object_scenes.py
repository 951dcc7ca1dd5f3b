"""Views of clashes that show their scene alone."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from converter.geometry.object_ranges import VisibilityChoice, expand
from converter.model.codes import diagnose
from converter.model.object_rows import ObjectRow
from converter.model.vectors import Box
from converter.plan.elements import IdKind
from converter.plan.models.object_ids import FoundObjects, Identities, ListedObjects, ObjectIdentity
from converter.plan.models.object_scenes import ClashScene, IsolatedClashes
from tests.plan.ifc_models import cube, global_id


def who(number: int) -> Identities:
    return (ObjectIdentity(IdKind.IFC_GUID, global_id(number)),)


def listed(*numbers: int) -> ListedObjects:
    """Element n is the objects 10 n and 10 n + 1."""
    return ListedObjects([ObjectRow(10 * n + more, global_id(n)) for n in numbers for more in (0, 1)])


def scene(*elements: int, others: Sequence[int] = (), inside: Box | None = None) -> ClashScene:
    return ClashScene(tuple(map(who, elements)), tuple(map(who, others)), inside)


def shown(choice: VisibilityChoice | None) -> list[int] | None:
    if choice is None:
        return None
    assert choice.default is False
    return expand(choice.exceptions).tolist()


def codes(look_up: IsolatedClashes) -> dict[str, int]:
    return {each.code: each.count for each in look_up.diagnostics}


def test_elements_of_the_clash_and_of_the_others_of_its_issue() -> None:
    look_up = IsolatedClashes(listed(1, 2, 3))
    choices = look_up([scene(1, 2, others=[3, 9]), scene(2, 3)])
    assert list(map(shown, choices)) == [[10, 11, 20, 21, 30, 31], [20, 21, 30, 31]]
    assert codes(look_up) == {"OBJ001": 1}


def test_an_element_without_any_id_is_not_known() -> None:
    look_up = IsolatedClashes(listed(1))
    assert look_up([ClashScene((who(1), ())), ClashScene(())]) == [None, None]
    assert codes(look_up) == {"OBJ005": 2}


def test_neighbours_are_asked_once_for_the_scenes_that_have_a_place() -> None:
    asked: list[list[Box]] = []
    here, there = cube((0.0, 0.0, 0.0)), cube((9.0, 0.0, 0.0))

    def neighbours(boxes: Sequence[Box]) -> list[tuple[Identities, ...]]:
        asked.append(list(boxes))
        return [(who(4), who(8)) if box == here else (who(5),) for box in boxes]

    look_up = IsolatedClashes(listed(1, 2, 4, 5), neighbours)
    choices = look_up([scene(1, 2, inside=here), scene(1), scene(2, inside=there)])
    assert asked == [[here, there]]
    assert list(map(shown, choices)) == [[10, 11, 20, 21, 40, 41], [10, 11], [20, 21, 50, 51]]
    assert codes(look_up) == {}, "what stands around and is not published concerns nobody"


def test_what_is_odd_in_answers_about_neighbours_is_told() -> None:
    class Odd:
        def look_up(self, wanted: Sequence[ObjectIdentity], /) -> FoundObjects:
            return FoundObjects(listed(1, 2).look_up(wanted).ids, diagnostics=(diagnose("OBJ003", "odd"),))

    look_up = IsolatedClashes(Odd(), lambda boxes: [(who(2),)] * len(boxes))
    look_up([scene(1, inside=cube((0.0, 0.0, 0.0)))])
    assert [each.code for each in look_up.diagnostics] == ["OBJ003", "OBJ003"]


numbers = st.lists(st.integers(1, 9), max_size=4)


@given(st.lists(st.tuples(numbers, numbers, numbers), max_size=5), st.sets(st.integers(1, 9)))
def test_never_an_empty_screen_and_never_half_a_clash(
    drawn: list[tuple[list[int], list[int], list[int]]], published: set[int]
) -> None:
    here = cube((0.0, 0.0, 0.0))
    around = [[who(each) for each in near] for _, _, near in drawn]
    look_up = IsolatedClashes(listed(*published), lambda _: around)
    choices = look_up([scene(*first, others=more, inside=here) for first, more, _ in drawn])
    for (first, more, near), choice in zip(drawn, choices, strict=True):
        if not first or not set(first) <= published:
            assert choice is None
        else:
            expected = {*first, *more, *near} & published
            assert shown(choice) == sorted(10 * n + more for n in expected for more in (0, 1))
    assert codes(look_up).get("OBJ005", 0) == choices.count(None)
