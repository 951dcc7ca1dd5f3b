"""From clashes to issues: when an issue is new, known, gone, or not tested again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from converter.plan.gate.checked_issue import CheckedIssue
from converter.plan.gate.checked_issues import CheckedIssues, IssueOfRun, checked_issues
from converter.plan.gate.judging import Baseline
from converter.plan.gate.next_baseline import Ages
from converter.plan.issues import ClashState
from converter.plan.runs.clash_record import ClashRecord, RecordedRun
from converter.plan.runs.comparison import Change, Comparison, ProbablePair

S = ClashState


def record(name: str, issue: str | None, *, live: bool = True, suppressed: str = "") -> ClashRecord:
    return ClashRecord(
        f"key-{name}", "clash", f"guid-{name}", "A vs B", name, "new", is_live=live, issue=issue, suppressed=suppressed
    )


def change(state: ClashState, name: str, old: str | None = None, new: str | None = None) -> Change:
    """A clash that was in the issue ``old`` and is in the issue ``new``."""
    before = record(name, old) if old else None
    after = record(f"{name}'", new) if new else None
    return Change(state, f"{state} in words", before, after)


def issue(uuid: str, clashes: int = 1) -> IssueOfRun:
    return IssueOfRun(uuid, f"issue-{uuid}", f"Title {uuid}", "A vs B", clashes=clashes)


def found(changes: list[Change], old: str = "", new: str = "", **more: object) -> CheckedIssues:
    comparison = Comparison(tuple(changes), **more)  # type: ignore[arg-type]
    return checked_issues(comparison, [issue(each) for each in old], [issue(each) for each in new])


def by_title(result: CheckedIssues) -> dict[str, CheckedIssue]:
    return {each.title.removeprefix("Title "): each for each in result.issues}


@pytest.mark.parametrize("state", [S.PERSISTENT, S.MOVED, S.REIDENTIFIED])
def test_a_clash_that_was_there_makes_a_known_issue(state: ClashState) -> None:
    result = found([change(state, "1", "a", "x")], "a", "x")
    (only,) = result.issues
    assert (only.state, only.reason, only.is_new, only.new_clashes) == (state, f"{state} in words", False, 0)


@pytest.mark.parametrize("state", [S.NEW, S.REGRESSED])
def test_an_issue_of_nothing_but_new_clashes_is_new(state: ClashState) -> None:
    (only,) = found([change(state, "1", None, "x"), change(state, "2", None, "x")], "", "x").issues
    assert (only.state, only.clashes, only.new_clashes) == (state, 2, 2)


def test_new_and_returned_clashes_together_make_a_new_issue() -> None:
    (only,) = found([change(S.NEW, "1", None, "x"), change(S.REGRESSED, "2", None, "x")], "", "x").issues
    assert only.state is S.NEW


def test_one_known_clash_makes_an_issue_known_and_the_others_are_counted() -> None:
    changes = [change(S.PERSISTENT, "1", "a", "x"), change(S.NEW, "2", None, "x"), change(S.NEW, "3", None, "x")]
    (only,) = found(changes, "a", "x").issues
    assert (only.state, only.clashes, only.new_clashes) == (S.PERSISTENT, 3, 2)
    assert only.reason == "1 of its 3 clashes were there already"


def test_a_known_issue_keeps_the_key_of_the_baseline() -> None:
    result = found([change(S.REIDENTIFIED, "1", "a", "x")], "a", "x")
    assert result.issues[0].key == "issue-a" and result.keys == {"x": "issue-a"}


def test_a_group_that_falls_apart_lives_on_in_its_larger_part() -> None:
    changes = [change(S.PERSISTENT, str(number), "a", "x" if number < 2 else "y") for number in range(5)]
    assert found(changes, "a", "xy").keys == {"y": "issue-a", "x": "issue-x"}


def test_no_two_issues_get_one_key() -> None:
    changes = [change(S.PERSISTENT, "1", "a", "x"), change(S.NEW, "2", None, "y")]
    new = [issue("x"), replace(issue("y"), key="issue-a")]
    keys = checked_issues(Comparison(tuple(changes)), [issue("a")], new).keys
    assert keys["x"] == "issue-a" and len(set(keys.values())) == 2


def test_two_groups_that_became_one_leave_none_behind() -> None:
    changes = [change(S.PERSISTENT, "1", "a", "x"), change(S.PERSISTENT, "2", "b", "x")]
    assert set(by_title(found(changes, "ab", "x"))) == {"x"}


def test_an_issue_is_resolved_when_all_of_its_clashes_are() -> None:
    result = by_title(found([change(S.RESOLVED, "1", "a"), change(S.RESOLVED, "2", "a")], "a"))
    assert result["a"].state is S.RESOLVED


def test_one_clash_that_was_not_tested_again_keeps_its_issue() -> None:
    result = by_title(found([change(S.RESOLVED, "1", "a"), change(S.UNRETESTED, "2", "a")], "a"))
    assert (result["a"].state, result["a"].reason) == (S.UNRETESTED, "unretested in words")


def test_an_issue_of_which_one_clash_is_open_is_not_gone() -> None:
    changes = [change(S.PERSISTENT, "1", "a", "x"), change(S.RESOLVED, "2", "a"), change(S.UNRETESTED, "3", "a")]
    assert set(by_title(found(changes, "a", "x"))) == {"x"}


def test_what_was_approved_meanwhile_is_no_open_issue() -> None:
    after = record("1'", None, live=False, suppressed="approved")
    result = found([Change(S.SUPPRESSED, "approved", record("1", "a"), after)], "a")
    assert [each.state for each in result.issues] == [S.SUPPRESSED]


def test_what_the_baseline_had_open_and_was_tested_again_is_counted() -> None:
    changes = [
        change(S.PERSISTENT, "1", "a", "x"),
        change(S.RESOLVED, "2", "b"),
        change(S.UNRETESTED, "3", "c"),
        change(S.NEW, "4", None, "y"),
        Change(S.PERSISTENT, "", record("5", None, live=False, suppressed="approved"), record("5'", "z")),
    ]
    assert found(changes, "abc", "xyz").baseline == Baseline(issues=2, clashes=2)


def test_a_new_issue_that_may_be_an_old_one_says_so() -> None:
    fresh = change(S.NEW, "2", None, "x")
    assert fresh.new is not None
    pair = ProbablePair(record("1", "a"), fresh.new, "same place")
    (only, lost) = found([fresh, change(S.UNRETESTED, "1", "a")], "a", "x", probable=(pair,)).issues
    assert only.is_new and only.reason.endswith("; it is probably '1': same place")
    assert lost.state is S.UNRETESTED


def test_an_issue_whose_clashes_nothing_is_known_of_is_new() -> None:
    (only,) = found([], "", "x").issues
    assert only.state is S.NEW and only.new_clashes == 1


def test_the_next_baseline_keeps_keys_and_what_was_not_tested() -> None:
    changes = [
        change(S.REIDENTIFIED, "1", "a", "x"),
        change(S.NEW, "2", None, "y"),
        change(S.UNRETESTED, "3", "b"),
        change(S.RESOLVED, "4", "c"),
    ]
    comparison = Comparison(tuple(changes))
    old, new = [issue(each) for each in "abc"], [issue(each) for each in "xy"]
    run = RecordedRun(tuple(each.new for each in changes if each.new))
    result = checked_issues(comparison, old, new)
    ages = Ages(comparison, result, old, new)
    assert [each.key for each in ages.next_run(run).clashes] == ["key-1", "key-2'", "key-3"]
    then = list(ages.next_issues())
    assert [(each.uuid, each.key) for each in then] == [("x", "issue-a"), ("y", "issue-y"), ("b", "issue-b")]


def test_a_clash_that_was_not_tested_again_stays_with_its_issue() -> None:
    changes = [change(S.PERSISTENT, "1", "a", "x"), change(S.UNRETESTED, "2", "a")]
    comparison = Comparison(tuple(changes))
    old, new = [issue("a")], [issue("x")]
    ages = Ages(comparison, checked_issues(comparison, old, new), old, new)
    assert [each.key for each in ages.next_issues()] == ["issue-a"]
    run = RecordedRun(tuple(each.new for each in changes if each.new))
    assert [each.issue for each in ages.next_run(run).clashes] == ["x", "x"]


def test_a_group_whose_clashes_are_all_others_is_another_issue_under_another_key() -> None:
    changes = [change(S.NEW, "1", None, "x"), change(S.RESOLVED, "2", "a")]
    new = [replace(issue("x"), key="issue-a")]
    result = checked_issues(Comparison(tuple(changes)), [issue("a")], new).issues
    assert [(each.key, each.state) for each in result] == [("issue-a", S.NEW), ("issue-a#gone", S.RESOLVED)]
