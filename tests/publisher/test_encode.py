"""Planned issues → request bodies with named open places."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from converter.plan.issues import Action, PlannedIssue
from converter.publisher.procore.encode import Batch, BimFile, batches_of
from converter.publisher.procore.validate import problems_of
from converter.publisher.procore.viewpoint_data import camera_data, redlines_data, sections_data
from tests.publisher.planned import CAMERA, REDLINE, SECTION, full_issue, issue, viewpoint

NAMED = BimFile(name="Federated")
KNOWN = BimFile(id=8)


def encoded(*issues: PlannedIssue, bim_file: BimFile = NAMED) -> Batch:
    (batch,) = batches_of(7, issues, bim_file, 1_000)
    return batch


def item_of(one: PlannedIssue, bim_file: BimFile = NAMED) -> dict[str, Any]:
    (item,) = json.loads(encoded(one, bim_file=bim_file).body)["updates"]
    return item


def value_at(document: Any, pointer: str) -> Any:
    """What a JSON pointer without escapes points at."""
    for step in pointer.split("/")[1:]:
        document = document[int(step)] if isinstance(document, list) else document[step]
    return document


def open_places(value: Any, pointer: str = "") -> set[str]:
    """Pointers to every id 0 and every ``upload:…`` in a body."""
    if isinstance(value, dict):
        return set().union(*(open_places(each, f"{pointer}/{name}") for name, each in value.items()))
    if isinstance(value, list):
        return set().union(*(open_places(each, f"{pointer}/{place}") for place, each in enumerate(value)))
    pending = (pointer.endswith("_id") and value == 0) or (pointer.endswith("_uuid") and value.startswith("upload:"))
    return {pointer} if pending else set()


@st.composite
def issues_to_make(draw: st.DrawFn) -> PlannedIssue:
    number = draw(st.integers(1, 2**64))
    changes: dict[str, Any] = {
        "assignee": draw(st.none() | st.just("someone@example.com")),
        "trade": draw(st.none() | st.just("Plumbing")),
        "location": draw(st.none() | st.just(("Tower", "Level 2"))),
        "priority": draw(st.none() | st.sampled_from(["low", "medium", "high", "critical"])),
        "due_date": draw(st.none() | st.dates().map(lambda date: date.isoformat())),
    }
    if draw(st.booleans()):
        section, redlines = draw(st.sampled_from([None, SECTION])), draw(st.sampled_from([(), (REDLINE,)]))
        changes["viewpoint"] = viewpoint(number, section=section, redlines=redlines)
    return issue(number % 2**128, **changes)


@given(st.lists(st.integers(0, 10**9), max_size=25), st.integers(1, 10))
def test_batches_hold_all_issues_in_order(numbers: list[int], size: int) -> None:
    issues = [issue(number) for number in numbers]
    batches = list(batches_of(7, issues, NAMED, size))
    assert [len(batch.uuids) for batch in batches[:-1]] == [size] * (len(batches) - 1)
    assert all(1 <= len(batch.uuids) <= size for batch in batches)
    assert [uuid for batch in batches for uuid in batch.uuids] == [each.uuid for each in issues]
    for batch in batches:
        assert [item["uuid"] for item in json.loads(batch.body)["updates"]] == list(batch.uuids)


def test_batches_are_numbered_from_one() -> None:
    names = [batch.name for batch in batches_of(7, map(issue, range(5)), NAMED, 2)]
    assert names == ["batches/sync-0001.json", "batches/sync-0002.json", "batches/sync-0003.json"]


def test_nothing_to_do_makes_no_request() -> None:
    assert list(batches_of(7, [], NAMED, 10)) == []
    assert list(batches_of(7, [issue(action=Action.UNCHANGED)], NAMED, 10)) == []


distinct_issues = st.lists(issues_to_make(), min_size=1, max_size=6, unique_by=lambda each: each.uuid)


def test_only_what_is_to_be_created_is_sent() -> None:
    issues = [issue(number, action=action) for number, action in enumerate(Action)]
    batch = encoded(*issues)
    assert batch.uuids == tuple(each.uuid for each in issues if each.action is Action.CREATE)
    assert len(json.loads(batch.body)["updates"]) == 1


def test_what_is_left_out_does_not_make_a_batch_smaller() -> None:
    issues = [issue(n, action=Action.WITHHOLD if n % 2 else Action.CREATE) for n in range(8)]
    assert [len(batch.uuids) for batch in batches_of(7, issues, NAMED, 3)] == [3, 1]


@given(distinct_issues, st.sampled_from([NAMED, KNOWN]), st.integers(1, 4))
def test_every_body_passes_the_self_check(issues: list[PlannedIssue], bim_file: BimFile, size: int) -> None:
    for batch in batches_of(7, issues, bim_file, size):
        assert problems_of(batch.body) == []


@given(distinct_issues, st.sampled_from([NAMED, KNOWN]), st.integers(1, 4))
def test_every_open_place_has_one_placeholder_that_points_at_it(
    issues: list[PlannedIssue], bim_file: BimFile, size: int
) -> None:
    for batch in batches_of(7, issues, bim_file, size):
        body = json.loads(batch.body)
        pointers = [placeholder.pointer for placeholder in batch.placeholders]
        assert len(set(pointers)) == len(pointers) and set(pointers) == open_places(body["updates"], "/updates")
        for placeholder in batch.placeholders:
            expected = f"upload:{placeholder.sha256}" if placeholder.kind == "upload" else 0
            assert value_at(body, placeholder.pointer) == expected


def test_placeholders_say_what_belongs_there() -> None:
    batch = encoded(issue(1), full_issue(2), bim_file=BimFile("Federated"))
    found = {placeholder.pointer: placeholder for placeholder in batch.placeholders}
    item, sha256 = "/updates/1", f"{2:064x}"
    assert set(found) - {"/updates/0/coordination_issue_file_id"} == {
        f"{item}/{name}"
        for name in (
            "location_id",
            "assignee_id",
            "trade_id",
            "coordination_issue_file_id",
            "viewpoints/0/snapshot_upload_uuid",
        )
    }
    location, user = found[f"{item}/location_id"], found[f"{item}/assignee_id"]
    trade, bim_file = found[f"{item}/trade_id"], found[f"{item}/coordination_issue_file_id"]
    upload = found[f"{item}/viewpoints/0/snapshot_upload_uuid"]
    assert (location.kind, location.path) == ("location", ("Tower", "Level 2"))
    assert (user.kind, user.email) == ("user", "person2@example.com")
    assert (trade.kind, trade.name) == ("trade", "Plumbing")
    assert (bim_file.kind, bim_file.name) == ("bim_file", "Federated")
    assert (upload.kind, upload.sha256, upload.file) == ("upload", sha256, f"snapshots/{sha256}.jpg")


def test_pointers_start_anew_in_every_batch() -> None:
    issues = [issue(number, trade="Plumbing") for number in range(3)]
    pointers = [[each.pointer for each in batch.placeholders] for batch in batches_of(7, issues, NAMED, 2)]
    assert [[each for each in found if "trade" in each] for found in pointers] == [
        ["/updates/0/trade_id", "/updates/1/trade_id"],
        ["/updates/0/trade_id"],
    ]


def test_a_known_bim_file_leaves_no_open_place() -> None:
    batch = encoded(issue(viewpoint=viewpoint()), bim_file=KNOWN)
    assert json.loads(batch.body)["updates"][0]["coordination_issue_file_id"] == 8
    assert [placeholder.kind for placeholder in batch.placeholders] == ["upload"]


def test_an_issue_hangs_on_the_file_that_is_set_else_on_that_of_its_own_model() -> None:
    assert (
        item_of(issue(), KNOWN)["coordination_issue_file_id"] == 8
        and encoded(issue(), bim_file=KNOWN).placeholders == ()
    )
    for bim_file, model, name in ((NAMED, "Own.nwd", "Federated"), (BimFile(), "Own.nwd", "Own.nwd")):
        (placeholder,) = encoded(issue(model=model), bim_file=bim_file).placeholders
        assert (placeholder.kind, placeholder.name) == ("bim_file", name)


def test_without_any_file_an_issue_hangs_on_none() -> None:
    assert "coordination_issue_file_id" not in item_of(issue(), BimFile())
    assert encoded(issue(), bim_file=BimFile()).placeholders == ()


def test_what_is_not_set_is_left_out() -> None:
    required = {"uuid", "title", "description", "status", "issue_type", "origin"}
    assert set(item_of(issue(), BimFile())) == required
    (view,) = item_of(issue(viewpoint=viewpoint()))["viewpoints"]
    assert set(view) == {"name", "snapshot_upload_uuid", "camera_data", "render_mode"}


def test_what_is_set_arrives_unchanged() -> None:
    planned = full_issue(3)
    item = item_of(planned)
    for name in ("uuid", "title", "description", "status", "issue_type", "priority", "due_date"):
        assert item[name] == getattr(planned, name)
    assert item["origin"] == {
        "title": "Test",
        "origin_id": "T/3",
        "origin_type": "NavisworksClash",
        "deep_link_url": "",
    }
    (view,) = item["viewpoints"]
    assert view["name"] == "View 3" and view["render_mode"] == "shaded"
    assert view["camera_data"] == camera_data(CAMERA)
    assert view["sections_data"] == sections_data(SECTION)
    assert view["redlines_data"] == redlines_data([REDLINE])


def test_the_data_of_a_viewpoint_are_texts_that_hold_json() -> None:
    (view,) = item_of(full_issue())["viewpoints"]
    for name in ("camera_data", "sections_data", "redlines_data"):
        assert isinstance(view[name], str) and isinstance(json.loads(view[name]), dict)


@given(st.integers(0, 2**63 - 1), st.integers(1, 2**63 - 1))
def test_ids_of_64_bits_are_written_exactly(project: int, file_id: int) -> None:
    (batch,) = batches_of(project, [issue(viewpoint=viewpoint())], BimFile(id=file_id), 10)
    body = json.loads(batch.body)
    assert body["project_id"] == project and set(body) == {"project_id", "updates"}
    assert body["updates"][0]["coordination_issue_file_id"] == file_id
    assert problems_of(batch.body) == []


def test_the_same_plan_gives_the_same_bytes() -> None:
    issues = [full_issue(1), issue(2)]
    assert encoded(*issues) == encoded(*issues)


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80),
    st.text(st.characters(exclude_categories=["Cs"])),
)
def test_any_text_arrives_unchanged(title: str, description: str) -> None:
    batch = encoded(issue(title=title, description=description))
    item = json.loads(batch.body)["updates"][0]
    assert (item["title"], item["description"]) == (title, description)
    assert problems_of(batch.body) == []
