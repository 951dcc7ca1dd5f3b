"""The fields of an issue that may change after it was made, in a form in which two runs can be compared."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from converter.plan.issues import PlannedIssue

_NUMBER = re.compile(r"\d+\. ")
_OPEN = re.compile(r"\((?:new|active|reviewed|unknown)(?=[,)]|$)")
_TIMES = " × "
_SOURCES = ("Source: ", "BCF file: ")
"""Lines that name the file: it is called otherwise in the next run."""


def fields_of(issue: PlannedIssue) -> dict[str, str]:
    """What is to be sent, by field, as text; of the description a digest. A field without a value is left out."""
    values = {
        "title": issue.title,
        "description": _digest(issue.description),
        "issue_type": issue.issue_type,
        "priority": issue.priority,
        "due_date": issue.due_date,
        "location": "/".join(issue.location) if issue.location else None,
        "assignee": issue.assignee,
        "trade": issue.trade,
        "private": None if issue.private is None else str(issue.private).lower(),
        "watchers": ",".join(sorted(issue.watchers)) or None,
    }
    return {name: value for name, value in values.items() if value}


def changed_fields(fields: Mapping[str, str], sent: Mapping[str, str] | None) -> tuple[str, ...]:
    """Fields that differ from what was sent last, all of them where that is not known.

    A value that is not wanted any more stays: the endpoint documents no way to take one away.
    """
    return tuple([name for name, value in fields.items() if sent is None or sent.get(name) != value])


def _digest(description: str) -> str:
    """Of what it says. The file's name, Navisworks' new → active, the order of rows and of the two sides change with
    every report and say nothing new.
    """
    lines = [
        _plain(line) if line[0].isdigit() or "): " in line else line
        for line in description.split("\n")
        if line and not line.startswith(_SOURCES)
    ]
    return hashlib.blake2b("\n".join(sorted(lines)).encode(), digest_size=12).hexdigest()


def _plain(line: str) -> str:
    if line[0].isdigit() and (number := _NUMBER.match(line)):
        line = line[number.end() :]
    head, colon, pair = line.partition("): ")
    if not colon or _TIMES not in pair:
        return line
    return _OPEN.sub("(open", head) + colon + _TIMES.join(sorted(pair.split(_TIMES)))
