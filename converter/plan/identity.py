"""What makes two clashes the same one, and the UUIDs made of it.

A clash is its two elements and its test; the order of the two says nothing, and neither does the name. Navisworks'
guid decides only where a report names no elements: it is re-issued when models are exported anew.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

NAMESPACE = uuid.UUID("5b0c1a0e-6a53-5d5c-9a37-0f1f6a6e2c11")
"""Namespace of every UUID this program makes (UUIDv5, RFC 9562 section 5.5)."""


def pair_key(test: str, elements: Sequence[str | None]) -> str | None:
    """Key of the unordered pair of elements, by their keys, inside a test; None unless both are known."""
    if len(elements) != 2:
        return None
    first, second = elements
    if first is None or second is None:
        return None
    if second < first:
        first, second = second, first
    return f"pair|{_fold(test)}|{first}|{second}"


def guid_key(test: str, guid: str, name: str) -> str:
    """Key of an entry without two known elements: its guid, and only where there is none its name."""
    return f"guid|{_fold(test)}|{guid}" if guid else f"name|{_fold(test)}|{name}"


def group_key(test: str, guid: str, name: str) -> str:
    """Key of a group: its guid; in the flat layout, which has none, its name."""
    return f"group|{_fold(test)}|{guid}" if guid else f"group-name|{_fold(test)}|{name}"


def numbered(keys: Iterable[tuple[str, str]]) -> list[str]:
    """Tell apart entries that share a key: ``(key, guid)`` → key, key#2, key#3 … in the order of their guids.

    The order of the input does not matter, so the same report in another order gives the same keys.
    """
    pairs = list(keys)
    if len({key for key, _ in pairs}) == len(pairs):
        return [key for key, _ in pairs]
    places: dict[str, list[int]] = defaultdict(list)
    for place, (key, _) in enumerate(pairs):
        places[key].append(place)
    result = [key for key, _ in pairs]
    for key, same in places.items():
        for number, place in enumerate(sorted(same, key=lambda p: pairs[p][1])[1:], start=2):
            result[place] = f"{key}#{number}"
    return result


def issue_uuid(project_id: int, key: str) -> str:
    """UUIDv5 of a project and an identity key: the same issue has the same uuid in every run."""
    digest = hashlib.sha1(NAMESPACE.bytes + f"{project_id}|{key}".encode(), usedforsecurity=False).digest()
    number = int.from_bytes(digest[:16], "big")
    number = number & ~(0xF << 76) & ~(0x3 << 62) | (5 << 76) | (0x2 << 62)
    text = f"{number:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


@lru_cache(maxsize=1024)
def _fold(test: str) -> str:
    return " ".join(test.split()).casefold()
