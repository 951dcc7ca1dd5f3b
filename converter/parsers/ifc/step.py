"""Records of a STEP file (ISO 10303-21, clear text), taken apart only where somebody asks.

Every pattern is possessive: a text of any content is read in linear time.
"""

from __future__ import annotations

import mmap
import re
import sys
from typing import Final, TypeAlias

Text: TypeAlias = bytes | mmap.mmap
"""The content of a model: what can be searched, sliced and matched."""

STRING: Final = rb"'[^']*+(?:''[^']*+)*+'"
ARGUMENT: Final = rb"\s*+(" + STRING + rb"|[^'(),;]*+)\s*+"
"""An argument that is no list and no typed value, in a group."""

SKIPPED: Final = rb"\s*+(?:" + STRING + rb"|[^'(),;]*+)\s*+"
_TOKEN = re.compile(rb"\s*+(?:" + STRING + rb"|[^'(),;\s](?:[^'(),;]*+)|[(),;])")
_REFERENCE = re.compile(rb"#(\d{1,18})")
_TYPED = re.compile(rb"\s*+[A-Za-z_0-9]++\s*+\(\s*+(.*?)\s*+\)\s*+\Z", re.DOTALL)


def arguments(text: Text, position: int, limit: int = sys.maxsize) -> list[bytes]:
    """The arguments of the record whose class name ends at ``position``, trimmed; those before the end of a cut file.

    A list is one argument, with its brackets. ``limit`` is where the next record is known to be: without it many
    records that do not end would each be read to the end of the file.
    """
    opening = _TOKEN.match(text, position, limit)
    if opening is None or opening[0].strip() != b"(":
        return []
    found: list[bytes] = []
    depth, start, end = 0, opening.end(), opening.end()
    while (token := _TOKEN.match(text, end, limit)) is not None:
        mark = text[token.end() - 1 : token.end()]
        if mark == b";" or (mark == b")" and not depth):
            break
        if mark == b"," and not depth:
            found.append(text[start : token.start()].strip())
            start = token.end()
        depth += (mark == b"(") - (mark == b")")
        end = token.end()
    found.append(text[start:end].strip())
    return found


def references(argument: bytes) -> list[int]:
    """The step ids in an argument, in order."""
    return list(map(int, _REFERENCE.findall(argument)))


def reference(argument: bytes) -> int | None:
    """The step id an argument is; None for one that is no reference."""
    found = _REFERENCE.match(argument)
    return None if found is None or argument[found.end() :].strip() else int(found[1])


def unwrapped(argument: bytes) -> bytes:
    """The value in a typed value (``IFCLABEL('x')`` → ``'x'``); any other argument as it is."""
    found = _TYPED.match(argument)
    return argument if found is None else found[1]


def number(argument: bytes) -> float | None:
    """The number an argument is, typed or bare; None for what is none, or not finite."""
    try:
        value = float(unwrapped(argument))
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None
