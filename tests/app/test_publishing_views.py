"""Further viewpoints over real HTTP: each one once with its issue, whatever happens on the way."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from converter.app.publishing import project_ledger
from converter.errors import ConverterError
from converter.publisher.ledger import Kind, ViewState
from converter.publisher.procore.validate import problems_of
from tests.app.bcf_views import archive
from tests.app.publishing import QuickClock, Site
from tests.sandbox.running import TIMEOUT_S

WRITES = ("POST", "PATCH", "PUT", "DELETE")
NAMES = ("a", "b", "c", "d")
TOPICS = 3
BATCH = "/rest/v1.0/bim_viewpoints/batch"


@pytest.fixture
def folder(site: Site) -> Path:
    return site.convert(archive(site.folder / "views.bcf", TOPICS, NAMES, flat="d"))


def writes(site: Site) -> list[str]:
    asked = [each for each in site.box.requests() if each["method"] in WRITES and "oauth" not in each["path"]]
    return [each["path"] for each in asked]


def check_once(site: Site, folder: Path, views: int = 3, attached: int = 1) -> None:
    """Every viewpoint of the plan is there once, with its own picture, camera and folder; the ledger agrees."""
    issues = {each["uuid"]: each for each in site.box.issues()}
    plan = json.loads((folder / "plan.json").read_bytes())["issues"]
    bodies = {path.name: json.loads(path.read_bytes()) for path in (folder / "viewpoints").iterdir()}
    items = {item["uuid"]: item for body in bodies.values() for item in body["bim_viewpoints"]}
    assert set(issues) == {each["uuid"] for each in plan}
    for planned in plan:
        shown = issues[planned["uuid"]]["viewpoints"]
        assert len(shown) == views and len(issues[planned["uuid"]]["attachments"]) == attached
        wanted = [items[each["uuid"]] for each in planned["further_viewpoints"]]
        assert Counter(each["camera_data"] for each in shown[1:]) == Counter(each["camera_data"] for each in wanted)
        assert {each["name"] for each in shown[1:]} == {each["name"] for each in wanted}
        for view in shown[1:]:
            (item,) = (each for each in wanted if each["name"] == view["name"])
            content = site.box.session.get(view["snapshot"]["url"], timeout=TIMEOUT_S).content
            assert f"upload:{hashlib.sha256(content).hexdigest()}" == item["upload_uuid"]
            assert view["view_folder_id"] and view["bim_file_id"] == shown[0]["bim_file_id"]
    with project_ledger(site.settings().settings, QuickClock()) as ledger:
        book = ledger.views.of_issues(issues)
    assert {entry.state for entry in book.values()} == {ViewState.ASSOCIATED}
    assert Counter(entry.issue for entry in book.values()) == dict.fromkeys(issues, views)


def test_the_bodies_are_whole_and_valid(folder: Path) -> None:
    (path,) = (folder / "viewpoints").iterdir()
    body = json.loads(path.read_bytes())
    assert problems_of(path.read_bytes(), "bim_viewpoints") == [] and len(body["bim_viewpoints"]) == 2 * TOPICS
    places = json.loads((folder / "placeholders.json").read_bytes())
    assert set(places["files"]) == {"batches/sync-0001.json"}, "sync keeps its meaning"
    pointers = [each["pointer"].rpartition("/")[2] for each in places["viewpoints"][f"viewpoints/{path.name}"]]
    assert Counter(pointers) == dict.fromkeys(("bim_file_id", "view_folder_id", "upload_uuid"), 2 * TOPICS)


def test_every_viewpoint_is_published_with_its_picture_and_other_pictures_are_attached(
    site: Site, folder: Path
) -> None:
    done = site.publish(folder)
    assert done.exit_code == 0 and done.summary.counts["further viewpoints"] == 2 * TOPICS
    check_once(site, folder)
    paths = Counter(each.replace("/associations", "").rpartition("/")[0] if "associations" in each else each
                    for each in writes(site))  # fmt: skip
    assert paths[BATCH] == 1 and paths["/rest/v1.0/bim_viewpoints"] == 2 * TOPICS
    assert paths["/rest/v1.0/nested_bim_view_folders"] == 1 and not done.summary.left_out
    assert done.summary.empty_views == []


def test_publishing_again_writes_nothing(site: Site, folder: Path) -> None:
    site.publish(folder)
    before = len(writes(site))
    assert site.publish(folder).exit_code == 0 and len(writes(site)) == before
    check_once(site, folder)


FAULTS = [
    f"{kind},{place}"
    for kind in (
        "drop-before", "drop-after", "500-before", "500-after", "503-after", "429-spike,seconds=1", "truncate",
        "expire-token",
    )
    for place in (
        "path=/bim_viewpoints/batch", "path=/associations", "path=/associations,nth=4", "path=/nested_bim_view_folders",
        "path=/uploads,nth=9",
    )
]  # fmt: skip
PARTS = ["refuse,path=/bim_viewpoints/batch,items=0:2", "refuse,path=/bim_viewpoints/batch,items=5"]


@pytest.mark.parametrize("fault", [*FAULTS, *PARTS])
def test_whatever_happens_each_viewpoint_is_there_once(site: Site, folder: Path, fault: str) -> None:
    site.box.fault(fault)
    for number in range(3):
        try:
            code = site.publish(folder).exit_code
        except ConverterError:
            continue
        if code == 0:
            break
        assert code == 4 and number < 2
    assert any(each["fault"] for each in site.box.requests()), "it struck"
    check_once(site, folder)


@pytest.mark.parametrize("duplicate", ["error", "create", "update"])
@pytest.mark.parametrize("place", ["path=/bim_viewpoints/batch", "path=/associations,nth=2"])
def test_a_lost_answer_doubles_nothing_whatever_a_repeated_uuid_does(
    site: Site, folder: Path, duplicate: str, place: str
) -> None:
    site.box.set(duplicate_uuid=duplicate)
    site.box.fault(f"drop-after,{place}")
    first = site.publish(folder)
    assert first.exit_code == 4 and first.summary.views_unknown and not first.summary.views_rejected
    assert site.publish(folder).exit_code == 0
    check_once(site, folder)


@pytest.mark.parametrize("duplicate", ["error", "create", "update"])
def test_ledger_and_answer_lost_the_next_runs_still_come_to_an_end(site: Site, folder: Path, duplicate: str) -> None:
    site.box.set(duplicate_uuid=duplicate)
    site.box.fault("drop-after,path=/bim_viewpoints/batch")
    assert site.publish(folder).exit_code == 4
    for file in site.folder.glob("ledger.db*"):
        file.unlink()
    codes = [site.publish(folder).exit_code for _ in range(2)]
    assert codes[-1] == 0
    check_once(site, folder)


def test_a_lost_ledger_reads_back_what_is_associated(site: Site, folder: Path) -> None:
    site.publish(folder)
    for file in site.folder.glob("ledger.db*"):
        file.unlink()
    before = writes(site)
    assert site.publish(folder).exit_code == 0
    assert BATCH not in writes(site)[len(before) :] and not [
        each for each in writes(site)[len(before) :] if "associations" in each
    ]
    check_once(site, folder)


def test_the_other_order_of_viewpoints_doubles_none_and_a_new_one_comes_along(site: Site, folder: Path) -> None:
    site.publish(folder)
    other = site.convert(archive(site.folder / "views.bcf", TOPICS, ("e", "d", "c", "a", "b"), flat="d"), "other")
    done = site.publish(other)
    assert done.exit_code == 0 and not done.summary.counts["further viewpoints"], "the new one stands first"
    assert all(len(each["viewpoints"]) == 3 for each in site.box.issues()), "that it would be the main one now"
    third = site.convert(archive(site.folder / "views.bcf", TOPICS, ("a", "b", "e", "d", "c"), flat="d"), "third")
    assert site.publish(third).summary.counts["further viewpoints"] == TOPICS
    assert all(len(each["viewpoints"]) == 4 for each in site.box.issues())


def test_what_people_take_away_stays_away(site: Site, folder: Path) -> None:
    site.publish(folder)
    issue = site.box.issues()[0]
    path = f"/rest/v1.0/bim_viewpoints/{issue['viewpoints'][1]['id']}/associations"
    ask = {"project_id": site.box.project_id, "item_id": issue["id"], "item_type": "CoordinationIssue"}
    assert site.box.call("DELETE", path, params=ask).status_code == 204
    before = len(writes(site))
    assert site.publish(folder).exit_code == 0 and len(writes(site)) == before
    assert sorted(len(each["viewpoints"]) for each in site.box.issues()) == [2, 3, 3]


def test_a_folder_that_is_refused_is_told_and_the_viewpoints_come_without(
    site: Site, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("converter.publisher.procore.directory.VIEW_FOLDERS", "/rest/v1.0/no_such_folders")
    done = site.publish(folder)
    assert done.exit_code == 0 and done.summary.left_out == {"view folder: Coordination Issues": 2 * TOPICS}
    assert all(len(each["viewpoints"]) == 3 for each in site.box.issues())
    assert {view["view_folder_id"] for each in site.box.issues() for view in each["viewpoints"]} == {None}


@pytest.mark.parametrize("kind", [Kind.BIM_FILE, Kind.VIEW_FOLDER])
def test_an_id_that_is_no_longer_known_is_looked_up_anew(site: Site, folder: Path, kind: Kind) -> None:
    site.box.fault("refuse,path=/bim_viewpoints/batch,share=1.0")
    assert site.publish(folder).exit_code == 4
    with project_ledger(site.settings().settings, QuickClock()) as ledger, ledger.writing("a test"):
        ledger.lookups.keep(kind, dict.fromkeys(ledger.lookups.all(kind), 999_999_999))
    before = len(writes(site))
    assert site.publish(folder).exit_code == 0
    assert writes(site)[before:].count(BATCH) == 2
    check_once(site, folder)


def test_a_limit_leaves_the_viewpoints_of_issues_that_are_not_made(site: Site, folder: Path) -> None:
    done = site.publish(folder, limit=1)
    assert done.summary.counts["further viewpoints"] == 2 and len(site.box.issues()) == 1
    site.publish(folder)
    check_once(site, folder)


def test_more_than_a_batch(site: Site) -> None:
    names = [f"v{number:03}" for number in range(106)]
    folder = site.convert(archive(site.folder / "many.bcf", 1, names))
    sizes = [len(body["bim_viewpoints"]) for body in bodies(folder)]
    assert sizes == [100, 5] and site.publish(folder).exit_code == 0
    check_once(site, folder, views=106, attached=0)
    assert Counter(writes(site))[BATCH] == 2


def bodies(folder: Path) -> list[Any]:
    return [json.loads(path.read_bytes()) for path in sorted((folder / "viewpoints").iterdir())]


def test_without_further_viewpoints_the_run_folder_is_as_it_was(site: Site) -> None:
    folder = site.convert(site.report(2))
    assert not (folder / "viewpoints").exists() and "viewpoints" not in json.loads(
        (folder / "placeholders.json").read_bytes()
    )
    assert "further_viewpoints" not in (folder / "plan.json").read_text(encoding="utf-8")
