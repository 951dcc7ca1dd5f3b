"""``converter inspect --rules``: what rules would do, without doing it."""

from __future__ import annotations

from tests.cli.run import Shell
from tests.conftest import SAMPLES

REPORT = SAMPLES / "week-1" / "Building (everything).xml"
RULES = """
[[noise]]
name = "Level 1"
reason = "not built yet"
when = { level = "Level 1" }
[[noise]]
name = "Old waiver"
reason = "agreed"
kind = "waiver"
by = "B. Lead"
until = 2020-12-31
when = { test = "*" }
[[noise]]
name = "Zones"
reason = "nobody there"
when = { zone = "North" }
[[rules]]
name = "ducts"
when = { test = "*Ducts" }
set = { trade = "HVAC", due = "+7d" }
"""


def test_each_rule_is_listed_with_what_it_would_take_and_examples(converter: Shell) -> None:
    (converter.folder / "converter.toml").write_text(RULES, encoding="utf-8")
    document = converter("inspect", REPORT, "--rules", "--json").json
    level, waiver, zones = document["rules"]["noise"]
    (ducts,) = document["rules"]["rules"]
    assert set(document) == {"files", "rules"} and document["files"][0]["clashes"] == 63
    assert 0 < level["clashes"] < document["rules"]["open_clashes"] and 0 < len(level["examples"]) <= 5
    assert waiver["expired"] and waiver["clashes"] == document["rules"]["open_clashes"] - level["clashes"]
    assert (waiver["by"], waiver["until"]) == ("B. Lead", "2020-12-31")
    assert zones["clashes"] == 0 and zones["unknown"] == ["zone"]
    assert ducts["rule"] == "rule 1 “ducts”" and ducts["sets"] == ["trade", "due"] and ducts["issues"] > 0
    assert list(converter.folder.iterdir()) == [converter.folder / "converter.toml"], "nothing is written"


def test_what_it_shows_is_what_a_run_does(converter: Shell) -> None:
    (converter.folder / "converter.toml").write_text(RULES, encoding="utf-8")
    shown = converter("inspect", REPORT, "--rules", "--json").json["rules"]
    run = converter("convert", REPORT, "-o", "out", "--project-id", "1", "--json").json
    assert run["rules"] == shown
    lines = (converter.folder / "out" / "clashes.jsonl").read_text(encoding="utf-8")
    assert (
        lines.count("noise rule “Level 1”: not built yet") == shown["noise"][0]["clashes"] + shown["noise"][0]["groups"]
    )
    said = (converter.folder / "out" / "diagnostics.jsonl").read_text(encoding="utf-8")
    assert "RUL001" in said and "RUL002" in said and "RUL003" in said and "CFG001" not in said


def test_people_get_tables(converter: Shell) -> None:
    (converter.folder / "converter.toml").write_text(RULES, encoding="utf-8")
    shown = converter("inspect", REPORT, "--rules").out
    assert "Old waiver (ended 2020-12-31)" in shown and "no clash has a zone" in shown and "rule 1 “ducts”" in shown
    assert "open clashes would be taken out" in shown


def test_without_rules_that_is_said(converter: Shell) -> None:
    assert "No rules are set" in converter("inspect", REPORT, "--rules").out
    assert "No rules" not in converter("inspect", REPORT).out
    assert "rules" not in converter("inspect", REPORT, "--json").json


def test_the_summary_of_a_run_counts_what_was_taken_out(converter: Shell) -> None:
    (converter.folder / "converter.toml").write_text(RULES, encoding="utf-8")
    assert "taken out by noise rules" in converter("convert", REPORT, "-o", "out", "--project-id", "1").out


def test_a_wrong_rule_stops_before_anything_is_read(converter: Shell) -> None:
    (converter.folder / "converter.toml").write_text(RULES.replace("zone =", "zoen ="), encoding="utf-8")
    shown = converter("inspect", REPORT, "--rules")
    assert shown.code == 2 and "did you mean zone?" in shown.err and "converter.toml" in shown.err


def test_everything_wrong_is_told_at_once_with_the_other_settings(converter: Shell) -> None:
    text = (
        "[issues]\ntype = 'clsh'\n[severity]\nweights = { dept = 1 }\nlevels = { critical = 10 }\nclasses = { IfcWall = 2 }\n"
        "[[noise]]\nname = 'A'\nkind = 'tuching'\n[[rules]]\nset = { priority = 'hgh', due = 'soon' }\n"
    )
    (converter.folder / "converter.toml").write_text(text, encoding="utf-8")
    shown = converter("config", "show")
    assert shown.code == 2
    for words in (
        "did you mean clash?",
        "dept: not one of depth, classes, clashes, age; did you mean depth?",
        "a worse level begins at a higher score",
        "IfcWall: a class weighs between 0 and 1",
        "[[noise]] 1 (A): kind = 'tuching'",
        "[[noise]] 1 (A): reason: every rule has one",
        "set.priority = 'hgh'",
        "set.due = 'soon'",
        "converter.toml)",
    ):
        assert words in shown.err, words


def test_rules_are_tables_of_their_own(converter: Shell) -> None:
    (converter.folder / "converter.toml").write_text("[noise]\nkind = 'touching'\n", encoding="utf-8")
    shown = converter("config", "show")
    assert shown.code == 2 and "each rule is a table of its own, [[noise]]" in shown.err
