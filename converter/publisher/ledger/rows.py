"""Rows of the database → values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ARRAY, ColumnElement, Connection, Select, Table, Text, func, insert, literal, select

from converter.plan.issues import Action
from converter.publisher.ledger.entries import (
    AttemptEntry,
    AttemptItem,
    IssueEntry,
    Lookup,
    RunEntry,
    Unsettled,
    Upload,
)
from converter.publisher.ledger.states import AttemptState, IssueState, ItemOutcome, RunState, UploadState
from converter.publisher.ledger.tables import ATTEMPT_ITEMS, ATTEMPTS, ISSUES, LOOKUPS, RUNS, UPLOADS
from converter.publisher.ledger.values import json_text

T = TypeVar("T")

_ISSUE = (
    ISSUES.c.uuid, ISSUES.c.key, ISSUES.c.procore_id, ISSUES.c.state, ISSUES.c.action, ISSUES.c.reason,
    ISSUES.c.changed, ISSUES.c.sent, ISSUES.c.kept, ISSUES.c.seen, ISSUES.c.errors, ISSUES.c.attempt,
    ISSUES.c.planned_at, ISSUES.c.sent_at, ISSUES.c.settled_at, ISSUES.c.seen_at, ISSUES.c.gone_at,
)  # fmt: skip
_UNSETTLED = (
    ISSUES.c.uuid, ISSUES.c.key, ISSUES.c.procore_id, ATTEMPT_ITEMS.c.action, ISSUES.c.state, ATTEMPTS.c.id,
    ATTEMPTS.c.kind, ATTEMPTS.c.batch, ATTEMPTS.c.sent_at, ATTEMPT_ITEMS.c.fields,
)  # fmt: skip
_ATTEMPT = (
    ATTEMPTS.c.id, ATTEMPTS.c.run, ATTEMPTS.c.kind, ATTEMPTS.c.batch, ATTEMPTS.c.digest, ATTEMPTS.c.state,
    ATTEMPTS.c["items"], ATTEMPTS.c.sent_at, ATTEMPTS.c.answered_at, ATTEMPTS.c.http_status, ATTEMPTS.c.error,
)  # fmt: skip


def select_issues() -> Select[Any]:
    """Rows for :func:`issue_of`."""
    return select(*_ISSUE)


def issue_of(row: Sequence[Any]) -> IssueEntry:
    """An issue."""
    uuid, key, procore_id, state, action, reason, changed, sent, kept, seen, *rest = row
    kept = {**sent, **kept}
    plan = IssueState(state), Action(action), reason, tuple(changed)
    return IssueEntry(uuid, key, procore_id, *plan, sent, kept, {**kept, **seen}, *rest)


def select_unsettled() -> Select[Any]:
    """Rows for :func:`unsettled_of`: issues with their open request."""
    is_item = (ATTEMPT_ITEMS.c.attempt == ISSUES.c.attempt) & (ATTEMPT_ITEMS.c.uuid == ISSUES.c.uuid)
    joined = ISSUES.join(ATTEMPT_ITEMS, is_item).join(ATTEMPTS, ATTEMPTS.c.id == ISSUES.c.attempt)
    return select(*_UNSETTLED).select_from(joined).order_by(ATTEMPTS.c.id, ISSUES.c.uuid)


def unsettled_of(row: Sequence[Any]) -> Unsettled:
    """An issue whose request has no known outcome."""
    uuid, key, procore_id, action, state, *rest = row
    return Unsettled(uuid, key, procore_id, Action(action), IssueState(state), *rest)


def select_attempts() -> Select[Any]:
    """Rows for :func:`attempt_of`."""
    return select(*_ATTEMPT)


def attempt_of(row: Sequence[Any]) -> AttemptEntry:
    """A request."""
    number, run, kind, batch, digest, state, *rest = row
    return AttemptEntry(number, run, kind, batch, digest, AttemptState(state), *rest)


def select_items() -> Select[Any]:
    """Rows for :func:`item_of`."""
    return select(ATTEMPT_ITEMS)


def item_of(row: Sequence[Any]) -> AttemptItem:
    """An item of a request."""
    attempt, uuid, action, fields, outcome, errors = row
    return AttemptItem(attempt, uuid, Action(action), fields, ItemOutcome(outcome), errors)


def select_uploads() -> Select[Any]:
    """Rows for :func:`upload_of`."""
    return select(*[column for column in UPLOADS.c if column.name != "project"])


def upload_of(row: Sequence[Any]) -> Upload:
    """An upload."""
    sha256, state, *rest = row
    return Upload(sha256, UploadState(state), *rest)


def select_lookups() -> Select[Any]:
    """Rows for :func:`lookup_of`: the key first."""
    return select(LOOKUPS.c.key, LOOKUPS.c.procore_id, LOOKUPS.c.created, LOOKUPS.c.details, LOOKUPS.c.found_at)


def lookup_of(row: Sequence[Any]) -> Lookup:
    """Something found or made in Procore."""
    return Lookup(*row[1:])


def select_runs() -> Select[Any]:
    """Rows for :func:`run_of`."""
    return select(*[column for column in RUNS.c if column.name != "project"])


def run_of(row: Sequence[Any]) -> RunEntry:
    """A run."""
    number, state, *rest = row
    return RunEntry(number, RunState(state), *rest)


def among(connection: Connection, column: ColumnElement[str], values: Iterable[str]) -> ColumnElement[bool]:
    """The condition that ``column`` is one of any number of ``values``.

    They go as one parameter and are joined: PostgreSQL makes its plan for a long list of parameters while the tables
    are small, keeps it, and then compares every row with every one of them.
    """
    wanted = list(values)
    if connection.dialect.name == "sqlite":
        return column.in_(select(func.json_each(json_text(wanted)).table_valued("value").c.value))
    return column.in_(select(func.unnest(literal(wanted, ARRAY(Text))).column_valued("wanted")))


def chunks(values: Iterable[T], size: int) -> Iterator[Sequence[T]]:
    """``values`` in pieces of at most ``size``."""
    left = iter(values)
    while chunk := list(islice(left, size)):
        yield chunk


def new_row(connection: Connection, table: Table, values: Mapping[str, Any]) -> int:
    """Insert a row; gives the number the database counted for it."""
    key = connection.execute(insert(table).values(dict(values))).inserted_primary_key
    if key is None:
        raise LookupError(f"the database gave no number for a row of {table.name}")
    return int(key[0])
