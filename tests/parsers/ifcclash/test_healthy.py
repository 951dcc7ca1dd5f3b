"""What IfcClash writes, read without a remark."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from converter.model.clash import ClashItem, ClashStatus, ClashTestStatus, ClashTestType, GroupLayout
from converter.model.report import Kind
from converter.model.stock import stock_of
from converter.parsers.ifcclash.reader import IfcClashReader
from converter.plan.candidates import candidates_of
from converter.plan.elements import IdKind, element_of
from tests.parsers.ifcclash.documents import DUCT, PIPE, SLAB, WALL, clash, clash_set, codes, guid, read, text


def test_a_clash_has_its_objects_point_and_depth(tmp_path: Path) -> None:
    report = read(tmp_path, text(clash_set(clash())))
    (test,) = report.tests
    (found,) = test.results
    assert (report.kind, report.producer, report.units, report.readable) == (Kind.IFCCLASH_JSON, "IfcClash", "m", True)
    assert codes(report) == []
    assert (found.name, found.status) == ("IfcDuctSegment/Supply duct and IfcWall/North wall", ClashStatus.NEW)
    assert (found.guid, found.point_m, found.distance_m) == (f"{WALL}-{DUCT}", (1.0, 2.0, 3.0), -0.5)
    assert found.description == "Protrusion" and ("p2", "1.0 2.0 3.5") in found.extra


def test_the_objects_are_known_by_their_global_id(tmp_path: Path) -> None:
    (found,) = read(tmp_path, text(clash_set(clash()))).tests[0].results
    duct, wall = map(element_of, found.items)
    assert (duct.id_kind, duct.id, duct.name, duct.ifc_class) == (
        IdKind.IFC_GUID,
        DUCT,
        "Supply duct",
        "IfcDuctSegment",
    )
    assert (wall.id_kind, wall.id, wall.name, wall.ifc_class) == (IdKind.IFC_GUID, WALL, "North wall", "IfcWall")


def test_an_object_without_a_name_is_called_by_its_class(tmp_path: Path) -> None:
    (found,) = read(tmp_path, text(clash_set(clash(a_name=None)))).tests[0].results
    assert found.name == "IfcDuctSegment/Supply duct and IfcWall"
    assert element_of(found.items[1]).label == "IfcWall"


def test_the_model_is_named_only_where_there_is_no_doubt(tmp_path: Path) -> None:
    """The a and b of a clash do not follow the a and b of the set: with two models each object may be of either."""
    both = read(tmp_path, text(clash_set(clash())))
    assert [element_of(each).source_file for each in both.tests[0].results[0].items] == ["", ""]
    one = read(tmp_path, text(clash_set(clash(), a=[{"file": "C:\\models\\One.ifc"}], b=...)))
    assert [element_of(each).source_file for each in one.tests[0].results[0].items] == ["One.ifc", "One.ifc"]
    assert (both.model_file, one.model_file) == ("", "One.ifc")


def test_a_set_is_a_test_with_its_settings(tmp_path: Path) -> None:
    a = [{"file": "A.ifc", "selector": "IfcWall", "mode": "i"}, {"file": "B.ifc", "selector": "IfcSlab", "mode": "e"}]
    (test,) = read(tmp_path, text(clash_set(clash(), a=a, b=[{"file": "C.ifc", "mode": "a"}]))).tests
    assert (test.name, test.test_type, test.status) == ("Walls and ducts", ClashTestType.HARD, ClashTestStatus.OK)
    assert test.tolerance_m == 0.01 and test.layout is GroupLayout.UNGROUPED
    assert test.left is not None and test.right is not None
    assert test.left.locators == ("A.ifc: IfcWall", "B.ifc: not IfcSlab") and test.right.locators == ("C.ifc",)
    assert test.extra == (("mode", "intersection"), ("check_all", "false"))
    assert not test.left.self_intersect


@pytest.mark.parametrize("b", [..., []])
def test_a_set_without_b_compares_a_with_itself(tmp_path: Path, b: object) -> None:
    (test,) = read(tmp_path, text(clash_set(clash(), b=b))).tests
    assert test.left is not None and test.left.self_intersect and test.right is None


@pytest.mark.parametrize(
    ("kind", "written", "distance_m", "point_m"),
    [
        ("protrusion", 0.5, -0.5, (1.0, 2.0, 3.0)),
        ("pierce", 0.5, -0.5, (1.0, 2.0, 3.0)),
        ("pierce", 0, 0.0, (1.0, 2.0, 3.0)),
        ("collision", 0.0, None, (1.0, 2.0, 3.0)),
        ("clearance", 0.5, 0.5, (1.0, 2.0, 3.25)),
    ],
)
def test_distance_and_point_by_type(
    tmp_path: Path, kind: str, written: float, distance_m: float | None, point_m: object
) -> None:
    """Between two things apart it is positive; a collision measures nothing; p2 of a penetration may be far away."""
    report = read(tmp_path, text(clash_set(clash(type=kind, distance=written))))
    (found,) = report.tests[0].results
    assert (found.distance_m, found.point_m) == (distance_m, point_m) and codes(report) == []
    assert found.distance_m is None or str(found.distance_m) != "-0.0"


def test_a_clearance_set_has_the_clearance_as_tolerance(tmp_path: Path) -> None:
    changed = {"mode": "clearance", "clearance": 0.05, "tolerance": ...}
    (test,) = read(tmp_path, text(clash_set(clash(type="clearance"), **changed))).tests
    assert (test.test_type, test.tolerance_m) == (ClashTestType.CLEARANCE, 0.05)


def test_a_set_without_clashes_is_an_empty_test(tmp_path: Path) -> None:
    report = read(tmp_path, text(clash_set()))
    assert report.readable and codes(report) == [] and report.tests[0].layout is GroupLayout.EMPTY


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_letters_of_every_alphabet(tmp_path: Path, encoding: str) -> None:
    document = json.dumps([clash_set(clash(a_name="Außenwand 墙 🧱"))], ensure_ascii=False)
    report = read(tmp_path, document.encode(encoding))
    assert codes(report) == [] and "Außenwand 墙 🧱" in report.tests[0].results[0].name


def keys(report_text: str, folder: Path) -> dict[str, tuple[str, str, tuple[ClashItem, ...]]]:
    found = candidates_of(read(folder, report_text), {})
    return {each.key: (each.result.guid, each.result.name, each.result.items) for each in found}


def test_a_pair_is_the_same_when_a_and_b_change_places(tmp_path: Path) -> None:
    one, other = keys(text(clash_set(clash(WALL, DUCT))), tmp_path), keys(text(clash_set(clash(DUCT, WALL))), tmp_path)
    assert one == other and len(one) == 1


def test_a_run_in_another_order_has_the_same_identities(tmp_path: Path) -> None:
    clashes = [clash(guid(n), guid(n + 40)) for n in range(10, 40)]
    shuffled = random.Random(1).sample(clashes, len(clashes))
    first = keys(text(clash_set(*clashes), clash_set(clash(), name="Other")), tmp_path)
    second = keys(text(clash_set(clash(DUCT, WALL), name="Other"), clash_set(*shuffled)), tmp_path)
    assert first == second and len(first) == 31


def test_the_same_pair_in_two_sets_is_two_clashes(tmp_path: Path) -> None:
    assert len(keys(text(clash_set(clash()), clash_set(clash(), name="Other")), tmp_path)) == 2


def test_clashes_with_a_smart_group_are_in_groups(tmp_path: Path) -> None:
    clashes = (
        clash(smart_group=7), clash(SLAB, DUCT, smart_group=0, distance=0.1), clash(SLAB, PIPE, smart_group=7, distance=0.9),
    )  # fmt: skip
    report = read(tmp_path, text(clash_set(*clashes)))
    (test,) = report.tests
    assert test.layout is GroupLayout.EVERYTHING and test.results == () and codes(report) == []
    assert [(group.name, len(group.results)) for group in test.groups] == [
        ("Walls and ducts - 1", 2),
        ("Walls and ducts - 2", 1),
    ]
    assert test.groups[0].header.distance_m == -0.9
    stock = stock_of(report, lambda _: False)
    assert (stock.tests, stock.clashes, stock.groups) == (1, 3, 2)


def test_a_smart_group_is_known_by_what_is_in_it(tmp_path: Path) -> None:
    first = [clash(smart_group=0), clash(SLAB, DUCT, smart_group=0), clash(SLAB, PIPE, smart_group=1)]
    second = [clash(PIPE, SLAB, smart_group=4), clash(DUCT, SLAB, smart_group=3), clash(smart_group=3)]

    def groups(*clashes: dict[str, object]) -> dict[str, frozenset[str]]:
        report = read(tmp_path, text(clash_set(*clashes)))
        (test,) = report.tests
        return {group.guid: frozenset(each.guid for each in group.results) for group in test.groups}

    assert groups(*first) == groups(*second) and len(groups(*first)) == 2


def test_a_file_of_smart_groups(tmp_path: Path) -> None:
    document = {"Set": [{"Set - 1": [[WALL, DUCT], [SLAB, DUCT]], "Set - 2": [[SLAB, PIPE]]}], "Empty": [{}]}
    report = read(tmp_path, json.dumps(document))
    (test,) = report.tests
    assert (test.name, [group.name for group in test.groups]) == ("Set", ["Set - 1", "Set - 2"])
    assert [each.guid for each in test.groups[0].results] == [f"{WALL}-{DUCT}", f"{DUCT}-{SLAB}"]
    assert codes(report) == ["IFX005"]


def test_results_say_more_than_a_file_of_smart_groups(tmp_path: Path) -> None:
    from converter.plan.runs.same_tests import superseded_tests

    groups = read(tmp_path, json.dumps({"Walls and ducts": [{"Walls and ducts - 1": [[WALL, DUCT]]}]}))
    (tmp_path / "results.json").write_text(text(clash_set(clash())), encoding="utf-8")
    results = IfcClashReader().read(tmp_path / "results.json", "z.json")
    assert list(superseded_tests([groups, results])) == [("clashes.json", 0)]


def test_stock_and_report_agree(tmp_path: Path) -> None:
    (tmp_path / "c.json").write_text(text(clash_set(clash(), clash(SLAB)), clash_set()), encoding="utf-8")
    report, stock = IfcClashReader().take_stock(tmp_path / "c.json", "c.json", lambda _: False)
    assert (stock.tests, stock.clashes, stock.groups, dict(stock.statuses)) == (2, 2, 0, {"new": 2})
    assert report.readable
