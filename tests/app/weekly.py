"""Weeks of one project, published by the ledger's memory or planned by run folders, for tests."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from converter.app.against import LEDGER, Against
from converter.app.converting import convert
from converter.app.publishing import Published, reconcile_before_planning
from converter.app.run_folder import CLASHES_FILE, PLAN_FILE, read_json, read_lines
from tests.app.publishing import QuickClock, Site
from tests.app.runs import NOW
from tests.navisworks import clash, document, item, test_element


@dataclass(frozen=True)
class Row:
    """A clash of a report: which pair it is of, the number of the guid it has now, and its status."""

    pair: int
    guid: int = 0
    status: str = "active"
    moved_m: int = 0

    def text(self) -> str:
        """A resolved row has lost its elements and its point."""
        name = f"Clash{self.pair}"
        point = (f"{self.pair * 5}.000", "2.000", f"{3 + self.moved_m}.000")
        if self.status == "resolved":
            return clash(self.guid or self.pair, status="resolved", items=(), point=None, name=name)
        items = (item(str(100 + self.pair)), item(str(900 + self.pair)))
        return clash(self.guid or self.pair, status=self.status, items=items, point=point, name=name)


def report(path: Path, rows: Sequence[Row], *, status: str = "ok") -> Path:
    """A report of one test."""
    text = document(test_element("".join(row.text() for row in rows)))
    path.write_text(text.replace('status="ok" tolerance', f'status="{status}" tolerance'), encoding="utf-8")
    return path


@dataclass
class Weeks:
    """A site at which report after report is published. No run folder outlives the week."""

    site: Site
    rules: tuple[dict[str, Any], ...] = ()
    number: int = 0

    @property
    def out(self) -> Path:
        """The run folder of this week."""
        return self.site.folder / "run"

    def plan(self, path: Path, against: Against | None = LEDGER, **more: object) -> Path:
        """Convert as ``converter publish REPORT`` does, a clash an issue."""
        self.number += 1
        settings = self.site.settings(**{"grouping__by": "none", "pictures__use": False, **more})
        settings = replace(settings, settings=msgspec.structs.replace(settings.settings, rules=self.rules))
        if against == LEDGER:
            reconcile_before_planning(settings, clock=QuickClock())
            shutil.rmtree(self.out, ignore_errors=True)
        convert([path], self.out, settings, NOW + timedelta(weeks=self.number), against=against)
        return self.out

    def publish(
        self, path: Path, against: Against | None = LEDGER, *, limit: int | None = None, **more: object
    ) -> Published:
        """Convert and publish."""
        return self.site.publish(self.plan(path, against, **more), limit=limit, **more)

    def actions(self) -> dict[str, int]:
        """What the plan of this week does, by action."""
        actions = Counter(issue["action"] for issue in read_json(self.out, PLAN_FILE)["issues"])
        return {action: count for action, count in actions.items() if action != "withhold"}

    def states(self) -> dict[int, str]:
        """The state of every pair the plan of this week knows."""
        found = {}
        for line in read_lines(self.out, CLASHES_FILE):
            if line["elements"]:
                numbers = sorted(int(element["id"]) for element in line["elements"])
                found[numbers[0] - 100] = line["state"]
        return found

    def statuses(self) -> dict[str, int]:
        """How many issues stand in Procore, by status."""
        issues = self.site.box.issues()
        assert len({issue["uuid"] for issue in issues}) == len(issues)
        return dict(Counter(issue["status"] for issue in issues))


def plan_of(folder: Path) -> dict[str, tuple[Any, ...]]:
    """What a run folder plans for each issue, and what it remembers, without what names files and times."""
    plan = read_json(folder, PLAN_FILE)
    issues = {
        each["uuid"]: (each["action"], each["key"], each["reason"], tuple(each["changed_fields"]), each["title"])
        for each in plan["issues"]
    }
    return {**issues, **{each["uuid"]: ("closed", each["key"]) for each in plan["closed"]}}


def lines_of(folder: Path) -> list[tuple[Any, ...]]:
    """What a run folder says of each clash."""
    return sorted(
        (each["key"], each["state"], each["reason"], each["issue"] or "", each["missing_runs"], each["first_seen"])
        for each in read_lines(folder, CLASHES_FILE)
    )
