"""Reports of a made-up week: what Navisworks writes of what is true, and what it keeps to itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from random import Random

from converter.model.clash import (
    ClashItem,
    ClashResult,
    ClashStatus,
    ClashTest,
    ClashTestStatus,
    GroupLayout,
)
from converter.model.report import Kind, Report
from tests.weeks.world import Fact, Thing, World, tests


class Fields(Enum):
    """What was ticked when the report was written: ids alone, or the path with the model and the class as well."""

    IDS = auto()
    PATHS = auto()


@dataclass(frozen=True)
class Quirks:
    """What is wrong with a report: tests that are missing, stale, partial or filtered, a model that was not loaded."""

    missing: frozenset[str] = frozenset()
    stale: frozenset[str] = frozenset()
    partial: frozenset[str] = frozenset()
    filtered: frozenset[str] = frozenset()
    renamed: frozenset[str] = frozenset()
    without_model: str = ""
    compacted: bool = False

    @property
    def untested(self) -> frozenset[str]:
        """Tests whose report proves nothing."""
        return self.missing | self.stale | self.partial | self.filtered


@dataclass
class Written:
    """A report, which clash each of its live rows is (guid → number), and the test of each (number → name)."""

    report: Report
    rows: dict[str, int] = field(default_factory=dict)
    tests: dict[int, str] = field(default_factory=dict)


def quirks(random: Random, fields: Fields) -> Quirks:
    """What goes wrong in a week. Without the models' names nobody can see that one was not loaded."""

    def some(chance: float) -> frozenset[str]:
        return frozenset(name for name, *_ in tests() if random.random() < chance)

    lost = random.choice(("Ducts", "Electrical")) if fields is Fields.PATHS and random.random() < 0.1 else ""
    return Quirks(some(0.03), some(0.15), some(0.03), some(0.08), some(0.05), lost, random.random() < 0.2)


def export(world: World, fields: Fields, flaws: Quirks, last: Written | None = None) -> Written:
    """Write the report of a week. A stale test shows what it showed in the report before (``last``)."""
    written = Written(Report(path="week.xml", kind=Kind.NAVISWORKS_XML, units="m"))
    found = []
    for name, *_ in tests():
        if name in flaws.missing:
            continue
        shown = f"{name.split(' ', 1)[1]} (new)" if name in flaws.renamed else name
        before = _before(last, name) if name in flaws.stale else None
        results = list(before.results) if before else _results(world, name, fields, flaws, written)
        if before and last:
            written.rows |= {each.guid: last.rows[each.guid] for each in results if each.guid in last.rows}
        world.random.shuffle(results)
        found.append(
            ClashTest(
                shown,
                status=_status(name, flaws),
                layout=GroupLayout.UNGROUPED if results else GroupLayout.EMPTY,
                filtered=name in flaws.filtered and before is None,
                results=tuple(results),
            )
        )
    return Written(
        Report(path="week.xml", kind=Kind.NAVISWORKS_XML, units="m", tests=tuple(found)), written.rows, written.tests
    )


def _before(last: Written | None, name: str) -> ClashTest | None:
    return next((test for test in last.report.tests if test.name == name), None) if last else None


def _status(name: str, flaws: Quirks) -> ClashTestStatus:
    if name in flaws.stale:
        return ClashTestStatus.OLD
    return ClashTestStatus.PARTIAL if name in flaws.partial else ClashTestStatus.OK


def _results(world: World, test: str, fields: Fields, flaws: Quirks, written: Written) -> list[ClashResult]:
    random = world.random
    rows = []
    for fact in world.facts.values():
        if fact.test != test:
            continue
        if flaws.without_model in (fact.first.model, fact.second.model):
            rows.append(_resolved(world, fact, fields, flaws.without_model))
            continue
        if test in flaws.filtered and random.random() < 0.4:
            continue  # of a status that was not ticked
        if test in flaws.partial and random.random() < 0.2:
            continue
        status = ClashStatus.APPROVED if fact.approved else random.choice((ClashStatus.ACTIVE, ClashStatus.REVIEWED))
        items = (_item(fact.first, fields), _item(fact.second, fields))
        rows.append(ClashResult(fact.guid, fact.name, status, items, fact.point))
        written.rows[fact.guid] = fact.number
        written.tests[fact.number] = test
    if test not in flaws.filtered and not flaws.compacted:
        rows += [_resolved(world, fact, fields, flaws.without_model) for fact in world.history if fact.test == test]
    return rows


def _resolved(world: World, fact: Fact, fields: Fields, lost: str) -> ClashResult:
    """Resolved rows have mostly lost their elements: of 100, 12 keep both and 51 one; none keeps what is not there."""
    random = world.random
    there = [each for each in (fact.first, fact.second) if each.model != lost and each not in world.deleted]
    keep = random.choices((2, 1, 0), (12, 51, 37))[0]
    random.shuffle(there)
    items = tuple(_item(each, fields) for each in there[:keep])
    return ClashResult(fact.guid, fact.name, ClashStatus.RESOLVED, items, fact.point)


def _item(thing: Thing, fields: Fields) -> ClashItem:
    ids = (("Element ID", str(thing.id)),)
    if fields is Fields.IDS:
        return ClashItem(ids)
    return ClashItem(
        ids, path=("File", "Project.nwd", f"{thing.model}.nwc", thing.ifc_class, f"{thing.ifc_class} {thing.id}")
    )
