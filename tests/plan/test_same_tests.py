"""One test in several exports is used once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import permutations

from converter.model.clash import ClashStatus, GroupLayout
from converter.plan.runs.same_tests import superseded_tests
from tests.plan.reports import a_test, clash, group, report

FULL = report(a_test(group("G", clash(1)), clash(2)), path="full.xml")
HEADERS = report(a_test(group("G"), clash(2), layout=GroupLayout.HEADERS_ONLY), path="headers.xml")
NEWER = report(a_test(clash(2), clash(3, created=datetime(2026, 3, 9))), path="newer.xml")


def losers(*reports: object) -> dict[str, str]:
    return {file: reason for (file, _), reason in superseded_tests(reports).items()}  # type: ignore[arg-type]


def test_the_fuller_export_of_one_run_is_used() -> None:
    assert losers(HEADERS, FULL) == {
        "headers.xml": "the same test is in full.xml, which is as new and fuller or first by name"
    }


def test_the_newer_run_is_used() -> None:
    assert losers(FULL, NEWER) == {"full.xml": "the same test is in newer.xml, which is newer"}


def test_the_order_of_the_files_does_not_matter() -> None:
    for reports in permutations((FULL, HEADERS, NEWER)):
        assert set(losers(*reports)) == {"full.xml", "headers.xml"}


def test_tests_of_one_name_without_a_common_entry_are_two_tests() -> None:
    other = report(a_test(clash(50, created=datetime(2026, 3, 9))), path="other project.xml")
    assert losers(FULL, other) == {}


def test_an_html_copy_gives_way_to_the_xml() -> None:
    html = report(a_test(clash(1, guid=""), clash(2, guid="", created=datetime(2027, 1, 1))), path="full.html")
    assert losers(html, FULL) == {"full.html": "the same test is in full.xml, which has guids"}


def test_two_html_reports_are_compared_by_names() -> None:
    one = report(a_test(clash(1, guid="")), path="a.html")
    other = report(a_test(clash(1, guid="")), path="b.html")
    apart = report(a_test(clash(9, guid="")), path="c.html")
    assert set(losers(other, one, apart)) == {"b.html"}


def test_of_two_runs_of_one_date_the_file_written_last_is_used() -> None:
    old = replace(FULL, written_s=100.0)
    new = replace(report(a_test(clash(2, ClashStatus.APPROVED)), path="a newer run.xml"), written_s=200.0)
    assert losers(old, new) == {
        "full.xml": "the same test is in a newer run.xml, which was written later and has other statuses"
    }
    assert losers(replace(old, written_s=300.0), new) == {
        "a newer run.xml": "the same test is in full.xml, which was written later and has other statuses"
    }


def test_the_time_of_the_file_says_nothing_about_one_run() -> None:
    headers = replace(HEADERS, written_s=900.0)
    assert set(losers(headers, FULL)) == {"headers.xml"}
