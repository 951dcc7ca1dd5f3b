"""``converter export``: from a run folder alone to a BCF 2.1 archive of everything that would be published."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from converter.app.exporting import export
from converter.errors import ConfigError, ConverterError, InputError
from converter.geometry.units import METRES_PER_FOOT
from converter.model.viewpoint import Component, PerspectiveCamera
from converter.report import EXPORTERS
from tests.app.runs import Run, configuration, run
from tests.conftest import SAMPLES
from tests.navisworks import clash
from tests.parsers.bcf import archives
from tests.parsers.bcf.archives import BEAM, DUCT, FIRST, SECOND, png, title, view_guid
from tests.report.bcf import foreign
from tests.report.bcf.exports import AUTHOR, Out, exported, of_clashes

WEEK_1 = SAMPLES / "week-1" / "Building (everything).xml"


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run(tmp_path_factory.mktemp("week") / "run", WEEK_1)


@pytest.fixture(scope="module")
def out(week: Run) -> Out:
    return exported(week.folder)


def plan_of(made: Run) -> list[Any]:
    return [issue for issue in made.json("plan.json")["issues"] if issue["action"] != "withhold"]


def test_every_issue_that_would_be_published_is_a_topic_in_the_order_of_the_plan(week: Run, out: Out) -> None:
    withheld = {issue["uuid"] for issue in week.json("plan.json")["issues"] if issue["action"] == "withhold"}
    assert withheld and [topic.guid for topic in out.topics] == [issue["uuid"] for issue in plan_of(week)]
    assert [topic.title for topic in out.topics] == [issue["title"] for issue in plan_of(week)]
    assert out.done.left_out == 0 and len(out.topics) == 27
    foreign.compare(out.done.file, out.topics)


def test_a_topic_says_what_would_be_sent(week: Run, out: Out) -> None:
    items = {each["uuid"]: each for each in week.items}
    for topic in out.topics:
        sent = items[topic.guid]
        assert topic.description.startswith(sent["description"].strip())
        assert (topic.topic_type, topic.topic_status) == ("Clash", sent.get("status", "open").capitalize())
        assert topic.priority == sent.get("priority") and topic.created_author == AUTHOR


def metres(place: dict[str, float]) -> tuple[float, ...]:
    return tuple(place[axis] * METRES_PER_FOOT for axis in "xyz")


def test_the_camera_is_the_planned_one_in_metres_and_degrees(week: Run, out: Out) -> None:
    checked = 0
    for sent, topic in zip(week.items, out.topics, strict=True):
        (view,) = topic.viewpoints
        assert isinstance(view.camera, PerspectiveCamera)
        for body in sent.get("viewpoints", ()):
            camera = json.loads(body["camera_data"])["perspective_camera"]
            assert camera["unit"] == "ft"
            assert view.camera.position_m == pytest.approx(metres(camera["camera_view_point"]), rel=1e-9)
            assert view.camera.direction == pytest.approx(tuple(camera["camera_direction"].values()), abs=1e-9)
            assert view.camera.field_of_view_rad == pytest.approx(camera["field_of_view"], rel=1e-9)
            checked += 1
    assert checked > 20


def test_a_section_box_is_six_planes_that_cut_away_what_is_outside(week: Run, out: Out) -> None:
    checked = 0
    for sent, topic in zip(week.items, out.topics, strict=True):
        for body in sent.get("viewpoints", ()):
            box = json.loads(body["sections_data"])
            low, high = metres(box["min_boundary"]), metres(box["max_boundary"])
            planes = topic.viewpoints[0].clipping_planes
            middle = tuple((a + b) / 2 for a, b in zip(low, high, strict=True))
            cut = {middle: 0}
            for axis in range(3):
                for end, step in ((low, -0.01), (high, 0.01)):
                    for place, expected in ((end[axis] + step, 1), (end[axis] - step, 0)):
                        cut[tuple(place if each == axis else middle[each] for each in range(3))] = expected
            for point, expected in cut.items():
                beyond = [
                    sum((p - q) * d for p, q, d in zip(point, each.location_m, each.direction, strict=True)) > 0
                    for each in planes
                ]
                assert len(beyond) == 6 and sum(beyond) == expected
            checked += 1
    assert checked > 20


def test_the_elements_of_every_clash_are_selected_once(week: Run, out: Out) -> None:
    for topic in out.topics:
        lines = [line for line in week.lines("clashes.jsonl") if line["issue"] == topic.guid]
        ids = {element["id"] for line in lines for element in line["elements"] if element["id"]}
        found = [each.ifc_guid or each.authoring_tool_id for each in topic.viewpoints[0].selection]
        assert set(found) == ids and len(found) == len(ids)


def test_a_jpeg_of_the_report_becomes_the_same_picture_as_png(week: Run, out: Out) -> None:
    topic, issue = next((t, i) for t, i in zip(out.topics, plan_of(week), strict=True) if i["snapshot"])
    assert issue["snapshot"].endswith(".jpg")
    with Image.open(io.BytesIO(out.picture(topic))) as after, Image.open(week.folder / issue["snapshot"]) as before:
        assert after.format == "PNG" and after.tobytes() == before.convert("RGB").tobytes()


def test_times_of_a_clash_are_local_unless_a_zone_is_given(tmp_path: Path) -> None:
    local = exported(of_clashes(tmp_path, clash(1)).folder)
    assert local.topics[0].created == datetime(2026, 3, 2, 8, 26, 29, tzinfo=UTC) and "1 issues" in local.message(
        "EXP004"
    )
    known = exported(of_clashes(tmp_path, clash(1), reports__time_zone="Asia/Tokyo").folder)
    assert known.topics[0].created == datetime(2026, 3, 1, 23, 26, 29, tzinfo=UTC) and "EXP004" not in known.codes


def test_a_clash_without_picture_has_a_camera_that_looks_at_its_point(tmp_path: Path) -> None:
    (topic,) = exported(of_clashes(tmp_path, clash(1, point=("10.0", "20.0", "3.0"))).folder).topics
    camera = topic.viewpoints[0].camera
    assert camera is not None and topic.viewpoints[0].snapshot_entry is None
    to_point = [b - a for a, b in zip(camera.position_m, (10.0, 20.0, 3.0), strict=True)]
    size = sum(each**2 for each in to_point) ** 0.5
    assert [each / size for each in to_point] == pytest.approx(camera.direction, abs=1e-9) and 1 < size < 100


@pytest.mark.parametrize("version", ["1.0", "2.0", "2.1", "3.0"])
def test_topics_of_an_archive_come_out_as_they_went_in(tmp_path: Path, version: str) -> None:
    (tmp_path / "r.bcf").write_bytes(archives.archive({}, version))
    found = exported(run(tmp_path / "run", tmp_path / "r.bcf").folder)
    topics = {topic.guid: topic for topic in found.topics}
    assert set(topics) == {FIRST, SECOND} and found.done.left_out == 0
    foreign.compare(found.done.file, found.topics)
    for guid, topic in topics.items():
        (view,) = topic.viewpoints
        assert topic.title == title(guid) and topic.created is not None
        assert [comment.text for comment in topic.comments] == [archives.text_of(guid)]
        assert [each.ifc_guid for each in view.selection] == [DUCT, BEAM]
        assert found.picture(topic) == png(guid), "a PNG stays what it was"
        assert version == "1.0" or view.guid == view_guid(guid)
        assert topic.created_author == (AUTHOR if version == "1.0" else "anna@example.com")
        assert topic.due_date == (date(2026, 3, 1) if version in ("2.1", "3.0") else None)


def test_guids_stay_and_bytes_too(tmp_path: Path) -> None:
    shutil.copytree(WEEK_1.parent, tmp_path / "reports")
    made = [run(tmp_path / name, tmp_path / "reports" / WEEK_1.name) for name in ("a", "b")]
    shutil.rmtree(tmp_path / "reports")
    one, same, other = (exported(each.folder, f"{n}.bcf") for n, each in enumerate((made[0], made[0], made[1])))
    assert one.content == same.content == other.content and len(one.topics) == 27


def test_a_draft_is_never_left_and_the_file_of_before_stays(week: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    target = week.folder.parent / "kept.bcf"
    target.write_bytes(b"the export of before")
    before = set(target.parent.iterdir())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("converter.report.bcf.exporter.write_archive", full)
    with pytest.raises(ConfigError, match="No space left"):
        export(week.folder, "bcf", target, configuration().settings)
    assert set(target.parent.iterdir()) == before and target.read_bytes() == b"the export of before"


def test_a_folder_in_the_way_is_told_and_folders_around_are_made(week: Run, tmp_path: Path) -> None:
    (tmp_path / "out.bcf").mkdir()
    with pytest.raises(ConfigError, match="cannot be written"):
        export(week.folder, "bcf", tmp_path / "out.bcf", configuration().settings)
    assert [path.name for path in tmp_path.iterdir()] == ["out.bcf"] and not list((tmp_path / "out.bcf").iterdir())
    assert export(week.folder, "bcf", tmp_path / "a" / "b" / "x.bcf", configuration().settings).file.is_file()


@pytest.mark.parametrize("name", ["run.json", "plan.json", "clashes.jsonl"])
@pytest.mark.parametrize("text", [None, "{", "[]", '{"version": 9}', '{"version": 1}', "\0"])
def test_a_damaged_run_folder_is_an_input_error(week: Run, tmp_path: Path, name: str, text: str | None) -> None:
    folder = tmp_path / "run"
    shutil.copytree(week.folder, folder)
    if text is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(ConverterError) as raised:
        export(folder, "bcf", tmp_path / "out.bcf", configuration().settings)
    assert isinstance(raised.value, InputError) and raised.value.exit_code == 3
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_a_folder_that_is_none_of_ours_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no run folder"):
        export(tmp_path, "bcf", tmp_path / "out.bcf", configuration().settings)
    assert not list(tmp_path.iterdir())


def test_every_form_of_the_table_can_be_asked_for(week: Run, tmp_path: Path) -> None:
    for form in EXPORTERS:
        assert export(week.folder, form, tmp_path / form, configuration().settings).file.stat().st_size


def test_objects_of_a_report_get_the_global_ids_of_the_models(tmp_path: Path) -> None:
    """A report of Element IDs alone: BCF programs find elements by their GlobalId."""
    report = tmp_path / "Building.xml"
    text = (SAMPLES / "week-1" / "Building (individual).xml").read_text(encoding="utf-8")
    report.write_text(text.replace("IFC GLOBALID", "Something else"), encoding="utf-8")
    models = sorted((SAMPLES / "models" / "IFC4").glob("*.ifc"))
    without = exported(run(tmp_path / "without", report).folder)
    found = exported(run(tmp_path / "with", report, *models, ifc__shapes=False).folder)

    def selected(out: Out) -> list[Component]:
        return [each for topic in out.topics for view in topic.viewpoints for each in view.selection]

    assert not any(each.ifc_guid for each in selected(without))
    assert len(selected(found)) == len(selected(without)) and all(each.ifc_guid for each in selected(found))


def test_a_picture_that_was_drawn_for_a_topic_is_its_snapshot(tmp_path: Path) -> None:
    source = tmp_path / "topics.bcf"
    with zipfile.ZipFile(SAMPLES / "bcf" / "Building 2.1.bcf") as old, zipfile.ZipFile(source, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename.endswith("markup.bcf"):
                data = re.sub(rb"<Snapshot>[^<]*</Snapshot>", b"", data)
            if not entry.filename.endswith((".png", ".jpg")):
                new.writestr(entry.filename, data)
    models = sorted((SAMPLES / "models" / "IFC4").glob("*.ifc"))
    out = exported(run(tmp_path / "run", source, *models, pictures__width_px=160, pictures__height_px=120).folder)
    assert len(out.topics) == 27
    assert all(topic.viewpoints[0].snapshot for topic in out.topics)
