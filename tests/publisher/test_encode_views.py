"""Further viewpoints as bodies of bim_viewpoints/batch."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from converter.plan.issues import Action, PlannedIssue
from converter.publisher.procore.encode import BimFile, batches_of
from converter.publisher.procore.encode_views import view_batches_of
from converter.publisher.procore.issues_api import Refusal
from converter.publisher.procore.validate import problems_of
from tests.publisher.planned import REDLINE, SECTION, issue, viewpoint

NAMED = BimFile("Tower.nwd")


def with_views(number: int, count: int, **changes: Any) -> PlannedIssue:
    views = tuple(
        replace(viewpoint(number * 1_000 + each, section=SECTION, redlines=(REDLINE,)), uuid=uuid(number, each))
        for each in range(count)
    )
    return issue(number, viewpoint=viewpoint(number), further_views=views, **changes)


def uuid(number: int, view: int) -> str:
    return f"{number:08x}-{view:04x}-4000-8000-000000000000"


def bodies(*issues: PlannedIssue, bim_file: BimFile = NAMED) -> list[dict[str, Any]]:
    batches = list(view_batches_of(7, issues, bim_file))
    assert all(problems_of(batch.body, batch.items) == [] for batch in batches)
    return [json.loads(batch.body) for batch in batches]


def test_an_item_has_the_documented_keys_and_every_open_place_a_placeholder() -> None:
    (batch,) = view_batches_of(7, [with_views(1, 2)], NAMED)
    (first, _) = json.loads(batch.body)["bim_viewpoints"]
    assert set(first) == {
        "uuid", "name", "bim_file_id", "view_folder_id", "upload_uuid", "camera_data", "sections_data",
        "redlines_data", "render_mode",
    }  # fmt: skip
    assert "snapshot_upload_uuid" not in first, "that is its name in sync"
    assert batch.uuids == (uuid(1, 0), uuid(1, 1)) and batch.name == "viewpoints/viewpoints-0001.json"
    found = {(each.pointer, each.kind) for each in batch.placeholders}
    assert found == {
        (f"/bim_viewpoints/{place}/{name}", kind)
        for place in (0, 1)
        for name, kind in (("bim_file_id", "bim_file"), ("view_folder_id", "view_folder"), ("upload_uuid", "upload"))
    }


def test_a_batch_has_at_most_a_hundred() -> None:
    assert [len(body["bim_viewpoints"]) for body in bodies(with_views(1, 150), with_views(2, 60))] == [100, 100, 10]


@pytest.mark.parametrize(
    ("action", "count"),
    [
        (Action.CREATE, 2), (Action.UPDATE, 2), (Action.UNCHANGED, 2), (Action.REOPEN, 2), (Action.CLOSE, 0),
        (Action.WITHHOLD, 0),
    ],
)  # fmt: skip
def test_only_issues_that_stand_open_get_them(action: Action, count: int) -> None:
    assert sum(len(body["bim_viewpoints"]) for body in bodies(with_views(1, 2, action=action))) == count


def test_the_bim_file_is_the_id_the_name_or_the_issues_own_model_and_without_one_there_is_none() -> None:
    (body,) = bodies(with_views(1, 1), bim_file=BimFile(id=8))
    assert body["bim_viewpoints"][0]["bim_file_id"] == 8
    (batch,) = view_batches_of(7, [with_views(1, 1, model="Own.ifc")], BimFile())
    assert [each.name for each in batch.placeholders if each.kind == "bim_file"] == ["Own.ifc"]
    assert list(view_batches_of(7, [with_views(1, 1)], BimFile())) == []


def test_the_bodies_of_sync_do_not_change() -> None:
    full = with_views(1, 3)
    (one,), (other,) = (list(batches_of(7, [each], NAMED, 10)) for each in (full, replace(full, further_views=())))
    assert one == other


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"upload_uuid": None}, "upload_uuid"),
        ({"camera_data": "{}"}, "camera_data"),
        ({"camera_data": "no"}, "camera_data"),
        ({"snapshot_upload_uuid": "u"}, "snapshot_upload_uuid"),
        ({"bim_file_id": 1.5}, "bim_file_id"),
        ({"render_mode": "wire"}, "render_mode"),
    ],
)
def test_a_body_that_is_not_as_documented_is_found(change: dict[str, Any], where: str) -> None:
    (body,) = bodies(with_views(1, 1))
    body["bim_viewpoints"][0] |= change
    assert any(where in line for line in problems_of(json.dumps(body).encode(), "bim_viewpoints"))


def test_two_of_one_uuid_are_found() -> None:
    (body,) = bodies(with_views(1, 1))
    body["bim_viewpoints"] *= 2
    (line,) = problems_of(json.dumps(body).encode(), "bim_viewpoints")
    assert line.startswith("/bim_viewpoints/1/uuid") and Refusal("x").fields == frozenset()
