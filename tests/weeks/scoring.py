"""How well two weeks were compared, against what is true."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from converter.plan.issues import ClashState
from converter.plan.runs.comparison import Comparison, compared
from converter.plan.runs.records import records_of_reports
from tests.weeks.export import Fields, Quirks, Written, export, quirks
from tests.weeks.world import World, a_week_later, first_week

_CLOSED: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Score:
    """Counts of clashes: of those in both reports how many were paired rightly and wrongly, and what was closed.

    ``closable`` are solved ones whose test says so.
    """

    clashes: int = 0
    closable: int = 0
    true: int = 0
    right: int = 0
    wrong: int = 0
    closed: int = 0
    closed_wrongly: int = 0
    by_guid_right: int = 0
    by_guid_wrong: int = 0
    closed_wrongly_by_guid: int = 0

    def __add__(self, other: Score) -> Score:
        names = self.__dataclass_fields__
        return Score(**{name: getattr(self, name) + getattr(other, name) for name in names})

    @property
    def precision(self) -> float:
        """Part of the pairs that are right."""
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        """Part of the true pairs that were found."""
        return self.right / max(self.true, 1)


def week(seed: int) -> Score:
    """Make two weeks of a seed and compare them."""
    old, new, world, flaws = two_weeks(seed)
    comparison = compared(records_of_reports([old.report], _CLOSED), records_of_reports([new.report], _CLOSED))
    return score(old, new, world, flaws, comparison)


def two_weeks(seed: int) -> tuple[Written, Written, World, Quirks]:
    """The reports of two weeks, what is true in the second one, and what is wrong with its report."""
    random = Random(seed)
    fields = random.choice(list(Fields))
    world, trades = first_week(random)
    old = export(world, fields, quirks(random, Fields.IDS))
    a_week_later(world, trades)
    flaws = quirks(random, fields)
    return old, export(world, fields, flaws, old), world, flaws


def score(old: Written, new: Written, world: World, flaws: Quirks, comparison: Comparison) -> Score:
    """Compare with the truth."""
    of_old, of_new = old.rows, new.rows
    numbers = {number: guid for guid, number in of_new.items()}
    true = {(guid, numbers[number]) for guid, number in of_old.items() if number in numbers}
    pairs = {
        (change.old.guid, change.new.guid)
        for change in comparison.changes
        if change.old and change.new and change.old.guid in of_old
    }
    closed = [
        change.old.guid
        for change in comparison.changes
        if change.state is ClashState.RESOLVED and change.old and change.old.guid in of_old
    ]
    same_guid = {(guid, guid) for guid in of_old.keys() & of_new.keys()}
    return Score(
        clashes=len(of_old),
        closable=sum(
            number not in world.facts and old.tests[number] not in flaws.untested for number in of_old.values()
        ),
        true=len(true),
        right=len(pairs & true),
        wrong=len(pairs - true),
        closed=len(closed),
        closed_wrongly=sum(of_old[guid] in world.facts for guid in closed),
        by_guid_right=len(same_guid & true),
        by_guid_wrong=len(same_guid - true),
        closed_wrongly_by_guid=sum(number in world.facts and guid not in of_new for guid, number in of_old.items()),
    )


def total(seeds: Iterable[int]) -> Score:
    """All weeks together."""
    whole = Score()
    for seed in seeds:
        whole += week(seed)
    return whole
