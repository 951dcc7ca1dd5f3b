"""``[[noise]]`` as it is written, and everything that can be wrong with it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from converter.plan.rules.noise_tables import noise_rules_of

GOOD = {"name": "Touching", "reason": "within tolerance", "kind": "touching"}


def problems(*tables: object) -> list[str]:
    return noise_rules_of(tables)[1]


def test_a_day_may_stand_in_quotes_or_not() -> None:
    for until in (date(2026, 6, 30), "2026-06-30"):
        (rule,), found = noise_rules_of([{**GOOD, "until": until}])
        assert not found and rule.until == date(2026, 6, 30)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": " "}, "name: every rule has one"),
        ({"reason": 5}, "reason: every rule has one"),
        ({"kind": "tuching"}, "did you mean touching?"),
        ({"tolerance": 2}, "tolerance: there is no such key; did you mean tolerance_mm?"),
        ({"tolerance_mm": -1}, "tolerance_mm = -1: millimetres are needed, 0 or more"),
        ({"tolerance_mm": float("nan")}, "millimetres are needed"),
        ({"tolerance_mm": True}, "millimetres are needed"),
        ({"max_mm": 5}, 'max_mm belongs to kind = "overlap"'),
        ({"kind": "overlap"}, "max_mm = None: millimetres are needed"),
        ({"kind": "class-pair"}, "classes: two patterns are needed"),
        ({"kind": "class-pair", "classes": ["IfcWall"]}, "classes = ['IfcWall']: two texts are needed"),
        ({"kind": "insulation", "words": "x"}, "words: a list of further patterns"),
        ({"kind": "when"}, "when: without conditions the rule would take everything"),
        ({"kind": "waiver", "when": {"test": "A"}}, "until: a waiver needs it"),
        ({"kind": "waiver", "when": {"test": "A"}}, "by: a waiver needs it"),
        ({"kind": "waiver", "by": "B", "until": "2026-12-31"}, "when: without conditions"),
        ({"until": "soon"}, "until = 'soon': the last day is written as 2026-06-30"),
        ({"until": datetime(2026, 6, 30, 8)}, "the last day is written as"),
        ({"by": ""}, "by: a text is needed"),
        ({"when": "A*"}, "when: not a table"),
        ({"when": {"tset": "A"}}, "when.tset: there is no such condition; did you mean test?"),
        ({"when": {"state": "new"}}, "when.state: this is not known yet when noise is taken out"),
        ({"when": {"clashes": 3}}, "ask for it in [[rules]]"),
    ],
)
def test_what_is_wrong_is_told_and_the_rule_left_out(change: dict[str, Any], words: str) -> None:
    rules, found = noise_rules_of([{**GOOD, **change}])
    assert not rules and any(words in each for each in found), found


def test_everything_is_told_at_once_with_its_place() -> None:
    found = problems({"name": "A", "reason": "r", "kind": "x"}, "nonsense", {"kind": "touching"})
    assert [each.split(":")[0] for each in found] == [
        "[[noise]] 1 (A)", "[[noise]] 1 (A)", "[[noise]] 2", "[[noise]] 3", "[[noise]] 3",
    ]  # fmt: skip


def test_two_rules_of_one_name_could_not_be_told_apart() -> None:
    assert "several rules are named 'touching'" in problems(GOOD, {**GOOD, "name": "TOUCHING"})[0]
