"""Storey, room and path of a clash."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.geometry.boxes import contains
from converter.model.ifc import IfcStorey
from converter.model.vectors import Box, Vector
from converter.plan.models.model_notes import place_notes
from converter.plan.models.places import LevelSource, Place, ReportedPlace, Space, Spaces, place_of
from tests.plan.ifc_models import cube, element

STOREYS = (
    IfcStorey("a", 1, "Ground floor", 0.0),
    IfcStorey("b", 2, "Level 2", 3.1),
    IfcStorey("c", 3, "Roof", 6.0),
    IfcStorey("d", 4, "Level without height"),
)
BY_FILE = {"A.ifc": STOREYS, "B.ifc": STOREYS}
GROUND = ("Project", "Site", "Tower", "Ground floor")
WALL = element("A.ifc", 1, storey="Ground floor", path=GROUND)
PIPE = element("B.ifc", 2, storey="Level 2", path=("Project", "Tower", "Level 2"))
LOOSE = element("B.ifc", 3, path=("Project", "Site", "Tower"))
NOTHING = ReportedPlace()


def test_both_lie_in_one_storey() -> None:
    place = place_of([WALL, replace(WALL, step_id=9)], ReportedPlace("LEVEL 1", "B-2"), BY_FILE)
    assert place == Place(
        level="Ground floor",
        grid="B-2",
        storey="Ground floor",
        path=("Tower", "Ground floor"),
        level_source=LevelSource.STOREY,
        storeys=("Ground floor",),
    )


def test_an_element_without_a_container_has_no_say() -> None:
    place = place_of([LOOSE, PIPE], ReportedPlace("LEVEL 1"), BY_FILE)
    assert (place.level, place.path) == ("Level 2", ("Tower", "Level 2"))


@pytest.mark.parametrize(
    ("reported", "storey"),
    [
        (ReportedPlace(level="level  2"), "Level 2"),
        (ReportedPlace(level="LEVEL 1", point_m=(0, 0, 3.2)), "Level 2"),
        (ReportedPlace(point_m=(0, 0, 3.0)), "Ground floor"),
        (ReportedPlace(level="Level 2", point_m=(0, 0, 1.0)), "Level 2"),
        (ReportedPlace(point_m=(0, 0, 7.0)), "Ground floor"),  # the point is on the roof: neither; the first
        (NOTHING, "Ground floor"),
    ],
)
def test_two_storeys(reported: ReportedPlace, storey: str) -> None:
    place = place_of([WALL, PIPE], reported, BY_FILE)
    assert place.level == place.storey == storey and place.path == ("Tower", storey)
    assert place.storeys == ("Ground floor", "Level 2")


def test_a_storey_that_says_nothing_gives_way() -> None:
    steel = element("B.ifc", 4, storey="Undefined", path=("Project", "Undefined", "Undefined"))
    assert place_of([steel, WALL], NOTHING, BY_FILE).level == "Ground floor"
    alone = place_of([steel], ReportedPlace("LEVEL 1"), BY_FILE)
    assert (alone.level, alone.path) == ("Undefined", ()), "it is the container, but no place to look for"


@pytest.mark.parametrize("nameless", ["", "IfcBuilding", "Undefined"])
def test_a_building_without_a_name_may_have_one_in_the_other_model(nameless: str) -> None:
    first = replace(PIPE, storey="Ground floor", path=("Project", "Site", nameless, "Ground floor"))
    assert place_of([first, WALL], NOTHING, BY_FILE).path == ("Tower", "Ground floor")
    assert place_of([first], NOTHING, BY_FILE).path == ("Ground floor",)


def test_without_a_container_the_report_counts_then_the_height() -> None:
    reported = place_of([LOOSE], ReportedPlace("Mezzanine", point_m=(0, 0, 4.0)), BY_FILE)
    assert (reported.level, reported.storey, reported.level_source) == ("Mezzanine", None, LevelSource.REPORT)
    by_height = place_of([LOOSE], ReportedPlace(point_m=(0, 0, 4.0)), BY_FILE)
    assert (by_height.level, by_height.level_source) == ("Level 2", LevelSource.ELEVATION)
    assert by_height.path == ("Tower", "Level 2")
    below = place_of([LOOSE], ReportedPlace(point_m=(0, 0, -9.0)), BY_FILE)
    assert below == Place(level_source=LevelSource.NOWHERE)


def test_a_single_storey_is_no_ladder_of_heights() -> None:
    alone = {"B.ifc": STOREYS[:1]}
    assert place_of([LOOSE], ReportedPlace(point_m=(0, 0, 400.0)), alone).level is None


def test_nothing_known() -> None:
    assert place_of([], NOTHING, {}) == Place()
    assert place_of([], ReportedPlace("Level 1", "A-1"), {}).level == "Level 1"


def space(name: str, box: Box, **fields: object) -> Space:
    return Space(element("A.ifc", 50, ifc_class="IfcSpace", name=name), box, **fields)  # type: ignore[arg-type]


HALL = space("A100", cube((0, 0, 0), 10), long_name="Hall", zone="Public")
NICHE = space("A101", cube((4, 0, 0), 1), long_name="Niche")


def test_room_and_zone() -> None:
    spaces = Spaces([HALL, NICHE])
    at = ReportedPlace(point_m=(-4, 0, 0))
    place = place_of([WALL], at, BY_FILE, spaces)
    assert (place.room, place.zone) == ("A100 Hall", "Public")
    assert place.path == ("Tower", "Ground floor", "A100 Hall")
    assert place_of([WALL], replace(at, point_m=(4.5, 0, 0)), BY_FILE, spaces).room == "A101 Niche"
    assert place_of([WALL], replace(at, point_m=(0, 0, 11)), BY_FILE, spaces).room is None
    assert place_of([WALL], NOTHING, BY_FILE, spaces).room is None
    assert place_of([LOOSE], at, {}, spaces).path == ("Tower", "A100 Hall")


def test_the_label_of_a_room_says_nothing_twice() -> None:
    box = cube((0, 0, 0))
    assert [space(*args).label for args in (("Hall", box), ("", box))] == ["Hall", ""]  # type: ignore[arg-type]
    assert space("Hall", box, long_name="Hall").label == "Hall"


@given(
    st.lists(st.tuples(st.tuples(*[st.floats(-200, 200)] * 3), st.floats(0.5, 150)), max_size=12),
    st.tuples(*[st.floats(-220, 220)] * 3),
)
def test_the_smallest_space_around_a_point_is_found(boxes: list[tuple[Vector, float]], point: Vector) -> None:
    made = [space(f"R{n}", cube(centre, half)) for n, (centre, half) in enumerate(boxes)]
    found = Spaces(made).around(point)
    holding = [each for each in made if contains(each.box, point)]
    assert (found is None) is (not holding)
    if found:
        size = [each.box.max_m[0] - each.box.min_m[0] for each in holding]
        assert found in holding and found.box.max_m[0] - found.box.min_m[0] == pytest.approx(min(size))


@given(st.lists(st.sampled_from([WALL, PIPE, LOOSE]), max_size=3), st.sampled_from([None, "Level 2", "X"]))
def test_the_level_is_a_container_of_an_element_that_has_one(elements: list[object], level: str | None) -> None:
    place = place_of(elements, ReportedPlace(level), BY_FILE)  # type: ignore[arg-type]
    held = {each.storey for each in elements if each.storey}  # type: ignore[attr-defined]
    assert place.level in held if held else place.level == level


def test_levels_that_differ_are_told() -> None:
    places = [place_of([WALL], ReportedPlace(level), BY_FILE) for level in ("LEVEL 1", "Ground floor", None)]
    notes = list(place_notes(zip(("LEVEL 1", "Ground floor", None), places, strict=True), file="r.xml"))
    assert [(each.code, each.count) for each in notes] == [("PLN050", 1)]
    assert "'Ground floor' for 'LEVEL 1'" in notes[0].message
