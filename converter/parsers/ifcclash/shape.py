"""Whether a JSON text is of IfcClash, told from its beginning."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from enum import StrEnum

from converter.model.global_id import GLOBAL_ID
from converter.parsers.ifcclash.json_text import decoded

_TOKEN = re.compile(r'\s*(?:("(?:[^"\\]|\\.)*")|([\[\]{}:,])|([-+.\w]+))', re.DOTALL)
_CLOSED_BY = {"[": "]", "{": "}"}
_DEPTH = 5
"""Nothing that decides lies deeper."""

Path = tuple[int | str, ...]


class Shape(StrEnum):
    """The two documents IfcClash knows: a list of clash sets, with results or without; and smart groups by set."""

    CLASH_SETS = "clash sets"
    SMART_GROUPS = "smart groups"


def shape_of(head: bytes) -> Shape | None:
    """What the first bytes of a file begin; None for any other JSON and for what is none.

    A set needs a name, and results or models: other lists of objects have names too.
    """
    text = decoded(head)[0].lstrip("\ufeff \t\r\n")
    if text.startswith("["):
        return Shape.CLASH_SETS if _has_a_set(text) else None
    if text.startswith("{"):
        return Shape.SMART_GROUPS if _has_a_pair(text) else None
    return None


def _has_a_set(text: str) -> bool:
    seen: dict[int | str, set[str]] = defaultdict(set)
    for path, token in _places(text):
        if (fact := _fact(path, token)) is None:
            continue
        facts = seen[path[0]]
        facts.add(fact)
        if "pair" in facts or ("name" in facts and facts & {"clashes", "model"}):
            return True
    return False


def _fact(path: Path, token: str) -> str | None:
    """What a place says about the set it lies in."""
    match path:
        case (int(), "name") if token.startswith('"'):
            return "name"
        case (int(), "clashes") if token == "{":  # noqa: S105 - a brace
            return "clashes"
        case (int(), "clashes", str(), "a_global_id") if token.startswith('"'):
            return "pair"
        case (int(), "a", int(), "file") if token.startswith('"'):
            return "model"
    return None


def _has_a_pair(text: str) -> bool:
    """``{set: [{group: [[GlobalId, GlobalId], …]}]}``."""
    first: Path = ()
    for path, token in _places(text):
        match path:
            case (str(), int(), str(), int(), int()) if GLOBAL_ID.fullmatch(token.strip('"')):
                if path[-1] == 1 and first == path[:-1]:
                    return True
                first = path[:-1]
    return False


def _places(text: str) -> Iterator[tuple[Path, str]]:
    """Every scalar and every opening bracket with the keys and places that lead to it, until the text is cut off.

    Stops where the text is no JSON.
    """
    path: list[int | str] = []
    opened: list[str] = []
    key = ""
    for string, mark, word in _tokens(text):
        if mark in _CLOSED_BY:
            if len(path) <= _DEPTH:
                yield tuple(path), mark
            opened.append(mark)
            path.append(0 if mark == "[" else "")
        elif mark in ("]", "}"):
            if not opened or _CLOSED_BY[opened.pop()] != mark:
                return
            path.pop()
        elif mark == ",":
            if not opened:
                return
            last = path[-1]
            path[-1] = last + 1 if isinstance(last, int) else ""
            key = ""
        elif mark == ":":
            if not opened or opened[-1] != "{" or not key:
                return
            path[-1] = key[1:-1]
        elif string and opened and opened[-1] == "{" and path[-1] == "":
            key = string
        elif len(path) <= _DEPTH:
            yield tuple(path), string or word


def _tokens(text: str) -> Iterator[tuple[str, str, str]]:
    place = 0
    while found := _TOKEN.match(text, place):
        place = found.end()
        yield found[1] or "", found[2] or "", found[3] or ""
