"""``convert --against``: issues go on, and only what changed is planned."""

from __future__ import annotations

import json
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from converter.app.converting import convert
from converter.publisher.procore.validate import problems_of
from tests.app.runs import NOW, Run, configuration
from tests.conftest import SAMPLES

WEEK_1, WEEK_2 = SAMPLES / "week-1" / "Building (everything).xml", SAMPLES / "week-2" / "Building (everything).xml"
SENT = {"id", "title", "description", "location_id", "assignee_id", "due_date", "issue_type", "priority", "trade_id"}


def run(folder: Path, *paths: Path, against: Run | None = None, **flags: object) -> Run:
    """Convert, a clash an issue, without pictures."""
    settings = configuration(**{"pictures__use": False, "grouping__by": "none", **flags})
    return Run(folder, convert(paths, folder, settings, NOW, against=against.folder if against else None))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The first week."""
    return run(tmp_path_factory.mktemp("first") / "run", WEEK_1)


@pytest.fixture(scope="module")
def second(first: Run, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The second week, with the memory of the first."""
    return run(tmp_path_factory.mktemp("second") / "run", WEEK_2, against=first)


def actions(made: Run) -> dict[str, int]:
    return {name: count for name, count in made.json("run.json")["counts"]["actions"].items() if count}


def issues(made: Run) -> dict[str, Any]:
    """Every issue of the plan by its uuid."""
    found = {each["uuid"]: each for each in made.json("plan.json")["issues"]}
    assert len(found) == len(made.json("plan.json")["issues"])
    return found


def report(folder: Path, name: str, *changes: tuple[str, str]) -> Path:
    """The second week's report with some texts replaced."""
    text = WEEK_2.read_text(encoding="utf-8")
    for pattern, instead in changes:
        text, count = re.subn(pattern, instead, text, flags=re.DOTALL)
        assert count
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_done_for_each_issue(first: Run, second: Run) -> None:
    assert actions(second) == {"create": 3, "update": 11, "close": 5, "unchanged": 43, "withhold": 13}
    truth = Counter(each["truth"] for each in json.loads((SAMPLES / "TRUTH.json").read_bytes())["clashes"])
    known = Counter(
        line["state"] for line in second.lines("clashes.jsonl") if line["issue"] and line["kind"] == "clash"
    )
    assert known == {name: count for name, count in truth.items() if name != "suppressed"}
    assert second.json("run.json")["against"]["counts"]["reidentified"] == 9


def test_an_issue_keeps_its_key_and_uuid_under_another_guid(first: Run, second: Run) -> None:
    before, now = issues(first), issues(second)
    old = {line["source"]["guid"]: line for line in first.lines("clashes.jsonl")}
    new = {line["source"]["guid"]: line for line in second.lines("clashes.jsonl")}
    for each in json.loads((SAMPLES / "TRUTH.json").read_bytes())["clashes"]:
        if each["truth"] in {"persistent", "moved", "reidentified"}:
            was, is_now = old[each["week_1_guid"]], new[each["week_2_guid"]]
            assert (is_now["key"], is_now["issue"], is_now["state"]) == (was["key"], was["issue"], each["truth"])
            assert now[is_now["issue"]]["action"] in {"update", "unchanged"}
    assert {uuid for uuid, each in now.items() if each["action"] == "create"}.isdisjoint(before)


def test_bodies_hold_only_what_is_new_or_changed(second: Run) -> None:
    planned = issues(second)
    bodies = [json.dumps(body).encode() for body in second.batches.values()]
    assert [problems_of(body) for body in bodies] == [[] for _ in bodies]
    sent = [each for each in planned.values() if each["batch"]]
    assert Counter(each["action"] for each in sent) == {"create": 3, "update": 11}
    for each in sent:
        place = int(each["batch"]["pointer"].rsplit("/", 1)[1])
        item = second.batches[each["batch"]["file"]]["updates"][place]
        assert item["title"] == each["title"]
        if each["action"] == "create":
            assert item["uuid"] == each["uuid"]
            continue
        assert item.keys() <= SENT
        assert item.keys() == {"id", "title", *each["changed_fields"]}
        places = second.json("placeholders.json")["files"][each["batch"]["file"]]
        assert {"pointer": f"/updates/{place}/id", "kind": "issue", "uuid": each["uuid"]} in places
        assert item["id"] == 0


def test_the_same_report_again_changes_nothing(second: Run, tmp_path: Path) -> None:
    again = run(tmp_path / "run", WEEK_2, against=second)
    assert actions(again) == {"unchanged": 57, "withhold": 13}
    assert second.json("plan.json")["closed"] == []
    assert len(again.json("plan.json")["closed"]) == 5
    assert not list((again.folder / "batches").iterdir())
    third = run(tmp_path / "third", WEEK_2, against=again)
    assert issues(third).keys() == issues(again).keys()
    assert len(third.json("plan.json")["closed"]) == 5


def test_rows_in_another_order_and_sides_change_nothing(second: Run, tmp_path: Path) -> None:
    text = WEEK_2.read_text(encoding="utf-8")
    turned = re.sub(
        r"(<clashobject>(?:(?!</clashobject>).)*</clashobject>)(\s*)(<clashobject>(?:(?!</clashobject>).)*</clashobject>)",
        r"\3\2\1",
        text,
        flags=re.DOTALL,
    )
    assert turned != text
    path = tmp_path / "Building 2026-03-16.xml"
    path.write_text(turned.replace('status="new"', 'status="active"'), encoding="utf-8")
    assert actions(run(tmp_path / "run", path, against=second)) == {"unchanged": 57, "withhold": 13}


def test_what_is_there_again_is_opened_again(second: Run, tmp_path: Path) -> None:
    back = run(tmp_path / "run", WEEK_1, against=second, identity__allow_older=True)
    assert actions(back)["reopen"] == 5
    closed = {uuid for uuid, each in issues(second).items() if each["action"] == "close"}
    assert {uuid for uuid, each in issues(back).items() if each["action"] == "reopen"} == closed
    assert Counter(line["state"] for line in back.lines("clashes.jsonl") if line["kind"] == "clash")["regressed"] == 5


def test_issues_are_closed_after_as_many_runs_as_asked(first: Run, tmp_path: Path) -> None:
    flags = {"identity__close_after": 2}
    once = run(tmp_path / "1", WEEK_2, against=first, **flags)
    assert "close" not in actions(once)
    assert [each.code for each in once.result.diagnostics].count("CMP008") == 1
    stale = report(tmp_path, "stale.xml", (r'status="ok"', 'status="old"'))
    between = run(tmp_path / "2", stale, against=once, **flags)
    assert "close" not in actions(between)
    assert actions(run(tmp_path / "3", WEEK_2, against=between, **flags))["close"] == 5


@pytest.mark.parametrize("status", ["old", "partial"])
def test_a_stale_test_closes_nothing(first: Run, tmp_path: Path, status: str) -> None:
    made = run(tmp_path / "run", report(tmp_path, "r.xml", (r'status="ok"', f'status="{status}"')), against=first)
    assert "close" not in actions(made)
    assert {each["reason"] for each in issues(made).values() if "test" in each["reason"]}
    assert "CMP005" in {each.code for each in made.result.diagnostics}


def test_a_test_that_is_missing_once_is_remembered(first: Run, tmp_path: Path) -> None:
    without = report(tmp_path, "r.xml", (r'<clashtest name="Structure vs Pipes".*?</clashtest>', ""))
    missing = run(tmp_path / "1", without, against=first)
    assert actions(missing)["close"] == 1
    remembered = [line for line in missing.lines("clashes.jsonl") if line.get("remembered")]
    assert {line["test"] for line in remembered} == {"Structure vs Pipes"}
    assert {line["state"] for line in remembered} == {"unretested"}
    back = run(tmp_path / "2", WEEK_2, against=missing)
    assert actions(back)["close"] == 4
    pipes = {each["uuid"] for each in issues(first).values() if each["test"] == "Structure vs Pipes" and each["batch"]}
    assert pipes <= issues(back).keys()
    assert {each["test"] for each in issues(back).values() if each["action"] == "create"} == {"Structure vs Pipes"}


def test_a_resolved_row_has_the_elements_it_lost(first: Run, second: Run) -> None:
    was = {line["key"]: line for line in first.lines("clashes.jsonl")}
    resolved = [line for line in second.lines("clashes.jsonl") if line["state"] == "resolved" and line["issue"]]
    assert len(resolved) == 5
    for line in resolved:
        assert line["elements"] == was[line["key"]]["elements"]
        assert len(line["elements"]) == 2
        assert line["missing_runs"] == 1


def test_what_was_seen_first_is_remembered(first: Run, second: Run) -> None:
    was = {line["key"]: line["first_seen"] for line in first.lines("clashes.jsonl")}
    now = [line for line in second.lines("clashes.jsonl") if line["state"] == "reidentified"]
    assert len(now) == 9
    assert all(line["first_seen"] == was[line["key"]] < line["found"] for line in now)


def test_a_run_folder_that_kept_less_is_read(first: Run, tmp_path: Path) -> None:
    folder = tmp_path / "older"
    folder.mkdir()
    plan, document = first.json("plan.json"), first.json("run.json")
    for issue in plan["issues"]:
        for name in ("sent", "closed", "trade", "priority", "issue_type", "due_date", "private", "watchers"):
            del issue[name]
    del plan["closed"], document["tests"]
    lines = first.lines("clashes.jsonl")
    for line in lines:
        for name in ("first_seen", "missing_runs", "group_key"):
            del line[name]
        line.pop("has_members", None)
    (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    (folder / "run.json").write_text(json.dumps(document), encoding="utf-8")
    (folder / "clashes.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    made = run(tmp_path / "run", WEEK_2, against=Run(folder, first.result))
    assert actions(made) == {"create": 3, "update": 54, "close": 5, "withhold": 13}
    assert "CMP007" in {each.code for each in made.result.diagnostics}


def test_the_issues_of_another_project_are_not_used(first: Run, tmp_path: Path) -> None:
    made = run(tmp_path / "run", WEEK_2, against=first, target__project_id=99)
    assert "CMP009" in {each.code for each in made.result.diagnostics}
    assert actions(made) == {"create": 57, "withhold": 18}


def test_groups_that_gain_and_lose_clashes_are_the_same_issue(tmp_path: Path) -> None:
    first = run(tmp_path / "1", WEEK_1, grouping__by="report")
    second = run(tmp_path / "2", WEEK_2, against=first, grouping__by="report")
    assert second.json("run.json")["counts"]["actions"]["create"] == 3
    old = {each["group"]: each["uuid"] for each in issues(first).values() if each["group"]}
    new = {each["group"]: each["uuid"] for each in issues(second).values() if each["group"]}
    assert old.items() <= new.items()


def test_clashes_that_are_grouped_from_now_on_go_into_one_of_their_issues(first: Run, tmp_path: Path) -> None:
    made = run(tmp_path / "run", WEEK_1, against=first, grouping__by="report")
    found = issues(made)
    assert "create" not in actions(made)
    assert {each["uuid"] for each in found.values() if each["group"]} <= issues(first).keys()
    assert {each["reason"] for each in found.values() if each["action"] == "close"} == {
        "its clashes that are still there went into other issues"
    }


def test_the_week_in_which_guids_came_back_as_others(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "navisworks" / "dbecher84"
    weeks = [folder / name for name in ("run-2020-03-26-everything", "run-2020-04-02-individual")]
    if not all(each.is_dir() for each in weeks):
        pytest.skip("the two weeks are not there")
    old, new = ([each for each in week.glob("*.xml") if "Structural vs Equipment" in each.name] for week in weeks)
    first = run(tmp_path / "1", *old)
    second = run(tmp_path / "2", *new, against=first)
    assert actions(first)["create"] == 69
    assert not {"create", "close", "reopen"} & actions(second).keys()
    live = {uuid for uuid, each in issues(first).items() if each["action"] == "create"}
    assert {uuid for uuid, each in issues(second).items() if each["action"] in {"update", "unchanged"}} == live
    assert actions(run(tmp_path / "3", *new, against=second)).keys() == {"unchanged", "withhold"}


def archive(folder: Path, name: str, change: Any) -> Path:
    """The sample archive with each markup changed by ``change(number, text)``; None leaves the topic out."""
    path = folder / name
    with zipfile.ZipFile(SAMPLES / "bcf" / "Building 2.1.bcf") as source, zipfile.ZipFile(path, "w") as target:
        markups = sorted(each for each in source.namelist() if each.endswith("markup.bcf"))
        for each in source.namelist():
            number = (
                next(place for place, markup in enumerate(markups) if each.split("/")[0] == markup.split("/")[0])
                if "/" in each
                else -1
            )
            text = source.read(each)
            if each.endswith("markup.bcf"):
                text = (change(number, text.decode()) or "").encode()
            if text and not (number >= 0 and change(number, "?") is None):
                target.writestr(each, text)
    return path


def test_topics_are_closed_opened_again_and_never_closed_by_absence(tmp_path: Path) -> None:
    def status(word: str) -> Any:
        return lambda number, text: (
            re.sub('TopicStatus="[^"]*"', f'TopicStatus="{word}"', text) if number == 0 else text
        )

    first = run(tmp_path / "1", archive(tmp_path, "a.bcf", status("Open")))
    assert actions(first).keys() == {"create"}
    second = run(tmp_path / "2", archive(tmp_path, "b.bcf", status("Closed")), against=first)
    assert actions(second)["close"] == 1
    third = run(tmp_path / "3", archive(tmp_path, "c.bcf", status("Closed")), against=second)
    assert "close" not in actions(third)
    without = run(
        tmp_path / "4", archive(tmp_path, "d.bcf", lambda number, text: None if number == 1 else text), against=third
    )
    assert actions(without)["reopen"] == 1
    assert "close" not in actions(without)
    (waiting,) = [each for each in without.lines("clashes.jsonl") if each["state"] == "unretested"]
    assert waiting["reason"] == "it is in no archive of the new run"
