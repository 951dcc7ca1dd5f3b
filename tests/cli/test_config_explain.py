"""``converter config explain``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.run import Shell
from tests.conftest import SAMPLES

REPORT = SAMPLES / "week-1" / "Building (everything).xml"
RULES = """
[target]
project_id = 12345
[grouping]
by = "report"
[[noise]]
name = "Later"
reason = "not drawn yet"
when = { test = "*Pipes", name = "Clash3" }
[[rules]]
name = "all"
set = { priority = "low", due = "2026-06-30" }
[[rules]]
name = "ducts"
when = { test = "*Ducts" }
set = { priority = "high", trade = "{discipline|HVAC}", watchers = ["a@example.com"] }
[[rules]]
when = { level = "Roof" }
set = { trade = "Roofing" }
"""


@pytest.fixture
def shell(converter: Shell) -> Shell:
    (converter.folder / "converter.toml").write_text(RULES, encoding="utf-8")
    return converter


def an_issue(shell: Shell) -> dict[str, Any]:
    """A group of the ducts, as the run folder has it."""
    import json

    assert shell("convert", REPORT, "-o", "out").code == 0
    plan = json.loads((shell.folder / "out" / "plan.json").read_bytes())
    return next(each for each in plan["issues"] if each["action"] == "create" and "Ducts" in each["test"])


def test_a_run_folder_says_who_set_what(shell: Shell) -> None:
    issue = an_issue(shell)
    (found,) = shell("config", "explain", issue["uuid"].upper(), "out", "--json").json["found"]
    fields = {each["field"]: each for each in found["fields"]}
    assert found["uuid"] == issue["uuid"] and found["rules_not_about_it"] is None
    assert fields["priority"] == {
        "field": "priority",
        "value": "high",
        "by": "rule 2 “ducts”",
        "overruled": ["rule 1 “all”"],
    }
    assert (fields["trade"]["value"], fields["watchers"]["value"]) == ("HVAC", ["a@example.com"])
    assert (fields["due_date"]["value"], fields["due_date"]["by"]) == ("2026-06-30", "rule 1 “all”")
    assert (fields["issue_type"]["value"], fields["issue_type"]["by"]) == ("clash", "the setting issues.type")
    assert (fields["private"]["value"], fields["private"]["by"]) == (None, "not set")
    assert fields["description"]["value"] and found["severity"]["parts"]


def test_reports_say_the_same_and_why_the_others_are_not_about_it(shell: Shell) -> None:
    issue = an_issue(shell)
    of_run = shell("config", "explain", issue["uuid"], "--json").json["found"][0]
    of_report = shell("config", "explain", issue["uuid"], REPORT, "--json").json["found"][0]
    assert of_report["rules_not_about_it"] == {"rule 3": f"level is '{issue['level']}', not 'Roof'"}
    # Ages differ: the one is of the time of the run, the other of today, both today here.
    assert {**of_report, "rules_not_about_it": None} == of_run


def test_a_clash_is_found_by_its_guid_and_name_and_its_group_too(shell: Shell) -> None:
    issue = an_issue(shell)
    for called in (issue["sources"][0]["guid"], issue["sources"][-1]["name"], issue["title"], issue["group"]):
        found = shell("config", "explain", called, "out", "--json").json["found"]
        assert issue["uuid"] in {each["uuid"] for each in found}, called


def test_a_clash_that_noise_took_says_so(shell: Shell) -> None:
    found = shell("config", "explain", "clash3", REPORT, "--json").json["found"]
    assert "noise rule “Later”: not drawn yet" in {each["reason"] for each in found if not each["fields"]}


def test_people_get_tables(shell: Shell) -> None:
    issue = an_issue(shell)
    shown = shell("config", "explain", issue["uuid"], "out").out
    assert issue["title"] in shown and "rule 2 “ducts” (over rule 1 “all”)" in shown and "severity" in shown
    assert "is not about it" in shell("config", "explain", issue["uuid"], REPORT).out


def test_what_is_not_there_is_told_with_what_is_like_it(shell: Shell) -> None:
    shown = shell("config", "explain", "Clsh3", REPORT)
    assert shown.code == 2 and "did you mean 'Clash3'?" in shown.err


def test_without_a_run_folder_it_is_asked_for(converter: Shell) -> None:
    shown = converter("config", "explain", "Clash1")
    assert shown.code == 2 and "Name a run folder or reports" in shown.err


def test_a_run_folder_and_a_report_are_one_too_many(shell: Shell) -> None:
    an_issue(shell)
    shown = shell("config", "explain", "Clash1", "out", REPORT)
    assert shown.code == 2 and "is a run folder" in shown.err


def test_topics_say_which_of_their_words_decided(converter: Shell) -> None:
    archive = next(Path(SAMPLES / "bcf").rglob("*.bcf*"))
    found = converter("inspect", archive, "--json").json["files"][0]
    assert found["topics"]
    import json

    assert converter("convert", archive, "-o", "out", "--project-id", "1").code == 0
    issue = json.loads((converter.folder / "out" / "plan.json").read_bytes())["issues"][0]
    (explained,) = converter("config", "explain", issue["uuid"], "out", "--json").json["found"]
    fields = {each["field"]: each["by"] for each in explained["fields"]}
    assert fields["title"] == "the topic's title" and fields["description"] == "the topic"
    assert explained["severity"] is None


def test_conditions_that_are_both_needed_say_and_and_every_one_that_fails_is_named(converter: Shell) -> None:
    (converter.folder / "converter.toml").write_text(
        "[target]\nproject_id = 5\n[grouping]\nby = 'none'\n"
        "[[rules]]\nname = 'no'\nwhen = { elements = ['*beam*', '*sprinkler*'], level = 'Roof', "
        "test = ['*Walls*', '*Roofs*'] }\nset = { trade = 'X' }\n",
        encoding="utf-8",
    )
    (why,) = converter("config", "explain", "Clash2", REPORT, "--json").json["found"][0]["rules_not_about_it"].values()
    assert "not '*beam*' and '*sprinkler*'" in why and "(" not in why.partition(";")[0]
    assert "not 'Roof'" in why and "not '*Walls*' or '*Roofs*'" in why


def test_values_are_told_by_the_form_that_is_expected(converter: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVERTER_GROUPING", "5")
    (converter.folder / "converter.toml").write_text(
        "[severity]\nas_priority = 'yes'\n[gate]\nmax_new = -5\ngrace = [{until = 'soon', reason = 'x', test = 'y'}]\n",
        encoding="utf-8",
    )
    done = converter("config", "show")
    assert done.code == 2 and "`" not in done.err.rpartition("docs/")[0] and "RFC" not in done.err
    assert "severity.as_priority = 'yes'" in done.err and "expected is true or false" in done.err
    assert "gate.grace = " in done.err and "entry 1: until: expected is a day such as 2026-06-30" in done.err
    assert "gate.max_new = -5" in done.err and "at least -1 is expected" in done.err
    assert "CONVERTER_GROUPING (environment): write CONVERTER_GROUPING__BY" in done.err
