"""The reports a test was read from are remembered, the last twenty of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from converter.model.report import Report
from converter.plan.runs.clash_record import RecordedRun, RunOfTest
from converter.plan.runs.older_reports import KEPT, older_tests, remembered_tests
from tests.plan.reports import a_test, clash, report


def after(*digests: str, name: str = "A vs B") -> tuple[RunOfTest, ...]:
    """What is remembered after reports with these digests."""
    tests: tuple[RunOfTest, ...] = ()
    for digest in digests:
        tests = remembered_tests([RunOfTest(name, "ok", reports=(digest,))], tests, {})
    return tests


def is_older(digest: str, remembered: tuple[RunOfTest, ...], name: str = "A vs B") -> bool:
    read: Report = report(a_test(clash(1), name=name))
    found = older_tests([read], [(read.path, 0)], {read.path: digest}, RecordedRun(tests=remembered))
    assert len(found.diagnostics) == len(found.reasons)
    return bool(found.reasons)


@given(st.lists(st.integers(0, 30).map(str), min_size=1, max_size=60, unique=True))
def test_only_a_report_that_another_one_has_followed_is_older(digests: list[str]) -> None:
    remembered = after(*digests)
    (test,) = remembered
    assert test.reports == (digests[-1],) and test.earlier == tuple(digests[:-1][-KEPT:])
    assert [is_older(each, remembered) for each in digests[-KEPT - 1 :]] == [True] * len(test.earlier) + [False]
    assert not is_older("another", remembered) and not is_older("", remembered)


def test_the_same_report_twice_is_once_in_the_history() -> None:
    assert after("1", "1", "2", "2") == after("1", "2")


def test_a_renamed_test_takes_its_history_along() -> None:
    renamed = {"a vs b": "b vs a"}
    remembered = remembered_tests([RunOfTest("B vs A", "ok", reports=("2",))], after("1"), renamed)
    assert [(each.name, each.reports, each.earlier) for each in remembered] == [("B vs A", ("2",), ("1",))]
    assert is_older("1", remembered) and is_older("1", remembered, "B vs A") and not is_older("2", remembered, "B vs A")


def test_one_report_may_be_the_last_of_one_test_and_an_older_one_of_another() -> None:
    both = (*after("1", "2"), *after("1", name="C vs D"))
    read = report(a_test(clash(1), name="A vs B"), a_test(clash(2), name="C vs D"))
    places = [(read.path, 0), (read.path, 1)]
    found = older_tests([read], places, {read.path: "1"}, RecordedRun(tests=both))
    assert list(found.reasons) == [(read.path, 0)]


def test_a_test_in_two_files_has_both_as_its_last_reports() -> None:
    two = [RunOfTest("A vs B", "ok", reports=(digest,)) for digest in ("3", "4")]
    remembered = remembered_tests(two, after("1", "2"), {})
    assert [is_older(each, remembered) for each in "1234"] == [True, True, False, False]
