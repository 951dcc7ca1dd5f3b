"""Places of items filled, or left out; and what is read of an issue in Procore's list."""

from __future__ import annotations

from typing import Any

import pytest

from converter.plan.issues import Action
from converter.publisher.fields import seen_of, was_taken
from converter.publisher.wanted import Place, Wanted, filled

VALUES: dict[str, int | str | None] = {"a": 11, "b": 7, "c": None, "sha": "u-1", "lost": None}


def wanted(item: dict[str, Any], *places: Place) -> Wanted:
    return Wanted("uuid", "key", Action.CREATE, "new", "Title", item, places)


def value(place: Place) -> int | str | None:
    return VALUES[place.email or place.sha256 or place.name]


def test_watchers_are_sorted_and_those_nobody_knows_are_left_out() -> None:
    places = [Place(("watcher_ids", number), "user", email=email) for number, email in enumerate("abca")]
    assert filled(wanted({"watcher_ids": [0, 0, 0, 0]}, *places), value) == {"watcher_ids": [7, 11]}
    assert filled(wanted({"title": "t", "watcher_ids": [0]}, Place(("watcher_ids", 0), "user", email="c")), value) == {
        "title": "t"
    }
    assert filled(wanted({"watcher_ids": []}), value) == {"watcher_ids": []}, "that is what the plan wants"


@pytest.mark.parametrize(("upload", "file", "stays"), [("sha", "a", True), ("lost", "a", False), ("sha", "c", False)])
def test_a_viewpoint_needs_its_picture_and_its_file(upload: str, file: str, *, stays: bool) -> None:
    item = {"coordination_issue_file_id": 0, "viewpoints": [{"snapshot_upload_uuid": "upload:…", "camera_data": "{}"}]}
    places = (
        Place(("coordination_issue_file_id",), "bim_file", name=file),
        Place(("viewpoints", 0, "snapshot_upload_uuid"), "upload", sha256=upload),
    )
    found = filled(wanted(item, *places), value)
    assert ("viewpoints" in found) is stays and ("coordination_issue_file_id" in found) is (file == "a")
    assert item["viewpoints"][0]["snapshot_upload_uuid"] == "upload:…", "the plan is not written into"  # type: ignore[index]


def test_attachments_that_could_not_be_put_up_are_left_out() -> None:
    places = [
        Place(("attachment_upload_uuids", number), "upload", sha256=sha) for number, sha in enumerate(("lost", "sha"))
    ]
    item = {"attachment_upload_uuids": ["upload:lost", "upload:sha"]}
    assert filled(wanted(item, *places), value) == {"attachment_upload_uuids": ["u-1"]}
    assert filled(wanted({"attachment_upload_uuids": ["upload:lost"]}, places[0]), value) == {}


@pytest.mark.parametrize(
    ("row", "watchers"),
    [
        ({"watcher_ids": [9, 3, 3]}, [3, 9]), ({"watchers": [{"id": 9}, {"id": 3}]}, [3, 9]), ({"watchers": []}, []),
        ({}, None), ({"watchers": None}, None),
    ],
)  # fmt: skip
def test_watchers_are_seen_only_where_an_answer_has_them(row: dict[str, Any], watchers: list[int] | None) -> None:
    seen = seen_of({"title": "t", "location": {"id": 4}, **row})
    assert seen.get("watcher_ids") == watchers and ("watcher_ids" in seen) is (watchers is not None)
    assert (seen["location_id"], seen["trade_id"], "is_private" in seen) == (4, None, False)


@pytest.mark.parametrize(
    ("fields", "kept", "taken"),
    [
        ({"title": "new"}, {"title": "old"}, False),
        ({"title": "now"}, {"title": "old"}, True),
        ({"title": "new", "priority": "low"}, {"title": "old", "priority": "high"}, True),  # people changed the title
        ({"title": "new", "priority": "low"}, {"title": "old", "priority": "low"}, False),  # that one says nothing
        ({"title": "now"}, {"title": "now"}, True),
        ({"watcher_ids": [3]}, {}, True),  # an answer without it
    ],
)
def test_an_update_in_doubt_was_taken_when_one_new_value_stands(
    fields: dict[str, Any], kept: dict[str, Any], *, taken: bool
) -> None:
    assert was_taken(fields, kept, {"title": "now", "priority": "low"}) is taken
