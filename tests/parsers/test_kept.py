"""What the format does not know, what seldom occurs and what lies at the edge: kept, and said."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from converter.model.clash import ClashTestType, GroupLayout
from tests.navisworks import clash, codes, document, group, item, read_text, test_element


def only(folder: Path, content: str, **parts: str):  # type: ignore[no-untyped-def]
    report = read_text(folder, document(test_element(content, **parts)))
    return report, report.tests[0]


def test_unknown_parts_of_objects_and_comments_are_kept(tmp_path: Path) -> None:
    odd = item().replace("</clashobject>", '<shape kind="solid">x</shape></clashobject>')
    said = '<comments><comment id="1" status="new" mood="calm"><user>dora</user><body>hm</body><tag>t</tag></comment></comments>'
    report, test = only(tmp_path, clash(1, items=(odd, item()), body=said))
    (result,) = test.results
    assert result.items[0].extra == (("shape", "x"), ("shape@kind", "solid"))
    assert result.comments[0].extra == (("@mood", "calm"), ("tag", "t"))
    assert codes(report).count("NWX033") == 2


def test_attributes_below_an_unknown_child_are_kept(tmp_path: Path) -> None:
    body = '<viewpoint name="v"><camera fov="45"/></viewpoint>'
    _, test = only(tmp_path, clash(1, body=body))
    assert test.results[0].extra == (("viewpoint", ""), ("viewpoint@name", "v"), ("camera@fov", "45"))


def test_attributes_of_the_document_are_kept(tmp_path: Path) -> None:
    report = read_text(tmp_path, document(test_element(clash())))
    assert dict(report.extra) == {
        "exchange@filepath": "C:\\Models",
        "batchtest@name": "Report",
        "batchtest@internal_name": "Report",
    }
    assert report.model_file == "Tower.nwd"


def test_rules_keep_their_parameters(tmp_path: Path) -> None:
    rule = (
        '<rule name="Set" enabled="1" creator="c"><ruleparams><ruleparam specific_data="set"><value>'
        '<data type="name"><name internal="i">Pipes</name></data></value></ruleparam></ruleparams></rule>'
    )
    text = document(test_element(clash())).replace("<rules/>", f"<rules>{rule}</rules>")
    assert read_text(tmp_path, text).tests[0].rules[0].parameters == (("set", "Pipes"),)


def test_the_linkage_keeps_its_step_and_animation(tmp_path: Path) -> None:
    link = '<linkage mode="timeliner" stepsize="5"><linkedanimation>Crane</linkedanimation></linkage>'
    text = document(test_element(clash())).replace('<linkage mode="none"/>', link)
    report = read_text(tmp_path, text)
    assert report.tests[0].extra == (("linkage@stepsize", "5"), ("linkage/linkedanimation", "Crane"))
    assert "NWX033" not in codes(report)


def test_an_unknown_type_of_test_is_said(tmp_path: Path) -> None:
    report = read_text(tmp_path, document(test_element(clash())).replace('test_type="hard"', 'test_type="fuzzy"'))
    assert report.tests[0].test_type is ClashTestType.UNKNOWN and codes(report) == ["NWX038"]


@pytest.mark.parametrize("where", ["beside", "inside"])
def test_the_hours_of_a_task_stand_in_an_element_of_their_own(tmp_path: Path, where: str) -> None:
    day, hours = '<date year="2026" month="4" day="5"', '<time hour="6" minute="7" second="8"/>'
    start = f"{day}/>{hours}" if where == "beside" else f"{day}>{hours}</date>"
    _, test = only(
        tmp_path,
        clash(1, body=f"<clashtasklink><taskname>Lift</taskname><starttime>{start}</starttime></clashtasklink>"),
    )
    assert test.results[0].task.start == datetime(2026, 4, 5, 6, 7, 8) and test.results[0].task.name == "Lift"


def test_a_comment_of_the_xml_does_not_cut_a_text(tmp_path: Path) -> None:
    _, test = only(tmp_path, clash(1).replace("Hard", "Ha<!-- no -->rd<?pi?>!"))
    assert test.results[0].description == "Hard!"


@pytest.mark.parametrize(("units", "x"), [("m", "9" * 400), ("km", "1e308"), ("m", "1e999")])
def test_no_coordinate_is_infinite(tmp_path: Path, units: str, x: str) -> None:
    report = read_text(tmp_path, document(test_element(clash(1, point=(x, "2", "3"))), units=units))
    assert report.tests[0].results[0].point_m is None and "NWX022" in codes(report)


@pytest.mark.parametrize("batch", ['units=""', 'units=" "', ""])
def test_an_empty_unit_leaves_that_of_the_document(tmp_path: Path, batch: str) -> None:
    report = read_text(tmp_path, document(test_element(clash()), units="ft", batch=f" {batch}"))
    assert report.units == "ft" and report.tests[0].results[0].point_m == pytest.approx((0.3048, 0.6096, 0.9144))
    assert codes(report) == []


def test_tests_without_results_are_no_definitions(tmp_path: Path) -> None:
    report = read_text(tmp_path, document(test_element("")))
    assert report.tests[0].layout is GroupLayout.EMPTY and codes(report) == []


SUMMARY = '<summary total="{}" new="{}" active="0" reviewed="0" approved="0" resolved="{}"/>'


@pytest.mark.parametrize(
    ("summary", "content", "filtered"),
    [
        ((2, 1, 1), clash(1, group="G"), True),  # nothing closed is listed
        ((2, 2, 0), clash(1, group="G") + clash(2, group="G"), False),
        ((1, 1, 0), clash(1, group="G") + clash(2, group="G", status="resolved"), False),
        ((9, 9, 0), clash(1, group="G"), True),  # more groups than clashes
    ],
)
def test_a_filtered_report_is_known_in_the_flat_layout_too(
    tmp_path: Path, summary: tuple[int, int, int], content: str, filtered: bool
) -> None:
    report, test = only(tmp_path, content, summary=SUMMARY.format(*summary))
    assert test.layout is GroupLayout.INDIVIDUAL and test.filtered is filtered
    assert ("NWX031" in codes(report)) is filtered


def test_a_layout_without_clashtests_is_said(tmp_path: Path) -> None:
    text = document(test_element(group(9, clash(1), name="G"))).replace("<clashtests>", "").replace("</clashtests>", "")
    assert "NWX037" in codes(read_text(tmp_path, text))
