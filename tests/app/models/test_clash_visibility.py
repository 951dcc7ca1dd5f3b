"""What the views of issues made from clashes show of the published model: reports and models in, request bodies out."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from converter.app.converting import convert
from converter.geometry.boxes import expanded, intersection
from converter.model.vectors import Box
from converter.parsers.object_map import read_object_map
from sample_reports.generator import parts
from sample_reports.generator.ifc import global_id
from sample_reports.generator.ifcclash import results
from sample_reports.generator.parts import Part
from tests.app.models.reports import (
    BOTH,
    SMALL,
    codes,
    converted,
    group,
    loose,
    section,
    views,
    with_pictures,
    write_report,
)
from tests.app.runs import NOW, Run, configuration, run
from tests.navisworks import clash, document, item, test_element
from tests.pictures import jpeg

EVERYTHING = (*parts.structure(), *parts.services())
IDS = {part.number: 1000 + 2 * place for place, part in enumerate(EVERYTHING)}
"""Every other number, so that no two elements are next to each other."""


def table(path: Path, known: Iterable[Part], column: str = "guid") -> Path:
    """An object map of these parts, by GlobalId or by Element ID."""
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow([column, "object_id"])
        lines.writerows([global_id(part) if column == "guid" else part.number, IDS[part.number]] for part in known)
    return path


def isolated(folder: Path, *paths: Path, known: Iterable[Part] = EVERYTHING, models: bool = False, **flags: Any) -> Run:
    flags = {"objects__map": str(table(folder / "objects.csv", known)), "objects__visibility": "isolate", **flags}
    if models:
        return converted(folder / "run", *paths, **flags)
    return run(folder / "run", *paths, **flags)


def visible(view: Any) -> set[int]:
    """The objects a view shows; it hides all others."""
    said = view["visibility"]
    assert said["default_visibility"] is False
    ranges = said["exceptions"]["object_ranges"]
    return {*said["exceptions"]["object_ids"], *(start + by for start, count in ranges for by in range(count))}


def ids(*members: Part | None) -> set[int]:
    return {IDS[part.number] for part in members if part}


# Without models: the elements and nothing else


def test_a_report_and_a_table_give_the_elements_of_each_clash(tmp_path: Path) -> None:
    clashes = loose(4)
    made = isolated(tmp_path, with_pictures(write_report(tmp_path / "Building.xml", clashes)))
    found = [visible(view) for view in views(made).values()]
    assert sorted(map(sorted, found)) == sorted(sorted(ids(each.first, each.second)) for each in clashes)
    assert not {"OBJ001", "OBJ002", "OBJ005", "PLN014"} & set(codes(made))


def test_element_ids_with_their_models_as_ranges(tmp_path: Path) -> None:
    """The exact JSON: objects in a row are a range, single ones are not."""
    (tmp_path / "a.jpg").write_bytes(jpeg(40, 30))
    items = (item("501", path="A.nwd/Structure.rvt/Wall"), item("502", path="A.nwd/Services_v2.nwc/Duct"))
    report = tmp_path / "Tower.xml"
    report.write_text(document(test_element(clash(1, items=items, attributes=' href="a.jpg"'))), encoding="utf-8")
    rows = ["501,structure,7", "501,services,70", "502,Services.rvt,300", "502,services,301", "502,services,302"]
    (tmp_path / "objects.csv").write_text("\n".join(["element_id,model,object_id", *rows]), encoding="utf-8")
    flags = {"objects__map": str(tmp_path / "objects.csv"), "objects__visibility": "isolate"}
    (view,) = views(run(tmp_path / "run", report, **flags)).values()
    assert view["visibility"] == {
        "default_visibility": False,
        "exceptions": {"object_ids": [7], "object_ranges": [[300, 3]]},
    }


def test_a_group_shows_the_elements_of_all_its_open_clashes(tmp_path: Path) -> None:
    members = group()
    made = isolated(tmp_path, with_pictures(write_report(tmp_path / "Building.xml", members)))
    (view,) = views(made).values()
    live = [each for each in members if each.is_live]
    assert len(live) > 1 and visible(view) == ids(*(part for each in live for part in (each.first, each.second)))


def test_what_is_not_published_of_a_group_is_left_out_and_said(tmp_path: Path) -> None:
    members = group()
    report = with_pictures(write_report(tmp_path / "Building.xml", members))
    everything = visible(next(iter(views(isolated(tmp_path, report)).values())))
    worst = min((each for each in members if each.is_live), key=lambda each: each.distance)
    gone = next(
        part
        for each in members
        for part in (each.first, each.second)
        if part and each.is_live and part.number not in {worst.first.number, worst.second.number}  # type: ignore[union-attr]
    )
    made = isolated(tmp_path, report, known=[each for each in EVERYTHING if each.number != gone.number])
    assert visible(next(iter(views(made).values()))) == everything - ids(gone)
    assert codes(made)["OBJ001"] == 1 and "OBJ005" not in codes(made)


def test_half_a_clash_is_not_shown_alone(tmp_path: Path) -> None:
    """Hiding what it clashes with would hide the clash: the view shows everything, and that is said."""
    first, second = loose(2)
    report = with_pictures(write_report(tmp_path / "Building.xml", [first, second]))
    made = isolated(tmp_path, report, known=[each for each in EVERYTHING if each != first.second])
    found = [view for view in views(made).values() if "visibility" in view]
    assert len(views(made)) == 2 and [visible(view) for view in found] == [ids(second.first, second.second)]
    assert (codes(made)["OBJ001"], codes(made)["OBJ005"]) == (1, 1)


@pytest.mark.parametrize("known", [[], EVERYTHING])
def test_never_is_everything_hidden(tmp_path: Path, known: list[Part]) -> None:
    report = with_pictures(write_report(tmp_path / "Building.xml", loose(4)))
    made = isolated(tmp_path, report, known=known)
    assert [bool(visible(view)) for view in views(made).values() if "visibility" in view] == [True] * (len(known) and 4)


@pytest.mark.parametrize("mode", ["report", "none"])
def test_navisworks_says_nothing_of_visibility(tmp_path: Path, mode: str) -> None:
    report = with_pictures(write_report(tmp_path / "Building.xml", loose(2)))
    made = isolated(tmp_path, report, objects__visibility=mode)
    assert len(views(made)) == 2 and not any("visibility" in view for view in views(made).values())
    assert not {code for code in codes(made) if code.startswith("OBJ")}


# With models: what stands around as well


def around(box: Box) -> set[int]:
    """Objects of the parts that meet a box, by the plan of the building and not by its models."""
    return {
        IDS[part.number] for part in EVERYTHING if intersection(Box(part.solid.low, part.solid.high), box) is not None
    }


def check_context(made: Run, count: int) -> None:
    """Each view shows what its section box touches; a millimetre of rounding is let through."""
    assert len(views(made)) == count
    for view in views(made).values():
        box, found = section(view), visible(view)
        assert around(expanded(box, -0.001)) <= found <= around(expanded(box, 0.001))
        assert len(found) > 2, "something stands around"


def test_models_add_what_stands_around_a_clash_of_navisworks(tmp_path: Path) -> None:
    clashes = loose(4)
    made = isolated(tmp_path, write_report(tmp_path / "Building.xml", clashes), models=True)
    check_context(made, 4)
    for each in clashes:
        assert any(ids(each.first, each.second) <= visible(view) for view in views(made).values())


def test_models_add_what_stands_around_a_clash_of_ifcclash(tmp_path: Path) -> None:
    clashes = list(loose(4))
    report = tmp_path / "clashes.json"
    report.write_text(results(clashes), encoding="utf-8")
    made = isolated(tmp_path, report, models=True)
    check_context(made, 4)
    assert not {code for code in codes(made) if code.startswith("OBJ")}


def test_a_report_that_lies_elsewhere_than_the_models(tmp_path: Path) -> None:
    """What stands around is looked for where the models are."""
    shift = (1024.0, -512.0, 32.0)
    clashes = loose(6)
    plain = isolated(tmp_path, write_report(tmp_path / "Building.xml", clashes), models=True)
    report = write_report(tmp_path / "moved" / "Building.xml", clashes, shift=shift)
    moved = isolated(tmp_path / "moved", report, models=True, ifc__shift_m=list(shift))
    assert [visible(view) for view in views(moved).values()] == [visible(view) for view in views(plain).values()]


def test_what_stands_around_and_is_not_published_is_nothing_to_be_told(tmp_path: Path) -> None:
    (each,) = loose(1)
    report = write_report(tmp_path / "Building.xml", [each])
    made = isolated(tmp_path, report, models=True, known=[part for part in (each.first, each.second) if part])
    (view,) = views(made).values()
    assert visible(view) == ids(each.first, each.second)
    assert not {code for code in codes(made) if code.startswith("OBJ")}


def test_without_shapes_there_is_nothing_around(tmp_path: Path) -> None:
    (each,) = loose(1)
    report = with_pictures(write_report(tmp_path / "Building.xml", [each]))
    made = isolated(tmp_path, report, models=True, ifc__shapes=False)
    (view,) = views(made).values()
    assert visible(view) == ids(each.first, each.second)


def test_elements_are_found_by_the_tag_the_model_has(tmp_path: Path) -> None:
    """IfcClash knows GlobalIds, the table Element IDs: the model knows both."""
    clashes = list(loose(2))
    report = tmp_path / "clashes.json"
    report.write_text(results(clashes), encoding="utf-8")
    objects = table(tmp_path / "numbers.csv", EVERYTHING, column="element_id")
    assert read_object_map(objects, "numbers.csv").readable
    given = {"ifc__models": [str(path) for path in BOTH], "grouping__by": "report", **SMALL}
    flags = {**given, "objects__map": str(objects), "objects__visibility": "isolate"}
    made = Run(tmp_path / "run", convert([report], tmp_path / "run", configuration(**flags), NOW))
    check_context(made, 2)
