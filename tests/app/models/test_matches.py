"""Who the elements of a report are, in the run folder: matches and rungs, titles, storeys, locations."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from sample_reports.generator.ifc import global_id
from tests.app.models.reports import BOTH, STRUCTURE, codes, converted, group, issues, loose, said, week_1, write_report
from tests.app.runs import Run
from tests.conftest import SAMPLES

REPORT = SAMPLES / "week-1" / "Building (everything).xml"
FEET = SAMPLES / "week-1-feet" / "Building (everything).xml"
IFC2X3 = SAMPLES / "models" / "IFC2X3"
NO_PICTURES = {"pictures__draw": False}


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The report of week 1 with its pictures."""
    return converted(tmp_path_factory.mktemp("week"), REPORT)


def elements(run: Run) -> list[Any]:
    return [element for line in run.lines("clashes.jsonl") for element in line["elements"]]


def test_every_object_is_found_by_its_global_id_in_the_file_the_report_names(week: Run) -> None:
    assert week.json("run.json")["matches"] == {str(REPORT): {"global-id-in-file": 144}}
    by_number = {str(part.number): part for clash in week_1() for part in (clash.first, clash.second) if part}
    for element in elements(week):
        part, found = by_number[element["element_id"]], element["ifc"]
        assert (found["rung"], found["confidence"]) == ("global-id-in-file", "high")
        assert (found["guid"], found["tag"], found["name"]) == (global_id(part), element["element_id"], part.name)
        assert (found["class"], found["storey"]) == (part.ifc_class, part.storey)
        assert Path(found["file"]).stem == part.model
        assert found["discipline"] == {"Structure": "Structure", "Services": "Mechanical"}[part.model] or part.system
        assert found["system"] == (part.system or None)


def test_the_vote_confirms_the_report(week: Run) -> None:
    (aligned,) = week.json("run.json")["alignment"].values()
    assert (aligned["scale"], aligned["shift_m"]) == (1.0, [0.0, 0.0, 0.0])
    assert aligned["hits"] == aligned["votes"] == 68
    assert codes(week) == {}


def test_the_models_are_listed_with_the_run(week: Run) -> None:
    models = {Path(each["path"]).name: each for each in week.json("run.json")["models"]}
    assert {name: (each["schema"], each["elements"], each["units"]) for name, each in models.items()} == {
        "Structure.ifc": ("IFC4", 85, "m"),
        "Services.ifc": ("IFC4", 46, "m"),
    }
    assert {each["kind"] for each in week.json("run.json")["inputs"]} == {"navisworks-xml", "ifc"}


def test_lines_have_the_place_and_both_disciplines(week: Run) -> None:
    for line in week.lines("clashes.jsonl"):
        storeys = [element["ifc"]["storey"] for element in line["elements"]]
        assert line["level"] == line["storey"] and line["level"] in storeys
        assert line["location"] == ["Building", line["level"]]
        assert line["discipline"].startswith("Structure × ")
        assert line["class"] == " × ".join(element["ifc"]["class"] for element in line["elements"])


def test_issues_get_the_location_and_titles_of_the_models_names(week: Run) -> None:
    by_name = {clash.name + clash.test: clash for clash in week_1()}
    for issue in issues(week):
        assert issue["location"] == ["Building", issue["level"]]
        first, _, rest = issue["title"].partition(" × ")
        names = {part.name for clash in week_1() for part in (clash.first, clash.second) if part}
        if issue["group"]:
            assert any(name in first for name in names) and rest.startswith("several elements")
            continue
        assert first in names and rest.split(" · ")[0] in names
        clash = by_name[issue["sources"][0]["name"] + issue["test"]]
        assert clash.first and clash.second
        assert {clash.first.name, clash.second.name} == {first, rest.split(" · ")[0]}
    assert all(item["location_id"] == 0 for item in week.items)


def test_without_locations_none_is_sent(tmp_path: Path) -> None:
    report = write_report(tmp_path / "Building.xml", loose(3))
    run = converted(tmp_path / "run", report, issues__locations=False, **NO_PICTURES)
    assert [issue["location"] for issue in issues(run)] == [None] * 3
    assert not any("location_id" in item for item in run.items)


def test_the_report_in_feet_says_the_same(week: Run, tmp_path: Path) -> None:
    feet = converted(tmp_path / "run", FEET, **NO_PICTURES)
    assert feet.json("run.json")["matches"] == {str(FEET): {"global-id-in-file": 144}}
    (aligned,) = feet.json("run.json")["alignment"].values()
    assert (aligned["scale"], aligned["hits"]) == (1.0, 68)
    ours, theirs = ({each["uuid"]: each["title"] for each in issues(run)} for run in (week, feet))
    assert ours == theirs


def test_ifc2x3_has_other_classes_for_services_and_the_same_ids(tmp_path: Path) -> None:
    models = sorted(map(str, IFC2X3.glob("*.ifc")))
    run = converted(tmp_path / "run", REPORT, ifc__models=models, **NO_PICTURES)
    assert run.json("run.json")["matches"] == {str(REPORT): {"global-id-in-file": 144}}
    classes = {element["ifc"]["class"] for element in elements(run)}
    assert "IfcFlowSegment" in classes and "IfcDuctSegment" not in classes
    assert {line["class"].split(" × ")[1] for line in run.lines("clashes.jsonl")} == {"IfcFlowSegment"}


def test_without_global_ids_the_number_is_looked_up_in_the_source_file(tmp_path: Path) -> None:
    report = write_report(tmp_path / "Building.xml", [*loose(6), *group()])
    text = report.read_text(encoding="utf-8")
    bare = re.sub(r"<smarttag>\s*<name>IFC GLOBALID</name>.*?</smarttag>", "", text, flags=re.DOTALL)
    assert bare != text
    report.write_text(bare, encoding="utf-8")
    run = converted(tmp_path / "run", report, **NO_PICTURES)
    (matches,) = run.json("run.json")["matches"].values()
    assert set(matches) == {"element-id-as-tag"}
    assert {element["ifc"]["confidence"] for element in elements(run)} == {"medium"}
    assert all(element["id_kind"] == "element-id" and element["ifc"]["guid"] for element in elements(run))
    assert "PLN040" not in codes(run) and "PLN041" not in codes(run)


def test_the_elements_of_two_versions_of_a_model_are_ambiguous_and_listed(tmp_path: Path) -> None:
    """Both are called Structure.ifc and hold the same GlobalIds at the same places: nothing may be guessed."""
    report = write_report(tmp_path / "Building.xml", loose(6))
    old = tmp_path / "older" / "Structure.ifc"
    old.parent.mkdir()
    shutil.copy(IFC2X3 / "Structure.ifc", old)
    run = converted(tmp_path / "run", report, ifc__models=[*map(str, BOTH), str(old)])
    (matches,) = run.json("run.json")["matches"].values()
    assert matches == {"global-id-in-file": 6, "ambiguous": 6}
    unclear = [element["ifc"] for element in elements(run) if "candidates" in element["ifc"]]
    assert len(unclear) == 6
    for each in unclear:
        assert {candidate["file"] for candidate in each["candidates"]} == {str(STRUCTURE), str(old)}
        assert len({candidate["guid"] for candidate in each["candidates"]}) == 1
    assert "PLN041" in codes(run) and str(old) in said(run, "PLN041")
    assert len(issues(run)) == 6 and all(issue["location"] for issue in issues(run))


def test_the_same_model_under_two_names_is_used_once(tmp_path: Path) -> None:
    report = write_report(tmp_path / "Building.xml", loose(6))
    copy = shutil.copy(STRUCTURE, tmp_path / "Copy.ifc")
    run = converted(tmp_path / "run", report, ifc__models=[*map(str, BOTH), str(copy)], **NO_PICTURES)
    assert len(run.json("run.json")["models"]) == 2 and "FIL005" in codes(run)
    (matches,) = run.json("run.json")["matches"].values()
    assert matches == {"global-id-in-file": 12}


def test_one_model_is_enough_for_names(tmp_path: Path) -> None:
    report = write_report(tmp_path / "Building.xml", loose(6))
    run = converted(tmp_path / "run", report, ifc__models=[str(STRUCTURE)], **NO_PICTURES)
    (matches,) = run.json("run.json")["matches"].values()
    assert matches == {"global-id-in-file": 6, "unmatched": 6}
    others = {element["id"] for element in elements(run) if "unmatched" in element["ifc"]}
    assert codes(run)["PLN051"] == len(others) > 0 and "PLN040" not in codes(run)
    assert {line["storey"] for line in run.lines("clashes.jsonl")} <= {"Level 1", "Level 2"}


def test_without_shapes_names_and_storeys_are_known_and_nothing_is_made(tmp_path: Path) -> None:
    report = write_report(tmp_path / "Building.xml", loose(6))
    run = converted(tmp_path / "run", report, ifc__shapes=False)
    (matches,) = run.json("run.json")["matches"].values()
    assert matches == {"global-id-in-file": 12}
    assert codes(run) == {} and not list((run.folder / "snapshots").glob("*"))
    assert all(line["storey"] for line in run.lines("clashes.jsonl"))


def test_ifcclash_results_are_found_too(tmp_path: Path) -> None:
    path = SAMPLES / "ifcclash" / "Building.json"
    run = converted(tmp_path / "run", path, **NO_PICTURES)
    assert run.json("run.json")["matches"] == {str(path): {"global-id-in-file": 126}}
    (aligned,) = run.json("run.json")["alignment"].values()
    assert (aligned["scale"], aligned["hits"], aligned["votes"]) == (1.0, 63, 63)
    assert all(line["level"] == line["storey"] for line in run.lines("clashes.jsonl"))
    assert str(SAMPLES) not in str(run.batches), "folders of this machine are nobody's business"
    assert "Structure.ifc" in str(run.batches)
