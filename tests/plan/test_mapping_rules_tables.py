"""``[[rules]]`` as it is written, and everything that can be wrong with it."""

from __future__ import annotations

from typing import Any

import pytest

from converter.plan.rules.rule_tables import mapping_rules_of


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (
            {"set": {"assigne": "x"}},
            "set.assigne: there is no such field; did you mean assignee?; fields are assignee, trade",
        ),
        ({"set": {"assignee": "Dora"}}, "an e-mail address is needed"),
        ({"set": {"watchers": ["x"]}}, "a list of e-mail addresses"),
        ({"set": {"priority": "hgh"}}, "not one of low, medium, high, critical; did you mean high?"),
        ({"set": {"type": 1}}, "not one of building_code"),
        ({"set": {"due": "later"}}, "next wednesday -1d"),
        ({"set": {"private": "yes"}}, "true or false"),
        ({"set": {"title": "{tset}"}}, "{tset}: there is no such field; did you mean test?"),
        ({"set": {"title": " "}}, "a text is needed"),
        ({"set": {"location": []}}, "a path is needed"),
        ({"set": {"location": ["a", 5]}}, "a text is needed"),
        ({"set": {"location": "{x.y}"}}, "a field is a name"),
        ({"set": {}}, "set: a rule sets something"),
        ({}, "set: a rule sets something"),
        ({"set": {"trade": "x"}, "trade": "x"}, "trade: there is no such key; it belongs into set"),
        ({"set": {"trade": "x"}, "wehn": {}}, "wehn: there is no such key; did you mean when?"),
        ({"set": {"trade": "x"}, "name": 5}, "name: a text is needed"),
        ("x", "rule 1: not a table"),
    ],
)
def test_what_is_wrong_with_a_rule_is_told(table: Any, words: str) -> None:
    _, problems = mapping_rules_of([table])
    assert len(problems) == 1 and words in problems[0], problems


def test_everything_is_told_at_once_with_its_place() -> None:
    _, problems = mapping_rules_of(
        [{"set": {"trade": "x"}}, {"name": "A", "when": {"q": 1}, "set": {"title": "{q} {r}", "due": 5}}]
    )
    assert len(problems) == 4 and all(each.startswith("[[rules]] 2 “A”: ") for each in problems)
