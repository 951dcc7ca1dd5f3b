"""The way of an issue to Procore, on both engines."""

from __future__ import annotations

import pytest

from converter.plan.issues import Action
from converter.publisher.ledger import (
    Accepted,
    AttemptState,
    IllegalTransitionError,
    IssueState,
    ItemOutcome,
    Ledger,
    Outgoing,
    Rejected,
)
from converter.publisher.ledger.states import STEPS, Step, after
from tests.publisher.ledger.driving import FIELDS, OTHER, TARGET, Clock, accept, begin, plan, sent_of, writing


def test_the_intent_is_there_before_the_request_and_the_outcome_after(url: str, clock: Clock) -> None:
    with writing(url, clock) as project, Ledger.open(url, clock) as second:
        witness = second.project(TARGET)
        plan(project, "a", "b", "c")
        assert witness.issues.counts() == {IssueState.PLANNED: 3}
        attempt = begin(project, "a", "b", "c")
        assert witness.issues.counts() == {IssueState.SENDING: 3}
        assert [(each.uuid, each.attempt, each.fields) for each in witness.issues.unsettled()] == [
            (uuid, attempt, FIELDS) for uuid in "abc"
        ]
        refusal = {"location_id": ["is of another project"]}
        project.sending.settle(
            attempt, accepted=[Accepted("a", 2**40)], rejected=[Rejected("b", refusal)], http_status=200
        )
        a, b, c = witness.issues.all()
        assert (a.state, a.procore_id, a.sent, a.attempt) == (IssueState.ACCEPTED, 2**40, FIELDS, None)
        assert (b.state, b.procore_id, b.sent, b.errors) == (IssueState.REJECTED, None, {}, refusal)
        assert (c.state, c.sent, c.attempt) == (IssueState.UNKNOWN, {}, attempt), "in neither list: not confirmed"
        assert [each.uuid for each in witness.issues.unsettled()] == ["c"]
        (entry,) = witness.sending.attempts([AttemptState.UNKNOWN])
        assert (entry.id, entry.items, entry.http_status, entry.kind) == (attempt, 3, 200, "sync")
        assert entry.answered_at and entry.sent_at < entry.answered_at
        outcomes = [(item.uuid, item.outcome) for item in witness.sending.items(attempt)]
        assert outcomes == list(
            zip("abc", (ItemOutcome.ACCEPTED, ItemOutcome.REJECTED, ItemOutcome.UNKNOWN), strict=True)
        )


def test_times_are_kept_in_utc(url: str, clock: Clock) -> None:
    with writing(url, clock) as project:
        accept(project, ["a"])
        entry = project.issues.get("a")
        assert entry and entry.planned_at and entry.sent_at and entry.settled_at
        assert entry.planned_at < entry.sent_at < entry.settled_at
        assert entry.settled_at.utcoffset() == clock.now.utcoffset()


def test_what_is_unknown_is_settled_by_looking(url: str, clock: Clock) -> None:
    with writing(url, clock) as project:
        plan(project, "a", "b", "c", "d")
        attempt = begin(project, "a", "b", "c", "d")
        project.sending.settle(attempt, unknown="abcd", error="timed out after 30 s")
        project.sending.resolve(accepted=[Accepted("a", 1, {"title": "as stored"})])
        assert project.sending.attempts()[0].state is AttemptState.UNKNOWN
        project.sending.resolve(absent="bc", rejected=[Rejected("d", {"uuid": ["taken"]})])
        assert project.issues.unsettled() == []
        assert [each.state for each in project.issues.all()] == [
            IssueState.ACCEPTED, IssueState.PLANNED, IssueState.PLANNED, IssueState.REJECTED,
        ]  # fmt: skip
        assert project.sending.attempts()[0].state is AttemptState.SETTLED
        assert sent_of(project, "a") == FIELDS and sent_of(project, "b") == {}
        again = begin(project, "b", "c")
        project.sending.settle(again, accepted=[Accepted("b", 2), Accepted("c", 3)])
        assert project.issues.counts() == {IssueState.ACCEPTED: 3, IssueState.REJECTED: 1}


def test_a_request_that_surely_did_not_arrive_is_taken_back(url: str, clock: Clock) -> None:
    with writing(url, clock) as project:
        plan(project, "a")
        attempt = begin(project, "a")
        project.sending.withdraw(attempt, "rate limit", http_status=429)
        assert project.issues.counts() == {IssueState.PLANNED: 1} and project.issues.unsettled() == []
        (entry,) = project.sending.attempts()
        assert (entry.state, entry.http_status, entry.error) == (AttemptState.WITHDRAWN, 429, "rate limit")
        assert begin(project, "a") != attempt


def test_an_update_sends_some_fields_and_keeps_the_others(url: str, clock: Clock) -> None:
    with writing(url, clock) as project:
        accept(project, ["a"])
        entry = project.issues.get("a")
        assert entry and entry.to_send({**FIELDS, "title": "Other"}) == ("title",) and entry.to_send(FIELDS) == ()
        plan(project, "a", action=Action.UPDATE)
        attempt = begin(project, "a", fields={"title": "Other"})
        assert sent_of(project, "a") == FIELDS, "until it is accepted"
        project.sending.settle(attempt, accepted=[Accepted("a", 100)])
        assert sent_of(project, "a") == {**FIELDS, "title": "Other"}


def test_a_field_the_server_ignored_was_not_sent_and_is_no_edit(url: str, clock: Clock) -> None:
    with writing(url, clock) as project:
        accept(project, ["a"])
        plan(project, "a", action=Action.CLOSE)
        attempt = begin(project, "a", fields={"status": "closed"})
        answer = Accepted("a", 100, {"status": "open"}, ignored=frozenset({"status"}))
        project.sending.settle(attempt, accepted=[answer])
        entry = project.issues.get("a")
        assert entry and entry.sent["status"] == "open" and entry.edited() == ()
        assert entry.to_send({"status": "closed"}) == ("status",), "the repair by PATCH is still to be done"


def test_a_plan_that_is_given_up(url: str, clock: Clock) -> None:
    with writing(url, clock) as project:
        accept(project, ["old"])
        plan(project, "old", "new", action=Action.UPDATE)
        project.sending.drop(["old", "new"], "resolved before it was sent")
        new, old = project.issues.all()
        assert (old.state, old.sent) == (IssueState.ACCEPTED, FIELDS)
        assert (new.state, new.reason) == (IssueState.DROPPED, "resolved before it was sent")
        plan(project, "new")
        assert project.issues.counts() == {IssueState.ACCEPTED: 1, IssueState.PLANNED: 1}


@pytest.mark.parametrize("state", [None, *IssueState])
@pytest.mark.parametrize("step", Step)
def test_there_are_no_other_steps(state: IssueState | None, step: Step) -> None:
    if (state, step) in STEPS:
        assert after("a", state, step) is STEPS[state, step]
    else:
        with pytest.raises(IllegalTransitionError, match="Issue a is "):
            after("a", state, step)


def test_every_state_can_be_reached_and_left() -> None:
    assert set(STEPS.values()) == set(IssueState) == {state for state, _ in STEPS if state}


def test_illegal_calls_write_nothing(url: str, clock: Clock) -> None:
    with writing(url, clock) as project:
        accept(project, ["done"])
        plan(project, "a", "b")
        before = project.issues.all(), project.sending.attempts()
        for uuids in (["a", "a"], [], ["a", "done"], ["a", "stranger"]):
            with pytest.raises(IllegalTransitionError):
                begin(project, *uuids)
        with pytest.raises(IllegalTransitionError):
            project.sending.drop(["a", "done"], "no")
        with pytest.raises(IllegalTransitionError):
            project.sending.settle(77)
        with pytest.raises(IllegalTransitionError):
            project.sending.resolve(absent=["a"])
        with pytest.raises(IllegalTransitionError):
            project.issues.record_seen({"done": {}, "stranger": {}})
        assert (project.issues.all(), project.sending.attempts()) == before
        attempt = begin(project, "a")
        for wrong in ({"accepted": [Accepted("b", 1)]}, {"accepted": [Accepted("a", 1)], "unknown": ["a"]}):
            with pytest.raises(IllegalTransitionError):
                project.sending.settle(attempt, **wrong)
        with pytest.raises(IllegalTransitionError):
            plan(project, "a")
        with pytest.raises(IllegalTransitionError):
            project.issues.record_seen({"a": {"title": "is it ours?"}})
        project.sending.settle(attempt, accepted=[Accepted("a", 1)])
        with pytest.raises(IllegalTransitionError):
            project.sending.settle(attempt, accepted=[Accepted("a", 1)])


def test_an_attempt_of_another_project_is_none_of_ours(url: str, clock: Clock) -> None:
    with Ledger.open(url, clock) as ledger:
        one, other = ledger.project(TARGET), ledger.project(OTHER)
        with one.writing("one"), other.writing("other"):
            plan(one, "a")
            plan(other, "a")
            attempt = begin(one, "a")
            with pytest.raises(IllegalTransitionError):
                other.sending.settle(attempt)
            one.sending.settle(attempt, accepted=[Accepted("a", 1)])
            assert other.issues.counts() == {IssueState.PLANNED: 1}
            assert one.issues.counts() == {IssueState.ACCEPTED: 1}


def test_values_of_any_kind_come_back_as_they_were(url: str, clock: Clock) -> None:
    fields = {
        "title": "Rohr × Träger 管道 🚧", "nul": "a\0b", "half": "\ud800", "big": 598134325540867, "number": 0.1 + 0.2,
        "none": None, "list": [1, [2.5, True]], "object": {"b": 1, "a": "'; DROP TABLE issues; --"},
    }  # fmt: skip
    with writing(url, clock) as project:
        accept(project, ["a"], **fields)
        assert sent_of(project, "a") == fields
        plan(project, "b", reason="NUL \0 and half a pair \udc00")
        entry = project.issues.get("b")
        assert entry and entry.reason == "NUL \ufffd and half a pair ?"


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_numbers_json_does_not_have_are_refused(url: str, clock: Clock, number: float) -> None:
    with writing(url, clock) as project:
        plan(project, "a")
        with pytest.raises(ValueError, match="not JSON compliant"):
            project.sending.begin([Outgoing("a", {"x": number})], batch="b", digest="d")
        assert project.issues.counts() == {IssueState.PLANNED: 1} and project.sending.attempts() == []
