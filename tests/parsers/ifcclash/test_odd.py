"""Odd input: a diagnostic for each oddity, and one bad clash loses one clash."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from converter.model.clash import ClashTestType, GroupLayout
from converter.model.codes import CODES
from converter.parsers.ifcclash.reader import IfcClashReader
from tests.parsers.ifcclash.documents import DUCT, SLAB, WALL, clash, clash_set, codes, guid, read, text

GOOD = clash(SLAB, DUCT)


def test_a_file_that_was_cut_off(tmp_path: Path) -> None:
    report = read(tmp_path, text(clash_set(clash()))[:-40])
    assert codes(report) == ["IFX001"] and not report.readable and report.tests == ()
    assert report.diagnostics[0].location.line is not None


def test_lists_nested_without_end(tmp_path: Path) -> None:
    report = read(tmp_path, "[" * 200_000)
    assert codes(report) == ["IFX001"] and not report.readable


@pytest.mark.parametrize("content", ["5", "null", '"x"', "[]", "{}", "[1, 2]", '{"a": 1}', '[{"x": 1}]'])
def test_json_of_something_else(tmp_path: Path, content: str) -> None:
    report = read(tmp_path, content)
    assert codes(report)[-1] == "IFX002" and codes(report).count("IFX002") == 1 and not report.readable


def test_the_input_of_ifcclash_has_no_results(tmp_path: Path) -> None:
    report = read(tmp_path, text(clash_set(clashes=...)))
    assert codes(report) == ["IFX003"] and report.readable
    assert report.tests[0].layout is GroupLayout.DEFINITION


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_other_encodings(tmp_path: Path, encoding: str) -> None:
    document = json.dumps([clash_set(clash(a_name="Außenwand"))], ensure_ascii=False)
    report = read(tmp_path, document.encode(encoding))
    assert codes(report) == ["IFX004"] and "Außenwand" in report.tests[0].results[0].name


def test_half_a_surrogate_pair_does_not_stay(tmp_path: Path) -> None:
    report = read(tmp_path, text(clash_set(clash(a_name="x\ud800y\0"))))
    assert codes(report) == ["IFX004"]
    assert "x\ufffdy\ufffd" in report.tests[0].results[0].name


@pytest.mark.parametrize("bad", [5, "x", None, [], {}, {"foo": 1}])
def test_a_set_that_is_none(tmp_path: Path, bad: object) -> None:
    report = read(tmp_path, text(bad, clash_set(GOOD)))
    assert codes(report) == ["IFX010"] and len(report.tests) == 1 and len(report.tests[0].results) == 1


@pytest.mark.parametrize("bad", [5, "x", None])
def test_clashes_that_are_none(tmp_path: Path, bad: object) -> None:
    report = read(tmp_path, text(clash_set(clashes=bad), clash_set(GOOD, name="Good")))
    assert codes(report) == ["IFX010"] and [len(each.results) for each in report.tests] == [0, 1]


def test_clashes_in_a_list_are_read(tmp_path: Path) -> None:
    assert len(read(tmp_path, text(clash_set(clashes=[GOOD, clash()]))).tests[0].results) == 2


def test_a_set_without_a_name_is_called_after_its_models(tmp_path: Path) -> None:
    report = read(tmp_path, text(clash_set(GOOD, name=...), clash_set(GOOD, name=None, a=..., b=...)))
    assert codes(report) == ["IFX011", "IFX011"]
    assert [each.name for each in report.tests] == ["A.ifc vs B.ifc", "Clash set 2"]


def test_sets_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """By the mode, which does not depend on their order; only then by number."""
    hard, gap = clash_set(GOOD), clash_set(GOOD, mode="clearance", clearance=0.1)
    one, other = read(tmp_path, text(hard, gap)), read(tmp_path, text(gap, hard))
    assert {each.name for each in one.tests} == {"Walls and ducts (intersection)", "Walls and ducts (clearance)"}
    assert {each.name for each in other.tests} == {each.name for each in one.tests}
    assert codes(one) == ["IFX012", "IFX012"]
    thrice = read(tmp_path, text(hard, clash_set(GOOD, name="walls and ducts (intersection)"), hard))
    assert len({each.display_name.casefold() for each in thrice.tests}) == 3


@pytest.mark.parametrize(("mode", "found"), [("magic", ClashTestType.UNKNOWN), (..., ClashTestType.UNKNOWN)])
def test_an_unknown_mode(tmp_path: Path, mode: object, found: ClashTestType) -> None:
    report = read(tmp_path, text(clash_set(GOOD, mode=mode, tolerance=...)))
    assert codes(report) == ["IFX013"] and report.tests[0].test_type is found


@pytest.mark.parametrize("bad", ["0.01", [1], float("nan"), True])
def test_a_tolerance_that_is_no_number(tmp_path: Path, bad: object) -> None:
    report = read(tmp_path, text(clash_set(GOOD, tolerance=bad)))
    assert codes(report) == ["IFX014"] and report.tests[0].tolerance_m is None


@pytest.mark.parametrize("bad", ["A.ifc", [5], [{"selector": "IfcWall"}]])
def test_models_that_are_none(tmp_path: Path, bad: object) -> None:
    report = read(tmp_path, text(clash_set(GOOD, a=bad)))
    assert codes(report) == ["IFX015"] and len(report.tests[0].results) == 1


@pytest.mark.parametrize("bad", [5, None, [], {}, {"p1": [1, 2, 3]}])
def test_one_bad_clash_loses_one_clash(tmp_path: Path, bad: object) -> None:
    report = read(tmp_path, text(clash_set(clashes={"x": bad, "y": GOOD})))
    assert codes(report) == ["IFX020"] and report.diagnostics[0].location.guid == "x"
    assert [each.guid for each in report.tests[0].results] == [f"{DUCT}-{SLAB}"]


def test_a_global_id_may_stand_in_the_key_alone(tmp_path: Path) -> None:
    bare = clash(a_global_id=..., b_global_id=...)
    report = read(tmp_path, text(clash_set(clashes={f"{WALL}-{DUCT}": bare})))
    assert codes(report) == ["IFX021"] and report.tests[0].results[0].guid == f"{WALL}-{DUCT}"


def test_a_clash_with_one_object_is_known_by_its_key(tmp_path: Path) -> None:
    report = read(tmp_path, text(clash_set(clashes={"odd": clash(b_global_id=None)})))
    (found,) = report.tests[0].results
    assert codes(report) == ["IFX022"] and (found.guid, len(found.items)) == ("odd", 1)


def test_a_global_id_that_is_none(tmp_path: Path) -> None:
    report = read(tmp_path, text(clash_set(clash("9" * 22))))
    assert codes(report) == ["IFX023"] and len(report.tests[0].results[0].items) == 2


@pytest.mark.parametrize("bad", [..., None, [1, 2], [1, 2, "3"], [float("inf"), 0, 0], [10**400, 0, 0], "1 2 3"])
def test_a_point_that_is_none(tmp_path: Path, bad: object) -> None:
    report = read(tmp_path, text(clash_set(clash(p1=bad), GOOD)))
    assert codes(report) == ["IFX024"]
    assert [each.point_m for each in report.tests[0].results] == [None, (1.0, 2.0, 3.0)]


@pytest.mark.parametrize("bad", [..., None, "0.5", float("nan"), False])
def test_a_distance_that_is_none(tmp_path: Path, bad: object) -> None:
    report = read(tmp_path, text(clash_set(clash(distance=bad))))
    assert codes(report) == ["IFX024"] and report.tests[0].results[0].distance_m is None


def test_a_gap_with_one_point(tmp_path: Path) -> None:
    report = read(tmp_path, text(clash_set(clash(type="clearance", p1=None))))
    assert codes(report) == ["IFX024"] and report.tests[0].results[0].point_m == (1.0, 2.0, 3.5)


@pytest.mark.parametrize("bad", ["magic", None, ...])
def test_a_type_that_is_unknown(tmp_path: Path, bad: object) -> None:
    assert codes(read(tmp_path, text(clash_set(clash(type=bad))))) == ["IFX025"]


def test_a_pair_twice_is_one_clash_the_deeper(tmp_path: Path) -> None:
    shallow, deep = clash(WALL, DUCT, distance=0.1), clash(DUCT, WALL, distance=0.3)
    for order in ((shallow, deep), (deep, shallow)):
        report = read(tmp_path, text(clash_set(*order, GOOD)))
        assert codes(report) == ["IFX026"]
        assert sorted(each.distance_m or 0 for each in report.tests[0].results) == [-0.5, -0.3]


def test_a_key_twice_is_seen(tmp_path: Path) -> None:
    """Python's own dictionaries would keep the last silently."""
    document = text(clash_set(clash(distance=0.3), clash(SLAB, DUCT, distance=0.1)))
    document = document.replace(f'"{SLAB}-{DUCT}"', f'"{WALL}-{DUCT}"').replace(SLAB, WALL)
    report = read(tmp_path, document)
    assert codes(report) == ["IFX026"] and [each.distance_m for each in report.tests[0].results] == [-0.3]


def test_unknown_keys_are_kept(tmp_path: Path) -> None:
    report = read(tmp_path, text(clash_set(clash(volume=[1.5]), stamp="today")))
    (test,) = report.tests
    assert codes(report) == ["IFX027"] and "stamp" in report.diagnostics[0].message
    assert ("stamp", "today") in test.extra and ("volume", "[1.5]") in test.results[0].extra


def test_the_layout_of_older_versions(tmp_path: Path) -> None:
    contact = {"normal": [0, 0, 1], "position": [4, 5, 6], "penetration_depth": 0.2}
    older = clash(type=..., p1=..., p2=..., distance=..., **contact)
    report = read(tmp_path, text(clash_set(older, mode=..., check_all=...)))
    (found,) = report.tests[0].results
    assert codes(report) == ["IFX028"] and report.tests[0].test_type is ClashTestType.HARD
    assert (found.point_m, found.distance_m) == ((4.0, 5.0, 6.0), -0.2)


@pytest.mark.parametrize(
    "bad",
    [
        {"Bad": 5},
        {"Bad": [5]},
        {"Bad": [{"g": 5}]},
        {"Bad": [{"g": [5]}]},
        {"Bad": [{"g": [[WALL]]}]},
        {"Bad": [{"g": [[WALL, "x"]]}]},
    ],
)
def test_a_smart_group_that_is_none(tmp_path: Path, bad: dict[str, object]) -> None:
    report = read(tmp_path, json.dumps({**bad, "Set": [{"Set - 1": [[SLAB, DUCT]]}]}))
    assert codes(report) == ["IFX030", "IFX005"]
    assert [test.name for test in report.tests] == ["Set"]


def test_a_pair_in_two_smart_groups(tmp_path: Path) -> None:
    report = read(tmp_path, json.dumps({"Set": [{"a": [[SLAB, DUCT]], "3": [[DUCT, SLAB], [WALL, DUCT]]}]}))
    assert codes(report) == ["IFX026", "IFX005"]
    assert [(each.name, len(each.results)) for each in report.tests[0].groups] == [("a", 1), ("Set - smart group 3", 1)]


def test_every_code_has_its_file() -> None:
    source = Path(__file__).read_text(encoding="utf-8") + (Path(__file__).parent / "test_healthy.py").read_text("utf-8")
    assert [code for code in CODES if code.startswith("IFX") and f'"{code}"' not in source] == []


def test_thousands_of_one_oddity_are_counted(tmp_path: Path) -> None:
    report = read(tmp_path, text(clash_set(*[clash(guid(n), DUCT, p1=None) for n in range(10, 1010)])))
    assert len(report.tests[0].results) == 1000
    assert sum(each.count for each in report.diagnostics if each.code == "IFX024") == 1000


WORDS = st.sampled_from(
    ["name", "mode", "a", "b", "file", "clashes", "a_global_id", "b_global_id", "type", "p1", "p2", "distance",
     "smart_group", "tolerance", "a_name", WALL, DUCT, f"{WALL}-{DUCT}", "clearance", "collision"]
)  # fmt: skip
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | WORDS
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS | st.text(max_size=3), inner, max_size=5),
    max_leaves=25,
)
PLAYED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@PLAYED
@given(VALUES)
def test_any_json_is_read_or_refused(tmp_path: Path, value: object) -> None:
    for document in (value, [value], [clash_set(clashes=value)], [clash_set(clash(), clash(p1=value, a_name=value))]):
        report = read(tmp_path, json.dumps(document))
        assert report.readable == bool(report.tests) and (report.readable or report.diagnostics)
        repr(report).encode()


@PLAYED
@given(st.data())
def test_a_flipped_byte_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(text(clash_set(clash(), GOOD), clash_set(clash(smart_group=1), name="Other")).encode())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] = data.draw(st.integers(0, 255))
    IfcClashReader().sniff(bytes(content), "x.json")
    report = read(tmp_path, bytes(content))
    assert report.readable or report.diagnostics
