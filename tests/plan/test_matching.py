"""The ladder from a report's object to an element of a model."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.model.global_id import compressed, expanded
from converter.model.ifc import IfcElement
from converter.plan.elements import Element, IdKind
from converter.plan.models.matches import (
    Ambiguous,
    Confidence,
    Match,
    Outcome,
    Rung,
    Unmatched,
    counts_per_rung,
    offered_global_id,
)
from converter.plan.models.matching import Circumstances, Matcher
from converter.plan.models.model_notes import match_notes
from tests.plan.ifc_models import Model, cube, element, global_id

TOWER, HALL = "models/Tower_Services.ifc", "models/Hall.ifc"
PIPE = element(TOWER, 1, ifc_class="IfcPipeSegment", name="Pipe Types:Steel:312345", tag="312345", storey="Level 2")
WALL = element(HALL, 2, tag="700")
BOTH = (Model(TOWER, PIPE), Model(HALL, WALL))


def of_id(kind: IdKind, value: str, **fields: str) -> Element:
    return Element(kind, value, **fields)  # type: ignore[arg-type]


def found(outcome: Outcome) -> tuple[IfcElement, Rung, Confidence]:
    assert isinstance(outcome, Match), outcome
    return outcome.element, outcome.rung, outcome.confidence


def test_a_global_id_in_the_file_the_report_names() -> None:
    asked = of_id(IdKind.IFC_GUID, PIPE.guid, source_file="C:\\Models\\Tower_Services_2026-03-02_v3.nwc")
    assert found(Matcher(BOTH).match(asked)) == (PIPE, Rung.GLOBAL_ID_IN_FILE, Confidence.HIGH)


def test_a_global_id_in_one_file_only() -> None:
    assert found(Matcher(BOTH).match(of_id(IdKind.IFC_GUID, WALL.guid))) == (WALL, Rung.GLOBAL_ID, Confidence.HIGH)


def test_a_global_id_in_another_file_than_the_report_says() -> None:
    asked = of_id(IdKind.IFC_GUID, WALL.guid, source_file="Tower_Services.nwc")
    assert found(Matcher(BOTH).match(asked)) == (WALL, Rung.GLOBAL_ID, Confidence.MEDIUM)


def test_a_global_id_in_two_files_is_not_guessed() -> None:
    twin = element(HALL, 3, guid=PIPE.guid, ifc_class=PIPE.ifc_class, name=PIPE.name)
    outcome = Matcher((BOTH[0], Model(HALL, twin))).match(of_id(IdKind.IFC_GUID, PIPE.guid))
    assert outcome == Ambiguous((PIPE, twin), Rung.GLOBAL_ID)


@pytest.mark.parametrize("fields", [{"ifc_class": "IfcPipeSegment"}, {"name": "Pipe Types:Steel:312345"}])
def test_doubles_are_told_apart_by_class_or_name(fields: dict[str, str]) -> None:
    twin = element(HALL, 3, guid=PIPE.guid)
    outcome = Matcher((BOTH[0], Model(HALL, twin))).match(of_id(IdKind.IFC_GUID, PIPE.guid, **fields))
    assert found(outcome) == (PIPE, Rung.GLOBAL_ID, Confidence.MEDIUM)


def test_doubles_in_one_file_are_told_apart_by_the_box_that_holds_the_point() -> None:
    first, second = element(HALL, 5, guid=WALL.guid, name="Wall"), element(HALL, 6, guid=WALL.guid, name="Wall")
    boxes = {5: cube((0, 0, 0)), 6: cube((9, 0, 0))}
    asked, models = of_id(IdKind.IFC_GUID, WALL.guid), (Model(HALL, first, second),)
    at = Circumstances(point_m=(9.5, 0, 1.04))
    assert found(Matcher(models, lambda each: boxes[each.step_id]).match(asked, at))[0] is second
    for unsure in (
        Matcher(models).match(asked, at),
        Matcher(models, lambda each: boxes[each.step_id]).match(asked),
        Matcher(models, lambda each: boxes[each.step_id]).match(asked, Circumstances(point_m=(4, 0, 0))),
        # the one without a box might be meant as well
        Matcher(models, lambda each: boxes[6] if each is first else None).match(asked, at),
    ):
        assert unsure == Ambiguous((first, second), Rung.GLOBAL_ID)


@pytest.mark.parametrize("spelling", ["{}", "{{{}}}", "ID{}", " {} "])
@pytest.mark.parametrize("upper", [False, True])
@pytest.mark.parametrize("kind", [IdKind.GUID, IdKind.ELEMENT_ID])
def test_a_uuid_in_any_spelling(spelling: str, upper: bool, kind: IdKind) -> None:
    uuid = expanded(PIPE.guid)
    assert uuid is not None
    asked = of_id(kind, spelling.format(uuid.upper() if upper else uuid))
    assert found(Matcher(BOTH).match(asked)) == (PIPE, Rung.UUID, Confidence.HIGH)


def test_an_id_beside_an_unknown_global_id_is_tried_too() -> None:
    asked = replace(of_id(IdKind.IFC_GUID, global_id(99)), element_id=f"ID{expanded(WALL.guid)}")
    assert found(Matcher(BOTH).match(asked)) == (WALL, Rung.UUID, Confidence.HIGH)


def test_a_uuid_version_5_counts_only_when_a_model_has_it() -> None:
    made = "9f8e7d6c-1111-5222-8333-444455556666"
    asked = of_id(IdKind.GUID, made)
    outcome = Matcher(BOTH).match(asked)
    assert isinstance(outcome, Unmatched) and "version 5" in outcome.reason
    assert offered_global_id(asked, outcome) is None
    known = element(HALL, 7, guid=compressed(made))
    outcome = Matcher((Model(HALL, known),)).match(asked)
    assert found(outcome)[0] is known and offered_global_id(asked, outcome) == known.guid


def test_what_may_be_told_to_others() -> None:
    nowhere = Unmatched("no")
    version_4 = "0a1b2c3d-1111-4222-8333-444455556666"
    assert offered_global_id(of_id(IdKind.GUID, version_4), nowhere) == compressed(version_4)
    assert offered_global_id(of_id(IdKind.IFC_GUID, WALL.guid), nowhere) == WALL.guid
    assert offered_global_id(of_id(IdKind.ELEMENT_ID, "700"), nowhere) is None
    assert offered_global_id(of_id(IdKind.ELEMENT_ID, "700"), Match(WALL, Rung.UUID, Confidence.HIGH)) == WALL.guid


def test_a_unique_id_of_revit() -> None:
    unique_id = "0a1b2c3d-1111-4222-8333-444455556666-0004c419"  # 0x55556666 xor 0x0004c419
    exported = element(HALL, 8, guid=compressed("0a1b2c3d-1111-4222-8333-44445551a27f"))
    outcome = Matcher((Model(HALL, exported),)).match(of_id(IdKind.GUID, unique_id))
    assert found(outcome) == (exported, Rung.REVIT_UNIQUE_ID, Confidence.HIGH)


def test_ids_that_are_none_by_the_letter_are_compared_as_they_are() -> None:
    odd = element(HALL, 9, guid="9A" + "x" * 20)
    assert found(Matcher((Model(HALL, odd),)).match(of_id(IdKind.GUID, odd.guid)))[1] is Rung.GLOBAL_ID


def test_an_element_id_is_a_tag_of_its_own_file() -> None:
    asked = of_id(IdKind.ELEMENT_ID, "312345", source_file="tower_services.rvt")
    assert found(Matcher(BOTH).match(asked)) == (PIPE, Rung.ELEMENT_ID_AS_TAG, Confidence.MEDIUM)


@pytest.mark.parametrize("source_file", ["", "Roof.nwc", "Hall.nwc"])
def test_an_element_id_is_no_tag_of_another_file(source_file: str) -> None:
    outcome = Matcher(BOTH).match(of_id(IdKind.ELEMENT_ID, "312345", source_file=source_file))
    assert isinstance(outcome, Unmatched) and ("source file" in outcome.reason) is (source_file != "Hall.nwc")


@pytest.mark.parametrize("source_file", ["", "Roof.nwc"])
def test_in_the_only_model_it_is_one_with_less_confidence(source_file: str) -> None:
    asked = of_id(IdKind.ELEMENT_ID, "312345", source_file=source_file)
    assert found(Matcher(BOTH[:1]).match(asked)) == (PIPE, Rung.ELEMENT_ID_AS_TAG, Confidence.LOW)
    wall = replace(asked, ifc_class="IfcWall")
    assert isinstance(Matcher(BOTH[:1]).match(wall), Unmatched), "a number that means something else there"


def test_a_test_or_header_that_names_one_model_stands_for_the_file() -> None:
    asked = of_id(IdKind.ELEMENT_ID, "312345", source_file="Revit 2026")
    outcome = Matcher(BOTH).match(asked, Circumstances(models=BOTH[:1]))
    assert found(outcome) == (PIPE, Rung.ELEMENT_ID_AS_TAG, Confidence.MEDIUM)
    assert isinstance(Matcher(BOTH).match(asked, Circumstances(models=BOTH)), Unmatched)


def test_another_class_in_the_right_file_lowers_the_confidence() -> None:
    asked = of_id(IdKind.ELEMENT_ID, "312345", source_file="Tower_Services.nwc", ifc_class="IfcFlowSegment")
    assert found(Matcher(BOTH).match(asked)) == (PIPE, Rung.ELEMENT_ID_AS_TAG, Confidence.LOW)


@pytest.mark.parametrize("named", ["IfcBuildingStorey", "IfcSite", "IfcPipeSegmentStandardCase"])
def test_nodes_above_an_object_and_standard_cases_are_no_other_class(named: str) -> None:
    asked = of_id(IdKind.ELEMENT_ID, "312345", source_file="Tower_Services.nwc", ifc_class=named)
    assert found(Matcher(BOTH).match(asked))[2] is Confidence.MEDIUM


def test_the_number_at_the_end_of_the_name_is_the_second_source() -> None:
    untagged = replace(PIPE, tag=None)
    asked = of_id(IdKind.ELEMENT_ID, "312345", source_file="Tower_Services.nwc")
    outcome = Matcher((Model(TOWER, untagged),)).match(asked)
    assert found(outcome) == (untagged, Rung.ELEMENT_ID_IN_NAME, Confidence.MEDIUM)


def test_a_tag_of_several_elements_is_ambiguous_until_something_tells() -> None:
    roof = element(TOWER, 11, tag="55", ifc_class="IfcRoof", name="Roof:55")
    slab = element(TOWER, 12, tag="55", ifc_class="IfcSlab", name="Roof:55")
    models = (Model(TOWER, roof, slab),)
    asked = of_id(IdKind.ELEMENT_ID, "55", source_file="Tower_Services.nwc")
    assert Matcher(models).match(asked) == Ambiguous((roof, slab), Rung.ELEMENT_ID_AS_TAG)
    assert found(Matcher(models).match(replace(asked, ifc_class="IfcSlab")))[0] is slab
    boxes = {11: cube((0, 0, 0)), 12: cube((0, 0, 5))}
    at = Circumstances(point_m=(0, 0, 5))
    assert found(Matcher(models, lambda each: boxes[each.step_id]).match(asked, at))[0] is slab


def test_the_opening_of_a_door_and_the_parts_of_a_stair_are_not_meant() -> None:
    door = element(TOWER, 11, tag="55", ifc_class="IfcDoor", name="Door:55")
    void = element(TOWER, 12, tag="55", ifc_class="IfcOpeningElement", name="Door:55:1")
    stair = element(TOWER, 13, tag="56", ifc_class="IfcStair", name="Stair:56")
    flight = element(TOWER, 14, tag="56", ifc_class="IfcStairFlight", name="Stair:56:1")
    matcher = Matcher((Model(TOWER, void, door, flight, stair),))
    for number, meant in (("55", door), ("56", stair)):
        asked = of_id(IdKind.ELEMENT_ID, number, source_file="Tower_Services.nwc")
        assert found(matcher.match(asked)) == (meant, Rung.ELEMENT_ID_AS_TAG, Confidence.MEDIUM)
    part = of_id(IdKind.ELEMENT_ID, "56", source_file="Tower_Services.nwc", ifc_class="IfcStairFlight")
    assert found(matcher.match(part))[0] is flight
    voids = Matcher((Model(TOWER, void, replace(void, step_id=15)),))
    assert isinstance(voids.match(of_id(IdKind.ELEMENT_ID, "55")), Ambiguous)


def test_a_uuid_that_is_the_global_id_of_one_and_the_tag_of_another() -> None:
    uuid = (expanded(WALL.guid) or "").upper()
    other = element(HALL, 3, tag=f"ID{uuid}")
    models = (Model(HALL, WALL, other),)
    asked = of_id(IdKind.ELEMENT_ID, uuid)
    assert Matcher(models).match(asked) == Ambiguous((WALL, other), Rung.UUID)
    both = replace(WALL, tag=uuid)
    assert found(Matcher((Model(HALL, both),)).match(asked)) == (both, Rung.UUID, Confidence.HIGH)


@pytest.mark.parametrize(
    "tag", ["542BAFA7-D3B2-4074-B0-AF-859DB4CE679A", "ID551A69D0-0000-0266-3134-323737393632", "A/17", "a-uuid-less"]
)
def test_an_authoring_id_as_tag(tag: str) -> None:
    tagged = element(HALL, 13, tag=tag)
    outcome = Matcher((BOTH[0], Model(HALL, tagged))).match(
        of_id(IdKind.ELEMENT_ID, tag), Circumstances(models=(Model(HALL, tagged),))
    )
    assert found(outcome) == (tagged, Rung.AUTHORING_ID_AS_TAG, Confidence.MEDIUM)


def test_only_uuids_are_looked_up_as_tags_in_every_model() -> None:
    short, long = element(HALL, 13, tag="A/17"), element(HALL, 14, tag="ID551A69D0-0000-0266-3134-323737393632")
    matcher = Matcher((BOTH[0], Model(HALL, short, long)))
    assert isinstance(matcher.match(of_id(IdKind.ELEMENT_ID, "A/17")), Unmatched)
    assert found(matcher.match(of_id(IdKind.ELEMENT_ID, "551a69d0-0000-0266-3134-323737393632")))[0] is long


def test_two_parts_of_one_element_are_one_element() -> None:
    part = of_id(IdKind.ELEMENT_ID, "700", source_file="Hall.nwc")
    outcomes = Matcher(BOTH).match_pair([part, replace(part, name="Layer 2")])
    assert [found(each)[0] for each in outcomes] == [WALL, WALL]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Element(name="Nobody"), "no id"),
        (of_id(IdKind.HANDLE, "13C8A"), "Entity Handle"),
        (of_id(IdKind.IFC_GUID, global_id(99)), "no model has its id"),
        (of_id(IdKind.ELEMENT_ID, "1", source_file="Roof.nwc"), "'Roof.nwc' is none of the models"),
    ],
)
def test_why_nothing_was_found(asked: Element, words: str) -> None:
    outcome = Matcher(BOTH).match(asked)
    assert isinstance(outcome, Unmatched) and words in outcome.reason


def test_without_models_nothing_is_found() -> None:
    assert isinstance(Matcher(()).match(of_id(IdKind.IFC_GUID, PIPE.guid)), Unmatched)


def test_counts_and_notes() -> None:
    outcomes: list[Outcome] = [
        Unmatched("no"),
        Match(PIPE, Rung.NAME_AND_PLACE, Confidence.LOW),
        Ambiguous((PIPE, WALL, WALL, WALL), Rung.GLOBAL_ID),
        Match(WALL, Rung.GLOBAL_ID, Confidence.HIGH),
    ]
    counts = counts_per_rung(outcomes)
    assert list(counts.items()) == [("global-id", 1), ("name-and-place", 1), ("ambiguous", 1), ("unmatched", 1)]
    elements = [Element(IdKind.ELEMENT_ID, str(n), name=f"Thing {n}") for n in range(4)]
    notes = list(match_notes([*zip(elements, outcomes, strict=True), (elements[0], outcomes[0])], file="r.xml"))
    assert [(each.code, each.count) for each in notes] == [("PLN040", 1), ("PLN041", 1), ("PLN042", 1)]
    assert "Thing 2 (2)" in notes[1].message and "or 1 more" in notes[1].message
    assert list(match_notes([(elements[3], outcomes[3])], file="r.xml")) == []


@given(
    st.lists(
        st.tuples(st.sampled_from([TOWER, HALL]), st.integers(0, 4), st.sampled_from(["7", "8", None])), max_size=9
    )
)
def test_a_match_is_always_what_was_asked_for_and_never_one_of_several(rows: list[tuple[str, int, str | None]]) -> None:
    """Whatever models hold: a match by GlobalId has it, and no other element of the models does."""
    made = [element(file, 40 + n, guid=global_id(g), tag=tag, name="x") for n, (file, g, tag) in enumerate(rows)]
    models = [Model(file, *(each for each in made if each.file == file)) for file in (TOWER, HALL)]
    for number in range(5):
        outcome = Matcher(models).match(of_id(IdKind.IFC_GUID, global_id(number)))
        same = [each for each in made if each.guid == global_id(number)]
        if len(same) == 1:
            assert found(outcome)[0] is same[0]
        elif same:
            assert isinstance(outcome, Ambiguous) and set(outcome.candidates) == set(same)
        else:
            assert isinstance(outcome, Unmatched)
