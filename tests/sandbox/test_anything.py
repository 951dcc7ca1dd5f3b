"""Laws: whatever is sent, the sandbox answers, never with a failure of its own; and what it refuses leaves nothing."""

from __future__ import annotations

import json
import re
from typing import Any

import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.sandbox.routes import TABLE
from tests.sandbox.bodies import BOX, CAMERA, ISSUES, full_item, item
from tests.sandbox.running import Box

MANY = max(150, settings.default.max_examples)  # more in `make soak`
WRITES = [(method, path) for method, path, _ in TABLE if path.startswith(("/rest", "/oauth")) and method != "GET"]
READS = [(method, path) for method, path, _ in TABLE if path.startswith(("/rest", "/oauth", "/storage"))]
FIELDS = [
    *item(), "project_id", "id", "updates", "coordination_issue", "bim_file", "name", "uuid", "viewpoints", "origin",
    "location", "path", "segments", "etag", "md5", "size", "sha256", "deletes", "bim_viewpoint", "bim_viewpoints",
    "bim_file_id", "upload_uuid", "camera_data", "sections_data", "visibility", "exceptions", "object_ids",
    "object_ranges", "default_visibility", "procore_item", "item_id", "item_type", "attachment_upload_uuids", "filters",
    "location_id", "assignee_id", "due_date", "response_filename", "bim_view_folder", "bim_view_folders", "part_etags",
    "bim_model", "bim_model_revision", "title", "status", "grant_type", "client_id", "coordination_issue_assignment",
]  # fmt: skip
TEXTS = st.sampled_from(
    ["", "open", "x" * 90, "\ud800", "\x00", "2030-01-01", "CoordinationIssue", json.dumps(CAMERA), json.dumps(BOX)]
)
NUMBERS = st.sampled_from([0, -1, 1, 2**31, 2**63, 10**30, 1.5, 4_300_000_003])
LEAVES = st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4)),
    max_leaves=12,
)
BODIES = st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=6)


def filled(box: Box, path: str, number: int) -> str:
    places = {"company_id": box.company_id, "project_id": box.project_id}
    return re.sub(r"\{(\w+)(?::int)?\}", lambda found: str(places.get(found[1], number)), path)


def answered(answer: requests.Response) -> None:
    assert answer.status_code < 500, answer.text


@settings(max_examples=MANY)
@given(where=st.sampled_from(WRITES), body=BODIES, number=st.sampled_from([1, 4_300_000_003, 10**30]))
def test_any_body(shared_box: Box, where: tuple[str, str], body: dict[str, Any], number: int) -> None:
    method, path = where
    body = {"project_id": shared_box.project_id, **body}
    answered(shared_box.call(method, filled(shared_box, path, number), data=json.dumps(body).encode()))


@settings(max_examples=MANY)
@given(
    where=st.lists(st.sampled_from(["item", "view", "visibility", "origin"]), min_size=1, max_size=2), data=st.data()
)
def test_any_change_of_a_good_item(shared_box: Box, where: list[str], data: st.DataObject) -> None:
    view = {
        "snapshot_upload_uuid": "none",
        "camera_data": "{}",
        "visibility": {"default_visibility": True, "exceptions": {}},
    }
    origin = {"title": "t", "origin_id": "o", "origin_type": "BcfTopic", "deep_link_url": "urn:x"}
    good: dict[str, Any] = {**item(), "viewpoints": [view], "origin": origin}
    parts = {"item": good, "view": view, "visibility": view["visibility"], "origin": origin}
    for name in where:
        part: dict[str, Any] = parts[name]
        part[data.draw(st.sampled_from(sorted(part)))] = data.draw(VALUES)
    body = {"project_id": shared_box.project_id, "updates": [good, {**good, "id": data.draw(LEAVES)}]}
    for method, path, sent in (
        ("PATCH", f"{ISSUES}/sync", body),
        ("POST", ISSUES, {"project_id": shared_box.project_id, "coordination_issue": good}),
    ):
        answered(shared_box.call(method, path, data=json.dumps(sent).encode()))


SEGMENT = st.fixed_dictionaries({"size": NUMBERS, "sha256": st.just("0" * 64), "md5": TEXTS})


@given(segments=st.one_of(st.lists(SEGMENT, max_size=2), VALUES), etags=VALUES)
def test_any_segments(shared_box: Box, segments: Any, etags: Any) -> None:
    path = f"/rest/v1.1/projects/{shared_box.project_id}/uploads"
    body = {"response_filename": "a", "segments": segments}
    answered(shared_box.call("POST", path, data=json.dumps(body).encode()))
    good = {"response_filename": "a", "segments": [{"size": 1, "sha256": "0" * 64}]}
    uuid = shared_box.call("POST", path, json=good).json()["uuid"]
    answered(shared_box.call("PATCH", f"{path}/{uuid}", data=json.dumps({"segments": etags}).encode()))


@given(body=st.dictionaries(st.sampled_from(["name", "objects", "project_id", "min_boundary"]), VALUES, max_size=3))
def test_any_model(shared_box: Box, body: dict[str, Any]) -> None:
    url = f"{shared_box.base_url}/sandbox/models"
    answered(shared_box.session.post(url, data=json.dumps(body).encode(), timeout=20))


QUERIES = st.dictionaries(
    st.sampled_from(["project_id", "page", "per_page", "sort", "view", "company_id", "export_format", "sig", *(
        f"filters[{name}]{end}" for name in ("id", "ids", "status", "search", "created_at", "location_id", "query",
        "sublocations_for", "overdue", "value", "object_id", "has_uom") for end in ("", "[]"))]),
    st.sampled_from(["", "1", "-1", "true", "bcf", "open", "9" * 30, "[1,2]", "²", "2030-01-01...2030", "a...b", "0001-01-01", "x"]),
    max_size=5,
)  # fmt: skip


@settings(max_examples=MANY)
@given(where=st.sampled_from(READS), query=QUERIES, number=st.sampled_from([1, 4_300_000_003, 10**30]))
def test_any_query(shared_box: Box, where: tuple[str, str], query: dict[str, str], number: int) -> None:
    method, path = where
    params = {"project_id": str(shared_box.project_id), **query}
    answered(shared_box.call(method, filled(shared_box, path, number), params=params))


@given(header=st.sampled_from(["", "x", "-1", "9" * 30, "1.5", "4300000001 "]))
def test_any_company(shared_box: Box, header: str) -> None:
    answered(shared_box.call("GET", "/rest/v1.0/me", headers={"Procore-Company-Id": header}))


MISTAKES: dict[str, Any] = {
    "title": "x" * 81, "uuid": "no", "priority": "urgent", "due_date": "soon", "location_id": 5, "trade_id": 1.5,
    "attachment_upload_uuids": ["none"], "origin": {}, "colour": "red",
}  # fmt: skip


@given(wrong=st.lists(st.sets(st.sampled_from(sorted(MISTAKES)), max_size=3), min_size=1, max_size=6))
def test_things_in_are_things_out(shared_box: Box, wrong: list[set[str]]) -> None:
    """Every item is confirmed or refused, exactly once; what is refused is refused for the fields that are wrong."""
    shared_box.reset()
    view = full_item(shared_box)
    sent = [{**view, "uuid": item()["uuid"], **{name: MISTAKES[name] for name in names}} for names in wrong]
    body = {"project_id": shared_box.project_id, "updates": sent}
    answer = shared_box.call("PATCH", f"{ISSUES}/sync", json=body).json()
    good = [each["uuid"] for each, names in zip(sent, wrong, strict=True) if not names]
    assert sorted(each["uuid"] for each in answer["entities"]) == sorted(good)
    assert sorted(each["uuid"] for each in shared_box.issues()) == sorted(good)
    found = sorted(sorted(each["errors"]) for each in answer["errors"])
    assert found == sorted(sorted(names) for names in wrong if names)
