"""What becomes one issue, and which of its clashes stands for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from converter.model.clash import CLOSED
from converter.model.drafts import maker_of
from converter.plan.candidates import Candidate
from converter.plan.grouping.by import MADE_OF_MEMBERS, GroupBy

BY_REPORT = (GroupBy.REPORT,)


@dataclass(frozen=True, slots=True)
class Problem:
    """What becomes one issue.

    ``head`` stands for the whole: the group's header, or the most severe live clash. ``members`` are the clashes
    behind it, none for a header without members; ``live_members`` those of them somebody still has to look at.
    ``face`` is the entry whose point, depth and picture stand for it: never one that nobody has to look at.

    ``by`` says what made the group, () for a clash by itself. ``culprits`` are the keys of the elements all its clashes
    are with, the one with most of them first; () where the group is not about elements.
    """

    key: str
    name: str
    head: Candidate
    face: Candidate
    members: tuple[Candidate, ...]
    live_members: tuple[Candidate, ...]
    is_group: bool
    by: tuple[GroupBy, ...] = ()
    culprits: tuple[str, ...] = ()

    @property
    def entries(self) -> tuple[Candidate, ...]:
        """Everything behind it, the head first."""
        return (self.head, *[member for member in self.members if member is not self.head])

    @property
    def is_live(self) -> bool:
        """True when the header or any member is live: nothing open may vanish behind a closed header."""
        return bool(self.live_members) or self.head.result.status not in CLOSED

    @property
    def is_of_report(self) -> bool:
        """True for a group that somebody made in the report: its name is one people know."""
        return self.by == BY_REPORT


_make_problem = maker_of(Problem)


@dataclass(frozen=True, slots=True)
class Label:
    """What one way of grouping says of one clash: clashes with one ``tag`` belong together, "" is said of none."""

    tag: str = ""
    culprits: tuple[str, ...] = ()


def ungrouped(candidates: Iterable[Candidate]) -> list[Problem]:
    """A clash each; headers stay where they have no members."""
    found = list(candidates)
    with_members = {each.group for each in found if not each.is_group}
    return [single(each) for each in found if not (each.is_group and each.group in with_members)]


def single(candidate: Candidate) -> Problem:
    """A clash, or the header of a group without members, by itself."""
    name = candidate.result.name
    if candidate.is_group:
        return _problem(candidate.key, name, candidate, (), is_group=True, by=BY_REPORT)
    return _problem(candidate.key, name, candidate, (candidate,), is_group=False)


def reported(key: str, header: Candidate | None, members: Sequence[Candidate]) -> Problem:
    """A group of the report with its header, where it has one."""
    head = header or min(members, key=severity)
    return _problem(key, head.group_name, head, tuple(members), is_group=True, by=BY_REPORT)


def computed(
    key: str, members: Sequence[Candidate], by: tuple[GroupBy, ...], culprits: tuple[str, ...]
) -> list[Problem]:
    """A group found here, the worst member first; where it takes several open clashes to make it, and there are not,
    a clash each.
    """
    if MADE_OF_MEMBERS.intersection(by) and sum([each.result.status not in CLOSED for each in members]) < 2:
        return list(map(single, members))
    worst_first = tuple(sorted(members, key=severity))
    return [_problem(key, "", worst_first[0], worst_first, is_group=True, by=by, culprits=culprits)]


def repeated(candidate: Candidate, by_key: str) -> Problem:
    """A clash that is in the problem of this key already; it goes under that key, so that it is seen to be a repeat."""
    return replace(single(candidate), key=by_key)


def severity(candidate: Candidate) -> tuple[bool, float, str]:
    """Live before closed, then the deepest penetration, then by key so that the order of rows does not matter."""
    distance = candidate.result.distance_m
    return (candidate.result.status in CLOSED, 0.0 if distance is None else distance, candidate.key)


def _problem(
    key: str,
    name: str,
    head: Candidate,
    members: tuple[Candidate, ...],
    *,
    is_group: bool,
    by: tuple[GroupBy, ...] = (),
    culprits: tuple[str, ...] = (),
) -> Problem:
    live = tuple([member for member in members if member.result.status not in CLOSED])
    return _make_problem(key, name, head, _face(head, live), members, live, is_group, by, culprits)


def _face(head: Candidate, live: tuple[Candidate, ...]) -> Candidate:
    """The head, unless it shows a member that is closed: a header repeats the fields of its most severe member."""
    if not live or head is live[0] or any(member.result.point_m == head.result.point_m for member in live):
        return head
    return min(live, key=severity)
