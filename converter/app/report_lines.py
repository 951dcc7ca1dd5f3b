"""The line of a report on which a clash stands, for annotations."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from converter.plan.gate.checked_issue import Occurrence

_GUID = re.compile(rb'\bguid="([^"]{1,64})"')
_TEXTS = frozenset({".xml"})


def with_lines(occurrences: Iterable[Occurrence]) -> dict[Occurrence, Occurrence]:
    """Each occurrence with its line, as far as its report is XML of one byte a sign and has its guid in an attribute.

    What cannot be read any more (the report of a run folder may be gone) stays without a line: a place in a file is
    a comfort here, and the verdict does not hang on it.
    """
    wanted: dict[str, set[str]] = defaultdict(set)
    found = list(occurrences)
    for each in found:
        if each.guid and Path(each.file).suffix.casefold() in _TEXTS:
            wanted[each.file].add(each.guid)
    lines = {file: _lines_of(Path(file), guids) for file, guids in wanted.items()}
    return {each: replace(each, line=lines.get(each.file, {}).get(each.guid)) for each in found}


def _lines_of(path: Path, guids: set[str]) -> dict[str, int]:
    """The first line (from 1) of each guid; a guid that is not written in ASCII is none."""
    wanted = {guid.encode() for guid in guids if guid.isascii()}
    found: dict[str, int] = {}
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                for guid in _GUID.findall(line):
                    if guid in wanted:
                        found.setdefault(guid.decode(), number)
    except OSError:
        return {}
    return found
