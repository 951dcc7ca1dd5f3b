"""Title and description of an issue, written for the person who has to solve it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from functools import lru_cache
from pathlib import PureWindowsPath

from converter.geometry.units import METRES_PER_FOOT
from converter.model.clash import ClashResult
from converter.model.vectors import Vector
from converter.plan.candidates import Candidate
from converter.plan.elements import Element, IdKind
from converter.plan.grouping import GroupBy, Problem
from converter.plan.grouping.names import SEVERAL, element_name, subject_of, subject_of_reported
from converter.plan.limits import DESCRIPTION_CHARACTERS, TITLE_CHARACTERS
from converter.plan.titles import compose

_TIMES = " × "
_IMPERIAL = frozenset({"ft", "in", "yrd", "mi", "mils", "uin"})
_BRACKETED_ID = re.compile(r"(?<=\S)\s*\[\d+\]$")
_ID_WORDS = {
    IdKind.ELEMENT_ID: "Element ID",
    IdKind.HANDLE: "Handle",
    IdKind.GUID: "GUID",
    IdKind.IFC_GUID: "GlobalId",
}


def title_of(problem: Problem, name: str = "") -> str:
    """What meets what and where, and at the end – never shortened – the name the report gives it.

    Little in it changes from week to week while the problem stays: ``name`` is what a clash was called when its issue
    was made, "" for a new one. A group that was found here has no name people know: it is told by its culprit, its
    place and its test; how many elements it is about stands in the description.
    """
    face, name = problem.face, name or problem.name
    if problem.is_group and not problem.is_of_report:
        subject = subject_of(problem)
        return compose((subject.lasting, subject.where, problem.head.test), "")
    if problem.is_group:
        return _title_of_reported(problem)
    place = ", ".join([part for part in (face.grid, face.level) if part])
    pair = pair_of(face.elements)
    says_no_more = len(pair) == 2 and pair[0] in name and pair[1] in name  # IfcClash names a clash so
    return compose((pair, place), "" if says_no_more else name)


def _title_of_reported(problem: Problem) -> str:
    """The name people gave the group, with what it does not say of what meets what.

    Groups of several tests may have one name, one element and one place: where not both sides are told, the test is.
    """
    name = " ".join(problem.name.split())
    subject = subject_of_reported(problem)
    unsaid = tuple([each for each in subject if not _says(name, each)])
    test = problem.head.test if not subject or SEVERAL in subject else ""
    whole = _TIMES.join((name, *unsaid))
    if len(unsaid) < len(subject) and len(whole) <= TITLE_CHARACTERS:
        title = compose((whole, test), "")
        return title if title.startswith(whole) else compose((test,), whole)  # the name is never shortened
    return compose((unsaid, test), name)


def _says(name: str, words: str) -> bool:
    """True when the words stand in the name, whole."""
    return bool(words) and re.search(rf"(?<!\w){re.escape(words)}(?!\w)", name, re.IGNORECASE) is not None


def description_of(problem: Problem, assigned: str | None, zone: tzinfo | None = None) -> str:
    """Where it is, what meets what with the ids to find it, what was said, and where it was read.

    What does not fit is counted: clashes are listed last to first out.
    """
    head = problem.head
    top = [_headline(problem), *_where(problem.face), ""]
    rest = [*_closed(problem), *_remarks(problem, assigned, zone)]
    rest += ["", f"Source: {_file_name(head.file)}, test “{head.test}”" + _entry_name(problem)]
    shown = problem.live_members or (problem.face,)
    lines = [_clash_line(number, each) for number, each in enumerate(shown, start=1)]
    text = "\n".join([*top, *lines, *rest])
    if len(text) > DESCRIPTION_CHARACTERS and len(lines) > 1:
        room = DESCRIPTION_CHARACTERS - sum(len(line) + 1 for line in (*top, *rest)) - len(_MORE) - 12
        listed = list(_fitting(lines, room))
        text = "\n".join([*top, *listed, _MORE.format(len(lines) - len(listed)), *rest])
    if len(text) <= DESCRIPTION_CHARACTERS:
        return text
    return text[: DESCRIPTION_CHARACTERS - len(_CUT)] + _CUT


_MORE = "… and {:,} more clashes; clashes.jsonl lists them all"
_CUT = "\n… shortened; the whole text is in the report."


def _fitting(lines: Iterable[str], room: int) -> Iterator[str]:
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            return
        yield line


def in_zone(time: datetime, zone: tzinfo | None) -> datetime:
    """A naive local time of the report, told its zone where that is known."""
    return time if zone is None or time.tzinfo is not None else time.replace(tzinfo=zone)


@lru_cache(maxsize=256)
def _file_name(path: str) -> str:
    return PureWindowsPath(path).name


def _headline(problem: Problem) -> str:
    count = len(problem.live_members)
    if not problem.is_group:
        parts = [_kind(problem.face.result)]
    elif problem.members:
        parts = [f"{count:,} clash{'' if count == 1 else 'es'} {_in_group(problem)}"]
    else:
        parts = [f"The group “{problem.name}”, whose clashes are not in this report"]
    if (depth := depth_of(problem.face)) is not None:
        parts.append(f"the worst {depth}" if problem.is_group and count != 1 else depth)
    return ", ".join(parts)


def _in_group(problem: Problem) -> str:
    """What the clashes have in common."""
    if problem.is_of_report:
        return f"in the group “{problem.name}”"
    subject = subject_of(problem)
    words = [f"of {' × '.join(subject.what)}"] if subject.what else []
    words += [f"in {subject.where}"] if subject.where else []
    if GroupBy.TEST in problem.by or not words:
        words.append(f"of the test “{problem.head.test}”")
    if GroupBy.PROXIMITY in problem.by:
        words.append("close together")
    return " ".join(words)


def _kind(result: ClashResult) -> str:
    """The sort of clash; Navisworks writes the type of the test, users write what they like."""
    text = result.description or ""
    return f"{text} clash".strip().capitalize() if text.casefold() in _TEST_TYPES else text


_TEST_TYPES = frozenset({"", "hard", "hard (conservative)", "clearance", "duplicates"})


def _where(face: Candidate) -> list[str]:
    lines = []
    if place := _place(face):
        lines.append(f"Location: {place}")
    if face.result.point_m is not None:
        lines.append(f"Point: {_point(face.result.point_m, face.unit)}")
    if face.result.created is not None:
        lines.append(f"Found: {face.result.created:%Y-%m-%d}")
    return lines


def _point(point_m: Vector, unit: str) -> str:
    """In metres, and before that in feet where the report is."""
    x, y, z = point_m
    metric = f"{x:.3f}, {y:.3f}, {z:.3f} m"
    if unit not in _IMPERIAL:
        return metric
    return f"{x / METRES_PER_FOOT:.3f}, {y / METRES_PER_FOOT:.3f}, {z / METRES_PER_FOOT:.3f} ft ({metric})"


def _clash_line(number: int, candidate: Candidate) -> str:
    result = candidate.result
    if candidate.is_group:
        items = " × ".join(_element(element) for element in candidate.elements) or "objects not in the report"
        return f"The worst of them: {items}"
    depth = depth_of(candidate)
    facts = result.status if depth is None else f"{result.status}, {depth}"
    items = " × ".join([_element(element) for element in candidate.elements]) or "objects not in the report"
    return f"{number}. {result.name} ({facts}): {items}"


def _element(element: Element) -> str:
    known = []
    if element.element_id:
        known.append(f"Element ID {element.element_id}")
    if element.id_kind and element.id:
        known.append(f"{_ID_WORDS[element.id_kind]} {element.id}")
    if element.source_file:
        known.append(element.source_file)
    text = element.name or element.type or "object"
    if not known:
        return text
    name = _BRACKETED_ID.sub("", text) if text.endswith("]") else text
    return f"{name} [{', '.join(known)}]"


def _closed(problem: Problem) -> list[str]:
    if len(problem.live_members) == len(problem.members):
        return []
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
    if problem.is_group and not problem.is_of_report:
        return f", grouped by {' and '.join(problem.by)}"
    what = "group" if problem.is_group else "clash"
    # In the flat layout the head of a group is one of its members: its guid is not the group's.
    has_guid = bool(head.result.guid) and head.is_group == problem.is_group
    return f", {what} “{problem.name}”" + (f", guid {head.result.guid}" if has_guid else "")


def pair_of(elements: tuple[Element, ...]) -> tuple[str, ...]:
    """Names of both, in an order that stays when Navisworks swaps them, without the id some tools put behind them."""
    return tuple(sorted(map(element_name, elements)))


def _place(candidate: Candidate) -> str:
    return ", ".join([part for part in (candidate.grid and f"grid {candidate.grid}", candidate.level) if part])


def depth_of(candidate: Candidate) -> str | None:
    """How deep, or how far apart: negative distances are penetrations."""
    distance_m = candidate.result.distance_m
    if distance_m is None:
        return None
    size = abs(distance_m)
    text = f"{size * 1000:.0f} mm"
    if candidate.unit in _IMPERIAL:
        text = f"{size / METRES_PER_FOOT:.2f} ft ({text})"
    return f"{text} deep" if distance_m < 0 else f"{text} apart"
