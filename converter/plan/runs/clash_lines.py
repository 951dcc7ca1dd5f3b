"""The lines of ``clashes.jsonl``: what was read, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo

from converter.model.clash import ClashStatus
from converter.model.drafts import maker_of
from converter.plan.candidates import Candidate
from converter.plan.grouping import Problem, owners_of
from converter.plan.issues import ClashLine, ClashState, Source
from converter.plan.models.known import disciplines_of
from converter.plan.rules.issue_rules import IssueRules
from converter.plan.runs.clash_record import ClashRecord
from converter.plan.runs.recall import Fate, Recalled
from converter.plan.runs.records import paths_of
from converter.plan.texts import in_zone

WITHHELD = {
    ClashStatus.APPROVED: "approved in Navisworks",
    ClashStatus.RESOLVED: "resolved in Navisworks",
}

_make_line, _make_source = maker_of(ClashLine), maker_of(Source)


@dataclass(frozen=True, slots=True)
class LineSettings:
    """What lines need to know of the run: the zone of its times, the day it is of, and whether there is memory."""

    zone: tzinfo | None = None
    today: date | None = None
    compared: bool = False


def clash_lines(
    candidates: Sequence[Candidate],
    problems: Sequence[Problem],
    uuids: Sequence[str],
    rules: IssueRules,
    recalled: Recalled,
    settings: LineSettings,
) -> Iterator[ClashLine]:
    """One line an entry; ``issue`` is None for what no issue was made of."""
    by_key = {problem.key: uuid for problem, uuid in zip(problems, uuids, strict=True)}
    owners = owners_of(problems)
    with_members = {each.group for each in candidates if each.group and not each.is_group}
    for each in candidates:
        owner = None if each.superseded or each.noise else owners.get(each.key)
        fate = None if each.superseded else recalled.fates.get((each.file, each.key))
        state, reason = _told(*_state(each), fate, settings)
        result, old = each.result, fate.old if fate else None
        found = None if result.created is None else in_zone(result.created, settings.zone).isoformat()
        issue = by_key[owner.key] if owner and owner.is_live else None
        yield _make_line(
            key=each.key,
            kind="group" if each.is_group else "clash",
            state=state,
            reason=reason,
            issue=issue or (old.issue if old else None),
            group=(owner.name if owner and owner.is_group else each.group_name) or None,
            test=each.test,
            name=result.name,
            status=result.status,
            elements=each.elements,
            point_m=result.point_m,
            distance_m=result.distance_m,
            level=each.level,
            grid=each.grid,
            ifc_class=" × ".join([element.ifc_class for element in each.elements if element.ifc_class]) or None,
            discipline=disciplines_of(each.known),
            found=found,
            source=source_of(each),
            outcomes=each.known.outcomes,
            place=each.known.place,
            severity=rules.severity_of(each, owner),
            group_key=each.group,
            path_keys=paths_of(each),
            first_seen=_first_seen(found, old, settings),
            missing_runs=fate.missing_runs if fate else 0,
            superseded=bool(each.superseded),
            has_members=each.is_group and each.key in with_members,
            before=old,
        )


def told_topics(lines: Iterable[ClashLine], recalled: Recalled, settings: LineSettings) -> Iterator[ClashLine]:
    """The lines of topics with what the comparison says of them."""
    for line in lines:
        fate = None if line.superseded else recalled.fates.get((line.source.file, line.key))
        state, reason = _told(line.state, line.reason, fate, settings)
        old = fate.old if fate else None
        yield replace(
            line,
            state=state,
            reason=reason,
            issue=line.issue or (old.issue if old else None),
            first_seen=_first_seen(line.found, old, settings),
            missing_runs=fate.missing_runs if fate else 0,
            before=old,
        )


def _told(state: ClashState, reason: str, fate: Fate | None, settings: LineSettings) -> tuple[ClashState, str]:
    """State and reason with what the comparison says. What is approved or taken out by a rule keeps its own reason."""
    if fate is not None and state is not ClashState.SUPPRESSED:
        return fate.state, fate.reason
    if fate is None and settings.compared and state is ClashState.NEW:
        return state, "the earlier run does not have it"
    return state, reason


def _first_seen(found: str | None, old: ClashRecord | None, settings: LineSettings) -> str | None:
    if old is not None and old.first_seen:
        return old.first_seen
    return found or (settings.today.isoformat() if settings.today else None)


def source_of(candidate: Candidate) -> Source:
    """Where an entry was read."""
    result = candidate.result
    return _make_source(candidate.file, result.guid, result.name, candidate.test)


def _state(candidate: Candidate) -> tuple[ClashState, str]:
    """Without an earlier run every live clash is new."""
    if candidate.superseded or candidate.noise:
        return ClashState.SUPPRESSED, candidate.superseded or candidate.noise
    return _STATES[candidate.result.status]


_STATES = {
    status: (ClashState.NEW, f"{status} in the report; there is no earlier run to compare with")
    for status in ClashStatus
    if status not in WITHHELD
} | {
    ClashStatus.APPROVED: (ClashState.SUPPRESSED, WITHHELD[ClashStatus.APPROVED]),
    ClashStatus.RESOLVED: (ClashState.RESOLVED, WITHHELD[ClashStatus.RESOLVED]),
}
