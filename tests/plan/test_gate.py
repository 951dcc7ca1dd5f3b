"""The gate: what fails, what does not, and why."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.plan.gate.checked_issue import CheckedIssue
from converter.plan.gate.gate_rules import GateRules, Grace, Ratchet
from converter.plan.gate.judging import Baseline, Outcome, Verdict, judged
from converter.plan.issues import ClashState

TODAY = date(2026, 3, 9)
NEW, KNOWN, LOST = ClashState.NEW, ClashState.PERSISTENT, ClashState.UNRETESTED
BASELINE = Baseline(10, 40)


def issue(number: int, state: ClashState = NEW, **fields: object) -> CheckedIssue:
    usual = {"key": f"k{number}", "state": state, "title": f"Beam {number}", "test": "A vs B", "reason": "so it is"}
    new = {"new_clashes": 1} if state in (NEW, ClashState.REGRESSED) else {}
    return CheckedIssue(**{**usual, **new, **fields})  # type: ignore[arg-type]


def verdict(*issues: CheckedIssue, baseline: Baseline | None = BASELINE, **rules: object) -> Verdict:
    return judged(issues, GateRules(**rules), TODAY, baseline)  # type: ignore[arg-type]


def outcomes(found: Verdict) -> dict[str, Outcome]:
    return {each.issue.key: each.outcome for each in found.issues}


def test_a_new_issue_fails_and_says_which_limit_it_broke() -> None:
    found = verdict(issue(1), issue(2, KNOWN))
    assert not found.passed and found.reasons == ("new issues: 1, at most 0",)
    assert outcomes(found) == {"k1": Outcome.FAILED, "k2": Outcome.KNOWN}


def test_one_that_was_solved_and_is_back_is_new() -> None:
    assert not verdict(issue(1, ClashState.REGRESSED)).passed


@pytest.mark.parametrize("state", [KNOWN, ClashState.MOVED, ClashState.REIDENTIFIED, ClashState.RESOLVED, LOST])
def test_nothing_else_fails(state: ClashState) -> None:
    assert verdict(issue(1, state)).passed


def test_what_is_suppressed_is_no_issue() -> None:
    found = verdict(issue(1, ClashState.SUPPRESSED), max_open=0)
    assert found.passed and found.issues == ()


def test_without_limits_nothing_fails() -> None:
    found = verdict(issue(1), max_new=None)
    assert found.passed and found.limits == () and outcomes(found) == {"k1": Outcome.TOLERATED}


def test_so_many_new_ones_may_be() -> None:
    assert verdict(issue(1), issue(2), max_new=2).passed
    assert outcomes(verdict(issue(1), issue(2), max_new=1)) == {"k1": Outcome.FAILED, "k2": Outcome.FAILED}


def test_new_clashes_in_known_issues_are_counted_where_a_limit_is_set() -> None:
    grown = issue(1, KNOWN, clashes=9, new_clashes=3)
    assert verdict(grown).passed
    found = verdict(grown, issue(2, KNOWN), max_new_clashes=2)
    assert found.reasons == ("new clashes: 3, at most 2",)
    assert outcomes(found) == {"k1": Outcome.FAILED, "k2": Outcome.KNOWN}


def test_open_ones_are_counted_without_blaming_one() -> None:
    found = verdict(issue(1, KNOWN), issue(2, KNOWN), issue(3, LOST), issue(4, ClashState.RESOLVED), max_open=1)
    assert found.reasons == ("open issues: 2, at most 1",)
    assert Outcome.FAILED not in outcomes(found).values()


@pytest.mark.parametrize("dimension", ["severity", "trade", "discipline", "level", "test"])
def test_limits_by_what_an_issue_is(dimension: str) -> None:
    one, other = issue(1, **{dimension: "Level 2 (south)"}), issue(2, **{dimension: "x"})
    by = {dimension: {"level 2 (*": 0}}
    assert outcomes(verdict(one, other, max_new=None, max_new_by=by)) == {"k1": Outcome.FAILED, "k2": Outcome.TOLERATED}
    assert verdict(other, max_new=None, max_new_by=by).passed
    known = issue(1, KNOWN, **{dimension: "LEVEL 2 (north)"})
    assert verdict(known, max_open_by=by).reasons == (f"open issues, {dimension} level 2 (*: 1, at most 0",)


def test_what_is_not_stated_is_found_under_none() -> None:
    by = {"severity": {"none": 0}}
    assert not verdict(issue(1), max_new=None, max_new_by=by).passed
    assert verdict(issue(1, severity="low"), max_new=None, max_new_by=by).passed


def test_the_ratchet_of_issues_holds_at_the_number_of_the_baseline() -> None:
    known = [issue(number, KNOWN) for number in range(9)]
    rules: dict[str, object] = {"max_new": None, "ratchet": Ratchet.ISSUES}
    assert verdict(*known, issue(20), **rules).passed
    found = verdict(*known, issue(20), issue(21), **rules)
    assert found.reasons == ("open issues: 11, at most 10 (the ratchet: no more than in the baseline)",)


def test_the_ratchet_of_clashes() -> None:
    rules: dict[str, object] = {"max_new": None, "ratchet": Ratchet.CLASHES}
    assert verdict(issue(1, KNOWN, clashes=40), **rules).passed
    assert not verdict(issue(1, KNOWN, clashes=41, new_clashes=1), **rules).passed


def test_the_ratchet_rests_without_a_baseline() -> None:
    assert verdict(issue(1), baseline=None, max_new=None, ratchet=Ratchet.ISSUES).passed


def test_what_is_let_through_is_on_neither_side_of_the_ratchet() -> None:
    grace = (Grace(TODAY, "agreed", patterns={"key": "k1"}),)
    rules: dict[str, object] = {"max_new": None, "ratchet": Ratchet.ISSUES, "grace": grace}
    known = [issue(number, KNOWN) for number in range(1, 11)]
    assert verdict(*known, **rules).passed
    assert not verdict(*known, issue(20), **rules).passed


def test_grace_lasts_to_the_end_of_its_day() -> None:
    def found(day: date) -> Verdict:
        return verdict(issue(1), grace=(Grace(day, "agreed", "B. Lead", {"title": "beam *"}),))

    assert found(TODAY).passed and outcomes(found(TODAY)) == {"k1": Outcome.GRACE}
    assert found(TODAY).issues[0].why == "let through until 2026-03-09: agreed (B. Lead)"
    assert not found(TODAY - timedelta(days=1)).passed


def test_after_its_day_an_issue_counts_as_new_though_the_baseline_has_it() -> None:
    found = verdict(issue(1, KNOWN), issue(2, KNOWN), grace=(Grace(date(2026, 3, 1), "agreed", "", {"key": "k1"}),))
    assert outcomes(found) == {"k1": Outcome.FAILED, "k2": Outcome.KNOWN}
    assert "that day is over" in found.issues[0].why
    assert [(each.issues, each.is_over) for each in found.grace] == [(1, True)]


def test_a_later_day_wins_over_one_that_is_over() -> None:
    entries = (Grace(date(2026, 3, 1), "agreed"), Grace(date(2026, 4, 1), "agreed again"))
    assert outcomes(verdict(issue(1), grace=entries)) == {"k1": Outcome.GRACE}


def test_every_pattern_of_an_entry_has_to_match() -> None:
    entry = Grace(TODAY, "agreed", "", {"test": "A vs *", "level": "Level 2"})
    assert verdict(issue(1, level="Level 2"), grace=(entry,)).passed
    assert not verdict(issue(1, level="Level 3"), grace=(entry,)).passed
    assert not verdict(issue(1), grace=(entry,)).passed


def test_grace_lets_nothing_through_that_is_gone_or_not_tested() -> None:
    entry = Grace(TODAY, "agreed")
    found = verdict(issue(1, LOST), issue(2, ClashState.RESOLVED), grace=(entry,))
    assert outcomes(found) == {"k1": Outcome.UNRETESTED, "k2": Outcome.RESOLVED}
    assert found.grace[0].issues == 0


def test_the_worst_comes_first() -> None:
    found = verdict(
        issue(1, KNOWN), issue(2, severity="low"), issue(3), issue(4, severity="critical"), issue(5, LOST), max_new=2
    )
    assert [each.issue.key for each in found.issues] == ["k4", "k2", "k3", "k1", "k5"]


STATES = st.sampled_from(list(ClashState))
ISSUES = st.lists(st.tuples(STATES, st.sampled_from(["low", "high", None]), st.integers(1, 5)), max_size=12)
RULES = st.builds(
    GateRules,
    max_new=st.none() | st.integers(0, 3),
    max_open=st.none() | st.integers(0, 5),
    max_new_by=st.sampled_from([{}, {"severity": {"high": 0}}]),
    ratchet=st.sampled_from(list(Ratchet)),
    grace=st.sampled_from([(), (Grace(TODAY, "x", "", {"severity": "low"}),)]),
)


def made(drawn: list[tuple[ClashState, str | None, int]]) -> list[CheckedIssue]:
    return [
        issue(place, state, severity=severity, clashes=count, new_clashes=count if state in (NEW,) else 0)
        for place, (state, severity, count) in enumerate(drawn)
    ]


@given(ISSUES, RULES, st.randoms(use_true_random=False))
def test_the_order_of_the_issues_changes_nothing(
    drawn: list[tuple[ClashState, str | None, int]], rules: GateRules, dice: random.Random
) -> None:
    issues = made(drawn)
    other = list(issues)
    dice.shuffle(other)
    assert judged(issues, rules, TODAY, BASELINE) == judged(other, rules, TODAY, BASELINE)


@given(ISSUES, RULES)
def test_what_was_not_tested_again_never_changes_the_verdict(
    drawn: list[tuple[ClashState, str | None, int]], rules: GateRules
) -> None:
    issues = made(drawn)
    more = [issue(100 + number, LOST, severity="high", clashes=9) for number in range(3)]
    before, after = judged(issues, rules, TODAY, BASELINE), judged([*issues, *more], rules, TODAY, BASELINE)
    assert before.limits == after.limits and before.passed == after.passed


@given(ISSUES, RULES)
def test_an_issue_fails_only_where_the_gate_fails(
    drawn: list[tuple[ClashState, str | None, int]], rules: GateRules
) -> None:
    found = judged(made(drawn), rules, TODAY, BASELINE)
    assert found.passed == (found.reasons == ())
    if found.passed:
        assert not found.of(Outcome.FAILED)
    assert sum(found.outcomes().values()) == len(found.issues)


@given(ISSUES, RULES)
def test_one_more_new_issue_never_mends_a_gate(
    drawn: list[tuple[ClashState, str | None, int]], rules: GateRules
) -> None:
    issues = made(drawn)
    if not judged(issues, rules, TODAY, BASELINE).passed:
        assert not judged([*issues, issue(99, severity="high")], rules, TODAY, BASELINE).passed
