"""From clashes to problems: one problem becomes one issue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from converter.model.clash import CLOSED
from converter.plan.candidates import Candidate
from converter.plan.settings import GroupBy


@dataclass(frozen=True, slots=True)
class Problem:
    """What becomes one issue.

    ``head`` stands for the whole: the group's header, or the most severe live clash. ``members`` are the clashes
    behind it, none for a header without members; ``live_members`` those of them somebody still has to look at.
    ``face`` is the entry whose point, depth and picture stand for it: never one that nobody has to look at.
    """

    key: str
    name: str
    head: Candidate
    face: Candidate
    members: tuple[Candidate, ...]
    live_members: tuple[Candidate, ...]
    is_group: bool

    @property
    def entries(self) -> tuple[Candidate, ...]:
        """Everything behind it, the head first."""
        return (self.head, *(member for member in self.members if member is not self.head))

    @property
    def is_live(self) -> bool:
        """True when the header or any member is live: nothing open may vanish behind a closed header."""
        return bool(self.live_members) or self.head.result.status not in CLOSED


def _problem(key: str, name: str, head: Candidate, members: tuple[Candidate, ...], *, is_group: bool) -> Problem:
    live = tuple([member for member in members if member.result.status not in CLOSED])
    return Problem(key, name, head, _face(head, live), members, live, is_group)


def _face(head: Candidate, live: tuple[Candidate, ...]) -> Candidate:
    """The head, unless it shows a member that is closed: a header repeats the fields of its most severe member."""
    if not live or head is live[0] or any(member.result.point_m == head.result.point_m for member in live):
        return head
    return min(live, key=_severity)


def problems_of(candidates: Sequence[Candidate], by: GroupBy) -> list[Problem]:
    """Group the candidates by the report's own groups, or not at all (headers without members always stay)."""
    if by is GroupBy.NONE:
        return _ungrouped(candidates)
    headers: dict[str, Candidate] = {}
    members: dict[str, list[Candidate]] = {}
    problems: list[Problem | str] = []
    for candidate in candidates:
        if not candidate.group:
            problems.append(_single(candidate))
            continue
        if candidate.group not in members:
            members[candidate.group] = []
            problems.append(candidate.group)
        if candidate.is_group:
            headers[candidate.group] = candidate
        else:
            members[candidate.group].append(candidate)
    return [each if isinstance(each, Problem) else _group(each, headers.get(each), members[each]) for each in problems]


def _ungrouped(candidates: Iterable[Candidate]) -> list[Problem]:
    found = list(candidates)
    with_members = {each.group for each in found if not each.is_group}
    return [_single(each) for each in found if not (each.is_group and each.group in with_members)]


def _single(candidate: Candidate) -> Problem:
    name = candidate.result.name
    if candidate.is_group:
        return _problem(candidate.key, name, candidate, (), is_group=True)
    return _problem(candidate.key, name, candidate, (candidate,), is_group=False)


def _group(key: str, header: Candidate | None, members: list[Candidate]) -> Problem:
    head = header or min(members, key=_severity)
    return _problem(key, head.group_name, head, tuple(members), is_group=True)


def _severity(candidate: Candidate) -> tuple[bool, float, str]:
    """Live before closed, then the deepest penetration, then by key so that the order of rows does not matter."""
    distance = candidate.result.distance_m
    return (candidate.result.status in CLOSED, 0.0 if distance is None else distance, candidate.key)
