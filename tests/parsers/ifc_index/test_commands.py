"""``converter elements``, and models in ``inspect`` and ``convert``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.run import Shell
from tests.conftest import SAMPLES
from tests.parsers.ifc_index.models import contained, guid, product, project, tower, write

MODELS = SAMPLES / "models" / "IFC4"
REPORT = SAMPLES / "week-1" / "Building (everything).xml"


@pytest.fixture
def converter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Shell:
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path, capfd)


def test_a_json_line_for_each_product_of_each_model(converter: Shell) -> None:
    data = tower() + product(100, "IFCBEAM", "Träger", "77").replace("ä", "\\X\\E4") + contained(30, [100], 13)
    path = write(converter.folder, data)
    shown = converter("elements", path, MODELS / "Structure.ifc", "--json")
    lines = [json.loads(line) for line in shown.out.splitlines()]
    assert shown.code == 0 and {each["file"] for each in lines} == {str(path), str(MODELS / "Structure.ifc")}
    assert lines[4] == {
        "file": str(path),
        "guid": guid(100),
        "class": "IfcBeam",
        "name": "Träger",
        "tag": "77",
        "storey": "Level 2",
        "path": ["Tower", "Site", "House", "Level 2"],
        "system": None,
        "discipline": "Structure",
    }
    assert [each["class"] for each in lines[:4]] == ["IfcSite", "IfcBuilding", "IfcBuildingStorey", "IfcBuildingStorey"]


def test_the_table_shows_names_as_they_are(converter: Shell) -> None:
    path = write(converter.folder, project() + product(100, "IFCDUCTSEGMENT", "[red]Duct", "[b]"), name="[bold]m.ifc")
    shown = converter("elements", path)
    assert shown.code == 0 and "[bold]m.ifc" in shown.out.replace("\n", "")
    assert "IfcDuctSegment  [red]Duct  [b]  Mechanical" in shown.out and "1 elements" in shown.out


def test_models_of_a_folder_and_nothing_else(converter: Shell) -> None:
    write(converter.folder, product(100))
    (converter.folder / "notes.txt").write_text("x", encoding="utf-8")
    assert len(converter("elements", converter.folder, "--json").out.splitlines()) == 1
    (converter.folder / "empty").mkdir()
    ended = converter("elements", converter.folder / "empty")
    assert ended.code == 3 and "There is no model" in ended.err


def test_a_file_that_is_no_model_does_not_take_the_others_with_it(converter: Shell) -> None:
    bad = converter.folder / "bad.ifc"
    bad.write_text("hello", encoding="utf-8")
    ended = converter("elements", bad, write(converter.folder, product(100)), "--json")
    assert ended.code == 3 and len(ended.out.splitlines()) == 1 and "IFC001" in ended.err
    said = converter("--log-format", "json", "elements", bad, "--json")
    assert json.loads(said.err.splitlines()[0])["code"] == "IFC001"


def test_a_directory_with_the_name_of_a_model_or_nothing_is_a_wrong_call(converter: Shell) -> None:
    assert converter("elements", "nowhere.ifc").code == 2
    assert converter("elements").code == 2


def test_inspect_shows_a_model(converter: Shell) -> None:
    (file,) = converter("inspect", MODELS / "Services.ifc", "--json").json["files"]
    assert (file["kind"], file["schema"], file["version"], file["readable"]) == ("ifc", "IFC4", "", True)
    assert (file["producer"], file["units"], file["storeys"]) == ("converter samples", "m", 2)
    lines = converter("elements", MODELS / "Services.ifc", "--json").out.splitlines()
    assert file["elements"] == len(lines) > 40 and file["diagnostics"] == []
    assert (
        f"IFC4: {len(lines)} elements, 2 storeys, converter samples"
        in converter("inspect", MODELS / "Services.ifc").out
    )


@pytest.mark.parametrize(
    ("name", "content", "code"), [("a.ifc", "hello", "IFC001"), ("a.ifcxml", "<ifcXML/>", "IFC002")]
)
def test_inspect_says_why_a_model_cannot_be_used(converter: Shell, name: str, content: str, code: str) -> None:
    (converter.folder / name).write_text(content, encoding="utf-8")
    shown = converter("inspect", name, "--json")
    (file,) = shown.json["files"]
    assert shown.code == 3 and (file["kind"], file["readable"]) == ("ifc", False)
    assert [each["code"] for each in file["diagnostics"]] == [code]


def test_inspect_leaves_other_step_files_alone(converter: Shell) -> None:
    content = "ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('AUTOMOTIVE_DESIGN'));\nENDSEC;\n"
    (converter.folder / "part.stp").write_text(content, encoding="utf-8")
    assert converter("inspect", "part.stp", "--json").json["files"][0]["diagnostics"][0]["code"] == "FIL003"


def test_a_model_beside_a_report_is_no_problem_of_convert(converter: Shell) -> None:
    ended = converter("convert", REPORT, MODELS / "Structure.ifc", "-o", "run", "--project-id", "1")
    assert ended.code == 0 and "FIL003" not in ended.out + ended.err
    run = json.loads((converter.folder / "run" / "run.json").read_text(encoding="utf-8"))
    assert [(each["kind"], each["used"], each["tests"] != []) for each in run["inputs"]] == [
        ("navisworks-xml", True, True),
        ("ifc", True, False),
    ]
