"""Real clash results and their models: every element found, one frame, the storeys of the containers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import ifcopenshell
import ifcopenshell.util.element as of_element
import pytest

from converter.geometry.boxes import box_around, contains, expanded
from tests.app.models.reports import section, views
from tests.app.runs import Run
from tests.real_ifc.runs import DUPLEX, DUPLEX_CLASHES, MODELS, STEEL, STEEL_CLASHES, converted, part_of, required


@pytest.fixture(scope="module")
def duplex(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Both sets of clashes of architecture (metres) and electrical (feet); nothing is drawn."""
    required(DUPLEX_CLASHES, *DUPLEX)
    return converted(tmp_path_factory.mktemp("duplex") / "run", DUPLEX_CLASHES, DUPLEX, pictures__draw=False)


@pytest.fixture(scope="module")
def steel(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Steel and masonry; the models of one of the two sets are there."""
    required(STEEL_CLASHES, *STEEL)
    return converted(tmp_path_factory.mktemp("steel") / "run", STEEL_CLASHES, STEEL, pictures__draw=False)


def elements(run: Run) -> list[Any]:
    return [element for line in run.lines("clashes.jsonl") for element in line["elements"]]


def aligned(run: Run) -> Any:
    (found,) = run.json("run.json")["alignment"].values()
    return found


def storey_of(product: Any) -> str | None:
    """The storey an element lies in, as IfcOpenShell finds it."""
    container = of_element.get_container(product)
    while container is not None and not container.is_a("IfcBuildingStorey"):
        container = of_element.get_aggregate(container)
    return None if container is None else container.Name


def test_every_global_id_is_found(duplex: Run) -> None:
    (matches,) = duplex.json("run.json")["matches"].values()
    assert set(matches) <= {"global-id-in-file", "global-id"}
    assert sum(matches.values()) == len(elements(duplex)) == 2 * duplex.json("run.json")["counts"]["clashes"] > 400


def test_every_global_id_of_a_model_that_is_there_is_found(steel: Run) -> None:
    """The others are said to be in no model: nothing is guessed."""
    known = {guid for path in STEEL for guid in re.findall(rb"\('([^']{22})',", path.read_bytes())}
    there = [each for each in elements(steel) if each["id"].encode() in known]
    assert len(there) >= 28
    assert all(each["ifc"].get("guid") == each["id"] for each in there)
    assert all("unmatched" in each["ifc"] for each in elements(steel) if each["id"].encode() not in known)


def test_metres_and_feet_lie_together(duplex: Run) -> None:
    assert {each["units"] for each in duplex.json("run.json")["models"]} == {"m", "ft"}
    assert (aligned(duplex)["scale"], aligned(duplex)["shift_m"]) == (1.0, [0.0, 0.0, 0.0])
    assert aligned(duplex)["votes"] > 200 and aligned(duplex)["hits"] >= 0.99 * aligned(duplex)["votes"]
    said = {each["code"] for each in duplex.lines("diagnostics.jsonl")}
    assert not said & {"PLN040", "PLN041", "PLN043", "PLN044", "PLN045", "PLN047"}


def test_the_steel_is_in_the_frame_of_the_report(steel: Run) -> None:
    assert (aligned(steel)["scale"], aligned(steel)["shift_m"]) == (1.0, [0.0, 0.0, 0.0])
    assert aligned(steel)["votes"] >= 14 and aligned(steel)["hits"] >= 0.9 * aligned(steel)["votes"]


@pytest.mark.parametrize("name", ["duplex", "steel"])
def test_storeys_are_those_of_the_containers(name: str, request: pytest.FixtureRequest) -> None:
    run: Run = request.getfixturevalue(name)
    models = {path: ifcopenshell.open(path) for path in {each["path"] for each in run.json("run.json")["models"]}}
    compared = 0
    for line in run.lines("clashes.jsonl"):
        storeys = []
        for element in line["elements"]:
            if "unmatched" in element["ifc"]:
                continue
            expected = storey_of(models[element["ifc"]["file"]].by_guid(element["ifc"]["guid"]))
            assert element["ifc"]["storey"] == expected
            storeys += [expected] if expected else []
            compared += bool(expected)
        assert not storeys or line["level"] in storeys
    assert compared > 30


def test_shapes_and_section_boxes_lie_at_the_clash_point(tmp_path: Path) -> None:
    """With pictures of the report the boxes of the elements still shape the view."""
    required(DUPLEX_CLASHES, *DUPLEX)
    report = part_of(DUPLEX_CLASHES, tmp_path / "part.json", 0, 12)
    run = converted(tmp_path / "run", report, DUPLEX, pictures__width_px=80, pictures__height_px=64)
    points = {each["uuid"]: each["point_m"] for each in run.json("plan.json")["issues"]}
    assert len(views(run)) == len(points) >= 5
    for uuid, view in views(run).items():
        box = section(view)
        assert contains(box, points[uuid])
        around = expanded(box_around(tuple(points[uuid]), 1.5), 1e-6)
        assert contains(around, box.min_m) and contains(around, box.max_m)


def test_rooms_are_found_in_the_architecture(duplex: Run) -> None:
    """Which holds the spaces; what lies in the walls between two may be in none."""
    required(MODELS / "duplex" / "Duplex_A.ifc")
    rooms = [line["room"] for line in duplex.lines("clashes.jsonl")]
    assert sum(room is not None for room in rooms) > len(rooms) / 3


def test_the_same_clashes_as_topics_of_ifcclash(tmp_path: Path) -> None:
    """They name no model, have no snapshot, and a camera five metres away."""
    archive = DUPLEX_CLASHES.with_suffix(".bcf")
    required(archive, *DUPLEX)
    run = converted(tmp_path / "run", archive, DUPLEX, pictures__draw=False)
    (matches,) = run.json("run.json")["matches"].values()
    assert matches == {"global-id": len(elements(run))} and len(elements(run)) == 2 * 69
    lines = run.lines("clashes.jsonl")
    assert all(line["storey"] in [each["ifc"]["storey"] for each in line["elements"]] for line in lines)
    assert all(line["class"] and line["discipline"] and line["location"] for line in lines)
