"""``docs/rules.md``: every example of it runs, and it names everything there is."""

from __future__ import annotations

import re
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from converter.app.configuration import load
from converter.app.planning import plan_settings
from converter.plan.issues import PublishPlan
from converter.plan.limits import TITLE_CHARACTERS
from converter.plan.rules.facts import CLASH_FACTS, ISSUE_FACTS, TOPIC_FACTS
from converter.plan.rules.mapping_rules import FIELD_OF, TEMPLATE_FIELDS
from converter.plan.rules.noise import NoiseKind
from converter.plan.rules.severity import PARTS, Weighing
from tests.conftest import ROOT
from tests.plan.reports import a_test, clash, codes, plan
from tests.plan.rules import TODAY

PAGE = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def run(text: str, folder: Path) -> PublishPlan:
    """A plan of 40 clashes under the example, read as a configuration file is."""
    (folder / "converter.toml").write_text(text, encoding="utf-8")
    settings = load(
        config_file=None, folder=folder, user_folder=folder, environment={}, flags={"target.project_id": 1}
    ).settings
    entries = [clash(number, distance_m=-0.0005 * number**2, created=datetime(2026, 1, 1)) for number in range(1, 41)]
    return plan(a_test(*entries), settings=plan_settings(settings, TODAY))


@pytest.mark.parametrize("text", EXAMPLES)
def test_every_example_runs(text: str, tmp_path: Path) -> None:
    made = run(text, tmp_path)
    table: dict[str, Any] = tomllib.loads(text)
    assert len(made.rules.noise) == len(table.get("noise", ())) and len(made.rules.mapping) == len(
        table.get("rules", ())
    )
    assert table.keys() <= {"noise", "rules", "severity"} and len(made.clashes) == 40


def test_the_examples_do_what_they_say(tmp_path: Path) -> None:
    noise, mapping, titles, severity = (run(text, tmp_path) for text in EXAMPLES)
    by_name = {tally.rule.name: tally for tally in noise.rules.noise}
    assert by_name["Touching"].clashes == 2 and by_name["Shaft 3"].clashes == 38 and not by_name["Shaft 3"].expired
    general, ducts, deep, tower = mapping.rules.mapping
    assert general.issues == ducts.issues == tower.issues == len([i for i in mapping.issues if i.action == "create"])
    assert deep.issues == 0, "classes need models"
    assert mapping.issues[0].assignee == "mep@example.com" and mapping.issues[0].due_date == "2026-03-16"
    assert mapping.issues[0].watchers == ("bim@example.com",) and mapping.issues[0].location == ("Tower", "Level 2")
    assert (
        titles.issues[0].title.startswith("Structure vs Ducts · ") and len(titles.issues[0].title) <= TITLE_CHARACTERS
    )
    assert titles.issues[0].description.startswith("Severity ") and "RUL005" not in codes(titles)
    assert {issue.priority for issue in severity.issues} <= {"low", "medium", "high", "critical"}
    assert all("age" not in issue.severity.parts for issue in severity.issues if issue.severity)


def rows(heading: str) -> str:
    """The first column of the tables below a heading."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return "\n".join(line.split("|")[1] for line in section.splitlines() if line.startswith("|"))


def named(heading: str) -> set[str]:
    return set(re.findall(r"`([a-z_-]+)`", rows(heading)))


def test_the_tables_name_everything_and_nothing_else() -> None:
    assert named("Noise") - {"kind"} == set(NoiseKind)
    assert named("Mapping") - {"set"} == set(FIELD_OF)
    assert named("Conditions") == {*CLASH_FACTS, *ISSUE_FACTS, *TOPIC_FACTS}
    assert named("Templates") == set(TEMPLATE_FIELDS)
    assert named("Severity") == set(PARTS)


def test_the_defaults_of_severity_are_those_of_the_page() -> None:
    weighing = Weighing()
    section = PAGE.split("\n## Severity\n")[1].split("\n## ")[0]
    for name, weight in weighing.weights.items():
        assert re.search(rf"^\| `{name}` \|.*\| {weight:g} \|$", section, re.MULTILINE)
    assert f"`full_depth_mm`, {weighing.full_depth_mm:g} " in section
    assert (
        f"`full_clashes`, {weighing.full_clashes}," in section
        and f"`full_age_days`, {weighing.full_age_days} " in section
    )
