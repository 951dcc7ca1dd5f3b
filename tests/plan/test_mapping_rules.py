"""Rules that set fields of issues: which one wins, who set what, and what is sent."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.model.clash import ClashStatus
from converter.plan.issues import ClashState, PlannedIssue, PublishPlan
from converter.plan.limits import DESCRIPTION_CHARACTERS, TITLE_CHARACTERS
from converter.plan.rules.issue_rules import History, IssueRules
from converter.plan.rules.mapping_rules import TEMPLATE_FIELDS
from converter.plan.rules.rule_settings import RuleSettings
from converter.plan.rules.rule_tables import mapping_rules_of
from converter.plan.runs.recall import Fate
from converter.publisher.procore.encode import BimFile, batches_of
from converter.publisher.procore.validate import problems_of
from tests.plan.bcf_topics import SETTINGS as TOPIC_SETTINGS
from tests.plan.bcf_topics import plan as plan_of_topics
from tests.plan.bcf_topics import topic
from tests.plan.reports import a_test, clash, group
from tests.plan.rules import TODAY, issue_of, planned, told

ALL: dict[str, Any] = {
    "assignee": "mep@example.com", "trade": "HVAC", "location": ["Tower", "{level}", "{room}"], "priority": "high",
    "type": "coordination", "due": "+7d", "title": "{test}: {pair}", "description": "{description}\n\nMeet on Tuesday.",
    "private": True, "watchers": ["a@example.com", "b@example.com"],
}  # fmt: skip


def test_a_rule_sets_every_field_there_is() -> None:
    issue = issue_of(a_test(clash(1)), rules=[{"set": ALL}])
    assert (issue.assignee, issue.trade, issue.priority, issue.issue_type) == (
        "mep@example.com",
        "HVAC",
        "high",
        "coordination",
    )
    assert issue.location == ("Tower", "Level 2"), "a part without a text is left out"
    assert (issue.due_date, issue.due_from) == ("2026-03-16", "2026-03-09")
    assert issue.title == "Structure vs Ducts: Beam × Duct"
    assert issue.viewpoint is not None and issue.viewpoint.name == issue.title
    assert issue.description.endswith("\n\nMeet on Tuesday.") and "Clash1" in issue.description
    assert issue.private is True and issue.watchers == ("a@example.com", "b@example.com")
    assert {by for _, by in issue.set_by} == {"rule 1"} and len(issue.set_by) == len(ALL)


def test_what_rules_set_is_sent() -> None:
    made = planned(a_test(clash(1)), rules=[{"set": ALL}])
    (batch,) = batches_of(1, made.issues, BimFile("m.nwd"), 250)
    assert not problems_of(batch.body)
    (item,) = json.loads(batch.body)["updates"]
    assert (item["due_date"], item["priority"], item["issue_type"], item["is_private"]) == (
        "2026-03-16",
        "high",
        "coordination",
        True,
    )
    assert item["watcher_ids"] == [0, 0] and item["trade_id"] == item["assignee_id"] == item["location_id"] == 0
    places = {each.pointer: each for each in batch.placeholders}
    assert (
        places["/updates/0/watcher_ids/1"].email == "b@example.com"
        and places["/updates/0/watcher_ids/1"].kind == "user"
    )
    assert places["/updates/0/location_id"].path == ("Tower", "Level 2")


def test_without_rules_nothing_of_them_is_sent() -> None:
    (batch,) = batches_of(1, planned(a_test(clash(1))).issues, BimFile("m.nwd"), 250)
    (item,) = json.loads(batch.body)["updates"]
    assert not {"is_private", "watcher_ids", "due_date", "trade_id"} & set(item)


def test_later_rules_win_field_by_field_and_the_overruled_are_remembered() -> None:
    rules = [
        {"name": "all", "set": {"priority": "low", "trade": "General"}},
        {"when": {"test": "*ducts"}, "set": {"priority": "high"}},
        {"when": {"test": "*pipes"}, "set": {"priority": "critical"}},
    ]
    issue = issue_of(a_test(clash(1)), rules=rules)
    assert (issue.priority, issue.trade) == ("high", "General")
    assert issue.set_by == (("priority", "rule 1 “all”"), ("priority", "rule 2"), ("trade", "rule 1 “all”"))


def test_an_empty_assignee_is_nobody_and_no_watchers_none() -> None:
    rules = [
        {"set": {"assignee": "a@example.com", "watchers": ["a@example.com"]}},
        {"set": {"assignee": "", "watchers": []}},
    ]
    issue = issue_of(a_test(clash(1)), rules=rules)
    assert issue.assignee is None and issue.watchers == ()


def test_the_assignee_of_the_report_gives_way_only_to_a_rule() -> None:
    tests = a_test(clash(1, assigned_to="dora@example.com"))
    assert issue_of(tests).assignee == "dora@example.com"
    assert (
        issue_of(tests, rules=[{"when": {"assigned": "dora*"}, "set": {"assignee": "x@example.com"}}]).assignee
        == "x@example.com"
    )


@pytest.mark.parametrize(
    ("when", "issues"),
    [
        ({"clashes": {"min": 2}}, ["G"]),
        ({"kind": "group"}, []),
        ({"group": "g"}, ["G"]),
        ({"depth_mm": {"min": 15}}, ["G", "Clash3"]),
        ({"state": "new"}, ["G", "Clash3"]),
        ({"state": "regressed"}, []),
        ({"severity": {"min": 0, "max": 100}}, ["G", "Clash3"]),
        ({"box": {"min": [2.5, 0], "max": [9, 9]}}, ["Clash3"]),
        ({"label": "*"}, []),
    ],
)
def test_conditions_of_issues(when: dict[str, Any], issues: list[str]) -> None:
    made = planned(a_test(group("G", clash(1), clash(2)), clash(3)), rules=[{"when": when, "set": {"trade": "X"}}])
    assert [issue.group or issue.sources[0].name for issue in made.issues if issue.trade] == issues


def test_what_is_withheld_is_left_alone() -> None:
    made = planned(a_test(clash(1, ClashStatus.APPROVED)), rules=[{"set": {"trade": "X"}}])
    assert made.issues[0].trade is None and made.rules.mapping[0].issues == 0


def test_due_dates_do_not_slide_from_run_to_run() -> None:
    made = planned(a_test(clash(1), clash(2)))
    mapping, _ = mapping_rules_of(
        [{"when": {"state": "persistent"}, "set": {"due": "+7d"}}, {"set": {"trade": "{state}"}}]
    )
    first = made.issues[0]
    fate = Fate(ClashState.PERSISTENT, "in both", None)
    history = History({("reports/Tower.xml", first.key): fate}, {first.uuid: "2026-02-01"})
    rules = IssueRules(RuleSettings(mapping=mapping), TODAY, history)
    changed = rules.of_clashes(made.issues, problems_behind(a_test(clash(1), clash(2))))
    assert [issue.due_date for issue in changed] == ["2026-02-08", None]
    assert [issue.trade for issue in changed] == ["persistent", "new"]


def problems_behind(*tests: Any) -> Any:
    from converter.plan.candidates import candidates_of
    from converter.plan.grouping import GroupBy, Grouping, grouped
    from tests.plan.reports import report

    return grouped(list(candidates_of(report(*tests), {})), Grouping(by=(GroupBy.REPORT,))).problems


def test_without_a_clock_only_due_days_are_set() -> None:
    rules = [{"set": {"due": "2026-06-30"}}, {"when": {"test": "*"}, "set": {"due": "+7d"}}]
    assert issue_of(a_test(clash(1)), rules=rules, today=None).due_date is None
    assert issue_of(a_test(clash(1)), rules=rules[:1], today=None).due_date == "2026-06-30"


def test_titles_of_rules_are_told_apart_and_short() -> None:
    made = planned(a_test(clash(1), clash(2)), rules=[{"set": {"title": "{test} " + "x" * 90}}])
    assert len({issue.title for issue in made.issues}) == 2
    assert all(len(issue.title) == TITLE_CHARACTERS and issue.uuid[:8] in issue.title for issue in made.issues)


def test_a_template_that_comes_out_empty_is_not_used_and_told() -> None:
    plain = issue_of(a_test(clash(1)))
    made = planned(a_test(clash(1)), rules=[{"set": {"title": "{room}", "trade": "{zone}", "location": ["{room}"]}}])
    (issue,) = made.issues
    assert (issue.title, issue.trade, issue.location, issue.set_by) == (plain.title, None, None, ())
    assert [message.split(" came")[0] for message in told(made, "RUL005")] == [
        "the template of location", "the template of title", "the template of trade",
    ]  # fmt: skip


def test_templates_see_what_rules_set() -> None:
    rules = [
        {"set": {"title": "{priority} {trade} {due} {type} {assignee}"}},
        {"set": {"priority": "low", "due": "+1d", "assignee": "a@example.com"}},
    ]
    assert issue_of(a_test(clash(1)), rules=rules).title == "low 2026-03-10 clash a@example.com"


def test_a_long_description_is_cut_at_its_limit() -> None:
    issue = issue_of(a_test(clash(1)), rules=[{"set": {"description": "{test}" * 1_000}}])
    assert len(issue.description) == DESCRIPTION_CHARACTERS and issue.description.endswith("shortened.")


def test_every_template_field_has_a_value_for_clashes_and_topics() -> None:
    text = "\n".join(f"{name}={{{name}}}" for name in TEMPLATE_FIELDS if name != "description")
    rules = [{"set": {"description": text}}]
    of_clash = issue_of(a_test(group("G", clash(1))), rules=rules).description.splitlines()
    assert "pair=Beam × Duct" in of_clash and "depth=10 mm deep" in of_clash and "grid=B-2" in of_clash
    assert "file=Tower.xml" in of_clash and "clashes=1" in of_clash and "x=1.00" in of_clash and "group=G" in of_clash
    of_topic = planned_topic(rules, topic(labels=("HVAC", "L2"))).issues[0].description.splitlines()
    assert (
        "name=Pipe 1 meets beam" in of_topic and "label=HVAC, L2" in of_topic and "author=anna@example.com" in of_topic
    )
    assert len(of_clash) == len(of_topic) == len(TEMPLATE_FIELDS) - 1


def planned_topic(tables: list[dict[str, Any]], *topics: Any) -> PublishPlan:
    mapping, problems = mapping_rules_of(tables)
    assert not problems
    settings = replace(TOPIC_SETTINGS, rules=RuleSettings(mapping=mapping, trace=True), today=TODAY)
    return plan_of_topics(*topics, settings=settings)


def test_rules_know_the_words_of_topics() -> None:
    rules = [
        {
            "when": {
                "kind": "topic",
                "label": "hvac",
                "type": "Clash",
                "status": "open",
                "author": "anna*",
                "name": "Pipe*",
            },
            "set": {"trade": "M"},
        },
        {"when": {"priority": "*"}, "set": {"trade": "never"}},
        {"when": {"severity": {"min": 0}}, "set": {"trade": "never"}},
        {"when": {"test": "*"}, "set": {"trade": "never"}},
    ]
    made = planned_topic(rules, topic(labels=("HVAC",)))
    (issue,) = made.issues
    assert issue.trade == "M" and issue.set_by == (("issue_type", "the topic's type “Clash”"), ("trade", "rule 1"))
    assert issue.severity is None, "somebody has looked at a topic already"
    assert made.rules.why_not[issue.uuid]["rule 4"] == "test is not known, not '*'"


def test_a_rule_about_nothing_is_told_with_what_nobody_knows() -> None:
    made = planned(
        a_test(clash(1)), rules=[{"name": "x", "when": {"zone": "North", "test": "*"}, "set": {"trade": "X"}}]
    )
    assert told(made, "RUL003") == ["rule 1 “x” is about no issue: no issue has a zone"]


def test_what_each_rule_did_is_counted_with_examples() -> None:
    made = planned(a_test(*map(clash, range(1, 9))), rules=[{"set": {"trade": "X", "due": "+1d"}}])
    (tally,) = made.rules.mapping
    assert (tally.label, tally.sets, tally.issues, len(tally.examples)) == ("rule 1", ("trade", "due"), 8, 5)


FIELDS: dict[str, list[Any]] = {
    "trade": ["A", "B", "{level}"], "priority": ["low", "high"], "assignee": ["a@example.com", ""], "due": ["+1d", "2026-01-01"],
    "private": [True, False], "title": ["{pair} {name}", "{test}[ {grid}] {name}"],
}  # fmt: skip
RULES = st.lists(
    st.fixed_dictionaries(
        {
            "set": st.dictionaries(st.sampled_from(list(FIELDS)), st.integers(0, 1), min_size=1).map(
                lambda d: {k: FIELDS[k][v] for k, v in d.items()}
            )
        },
        optional={"when": st.sampled_from([{"name": "Clash1"}, {"depth_mm": {"min": 15}}, {"test": "nothing"}, {}])},
    ),
    max_size=6,
)


@given(RULES)
def test_each_field_is_that_of_the_last_rule_about_it(rules: list[dict[str, Any]]) -> None:
    """Against a slow reading of the rules: one rule alone sets what the rule sets."""
    for issue in planned(a_test(clash(1), clash(2)), rules=rules).issues:
        last: dict[str, PlannedIssue] = {}
        for number, rule in enumerate(rules, start=1):
            alone = next(
                each for each in planned(a_test(clash(1), clash(2)), rules=[rule]).issues if each.uuid == issue.uuid
            )
            last |= {name: replace(alone, set_by=((name, f"rule {number}"),)) for name, _ in alone.set_by}
        in_force = dict(issue.set_by)
        assert in_force.keys() == last.keys()
        for name, alone in last.items():
            assert getattr(issue, name) == getattr(alone, name) and (name, in_force[name]) in alone.set_by
