"""Every fault of the sandbox at every request of a publish: published once more, each issue is there exactly once.

Which requests there are is found by publishing in fair weather. CONVERTER_TEST_ISSUES (`make soak`) is how many issues
are made; where it is set, every fault is tried in every story, and what is settled is published again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from converter.errors import ConverterError
from converter.publisher.procore import sessions
from converter.sandbox.faults import KINDS
from tests.app.exactly_once import check_settled, writes
from tests.app.fault_cases import Record, case, count_cases
from tests.app.publishing import Site
from tests.app.sandbox_clock import SandboxClock
from tests.sandbox.running import Box

ISSUES = int(os.environ.get("CONVERTER_TEST_ISSUES", "8"))
IS_SOAK = "CONVERTER_TEST_ISSUES" in os.environ
HOW = {"slow": "seconds=0.02", "429-hour": "seconds=40", "refuse": "items=0"}
"""What a kind of fault is told besides; the hour is cut short, for in one hour an upload that was begun runs out."""
PATIENCE_S = 0.4
"""How long the client waits for an answer that is held back."""


@dataclass(frozen=True)
class Place:
    """A request of a publish: the n-th of those with this method whose path contains this one."""

    method: str
    path: str
    nth: int

    def has_effect(self, kind: str) -> bool:
        """Whether a fault can do anything here: only batches have items, and only Procore itself wants a token."""
        if kind == "refuse":
            return self.path.endswith("/sync")
        return kind != "expire-token" or self.path.startswith("/rest/")

    def fault(self, kind: str) -> str:
        return ",".join(filter(None, (kind, HOW.get(kind), f"method={self.method},path={self.path},nth={self.nth}")))


@dataclass(frozen=True)
class Story:
    """Runs that were published without a fault, and the one that is published with one."""

    before: tuple[Path, ...]
    run: Path
    places: tuple[Place, ...] = ()

    def begin(self, box: Box, folder: Path, ledger: str) -> tuple[Site, SandboxClock]:
        """A new sandbox in which the runs before have been published."""
        box.reset()
        site, clock = Site(box, folder), SandboxClock(box)
        for run in self.before:
            assert publish(site, run, clock, ledger) == 0
        return site, clock


def made(site: Site) -> Story:
    return Story((), site.convert(site.report(ISSUES)))


def changed(site: Site) -> Story:
    """Weeks later: one is opened again, one closed, one has other words, one is new."""
    first = site.convert(site.report(3, name="first.xml"), "first")
    second = site.convert(site.report(3, name="second.xml", solved={0}), "second", first)
    report = site.report(4, name="third.xml", solved={1}, grid="C-3 : Level 2")
    return Story((first, second), site.convert(report, "third", second))


STORIES: dict[str, Callable[[Site], Story]] = {"made": made, "changed": changed}


@pytest.fixture
def quick_folder(tmp_path: Path) -> Iterator[Path]:
    """Where a ledger lies in memory, if there is room: hundreds of ledgers would mostly wait for the disk."""
    shared = Path("/dev/shm")
    with TemporaryDirectory(dir=shared if os.access(shared, os.W_OK) else tmp_path) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def stories(server: Box, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Story]:
    found = {}
    for name, make in STORIES.items():
        folder = tmp_path_factory.mktemp("planned")
        story = make(Site(server, folder))
        found[name] = replace(story, places=places(server, story, folder))
    return found


def publish(site: Site, run: Path, clock: SandboxClock, ledger: str) -> int:
    """Publish; the exit code."""
    try:
        return site.publish(run, clock=clock, ledger__url=ledger).exit_code
    except ConverterError as error:
        return error.exit_code


def places(box: Box, story: Story, folder: Path) -> tuple[Place, ...]:
    """Every request of the publish, in fair weather."""
    site, clock = story.begin(box, folder, ledger := f"sqlite:///{folder / 'calm.db'}")
    seen = len(box.requests())
    assert publish(site, story.run, clock, ledger) == 0
    asked = [(each["method"], each["path"]) for each in box.requests()[seen:]]
    found = []
    for place, (method, path) in enumerate(asked):
        nth = sum(method == other and path in where for other, where in asked[: place + 1])
        found.append(Place(method, path, nth))
    return tuple(found)


def cases() -> Iterator[tuple[str, str]]:
    """Stories and kinds of faults; outside of the soak, what differs for no client is tried with one of the stories."""
    alike = ("500", "502", "503-before", "429", "slow", "hold-before", "drop-before")
    for name in STORIES:
        for kind in KINDS:
            is_left_out = kind.startswith("hold") if name == "made" else kind.startswith(alike)
            if IS_SOAK or not is_left_out:
                yield name, kind


@pytest.mark.parametrize(("name", "kind"), list(cases()))
def test_whatever_happens_at_any_request(
    server: Box, stories: dict[str, Story], name: str, kind: str, quick_folder: Path,
    monkeypatch: pytest.MonkeyPatch, record_property: Record,
) -> None:  # fmt: skip
    story = stories[name]
    where = [each for each in story.places if each.has_effect(kind)]
    for number, place in enumerate(where):
        with case(f"{name}: {place.fault(kind)}"):
            ledger = f"sqlite:///{quick_folder / f'{number}.db'}"
            try_one(server, story, quick_folder, ledger, place.fault(kind), monkeypatch)
    count_cases(record_property, "faults", len(where))


def try_one(
    box: Box, story: Story, folder: Path, ledger: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    site, clock = story.begin(box, folder, ledger)
    box.fault(fault)
    with monkeypatch.context() as patch:
        if fault.startswith("hold"):
            patch.setattr(sessions, "READ_S", PATIENCE_S)
        publish(site, story.run, clock, ledger)
    (struck,) = box.own("GET", "/faults")
    assert struck["hits"] == 1, "the fault has to strike"
    box.own("DELETE", "/faults")
    assert publish(site, story.run, clock, ledger) == 0
    check_settled(site, *story.before, story.run, clock=clock, ledger__url=ledger)
    before = writes(site)
    assert not IS_SOAK or publish(site, story.run, clock, ledger) == 0
    assert writes(site) == before, "what is as planned is not written again"
