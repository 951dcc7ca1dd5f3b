"""What becomes an issue, and what the issue says."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.model.clash import ClashItem, ClashStatus
from converter.model.comments import Comment
from converter.plan.grouping import GroupBy, Grouping
from converter.plan.issues import Action
from converter.plan.limits import DESCRIPTION_CHARACTERS, TITLE_CHARACTERS
from converter.plan.settings import PlanSettings
from tests.plan.reports import SETTINGS, a_test, clash, codes, group, item, plan, plan_of, report

LIVE = (ClashStatus.NEW, ClashStatus.ACTIVE, ClashStatus.REVIEWED, ClashStatus.UNKNOWN)


@pytest.mark.parametrize("status", ClashStatus)
def test_live_clashes_are_created_and_closed_ones_withheld(status: ClashStatus) -> None:
    made = plan(a_test(clash(1, status)))
    (issue,), (line,) = made.issues, made.clashes
    if status in LIVE:
        assert issue.action is Action.CREATE and issue.status == "open" and line.issue == issue.uuid
    else:
        assert issue.action is Action.WITHHOLD and status.value in issue.reason and line.issue is None
        assert "PLN001" in codes(made)
    wanted = {ClashStatus.APPROVED: "suppressed", ClashStatus.RESOLVED: "resolved"}.get(status, "new")
    assert line.state == wanted and line.reason


def test_a_group_is_one_issue_and_a_loose_clash_another() -> None:
    made = plan(a_test(group("G", clash(1), clash(2)), clash(3)))
    first, second = made.issues
    assert (first.group, first.clashes) == ("G", 2) and (second.group, second.clashes) == ("", 1)
    assert [line.issue for line in made.clashes] == [first.uuid, first.uuid, first.uuid, second.uuid]


def test_a_group_of_headers_only_is_an_issue() -> None:
    (issue,) = plan(a_test(group("G"))).issues
    assert issue.action is Action.CREATE and issue.clashes == 0 and issue.title.endswith("G")
    assert "whose clashes are not in this report" in issue.description


def test_nothing_open_vanishes_behind_a_closed_header() -> None:
    (issue,) = plan(a_test(group("G", clash(1), status=ClashStatus.APPROVED))).issues
    assert issue.action is Action.CREATE and "1 of its clashes are open" in issue.reason


def test_a_group_whose_members_are_all_closed_but_whose_header_is_open_is_kept() -> None:
    (issue,) = plan(a_test(group("G", clash(1, ClashStatus.RESOLVED)))).issues
    assert issue.action is Action.CREATE


def test_flat_groups_are_put_together_by_name() -> None:
    made = plan(a_test(clash(1, parent_group="G"), clash(2, parent_group="G"), clash(3, parent_group="H"), clash(4)))
    assert [(issue.group, issue.clashes) for issue in made.issues] == [("G", 2), ("H", 1), ("", 1)]
    assert made.issues[0].distance_m == -0.02, "the deepest live member stands for the group"


def test_one_issue_a_clash_when_asked() -> None:
    made = plan(
        a_test(group("G", clash(1), clash(2)), group("H")),
        settings=replace(SETTINGS, grouping=Grouping((GroupBy.NONE,))),
    )
    assert len(made.issues) == 3, "a header without members stays"


def test_the_order_of_rows_and_objects_does_not_matter() -> None:
    rows = [clash(number) for number in range(1, 20)]
    swapped = [replace(row, items=row.items[::-1]) for row in rows]
    random.Random(2).shuffle(swapped)
    assert {i.uuid for i in plan(a_test(*rows)).issues} == {i.uuid for i in plan(a_test(*swapped)).issues}


def test_a_fresh_guid_or_name_makes_no_other_issue() -> None:
    one, other = clash(1), clash(1, guid="another", name="Clash99", point_m=(9.0, 9.0, 9.0))
    assert plan(a_test(one)).issues[0].uuid == plan(a_test(other)).issues[0].uuid


def test_a_pair_that_occurs_twice_is_two_issues() -> None:
    rows = clash(1), clash(1, guid="second", name="Clash2")
    made = plan(a_test(*rows), settings=replace(SETTINGS, grouping=Grouping((GroupBy.NONE,))))
    assert len({issue.uuid for issue in made.issues}) == 2
    assert len(plan(a_test(*rows)).issues) == 1, "one pair is one problem"


def test_without_two_known_objects_the_guid_decides_and_that_is_said() -> None:
    made = plan(a_test(clash(1, items=(item(1), ClashItem()))))
    assert made.issues[0].key == "guid|structure vs ducts|guid-1" and "PLN007" in codes(made)


def test_the_same_header_twice_is_left_out_with_a_line() -> None:
    made = plan_of(
        report(a_test(group("G")), path="a.xml"), report(a_test(group("G"), name="structure VS ducts"), path="b.xml")
    )
    assert len(made.issues) == 1 and ("PLN009" in codes(made) or "PLN006" in codes(made))
    assert len(made.clashes) == 2


def test_no_picture_and_no_point_mean_no_viewpoint_and_are_said() -> None:
    without_picture = plan(a_test(clash(1)), picture=None)
    without_point = plan(a_test(clash(1, point_m=None)))
    assert without_picture.issues[0].viewpoint is None and "PLN002" in codes(without_picture)
    assert without_point.issues[0].viewpoint is None and "PLN003" in codes(without_point)


def test_the_camera_looks_at_the_point_and_the_box_lies_around_it() -> None:
    view = plan(a_test(clash(4))).issues[0].viewpoint
    assert view is not None and view.section is not None
    distance = view.camera.target_distance_m or 0.0
    seen = [e + distance * d for e, d in zip(view.camera.position_m, view.camera.direction, strict=True)]
    assert seen == pytest.approx((4.0, 2.0, 3.0))
    assert view.section.min_m == (2.5, 0.5, 1.5) and view.section.max_m == (5.5, 3.5, 4.5)


def test_the_section_of_a_group_takes_in_what_is_near_only() -> None:
    near, far = clash(2, point_m=(3.0, 2.0, 3.0)), clash(3, point_m=(300.0, 2.0, 3.0))
    view = plan(a_test(group("G", clash(1), near, far))).issues[0].viewpoint
    assert view is not None and view.section is not None and view.section.max_m[0] == 4.5


def test_the_title_says_what_meets_what_and_where() -> None:
    (issue,) = plan(a_test(clash(7))).issues
    assert issue.title == "Beam × Duct · B-2, Level 2 · Clash7"


def test_the_description_names_place_objects_and_source() -> None:
    text = plan(a_test(clash(7, description="Hard"))).issues[0].description
    for words in (
        "Hard clash, 70 mm deep",
        "B-2",
        "Level 2",
        "Element ID 7",
        "Structure.nwc",
        "Services.nwc",
        "Tower.xml",
        "guid-7",
        "Found: 2026-03-02",
    ):
        assert words in text


def test_feet_are_told_in_feet() -> None:
    made = plan_of(replace(report(a_test(clash(7))), units="ft"))
    assert "0.23 ft (70 mm) deep" in made.issues[0].description
    assert "Point: 22.966, 6.562, 9.843 ft (7.000, 2.000, 3.000 m)" in made.issues[0].description


def test_the_title_stays_when_objects_are_swapped() -> None:
    row = clash(7)
    swapped = replace(row, items=row.items[::-1])
    assert plan(a_test(row)).issues[0].title == plan(a_test(swapped)).issues[0].title


def test_a_group_does_not_show_a_clash_that_is_approved() -> None:
    deepest = clash(9, ClashStatus.APPROVED, distance_m=-0.9)
    made = plan(a_test(group("G", deepest, clash(1), clash(2))))
    assert made.issues[0].point_m == (2.0, 2.0, 3.0) and made.issues[0].distance_m == -0.02
    assert "900 mm" not in made.issues[0].description


def test_every_clash_of_a_group_is_listed_as_long_as_there_is_room() -> None:
    text = plan(a_test(group("G", *(clash(n) for n in range(1, 41))))).issues[0].description
    assert "40. Clash40" in text and "more clashes" not in text
    text = plan(a_test(group("G", *(clash(n) for n in range(1, 401))))).issues[0].description
    assert (
        len(text) <= DESCRIPTION_CHARACTERS
        and "more clashes; clashes.jsonl lists them all" in text
        and "Source:" in text
    )


def test_the_camera_of_a_group_shows_all_that_is_near() -> None:
    one = plan(a_test(clash(1))).issues[0].viewpoint
    many = plan(a_test(group("G", clash(1), clash(8)))).issues[0].viewpoint
    assert one is not None and many is not None
    assert (many.camera.target_distance_m or 0) > (one.camera.target_distance_m or 0) + 3


@pytest.mark.parametrize(
    ("settings", "image", "reason"),
    [
        (replace(SETTINGS, pictures=False), "a.jpg", "pictures are switched off"),
        (SETTINGS, "a.jpg", "its picture is missing or no good"),
        (SETTINGS, None, "the report has no picture of it"),
    ],
)
def test_the_reason_for_no_viewpoint_is_the_true_one(settings: PlanSettings, image: str | None, reason: str) -> None:
    assert plan(a_test(clash(1, image=image)), settings=settings, picture=None).issues[0].no_viewpoint_reason == reason


def test_the_layer_of_a_drawing_is_no_level() -> None:
    drawn = ClashItem((("Entity Handle", "1A"),), "Beams", ("File", "a.dwg", "Beam", "x"))
    assert plan(a_test(clash(1, items=(drawn, drawn), grid_location=None))).issues[0].level is None
    assert plan(a_test(clash(1, grid_location=None))).issues[0].level == "Level 2"


def test_what_people_said_and_who_shall_act_is_in_the_description() -> None:
    said = Comment("1", "dora", "Lower the duct", datetime(2026, 3, 3, 9, 5))
    result = clash(1, comments=(said,), assigned_to="Mechanical")
    text = plan(a_test(result)).issues[0].description
    assert (
        "Comment by dora 2026-03-03 09:05: Lower the duct" in text and "Assigned in Navisworks to: Mechanical" in text
    )
    zoned = plan(a_test(result), settings=replace(SETTINGS, time_zone=ZoneInfo("UTC")))
    assert "09:05 UTC: Lower" in zoned.issues[0].description
    assert zoned.clashes[0].found == "2026-03-02T08:00:00+00:00"


def test_comments_of_every_member_are_kept_once() -> None:
    said = Comment("1", "dora", "Lower the duct")
    text = plan(a_test(group("G", clash(1, comments=(said,)), clash(2, comments=(said,))))).issues[0].description
    assert text.count("Lower the duct") >= 2


@pytest.mark.parametrize(
    ("assigned", "email"), [("dora@example.com", "dora@example.com"), ("Dora", None), (None, None)]
)
def test_only_an_address_becomes_an_assignee(assigned: str | None, email: str | None) -> None:
    assert plan(a_test(clash(1, assigned_to=assigned))).issues[0].assignee == email


def test_a_long_description_is_shortened_and_that_is_said() -> None:
    said = tuple(Comment(str(n), "dora", "x" * 500) for n in range(60))
    made = plan(a_test(clash(1, comments=said)))
    assert len(made.issues[0].description) == DESCRIPTION_CHARACTERS and "PLN008" in codes(made)


def test_origin_is_the_identity_not_the_guid() -> None:
    (issue,) = plan(a_test(clash(1))).issues
    assert issue.origin.origin_id == issue.uuid and issue.origin.deep_link_url == f"urn:uuid:{issue.uuid}"
    assert issue.origin.title == "Clash1 (Structure vs Ducts)"
    linked = plan(a_test(clash(1)), settings=replace(SETTINGS, link="https://files.example.com/{uuid}"))
    assert linked.issues[0].origin.deep_link_url == f"https://files.example.com/{issue.uuid}"


names = st.text(alphabet=st.characters(exclude_categories=("Cs",)), min_size=1, max_size=120)


@given(st.lists(names, min_size=1, max_size=8), names, names)
def test_titles_fit_and_tell_apart(clash_names: list[str], test: str, kind: str) -> None:
    rows = [
        clash(number, name=name, items=(item(number, name=kind), item(number, "Services.nwc", kind)))
        for number, name in enumerate(clash_names)
    ]
    titles = [issue.title for issue in plan(a_test(*rows, name=test)).issues]
    assert all(1 <= len(title) <= TITLE_CHARACTERS for title in titles)
    assert len(set(titles)) == len(titles)
