"""What of a topic's viewpoints an issue shows, and what becomes of one topic in several archives."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime
from math import pi, tan
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.app.fates import copies_of_topics
from converter.geometry.object_ranges import VisibilityChoice, compress
from converter.geometry.redlines import redlines_of
from converter.geometry.vectors import added, dot
from converter.model.picture import Picture
from converter.model.topic import Topic
from converter.model.vectors import Box
from converter.model.viewpoint import (
    Bitmap,
    BitmapFormat,
    ClippingPlane,
    Coloring,
    Component,
    Line,
    OrthogonalCamera,
    PerspectiveCamera,
    Viewpoint,
    Visibility,
    planes_of_box,
)
from converter.parsers.bcf.reader import BcfReader
from converter.plan.issues import PlannedViewpoint
from converter.plan.limits import ATTACHMENTS
from tests.plan.bcf_topics import (
    CAMERA,
    SETTINGS,
    archive,
    issue_of,
    messages,
    of_entry,
    picture,
    plan,
    plan_of,
    topic,
    view,
    written_archive,
)
from tests.plan.reports import codes

BOX = Box((-1.0, -2.0, 0.5), (4.0, 5.0, 6.0))
TILTED = ClippingPlane((0.0, 0.0, 3.0), (0.0, 0.6, 0.8))


def shown_view(made: Topic, *, orthogonal: bool = False) -> PlannedViewpoint:
    found = issue_of(made, replace(SETTINGS, orthogonal=orthogonal)).viewpoint
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("views", "first"),
    [
        ([("a.bcfv", 7, True, True), ("b.bcfv", 2, True, True), ("viewpoint.bcfv", 4, True, True)], 1),
        ([("a.bcfv", None, True, True), ("viewpoint.bcfv", None, True, True)], 1),
        ([("viewpoint.bcfv", None, True, True), ("a.bcfv", 0, True, True)], 1),
        ([("a.bcfv", None, True, True), ("b.bcfv", None, True, True)], 0),
        ([("a.bcfv", 0, False, True), ("b.bcfv", 1, True, False), ("c.bcfv", 2, True, True)], 2),
    ],
)
def test_the_view_shown_has_the_lowest_index_the_usual_name_or_stands_first(
    tmp_path: Path, views: list[tuple[str, int | None, bool, bool]], first: int
) -> None:
    """Among those, the first with a camera and a picture; here a camera's x is the number of its viewpoint."""
    report = BcfReader().read(written_archive(tmp_path, *views), "views.bcf")
    (issue,) = plan_of(report).issues
    assert issue.viewpoint is not None and issue.viewpoint.camera.position_m == (float(first), 0.0, 0.0)
    others = [name for number, (name, *_) in enumerate(views) if number != first]
    assert all(name in issue.description for name in others)


def test_every_viewpoint_with_camera_and_picture_is_shown_and_other_pictures_are_attached_each_once() -> None:
    views = (view(1), view(2), view(3, camera=None), view(4, snapshot_entry=(3,)), view(5, snapshot_entry=None))
    more = (view(6, camera=None, snapshot_entry=(6,)), view(7, camera=None, snapshot_entry=(6,)))
    issue = issue_of(topic(viewpoints=(*views, *more)))
    assert issue.viewpoint is not None and issue.viewpoint.picture == picture(1)
    assert [(each.name.rpartition(" ")[2], each.picture) for each in issue.further_views] == [
        ("2", picture(2)),
        ("4", picture(3)),
    ]
    assert issue.attachments == (picture(6),), "the picture of the third is that of the fourth, which is shown"
    lines = [line for line in issue.description.splitlines() if line.startswith("Viewpoint ")]
    assert [line.split()[1:3] for line in lines] == [[f"{number}:", f"view-{number}"] for number in range(2, 8)]
    assert ["picture is attached" in line for line in lines] == [False, False, False, False, True, False]


def test_a_viewpoint_keeps_its_uuid_in_whatever_order_it_stands() -> None:
    views = (view(1), view(2), view(3), view(3, snapshot_entry=(4,)))
    issue, other = issue_of(topic(viewpoints=views)), issue_of(topic(viewpoints=views[1:] + views[:1]))
    both = [{shown.picture: shown.uuid for shown in (each.viewpoint, *each.further_views) if shown}
            for each in (issue, other)]  # fmt: skip
    assert both[0] == both[1] and len(set(both[0].values())) == 4, "two of one guid are told apart"
    assert not set(both[0].values()) & {shown.uuid for shown in issue_of(topic(2, viewpoints=views)).further_views}


def test_no_more_pictures_are_attached_than_an_issue_may_have() -> None:
    def flat(last: int) -> tuple[Viewpoint, ...]:
        return (view(1), *[view(number, camera=None) for number in range(2, last)])

    full = topic(viewpoints=flat(ATTACHMENTS + 7))
    made = plan(full, topic(2))
    assert made.issues[0].attachments == tuple(picture(number) for number in range(2, ATTACHMENTS + 2))
    assert len(messages(made, "PLN013")) == 1 and "1 issue" in messages(made, "PLN013")[0]
    assert all(str(each.guid) in made.issues[0].description for each in full.viewpoints[1:])
    assert made.issues[0].description.count("picture is attached") == ATTACHMENTS
    enough = plan(topic(viewpoints=flat(ATTACHMENTS + 2)))
    assert len(enough.issues[0].attachments) == ATTACHMENTS and "PLN013" not in codes(enough)


@pytest.mark.parametrize(
    ("views", "attached"),
    [
        ((), ()),
        ((view(1, camera=None), view(2, camera=None)), (picture(1), picture(2))),
        ((view(1, snapshot_entry=None),), ()),
        ((view(1, snapshot_entry=None), view(2, camera=None)), (picture(2),)),
    ],
)
def test_without_camera_or_picture_there_is_an_issue_without_viewpoint(
    views: tuple[Viewpoint, ...], attached: tuple[Picture, ...]
) -> None:
    made = plan(topic(viewpoints=views))
    (issue,) = made.issues
    assert issue.viewpoint is None and issue.attachments == attached
    assert issue.no_viewpoint_reason in messages(made, "PLN002")[0] and issue.no_viewpoint_reason
    assert "PLN003" not in codes(made), "a topic has no clash point"


def test_a_picture_that_cannot_be_had_is_as_good_as_none() -> None:
    made = plan_of(archive(topic(viewpoints=(view(1), view(2)))), find=lambda _file, _view: None)
    assert made.issues[0].viewpoint is None and made.issues[0].attachments == ()


def test_a_perspective_camera_stays_as_it_is() -> None:
    assert shown_view(topic(viewpoints=(view(),))).camera == CAMERA


@given(st.floats(0.1, 500), st.sampled_from([None, 1.0, 1.5]))
def test_an_orthogonal_camera_becomes_a_perspective_one_that_shows_the_same_height(
    height_m: float, aspect: float | None
) -> None:
    flat = OrthogonalCamera((5.0, 6.0, 70.0), (0.0, 0.0, -1.0), (0.0, 1.0, 0.0), height_m, aspect)
    full = topic(viewpoints=(view(camera=flat),))
    camera = shown_view(full).camera
    assert isinstance(camera, PerspectiveCamera) and camera.target_distance_m
    assert (camera.direction, camera.up, camera.aspect) == (flat.direction, flat.up, flat.aspect)
    assert camera.position_m[:2] == flat.position_m[:2], "it moves along its own axis only"
    assert 2 * camera.target_distance_m * tan(camera.field_of_view_rad / 2) == pytest.approx(height_m)
    assert shown_view(full, orthogonal=True).camera == flat


def test_six_upright_planes_are_their_box_and_no_plane_is_no_section() -> None:
    planes = list(planes_of_box(BOX))
    random.Random(3).shuffle(planes)
    made = plan(topic(viewpoints=(view(clipping_planes=tuple(planes)),)))
    found = made.issues[0].viewpoint
    assert found is not None and found.section == BOX and "GEO001" not in codes(made)
    assert shown_view(topic(viewpoints=(view(),))).section is None
    assert shown_view(topic(viewpoints=(view(section_box=BOX),))).section == BOX


@pytest.mark.parametrize("planes", [planes_of_box(BOX)[:1], planes_of_box(BOX)[:5], (*planes_of_box(BOX)[:5], TILTED)])
def test_other_planes_become_a_box_around_what_the_camera_looks_at_and_that_is_said(
    planes: tuple[ClippingPlane, ...],
) -> None:
    made = plan(topic(viewpoints=(view(camera=replace(CAMERA, target_distance_m=17.0), clipping_planes=planes),)))
    found = made.issues[0].viewpoint
    assert found is not None and found.section == Box((-0.5, -4.5, 1.5), (2.5, -1.5, 4.5))
    (message,) = messages(made, "GEO001")
    assert message.startswith("1 ") and f"{len(planes)} clip plane" in message


def test_lines_are_drawn_with_the_camera_of_the_issue_and_those_behind_it_are_counted() -> None:
    flat = OrthogonalCamera((0.0, 0.0, 50.0), (0.0, 0.0, -1.0), (0.0, 1.0, 0.0), 10.0)
    lines = (Line((0.0, 0.0, 40.0), (2.0, 1.0, 40.0), "FF00FF00"), Line((0.0, 0.0, 90.0), (1.0, 0.0, 95.0)))
    made = plan(topic(viewpoints=(view(camera=flat, lines=lines),)))
    found = made.issues[0].viewpoint
    assert found is not None and found.camera != flat and found.dropped_lines == 1 and "GEO003" in codes(made)
    assert found.redlines == redlines_of(lines[:1], found.camera).lines and len(found.redlines) == 1
    depth = dot(added((2.0, 1.0, 40.0), found.camera.position_m, -1.0), found.camera.direction)
    assert isinstance(found.camera, PerspectiveCamera)
    scale = tan(pi / 4) / tan(pi / 8)
    assert found.redlines[0].end == pytest.approx((scale * 2 / depth, scale * 1 / depth))
    assert found.redlines[0].color == (0.0, 1.0, 0.0, 1.0)


class KnownObjects:
    """Knows every component: its id is its place in the list."""

    def visibility(self, seen: Viewpoint) -> VisibilityChoice | None:
        assert seen.visibility is not None
        return VisibilityChoice(seen.visibility.default, compress([int(each.ifc_guid or 0) for each in
                                                                   seen.visibility.exceptions]))  # fmt: skip


def test_visibility_is_said_in_the_targets_ids_where_they_are_known() -> None:
    seen = Visibility(default=False, exceptions=tuple(Component(str(number)) for number in (7, 8, 9, 30)))
    full = archive(topic(viewpoints=(view(visibility=seen),)))
    known = plan_of(full, object_ids=KnownObjects())
    found = known.issues[0].viewpoint
    assert found is not None and found.visibility is not None and found.visibility.default is False
    assert found.visibility.exceptions.as_lists() == {"object_ids": [30], "object_ranges": [[7, 3]]}
    assert "PLN014" not in codes(known)
    unknown = plan_of(full)
    assert unknown.issues[0].viewpoint is not None and unknown.issues[0].viewpoint.visibility is None
    assert messages(unknown, "PLN014")[0].startswith("1 ") and "PLN014" not in codes(plan(topic(viewpoints=(view(),))))


def test_what_cannot_be_carried_over_is_in_the_text() -> None:
    bitmap = Bitmap(BitmapFormat.PNG, "sketch.png", (0.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), 2.0)
    wall, duct = Component("1Wall", "Revit", "4711"), Component("2Duct")
    full = view(selection=(wall, duct), coloring=(Coloring("FF00FF00", (duct,)),), bitmaps=(bitmap,))
    lines = issue_of(topic(viewpoints=(full,))).description.splitlines()
    assert "Components: 1Wall / id 4711 / Revit, 2Duct" in lines
    assert "Colours: #FF00FF00: 2Duct" in lines and any("sketch.png" in line for line in lines)
    many = view(selection=tuple(Component(f"part-{number}") for number in range(40)))
    assert "part-24, and 15 more" in issue_of(topic(viewpoints=(many,))).description


OLD, NEW = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 9, tzinfo=UTC)


def test_one_topic_in_two_archives_with_the_same_content_is_one_issue() -> None:
    first = archive(topic(viewpoints=(view(1),)), path="b.bcf")
    copy = archive(topic(viewpoints=(view(1, snapshot_entry=(44,)),), folder="elsewhere"), path="a.bcf")
    for order in ((first, copy), (copy, first)):
        made = plan_of(*order)
        assert [source.file for issue in made.issues for source in issue.sources] == ["a.bcf"]
        assert [each.location.file for each in made.diagnostics if each.code == "PLN010"] == ["b.bcf"]
        lines = {line.source.file: line for line in made.clashes}
        assert (
            lines["b.bcf"].state == "suppressed" and lines["b.bcf"].issue is None and "a.bcf" in lines["b.bcf"].reason
        )
        assert lines["a.bcf"].issue == made.issues[0].uuid and lines["a.bcf"].key == lines["b.bcf"].key


@given(st.permutations(["a.bcf", "b.bcf", "c.bcf"]))
def test_of_copies_with_other_content_the_newest_is_used_whatever_the_order(order: list[str]) -> None:
    content = {
        "a.bcf": topic(description="old", modified=OLD),
        "b.bcf": topic(description="new", modified=NEW),
        "c.bcf": topic(description="never changed", created=datetime(2026, 3, 5, tzinfo=UTC)),
    }
    made = plan_of(*(archive(content[name], path=name) for name in order))
    (issue,) = made.issues
    assert "new" in issue.description and issue.sources[0].file == "b.bcf"
    told = {each.location.file for each in made.diagnostics if each.code == "PLN011"}
    assert told == {"a.bcf", "c.bcf"} and all("b.bcf" in message for message in messages(made, "PLN011"))
    assert "PLN010" not in codes(made) and len(made.clashes) == 3


@given(st.permutations(["a.bcf", "b.bcf", "c.bcf", "d.bcf"]))
def test_of_copies_as_new_that_of_the_newest_bcf_is_used_then_the_first_by_name(order: list[str]) -> None:
    versions = {"a.bcf": "2.1", "b.bcf": "3.0", "c.bcf": "3.0", "d.bcf": "no number"}
    made = plan_of(*(replace(archive(topic(), path=name), version=versions[name]) for name in order))
    assert [source.file for issue in made.issues for source in issue.sources] == ["b.bcf"]
    assert copies_of_topics(made.clashes) == 3
    newer = plan_of(
        replace(archive(topic(description="newer", modified=NEW), path="a.bcf"), version="2.0"),
        replace(archive(topic(description="older", modified=OLD), path="b.bcf"), version="3.0"),
    )
    assert [source.file for issue in newer.issues for source in issue.sources] == ["a.bcf"]
    other = plan_of(
        replace(archive(topic(description="less"), path="a.bcf"), version="2.0"),
        replace(archive(topic(description="more"), path="b.bcf"), version="3.0"),
    )
    assert "which is as new and of BCF 3.0" in messages(other, "PLN011")[0]


def test_different_topics_of_several_archives_are_all_there_and_find_their_own_pictures() -> None:
    asked: list[tuple[str, tuple[int, ...] | None]] = []

    def find(file: str, seen: Viewpoint) -> Picture | None:
        asked.append((file, seen.snapshot_entry))
        return of_entry(file, seen)

    first = archive(topic(1, viewpoints=(view(1),)), path="a.bcf")
    second = archive(topic(2, viewpoints=(view(2),)), path="b.bcf")
    assert len(plan_of(first, second, find=find).issues) == 2
    assert asked == [("a.bcf", (1,)), ("b.bcf", (2,))]
