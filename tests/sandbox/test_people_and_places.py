"""Me, companies, projects, users, assignees, trades, locations; and the company header."""

from __future__ import annotations

import pytest
import requests

from tests.sandbox.bodies import elsewhere
from tests.sandbox.running import TIMEOUT_S, Box


def test_the_app_sees_its_company_and_permitted_projects(box: Box) -> None:
    assert [each["id"] for each in box.get("/rest/v1.0/companies").json()] == [box.company_id]
    names = [each["name"] for each in box.get("/rest/v1.0/projects", company_id=box.company_id).json()]
    assert names == ["Sandbox Project", "Second Project"]
    assert box.get(f"/rest/v1.0/projects/{box.project_id}").json()["company"]["id"] == box.company_id


def test_ids_need_more_than_32_bits(box: Box) -> None:
    assert min(box.company_id, box.project_id, box.get("/rest/v1.0/me").json()["id"]) > 2**32


def test_the_company_header_is_required(box: Box) -> None:
    token = {"Authorization": f"Bearer {box.sign_in()}"}
    answer = requests.get(f"{box.base_url}/rest/v1.0/me", headers=token, timeout=TIMEOUT_S)
    assert answer.status_code == 400 and answer.text.startswith("Missing Procore-Company-Id header!")


def test_a_person_may_ask_for_their_companies_without_it(box: Box) -> None:
    token = {"Authorization": f"Bearer {box.person('admin@example.com')}"}
    for path in ("me", "companies"):
        assert requests.get(f"{box.base_url}/rest/v1.0/{path}", headers=token, timeout=TIMEOUT_S).status_code == 200
    answer = requests.get(f"{box.base_url}/rest/v1.0/projects", headers=token, timeout=TIMEOUT_S)
    assert answer.status_code == 400


def test_another_company_is_refused(box: Box) -> None:
    answer = box.call("GET", "/rest/v1.0/me", headers={"Procore-Company-Id": str(box.company_id + 1)})
    assert answer.status_code == 403 and answer.json() == {"errors": "App is not connected to this company"}


def test_a_project_that_is_not_permitted_and_one_that_does_not_exist(box: Box) -> None:
    issues = "/rest/v1.0/coordination_issues"
    assert box.get(issues, project_id=elsewhere(box) + 1).status_code == 403
    assert box.get(issues, project_id=17).status_code == 404
    assert box.get(issues).status_code == 400


def test_assignees_are_those_with_standard_or_admin(box: Box) -> None:
    found = box.get("/rest/v1.0/coordination_issues/assignees", project_id=box.project_id).json()
    assert {each["login"].partition("@")[0] for each in found} == {
        "converter", "admin", "coordinator", "mep", "structure",
    }  # fmt: skip
    assert set(found[0]) == {"id", "name", "login", "company_name", "locale"}
    users = box.get(f"/rest/v1.0/projects/{box.project_id}/users").json()
    assert {"reader@example.com", "nobody@example.com"} <= {each["email_address"] for each in users}


def test_trades_are_those_of_the_company(box: Box) -> None:
    path = f"/rest/v1.0/companies/{box.company_id}/trades"
    assert "HVAC" in [each["name"] for each in box.get(path).json()]
    assert [each["name"] for each in box.get(path, **{"filters[query]": "plumb"}).json()] == ["Plumbing"]
    assert box.get(f"/rest/v1.0/companies/{box.company_id + 1}/trades").status_code == 404


def test_a_location_is_found_or_made(box: Box) -> None:
    path = f"/rest/v1.0/projects/{box.project_id}/locations"
    ask = {"location": {"path": ["Level 2", "Plant Room", "Corner"]}}
    made = box.call("POST", f"{path}/find_or_create_by_path", json=ask)
    assert made.status_code == 201 and made.json()["name"] == "Level 2>Plant Room>Corner"
    found = box.call("POST", f"{path}/find_or_create_by_path", json=ask)
    assert found.status_code == 200 and found.json() == made.json()
    assert len(box.get(path).json()) == 4
    parent = {"filters[sublocations_for]": box.get(path, **{"filters[search]": "level 2"}).json()[0]["id"]}
    assert [each["node_name"] for each in box.get(path, **parent).json()] == ["Plant Room", "Corner"]
    above = {"filters[superlocations_for]": made.json()["id"]}
    assert [each["node_name"] for each in box.get(path, **above).json()] == ["Level 2", "Plant Room"]


def test_a_path_has_names(box: Box) -> None:
    path = f"/rest/v1.0/projects/{box.project_id}/locations/find_or_create_by_path"
    for wrong in ([], [""], "Level 1", [1]):
        assert box.call("POST", path, json={"location": {"path": wrong}}).status_code == 400


def test_pages(box: Box) -> None:
    path = f"/rest/v1.0/companies/{box.company_id}/trades"
    answer = box.get(path, page=2, per_page=2)
    assert [each["name"] for each in answer.json()] == ["Fire Protection", "HVAC"]
    assert answer.headers["Total"] == "6" and answer.headers["Per-Page"] == "2"
    links = requests.utils.parse_header_links(answer.headers["Link"])
    assert {each["rel"]: each["url"].partition("?")[2] for each in links} == {
        "first": "page=1&per_page=2", "prev": "page=1&per_page=2", "next": "page=3&per_page=2",
        "last": "page=3&per_page=2",
    }  # fmt: skip
    assert box.get(path, page=9).json() == []
    assert box.get(path, page=0).status_code == 400
    assert box.get(path, per_page="many").status_code == 400
    box.set(max_per_page=3)
    assert box.get(path, per_page=5000).headers["Per-Page"] == "3"


@pytest.mark.parametrize(
    ("login", "level"),
    [
        ("admin@example.com", "Admin"),
        ("mep@example.com", "Standard"),
        ("reader@example.com", "Read Only"),
        ("nobody@example.com", "None"),
    ],
)
def test_everybody_sees_what_they_may_do(box: Box, login: str, level: str) -> None:
    ask = {"project_id": box.project_id}
    answer = box.call("GET", "/rest/v1.0/settings/permissions", token=box.person(login), params=ask).json()
    (tool,) = [each for each in answer["tools"] if each["friendly_name"] == "Coordination Issues"]
    assert tool["user_access_level"]["name"] == level
    box.set(tool="off")
    assert box.call("GET", "/rest/v1.0/settings/permissions", params=ask).json() == {"tools": []}
