"""Plans under rules, for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from converter.model.clash import ClashTest
from converter.plan.grouping import GroupBy, Grouping
from converter.plan.issues import ClashLine, PlannedIssue, PublishPlan
from converter.plan.rules.noise import NoiseRule
from converter.plan.rules.noise_tables import noise_rules_of
from converter.plan.rules.rule_settings import RuleSettings
from converter.plan.rules.rule_tables import mapping_rules_of
from converter.plan.rules.severity import Weighing
from tests.plan.reports import SETTINGS, plan

TODAY = date(2026, 3, 9)
"""A Monday."""

Tables = Sequence[Mapping[str, Any]]


def noise_rules(*tables: Mapping[str, Any]) -> tuple[NoiseRule, ...]:
    """Rules that are right."""
    rules, problems = noise_rules_of(
        [{"name": f"noise {n}", "reason": "agreed", **each} for n, each in enumerate(tables)]
    )
    assert not problems, problems
    return rules


def planned(
    *tests: ClashTest,
    noise: Tables = (),
    rules: Tables = (),
    severity: Weighing | None = None,
    by: GroupBy = GroupBy.REPORT,
    today: date | None = TODAY,
) -> PublishPlan:
    """The plan of one report under these rules."""
    mapping, problems = mapping_rules_of(rules)
    assert not problems, problems
    settings = RuleSettings(noise_rules(*noise), mapping, severity or Weighing(), trace=True)
    whole = replace(SETTINGS, grouping=Grouping(by=(by,)), rules=settings, today=today)
    return plan(*tests, settings=whole)


def issue_of(*tests: ClashTest, rules: Tables = (), **more: Any) -> PlannedIssue:
    """The one issue of a plan."""
    (issue,) = planned(*tests, rules=rules, **more).issues
    return issue


def taken(made: PublishPlan) -> list[str]:
    """Names of the entries that noise rules took."""
    return [line.name for line in made.clashes if is_noise(line)]


def is_noise(line: ClashLine) -> bool:
    """True for what a noise rule took."""
    return line.state == "suppressed" and line.reason.startswith("noise rule")


def told(made: PublishPlan, code: str) -> list[str]:
    """Messages of one code."""
    return [each.message for each in made.diagnostics if each.code == code]
