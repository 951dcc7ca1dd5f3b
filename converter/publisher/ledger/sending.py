"""The way of issues to Procore: intent is committed before a request, outcome after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from converter.publisher.ledger.entries import (
    Accepted,
    AttemptEntry,
    AttemptItem,
    Intent,
    IssueEntry,
    Outgoing,
    Rejected,
    Unsettled,
)
from converter.publisher.ledger.errors import IllegalTransitionError
from converter.publisher.ledger.issue_book import change_issues, known_issues
from converter.publisher.ledger.outcomes import Told, carry_out, settle_if_complete
from converter.publisher.ledger.rows import (
    among,
    attempt_of,
    item_of,
    new_row,
    select_attempts,
    select_items,
    select_unsettled,
    unsettled_of,
)
from converter.publisher.ledger.session import Session
from converter.publisher.ledger.states import AttemptState, ItemOutcome, Step, after
from converter.publisher.ledger.tables import ATTEMPT_ITEMS, ATTEMPTS, ISSUES


class Sending:
    """Plans, requests and their outcomes of one project."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def plan(self, intents: Iterable[Intent]) -> None:
        """These issues are to be sent. An issue that is planned already takes the new plan.

        Raises:
            IllegalTransitionError: the outcome of an issue's last request is not known: settle it first.
        """
        wanted = {intent.uuid: intent for intent in intents}
        now = self._session.clock()
        with self._session.write() as connection:
            known = known_issues(connection, self._session.row, wanted)
            inserts: list[dict[str, Any]] = []
            changes: list[dict[str, Any]] = []
            for uuid, intent in wanted.items():
                values = {
                    "state": after(uuid, known[uuid].state if uuid in known else None, Step.PLAN),
                    "key": intent.key,
                    "action": intent.action,
                    "reason": intent.reason,
                    "changed": list(intent.changed),
                    "run": self._session.run,
                    "planned_at": now,
                }
                if uuid in known:
                    changes.append({"of": uuid, **values})
                else:
                    new: dict[str, Any] = {"project": self._session.row, "uuid": uuid}
                    inserts.append({**new, "sent": {}, "kept": {}, "seen": {}, **values})
            if inserts:
                connection.execute(insert(ISSUES), inserts)
            change_issues(connection, self._session.row, changes)

    def drop(self, uuids: Iterable[str], reason: str) -> None:
        """These planned issues are no longer to be sent: those in Procore stay as they are there."""
        with self._session.write() as connection:
            wanted = list(uuids)
            known = known_issues(connection, self._session.row, wanted)
            changes = []
            for uuid in wanted:
                entry = known.get(uuid)
                step = Step.LEAVE if entry and entry.procore_id is not None else Step.DROP
                changes.append(
                    {"of": uuid, "state": after(uuid, entry.state if entry else None, step), "reason": reason}
                )
            change_issues(connection, self._session.row, changes)

    def begin(self, items: Sequence[Outgoing], *, batch: str, digest: str, kind: str = "sync") -> int:
        """A request is about to be sent; gives the number of the attempt. Committed when this returns.

        ``batch`` names the body for people, ``digest`` is its SHA-256, ``kind`` says which call it is.

        Raises:
            IllegalTransitionError: an issue is not planned, or is there twice, or there is none.
        """
        fields = {item.uuid: dict(item.fields) for item in items}
        if len(fields) != len(items) or not items:
            raise IllegalTransitionError("A request carries each issue once, and at least one.")
        now = self._session.clock()
        with self._session.write() as connection:
            known = self._known(connection, fields, Step.SEND)
            request = {
                "kind": kind,
                "batch": batch,
                "digest": digest,
                "items": len(fields),
                "sent_at": now,
                "error": "",
            }
            owner = {"project": self._session.row, "run": self._session.run, "state": AttemptState.SENDING}
            attempt = new_row(connection, ATTEMPTS, {**owner, **request})
            item_rows = [
                {
                    "attempt": attempt,
                    "uuid": uuid,
                    "action": known[uuid].action,
                    "fields": values,
                    "outcome": ItemOutcome.SENDING,
                }
                for uuid, values in fields.items()
            ]
            connection.execute(insert(ATTEMPT_ITEMS), item_rows)
            states = {uuid: after(uuid, entry.state, Step.SEND) for uuid, entry in known.items()}
            changes = [{"of": uuid, "state": states[uuid], "attempt": attempt, "sent_at": now} for uuid in fields]
            change_issues(connection, self._session.row, changes)
        return attempt

    def went(self, attempt: int) -> None:
        """The request goes only now, for it had to wait: from here on Procore may be at work on it."""
        now = self._session.clock()
        with self._session.write() as connection:
            self._open_items(connection, attempt)
            connection.execute(update(ATTEMPTS).where(ATTEMPTS.c.id == attempt).values(sent_at=now))

    def settle(
        self,
        attempt: int,
        *,
        accepted: Iterable[Accepted] = (),
        rejected: Iterable[Rejected] = (),
        unknown: Iterable[str] = (),
        http_status: int | None = None,
        error: str = "",
    ) -> None:
        """The answer to a request. What is in none of the lists is unknown, for Procore did not confirm it.

        Raises:
            IllegalTransitionError: the attempt is not open, an issue is not in it or is in two lists.
        """
        told = Told.of(accepted, rejected, unknown)
        now = self._session.clock()
        with self._session.write() as connection:
            items = self._open_items(connection, attempt)
            left_over = carry_out(connection, self._session.row, items, told.completed(items), Step.DOUBT, now)
            has_answer = bool(told.accepted or told.rejected) or http_status is not None
            state = AttemptState.UNKNOWN if left_over else AttemptState.SETTLED
            _close(connection, attempt, state, now if has_answer else None, http_status, error)

    def withdraw(self, attempt: int, reason: str, http_status: int | None = None) -> None:
        """The request was surely not processed: no connection was made, or it was refused whole (401, 429).

        Its issues are planned as before. After a time-out or a 5xx this is not known: then :meth:`settle` them as
        unknown.
        """
        now = self._session.clock()
        with self._session.write() as connection:
            items = self._open_items(connection, attempt)
            carry_out(connection, self._session.row, items, Told().completed(items), Step.WITHDRAW, now)
            answered_at = None if http_status is None else now
            _close(connection, attempt, AttemptState.WITHDRAWN, answered_at, http_status, reason)

    def resolve(
        self, *, accepted: Iterable[Accepted] = (), rejected: Iterable[Rejected] = (), absent: Iterable[str] = ()
    ) -> None:
        """Procore was read: issues of unknown outcome are there, were refused, or did not arrive (planned again).

        ``absent`` is also an issue that is there, but shows nothing of the update that was sent.

        Raises:
            IllegalTransitionError: the outcome of one of them is not unknown.
        """
        told = Told.of(accepted, rejected, absent)
        with self._session.write() as connection:
            query = select_unsettled().where(ISSUES.c.project == self._session.row)
            rows = connection.execute(query.where(among(connection, ISSUES.c.uuid, told.uuids)))
            items = {row.uuid: unsettled_of(row) for row in rows}
            carry_out(connection, self._session.row, items, told, Step.ABSENT, self._session.clock())
            for attempt in {each.attempt for each in items.values()}:
                settle_if_complete(connection, attempt)

    def attempts(self, states: Iterable[AttemptState] = ()) -> list[AttemptEntry]:
        """Requests, in the order in which they were begun."""
        self._session.find()
        query = select_attempts().where(ATTEMPTS.c.project == self._session.row).order_by(ATTEMPTS.c.id)
        if wanted := sorted(states):
            query = query.where(ATTEMPTS.c.state.in_(wanted))
        with self._session.read() as connection:
            return [attempt_of(row) for row in connection.execute(query)]

    def items(self, attempt: int) -> list[AttemptItem]:
        """What a request carried, by uuid."""
        with self._session.read() as connection:
            query = select_items().where(ATTEMPT_ITEMS.c.attempt == attempt).order_by(ATTEMPT_ITEMS.c.uuid)
            return [item_of(row) for row in connection.execute(query)]

    def doubt_left_over(self) -> int:
        """What a process that died left on its way is unknown from now on; gives the number of issues."""
        now = self._session.clock()
        count = 0
        for entry in self.attempts([AttemptState.SENDING]):
            with self._session.write() as connection:
                items = self._open_items(connection, entry.id)
                carry_out(connection, self._session.row, items, Told().completed(items), Step.DOUBT, now)
                _close(connection, entry.id, AttemptState.UNKNOWN, None, None, "the process ended before the answer")
                count += len(items)
        return count

    def _known(self, connection: Connection, uuids: Iterable[str], step: Step) -> dict[str, IssueEntry]:
        """The issues, each of which can take the step."""
        wanted = list(uuids)
        known = known_issues(connection, self._session.row, wanted)
        for uuid in wanted:
            after(uuid, known[uuid].state if uuid in known else None, step)
        return known

    def _open_items(self, connection: Connection, attempt: int) -> dict[str, Unsettled]:
        """The items of a request on its way, by uuid."""
        is_it = (ATTEMPTS.c.id == attempt) & (ATTEMPTS.c.project == self._session.row)
        state = connection.execute(select(ATTEMPTS.c.state).where(is_it)).scalar()
        if state != AttemptState.SENDING:
            raise IllegalTransitionError(f"Attempt {attempt} is {state or 'not in the ledger'}, not on its way.")
        rows = connection.execute(select_unsettled().where(is_it))
        return {row.uuid: unsettled_of(row) for row in rows}


def _close(
    connection: Connection, attempt: int, state: AttemptState, at: datetime | None, http_status: int | None, error: str
) -> None:
    values = {"state": state, "answered_at": at, "http_status": http_status, "error": error}
    connection.execute(update(ATTEMPTS).where(ATTEMPTS.c.id == attempt).values(values))
