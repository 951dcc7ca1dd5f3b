"""Viewpoints of issues beside the one that sync makes: what became of each on its way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from converter.publisher.ledger.entries import ViewEntry, ViewIntent
from converter.publisher.ledger.errors import IllegalTransitionError
from converter.publisher.ledger.rows import among
from converter.publisher.ledger.session import Session
from converter.publisher.ledger.states import VIEW_STEPS, ViewState
from converter.publisher.ledger.tables import VIEWS


class ViewBook:
    """The viewpoints of one project, by the uuid that the plan gives them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_issues(self, issues: Iterable[str]) -> dict[str, ViewEntry]:
        """What is known of the viewpoints of these issues, by uuid."""
        with self._session.read() as connection:
            query = _select().where(VIEWS.c.project == self._session.row)
            rows = connection.execute(query.where(among(connection, VIEWS.c.issue, issues)))
            return {row.uuid: _entry(row) for row in rows}

    def begin(self, intents: Sequence[ViewIntent]) -> None:
        """A request that makes these is about to be sent. Committed when this returns."""
        now = self._session.clock()
        values = {
            each.uuid: {"issue": each.issue, "spelling": each.spelling, "procore_id": None, "sent_at": now}
            for each in intents
        }
        self._move(values, ViewState.SENDING)

    def made(self, ids: Mapping[str, int]) -> None:
        """Procore has made these; nobody sees them yet."""
        self._move({uuid: {"procore_id": number} for uuid, number in ids.items()}, ViewState.MADE)

    def rejected(self, errors: Mapping[str, Mapping[str, Any]]) -> None:
        """Procore refused these."""
        self._move({uuid: {"errors": dict(words)} for uuid, words in errors.items()}, ViewState.REJECTED)

    def associated(self, issues: Mapping[str, str]) -> None:
        """These are shown with their issues, ``uuid → issue``: made here or found there."""
        self._move({uuid: {"issue": issue} for uuid, issue in issues.items()}, ViewState.ASSOCIATED)

    def _move(self, values: Mapping[str, Mapping[str, Any]], state: ViewState) -> None:
        if not values:
            return
        row, now = self._session.row, self._session.clock()
        common = {"state": state, "changed_at": now, "errors": None}
        with self._session.write() as connection:
            before = _states(connection, row, values)
            for uuid in values:
                if state not in VIEW_STEPS[before.get(uuid)]:
                    was = before.get(uuid, "not in the ledger")
                    raise IllegalTransitionError(f"Viewpoint {uuid} is {was}: it cannot become {state}.")
            new = [uuid for uuid in values if uuid not in before]
            blank = {"project": row, "spelling": 0, "procore_id": None, "sent_at": None}
            if new:
                connection.execute(insert(VIEWS), [{**blank, "uuid": uuid, **common, **values[uuid]} for uuid in new])
            if before:
                is_it = (VIEWS.c.project == row) & (VIEWS.c.uuid == bindparam("of"))
                changes = [{"of": uuid, **common, **values[uuid]} for uuid in before]
                connection.execute(update(VIEWS).where(is_it), changes)


def _select() -> Any:
    return select(*[column for column in VIEWS.c if column.name != "project"])


def _entry(row: Any) -> ViewEntry:
    return ViewEntry(row.uuid, row.issue, ViewState(row.state), row.spelling, row.procore_id, row.errors)


def _states(connection: Connection, project: int, uuids: Iterable[str]) -> dict[str, ViewState]:
    query = select(VIEWS.c.uuid, VIEWS.c.state).where(VIEWS.c.project == project)
    rows = connection.execute(query.where(among(connection, VIEWS.c.uuid, uuids)))
    return {row.uuid: ViewState(row.state) for row in rows}
