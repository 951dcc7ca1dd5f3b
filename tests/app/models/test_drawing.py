"""Pictures that are drawn, with the cameras and section boxes that go with them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from math import dist, pi, radians
from pathlib import Path

import pytest

from converter.geometry.boxes import contains, expanded
from converter.geometry.vectors import difference, dot, unit
from converter.model.viewpoint import OrthogonalCamera, PerspectiveCamera
from converter.publisher.procore.validate import problems_of
from tests.app.models.reports import (
    camera,
    codes,
    coloured,
    content_of,
    converted,
    group,
    issues,
    loose,
    pixels,
    section,
    views,
    week_1,
    with_pictures,
    write_report,
)
from tests.app.runs import Run
from tests.conftest import SAMPLES

CLASHES = (*loose(4), *group())
HALF_M = 1.5


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four clashes and a group of three, without pictures."""
    return write_report(tmp_path_factory.mktemp("report") / "Building.xml", CLASHES)


@pytest.fixture(scope="module")
def drawn(report: Path) -> Run:
    return converted(report.parent / "run", report)


def grouped(run: Run) -> dict[bool, list[object]]:
    return {kind: [each for each in issues(run) if bool(each["group"]) is kind] for kind in (False, True)}


def test_every_issue_has_a_picture_that_is_uploaded_with_it(drawn: Run) -> None:
    files = drawn.json("placeholders.json")["files"]
    uploads = {each["pointer"]: each for found in files.values() for each in found if each["kind"] == "upload"}
    assert len(uploads) == len(issues(drawn)) == 5
    for number, item in enumerate(drawn.items):
        upload = uploads[f"/updates/{number}/viewpoints/0/snapshot_upload_uuid"]
        content = (drawn.folder / upload["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == upload["sha256"]
        assert item["viewpoints"][0]["snapshot_upload_uuid"] == f"upload:{upload['sha256']}"
        assert content.startswith(b"\x89PNG")
    kept = {path.name for path in (drawn.folder / "snapshots").iterdir()}
    assert kept == {Path(each["file"]).name for each in uploads.values()}
    assert all(problems_of(path.read_bytes()) == [] for path in (drawn.folder / "batches").iterdir())
    assert codes(drawn) == {}


def test_pictures_have_the_size_that_is_set_and_show_both_elements(drawn: Run) -> None:
    for issue in issues(drawn):
        assert pixels(drawn, issue).shape == (120, 160, 3)
        assert min(coloured(pixels(drawn, issue))) > 0.001, issue["title"]


def test_the_description_says_which_colour_is_which(drawn: Run) -> None:
    for issue, item in zip(issues(drawn), drawn.items, strict=True):
        legend = re.search(r"In the picture, orange: (.+); blue: (.+)$", item["description"])
        assert legend
        one, other = issue["title"].split(" · ")[0].split(" × ")
        if issue["group"]:
            assert legend[1] in one and other == "several elements"
        else:
            assert (legend[1], legend[2]) == (one, other) or legend[1] == other
        assert ("2 more" in legend[2]) is bool(issue["group"])


def test_section_boxes_hold_the_point_and_no_more_than_is_set(drawn: Run) -> None:
    found = views(drawn)
    for issue in grouped(drawn)[False]:
        box, point = section(found[issue["uuid"]]), issue["point_m"]  # type: ignore[index]
        assert contains(box, point)
        for low, high, at in zip(box.min_m, box.max_m, point, strict=True):
            assert -HALF_M - 1e-6 <= low - at < 0 < high - at <= HALF_M + 1e-6
            assert high - low >= HALF_M - 1e-6  # never so small that nothing is around the elements
    (together,) = grouped(drawn)[True]
    members = [clash.point for clash in group() if clash.is_live]
    box = section(found[together["uuid"]])  # type: ignore[index]
    assert all(contains(box, point) for point in members)
    assert all(contains(expanded(box, 1e-6), corner) for corner in (box.min_m, box.max_m))


def test_cameras_look_at_the_clash_from_outside(drawn: Run) -> None:
    for issue in issues(drawn):
        found, point = camera(views(drawn)[issue["uuid"]]), issue["point_m"]
        assert isinstance(found, PerspectiveCamera)
        assert found.field_of_view_rad == pytest.approx(pi / 4)
        towards = difference(tuple(point), found.position_m)
        assert dot(unit(towards), found.direction) > 0.85, "the point lies in the picture"
        assert 0.5 < dist(found.position_m, point) < 30
        assert dot(found.direction, found.up) == pytest.approx(0, abs=1e-6) and found.up[2] > 0


def test_half_of_the_section_can_be_set(report: Path, tmp_path: Path) -> None:
    run = converted(tmp_path / "run", report, view__section_half_size_m=0.4)
    for issue in grouped(run)[False]:
        box, point = section(views(run)[issue["uuid"]]), issue["point_m"]  # type: ignore[index]
        assert all(
            abs(each - at) <= 0.4 + 1e-6
            for corner in (box.min_m, box.max_m)
            for each, at in zip(corner, point, strict=True)
        )


@pytest.mark.parametrize("executor", ["serial", "threads", "processes"])
def test_the_same_files_give_the_same_bytes_however_they_are_drawn(
    drawn: Run, report: Path, tmp_path: Path, executor: str
) -> None:
    again = converted(tmp_path / "run", report, executor=executor)
    ours, theirs = content_of(again), content_of(drawn)
    assert ours.keys() == theirs.keys() and "batches/sync-0001.json" in ours
    assert [name for name in ours if ours[name] != theirs[name]] == []


def test_a_view_of_the_same_things_is_drawn_once(tmp_path: Path) -> None:
    """Two tests that found the same pair at the same point, as a clearance test does beside a hard one."""
    (clash,) = loose(1)
    twice = (clash, replace(clash, test="Structure vs Pipes", guid="00000000-0000-4000-8000-000000000001"))
    run = converted(tmp_path / "run", write_report(tmp_path / "Building.xml", twice))
    assert len(issues(run)) == 2 and len(list((run.folder / "snapshots").iterdir())) == 1
    one, other = views(run).values()
    assert one["camera_data"] == other["camera_data"]


def test_pictures_of_the_report_come_first(report: Path, tmp_path: Path) -> None:
    copy = write_report(tmp_path / "Building.xml", CLASHES)
    with_pictures(copy)
    run = converted(tmp_path / "run", copy)
    assert all(issue["snapshot"].endswith(".jpg") for issue in issues(run))
    assert all("In the picture" not in item["description"] for item in run.items)
    assert codes(run) == {}


def test_only_what_has_no_picture_is_drawn(tmp_path: Path) -> None:
    report = write_report(tmp_path / "Building.xml", CLASHES)
    with_pictures(report)
    (lost, *_) = sorted((tmp_path / "Building_files").glob("cd00*.jpg"))
    lost.unlink()
    run = converted(tmp_path / "run", report)
    assert sum(issue["snapshot"].endswith(".png") for issue in issues(run)) == 1


@pytest.mark.parametrize(
    ("flags", "reason"),
    [
        ({"pictures__draw": False}, "its picture is missing or no good"),
        ({"pictures__use": False}, "pictures are switched off"),
        ({"ifc__shapes": False}, "its picture is missing or no good"),
    ],
)
def test_switched_off_there_is_none_and_the_reason_is_said(
    report: Path, tmp_path: Path, flags: dict[str, object], reason: str
) -> None:
    run = converted(tmp_path / "run", report, **flags)
    assert [each["no_viewpoint_reason"] for each in issues(run)] == [reason] * 5
    assert not views(run) and len(run.items) == 5
    assert all(line["storey"] for line in run.lines("clashes.jsonl"))


def test_a_plan_looks_straight_down(report: Path, tmp_path: Path) -> None:
    run = converted(tmp_path / "run", report, view__source="plan")
    for issue in issues(run):
        found = camera(views(run)[issue["uuid"]])
        assert isinstance(found, PerspectiveCamera)
        assert found.direction == pytest.approx((0, 0, -1)) and found.up == pytest.approx((0, 1, 0))
        assert found.position_m[2] > issue["point_m"][2]
        one, other = coloured(pixels(run, issue))
        assert one + other > 0.005


def test_a_plan_can_stay_parallel(report: Path, tmp_path: Path) -> None:
    run = converted(tmp_path / "run", report, view__source="plan", view__orthogonal=True)
    for view in views(run).values():
        found = camera(view)
        assert isinstance(found, OrthogonalCamera)
        assert found.direction == pytest.approx((0, 0, -1)) and found.view_height_m > 0.5


def test_the_field_of_view_is_the_one_that_is_set(report: Path, tmp_path: Path) -> None:
    run = converted(tmp_path / "run", report, view__field_of_view_deg=60.0)
    for view in views(run).values():
        found = camera(view)
        assert isinstance(found, PerspectiveCamera)
        assert found.field_of_view_rad == pytest.approx(radians(60))


def test_a_caption_stands_below_the_picture(drawn: Run, report: Path, tmp_path: Path) -> None:
    run = converted(tmp_path / "run", report, pictures__caption=True)
    plain = {each["uuid"]: each for each in issues(drawn)}
    for issue in issues(run):
        strip, bare = pixels(run, issue)[-16:], pixels(drawn, plain[issue["uuid"]])[-16:]
        assert (strip == 255).mean() > 0.5 and (strip < 128).any() and (bare == 255).mean() < 0.5


def test_signs_the_font_lacks_are_counted(tmp_path: Path) -> None:
    clashes = [replace(each, group="梁とダクト") for each in group()]
    report = write_report(tmp_path / "Building.xml", clashes)
    run = converted(tmp_path / "run", report, pictures__caption=True)
    assert "PIC020" in codes(run) and len(views(run)) == 1
    assert "PIC020" not in codes(converted(tmp_path / "bare", report))


def test_saved_viewpoints_give_the_camera_and_the_picture_is_drawn_with_it(tmp_path: Path) -> None:
    """The real position of somebody, kept; ``plan`` looks from above all the same."""
    bare = tmp_path / "Building.xml"
    bare.write_bytes((SAMPLES / "week-1" / "Building (everything).xml").read_bytes())
    saved = SAMPLES / "viewpoints" / "Building viewpoints.xml"
    flags = {"pictures__width_px": 64, "pictures__height_px": 64}
    run = converted(tmp_path / "run", bare, saved, **flags)
    with_report = converted(tmp_path / "other", SAMPLES / "week-1" / "Building (everything).xml", saved)
    theirs = views(with_report)
    assert len(views(run)) == len(theirs) == 27
    for uuid, view in views(run).items():
        assert (view["camera_data"], view["sections_data"]) == (
            theirs[uuid]["camera_data"],
            theirs[uuid]["sections_data"],
        )
    assert "NWV004" in codes(run)


def test_groups_show_several_elements_of_each_side(tmp_path: Path) -> None:
    """Three beams and a duct that runs through them all: the first side has three elements as well."""
    duct = [each for each in week_1() if each.second and each.second.name == "Main duct"]
    clashes = [replace(each, group="Main duct") for each in duct if each.is_live and each.point[2] < 3.6]
    assert len({each.first for each in clashes}) > 1
    run = converted(tmp_path / "run", write_report(tmp_path / "Building.xml", clashes))
    (item,) = run.items
    assert re.search(r"orange: Beam .+ and \d+ more; blue: Main duct$", item["description"])
    (issue,) = issues(run)
    assert min(coloured(pixels(run, issue))) > 0.005


def test_a_member_that_lost_its_objects_does_not_take_the_group_with_it(tmp_path: Path) -> None:
    members = list(group())
    members[1] = replace(members[1], first=None, second=None)
    run = converted(tmp_path / "run", write_report(tmp_path / "Building.xml", [*members, *loose(4)]))
    (together,) = [each for each in issues(run) if each["group"]]
    assert together["snapshot"] and together["clashes"] == 3


def test_pictures_do_not_depend_on_where_the_files_lie(drawn: Run, tmp_path: Path) -> None:
    copy = write_report(tmp_path / "deep" / "er" / "Building.xml", CLASHES)
    run = converted(tmp_path / "run", copy)
    ours, theirs = ({each["uuid"]: each["snapshot"] for each in issues(of)} for of in (run, drawn))
    assert ours == theirs
