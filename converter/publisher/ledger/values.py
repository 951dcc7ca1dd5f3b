"""Field values as JSON: how they are written, and when two are the same."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

Fields = Mapping[str, Any]
"""Values of an issue's fields by Procore's names; anything JSON can say, numbers finite."""


def json_text(value: object) -> str:
    """One spelling for one value: keys sorted, no spaces. NaN and infinity are a ``ValueError``."""
    text = json.dumps(value, allow_nan=False, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:  # half a surrogate pair, which JSON can carry and UTF-8 cannot: written as \udXXX
        return json.dumps(value, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return text


def same(one: object, other: object) -> bool:
    """Whether two values are the same in JSON: a tuple is a list, 1 is 1.0, but true is not 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def differing(fields: Fields, other: Fields, among: Iterable[str] | None = None) -> tuple[str, ...]:
    """Names of the fields whose value in ``other`` is missing or not the same, in the order of ``fields``."""
    names = fields if among is None else among
    return tuple([name for name in names if name not in other or not same(fields[name], other[name])])


def layers(sent: Fields, kept: Fields, seen: Fields) -> dict[str, dict[str, Any]]:
    """How three views of one issue are stored: each as what it adds to the one before, or has otherwise.

    Nearly always that is nothing, and what is there can be read at a glance: ``seen`` holds what people changed.
    Whoever reads lays them over each other: every name in ``sent`` is in ``kept``, every name in ``kept`` in ``seen``.
    """
    return {
        "sent": dict(sent),
        "kept": {name: kept[name] for name in differing(kept, sent)},
        "seen": {name: seen[name] for name in differing(seen, kept)},
    }
