"""What is true: elements, the clashes between them, and what a week changes of both.

The rates are those measured on public reports of one project, a week apart (guids re-issued, sides swapped, points
moved, pairs that clash in several places, one element behind many clashes).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random
from uuid import UUID

Point = tuple[float, float, float]

TRADES = ("Structure", "Ducts", "Pipes", "Electrical")
_CLASSES = {
    "Structure": "IfcBeam",
    "Ducts": "IfcDuctSegment",
    "Pipes": "IfcPipeSegment",
    "Electrical": "IfcCableSegment",
}


@dataclass(frozen=True)
class Thing:
    """An element: its model, the id it has there (unique in that model only) and its class."""

    model: str
    id: int
    ifc_class: str


@dataclass(frozen=True)
class Fact:
    """A clash that is there; ``number`` is who it is, whatever a report says. ``guid`` is what Navisworks calls it now."""

    number: int
    test: str
    first: Thing
    second: Thing
    point: Point
    guid: str
    name: str
    approved: bool = False


@dataclass
class World:
    """All that is there, and the rows of what is not any more: a report keeps them as resolved."""

    random: Random
    facts: dict[int, Fact] = field(default_factory=dict)
    history: list[Fact] = field(default_factory=list)
    names: int = 0
    deleted: set[Thing] = field(default_factory=set)

    def guid(self) -> str:
        """A fresh guid, as Navisworks makes them: random."""
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def add(self, test: str, first: Thing, second: Thing, point: Point) -> Fact:
        """A clash that was not there."""
        self.names += 1
        fact = Fact(
            self.names, test, first, second, point, self.guid(), f"Clash{self.names}", self.random.random() < 0.03
        )
        self.facts[fact.number] = fact
        return fact


def things(random: Random) -> dict[str, list[Thing]]:
    """The elements of each trade. Ids are drawn from one range: two models share some."""
    return {
        trade: [Thing(trade, number, _CLASSES[trade]) for number in random.sample(range(1000, 9000), 150)]
        for trade in TRADES
    }


def first_week(random: Random) -> tuple[World, dict[str, list[Thing]]]:
    """A project with some five hundred clashes and a history three times as long."""
    world, trades = World(random), things(random)
    for test, left, right in tests():
        for _ in range(random.randint(60, 160)):
            first = _often_the_same(random, trades[left])
            world.add(test, first, random.choice(trades[right]), _somewhere(random))
            if random.random() < 0.005:
                _in_several_places(world, list(world.facts.values())[-1])
    for fact in random.sample(list(world.facts.values()), 3):  # the same pair in two tests
        other = random.choice([test for test, *_ in tests() if test != fact.test])
        world.add(other, fact.first, fact.second, fact.point)
    for _ in range(3 * len(world.facts)):
        fact = random.choice(list(world.facts.values()))
        world.history.append(replace(fact, number=-1, guid=world.guid()))
    return world, trades


def tests() -> list[tuple[str, str, str]]:
    """Name, left and right trade of each test; the last one is of a trade with itself."""
    return [
        ("01 Structure vs Ducts", "Structure", "Ducts"),
        ("02 Structure vs Pipes", "Structure", "Pipes"),
        ("03 Ducts vs Pipes", "Ducts", "Pipes"),
        ("04 Ducts vs Electrical", "Ducts", "Electrical"),
        ("05 Pipes vs Pipes", "Pipes", "Pipes"),
    ]


def a_week_later(world: World, trades: dict[str, list[Thing]]) -> None:
    """What designers and Navisworks do to the clashes in a week."""
    random = world.random
    _export_anew(world, trades)
    for number, fact in list(world.facts.items()):
        chance = random.random()
        if chance < 0.02:
            del world.facts[number]
            world.history.append(fact)
            if random.random() < 0.3:
                _beside(world, trades, fact)
            continue
        if random.random() < 0.107:
            fact = replace(fact, point=_moved(random, fact.point))
        if random.random() < 0.075:
            fact = replace(fact, first=fact.second, second=fact.first)
        if random.random() < 0.106:
            world.history.append(fact)
            fact = replace(fact, guid=world.guid(), name=f"Clash{random.randint(1, world.names)}")
        world.facts[number] = fact
    for _ in range(random.randint(2, 9)):
        test, left, right = random.choice(tests())
        world.add(test, random.choice(trades[left]), random.choice(trades[right]), _somewhere(random))


def _export_anew(world: World, trades: dict[str, list[Thing]]) -> None:
    """A few elements were deleted and drawn again: same place, same class, another id, and a fresh guid."""
    random = world.random
    for trade in ("Ducts", "Pipes"):
        old = random.choice(trades[trade])
        new = replace(old, id=random.randint(10_000, 99_999))
        hit = [fact for fact in world.facts.values() if old in (fact.first, fact.second)]
        if len(hit) > 2:
            continue
        world.deleted.add(old)
        trades[trade] = [new if each == old else each for each in trades[trade]]
        for fact in hit:
            world.history.append(fact)
            first, second = (new if each == old else each for each in (fact.first, fact.second))
            world.facts[fact.number] = replace(fact, first=first, second=second, guid=world.guid())


def _beside(world: World, trades: dict[str, list[Thing]], gone: Fact) -> None:
    """What took the place of a solved clash is another clash: the same beam, another pipe, a hand's breadth away."""
    pool = [each for each in trades[gone.second.model] if each != gone.second]
    used = {each for fact in world.facts.values() for each in (fact.first, fact.second)}
    there = [each for each in pool if each in used]
    x, y, z = gone.point
    if there:
        point = (x + world.random.uniform(0.05, 0.2), y, z)
        world.add(gone.test, gone.first, world.random.choice(there), point)


def _often_the_same(random: Random, pool: list[Thing]) -> Thing:
    """Few elements are behind most clashes."""
    return pool[int(len(pool) * random.random() ** 3)]


def _in_several_places(world: World, fact: Fact) -> None:
    for _ in range(world.random.randint(1, 10)):
        world.add(fact.test, fact.first, fact.second, _moved_by(world.random, fact.point, world.random.uniform(0.5, 8)))


def _somewhere(random: Random) -> Point:
    return (random.uniform(0, 80), random.uniform(0, 50), random.uniform(0, 19))


def _moved(random: Random, point: Point) -> Point:
    """Median 43 mm, a tenth of them more than a metre, none more than 6 m."""
    return _moved_by(random, point, min(0.043 * 2.718 ** (random.gauss(0, 1) * 2.45), 6.1))


def _moved_by(random: Random, point: Point, distance: float) -> Point:
    axis = random.randrange(3)
    x, y, z = (value + (distance if place == axis else 0.0) for place, value in enumerate(point))
    return (x, y, z)
