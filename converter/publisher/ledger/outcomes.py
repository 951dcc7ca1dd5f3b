"""What became of the issues of a request, written down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from converter.publisher.ledger.entries import Accepted, IssueEntry, Rejected, Unsettled
from converter.publisher.ledger.errors import IllegalTransitionError
from converter.publisher.ledger.issue_book import change_issues, known_issues
from converter.publisher.ledger.states import AttemptState, ItemOutcome, Step, after
from converter.publisher.ledger.tables import ATTEMPT_ITEMS, ATTEMPTS
from converter.publisher.ledger.values import Fields, layers

_OUTCOMES = {
    Step.ACCEPT: ItemOutcome.ACCEPTED,
    Step.REJECT: ItemOutcome.REJECTED,
    Step.DOUBT: ItemOutcome.UNKNOWN,
    Step.ABSENT: ItemOutcome.ABSENT,
    Step.WITHDRAW: ItemOutcome.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class Told:
    """What was learned of issues, by uuid; of the ``others`` nothing, or that they did not arrive."""

    accepted: Mapping[str, Accepted] = field(default_factory=dict)
    rejected: Mapping[str, Rejected] = field(default_factory=dict)
    others: frozenset[str] = frozenset()

    @classmethod
    def of(cls, accepted: Iterable[Accepted], rejected: Iterable[Rejected], others: Iterable[str]) -> Told:
        """Raises: IllegalTransitionError: an issue is there twice."""
        lists = list(accepted), list(rejected), list(others)
        told = cls({each.uuid: each for each in lists[0]}, {each.uuid: each for each in lists[1]}, frozenset(lists[2]))
        if len(told.uuids) != sum(len(each) for each in lists):
            raise IllegalTransitionError("An issue has one outcome, and was given two.")
        return told

    @property
    def uuids(self) -> frozenset[str]:
        """All issues."""
        return self.others.union(self.accepted, self.rejected)

    def completed(self, items: Iterable[str]) -> Told:
        """With those of the request that were not mentioned among the ``others``."""
        return Told(self.accepted, self.rejected, self.others.union(set(items) - self.uuids))


def carry_out(
    connection: Connection, project: int, items: Mapping[str, Unsettled], told: Told, otherwise: Step, now: datetime
) -> bool:
    """Move the issues on; ``otherwise`` is the step of the ``others``. True when the outcome of some is unknown.

    Raises:
        IllegalTransitionError: an issue is not in ``items``, or cannot take the step.
    """
    if strangers := told.uuids - set(items):
        raise IllegalTransitionError(f"Issue {min(strangers)} is in no request without an outcome.")
    known = known_issues(connection, project, told.accepted)

    def move(uuids: Iterable[str], step: Step, values_of: Callable[[str], Mapping[str, Any]]) -> None:
        changes, outcomes = [], []
        for uuid in sorted(uuids):
            state = after(uuid, items[uuid].state, step)
            values = values_of(uuid)
            changes.append({"of": uuid, "state": state, **values})
            outcome = {"in_attempt": items[uuid].attempt, "of": uuid, "outcome": _OUTCOMES[step]}
            outcomes.append({**outcome, "errors": values.get("errors")})
        change_issues(connection, project, changes)
        _change_items(connection, outcomes)

    move(told.accepted, Step.ACCEPT, lambda uuid: _accepted(known[uuid], items[uuid].fields, told.accepted[uuid], now))
    refused = {"attempt": None, "settled_at": now}
    move(told.rejected, Step.REJECT, lambda uuid: {**refused, "errors": dict(told.rejected[uuid].errors)})
    move(told.others, otherwise, lambda _: {} if otherwise is Step.DOUBT else {"attempt": None})
    return otherwise is Step.DOUBT and bool(told.others)


def settle_if_complete(connection: Connection, attempt: int) -> None:
    """A request no item of which is unknown any more is settled."""
    is_open = (ATTEMPT_ITEMS.c.attempt == attempt) & (ATTEMPT_ITEMS.c.outcome == ItemOutcome.UNKNOWN)
    if connection.execute(select(ATTEMPT_ITEMS.c.uuid).where(is_open).limit(1)).first() is None:
        connection.execute(update(ATTEMPTS).where(ATTEMPTS.c.id == attempt).values(state=AttemptState.SETTLED))


def _accepted(entry: IssueEntry, fields: Fields, accepted: Accepted, now: datetime) -> dict[str, Any]:
    """Columns of an issue whose ``fields`` Procore has taken, all but those it ignored."""
    answered = accepted.answered
    taken = {name: value for name, value in fields.items() if name not in accepted.ignored}
    # An ignored field keeps its old value: that one is not a change made by people either.
    as_kept = {name: answered.get(name, value) for name, value in taken.items()}
    as_kept |= {name: answered[name] for name in accepted.ignored if name in answered}
    sent, kept = {**entry.sent, **taken}, {**entry.kept, **as_kept}
    return {
        "procore_id": accepted.procore_id,
        **layers(sent, kept, {**entry.seen, **as_kept, **answered}),
        "errors": None,
        "attempt": None,
        "settled_at": now,
        "seen_at": now,
        "gone_at": None,
    }


def _change_items(connection: Connection, changes: list[dict[str, Any]]) -> None:
    if changes:
        is_it = (ATTEMPT_ITEMS.c.attempt == bindparam("in_attempt")) & (ATTEMPT_ITEMS.c.uuid == bindparam("of"))
        connection.execute(update(ATTEMPT_ITEMS).where(is_it), changes)
