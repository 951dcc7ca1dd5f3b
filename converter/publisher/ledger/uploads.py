"""Pictures on their way up: one upload for each content, whatever many issues show it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from converter.publisher.ledger.entries import Upload
from converter.publisher.ledger.errors import IllegalTransitionError
from converter.publisher.ledger.rows import among, select_uploads, upload_of
from converter.publisher.ledger.session import Session
from converter.publisher.ledger.states import UPLOAD_STEPS, UploadState
from converter.publisher.ledger.tables import UPLOADS


class Uploads:
    """The uploads of one project, by SHA-256 of their content."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, sha256: str) -> Upload | None:
        """The upload of this content."""
        return self.among([sha256]).get(sha256)

    def among(self, contents: Iterable[str]) -> dict[str, Upload]:
        """Those of the contents for which there is an upload."""
        with self._session.read() as connection:
            query = select_uploads().where(UPLOADS.c.project == self._session.row)
            rows = connection.execute(query.where(among(connection, UPLOADS.c.sha256, contents)))
            return {row.sha256: upload_of(row) for row in rows}

    def counts(self) -> dict[UploadState, int]:
        """Number of uploads in each state that occurs."""
        with self._session.read() as connection:
            states = connection.execute(select(UPLOADS.c.state).where(UPLOADS.c.project == self._session.row)).scalars()
            found = list(states)
        return {state: found.count(state) for state in UploadState if state in found}

    def plan(self, sha256: str, *, owner: str, file_name: str, size: int) -> None:
        """The content is to go up under the account ``owner``; ``size`` in bytes. An earlier upload is forgotten."""
        values = {
            "owner": owner,
            "file_name": file_name,
            "bytes": size,
            "planned_at": self._session.clock(),
            **dict.fromkeys(("upload_uuid", "started_at", "stored_at", "used_at", "expires_at")),
        }
        self._move([sha256], UploadState.PLANNED, values)

    def started(self, sha256: str, upload_uuid: str, expires_at: datetime) -> None:
        """Procore gave a uuid and an address; the bytes must begin to arrive before ``expires_at``."""
        values = {"upload_uuid": upload_uuid, "started_at": self._session.clock(), "expires_at": expires_at}
        self._move([sha256], UploadState.STARTED, values)

    def stored(self, sha256: str, expires_at: datetime) -> None:
        """The bytes are there; an issue must refer to them before ``expires_at``."""
        self._move([sha256], UploadState.STORED, {"stored_at": self._session.clock(), "expires_at": expires_at})

    def arrived(self, uploads: Mapping[str, tuple[str, datetime]]) -> None:
        """The bytes of these are there, all of it written down at once: the uuid, and until when to refer to it."""
        if not uploads:
            return
        now = self._session.clock()
        own = {
            sha256: {"upload_uuid": upload_uuid, "started_at": now, "expires_at": until}
            for sha256, (upload_uuid, until) in uploads.items()
        }
        row = self._session.row
        with self._session.write() as connection:
            _step(connection, row, UploadState.STARTED, own)
            _step(connection, row, UploadState.STORED, {sha256: {"stored_at": now} for sha256 in own})

    def used(self, contents: Collection[str]) -> None:
        """Issues refer to these."""
        self._move(contents, UploadState.USED, {"used_at": self._session.clock()})

    def _move(self, contents: Collection[str], state: UploadState, values: dict[str, Any]) -> None:
        row = self._session.row
        with self._session.write() as connection:
            _step(connection, row, state, dict.fromkeys(contents, values))


def _step(connection: Connection, row: int, state: UploadState, values: Mapping[str, Mapping[str, Any]]) -> None:
    """Move uploads of a project on, each with its columns."""
    before = _states(connection, row, values)
    for sha256 in values:
        if state not in UPLOAD_STEPS[before.get(sha256)]:
            was = before.get(sha256, "not in the ledger")
            raise IllegalTransitionError(f"Upload {sha256} is {was}: it cannot become {state}.")
    if new := [sha256 for sha256 in values if sha256 not in before]:
        inserts = [{"project": row, "sha256": sha256, "state": state, **values[sha256]} for sha256 in new]
        connection.execute(insert(UPLOADS), inserts)
    if before:
        is_it = (UPLOADS.c.project == row) & (UPLOADS.c.sha256 == bindparam("of"))
        changes = [{"of": sha256, "state": state, **values[sha256]} for sha256 in before]
        connection.execute(update(UPLOADS).where(is_it), changes)


def _states(connection: Connection, project: int, contents: Iterable[str]) -> dict[str, UploadState]:
    query = select(UPLOADS.c.sha256, UPLOADS.c.state).where(UPLOADS.c.project == project)
    rows = connection.execute(query.where(among(connection, UPLOADS.c.sha256, contents)))
    return {row.sha256: UploadState(row.state) for row in rows}
