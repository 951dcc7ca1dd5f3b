"""Titles name one place, say what all clashes of a group have in common, and stay while the problem does."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from converter.app.configuration import load
from converter.app.converting import convert
from converter.model.clash import ClashResult
from converter.plan.grouping import GroupBy, Grouping
from converter.plan.issues import PlannedIssue
from tests.app.runs import NOW
from tests.app.weekly import Row, report
from tests.plan.reports import SETTINGS, a_test, clash, group, item, plan


def pair(one: str, other: str, number: int, **fields: object) -> ClashResult:
    items = (item(one, name=one), item(other, "Services.nwc", other))
    name = f"Clash{number}"
    return clash(number, guid=name, name=name, items=items, point_m=(float(number), 2.0, 3.0), **fields)


def issue_of(*rows: Any, by: GroupBy = GroupBy.REPORT) -> PlannedIssue:
    (issue,) = plan(a_test(*rows), settings=replace(SETTINGS, grouping=Grouping((by,)))).issues
    return issue


def test_title_and_location_are_the_place_of_the_worst_clash() -> None:
    """Most clashes of the beam are at B-2, the worst one is at B-3."""
    rows = [pair("Beam", f"Duct {n}", n, grid_location="B-2 : Level 2", distance_m=-0.01) for n in range(3)]
    rows.append(pair("Beam", "Duct 9", 3, grid_location="B-3 : Level 1", distance_m=-0.5))
    issue = issue_of(*rows, by=GroupBy.ELEMENT)
    assert issue.title == "Beam × several elements · B-3, Level 1 · Structure vs Ducts"
    assert (issue.grid, issue.level) == ("B-3", "Level 1") and "Location: grid B-3, Level 1" in issue.description


def test_a_group_of_the_report_is_told_by_what_all_its_clashes_have() -> None:
    beam = [pair("Beam", f"Duct {n}", n) for n in range(3)]
    assert issue_of(group("Area 5", *beam)).title == "Beam × several elements · Structure vs Ducts · Area 5"
    assert issue_of(group("Area 5", *beam[:1])).title == "Beam × Duct 0 · Area 5"
    places = [pair("Beam", "Duct", n) for n in range(3)]
    assert issue_of(group("Area 5", *places)).title == "Beam × Duct · Area 5"
    kinds = [pair("Beam", str(n), n) for n in range(3)]
    same_name = [replace(row, items=(row.items[0], item(n, "S.nwc", "Duct"))) for n, row in enumerate(kinds)]
    assert issue_of(group("Area 5", *same_name)).title == "Beam × Duct · Area 5"
    nothing = [pair("Beam", "Duct", 1), pair("Slab", "Pipe", 2)]
    assert issue_of(group("Area 5", *nothing)).title == "Structure vs Ducts · Area 5"


def test_what_the_name_of_the_group_says_is_not_said_twice() -> None:
    beam = [pair("Beam 2/A-D", f"Duct {n}", n) for n in range(3)]
    title = issue_of(group("Beam 2/A-D, Level 2", *beam)).title
    assert title == "Beam 2/A-D, Level 2 × several elements · Structure vs Ducts"
    assert issue_of(group("beam 2/a-d", *beam[:1])).title == "beam 2/a-d × Duct 0"
    assert issue_of(group("Beam 2/A-D × Duct 0", *beam[:1])).title == "Beam 2/A-D × Duct 0"
    assert issue_of(group("Beam 2/A-D", pair("Beam 2", "Duct", 1))).title.startswith("Beam 2/A-D × Duct")
    long = f"Beam 2/A-D {'x' * 60}"
    assert issue_of(group(long, *beam)).title.endswith(long), "the name is kept whole"


def test_members_that_come_and_go_leave_the_title() -> None:
    beam = [pair("Beam", f"Duct {n}", n) for n in range(6)]
    assert issue_of(group("Area", *beam[:3])).title == issue_of(group("Area", *beam[1:])).title


def converted(folder: Path, path: Path, against: Path | None = None, rules: str = "") -> dict[str, dict[str, Any]]:
    """The issues of a report by their keys."""
    folder.mkdir()
    text = f"grouping.by = 'none'\npictures.use = false\ntarget.project_id = 12345\n{rules}"
    (folder / "converter.toml").write_text(text, encoding="utf-8")
    settings = load(config_file=None, folder=folder, user_folder=folder, environment={}, flags={})
    convert([path], folder / "run", settings, NOW, against=against)
    return {each["key"]: each for each in json.loads((folder / "run" / "plan.json").read_bytes())["issues"]}


def renamed(path: Path, rows: list[Row]) -> Path:
    """A report in which every clash got another name, as Navisworks gives it."""
    text = report(path, rows).read_text(encoding="utf-8")
    path.write_text(re.sub(r'name="(Clash\d+)"', r'name="\1 (2)"', text), encoding="utf-8")
    return path


ROWS = [Row(1), Row(2)]


def test_an_issue_keeps_the_name_its_clash_had_first(tmp_path: Path) -> None:
    first = converted(tmp_path / "1", report(tmp_path / "1.xml", ROWS))
    path = renamed(tmp_path / "2.xml", [*ROWS, Row(3)])
    before = tmp_path / "1" / "run"
    for number in (2, 3):
        now = converted(tmp_path / str(number), path, before)
        assert {key: now[key]["title"] for key in first} == {key: each["title"] for key, each in first.items()}
        assert all("title" not in now[key]["changed_fields"] for key in first)
        assert [each["title"][-10:] for key, each in now.items() if key not in first] == ["Clash3 (2)"]
        before = tmp_path / str(number) / "run"


def test_a_run_that_did_not_keep_the_name_has_it_in_the_title(tmp_path: Path) -> None:
    first = converted(tmp_path / "1", report(tmp_path / "1.xml", ROWS))
    path = tmp_path / "1" / "run" / "plan.json"
    plan_file = json.loads(path.read_bytes())
    for each in plan_file["issues"]:
        del each["name"]
    path.write_text(json.dumps(plan_file), encoding="utf-8")
    now = converted(tmp_path / "2", renamed(tmp_path / "2.xml", ROWS), path.parent)
    assert {key: each["title"] for key, each in now.items()} == {key: each["title"] for key, each in first.items()}


def test_a_clash_with_another_element_has_its_new_name(tmp_path: Path) -> None:
    first = converted(tmp_path / "1", report(tmp_path / "1.xml", [Row(1)]))
    path = renamed(tmp_path / "2.xml", [Row(1)])
    path.write_text(path.read_text(encoding="utf-8").replace("901", "955"), encoding="utf-8")
    now = converted(tmp_path / "2", path, tmp_path / "1" / "run")
    assert now.keys() == first.keys()
    assert [each["title"][-10:] for each in now.values()] == ["Clash1 (2)"]


def test_a_template_of_a_rule_still_wins(tmp_path: Path) -> None:
    rules = "[[rules]]\nset = { title = 'See {name}' }\n"
    converted(tmp_path / "1", report(tmp_path / "1.xml", ROWS), rules=rules)
    now = converted(tmp_path / "2", renamed(tmp_path / "2.xml", ROWS), tmp_path / "1" / "run", rules)
    assert sorted(each["title"] for each in now.values()) == ["See Clash1 (2)", "See Clash2 (2)"]
    plain = converted(tmp_path / "3", renamed(tmp_path / "3.xml", ROWS), tmp_path / "2" / "run")
    assert sorted(each["title"][-6:] for each in plain.values()) == ["Clash1", "Clash2"]
