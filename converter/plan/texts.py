"""Title and description of an issue, written for the person who has to solve it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, tzinfo
from functools import lru_cache
from pathlib import PureWindowsPath

from converter.model.clash import ClashResult
from converter.plan.candidates import Candidate
from converter.plan.elements import Element, IdKind
from converter.plan.grouping import Problem
from converter.plan.limits import DESCRIPTION_CHARACTERS
from converter.plan.titles import compose

_LISTED = 25
_BRACKETED_ID = re.compile(r"(?<=\S)\s*\[\d+\]$")
_ID_WORDS = {
    IdKind.ELEMENT_ID: "Element ID",
    IdKind.HANDLE: "Handle",
    IdKind.GUID: "GUID",
    IdKind.IFC_GUID: "GlobalId",
}


def title_of(problem: Problem) -> str:
    """What meets what and where, at the end – never shortened – the name the report gives it; the test if it fits."""
    head = problem.head
    if problem.is_group:
        count = len(problem.live_members)
        return compose((_pair(head.elements),), problem.name + (f" ({count})" if count > 1 else ""), head.test)
    place = ", ".join(part for part in (head.grid, head.level) if part)
    return compose((_pair(head.elements), place), problem.name, head.test)


def description_of(problem: Problem, assigned: str | None, zone: tzinfo | None = None) -> str:
    """Where it is, what meets what with the ids to find it, what was said, and where it was read."""
    head = problem.head
    lines = [_headline(problem), *_where(head), ""]
    shown = problem.live_members or (head,)
    lines += [_clash_line(number, each) for number, each in enumerate(shown[:_LISTED], start=1)]
    if len(shown) > _LISTED:
        lines.append(f"… and {len(shown) - _LISTED} more")
    lines += _closed(problem)
    lines += _remarks(problem, assigned, zone)
    lines += ["", f"Source: {_file_name(head.file)}, test “{head.test}”" + _entry_name(problem)]
    text = "\n".join(lines)
    if len(text) <= DESCRIPTION_CHARACTERS:
        return text
    note = "\n… shortened; the whole text is in the report."
    return text[: DESCRIPTION_CHARACTERS - len(note)] + note


def in_zone(time: datetime, zone: tzinfo | None) -> datetime:
    """A naive local time of the report, told its zone where that is known."""
    return time if zone is None or time.tzinfo is not None else time.replace(tzinfo=zone)


@lru_cache(maxsize=256)
def _file_name(path: str) -> str:
    return PureWindowsPath(path).name


def _headline(problem: Problem) -> str:
    result = problem.head.result
    kind = result.description or "Clash"
    count = len(problem.live_members)
    parts = [f"{count} clashes in the group “{problem.name}”" if problem.is_group and count else kind]
    if (depth := _distance(result)) is not None:
        parts.append(f"{'deepest ' if count > 1 else ''}{depth}")
    return ", ".join(parts)


def _where(head: Candidate) -> list[str]:
    lines = []
    if place := _place(head):
        lines.append(f"Location: {place}")
    if head.result.point_m is not None:
        x, y, z = head.result.point_m
        lines.append(f"Point: {x:.3f}, {y:.3f}, {z:.3f} m")
    return lines


def _clash_line(number: int, candidate: Candidate) -> str:
    result = candidate.result
    facts = [result.status_text or result.status]
    if (depth := _distance(result)) is not None:
        facts.append(depth)
    items = " × ".join(_element(element) for element in candidate.elements) or "objects not in the report"
    return f"{number}. {result.name} ({', '.join(facts)}): {items}"


def _element(element: Element) -> str:
    known = [f"Element ID {element.element_id}"] if element.element_id else []
    known += [f"{_ID_WORDS[element.id_kind]} {element.id}"] if element.id_kind and element.id else []
    known += [element.source_file] if element.source_file else []
    text = element.name or element.type or "object"
    return f"{_BRACKETED_ID.sub('', text)} [{', '.join(known)}]" if known else text


def _closed(problem: Problem) -> list[str]:
    closed = Counter(str(member.result.status) for member in problem.members if not member.result.status.is_live)
    return (
        [f"Not listed: {', '.join(f'{count} {status}' for status, count in sorted(closed.items()))}"] if closed else []
    )


def _remarks(problem: Problem, assigned: str | None, zone: tzinfo | None) -> list[str]:
    lines = [f"Assigned in Navisworks to: {assigned}"] if assigned else []
    for entry in problem.entries:
        for comment in entry.result.comments:
            when = f" {in_zone(comment.created, zone):%Y-%m-%d %H:%M %Z}".rstrip() if comment.created else ""
            lines.append(f"Comment by {comment.author or 'unknown'}{when}: {comment.text}")
    return ["", *lines] if lines else []


def _entry_name(problem: Problem) -> str:
    head = problem.head
    what = "group" if problem.is_group else "clash"
    # In the flat layout the head of a group is one of its members: its guid is not the group's.
    has_guid = bool(head.result.guid) and head.is_group == problem.is_group
    return f", {what} “{problem.name}”" + (f", guid {head.result.guid}" if has_guid else "")


def _pair(elements: tuple[Element, ...]) -> tuple[str, ...]:
    """Names of both, without the id some authoring tools put behind them: it is in the description."""
    return tuple([_BRACKETED_ID.sub("", element.label) for element in elements])


def _place(candidate: Candidate) -> str:
    return ", ".join(part for part in (candidate.grid and f"grid {candidate.grid}", candidate.level) if part)


def _distance(result: ClashResult) -> str | None:
    if result.distance_m is None:
        return None
    return f"{result.distance_m * 1000:.0f} mm"
