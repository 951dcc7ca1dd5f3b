"""Names for groups that stay the same while members come and go and rows change their order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import floor
from zlib import crc32

from converter.plan.candidates import Candidate


def told_apart(
    heads: Sequence[str], members: Sequence[Sequence[Candidate]], levels: Sequence[str], edge_m: float
) -> list[str]:
    """A tag a group: its ``head``, with level and cell of a grid of ``edge_m`` only where several groups have it."""
    counts = Counter(heads)
    tags = [
        head if counts[head] == 1 else f"{head}|{level}|{place_tag(those, edge_m)}"
        for head, those, level in zip(heads, members, levels, strict=True)
    ]
    return _numbered(tags, members)


def place_tag(members: Sequence[Candidate], edge_m: float) -> str:
    """The cell of a grid in which the group's anchor lies: ``12,-3,0``; "" without a point.

    The anchor is the member whose key has the smallest check sum: of n members a new one takes its place once in n + 1
    times, and then mostly lies in the same cell.
    """
    anchor = min(members, key=lambda each: (crc32(each.key.encode()), each.key))
    if anchor.result.point_m is None:
        return ""
    return ",".join([str(floor(value / edge_m)) for value in anchor.result.point_m])


def _numbered(tags: Sequence[str], members: Sequence[Sequence[Candidate]]) -> list[str]:
    """Groups that would share a tag are numbered, the one with the first key first."""
    same: dict[str, list[int]] = defaultdict(list)
    for place, tag in enumerate(tags):
        same[tag].append(place)
    found = list(tags)
    for tag, places in same.items():
        if len(places) > 1:
            ordered = sorted(places, key=lambda place: min(each.key for each in members[place]))
            for number, place in enumerate(ordered[1:], start=2):
                found[place] = f"{tag}#{number}"
    return found
