"""The last rung: an object without an id that helps is found by its name and place, or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from converter.model.ifc import IfcElement, IfcStorey
from converter.model.vectors import Box
from converter.plan.elements import Element, IdKind
from converter.plan.models.matches import Ambiguous, Confidence, Match, Outcome, Rung, Unmatched
from converter.plan.models.matching import MANY, Circumstances, Matcher
from tests.plan.ifc_models import Model, cube, element, global_id

HALL = "models/Hall.ifc"


def found(outcome: Outcome) -> tuple[IfcElement, Rung, Confidence]:
    assert isinstance(outcome, Match), outcome
    return outcome.element, outcome.rung, outcome.confidence


def _named(*places: float) -> tuple[Model, dict[int, Box]]:
    walls = [element(HALL, 20 + n, name="Basic Wall", storey="Level 1") for n in range(len(places))]
    storeys = (IfcStorey("s", 1, "Level 1"), IfcStorey("t", 2, "Level 2"))
    return Model(HALL, *walls, storeys=storeys), {20 + n: cube((x, 0, 0)) for n, x in enumerate(places)}


NAMED = Element(name="Basic Wall", ifc_class="IfcWallStandardCase", source_file="Hall.nwc")


def test_the_last_resort_needs_a_box_that_holds_the_point() -> None:
    model, boxes = _named(0, 5, 9)
    matcher = Matcher((model,), lambda each: boxes.get(each.step_id))
    at = Circumstances(point_m=(5.2, 0, 0), level="LEVEL  1")
    assert found(matcher.match(NAMED, at))[1:] == (Rung.NAME_AND_PLACE, Confidence.LOW)
    assert found(matcher.match(NAMED, at))[0].step_id == 21
    assert isinstance(matcher.match(NAMED, replace(at, level="Level 2")), Unmatched), "another storey"
    assert isinstance(matcher.match(NAMED, replace(at, level="of a drawing")), Match), "no storey at all"
    assert isinstance(matcher.match(replace(NAMED, ifc_class="IfcBeam"), at), Unmatched)
    assert isinstance(matcher.match(NAMED, replace(at, point_m=(2.5, 0, 0))), Unmatched), "in none of the boxes"
    assert isinstance(matcher.match(replace(NAMED, source_file="Roof.nwc"), at), Unmatched), "not of this file"


def test_the_last_resort_lists_what_would_have_to_be_looked_at() -> None:
    model, boxes = _named(0, 1)
    at = Circumstances(point_m=(0.5, 0, 0))
    for matcher, around in (
        (Matcher((model,), lambda each: boxes[each.step_id]), at),
        (Matcher((model,), lambda each: boxes[each.step_id]), Circumstances()),
        (Matcher((model,)), at),
    ):
        outcome = matcher.match(NAMED, around)
        assert isinstance(outcome, Ambiguous) and len(outcome.candidates) == 2
    alone, _ = _named(0)
    assert isinstance(Matcher((alone,)).match(NAMED, at), Ambiguous), "one of that name, but nothing proves it"


def test_a_name_of_many_is_none() -> None:
    model, _ = _named(*range(MANY + 1))
    outcome = Matcher((model,), lambda _: pytest.fail("boxes cost")).match(NAMED, Circumstances(point_m=(0, 0, 0)))
    assert isinstance(outcome, Unmatched) and f"{MANY + 1} elements" in outcome.reason


def test_the_number_in_brackets_is_a_weak_hint() -> None:
    cap = element(HALL, 30, tag="8443223", name="Pile Cap:Rectangular:8443223")
    asked = Element(name="Pile Cap-Rectangular [8443223]", source_file="Hall.nwc")
    at = Circumstances(point_m=(0, 0, 0))
    assert isinstance(Matcher((Model(HALL, cap),)).match(asked, at), Ambiguous)
    matcher = Matcher((Model(HALL, cap),), lambda _: cube((0, 0, 0)))
    assert found(matcher.match(asked, at)) == (cap, Rung.NAME_AND_PLACE, Confidence.LOW)


def test_an_unknown_global_id_is_not_replaced_by_a_neighbour_of_that_name() -> None:
    model, boxes = _named(0)
    asked = Element(IdKind.IFC_GUID, global_id(99), name="Basic Wall")
    at = Circumstances(point_m=(0, 0, 0))
    assert isinstance(Matcher((model,), lambda each: boxes[each.step_id]).match(asked, at), Unmatched)


def test_two_objects_of_a_clash_are_never_one_element() -> None:
    model, boxes = _named(0)
    matcher = Matcher((model,), lambda each: boxes[each.step_id])
    sure = Element(IdKind.IFC_GUID, global_id(20), source_file="Hall.nwc")
    first, second = matcher.match_pair([sure, NAMED], Circumstances(point_m=(0, 0, 0)))
    assert isinstance(first, Match) and isinstance(second, Unmatched)
    second, first = matcher.match_pair([NAMED, sure], Circumstances(point_m=(0, 0, 0)))
    assert isinstance(first, Match) and isinstance(second, Unmatched)
    other = replace(NAMED, id_kind=IdKind.HANDLE, id="1A")
    assert not any(
        isinstance(each, Match) for each in matcher.match_pair([NAMED, other], Circumstances(point_m=(0, 0, 0)))
    )
