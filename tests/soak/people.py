"""People at work in Procore: they change, close and delete issues, and expect to find them as they left them."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.app.sandbox_clock import SandboxClock
from tests.sandbox.running import Box

_ISSUES = "/rest/v1.0/coordination_issues"
PAUSE_S = 41
"""The rate windows are those of the app, people or not: by then what a fault has shut is open again."""
_STATUSES = ("closed", "open")


@dataclass
class People:
    """What people did: by uuid the values they gave to fields, and what they deleted."""

    box: Box
    clock: SandboxClock
    random: Random
    theirs: dict[str, dict[str, Any]] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    edits: int = 0

    def work(self, uuids: list[str], *, with_statuses: bool) -> None:
        """Do something to some of these issues. In the middle of a publish nobody sets a status: the plan may, too."""
        self.clock.sleep(PAUSE_S)
        token = self.box.person("admin@example.com")
        rows = {each["uuid"]: each for each in self.box.issues()}
        there = [uuid for uuid in uuids if uuid in rows]
        for uuid in self.random.sample(there, min(len(there), self.random.randint(0, 3))):
            kinds = ["title", "assignee_id", "priority", "due_date", *(["status", "delete"] if with_statuses else [])]
            self._do(self.random.choice(kinds), uuid, rows[uuid]["id"], token)
            self.edits += 1

    def _do(self, kind: str, uuid: str, number: int, token: str) -> None:
        project = self.box.project_id
        if kind == "delete":
            answer = self.box.call("DELETE", f"{_ISSUES}/{number}", params={"project_id": project}, token=token)
            self.deleted.add(uuid)
        else:
            value = self._value(kind, token)
            body = {"project_id": project, "coordination_issue": {kind: value}}
            answer = self.box.call("PATCH", f"{_ISSUES}/{number}", json=body, token=token)
            self.theirs.setdefault(uuid, {})[kind] = value
        assert answer.status_code in (200, 204), answer.text

    def _value(self, kind: str, token: str) -> Any:
        if kind == "assignee_id":
            asked = {"project_id": self.box.project_id}
            found = self.box.call("GET", f"{_ISSUES}/assignees", params=asked, token=token).json()
            return self.random.choice(sorted(each["id"] for each in found))
        if kind == "status":
            return self.random.choice(_STATUSES)
        if kind == "priority":
            return self.random.choice(["low", "medium", "high", "critical"])
        if kind == "due_date":
            return f"2027-0{self.random.randint(1, 9)}-15"
        return f"What people call it, {self.random.randint(0, 10**6)}"
