"""What belongs to what: the relations of a model, by the step ids of their ends."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from converter.parsers.ifc.records import Found, Records
from converter.parsers.ifc.schema import Schema
from converter.parsers.ifc.step_text import SKIPPED, Text, references

_HEAD = rb"\s*+\(" + rb",".join([SKIPPED] * 4) + rb","
_END = rb"\s*+(\([^()';]*+\)|#[0-9]{1,18}+(?![0-9]))"
_ENDS = re.compile(_HEAD + _END + rb"\s*+,(?:\s*+\.?[A-Z_]*+\.?\$?\s*+,)?" + _END, re.IGNORECASE)
"""Both ends of a relation; between them one enumeration (``RelatedObjectsType``) or nothing."""

_MANY_FIRST = ("contained", "typed", "grouped")
_TOO_LARGE = 10**18
Parents = dict[int, int]


@dataclass(slots=True)
class Relations:
    """Child → parent by kind of relation.

    Where a child has several parents, the relation with the lowest id counts, as for ifcopenshell. ``voids_of`` gives
    the ids of the IfcRelVoidsElement records of an element, ``further_wholes`` the others of a part of
    several aggregates, ``zoned`` the IfcZone records of a room.
    """

    contained: Parents = field(default_factory=dict)
    aggregates: Parents = field(default_factory=dict)
    nests: Parents = field(default_factory=dict)
    fills: Parents = field(default_factory=dict)
    voids: Parents = field(default_factory=dict)
    adheres: Parents = field(default_factory=dict)
    typed: Parents = field(default_factory=dict)
    grouped: Parents = field(default_factory=dict)
    zoned: dict[int, list[int]] = field(default_factory=dict)
    voids_of: dict[int, tuple[int, ...]] = field(default_factory=dict)
    further_wholes: dict[int, list[int]] = field(default_factory=dict)
    _below: dict[int, list[int]] | None = None

    def parent(self, child: int) -> int | None:
        """What an element is a part of when nothing contains it: an aggregate, a nest, its opening, what it voids."""
        for parents in (self.aggregates, self.nests, self.fills, self.voids, self.adheres):
            if (parent := parents.get(child)) is not None:
                return parent
        return None

    def wholes(self, part: int) -> tuple[int, ...]:
        """The aggregates an element is a part of; all but the first are an error of the model."""
        whole = self.aggregates.get(part)
        return () if whole is None else (whole, *self.further_wholes.get(part, ()))

    def parts(self, whole: int) -> tuple[int, ...]:
        """The aggregated parts of an element and theirs, the nearest first."""
        if self._below is None:
            self._below = _inverse({part: self.wholes(part) for part in self.aggregates})
        below = self._below
        found: dict[int, None] = {}
        for each in (queue := list(below.get(whole, ()))):
            if each not in found and each != whole:
                found[each] = None
                queue += below.get(each, ())
        return tuple(found)


def _inverse(parents: Mapping[int, Iterable[int]]) -> dict[int, list[int]]:
    below: defaultdict[int, list[int]] = defaultdict(list)
    for child, above in parents.items():
        for parent in above:
            below[parent].append(child)
    return dict(below)


def relations(text: Text, found: Found, schema: Schema) -> Relations:
    """Read the relations of a model."""
    made = Relations()
    for role in ("contained", "fills", "voids", "adheres", "typed"):
        _read(text, found.of(role), getattr(made, role), many_first=role in _MANY_FIRST)
    _read_groups(text, found, made)
    _read_parts(text, found, made, schema)
    made.voids_of = _void_ids(text, found.of("voids"))
    return made


def _pairs(text: Text, records: Records, *, lowest_last: bool = False) -> Iterator[tuple[int, list[int], list[int]]]:
    """Relation id, step ids of its first end, and of its second, lowest relation first."""
    ids, places, ends_at = records.ids, records.places, _ENDS.match
    for index in reversed(records.by_id()) if lowest_last else records.by_id():
        ends = ends_at(text, places[index])
        if ends is not None:
            first, second = ends.groups()
            yield ids[index], _members(first), _members(second)


def _members(end: bytes) -> list[int]:
    """The step ids of an end of a relation: one, or a list."""
    if end[:1] == b"#":
        return [int(end[1:])]
    if end[:2] == b"(#" and b"#0" not in end:  # nearly all are written so: (#1,#2,#3)
        written = end[2:-1].split(b",#")
        if all(written) and b"".join(written).isdigit() and max(numbers := list(map(int, written))) < _TOO_LARGE:
            return numbers
    return references(end)


def _read(text: Text, records: Records, parents: Parents, *, many_first: bool) -> None:
    for _, first, second in _pairs(text, records, lowest_last=True):
        many, one = (first, second) if many_first else (second, first)
        if len(one) == 1:
            parents.update(dict.fromkeys(many, one[0]))


def _read_groups(text: Text, found: Found, made: Relations) -> None:
    """Only groups that are systems or zones."""
    systems, zones = found.of("system"), found.of("zone")
    for _, members, (group, *_) in ((i, a, b) for i, a, b in _pairs(text, found.of("grouped")) if b):
        if systems.index_of(group) is not None:
            for member in members:
                made.grouped.setdefault(member, group)
        elif zones.index_of(group) is not None:
            for member in members:
                made.zoned.setdefault(member, []).append(group)


def _read_parts(text: Text, found: Found, made: Relations, schema: Schema) -> None:
    """Aggregates and nests. In IFC2X3 they are one inverse attribute, of which the first relation counts."""
    if schema.name != "2X3":
        for _, whole, parts in _pairs(text, found.of("aggregates")):
            for part in parts if len(whole) == 1 else ():
                _add_whole(made, part, whole[0])
        _read(text, found.of("nests"), made.nests, many_first=False)
        return
    kinds = (("aggregates", made.aggregates), ("nests", made.nests))
    pairs = sorted(((pair, parents) for role, parents in kinds for pair in _pairs(text, found.of(role))), key=_id_of)
    for (_, whole, parts), parents in pairs:
        for part in parts if len(whole) == 1 else ():
            if parents is made.aggregates and part not in made.nests:
                _add_whole(made, part, whole[0])
            elif part not in made.aggregates and part not in made.nests:
                parents[part] = whole[0]


def _add_whole(made: Relations, part: int, whole: int) -> None:
    if made.aggregates.setdefault(part, whole) != whole:
        made.further_wholes.setdefault(part, []).append(whole)


def _id_of(pair: tuple[tuple[int, list[int], list[int]], Parents]) -> int:
    return pair[0][0]


def _void_ids(text: Text, records: Records) -> dict[int, tuple[int, ...]]:
    ids: defaultdict[int, list[int]] = defaultdict(list)
    for relation, hosts, _ in _pairs(text, records):
        for host in hosts[:1]:
            ids[host].append(relation)
    return {host: tuple(each) for host, each in ids.items()}
