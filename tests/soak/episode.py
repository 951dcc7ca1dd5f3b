"""Some weeks of one project: published through faults, kills and edits, and looked at after each week."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from converter.errors import ConverterError
from converter.plan.issues import Action
from converter.publisher.ledger import IssueState
from tests.app.exactly_once import PLAIN, check_viewpoint, ledger_of, wanted_of, writes
from tests.app.publisher_process import kill_if_reached
from tests.app.publishing import Site
from tests.app.sandbox_clock import SandboxClock
from tests.sandbox.running import Box
from tests.soak.people import People
from tests.soak.reports import Weeks

KINDS = (
    "drop-before", "drop-after", "500-before", "500-after", "502-before", "502-after", "503-before", "503-after",
    "429-spike", "429-hour,seconds=40", "truncate", "expire-token", "slow,seconds=0.02", "refuse,share=0.3",
)  # fmt: skip
ATTEMPTS = 4
REQUESTS = 12
WEEK_S = 7 * 86_400


@dataclass
class Episode:
    """One seed. ``ledger`` is the address of a ledger that does not exist yet."""

    seed: int
    box: Box
    folder: Path
    ledger: str
    cases: Counter[str] = field(default_factory=Counter)
    statuses: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.box.reset()
        self.box.set(spike_limit=100_000, hour_limit=100_000, duplicate_uuid=self.random.choice(("error", "create")))
        self.site = Site(self.box, self.folder)
        self.clock = SandboxClock(self.box)
        self.people = People(self.box, self.clock, self.random)
        self.weeks = Weeks(self.random, self.folder)
        # A killed publisher is a process with the machine's clock: weeks go by only where there is none.
        self.has_kills = self.random.random() < 0.5
        self.runs: list[Path] = []

    def live(self, weeks: int) -> None:
        """Live through so many weeks."""
        grouping = self.random.choice(("none", "auto"))
        for number in range(weeks):
            before = self.runs[-1] if self.runs else None
            report = self.weeks.report()
            self.runs.append(self.site.convert(report, f"week-{number}", against=before, grouping__by=grouping))
            self._publish_in_bad_weather()
            self._settle()
            self.check()
            self.people.work(sorted(wanted_of(self.runs)), with_statuses=True)
            self._note_statuses()
            if not self.has_kills:
                self.clock.sleep(WEEK_S)

    # One week

    def _publish_in_bad_weather(self) -> None:
        for _ in range(self.random.randint(0, ATTEMPTS)):
            if self.has_kills and self.random.random() < 0.4:
                moment, nth = self.random.choice(("before", "after")), self.random.randint(1, REQUESTS)
                fault = f"hold-{moment},nth={nth}"
                self.cases["kills"] += kill_if_reached(self.site, self.runs[-1], fault, self.ledger)
            else:
                for _ in range(self.random.randint(1, 3)):
                    chance, seed = self.random.choice((0.05, 0.2, 0.5)), self.random.randint(0, 10**6)
                    self.box.fault(f"{self.random.choice(KINDS)},chance={chance},seed={seed}")
                self._publish()
                self.cases["faults"] += sum(each["hits"] for each in self.box.own("GET", "/faults"))
                self.box.own("DELETE", "/faults")
            if len(self.runs) > 1:
                self.people.work(sorted(wanted_of(self.runs[:-1])), with_statuses=False)

    def _publish(self) -> int:
        try:
            return self.site.publish(self.runs[-1], clock=self.clock, ledger__url=self.ledger).exit_code
        except ConverterError as error:
            return error.exit_code

    def _settle(self) -> None:
        """In fair weather once is enough, and a second time writes nothing."""
        assert self._publish() == 0
        before = writes(self.site)
        assert self._publish() == 0 and writes(self.site) == before

    # What must hold

    def check(self) -> None:
        """Each issue once, people's edits untouched, everything else as planned, and the ledger agrees."""
        wanted = wanted_of(self.runs)
        rows = self.box.own("GET", "/issues?deleted=true")
        assert Counter(each["uuid"] for each in rows) == Counter(list(wanted)), "each issue exactly once"
        self._expect_statuses()
        entries = ledger_of(self.site, self.clock, ledger__url=self.ledger)
        assert entries.keys() == wanted.keys()
        for row in rows:
            uuid = row["uuid"]
            entry = entries[uuid]
            assert (entry.procore_id, entry.state) == (row["id"], IssueState.ACCEPTED)
            assert row["deleted"] == (uuid in self.people.deleted) == (entry.gone_at is not None)
            if not row["deleted"]:
                check_viewpoint(self.site, row, wanted[uuid])
                there, expected = _fields(row), self._expected(uuid, wanted[uuid].item)
                assert {name: there[name] for name in expected} == expected, (uuid, self.people.theirs.get(uuid))

    def _expected(self, uuid: str, item: Any) -> dict[str, Any]:
        planned = {name: item[name] for name in PLAIN if name in item}
        return {**planned, **self.people.theirs.get(uuid, {}), "status": self.statuses[uuid]}

    def _expect_statuses(self) -> None:
        """The plan closes and opens again; any other status is people's."""
        for uuid, each in wanted_of(self.runs[-1:]).items():
            self.statuses.setdefault(uuid, each.status or "open")
        for uuid, action in _actions(self.runs[-1]).items():
            if action is Action.CLOSE and uuid in self.statuses:
                self.statuses[uuid] = "closed"
            elif action is Action.REOPEN and self.statuses.get(uuid) == "closed":
                self.statuses[uuid] = "open"

    def _note_statuses(self) -> None:
        for uuid, fields in self.people.theirs.items():
            if status := fields.pop("status", None):
                self.statuses[uuid] = status


def _actions(run: Path) -> dict[str, Action]:
    from converter.app.wanted_issues import wanted_issues

    return {each.uuid: each.action for each in wanted_issues(run)[1]}


def _fields(row: dict[str, Any]) -> dict[str, Any]:
    """Of an issue in Procore, by the names they are set with."""
    person = row["assignee"]
    return {**{name: row[name] for name in (*PLAIN, "status")}, "assignee_id": person and person["id"]}
