"""Lists of issues: every filter, sort, pages, and the same by POST."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.bodies import ISSUES, full_item, item, made
from tests.sandbox.running import Box


def titles(box: Box, **params: Any) -> list[str]:
    answer = box.get(ISSUES, project_id=box.project_id, **params)
    assert answer.status_code == 200, answer.text
    return [each["title"] for each in answer.json()]


@pytest.fixture
def known(box: Box) -> dict[str, Any]:
    """Three issues: A is bare, B has everything, C is closed and newer by a day."""
    box.own("POST", "/clock", json={"set": "2030-03-01T10:00:00Z", "speed": 0})
    places = box.get(f"/rest/v1.0/projects/{box.project_id}/locations").json()
    plant = next(each for each in places if each["node_name"] == "Plant Room")
    people = box.get(f"{ISSUES}/assignees", project_id=box.project_id).json()
    mep = next(each for each in people if each["login"] == "mep@example.com")
    users = box.get(f"/rest/v1.0/projects/{box.project_id}/users").json()
    trade = box.get(f"/rest/v1.0/companies/{box.company_id}/trades").json()[0]
    metadata = {"document_container_id": "container"}
    fields = {
        "location_id": plant["id"], "assignee_id": mep["id"], "trade_id": trade["id"], "due_date": "2030-03-02",
        "priority": "high", "document_container_metadata": metadata,
    }  # fmt: skip
    second = full_item(box, title="B duct", **fields)
    made(box, item(title="A pipe", issue_type="other"), second)
    box.advance(86_400)
    box.sign_in()
    made(box, item(title="C beam", status="closed", due_date="2030-02-01"))
    vendor = next(each["vendor"]["id"] for each in users if each["login"] == "mep@example.com")
    me = box.get("/rest/v1.0/me").json()["id"]
    file = second["coordination_issue_file_id"]
    return {**fields, "plant_parent": plant["parent_id"], "vendor": vendor, "me": me, "file": file}


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, "ABC"),
        ({"status][": ["open"]}, "AB"),
        ({"status][": ["open", "closed"]}, "ABC"),
        ({"issue_type][": ["other"]}, "A"),
        ({"priority][": ["high", "low"]}, "B"),
        ({"location_id][": "location_id"}, "B"),
        ({"location_id][": "plant_parent"}, ""),
        ({"location_id][": "plant_parent", "include_sublocations": "true"}, "B"),
        ({"assignee_id][": "assignee_id"}, "B"),
        ({"assignee_company_id][": "vendor"}, "B"),
        ({"created_by_id][": "me"}, "ABC"),
        ({"created_from][": ["navisworks"]}, ""),
        ({"coordination_issue_file_id][": "file"}, "B"),
        ({"trade_id][": "trade_id"}, "B"),
        ({"search": "DUCT"}, "B"),
        ({"search": "3"}, "C"),
        ({"created_at": "2030-03-01...2030-03-01"}, "AB"),
        ({"created_at": "2030-03-01T10:00:01Z...2030-03-03T00:00:00Z"}, "C"),
        ({"updated_at": "2030-03-02...2030-03-09"}, "C"),
        ({"due_date": "2030-03-01...2030-03-31"}, "B"),
        ({"overdue": "true"}, ""),
        ({"document_container_id][": ["container"]}, "B"),
        ({"document_revision_id][": ["container"]}, ""),
    ],
)
def test_filters_by_get_and_by_post(box: Box, known: dict[str, Any], filters: dict[str, Any], found: str) -> None:
    values = {name: known.get(value, value) if isinstance(value, str) else value for name, value in filters.items()}
    params = {f"filters[{name}]": value for name, value in values.items()}
    assert [title[0] for title in titles(box, **params)] == list(found)
    body = {"project_id": box.project_id, "filters": {name.strip("]["): value for name, value in values.items()}}
    answer = box.call("POST", f"{ISSUES}/list", json=body)
    assert [each["title"][0] for each in answer.json()] == list(found), answer.text


def test_overdue_goes_by_the_clock(box: Box, known: dict[str, Any]) -> None:
    box.advance(3 * 86_400)
    box.sign_in()
    assert titles(box, **{"filters[overdue]": "true"}) == ["B duct"]
    assert titles(box, **{"filters[overdue]": "false"}) == ["A pipe", "C beam"]


def test_by_ids(box: Box, known: dict[str, Any]) -> None:
    listed = box.get(ISSUES, project_id=box.project_id, view="compact").json()
    assert all(set(each) == {"id"} for each in listed)
    chosen = {"filters[ids][]": [listed[0]["id"], listed[2]["id"]]}
    assert titles(box, **chosen) == ["A pipe", "C beam"]


@pytest.mark.parametrize(
    ("sort", "found"),
    [("title", "ABC"), ("-title", "CBA"), ("-created_at", "CBA"), ("status", "CAB"), ("-due_date", "BCA")],
)
def test_sort(box: Box, known: dict[str, Any], sort: str, found: str) -> None:
    assert "".join(title[0] for title in titles(box, sort=sort)) == found


@pytest.mark.parametrize(
    "wrong",
    [
        {"sort": "colour"}, {"view": "full"}, {"page": "-1"}, {"filters[status][]": "done"}, {"filters[ids][]": "x"},
        {"filters[created_at]": "yesterday"}, {"filters[uuid]": "x"}, {"filters[origin_id]": "x"},
    ],
)  # fmt: skip
def test_what_no_list_takes(box: Box, wrong: dict[str, str]) -> None:
    assert box.get(ISSUES, project_id=box.project_id, **wrong).status_code == 400


def test_pages_of_issues(box: Box) -> None:
    made(box, *(item(title=f"{number:02}") for number in range(25)))
    answer = box.get(ISSUES, project_id=box.project_id, per_page=10, page=3, view="extended")
    assert [each["title"] for each in answer.json()] == [f"{number}" for number in range(20, 25)]
    assert answer.headers["Total"] == "25" and "next" not in answer.headers["Link"]


def test_viewpoints_come_with_the_extended_view_only(box: Box) -> None:
    made(box, full_item(box))
    ask = {"project_id": box.project_id, "viewpoint_format": "procore"}
    assert "viewpoints" not in box.get(ISSUES, **ask).json()[0]
    view = box.get(ISSUES, **ask, view="extended").json()[0]["viewpoints"][0]
    assert view["sections_data"].startswith("[{")


def test_totals_by_status(box: Box, known: dict[str, Any]) -> None:
    totals = box.get(f"{ISSUES}/status_total", project_id=box.project_id).json()
    assert totals["open_count"] == 2 and totals["closed_count"] == 1 and totals["blocked_count"] == 0
