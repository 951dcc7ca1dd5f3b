"""Real reports, counted and read a second time by the standard library's own XML parser."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from decimal import Decimal
from pathlib import Path

import pytest

from converter.app.inspecting import as_json, inspect
from converter.model.clash import ClashGroup, ClashResult, ClashStatus, ClashTestType, GroupLayout
from converter.model.stock import stock_of
from converter.parsers.navisworks.clash_xml import ClashXmlReader
from converter.parsers.navisworks.html_tabular import HtmlTabularReader
from converter.plan.elements import IdKind, element_of
from tests.parsers.second_reading import (
    BATCHES,
    HTML,
    MALFORMED,
    OTHERS,
    REPORTS,
    STATUSES,
    XML,
    expected_fields,
    fields_of,
    label_of,
    metres_of,
    paired_tests,
    read,
    statuses_of,
    tree_of,
)


def codes_of(shown: dict[str, object]) -> list[str]:
    return [each["code"] for each in shown["diagnostics"]]  # type: ignore[attr-defined]


def test_the_folder_holds_what_its_description_says(shared_data: Path) -> None:
    assert len(MALFORMED) == 1 and len(REPORTS) == 15 and len(BATCHES) == 16 and len(OTHERS) == 2 and len(HTML) == 1


@pytest.mark.parametrize("path", BATCHES, ids=label_of)
def test_counts_are_those_of_an_independent_reading(path: Path) -> None:
    root = tree_of(path)
    assert root is not None
    entries = [element for element in root.iter() if element.tag in ("clashresult", "clashgroup")]
    hrefs = [element.attrib["href"].replace("\\", "/") for element in entries if "href" in element.attrib]
    comments = list(root.iter("comment"))
    expected = {
        "kind": "navisworks-xml",
        "units": root.attrib["units"],
        "tests": len(list(root.iter("clashtest"))),
        "clashes": len(list(root.iter("clashresult"))),
        "groups": len(list(root.iter("clashgroup"))),
        "statuses": statuses_of(root, "clashresult"),
        "group_statuses": statuses_of(root, "clashgroup"),
        "comments": len(comments),
        "comment_texts": sum(bool((comment.findtext("body") or "").strip()) for comment in comments),
        "snapshots": sum((path.parent / href).is_file() for href in hrefs),
        "viewpoints": 0,
        "topics": 0,
        "readable": True,
    }
    shown = as_json(inspect([path]))["files"][0]
    assert {name: shown[name] for name in expected} == expected
    stock = stock_of(read(path), lambda href: (path.parent / href.replace("\\", "/")).is_file())
    counted = [name for name in expected if name not in ("kind", "units", "readable")]
    assert {name: getattr(stock, name) for name in counted} == {name: expected[name] for name in counted}


@pytest.mark.parametrize("path", XML, ids=label_of)
def test_counting_and_reading_say_the_same_about_a_file(path: Path) -> None:
    counted, _ = ClashXmlReader().take_stock(path, str(path), lambda _: True)
    assert counted.diagnostics == read(path).diagnostics and counted.units == read(path).units


@pytest.mark.parametrize("path", REPORTS, ids=label_of)
def test_every_field_of_every_clash_is_that_of_an_independent_reading(path: Path) -> None:
    metres = metres_of(path)
    for test, element in paired_tests(path):
        headers: list[ClashResult] = [group.header for group in test.groups]
        for found, tag in ((headers, "clashgroup"), (test.results, "clashresult")):
            expected = [expected_fields(each, metres) for each in element.findall(f"clashresults/{tag}")]
            assert [fields_of(result) for result in found] == expected
        groups: list[tuple[ClashGroup, ET.Element]] = list(
            zip(test.groups, element.findall("clashresults/clashgroup"), strict=True)
        )
        for group, written in groups:
            members = [expected_fields(each, metres) for each in written.findall("clashresults/clashresult")]
            assert [fields_of(result) for result in group.results] == members


@pytest.mark.parametrize("path", BATCHES, ids=label_of)
def test_every_clash_test_is_that_of_an_independent_reading(path: Path) -> None:
    for test, element in paired_tests(path):
        assert (test.name, test.test_type.value) == (element.get("name"), element.get("test_type"))
        assert (test.status.value, test.merge_composites) == (
            element.get("status"),
            element.get("merge_composites") == "1",
        )
        assert test.tolerance_m == pytest.approx(float(Decimal(element.attrib["tolerance"]) * metres_of(path)))
        assert test.linkage == element.find("linkage").attrib["mode"]  # type: ignore[union-attr]
        for side, name in ((test.left, "left"), (test.right, "right")):
            locators = [each.text for each in element.findall(f"{name}/clashselection/locator")]
            assert (list(side.locators) if side else []) == locators
        rules = [(each.get("name"), each.get("enabled") == "1", each.get("creator")) for each in element.iter("rule")]
        assert [(rule.name, rule.enabled, rule.creator) for rule in test.rules] == rules
        summary = element.find("summary")
        if summary is None:
            assert test.summary is None
        else:
            assert test.summary is not None and test.summary.total == int(summary.attrib["total"])
            assert [test.summary.count(ClashStatus(name)) for name in STATUSES] == [
                int(summary.attrib[name]) for name in STATUSES
            ]


@pytest.mark.parametrize("path", [path for path in REPORTS if path.parent.name.startswith("run-")], ids=label_of)
def test_the_folder_names_the_layout_and_the_summary_counts_groups_and_loose_clashes(path: Path) -> None:
    layout = {"everything": GroupLayout.EVERYTHING, "headers": GroupLayout.HEADERS_ONLY}.get(
        path.parent.name.rsplit("-", 1)[-1], GroupLayout.INDIVIDUAL
    )
    for test, element in paired_tests(path):
        assert test.layout is layout
        assert test.summary is not None
        if layout is GroupLayout.INDIVIDUAL:
            assert test.summary.total < len(test.results) == len(list(element.iter("clashresult")))
        else:
            assert test.summary.total == len(test.groups) + len(test.results)


@pytest.mark.parametrize("path", [path for path in REPORTS if not path.parent.name.startswith("run-")], ids=label_of)
def test_other_reports_have_everything_or_no_groups(path: Path) -> None:
    for test, element in paired_tests(path):
        grouped = element.find("clashresults/clashgroup/clashresults") is not None
        assert test.layout is (GroupLayout.EVERYTHING if grouped else GroupLayout.UNGROUPED)


def test_filtered_reports_are_recognised(shared_data: Path) -> None:
    filtered = set()
    for path in REPORTS:
        for test, element in paired_tests(path):
            listed = {entry.get("status") for entry in element.findall("clashresults/*")}
            counted = {name for name in STATUSES if int(element.find("summary").attrib[name])}  # type: ignore[union-attr]
            assert test.filtered == bool(counted - listed), path.name
            assert test.filtered == ("NWX031" in [each.code for each in read(path).diagnostics])
            filtered |= {path} if test.filtered else set()
    assert {path.parent.name for path in filtered} == {"charles9861"} and len(filtered) == 2


@pytest.mark.parametrize("path", MALFORMED, ids=label_of)
def test_a_malformed_file_is_named_with_line_column_and_the_last_good_clash(path: Path) -> None:
    with pytest.raises(ET.ParseError) as caught:
        ET.parse(path)
    line, _ = caught.value.position
    last = None
    with pytest.raises(ET.ParseError):
        for _, element in ET.iterparse(path):
            last = element if element.tag == "clashresult" else last
    assert last is not None
    report = read(path)
    assert not report.readable and not report.tests
    (error,) = [each for each in report.diagnostics if each.code == "NWX001"]
    assert (error.location.file, error.location.line) == (str(path), line)
    assert error.location.column in range(1, len(path.read_text(encoding="utf-8-sig").splitlines()[line - 1]) + 2)
    assert error.location.guid == last.attrib["guid"].lower() and last.attrib["name"] in error.message


@pytest.mark.parametrize("path", MALFORMED, ids=label_of)
def test_the_other_files_beside_a_malformed_one_are_read_all_the_same(path: Path) -> None:
    shown = {each["path"]: each for each in as_json(inspect([path.parent]))["files"]}
    assert not shown[str(path)]["readable"] and shown[str(path)]["clashes"] == 0
    for other in REPORTS:
        if other.parent == path.parent:
            assert shown[str(other)] == as_json(inspect([other]))["files"][0] and shown[str(other)]["clashes"]


@pytest.mark.parametrize("path", OTHERS, ids=label_of)
def test_other_documents_are_named(path: Path) -> None:
    root = tree_of(path)
    assert root is not None
    words = {"optionset": "an options export", "selectionsets": "search sets"}[root[0].tag]
    named = as_json(inspect([path]))["files"][0]
    assert codes_of(named) == ["NWX003"] and not named["readable"]
    assert f"This is {words}, not a clash report." in named["diagnostics"][0]["message"]
    (found,) = [each for each in as_json(inspect([path.parent]))["files"] if each["path"] == str(path)]
    assert codes_of(found) == ["FIL004"] and words in found["diagnostics"][0]["message"]


@pytest.mark.parametrize("path", [path for path in BATCHES if path not in REPORTS], ids=label_of)
def test_definitions_of_clash_tests_are_named(path: Path) -> None:
    shown = as_json(inspect([path]))["files"][0]
    assert "NWX005" in codes_of(shown) and shown["tests"] > 0 and shown["clashes"] == 0
    assert all(test.layout is GroupLayout.DEFINITION and not test.filtered for test in read(path).tests)


@pytest.mark.parametrize("path", HTML, ids=label_of)
def test_an_html_report_has_the_rows_that_are_in_its_text(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    rows = re.findall(r'<tr class="(contentRow|clashGroupRow|childRow\w*)">', text.split('class="mainTable"')[1])
    report = HtmlTabularReader().read(path, path.name)
    (test,) = report.tests
    assert len(test.results) == len(rows) == as_json(inspect([path]))["files"][0]["clashes"] > 0
    assert test.tolerance_m == float(re.findall(r">([\d.]+)m<", text)[0])
    points = [tuple(map(float, xyz)) for xyz in re.findall(r"x:([-\d.]+),\s+y:([-\d.]+),\s+z:([-\d.]+)<", text)]
    assert [result.point_m for result in test.results] == points
    ids = [item.attributes for result in test.results for item in result.items]
    assert ids == [(("Element ID", value),) for value in re.findall(r"<i>Element ID</i>:\s+(\d+)<", text)]


@pytest.mark.parametrize("language", ["ru", "zh"])
def test_localised_reports_have_their_statuses_and_element_ids(
    shared_data: Path, tmp_path: Path, language: str
) -> None:
    (path,) = (shared_data / "navisworks" / "localised").glob(f"{language}_*.xml")
    ((test, element),) = paired_tests(path)
    (result,) = test.results
    written = element.findtext(".//resultstatus") or ""
    assert not written.isascii() and result.status_text == written and test.test_type is ClashTestType.HARD
    other = tmp_path / path.name
    other.write_text(path.read_text(encoding="utf-8").replace(f">{written}<", ">Исправлено<"), encoding="utf-8")
    assert result.status is ClashStatus.NEW is ClashXmlReader().read(other, "other").tests[0].results[0].status
    objects = element.findall(".//clashobject")
    tags = [{tag.findtext("name"): tag.findtext("value") for tag in each.iter("smarttag")} for each in objects]
    if language == "ru":
        ids = [each["Объект Id"] for each in tags]
        files = [each["Элемент Файл источника"] for each in tags]
    else:
        ids = [each.findtext("objectattribute/value") for each in objects]
        files = ["", ""]
    found = [element_of(item) for item in result.items]
    assert [(each.id_kind, each.id) for each in found] == [(IdKind.ELEMENT_ID, identifier) for identifier in ids]
    assert [each.source_file for each in found] == files
    assert found[0].name == (tags[0].get("Объект Имя") or tags[0].get("项目 名称"))
