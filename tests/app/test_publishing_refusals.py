"""What Procore refuses and what it costs: uploads, locations, reading back, the advice about the published model."""

from __future__ import annotations

import pytest

from tests.app.between import Between
from tests.app.exactly_once import check_settled, writes
from tests.app.publishing import Site
from tests.app.weekly import Row, Weeks, report

LIST = "/rest/v1.0/coordination_issues"
DAY_S = 86_400.0


def test_where_an_upload_serves_once_each_issue_gets_its_own(site: Site) -> None:
    site.box.set(upload_reuse="once")
    path = site.report(4)
    pictures = site.folder / "pictures"
    for number in (1, 2):
        (pictures / f"{number}.jpg").write_bytes((pictures / "0.jpg").read_bytes())
    run = site.convert(path)
    done = site.publish(run)
    assert done.exit_code == 0 and done.summary.counts["created"] == 4
    check_settled(site, run)
    before = len(writes(site))
    assert site.publish(run).summary.counts["unchanged"] == 4 and len(writes(site)) == before


def test_an_upload_that_expired_by_procores_clock_goes_up_again(site: Site) -> None:
    run = site.convert(site.report(2))
    site.box.fault("drop-before,path=/sync")
    assert site.publish(run).exit_code == 4
    site.box.advance(8 * DAY_S)  # ours stands still: by it the uploads may still be used
    done = site.publish(run)
    assert done.exit_code == 0 and done.summary.counts["created"] == 2
    check_settled(site, run)


def test_a_location_that_is_refused_is_asked_for_again_only_with_something_to_send(site: Site, middle: Between) -> None:
    more = {"target__base_url": middle.url}
    rules = ({"when": {}, "set": {"location": ["Tower", "Level 7"]}},)
    weeks, path = Weeks(site, rules), report(site.folder / "1.xml", [Row(1)])
    asked: list[str] = []

    def refuse(method: str, path: str) -> tuple[int, object] | None:
        if "find_or_create_by_path" in path:
            asked.append(path)
            return 403, {"errors": "no"}
        if method == "PATCH":
            asked.append(path)
        return None

    middle.hook = refuse
    assert weeks.publish(path, **more).summary.left_out == {"location: Tower › Level 7": 1}
    asked.clear()
    for _ in range(2):
        done = weeks.publish(path, **more)
        assert not asked and done.summary.counts["unchanged"] == 1
        assert done.summary.left_out == {"location: Tower › Level 7": 1}
    middle.hook = lambda _method, _path: None
    weeks.publish(report(site.folder / "2.xml", [Row(1), Row(2)]), **more)
    weeks.publish(report(site.folder / "3.xml", [Row(1), Row(2), Row(3)]), **more)
    assert {each["location"]["name"] for each in site.box.issues()} == {"Tower>Level 7"}


def lists(site: Site) -> int:
    return sum(each["method"] == "GET" and each["path"].partition("?")[0] == LIST for each in site.box.requests())


def test_only_issues_with_a_viewpoint_are_read_back_and_by_their_ids(site: Site, middle: Between) -> None:
    weeks = Weeks(site)
    weeks.publish(report(site.folder / "1.xml", [Row(1)]))
    before = lists(site)
    weeks.publish(report(site.folder / "2.xml", [Row(1), Row(2)]))
    assert lists(site) == before + 1, "nothing to look at without a picture"
    seen: list[str] = []

    def note(method: str, path: str) -> None:
        if method == "GET" and path.startswith(f"{LIST}?"):
            seen.append(path)

    middle.hook = note
    done = site.publish(site.convert(site.report(2), "with pictures"), target__base_url=middle.url)
    made = [each["id"] for each in site.box.issues() if each["uuid"] in done.summary.created]
    assert ["ids" in path for path in seen] == [False, True], "all before, those that are new after"
    assert made and all(str(number) in seen[1] for number in made)


@pytest.mark.parametrize("path", ["/bim_model_revisions", "/bim_files?"])
def test_advice_never_stops_a_publish(site: Site, middle: Between, path: str) -> None:
    uuid = "0a1d9a7e-3d53-5f0c-9a55-6ad0a9b9d0c5"
    body = {"project_id": site.box.project_id, "bim_file": {"name": "Tower.nwd", "uuid": uuid}}
    assert site.box.call("POST", "/rest/v1.0/bim_files", json=body).status_code == 201
    run, refused = site.convert(site.report(1)), []

    def refuse(method: str, asked: str) -> tuple[int, object] | None:
        if method == "GET" and path in asked and len(refused) < 1:
            refused.append(asked)
            return 403, {"errors": "You do not have access to Models"}
        return None

    middle.hook = refuse
    done = site.publish(run, target__base_url=middle.url)
    assert refused and done.summary.counts["created"] == 1
    (said,) = done.diagnostics
    assert said.code == "PLN049" and "You do not have access to Models" in said.message


def test_a_remembered_file_is_forgotten_when_it_is_gone_and_not_when_it_may_not_be_read(
    site: Site, middle: Between
) -> None:
    more = {"target__base_url": middle.url}
    run = site.convert(site.report(1))
    site.publish(run, **more)
    looked: list[str] = []

    def answer(status: int) -> None:
        def hook(method: str, path: str) -> tuple[int, object] | None:
            if "/bim_model_revisions" in path:
                return status, {"errors": "no"}
            if "/bim_files" in path:
                looked.append(path)
            return None

        middle.hook = hook

    answer(403)
    second = site.convert(site.report(2), "second")
    assert site.publish(second, **more).summary.counts["created"] == 1 and not looked
    answer(404)
    assert site.publish(site.convert(site.report(3), "third"), **more).summary.counts["created"] == 1 and looked
