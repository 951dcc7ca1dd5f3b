"""All real archives converted at once: every topic has its line, every one that is used its issue."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from converter.model.topic import Topic
from converter.publisher.procore.validate import problems_of
from converter.snapshots.convert import without_metadata
from tests.app.runs import Run, run
from tests.real_bcf.archives import FOLDER, ROWS, read
from tests.real_bcf.second_reading import text_of, written


@pytest.fixture(scope="module")
def whole(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run(tmp_path_factory.mktemp("whole") / "run", FOLDER)


@dataclass(frozen=True)
class Place:
    """A placeholder: the body it belongs to, what it says, and what the body holds in its place."""

    body: str
    says: dict[str, Any]
    value: Any


@pytest.fixture(scope="module")
def places(whole: Run) -> list[Place]:
    batches = whole.batches
    found = []
    for name, listed in whole.json("placeholders.json")["files"].items():
        for says in listed:
            value: Any = batches[name]
            for step in says["pointer"].split("/")[1:]:
                value = value[int(step)] if isinstance(value, list) else value[step]
            found.append(Place(name, says, value))
    return found


def held(value: Any, pointer: str = "") -> list[str]:
    """Pointers to every place of a body that waits for the server."""
    if isinstance(value, dict):
        return [found for key, each in value.items() for found in held(each, f"{pointer}/{key}")]
    if isinstance(value, list):
        return [found for number, each in enumerate(value) for found in held(each, f"{pointer}/{number}")]
    waits = value == 0 and pointer.endswith("_id")
    return [pointer] if waits or str(value).startswith("upload:") else []


def newest_of_each_guid() -> dict[str, Topic]:
    """The topic that has to win among copies: the one changed last."""
    copies: dict[str, list[Topic]] = defaultdict(list)
    for row in ROWS:
        for topic in read(row.path).topics:
            copies[topic.guid].append(topic)
    return {guid: max(same, key=lambda each: str(each.modified or each.created)) for guid, same in copies.items()}


def test_every_topic_has_its_line(whole: Run) -> None:
    lines = Counter((line["source"]["file"], line["source"]["guid"]) for line in whole.lines("clashes.jsonl"))
    expected = Counter((str(row.path), topic.guid) for row in ROWS for topic in written(row.path))
    assert lines == expected and sum(lines.values()) == sum(row.topics for row in ROWS)
    assert {line["kind"] for line in whole.lines("clashes.jsonl")} == {"topic"}
    assert whole.json("run.json")["counts"]["topics"] == sum(lines.values())


def test_every_topic_is_one_issue_however_many_archives_hold_it(whole: Run) -> None:
    lines = whole.lines("clashes.jsonl")
    used = [line for line in lines if line["state"] == "new"]
    assert len(used) == len({line["source"]["guid"] for line in lines}) == len(whole.items)
    assert {line["issue"] for line in used} == {item["uuid"] for item in whole.items}
    assert len({item["uuid"] for item in whole.items}) == len(whole.items)
    for line in lines:
        assert (line["state"] == "suppressed") == (line["issue"] is None) and line["reason"]


def test_of_copies_the_newest_is_used_and_every_other_one_is_named(whole: Run) -> None:
    lines = whole.lines("clashes.jsonl")
    newest = newest_of_each_guid()
    for line in lines:
        if line["state"] == "new":
            (topic,) = (t for t in read(Path(line["source"]["file"])).topics if t.guid == line["source"]["guid"])
            best = newest[topic.guid]
            assert (topic.modified or topic.created) == (best.modified or best.created)
    told = Counter(
        (each["location"]["file"], each["location"]["guid"])
        for each in whole.lines("diagnostics.jsonl")
        if each["code"] in ("PLN010", "PLN011")
    )
    left = [line["source"] for line in lines if line["state"] == "suppressed"]
    assert told == Counter((source["file"], source["guid"]) for source in left) and left


def test_every_body_is_valid(whole: Run) -> None:
    for path in (whole.folder / "batches").iterdir():
        assert problems_of(path.read_bytes()) == []
    assert all(1 <= len(item["title"]) <= 80 for item in whole.items)
    assert len({item["title"] for item in whole.items}) == len(whole.items), "titles tell issues apart"


def test_no_place_is_left_without_its_placeholder_and_none_is_there_twice(whole: Run, places: list[Place]) -> None:
    listed = Counter((place.body, place.says["pointer"]) for place in places)
    assert listed == Counter((name, pointer) for name, body in whole.batches.items() for pointer in held(body))
    for place in places:
        if place.says["kind"] == "upload":
            assert place.value == f"upload:{place.says['sha256']}" and (whole.folder / place.says["file"]).is_file()
        else:
            assert place.value == 0 and (place.says.get("email") or place.says.get("name"))
    assert {place.says["kind"] for place in places} == {"upload", "user", "bim_file"}


def test_pictures_are_named_by_their_content_and_are_those_of_the_archives(whole: Run, places: list[Place]) -> None:
    pictures = [view.picture for row in ROWS for topic in written(row.path) for view in topic.views]
    inside = {hashlib.sha256(without_metadata(picture)).hexdigest() for picture in pictures if picture}
    kept = list((whole.folder / "snapshots").iterdir())
    for path in kept:
        assert path.stem == hashlib.sha256(path.read_bytes()).hexdigest() and path.stem in inside
    uploads = {place.says["sha256"] for place in places if place.says["kind"] == "upload"}
    further = [says for listed in whole.json("placeholders.json")["viewpoints"].values() for says in listed]
    assert further, "some topics have several viewpoints"
    uploads |= {says["sha256"] for says in further if says["kind"] == "upload"}
    assert {path.stem for path in kept} == uploads, "no picture is missing, none is there for nothing"


def test_further_viewpoints_are_valid_and_each_belongs_to_one_issue(whole: Run) -> None:
    bodies = {f"viewpoints/{path.name}": path.read_bytes() for path in (whole.folder / "viewpoints").iterdir()}
    assert all(problems_of(body, "bim_viewpoints") == [] for body in bodies.values())
    there = [
        (name, number) for name, body in bodies.items() for number in range(len(json.loads(body)["bim_viewpoints"]))
    ]
    named = []
    for issue in whole.json("plan.json")["issues"]:
        for view in issue.get("further_viewpoints", ()):
            _, items, number = view["batch"]["pointer"].split("/")
            item = json.loads(bodies[view["batch"]["file"]])[items][int(number)]
            assert item["uuid"] == view["uuid"] != issue["viewpoint"]
            named.append((view["batch"]["file"], int(number)))
    assert sorted(named) == sorted(there) and len(named) == len(set(named))


def test_every_comment_and_every_title_is_in_its_issue(whole: Run) -> None:
    items = {item["uuid"]: item for item in whole.items}
    used = {(line["source"]["file"], line["source"]["guid"]): line["issue"] for line in whole.lines("clashes.jsonl")}
    checked = 0
    for row in ROWS:
        for topic in written(row.path):
            uuid = used[str(row.path), topic.guid]
            if uuid is None:
                continue
            text = f"{items[uuid]['title']}\n{items[uuid]['description']}"
            comments = (text_of(each, "Comment") for each in topic.comments)
            for said in (topic.text("Title"), topic.text("Description"), *comments):
                assert said in text
                checked += bool(said)
    assert checked > len(items)


def test_an_issue_shows_the_first_viewpoint_with_its_own_camera_and_picture(whole: Run) -> None:
    """Most pictures of these archives have one name, and many archives have one name too."""
    items = {item["uuid"]: item for item in whole.items}
    shown = 0
    for line in whole.lines("clashes.jsonl"):
        if line["issue"] is None:
            continue
        path, guid, item = Path(line["source"]["file"]), line["source"]["guid"], items[line["issue"]]
        (topic,) = (each for each in read(path).topics if each.guid == guid)
        (original,) = (each for each in written(path) if each.guid == guid)
        assert ("viewpoints" in item) == bool(topic.viewpoints)
        if topic.viewpoints:
            first, (view,) = topic.viewpoints[0], item["viewpoints"]
            (camera,) = json.loads(view["camera_data"]).values()
            assert first.camera and tuple(camera["camera_direction"].values()) == pytest.approx(first.camera.direction)
            (picture,) = (each.picture for each in original.views if each.guid in (first.guid, None))
            assert (
                view["snapshot_upload_uuid"] == f"upload:{hashlib.sha256(without_metadata(picture or b'')).hexdigest()}"
            )
            shown += 1
    assert shown == whole.json("run.json")["counts"]["viewpoints"] > 300


def test_nothing_is_said_to_be_broken_and_the_index_is_left_alone(whole: Run) -> None:
    said = whole.lines("diagnostics.jsonl")
    assert not [each for each in said if each["severity"] == "error"]
    assert [Path(each["location"]["file"]).name for each in said if each["code"] == "FIL004"] == ["INDEX.tsv"]
    assert not whole.result.unreadable


def test_the_same_archives_give_the_same_bytes(whole: Run, tmp_path: Path) -> None:
    again = run(tmp_path / "run", FOLDER)
    names = {path.relative_to(whole.folder) for path in whole.folder.rglob("*") if path.is_file()}
    assert names == {path.relative_to(again.folder) for path in again.folder.rglob("*") if path.is_file()}
    for name in names - {Path("run.json")}:
        assert (again.folder / name).read_bytes() == (whole.folder / name).read_bytes(), name


def test_reports_of_navisworks_and_archives_are_converted_together(
    whole: Run, tmp_path: Path, shared_data: Path
) -> None:
    folder = shared_data / "navisworks"
    both = run(tmp_path / "both", folder, FOLDER)
    alone = run(tmp_path / "alone", folder)
    apart = whole.lines("clashes.jsonl") + alone.lines("clashes.jsonl")
    assert sorted(map(str, both.lines("clashes.jsonl"))) == sorted(map(str, apart))
    assert {item["uuid"]: item for item in both.items} == {item["uuid"]: item for item in (*whole.items, *alone.items)}
    kinds = Counter(line["kind"] for line in both.lines("clashes.jsonl"))
    assert kinds["topic"] and kinds["clash"] and kinds["group"]
    for path in (both.folder / "batches").iterdir():
        assert problems_of(path.read_bytes()) == []
