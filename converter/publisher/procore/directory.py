"""What issues refer to in Procore: people, trades, locations, BIM files, view folders.

Found by what people call them, or made; and remembered, so that a later run need not ask.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from converter.errors import RejectedError
from converter.publisher.ledger.lookups import Kind, Lookups, Name
from converter.publisher.procore.connection import Answer, Connection
from converter.publisher.procore.paging import all_of

_NAMESPACE = uuid.UUID("0a1d9a7e-3d53-5f0c-9a55-6ad0a9b9d0c4")
"""Of the uuids of BIM files made here: the same file name in a project has the same one."""

VIEW_FOLDERS = "/rest/v1.0/nested_bim_view_folders"
Ids = dict[Name, int | None]
REFUSED = "refused"
"""Detail of a look-up that Procore refused, in its words; there is no id then, and 0 stands for it."""


@dataclass(slots=True)
class Directory:
    """Look-ups of one project, each made once; None for what is not there and cannot be made.

    ``memory`` is the ledger's book of what earlier runs found; without it everything is asked for.
    """

    connection: Connection
    company_id: int
    project_id: int
    memory: Lookups | None = None
    _known: dict[Kind, Ids] = field(default_factory=dict, init=False)
    _remembered: dict[Kind, set[Name]] = field(default_factory=dict, init=False)
    _listed: dict[Kind, dict[str, int]] = field(default_factory=dict, init=False)
    _refused: dict[Kind, set[Name]] = field(default_factory=dict, init=False)

    def assignee(self, email: str) -> int | None:
        """Id of a person who may be given issues, by e-mail address."""
        known = self._of(Kind.PERSON)
        if known.get(email) is None:
            people = self._list(Kind.PERSON, "/rest/v1.0/coordination_issues/assignees", "login", self._in_project)
            self._keep(Kind.PERSON, email, people.get(email.casefold()))
        return known[email]

    def watcher(self, email: str) -> int | None:
        """Id of a person of the project, who may watch issues without being given any, by e-mail address."""
        known = self._of(Kind.WATCHER)
        if known.get(email) is None:
            people = self._list(Kind.WATCHER, f"/rest/v1.0/projects/{self.project_id}/users", "login", {})
            self._keep(Kind.WATCHER, email, people.get(email.casefold()))
        return known[email]

    def trade(self, name: str) -> int | None:
        """Id of a trade of the company, by name."""
        known = self._of(Kind.TRADE)
        if known.get(name) is None:
            trades = self._list(Kind.TRADE, f"/rest/v1.0/companies/{self.company_id}/trades", "name", {})
            self._keep(Kind.TRADE, name, trades.get(name.casefold()))
        return known[name]

    def location(self, path: Sequence[str], *, tries_again: bool = True) -> int | None:
        """Id of a location by its path, which is made where it is missing; None where that is refused.

        Asking is a write. Without ``tries_again`` one that was refused in an earlier run is not asked for.
        """
        address, name = f"/rest/v1.0/projects/{self.project_id}/locations/find_or_create_by_path", tuple(path)
        known = self._of(Kind.LOCATION)
        if tries_again and name in self._refused[Kind.LOCATION]:
            self._refused[Kind.LOCATION].discard(name)
            known.pop(name, None)
        return self._found_or_made(Kind.LOCATION, name, address, {"location": {"path": list(path)}})

    def view_folder(self, bim_file: int, path: Sequence[str]) -> int | None:
        """Id of a folder of views of a BIM file by its path, which is made where it is missing; None where refused."""
        body = {"project_id": self.project_id, "bim_view_folder": {"path": list(path), "bim_file_id": bim_file}}
        name = (str(bim_file), *path)
        return self._found_or_made(Kind.VIEW_FOLDER, name, VIEW_FOLDERS, body)

    def bim_file(self, name: str) -> int | None:
        """Id of a BIM file by its name; one that is missing is made: a record without a model behind it."""
        found = self.known_bim_file(name)
        if found is None:
            self._keep(Kind.BIM_FILE, name, found := self._make_file(name), created=True)
        return found

    def known_bim_file(self, name: str) -> int | None:
        """The same for one that is there; None otherwise."""
        known = self._of(Kind.BIM_FILE)
        if known.get(name) is None:
            files = self._list(Kind.BIM_FILE, "/rest/v1.0/bim_files", "name", self._in_project, fold=str)
            if (found := files.get(name)) is not None:
                self._keep(Kind.BIM_FILE, name, found)
        return known.get(name)

    def renew(self, kind: Kind, name: Name) -> bool:
        """Procore refused what an earlier run found under this name: look for it anew. True where that is so.

        True also the second time: many items may have been refused for one id.
        """
        if name not in self._remembered.get(kind, ()):
            return False
        if self.memory is not None and self._of(kind).pop(name, None) is not None:
            self.memory.forget(kind, name)
        return True

    @property
    def _in_project(self) -> dict[str, int]:
        return {"project_id": self.project_id}

    def _of(self, kind: Kind) -> Ids:
        """What is known of a kind; at first what earlier runs found."""
        if kind not in self._known:
            found = self.memory.all(kind) if self.memory is not None else {}
            self._refused[kind] = {name for name, each in found.items() if REFUSED in each.details}
            self._known[kind] = {
                name: None if name in self._refused[kind] else each.procore_id for name, each in found.items()
            }
            self._remembered[kind] = found.keys() - self._refused[kind]
        return self._known[kind]

    def _keep(self, kind: Kind, name: Name, found: int | None, *, created: bool = False) -> None:
        self._of(kind)[name] = found
        if found is not None and self.memory is not None:
            self.memory.keep(kind, {name: found}, created=created)

    def _list(
        self, kind: Kind, path: str, field_name: str, query: dict[str, int], fold: Callable[[str], str] = str.casefold
    ) -> dict[str, int]:
        """Ids by name, in small letters unless ``fold`` says otherwise; of two that share a name the first."""
        if kind not in self._listed:
            self._listed[kind] = {}
            for row in all_of(self.connection, path, **query):
                self._listed[kind].setdefault(fold(str(row.get(field_name) or "")), row["id"])
        return self._listed[kind]

    def _found_or_made(self, kind: Kind, name: Name, address: str, body: object) -> int | None:
        known = self._of(kind)
        if name not in known:
            try:
                answer = self.connection.send("POST", address, body, may_repeat=True)
            except RejectedError as error:
                known[name] = None
                if self.memory is not None and kind is Kind.LOCATION:
                    self.memory.keep(kind, {name: 0}, details={REFUSED: error.message})
            else:
                self._keep(kind, name, _id(answer), created=answer.status == 201)
        return known[name]

    def _make_file(self, name: str) -> int | None:
        """Its uuid follows from project and name, so that a second try after a lost answer makes no second file."""
        body = {
            "project_id": self.project_id,
            "bim_file": {"name": name, "uuid": str(uuid.uuid5(_NAMESPACE, f"{self.project_id}|{name}"))},
        }
        try:
            return _id(self.connection.send("POST", "/rest/v1.0/bim_files", body, may_repeat=True))
        except RejectedError:
            # the answer to a first try may have been lost, and the second refused: then it is there
            self._listed.pop(Kind.BIM_FILE, None)
            if (found := self.known_bim_file(name)) is None:
                raise
            return found


def _id(answer: Answer) -> int | None:
    found = answer.body.get("id") if isinstance(answer.body, dict) else None
    return found if isinstance(found, int) else None
