"""Ids of things in Procore by their names or paths, so that each is looked for, or made, once."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, delete, insert

from converter.publisher.ledger.entries import Lookup
from converter.publisher.ledger.rows import lookup_of, select_lookups
from converter.publisher.ledger.session import Session
from converter.publisher.ledger.tables import LOOKUPS
from converter.publisher.ledger.values import Fields

Name = str | tuple[str, ...]
"""A name, or the names along a path."""


class Kind(StrEnum):
    """What is looked up."""

    BIM_FILE = "bim_file"
    VIEW_FOLDER = "view_folder"
    LOCATION = "location"
    PERSON = "person"
    WATCHER = "watcher"
    TRADE = "trade"


class Lookups:
    """What was found or made in one project."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, kind: Kind, name: Name) -> Lookup | None:
        """What was found under this name."""
        with self._session.read() as connection:
            row = connection.execute(select_lookups().where(self._is(kind, name))).one_or_none()
        return None if row is None else lookup_of(row)

    def all(self, kind: Kind) -> dict[Name, Lookup]:
        """Everything of a kind that was found, by name or path."""
        with self._session.read() as connection:
            is_it = (LOOKUPS.c.project == self._session.row) & (LOOKUPS.c.kind == kind)
            rows = connection.execute(select_lookups().where(is_it).order_by(LOOKUPS.c.key)).all()
        return {row.key if isinstance(row.key, str) else tuple(row.key): lookup_of(row) for row in rows}

    def keep(
        self, kind: Kind, ids: Mapping[Name, int], *, created: bool = False, details: Fields | None = None
    ) -> None:
        """These were found, or ``created`` by us. ``details`` are the same for all (the uuid of a BIM file)."""
        now = self._session.clock()
        common = {"project": self._session.row, "kind": kind, "created": created, "found_at": now}
        with self._session.write() as connection:
            for name, procore_id in ids.items():
                connection.execute(delete(LOOKUPS).where(self._is(kind, name)))
                values = {**common, "key": name, "procore_id": procore_id, "details": dict(details or {})}
                connection.execute(insert(LOOKUPS), values)

    def forget(self, kind: Kind, name: Name) -> None:
        """It is no longer there: look for it anew."""
        with self._session.write() as connection:
            connection.execute(delete(LOOKUPS).where(self._is(kind, name)))

    def _is(self, kind: Kind, name: Name) -> ColumnElement[bool]:
        return and_(LOOKUPS.c.project == self._session.row, LOOKUPS.c.kind == kind, LOOKUPS.c.key == name)
