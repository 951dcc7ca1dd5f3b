"""The passes that pair clashes of two runs, the surest first. Each takes what it pairs out of :class:`Unpaired`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from converter.plan.element_keys import is_path, names_no_model, without_model
from converter.plan.runs.clash_record import ClashRecord
from converter.plan.runs.likeness import Likeness
from converter.plan.runs.nearest import Edge, Spot, edges_within, mutual_best, one_to_one
from converter.plan.runs.unpaired import By, Unpaired, agree, keyed, spot_of

SAME_PLACE_M = 0.150
"""Pass 2: a clash with one shared element that is nearer than this may be the same one."""

SAME_POINT_M = 0.015
"""Pass 3: a clash without a shared element that is nearer than this is probably the same one."""

SAME_REACH_M = 10.0
"""Farther than this no point was seen to move from run to run (6.1 m at most, among 1,300 clashes)."""

PairKey = tuple[int, str, str]
"""The scope, and one key of each element, the smaller first."""


def by_key(rest: Unpaired) -> None:
    """Topics, and groups whose members are not listed, by the key of their guid; a clash is never its guid."""
    if not rest.has_others:
        return
    olds = _once((scope, record.key, place) for place, scope, record in rest.left() if record.kind != "clash")
    news = _once((scope, record.key, place) for place, scope, record in rest.right() if record.kind != "clash")
    for key, place in olds.items():
        if (new := news.get(key)) is not None:
            rest.take(place, new, By.KEY)


def by_pair(rest: Unpaired) -> None:
    """The same two elements; where a pair occurs more than once by guid, then the nearest first."""
    several = False
    news: dict[PairKey, list[int]] = defaultdict(list)
    for place, scope, record in rest.right():
        keys = _pair_keys(scope, record)
        several |= len(keys) > 1
        for key in keys:
            news[key].append(place)
    olds: dict[PairKey, list[int]] = defaultdict(list)
    for place, scope, record in rest.left():
        keys = _pair_keys(scope, record)
        several |= len(keys) > 1
        for key in keys:
            if key in news:
                olds[key].append(place)
    _pair_up(rest, olds, news, By.PAIR, several=several)


def by_bare_pair(rest: Unpaired) -> None:
    """The same two ids, where one of the two reports does not say which models they are of."""
    if not any(_is_bare(record) for _, _, record in (*rest.left(), *rest.right())):
        return
    olds: dict[PairKey, list[int]] = defaultdict(list)
    news: dict[PairKey, list[int]] = defaultdict(list)
    for into, records in ((olds, rest.left()), (news, rest.right())):
        for place, scope, record in records:
            for key in _pair_keys(scope, record, bare=True):
                into[key].append(place)
    both = olds.keys() & news.keys()
    for key in both:  # two reports that both name the models have been compared by them
        bare = [place for place in news[key] if _is_bare(rest.new[place])]
        if not any(_is_bare(rest.old[place]) for place in olds[key]):
            news[key] = bare
    _pair_up(rest, {key: olds[key] for key in both}, news, By.PAIR_WITHOUT_MODEL, several=True)


def by_element_and_guid(rest: Unpaired) -> None:
    """The guid stayed and so did one element: the other was made anew."""
    _by_guid(rest, By.ELEMENT_AND_GUID, lambda old, new: len(_shared_keys(old, new)) > 0)


def by_guid(rest: Unpaired) -> None:
    """The guid, where one report does not name both elements and nothing speaks against it."""
    _by_guid(rest, By.GUID, agree)


def by_content(rest: Unpaired) -> None:
    """Topics under another guid with the same title and elements."""
    olds, news = (
        _once(
            (scope, (record.name, _all_keys(record)), place)
            for place, scope, record in records
            if record.kind == "topic" and keyed(record)
        )
        for records in (rest.left(), rest.right())
    )
    for key, place in olds.items():
        if (new := news.get(key)) is not None:
            rest.take(place, new, By.CONTENT)


def by_element_and_place(rest: Unpaired, likeness: Likeness) -> None:
    """One element and the place are the same, the other is of the same kind and neither is found under its own id."""
    for *_, old, new in mutual_best(_near_with_one_element(rest, SAME_PLACE_M, likeness.surely_same)):
        rest.take(old, new, By.ELEMENT_AND_PLACE)


def probably_same(rest: Unpaired, likeness: Likeness) -> Iterator[tuple[int, int, str]]:
    """What may be one clash: (old, new, why), each one once. Takes nothing."""
    near = _near_with_one_element(rest, SAME_PLACE_M, likeness.maybe_same)
    apart = _near_with_one_element(rest, SAME_REACH_M, likeness.replaced)
    olds: set[int] = set()
    news: set[int] = set()
    for edges, why in (
        (near, "one element and the place are the same, but not surely the other element"),
        (_at_one_point(rest, likeness), "no element is the same, but their kinds and the point are"),
        (apart, "one element is the same, the other is gone, and one that was not there before is not far from it"),
    ):
        free = (edge for edge in edges if edge[-2] not in olds and edge[-1] not in news)
        for *_, old, new in list(mutual_best(free)):
            olds.add(old)
            news.add(new)
            yield old, new, why


def _near_with_one_element(
    rest: Unpaired, radius_m: float, fits: Callable[[ClashRecord, ClashRecord, str], bool]
) -> Iterator[Edge]:
    olds: dict[tuple[int, str], list[Spot]] = defaultdict(list)
    news: dict[tuple[int, str], list[Spot]] = defaultdict(list)
    for into, records in ((olds, rest.left()), (news, rest.right())):
        for place, scope, record in records:
            if record.point_m is not None and len(record.elements) == 2 and record.kind != "topic":
                for key in {key for element in record.elements for key in element.keys}:
                    into[scope, key].append(spot_of(place, record))
    for scope_and_key in olds.keys() & news.keys():
        for edge in edges_within(radius_m, olds[scope_and_key], news[scope_and_key]):
            if fits(rest.old[edge[-2]], rest.new[edge[-1]], scope_and_key[1]):
                yield edge


def _at_one_point(rest: Unpaired, likeness: Likeness) -> Iterator[Edge]:
    olds: dict[int, list[Spot]] = defaultdict(list)
    news: dict[int, list[Spot]] = defaultdict(list)
    for into, records in ((olds, rest.left()), (news, rest.right())):
        for place, scope, record in records:
            if record.point_m is not None and likeness.has_kinds(record) and record.kind != "topic":
                into[scope].append(spot_of(place, record))
    for scope in olds.keys() & news.keys():
        for edge in edges_within(SAME_POINT_M, olds[scope], news[scope]):
            if likeness.of_kinds(rest.old[edge[-2]], rest.new[edge[-1]]):
                yield edge


def _pair_keys(scope: int, record: ClashRecord, *, bare: bool = False) -> Sequence[PairKey]:
    """Every way in which two elements with several keys can be named, mostly one. Topics may share a pair."""
    if len(record.elements) != 2 or record.kind == "topic":
        return ()
    first, second = record.elements[0].keys, record.elements[1].keys
    if bare:
        first, second = without_model(first), without_model(second)
    if len(first) == 1 == len(second):
        (one,), (other,) = first, second
        return ((scope, one, other) if one <= other else (scope, other, one),)
    return list({(scope, *sorted((one, other))) for one in first for other in second})  # type: ignore[misc]


def _pair_up(
    rest: Unpaired, olds: dict[PairKey, list[int]], news: dict[PairKey, list[int]], by: By, *, several: bool
) -> None:
    """Pair inside of each pair of elements; in the order of the keys where an element has ``several``."""
    for key in sorted(olds) if several else olds:
        left, right = olds[key], news[key]
        if several:
            left = [place for place in left if place in rest.olds]
            right = [place for place in right if place in rest.news]
            if not left or not right:
                continue
        near_only = is_path(key[1]) or is_path(key[2])
        if len(left) == 1 == len(right) and not near_only:
            rest.take(left[0], right[0], by)
            continue
        for old, new in _in_one_pair(rest, left, right, near_only=near_only):
            rest.take(old, new, by)


def _in_one_pair(rest: Unpaired, left: list[int], right: list[int], *, near_only: bool) -> Iterator[tuple[int, int]]:
    guids = {
        rest.new[place].guid: place for place in sorted(right, key=lambda place: spot_of(place, rest.new[place]).order)
    }
    guids.pop("", None)
    same: dict[int, int] = {}
    for place in left:
        if (new := guids.pop(rest.old[place].guid, None)) is not None:
            same[place] = new
    yield from same.items()
    taken = set(same.values())
    spots = rest.spots((p for p in left if p not in same), (p for p in right if p not in taken))
    if near_only:
        yield from ((old, new) for *_, old, new in mutual_best(edges_within(SAME_PLACE_M, *spots)))
    elif all(spots):
        yield from one_to_one(*spots)


def _by_guid(rest: Unpaired, by: By, fits: Callable[[ClashRecord, ClashRecord], bool]) -> None:
    olds = _once((scope, record.guid, place) for place, scope, record in rest.left() if record.guid)
    news = _once((scope, record.guid, place) for place, scope, record in rest.right() if record.guid)
    for key, place in olds.items():
        new = news.get(key)
        if new is not None and fits(rest.old[place], rest.new[new]):
            rest.take(place, new, by)


def _once(found: Iterable[tuple[int, Hashable, int]]) -> dict[tuple[int, Hashable], int]:
    """(scope, what, place) → place by scope and what. What two records claim tells them from nobody: it is left out."""
    places: dict[tuple[int, Hashable], int] = {}
    repeated = set()
    for scope, what, place in found:
        if (scope, what) in places:
            repeated.add((scope, what))
        places[scope, what] = place
    return {key: place for key, place in places.items() if key not in repeated}


def _shared_keys(old: ClashRecord, new: ClashRecord) -> frozenset[str]:
    left = frozenset().union(*[element.keys for element in old.elements])
    return left & frozenset().union(*[element.keys for element in new.elements])


def _all_keys(record: ClashRecord) -> frozenset[frozenset[str]]:
    return frozenset(element.keys for element in keyed(record))


def _is_bare(record: ClashRecord) -> bool:
    return any(names_no_model(key) for element in record.elements for key in element.keys)
