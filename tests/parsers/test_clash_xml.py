"""The Navisworks clash XML reader: what each element means and what is said about odd ones."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from converter.model.clash import ClashStatus, ClashTestStatus, ClashTestType, GroupLayout
from tests.navisworks import clash, codes, document, group, guid, item, read_text, test_element

UNITS = {
    "m": 1.0, "cm": 0.01, "mm": 0.001, "ft": 0.3048, "in": 0.0254, "yrd": 0.9144, "km": 1000.0, "mi": 1609.344,
    "um": 1e-6, "mils": 2.54e-5, "uin": 2.54e-8,
}  # fmt: skip


def test_a_clash_with_everything(tmp_path: Path) -> None:
    body = (
        "<comments><comment id='4' status='active'><user>anna</user><body>Move it\ndown</body>"
        "<createddate><date year='2026' month='3' day='3' hour='1' minute='2' second='3'/></createddate>"
        "</comment></comments>"
        "<approveddate><date year='2026' month='3' day='4' hour='5' minute='6' second='7'/></approveddate>"
        "<approvedby>bert</approvedby><assignedto>carla@example.com</assignedto><priority>2</priority>"
        "<clashtasklink><taskname>Pour slab</taskname></clashtasklink><future x='1'>kept</future>"
    )
    items = (
        item("312345", layer="Level 2", path="File/Tower.nwd/Structure.nwc/Level 2/Beam", tags="Item Name=Beam|Mark="),
        item("412345"),
    )
    text = document(
        test_element(clash(7, attributes=' href="r_files\\cd000001.jpg" distance="-0.125"', items=items, body=body))
    )
    report = read_text(tmp_path, text)
    (found,) = report.tests[0].results
    assert found.guid == guid(7) and found.name == "Clash7" and found.status is ClashStatus.NEW
    assert found.point_m == (1.0, 2.0, 3.0) and found.distance_m == -0.125
    assert found.image == "r_files\\cd000001.jpg" and found.grid_location == "B-2 : Level 2"
    assert found.created == datetime(2026, 3, 2, 8, 26, 29)
    assert found.approved == datetime(2026, 3, 4, 5, 6, 7), "the approval's date, not the comment's"
    assert (found.approved_by, found.assigned_to, found.priority) == ("bert", "carla@example.com", 2)
    assert found.comments[0].text == "Move it\ndown" and found.comments[0].author == "anna"
    assert found.task is not None and found.task.name == "Pour slab"
    assert ("future", "kept") in found.extra
    first = found.items[0]
    assert first.attributes == (("Element ID", "312345"),) and first.layer == "Level 2"
    assert first.path[-1] == "Beam" and first.smart_tags == (("Item Name", "Beam"),), "empty values say nothing"
    assert report.model_file == "Tower.nwd" and report.units == "m"


@pytest.mark.parametrize(("token", "metres"), UNITS.items())
def test_units(tmp_path: Path, token: str, metres: float) -> None:
    report = read_text(tmp_path, document(test_element(clash(point=("2", "-4", "8"))), units=token))
    assert report.tests[0].results[0].point_m == pytest.approx((2 * metres, -4 * metres, 8 * metres), rel=1e-12)
    assert report.tests[0].tolerance_m == pytest.approx(0.01 * metres)
    assert not codes(report)


@pytest.mark.parametrize(("units", "code"), [(None, "NWX010"), ("", "NWX010"), ("furlong", "NWX011")])
def test_units_that_are_not_known(tmp_path: Path, units: str | None, code: str) -> None:
    report = read_text(tmp_path, document(test_element(clash()), units=units))
    assert code in codes(report) and report.tests[0].results[0].point_m == (1.0, 2.0, 3.0)


def test_units_of_the_batch_override(tmp_path: Path) -> None:
    report = read_text(tmp_path, document(test_element(clash()), units="m", batch=' units="ft"'))
    assert report.tests[0].results[0].point_m == pytest.approx((0.3048, 0.6096, 0.9144)) and "NWX012" in codes(report)


@pytest.mark.parametrize(
    ("written", "status", "code"),
    [
        ('status="reviewed"', ClashStatus.REVIEWED, None),
        ('status="Approved"', ClashStatus.APPROVED, None),
        ('status="frobnicated"', ClashStatus.UNKNOWN, "NWX020"),
        ("", ClashStatus.NEW, "NWX021"),
    ],
)
def test_status_comes_from_the_attribute(tmp_path: Path, written: str, status: ClashStatus, code: str | None) -> None:
    text = document(test_element(clash())).replace('status="new"', written)
    report = read_text(tmp_path, text)
    assert report.tests[0].results[0].status is status
    assert (code in codes(report)) if code else not codes(report)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Исправлено", ClashStatus.RESOLVED),
        ("新建", ClashStatus.NEW),
        ("Подтверждено", ClashStatus.APPROVED),
        ("Neu", ClashStatus.UNKNOWN),
    ],
)
def test_status_from_a_localised_text(tmp_path: Path, text: str, status: ClashStatus) -> None:
    written = clash().replace(' status="new"', "").replace("<resultstatus>New<", f"<resultstatus>{text}<")
    assert read_text(tmp_path, document(test_element(written))).tests[0].results[0].status is status


def test_group_layouts(tmp_path: Path) -> None:
    headers = clash(1, tag="clashgroup") + clash(2)
    individual = clash(1, group="B-2") + clash(2, group="B-2") + clash(3)
    everything = group(9, clash(1, group="G") + clash(2, group="G"), name="G") + clash(3)
    expected = {
        headers: (GroupLayout.HEADERS_ONLY, 1, 1, 0),
        individual: (GroupLayout.INDIVIDUAL, 0, 3, 0),
        everything: (GroupLayout.EVERYTHING, 1, 1, 2),
        clash(1): (GroupLayout.UNGROUPED, 0, 1, 0),
        "": (GroupLayout.EMPTY, 0, 0, 0),
    }
    for content, (layout, groups, loose, members) in expected.items():
        (test,) = read_text(tmp_path, document(test_element(content))).tests
        assert test.layout is layout
        assert (len(test.groups), len(test.results)) == (groups, loose)
        assert sum(len(each.results) for each in test.groups) == members


def test_group_in_a_group_is_laid_flat(tmp_path: Path) -> None:
    inner = group(8, clash(1), name="inner")
    report = read_text(tmp_path, document(test_element(group(9, inner + clash(2), name="outer"))))
    assert {each.name: len(each.results) for each in report.tests[0].groups} == {"inner": 1, "outer": 1}
    assert "NWX034" in codes(report)


def test_filtered_report(tmp_path: Path) -> None:
    summary = '<summary total="3" new="1" active="0" reviewed="0" approved="2" resolved="0"><testtype>Hard</testtype></summary>'
    report = read_text(tmp_path, document(test_element(clash(), summary=summary)))
    assert report.tests[0].filtered and "NWX031" in codes(report)


def test_summary_that_disagrees(tmp_path: Path) -> None:
    summary = '<summary total="5" new="5" active="0" reviewed="0" approved="0" resolved="0"/>'
    report = read_text(tmp_path, document(test_element(clash(), summary=summary)))
    assert not report.tests[0].filtered and "NWX032" in codes(report)


def test_test_attributes(tmp_path: Path) -> None:
    content = (
        '<clashtest name=" A &amp; B " test_type="clearance" status="old" tolerance="0.25" merge_composites="0" priority="3">'
        '<default_assignee display_name="dora"/><linkage mode="timeliner"/><customtype>Pipes</customtype>'
        '<tolerances rel_touch="1" rel_touch_tol="0.5" abs_touch_tol="0.1"/>'
        '<left><clashselection selfintersect="1" primtypes="1"><locator>lcop_selection_set_tree/A &gt; B</locator>'
        '</clashselection></left><rules><rule name="Same file" enabled="0" creator="x"/></rules><clashresults/></clashtest>'
    )
    report = read_text(tmp_path, document(content))
    (test,) = report.tests
    assert test.name == " A & B " and test.display_name == "A & B"
    assert (test.test_type, test.status) == (ClashTestType.CLEARANCE, ClashTestStatus.OLD)
    assert (test.tolerance_m, test.merge_composites, test.priority) == (0.25, False, 3)
    assert (test.default_assignee, test.linkage, test.custom_type) == ("dora", "timeliner", "Pipes")
    assert (
        test.left is not None and test.left.self_intersect and test.left.locators == ("lcop_selection_set_tree/A > B",)
    )
    assert test.right is None and not test.rules[0].enabled
    assert ("tolerances@abs_touch_tol", "0.1") in test.extra
    assert "NWX036" in codes(report)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (('x="1.000"', 'x="nonsense"'), "NWX022"),
        (('x="1.000"', 'x="NaN"'), "NWX022"),
        (('x="1.000"', 'x="1,5"'), "NWX023"),
        (('month="3"', 'month="13"'), "NWX024"),
        ((f'guid="{guid(1)}"', ""), "NWX025"),
        (("<clashobject>", "<clashobject><x/>"), None),
        (("<description>", "<novelty>1</novelty><description>"), "NWX033"),
    ],
)
def test_oddities_have_codes(tmp_path: Path, change: tuple[str, str], code: str | None) -> None:
    report = read_text(tmp_path, document(test_element(clash().replace(*change))))
    assert report.readable and len(report.tests[0].results) == 1
    assert (code in codes(report)) if code else True


def test_decimal_comma_is_read(tmp_path: Path) -> None:
    report = read_text(tmp_path, document(test_element(clash(point=("1,5", "-0,25", "3")))))
    assert report.tests[0].results[0].point_m == (1.5, -0.25, 3.0)


def test_objects_missing_or_too_many(tmp_path: Path) -> None:
    content = (
        clash(1, items=())
        + clash(2, items=(item(),) * 3)
        + clash(3, items=(), status="resolved")
        + clash(4, point=None)
    )
    report = read_text(tmp_path, document(test_element(content)))
    assert [len(each.items) for each in report.tests[0].results] == [0, 2, 0, 2]
    assert sorted(codes(report)) == ["NWX027", "NWX028", "NWX029"], "a resolved clash loses its objects: nothing odd"


def test_guid_twice_in_a_test(tmp_path: Path) -> None:
    report = read_text(tmp_path, document(test_element(clash(1) + clash(1)), test_element(clash(1))))
    assert codes(report) == ["NWX026"]


def test_layout_of_other_writers(tmp_path: Path) -> None:
    text = document(test_element(clash()))
    for old, new in (
        ("clashobjects", "objects"),
        ("clashobject>", "object>"),
        ("<clashtests>\n", ""),
        ("</clashtests>\n", ""),
    ):
        text = text.replace(old, new)
    report = read_text(tmp_path, text)
    assert len(report.tests[0].results[0].items) == 2 and "NWX037" in codes(report)


def test_result_outside_a_test(tmp_path: Path) -> None:
    text = document(clash())
    assert "NWX035" in codes(read_text(tmp_path, text))


def test_test_definitions_without_results(tmp_path: Path) -> None:
    text = document(
        '<clashtest name="A" test_type="hard" status="new" tolerance="0.2460629921"><rules/></clashtest>', units="ft"
    )
    report = read_text(tmp_path, text)
    assert "NWX005" in codes(report) and len(report.tests) == 1


def test_malformed_says_where_and_what_was_last_good(tmp_path: Path) -> None:
    text = document(test_element(clash(1) + clash(2) + clash(3).replace("</clashobjects>", "</clashobject>")))
    line = text[: text.index("</clashobject>\n</clashresult>")].count("\n") + 1
    report = read_text(tmp_path, text)
    assert not report.readable and not report.tests
    (error,) = [each for each in report.diagnostics if each.code == "NWX001"]
    assert error.location.line == line and error.location.column and error.location.guid == guid(2)
    assert "Clash2" in error.message and "Structure vs Ducts" in error.message and "report.xml" in str(error.location)


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.99])
def test_half_written_file(tmp_path: Path, cut: float) -> None:
    text = document(test_element("".join(clash(n) for n in range(1, 50))))
    report = read_text(tmp_path, text[: int(len(text) * cut)])
    assert not report.readable and codes(report)[-1] == "NWX001"


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE exchange [<!ENTITY a "b">]>',
        '<!DOCTYPE exchange SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE exchange [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_doctype_is_refused(tmp_path: Path, doctype: str) -> None:
    text = document(test_element(clash())).replace("<exchange", doctype + "<exchange", 1)
    report = read_text(tmp_path, text)
    assert not report.readable and "NWX002" in codes(report)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    declared = {"utf-8-sig": "utf-8", "utf-16": "UTF-16", "cp1251": "windows-1251"}[encoding]
    text = document(test_element(clash(), name="Кладка")).replace('encoding="UTF-8"', f'encoding="{declared}"')
    report = read_text(tmp_path, text.encode(encoding))
    assert report.tests[0].name == "Кладка" and len(report.tests[0].results) == 1


def test_unusual_content_is_read_all_the_same(tmp_path: Path) -> None:
    content = (
        clash(1) + "<!-- <clashresult name='no'/> -->\n" + clash(2, name="A &#233; &lt;b&gt; &amp; c")
        + clash(3).replace("Hard", "<![CDATA[<clashresult>]]>") + clash(4)
    )  # fmt: skip
    report = read_text(tmp_path, document(test_element(content)))
    assert [each.name for each in report.tests[0].results] == ["Clash1", "A é <b> & c", "Clash3", "Clash4"]
    assert report.tests[0].results[2].description == "<clashresult>"


def test_many_oddities_are_counted_not_listed(tmp_path: Path) -> None:
    report = read_text(tmp_path, document(test_element("".join(clash(n, items=()) for n in range(100)))))
    assert codes(report).count("NWX027") == 21
    assert "80 more of NWX027" in report.diagnostics[-1].message
