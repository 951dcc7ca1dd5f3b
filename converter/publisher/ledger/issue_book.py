"""What the ledger knows of each issue, and what was seen of it in Procore."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from converter.plan.issues import Action
from converter.publisher.ledger.entries import Adopted, IssueEntry, Unsettled
from converter.publisher.ledger.errors import IllegalTransitionError
from converter.publisher.ledger.rows import among, issue_of, select_issues, select_unsettled, unsettled_of
from converter.publisher.ledger.session import Session
from converter.publisher.ledger.states import IssueState, Step, after
from converter.publisher.ledger.tables import ISSUES
from converter.publisher.ledger.values import Fields, differing, layers


class IssueBook:
    """The issues of one project."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, uuid: str) -> IssueEntry | None:
        """The issue with this uuid."""
        with self._session.read() as connection:
            row = connection.execute(self._query().where(ISSUES.c.uuid == uuid)).one_or_none()
        return None if row is None else issue_of(row)

    def all(self, states: Collection[IssueState] = ()) -> list[IssueEntry]:
        """Every issue, or those in some states, by uuid."""
        query = self._query().order_by(ISSUES.c.uuid)
        if states:
            query = query.where(ISSUES.c.state.in_(sorted(states)))
        with self._session.read() as connection:
            return [issue_of(row) for row in connection.execute(query)]

    def among(self, uuids: Collection[str]) -> list[IssueEntry]:
        """Those of these issues that the ledger has, by uuid."""
        with self._session.read() as connection:
            query = self._query().where(among(connection, ISSUES.c.uuid, uuids)).order_by(ISSUES.c.uuid)
            return [issue_of(row) for row in connection.execute(query)]

    def unsettled(self) -> list[Unsettled]:
        """Issues whose last request has no known outcome. While there are any, read Procore's list first."""
        query = select_unsettled().where(ISSUES.c.attempt.is_not(None))
        with self._session.read() as connection:
            rows = connection.execute(query.where(ISSUES.c.project == self._session.row))
            return [unsettled_of(row) for row in rows]

    def counts(self) -> dict[IssueState, int]:
        """Number of issues in each state that occurs."""
        query = select(ISSUES.c.state, func.count()).group_by(ISSUES.c.state).order_by(ISSUES.c.state)
        with self._session.read() as connection:
            rows = connection.execute(query.where(ISSUES.c.project == self._session.row))
            return {IssueState(state): int(count) for state, count in rows}

    def record_seen(self, seen: Mapping[str, Fields]) -> None:
        """What was read of issues in Procore, by uuid and field. Fields that were not read stay as they were.

        Raises:
            IllegalTransitionError: one of them is not in the ledger, or has an outcome that is not known yet: settle
                it first, for what is seen of it may be ours.
        """
        with self._session.write() as connection:
            known = known_issues(connection, self._session.row, seen)
            for uuid in seen:
                if (entry := known.get(uuid)) is None or entry.attempt is not None:
                    state = "not in the ledger" if entry is None else str(entry.state)
                    raise IllegalTransitionError(f"Issue {uuid} is {state}: what was seen of it cannot be recorded.")
            changes = []
            for uuid, fields in seen.items():
                entry = known[uuid]
                if differing(fields, entry.seen):
                    stored = layers(entry.sent, entry.kept, {**entry.seen, **fields})
                    changes.append({"of": uuid, "seen": stored["seen"]})
            change_issues(connection, self._session.row, changes)
            # Nearly always nothing changed, and a statement for many issues does.
            values = {"seen_at": self._session.clock(), "gone_at": None}
            is_it = (ISSUES.c.project == self._session.row) & among(connection, ISSUES.c.uuid, seen)
            connection.execute(update(ISSUES).where(is_it).values(values))

    def record_gone(self, uuids: Iterable[str]) -> None:
        """These are no longer in Procore: people deleted them. Seeing them again takes it back."""
        now = self._session.clock()
        with self._session.write() as connection:
            changes = [{"of": uuid, "gone_at": now, "seen_at": now} for uuid in uuids]
            change_issues(connection, self._session.row, changes)

    def adopt(self, found: Iterable[Adopted]) -> None:
        """Issues of ours that Procore has and this ledger does not know (it is new, or was lost).

        Nothing is known to have been sent until somebody says what that was (:meth:`claim`).
        """
        now = self._session.clock()
        items = {each.uuid: each for each in found}
        with self._session.write() as connection:
            known = known_issues(connection, self._session.row, items)
            inserts: list[dict[str, Any]] = []
            changes: list[dict[str, Any]] = []
            for uuid, each in items.items():
                entry = known.get(uuid)
                values = {
                    "state": after(uuid, entry.state if entry else None, Step.ADOPT),
                    "procore_id": each.procore_id,
                    **layers({}, {}, each.seen),
                    "errors": None,
                    "settled_at": now,
                    "seen_at": now,
                    "gone_at": None,
                }
                if entry is None:
                    # An adopted issue was not planned; it stands as the plan of nobody.
                    new = {"action": Action.UNCHANGED, "reason": "found in Procore", "changed": []}
                    inserts.append({"project": self._session.row, "uuid": uuid, "key": each.key, **new, **values})
                else:
                    changes.append({"of": uuid, **values})
            if inserts:
                connection.execute(insert(ISSUES), inserts)
            change_issues(connection, self._session.row, changes)

    def claim(self, sent: Mapping[str, Fields]) -> None:
        """Take these fields, by uuid, for what we once sent of issues that were adopted: a field that was seen with
        another value was changed by people then.

        Raises:
            IllegalTransitionError: one of them is not in Procore, or its last request has no known outcome.
        """
        with self._session.write() as connection:
            known = known_issues(connection, self._session.row, sent)
            changes = []
            for uuid, fields in sent.items():
                entry = known.get(uuid)
                if entry is None or entry.procore_id is None or entry.attempt is not None:
                    raise IllegalTransitionError(f"Issue {uuid} is not known to be in Procore: nothing was sent of it.")
                values = layers({**entry.sent, **fields}, {**entry.kept, **fields}, {**fields, **entry.seen})
                changes.append({"of": uuid, **values})
            change_issues(connection, self._session.row, changes)

    def _query(self) -> Any:
        self._session.find()
        return select_issues().where(ISSUES.c.project == self._session.row)


def known_issues(connection: Connection, project: int, uuids: Iterable[str]) -> dict[str, IssueEntry]:
    """Those of the issues that are in the ledger, by uuid."""
    query = select_issues().where(ISSUES.c.project == project)
    rows = connection.execute(query.where(among(connection, ISSUES.c.uuid, uuids)))
    return {row.uuid: issue_of(row) for row in rows}


def change_issues(connection: Connection, project: int, changes: Sequence[Mapping[str, Any]]) -> None:
    """Change issues: ``of`` is the uuid, the other names are columns, the same for all."""
    if changes:
        is_it = (ISSUES.c.project == project) & (ISSUES.c.uuid == bindparam("of"))
        connection.execute(update(ISSUES).where(is_it), list(changes))
