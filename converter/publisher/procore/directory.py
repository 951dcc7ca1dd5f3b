"""What issues refer to in Procore: people, trades, locations, BIM files. Found by what people call them, or made."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from converter.errors import RejectedError
from converter.publisher.procore.connection import Connection
from converter.publisher.procore.paging import all_of

_NAMESPACE = uuid.UUID("0a1d9a7e-3d53-5f0c-9a55-6ad0a9b9d0c4")
"""Of the uuids of BIM files made here: the same file name in a project has the same one."""


@dataclass(slots=True)
class Directory:
    """Look-ups of one project, each made once; None for what is not there and cannot be made."""

    connection: Connection
    company_id: int
    project_id: int
    _people: dict[str, int] | None = field(default=None, init=False)
    _trades: dict[str, int] | None = field(default=None, init=False)
    _files: dict[str, int] | None = field(default=None, init=False)
    _locations: dict[tuple[str, ...], int | None] = field(default_factory=dict, init=False)

    def assignee(self, email: str) -> int | None:
        """Id of a person who may be given issues, by e-mail address."""
        if self._people is None:
            rows = all_of(self.connection, "/rest/v1.0/coordination_issues/assignees", project_id=self.project_id)
            self._people = {str(row.get("login") or "").casefold(): row["id"] for row in rows}
        return self._people.get(email.casefold())

    def trade(self, name: str) -> int | None:
        """Id of a trade of the company, by name."""
        if self._trades is None:
            rows = all_of(self.connection, f"/rest/v1.0/companies/{self.company_id}/trades")
            self._trades = {str(row.get("name") or "").casefold(): row["id"] for row in rows}
        return self._trades.get(name.casefold())

    def location(self, path: Sequence[str]) -> int | None:
        """Id of a location by its path, which is made where it is missing; None where that is refused."""
        key = tuple(path)
        if key not in self._locations:
            self._locations[key] = self._location(key)
        return self._locations[key]

    def _location(self, path: tuple[str, ...]) -> int | None:
        address = f"/rest/v1.0/projects/{self.project_id}/locations/find_or_create_by_path"
        try:
            answer = self.connection.send("POST", address, {"location": {"path": list(path)}}, may_repeat=True)
        except RejectedError:
            return None
        return _id(answer.body)

    def bim_file(self, name: str) -> int | None:
        """Id of a BIM file by its name; one that is missing is made: a record without a model behind it."""
        found = self.known_bim_file(name) or self._make_file(name)
        if found is not None and self._files is not None:
            self._files[name] = found
        return found

    def known_bim_file(self, name: str) -> int | None:
        """The same for one that is there; None otherwise."""
        if self._files is None:
            self._files = {}
            for row in all_of(self.connection, "/rest/v1.0/bim_files", project_id=self.project_id):
                self._files.setdefault(str(row.get("name") or ""), row["id"])
        return self._files.get(name)

    def _make_file(self, name: str) -> int | None:
        """Its uuid follows from project and name, so that a second try after a lost answer makes no second file."""
        body = {
            "project_id": self.project_id,
            "bim_file": {"name": name, "uuid": str(uuid.uuid5(_NAMESPACE, f"{self.project_id}|{name}"))},
        }
        return _id(self.connection.send("POST", "/rest/v1.0/bim_files", body, may_repeat=True).body)


def _id(body: Any) -> int | None:
    found = body.get("id") if isinstance(body, dict) else None
    return found if isinstance(found, int) else None
