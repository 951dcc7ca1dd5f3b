"""What is not paired yet of two runs, and the likeness of two clashes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import dist

from converter.plan.element_keys import names_no_model, without_model
from converter.plan.runs.clash_record import ClashRecord, RecordedElement
from converter.plan.runs.nearest import Spot


class By(StrEnum):
    """What a clash was known again by, in words that follow "by"."""

    KEY = "the guid of its topic or group"
    PAIR = "the same two elements"
    PAIR_WITHOUT_MODEL = "the same two ids, of which one report does not say the models"
    ELEMENT_AND_GUID = "one element and the guid"
    ELEMENT_AND_PLACE = "one element, the kind of the other and the place"
    GUID = "the guid alone, for the report does not name both elements"
    CONTENT = "its title and elements"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records, by their places in the two runs, that are one clash."""

    old: int
    new: int
    by: By


class Unpaired:
    """The records of two runs that no pass has paired yet, by their places, and the pairs found so far."""

    def __init__(self, old: Sequence[ClashRecord], new: Sequence[ClashRecord], tests: Mapping[str, str]) -> None:
        self.old, self.new = old, new
        self.olds: dict[int, None] = {}
        self.news: dict[int, None] = {}
        self.found: list[Pair] = []
        numbers: dict[tuple[str, str], int] = {}
        self.has_others = any(record.kind != "clash" for record in old)
        """True when there are topics or headers of groups."""
        self._old_scopes = [_number(numbers, record, tests) for record in old]
        self._new_scopes = [_number(numbers, record, {}) for record in new]

    def look_at(self, olds: Iterable[int], news: Iterable[int]) -> None:
        """Go on with these records."""
        self.olds, self.news, self.found = dict.fromkeys(olds), dict.fromkeys(news), []

    def take(self, old: int, new: int, by: By) -> None:
        """Pair two records."""
        del self.olds[old], self.news[new]
        self.found.append(Pair(old, new, by))

    def left(self) -> Iterator[tuple[int, int, ClashRecord]]:
        """Place, scope and record of every old one that is left. Pairing while iterating is safe."""
        for place in list(self.olds):
            yield place, self._old_scopes[place], self.old[place]

    def right(self) -> Iterator[tuple[int, int, ClashRecord]]:
        """The same of the new ones."""
        for place in list(self.news):
            yield place, self._new_scopes[place], self.new[place]

    def spots(self, olds: Iterable[int], news: Iterable[int]) -> tuple[list[Spot], list[Spot]]:
        """The points of records."""
        return [spot_of(place, self.old[place]) for place in olds], [spot_of(place, self.new[place]) for place in news]


def spot_of(place: int, record: ClashRecord) -> Spot:
    """The point of a record, with what orders records of equal distance."""
    return Spot(place, record.point_m, (record.guid, record.name, record.key))


@lru_cache(maxsize=4096)
def folded(test: str) -> str:
    """A test's name as two spellings of it agree."""
    return " ".join(test.split()).casefold()


def _number(numbers: dict[tuple[str, str], int], record: ClashRecord, tests: Mapping[str, str]) -> int:
    """Only records of one test are compared. A header without its members stands for the clash it shows."""
    test = folded(record.test)
    kind = "topic" if record.kind == "topic" else "clash"
    return numbers.setdefault((kind, tests.get(test, test)), len(numbers))


def keyed(record: ClashRecord) -> list[RecordedElement]:
    """The elements something is known of."""
    return [element for element in record.elements if element.keys]


def is_same(one: RecordedElement, other: RecordedElement) -> bool:
    """They share a key, or would if both reports named the models."""
    if not one.keys.isdisjoint(other.keys):
        return True
    if any(map(names_no_model, one.keys)) or any(map(names_no_model, other.keys)):
        return not without_model(one.keys).isdisjoint(without_model(other.keys))
    return False


def is_same_pair(one: ClashRecord, other: ClashRecord) -> bool:
    """They are between the same two elements; where not both are known, nothing speaks against it and the guid for."""
    left, right = keyed(one), keyed(other)
    if len(left) == len(right) == 2:
        return any(is_same(left[0], first) and is_same(left[1], second) for first, second in (right, right[::-1]))
    return bool(one.guid) and one.guid == other.guid and agree(one, other)


def agree(one: ClashRecord, other: ClashRecord) -> bool:
    """Nothing that is known of the elements of the one speaks against the other, and one does not name both."""
    left, right = keyed(one), keyed(other)
    if len(left) > len(right):
        left, right = right, left
    if len(left) > 1 and len(one.elements) == 2:
        return False
    return all(any(is_same(element, each) for each in right) for element in left)


def distance_m(one: ClashRecord, other: ClashRecord) -> float | None:
    """How far the point lies from where it was; None where one has none."""
    if one.point_m is None or other.point_m is None:
        return None
    return dist(one.point_m, other.point_m)
