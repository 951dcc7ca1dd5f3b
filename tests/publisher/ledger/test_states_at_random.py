"""The state machine against a simple model, with a crash possible at every step."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import event

from converter.plan.issues import Action
from converter.publisher.ledger import (
    Accepted,
    Adopted,
    AttemptState,
    IllegalTransitionError,
    Intent,
    Ledger,
    Outgoing,
    Rejected,
    Target,
)
from tests.publisher.ledger.driving import Clock

UUIDS = st.lists(st.sampled_from("abcde"), unique=True, max_size=5)
SOME = st.lists(st.sampled_from("abcde"), unique=True, min_size=1, max_size=5)
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=3), st.lists(st.integers(0, 1), max_size=2)
)
FIELDS = st.dictionaries(st.sampled_from(["title", "status", "x"]), VALUES, max_size=3)
DIES = st.sampled_from(["no"] * 8 + ["before the commit", "after the commit"])
PROJECTS = count(1)


class CrashError(Exception):
    """The process is gone."""


@dataclass
class Issue:
    """What the model knows of an issue."""

    state: str
    id: int | None = None
    sent: dict[str, Any] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)
    attempt: int | None = None
    pending: dict[str, Any] = field(default_factory=dict)

    def accept(self, answered: dict[str, Any], ignored: frozenset[str]) -> None:
        for name, value in self.pending.items():
            if name not in ignored:
                self.sent[name] = value
                self.kept[name] = self.seen[name] = answered.get(name, value)
        for name, value in answered.items():
            self.seen[name] = value
            if name in ignored:
                self.kept[name] = value
        self.state, self.attempt, self.id = "accepted", None, self.id or 1


def machine(url: str) -> type[RuleBasedStateMachine]:
    class States(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.target = Target("https://api.example.com", 1, next(PROJECTS))  # a new one for each example
            self.issues: dict[str, Issue] = {}
            self.open: set[int] = set()
            self.start()

        def start(self) -> None:
            for issue in self.issues.values():
                if issue.state == "sending":
                    issue.state = "unknown"
            self.open.clear()
            self.ledger = Ledger.open(url, Clock())
            self.project = self.ledger.project(self.target)
            self.stack = ExitStack()
            self.stack.enter_context(self.project.writing("converter publish"))

        def crash(self) -> None:
            self.ledger.close()  # as the operating system does: nothing more is written
            with pytest.raises(CrashError), self.stack:
                raise CrashError
            self.start()

        def do(self, call: Callable[[], Any], dies: str, legal: bool, apply: Callable[[], None]) -> None:
            """Call the ledger; what is illegal must be refused; what was committed must be there after a crash."""
            if not legal:
                with pytest.raises(IllegalTransitionError):
                    call()
                return
            if dies == "before the commit":

                def boom(_connection: object) -> None:
                    raise CrashError

                event.listen(self.ledger._store._engine, "commit", boom)
                with pytest.raises(CrashError):
                    call()
            else:
                call()
                apply()
            if dies != "no":
                self.crash()

        def state(self, uuid: str) -> str:
            return self.issues[uuid].state if uuid in self.issues else "none"

        @rule(uuids=UUIDS, dies=DIES)
        def plan(self, uuids: list[str], dies: str) -> None:
            def apply() -> None:
                for uuid in uuids:
                    self.issues.setdefault(uuid, Issue("planned")).state = "planned"

            intents = [Intent(uuid, uuid, Action.UPDATE) for uuid in uuids]
            legal = all(self.state(uuid) not in ("sending", "unknown") for uuid in uuids)
            self.do(lambda: self.project.sending.plan(intents), dies, legal, apply)

        @rule(uuids=SOME, fields=FIELDS, dies=DIES)
        def begin(self, uuids: list[str], fields: dict[str, Any], dies: str) -> None:
            numbers: list[int] = []

            def apply() -> None:
                self.open.add(numbers[0])
                for uuid in uuids:
                    issue = self.issues[uuid]
                    issue.state, issue.attempt, issue.pending = "sending", numbers[0], dict(fields)

            items = [Outgoing(uuid, fields) for uuid in uuids]
            legal = all(self.state(uuid) == "planned" for uuid in uuids)
            call = lambda: numbers.append(self.project.sending.begin(items, batch="b", digest="d"))  # noqa: E731
            self.do(call, dies, legal, apply)

        @rule(data=st.data(), answered=FIELDS, ignored=st.frozensets(st.sampled_from(["title", "status"])), dies=DIES)
        def settle(self, data: st.DataObject, answered: dict[str, Any], ignored: frozenset[str], dies: str) -> None:
            attempt = data.draw(st.sampled_from([*sorted(self.open), 0]))
            items = [uuid for uuid, issue in self.issues.items() if issue.attempt == attempt]
            told = {uuid: data.draw(st.sampled_from(["accepted", "rejected", "unknown", "left out"])) for uuid in items}

            def apply() -> None:
                self.open.discard(attempt)
                for uuid, outcome in told.items():
                    self.conclude(self.issues[uuid], outcome, answered, ignored)

            call = lambda: self.project.sending.settle(  # noqa: E731
                attempt,
                accepted=[Accepted(uuid, 1, answered, ignored) for uuid in items if told[uuid] == "accepted"],
                rejected=[Rejected(uuid, {"title": ["no"]}) for uuid in items if told[uuid] == "rejected"],
                unknown=[uuid for uuid in items if told[uuid] == "unknown"],
            )
            self.do(call, dies, attempt in self.open, apply)

        @staticmethod
        def conclude(issue: Issue, outcome: str, answered: dict[str, Any], ignored: frozenset[str]) -> None:
            if outcome == "accepted":
                issue.accept(answered, ignored)
            elif outcome == "rejected":
                issue.state, issue.attempt = "rejected", None
            else:
                issue.state = "unknown"

        @rule(data=st.data(), dies=DIES)
        def withdraw(self, data: st.DataObject, dies: str) -> None:
            attempt = data.draw(st.sampled_from([*sorted(self.open), 0]))

            def apply() -> None:
                self.open.discard(attempt)
                for issue in self.issues.values():
                    if issue.attempt == attempt:
                        issue.state, issue.attempt = "planned", None

            self.do(lambda: self.project.sending.withdraw(attempt, "429"), dies, attempt in self.open, apply)

        @rule(there=UUIDS, absent=UUIDS, answered=FIELDS, dies=DIES)
        def resolve(self, there: list[str], absent: list[str], answered: dict[str, Any], dies: str) -> None:
            def apply() -> None:
                for uuid in there:
                    self.issues[uuid].accept(answered, frozenset())
                for uuid in absent:
                    self.issues[uuid].state, self.issues[uuid].attempt = "planned", None

            accepted = [Accepted(uuid, 1, answered) for uuid in there]
            legal = not set(there) & set(absent) and all(self.state(uuid) == "unknown" for uuid in [*there, *absent])
            self.do(lambda: self.project.sending.resolve(accepted=accepted, absent=absent), dies, legal, apply)

        @rule(uuids=UUIDS, dies=DIES)
        def drop(self, uuids: list[str], dies: str) -> None:
            def apply() -> None:
                for uuid in uuids:
                    self.issues[uuid].state = "accepted" if self.issues[uuid].id else "dropped"

            legal = all(self.state(uuid) == "planned" for uuid in uuids)
            self.do(lambda: self.project.sending.drop(uuids, "resolved"), dies, legal, apply)

        @rule(uuids=UUIDS, fields=FIELDS, dies=DIES)
        def adopt(self, uuids: list[str], fields: dict[str, Any], dies: str) -> None:
            def apply() -> None:
                for uuid in uuids:
                    self.issues[uuid] = Issue("accepted", 1, {}, {}, dict(fields))

            found = [Adopted(uuid, uuid, 1, fields) for uuid in uuids]
            legal = all(self.state(uuid) in ("none", "planned", "rejected", "dropped") for uuid in uuids)
            self.do(lambda: self.project.issues.adopt(found), dies, legal, apply)

        @rule(uuids=UUIDS, fields=FIELDS, dies=DIES)
        def claim(self, uuids: list[str], fields: dict[str, Any], dies: str) -> None:
            def apply() -> None:
                for uuid in uuids:
                    issue = self.issues[uuid]
                    issue.seen = {**fields, **issue.seen}
                    issue.sent, issue.kept = {**issue.sent, **fields}, {**issue.kept, **fields}

            legal = all(
                self.state(uuid) != "none" and self.issues[uuid].id and self.issues[uuid].attempt is None
                for uuid in uuids
            )
            self.do(lambda: self.project.issues.claim(dict.fromkeys(uuids, fields)), dies, legal, apply)

        @rule(uuids=UUIDS, fields=FIELDS, dies=DIES)
        def see(self, uuids: list[str], fields: dict[str, Any], dies: str) -> None:
            def apply() -> None:
                for uuid in uuids:
                    self.issues[uuid].seen.update(fields)

            legal = all(self.state(uuid) not in ("none", "sending", "unknown") for uuid in uuids)
            self.do(lambda: self.project.issues.record_seen(dict.fromkeys(uuids, fields)), dies, legal, apply)

        @rule()
        def die(self) -> None:
            self.crash()

        @invariant()
        def ledger_and_model_agree(self) -> None:
            entries = {each.uuid: each for each in self.project.issues.all()}
            assert {
                uuid: Issue(
                    str(each.state), each.procore_id, dict(each.sent), dict(each.kept), dict(each.seen), each.attempt
                )
                for uuid, each in entries.items()
            } == {uuid: Issue(i.state, i.id, i.sent, i.kept, i.seen, i.attempt) for uuid, i in self.issues.items()}

        @invariant()
        def what_is_open_is_known(self) -> None:
            unsettled = {each.uuid: (each.attempt, each.fields) for each in self.project.issues.unsettled()}
            assert unsettled == {
                uuid: (i.attempt, i.pending) for uuid, i in self.issues.items() if i.attempt is not None
            }
            attempts = {each.id: each.state for each in self.project.sending.attempts()}
            assert {number for number, state in attempts.items() if state is AttemptState.SENDING} == self.open
            doubtful = {i.attempt for i in self.issues.values() if i.state == "unknown"}
            assert {number for number, state in attempts.items() if state is AttemptState.UNKNOWN} == doubtful

        def teardown(self) -> None:
            self.stack.close()
            self.ledger.close()

    return States


def test_every_way_through_the_states(url: str) -> None:
    usual = settings().max_examples  # each example takes some dozens of transactions: a quarter is enough, or 15
    run_state_machine_as_test(machine(url), settings=settings(max_examples=max(15, usual // 4), stateful_step_count=25))
