"""What rules can ask about a clash or an issue: each fact by its name, as many values as it has.

A fact that is not known has no value, and no condition on it holds. Facts of a group's header without members say
nothing about elements: they are those of its worst clash alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from converter.geometry.boxes import intersection
from converter.plan.candidates import Candidate
from converter.plan.elements import Element

if TYPE_CHECKING:
    from converter.plan.topics.topic_issues import TopicEntry

Facts = Mapping[str, tuple[Any, ...]]
"""Texts, pairs of texts, numbers or points by the name of the fact."""
Read = Callable[[Candidate], Iterable[Any]]

ELEMENT_FACTS: Final[Mapping[str, Read]] = {
    "class": lambda each: [element.ifc_class for element in each.elements],
    "element": lambda each: [element.label for element in each.elements],
    "layer": lambda each: [element.layer for element in each.elements],
    "model": lambda each: [element.model for element in each.elements],
    "system": lambda each: [found.system if found else None for found in each.known.elements],
    "discipline": lambda each: [found.discipline if found else None for found in each.known.elements],
}
"""Of the two elements: a condition holds when it holds for one of them."""

PAIR_FACTS: Final[Mapping[str, str]] = {
    "classes": "class", "elements": "element", "layers": "layer", "models": "model", "systems": "system",
    "disciplines": "discipline",
}  # fmt: skip
"""The same, of both: only where both are known."""

PLACE_FACTS: Final[Mapping[str, Read]] = {
    "level": lambda each: (each.level,),
    "grid": lambda each: (each.grid,),
    "storey": lambda each: (each.known.place.storey,) if each.known.place else (),
    "room": lambda each: (each.known.place.room,) if each.known.place else (),
    "zone": lambda each: (each.known.place.zone,) if each.known.place else (),
    "box": lambda each: (each.result.point_m,),
}
"""Where it is. An issue is where the clash is that stands for it."""

INSULATION: Final = "insulation"
"""Of each element its name, layer and class: what tells insulation from what has some. No condition of ``when``."""

ENTRY_FACTS: Final[Mapping[str, Read]] = {
    "test": lambda each: (each.test,),
    "file": lambda each: (each.file,),
    "name": lambda each: (each.result.name,),
    "guid": lambda each: (each.result.guid,),
    "group": lambda each: (each.group_name,),
    "status": lambda each: (str(each.result.status),),
    "assigned": lambda each: (each.result.assigned_to,),
    "kind": lambda each: ("group" if each.is_group else "clash",),
}

NUMBERS: Final = ("depth_mm", "distance_mm", "overlap_mm", "age_days")
ISSUE_NUMBERS: Final = ("clashes", "severity")
"""Known once clashes are issues."""
ISSUE_FACTS: Final = ("state", *ISSUE_NUMBERS)
TOPIC_FACTS: Final = ("label", "type", "priority", "author", "stage")
"""Of BCF topics alone."""

TEXTS: Final = (*ENTRY_FACTS, *ELEMENT_FACTS, *(name for name in PLACE_FACTS if name != "box"), *TOPIC_FACTS, "state")
CLASH_FACTS: Final = frozenset({*ENTRY_FACTS, *ELEMENT_FACTS, *PAIR_FACTS, *PLACE_FACTS, *NUMBERS})
"""What is known of a clash by itself."""


def clash_reader(wanted: Collection[str], today: date | None) -> Callable[[Candidate], Facts]:
    """Reads the ``wanted`` facts of one clash or header, ages by the day ``today``."""
    readers = [(name, _reader(name, today)) for name in sorted(wanted)]
    return lambda candidate: {name: read(candidate) for name, read in readers}


def _reader(name: str, today: date | None) -> Callable[[Candidate], tuple[Any, ...]]:
    if name in NUMBERS:
        return lambda each: () if (found := number_of(each, name, today)) is None else (found,)
    if name in PAIR_FACTS:
        both = ELEMENT_FACTS[PAIR_FACTS[name]]
        return lambda each: () if each.is_group else _pairs(both(each))
    if name in ELEMENT_FACTS:
        either = ELEMENT_FACTS[name]
        return lambda each: () if each.is_group else tuple([value for value in either(each) if value])
    if name == INSULATION:
        return lambda each: () if each.is_group else tuple(map(_what, each.elements))
    read = ENTRY_FACTS.get(name) or PLACE_FACTS.get(name)
    return (lambda _: ()) if read is None else lambda each: tuple([value for value in read(each) if value])


def _what(element: Element) -> tuple[str, str, str]:
    return f"{element.name} {element.type}", element.layer or "", element.ifc_class or ""


def _pairs(values: Iterable[str | None]) -> tuple[tuple[str, str], ...]:
    known = [value for value in values if value]
    return ((known[0], known[1]),) if len(known) == 2 else ()


def number_of(candidate: Candidate, name: str, today: date | None) -> float | None:
    """A number of a clash, None where it is not known. What is apart has the depth 0."""
    distance_m = candidate.result.distance_m
    if name == "depth_mm":
        return None if distance_m is None else max(-distance_m, 0.0) * 1000
    if name == "distance_mm":
        return None if distance_m is None else distance_m * 1000
    if name == "overlap_mm":
        return _overlap_mm(candidate)
    created = candidate.result.created
    return None if created is None or today is None else float((today - created.date()).days)


def _overlap_mm(candidate: Candidate) -> float | None:
    """The smallest edge of what the boxes of both elements have in common: no element reaches deeper into the other."""
    boxes = candidate.known.whole_boxes
    if len(boxes) != 2:
        return None
    common = intersection(boxes[0], boxes[1])
    return min(high - low for low, high in zip(common.min_m, common.max_m, strict=True)) * 1000 if common else 0.0


class IssueReader:
    """Reads facts of issues: what any of the open clashes has, but one place, and the numbers of the worst clash."""

    def __init__(self, wanted: Collection[str], today: date | None) -> None:
        names = sorted(wanted)
        self._wanted = names
        self._of_face = [(name, _reader(name, today)) for name in names if name in PLACE_FACTS]
        self._of_any = [(name, _reader(name, today)) for name in names if name in CLASH_FACTS and name not in _OF_ONE]
        self._worst = [(name, _reader(name, today)) for name in names if name in NUMBERS]
        self._today = today

    def of_clashes(self, entries: Sequence[Candidate], face: Candidate, more: Facts) -> Facts:
        """The facts of an issue; ``more`` has what its clashes do not know: state, severity, number of clashes."""
        facts: dict[str, tuple[Any, ...]] = dict.fromkeys(self._wanted, ())
        facts |= {name: read(face) for name, read in self._of_face}
        for name, read in self._of_any:
            facts[name] = tuple(dict.fromkeys([value for each in entries for value in read(each)]))
        for name, read in self._worst:
            known = [number for each in entries for number in read(each)]
            facts[name] = () if not known else (min(known) if name == "distance_mm" else max(known),)
        return {**facts, **more}

    def of_topic(self, entry: TopicEntry, more: Facts) -> Facts:
        """The facts of a BCF topic."""
        return {**{name: _of_topic(entry, name, self._today) for name in self._wanted}, **more}


_OF_ONE: Final = frozenset({*PLACE_FACTS, *NUMBERS})


_OF_TOPICS: Final[Mapping[str, Callable[[TopicEntry], Iterable[Any]]]] = {
    "kind": lambda _: ("topic",),
    "file": lambda each: (each.file,),
    "name": lambda each: (each.topic.title,),
    "guid": lambda each: (each.topic.guid,),
    "status": lambda each: (each.topic.topic_status,),
    "assigned": lambda each: (each.topic.assigned_to,),
    "label": lambda each: each.topic.labels,
    "type": lambda each: (each.topic.topic_type,),
    "priority": lambda each: (each.topic.priority,),
    "author": lambda each: (each.topic.created_author,),
    "stage": lambda each: (each.topic.stage,),
    "class": lambda each: [found.ifc_class for found in each.known.elements if found],
    "element": lambda each: [found.name for found in each.known.elements if found],
    "model": lambda each: [header.filename for header in each.topic.header_files],
    "layer": lambda each: [found.layer for found in each.known.elements if found],
    "system": lambda each: [found.system for found in each.known.elements if found],
    "discipline": lambda each: [found.discipline for found in each.known.elements if found],
    "level": lambda each: (each.known.place.level,) if each.known.place else (),
    "storey": lambda each: (each.known.place.storey,) if each.known.place else (),
    "room": lambda each: (each.known.place.room,) if each.known.place else (),
    "zone": lambda each: (each.known.place.zone,) if each.known.place else (),
}


def _of_topic(entry: TopicEntry, name: str, today: date | None) -> tuple[Any, ...]:
    if name == "age_days":
        created = entry.topic.created
        return () if created is None or today is None else (float((today - created.date()).days),)
    read = _OF_TOPICS.get(name)
    return () if read is None else tuple(dict.fromkeys([value for value in read(entry) if value]))
