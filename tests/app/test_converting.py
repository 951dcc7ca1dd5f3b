"""The main job on the samples: from reports to a run folder."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from math import dist
from pathlib import Path
from typing import Any

import pytest

from converter.app.inspecting import inspect
from converter.publisher.procore.validate import problems_of
from tests.app.runs import Run, run
from tests.conftest import SAMPLES

LAYOUTS = ("everything", "group headers", "individual")


def week(number: int, layout: str = "everything", units: str = "") -> Path:
    return SAMPLES / f"week-{number}{units}" / f"Building ({layout}).xml"


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run(tmp_path_factory.mktemp("first") / "run", week(1))


def camera_of(item: Any) -> Any:
    return json.loads(item["viewpoints"][0]["camera_data"])["perspective_camera"]


def at(place: Any) -> tuple[float, float, float]:
    return (place["x"], place["y"], place["z"])


def test_every_clash_and_group_has_its_line(first: Run) -> None:
    kinds = Counter(line["kind"] for line in first.lines("clashes.jsonl"))
    assert kinds == {"clash": 63, "group": 9}
    assert first.json("run.json")["counts"]["clashes"] == 63


def test_lines_of_clashes_have_the_keys_of_the_contract(first: Run) -> None:
    wanted = {"key", "state", "group", "elements", "point_m", "level", "grid", "class", "discipline", "source"}
    for line in first.lines("clashes.jsonl"):
        assert wanted <= set(line) and {"file", "guid"} <= set(line["source"])
        assert len(line["elements"]) == 2 and line["point_m"] and line["level"].startswith("Level")


def test_bodies_hold_to_the_schema_and_belong_to_the_project(first: Run) -> None:
    for path in (first.folder / "batches").iterdir():
        assert problems_of(path.read_bytes()) == []
    assert {body["project_id"] for body in first.batches.values()} == {12345}
    assert len({item["uuid"] for item in first.items}) == len(first.items) == 27


def test_the_plan_names_action_reason_key_uuid_sources_and_place(first: Run) -> None:
    issues = first.json("plan.json")["issues"]
    assert Counter(issue["action"] for issue in issues) == {"create": 27, "withhold": 2}
    for issue in issues:
        assert issue["reason"] and issue["key"] and issue["uuid"] and issue["sources"] and issue["changed_fields"] == []
        if issue["action"] == "create":
            number = int(issue["batch"]["pointer"].removeprefix("/updates/"))
            assert first.batches[issue["batch"]["file"]]["updates"][number]["uuid"] == issue["uuid"]
        else:
            assert issue["batch"] is None and "Navisworks" in issue["reason"]


def test_the_sources_of_a_group_are_its_header_and_every_member(first: Run) -> None:
    by_uuid = {issue["uuid"]: issue for issue in first.json("plan.json")["issues"]}
    for line in first.lines("clashes.jsonl"):
        if line["issue"]:
            assert line["source"]["guid"] in [source["guid"] for source in by_uuid[line["issue"]]["sources"]]


def test_every_placeholder_points_at_its_place(first: Run) -> None:
    document = first.json("placeholders.json")
    assert set(document["files"]) == set(first.batches)
    kinds: Counter[str] = Counter()
    for name, places in document["files"].items():
        for place in places:
            value: Any = first.batches[name]
            for step in place["pointer"].split("/")[1:]:
                value = value[int(step)] if isinstance(value, list) else value[step]
            kinds[place["kind"]] += 1
            if place["kind"] == "upload":
                assert value == f"upload:{place['sha256']}" and (first.folder / place["file"]).is_file()
            else:
                assert value == 0 and place["name"] == "Building.nwd"
    assert kinds == {"bim_file": 27, "upload": 27}


def test_no_place_is_left_without_its_placeholder(first: Run) -> None:
    listed = {
        (name, place["pointer"])
        for name, places in first.json("placeholders.json")["files"].items()
        for place in places
    }

    def held(value: Any, pointer: str) -> list[str]:
        if isinstance(value, dict):
            return [found for key, each in value.items() for found in held(each, f"{pointer}/{key}")]
        if isinstance(value, list):
            return [found for number, each in enumerate(value) for found in held(each, f"{pointer}/{number}")]
        return [pointer] if value == 0 or str(value).startswith("upload:") else []

    assert {(name, place) for name, body in first.batches.items() for place in held(body, "")} == listed


def test_pictures_are_named_by_their_content(first: Run) -> None:
    for path in (first.folder / "snapshots").iterdir():
        assert path.stem == hashlib.sha256(path.read_bytes()).hexdigest() and path.suffix == ".jpg"


def test_inputs_are_listed_with_their_hash(first: Run) -> None:
    (listed,) = first.json("run.json")["inputs"]
    assert listed["sha256"] == hashlib.sha256(week(1).read_bytes()).hexdigest() and listed["used"]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path, first: Run) -> None:
    again = run(tmp_path / "run", week(1))
    for path in sorted(each for each in first.folder.rglob("*") if each.is_file() and each.name != "run.json"):
        assert (again.folder / path.relative_to(first.folder)).read_bytes() == path.read_bytes(), path.name


def test_the_order_of_files_does_not_matter(tmp_path: Path) -> None:
    paths = [week(1, layout) for layout in LAYOUTS] + [week(2)]
    one, other = run(tmp_path / "one", *paths), run(tmp_path / "other", *reversed(paths))
    assert sorted(item["uuid"] for item in one.items) == sorted(item["uuid"] for item in other.items)
    assert {item["uuid"]: item for item in one.items} == {item["uuid"]: item for item in other.items}


def test_one_test_in_many_exports_is_published_once(tmp_path: Path, first: Run) -> None:
    found = run(tmp_path / "run", SAMPLES / "week-1")
    assert {item["uuid"] for item in found.items} == {item["uuid"] for item in first.items}
    states = Counter(line["state"] for line in found.lines("clashes.jsonl"))
    assert states["suppressed"] > 60 and len(found.lines("clashes.jsonl")) == 146 + 18


def test_feet_and_metres_give_the_same_issues(tmp_path: Path, first: Run) -> None:
    feet = {item["uuid"]: item for item in run(tmp_path / "run", week(1, units="-feet")).items}
    assert set(feet) == {item["uuid"] for item in first.items}
    for item in first.items:
        here, there = camera_of(item), camera_of(feet[item["uuid"]])
        assert dist(at(here["camera_view_point"]), at(there["camera_view_point"])) < 0.004, "a millimetre each way"


def test_loose_clashes_are_the_same_issue_in_every_layout(tmp_path: Path, first: Run) -> None:
    loose = {line["issue"] for line in first.lines("clashes.jsonl") if line["issue"] and not line["group"]}
    assert loose
    for layout in LAYOUTS:
        found = run(tmp_path / layout, week(1, layout))
        assert loose <= {item["uuid"] for item in found.items}


def test_a_clash_keeps_its_key_through_a_week(tmp_path: Path, first: Run) -> None:
    """Fresh guids, swapped objects and moved points do not make another clash of it."""
    second = {line["source"]["guid"]: line for line in run(tmp_path / "run", week(2)).lines("clashes.jsonl")}
    before = {line["source"]["guid"]: line for line in first.lines("clashes.jsonl")}
    told = Counter()
    for truth in json.loads((SAMPLES / "TRUTH.json").read_bytes())["clashes"]:
        if truth["truth"] in ("persistent", "moved", "reidentified"):
            assert before[truth["week_1_guid"]]["key"] == second[truth["week_2_guid"]]["key"], truth
            told[truth["truth"], truth["swapped"]] += 1
    assert told["reidentified", False] >= 5 and told["persistent", True] >= 3


def test_saved_viewpoints_give_the_true_camera(tmp_path: Path, first: Run) -> None:
    found = run(tmp_path / "run", week(1), SAMPLES / "viewpoints")
    made = {item["uuid"]: camera_of(item)["camera_view_point"] for item in first.items}
    points = {issue["uuid"]: issue["point_m"] for issue in found.json("plan.json")["issues"]}
    for item in found.items:
        camera = camera_of(item)
        eye, ahead = at(camera["camera_view_point"]), at(camera["camera_direction"])
        assert made[item["uuid"]] != camera["camera_view_point"]
        seen = [e + a * camera["target_distance"] for e, a in zip(eye, ahead, strict=True)]
        assert dist(seen, [value / 0.3048 for value in points[item["uuid"]]]) < 0.003
        assert ahead[2] > 0, "the sample's cameras look up"
    assert any(line["code"] == "NWV004" for line in found.lines("diagnostics.jsonl"))


def test_without_pictures_there_are_no_viewpoints(tmp_path: Path) -> None:
    found = run(tmp_path / "run", week(1), pictures__use=False)
    assert len(found.items) == 27
    assert not [item for item in found.items if "viewpoints" in item]
    assert {item["coordination_issue_file_id"] for item in found.items} == {0}, "the report names its model"
    assert "pictures are switched off" in found.json("plan.json")["issues"][0]["no_viewpoint_reason"]


def test_one_issue_a_clash(tmp_path: Path) -> None:
    found = run(tmp_path / "run", week(1), grouping__by="none")
    live = sum(line["state"] == "new" and line["kind"] == "clash" for line in found.lines("clashes.jsonl"))
    assert len(found.items) == live == 59


def test_batches_have_the_size_that_was_asked_for(tmp_path: Path) -> None:
    found = run(tmp_path / "run", week(1), publish__batch_size=10)
    assert [len(body["updates"]) for body in found.batches.values()] == [10, 10, 7]
    assert list(found.batches) == [f"batches/sync-000{number}.json" for number in (1, 2, 3)]


def test_a_known_bim_file_needs_no_placeholder(tmp_path: Path) -> None:
    found = run(tmp_path / "run", week(1), target__bim_file_id=8)
    assert {item["coordination_issue_file_id"] for item in found.items} == {8}
    assert {each["kind"] for each in found.json("placeholders.json")["files"]["batches/sync-0001.json"]} == {"upload"}


def test_another_project_gives_other_uuids(tmp_path: Path, first: Run) -> None:
    other = run(tmp_path / "run", week(1), target__project_id=54321)
    assert not {item["uuid"] for item in other.items} & {item["uuid"] for item in first.items}


def test_real_reports_lose_nothing(tmp_path: Path, shared_data: Path) -> None:
    """What inspect counts has its line; the malformed report is told, and the others are converted."""
    folder = shared_data / "navisworks"
    found = run(tmp_path / "run", folder)
    counted = inspect([folder])
    lines = Counter((line["source"]["file"], line["kind"]) for line in found.lines("clashes.jsonl"))
    for file in counted:
        assert lines[file.path, "clash"] == file.stock.clashes and lines[file.path, "group"] == file.stock.groups
    assert [Path(file.file.label).name for file in found.result.unreadable] == ["booksSchemaFail.xml"]
    assert sum(file.stock.clashes for file in counted) == 7_010
    for path in (found.folder / "batches").iterdir():
        assert problems_of(path.read_bytes()) == []
    assert all(len(item["title"]) <= 80 for item in found.items)
    assert len({item["title"] for item in found.items}) == len(found.items), "titles tell issues apart"
