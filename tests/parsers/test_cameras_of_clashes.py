"""Which saved view belongs to which clash: folder = test, view = clash or group."""

from __future__ import annotations

from math import dist
from pathlib import Path

import pytest

from converter.model.clash import ClashTest
from converter.model.diagnostics import Diagnostic
from converter.model.viewpoint import Viewpoint
from converter.parsers.navisworks.clash_xml import ClashXmlReader
from converter.parsers.navisworks.viewpoints import ViewpointsReader, cameras_for
from tests import navisworks
from tests.conftest import SAMPLES
from tests.parsers.viewpoint_parts import document, folder, read_text, view

TEST = "Structure vs Ducts"
Found = tuple[dict[tuple[str, str], Viewpoint], tuple[Diagnostic, ...]]


def matched(place: Path, views: str, content: str, name: str = TEST) -> Found:
    """Views of an export matched with the entries of a test."""
    saved = read_text(place, document(views)).saved_viewpoints
    tests = navisworks.read_text(place, navisworks.document(navisworks.test_element(content, name=name))).tests
    return cameras_for(tests, saved, "views.xml")


def codes(found: Found) -> list[str]:
    return [each.code for each in found[1]]


def test_views_are_found_for_loose_clashes_groups_and_members(tmp_path: Path) -> None:
    entries = navisworks.group(9, navisworks.clash(1, group="G"), name="G") + navisworks.clash(2)
    found = matched(tmp_path, folder(TEST, view("G", guid="g"), view("Clash1", guid="1"), view("Clash2")), entries)
    assert {name: each.name for (_, name), each in found[0].items()} == {
        "G": "G",
        "Clash1": "Clash1",
        "Clash2": "Clash2",
    }
    assert {test for test, _ in found[0]} == {TEST} and codes(found) == ["NWV004"]
    assert found[1][0].message == "3 of 3 saved views give clashes their cameras"


def test_a_view_is_found_for_a_group_that_is_only_a_name(tmp_path: Path) -> None:
    entries = navisworks.clash(1, group="G") + navisworks.clash(2, group="G")
    found = matched(tmp_path, folder(TEST, view("G")), entries)
    assert list(found[0]) == [(TEST, "G")] and codes(found) == ["NWV004"]


def test_views_in_other_folders_and_of_other_names_are_left_alone(tmp_path: Path) -> None:
    views = view("Clash1") + folder("Other", view("Clash1")) + folder(TEST, view("Clash2"), view("clash1"))
    found = matched(tmp_path, views, navisworks.clash(1))
    assert found[0] == {} and found[1][0].message == "0 of 4 saved views give clashes their cameras"


def test_the_folder_may_lie_in_others_and_hold_others(tmp_path: Path) -> None:
    views = folder("Week 1", folder(TEST, folder("Level 2", view("Clash1"))))
    assert (TEST, "Clash1") in matched(tmp_path, views, navisworks.clash(1))[0]


def test_blanks_at_the_ends_of_names_make_no_difference(tmp_path: Path) -> None:
    found = matched(tmp_path, folder(f"{TEST}  ", view(" Clash1 ")), navisworks.clash(1, name="Clash1 "), f" {TEST} ")
    assert list(found[0]) == [(TEST, "Clash1 ")]


@pytest.mark.parametrize(
    ("views", "entries"),
    [
        (view("Clash1") + view("Clash1"), navisworks.clash(1)),
        (view("Clash1"), navisworks.clash(1) + navisworks.clash(2, name="Clash1")),
        (view("Clash1"), navisworks.clash(1) + navisworks.clash(2, name="Clash1 ")),
        (view("G"), navisworks.group(8, "", name="G") + navisworks.group(9, "", name="G")),
        (view("Clash1"), navisworks.group(9, navisworks.clash(1), name="G") + navisworks.clash(2, name="Clash1")),
        (view("G"), navisworks.clash(1, group="G") + navisworks.clash(2, name="G")),
    ],
)
def test_a_name_that_says_two_things_says_nothing(tmp_path: Path, views: str, entries: str) -> None:
    found = matched(tmp_path, folder(TEST, views), entries)
    assert found[0] == {} and codes(found) == ["NWV004", "NWV005"]


def test_one_ambiguous_name_leaves_the_others_their_cameras(tmp_path: Path) -> None:
    views = folder(TEST, view("Clash1"), view("Clash1"), view("Clash2"))
    found = matched(tmp_path, views, navisworks.clash(1) + navisworks.clash(2))
    assert [name for _, name in found[0]] == ["Clash2"] and codes(found) == ["NWV004", "NWV005"]


def test_the_same_name_in_two_tests_is_not_ambiguous(tmp_path: Path) -> None:
    views = folder("A", view("Clash1", guid="a")) + folder("B", view("Clash1", guid="b"))
    saved = read_text(tmp_path, document(views)).saved_viewpoints
    elements = [navisworks.test_element(navisworks.clash(1), name=name) for name in "AB"]
    tests = navisworks.read_text(tmp_path, navisworks.document(*elements)).tests
    found, _ = cameras_for(tests, saved, "views.xml")
    assert {test: each.guid for (test, _), each in found.items()} == {"A": "a", "B": "b"}


def test_a_view_without_camera_is_not_counted_among_the_cameras(tmp_path: Path) -> None:
    found = matched(tmp_path, folder(TEST, '<view name="Clash1"/>'), navisworks.clash(1))
    assert found[1][0].message == "0 of 1 saved views give clashes their cameras"


@pytest.mark.parametrize("week", ["week-1", "week-1-feet"])
def test_every_sample_view_belongs_to_an_entry_and_aims_at_its_point(week: str) -> None:
    saved = ViewpointsReader().read(SAMPLES / "viewpoints" / "Building viewpoints.xml", "views").saved_viewpoints
    report = ClashXmlReader().read(SAMPLES / week / "Building (everything).xml", "report")
    found, diagnostics = cameras_for(report.tests, saved, "views")
    assert len(found) == len(saved) > 20 and [each.code for each in diagnostics] == ["NWV004"]
    points = {(test.display_name, name): point for test in report.tests for name, point in points_of(test)}
    for key, each in found.items():
        assert each.camera is not None and each.camera.target_distance_m is not None and each.section_box is not None
        away = each.camera.target_distance_m
        aim = [p + away * d for p, d in zip(each.camera.position_m, each.camera.direction, strict=True)]
        assert dist(aim, points[key]) < 0.001


def points_of(test: ClashTest) -> list[tuple[str, tuple[float, float, float]]]:
    entries = [*(group.header for group in test.groups), *test.results]
    return [(entry.name, entry.point_m) for entry in entries if entry.point_m is not None]
