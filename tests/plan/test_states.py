"""What happened to a clash, and when absence proves anything."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from converter.plan.issues import ClashState
from converter.plan.runs.clash_record import RecordedRun, RunOfTest
from converter.plan.runs.compare_settings import CompareSettings
from converter.plan.runs.comparison import Change, compared
from tests.plan.clash_records import TEST, clash, element, run, topic


def change(old: RecordedRun, new: RecordedRun, **settings: Any) -> Change:
    """The one change between two runs."""
    (found,) = compared(old, new, CompareSettings(**settings)).changes
    return found


def state(old: RecordedRun, new: RecordedRun, **settings: Any) -> str:
    return str(change(old, new, **settings).state)


OLD = run(clash("g", "a", "b"))
GONE = run()


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (clash("g", "a", "b"), "persistent"),
        (clash("g", "b", "a", (0.05, 0.0, 0.0)), "persistent"),
        (clash("g", "a", "b", (0.051, 0.0, 0.0)), "moved"),
        (clash("h", "a", "b"), "reidentified"),
        (clash("h", "a", "b", (3.0, 0.0, 0.0)), "reidentified"),
        (clash("g", "a", "b", status="approved"), "suppressed"),
        (clash("g", "a", "b", status="resolved"), "resolved"),
        (clash("g", "", "", status="resolved"), "resolved"),
    ],
)
def test_what_happened_to_a_clash(new: Any, expected: str) -> None:
    assert state(OLD, run(new)) == expected


def test_new_regressed_and_what_is_closed_in_both() -> None:
    assert state(run(), run(clash("g", "a", "b"))) == "new"
    assert state(run(clash("g", "a", "b", status="resolved")), run(clash("h", "a", "b"))) == "regressed"
    assert state(run(clash("g", "a", "b", status="approved")), run(clash("g", "a", "b"))) == "regressed"
    assert (
        state(run(clash("g", "a", "b", status="approved")), run(clash("g", "a", "b", status="approved")))
        == "suppressed"
    )
    both = compared(run(clash("g", "a", "b", status="resolved")), run(clash("g", "", "", status="resolved")))
    assert both.changes == ()
    assert dict(both.left_out) == {
        "earlier run: closed, and not open again": 1,
        "new run: the entry by which it lists one of the earlier run as closed": 1,
    }


def test_a_row_listed_as_resolved_is_reidentified_while_the_pair_is_live() -> None:
    new = run(clash("g", "a", "b", status="resolved"), clash("h", "b", "a"))
    found = change(OLD, new)
    assert (found.state, found.key) == ("reidentified", "key|g")
    assert "under another guid" in found.reason


def test_how_far_a_point_moved_is_said() -> None:
    found = change(OLD, run(clash("g", "a", "b", (2.0, 0.0, 0.0))))
    assert found.reason == "found again by the same two elements; its point moved by 2.00 m"
    assert found.shift_m == 2.0
    assert state(OLD, run(clash("g", "a", "b", (2.0, 0.0, 0.0))), moved_m=2.0) == "persistent"


def test_absent_from_a_test_that_was_run_again_is_resolved() -> None:
    found = change(OLD, GONE)
    assert (found.state, found.missing_runs) == ("resolved", 1)
    assert found.reason == "the test was run again and does not find it any more"


RESOLVED_ROW = clash("g", "a", "", status="resolved")


@pytest.mark.parametrize("rows", [(), (RESOLVED_ROW,)], ids=["absent", "listed as resolved"])
@pytest.mark.parametrize(
    ("known", "why"),
    [
        ({"status": "old"}, "older than its models"),
        ({"status": "partial"}, "interrupted"),
        ({"filtered": True}, "leaves out statuses"),
        ({"selections_empty": True}, "a selection of the test is empty"),
        ({"has_results": False}, "without its results"),
    ],
)
def test_a_test_that_was_not_run_whole_closes_nothing(rows: Any, known: dict[str, Any], why: str) -> None:
    found = change(OLD, run(*rows, **known))
    assert found.state == "unretested"
    assert why in found.reason
    assert found.missing_runs == 0


def test_a_test_that_is_missing_or_was_never_run_closes_nothing() -> None:
    assert state(OLD, RecordedRun()) == "unretested"
    assert state(OLD, run(status="new")) == "unretested"
    other = clash("x", "y", "z")
    found = {each.old.guid: each.state for each in compared(OLD, run(other, status="new")).changes if each.old}
    assert found == {"g": "resolved"}, "a test with results was run"


def test_one_of_two_files_with_the_test_is_not_enough() -> None:
    tests = (RunOfTest(TEST, "ok"), RunOfTest(TEST.upper(), "old"))
    assert state(OLD, RecordedRun(tests=tests)) == "unretested"


def test_group_headers_say_nothing_of_clashes_and_clashes_nothing_of_groups() -> None:
    assert state(OLD, run(lists_clashes=False)) == "unretested"
    group = replace(clash("g", "a", "b"), kind="group")
    assert state(run(group), run(lists_groups=False)) == "unretested"
    assert state(run(group), run(lists_clashes=False)) == "resolved"


def test_a_model_that_is_not_there_closes_nothing() -> None:
    beam, duct = element("a", model="structure"), element("b", model="ducts")
    old = run(clash("g", beam, duct))
    only_structure = clash("x", element("c", model="structure"), "d")
    found = {each.old.guid: each for each in compared(old, run(only_structure)).changes if each.old}
    assert (found["g"].state, found["g"].reason) == ("unretested", "the model 'ducts' is not in the new run")
    with_both = clash("y", element("e", model="ducts"), element("c", model="structure"), status="resolved")
    assert state(old, run(with_both)) == "resolved"
    assert state(old, replace(run(), models=frozenset({"ducts", "structure"}))) == "resolved"
    assert state(old, run(clash("y", "", "", status="resolved"))) == "resolved", "a report that names no models"


def test_what_a_stale_test_shows_was_loaded_when_it_ran() -> None:
    beam, duct = element("a", model="structure"), element("b", model="ducts")
    stale = clash("s", beam, duct, test="Stale")
    fresh = clash("x", element("c", model="structure"), "d")
    tests = (RunOfTest(TEST, "ok"), RunOfTest("Stale", "old"))
    new = RecordedRun((stale, fresh), tests, frozenset({"ducts", "structure"}))
    found = {each.old.guid: str(each.state) for each in compared(run(clash("g", beam, duct)), new).changes if each.old}
    assert found == {"g": "unretested"}


def test_an_element_that_is_gone_closes_nothing() -> None:
    found = change(OLD, replace(run(), gone=frozenset({"b"})))
    assert (found.state, found.reason) == ("unretested", "'b' is not in its model any more")


def test_what_is_probably_another_clash_is_not_closed() -> None:
    comparison = compared(OLD, run(clash("h", "a", "c", (0.1, 0.0, 0.0))))
    assert [str(each.state) for each in comparison.changes] == ["new", "unretested"]
    assert "it is probably 'Clash h'" in comparison.changes[1].reason
    assert [(each.old.guid, each.new.guid) for each in comparison.probable] == [("g", "h")]
    assert [each.code for each in comparison.diagnostics] == ["CMP004"]


def test_runs_in_a_row_are_counted_and_a_stale_one_neither_counts_nor_starts_again() -> None:
    resolved = run(clash("g", "a", "b", status="resolved", missing_runs=1))
    assert compared(resolved, GONE).closed[0].missing_runs == 2
    assert compared(resolved, run(status="old")).closed[0].missing_runs == 1
    waiting = run(clash("g", "a", "b", missing_runs=1))
    assert change(waiting, run(status="old")).missing_runs == 1
    assert change(waiting, run(clash("g", "a", "b"))).missing_runs == 0


def test_topics() -> None:
    old = run(topic("1"))
    closed = topic("1", status="Closed", is_live=False)
    assert state(old, run(topic("1"))) == "persistent"
    assert (change(old, run(closed)).state, change(old, run(closed)).reason) == ("resolved", "Closed in the archive")
    assert state(old, run()) == "unretested"
    assert state(run(closed), run(topic("1"))) == "regressed"


def test_every_state_has_its_count() -> None:
    counts = compared(OLD, run(clash("g", "a", "b", (1.0, 0.0, 0.0)))).counts()
    assert list(counts) == [str(each) for each in ClashState]
    assert counts["moved"] == counts["persistent"] == 1, "what moved was found again under its guid"
    assert sum(counts.values()) == 2
