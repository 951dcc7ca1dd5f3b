"""The issues of a run as the gate compares them: of a plan, or of a run folder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from converter.app import run_folder
from converter.errors import InputError
from converter.plan.gate.checked_issue import Occurrence
from converter.plan.gate.checked_issues import IssueOfRun
from converter.plan.issues import Action, PlannedIssue, PublishPlan
from converter.plan.runs.clash_record import RecordedRun


@dataclass(frozen=True, slots=True)
class EarlierIssues:
    """A run as the gate compares it: its clashes, and the issues they went into."""

    run: RecordedRun
    issues: tuple[IssueOfRun, ...]


_OPEN = frozenset({Action.CREATE, Action.UPDATE, Action.REOPEN, Action.UNCHANGED})
"""What is done for issues somebody has to look at."""


def issues_of_plan(plan: PublishPlan) -> tuple[IssueOfRun, ...]:
    """The open issues of a plan."""
    disciplines = _disciplines((line.issue, line.discipline) for line in plan.clashes)
    return tuple([_of_planned(each, disciplines) for each in plan.issues if each.action in _OPEN])


def _of_planned(issue: PlannedIssue, disciplines: Mapping[str, str]) -> IssueOfRun:
    return IssueOfRun(
        uuid=issue.uuid,
        key=issue.key,
        title=issue.title,
        test=issue.test,
        severity=issue.severity.level if issue.severity else issue.priority,
        trade=issue.trade,
        discipline=disciplines.get(issue.uuid),
        level=issue.level,
        clashes=issue.clashes,
        occurrences=tuple([Occurrence(each.file, each.guid) for each in issue.sources]),
    )


def issues_of_folder(folder: Path) -> tuple[IssueOfRun, ...]:
    """The open issues of a run folder; a damaged one is an :class:`InputError`."""
    try:
        lines = run_folder.read_lines(folder, run_folder.CLASHES_FILE)
        disciplines = _disciplines((line["issue"], line["discipline"]) for line in lines)
        rows = run_folder.read_json(folder, run_folder.PLAN_FILE)["issues"]
        return tuple([_of_row(row, disciplines) for row in rows if row["action"] in _OPEN])
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{folder} is damaged: {error!r}", "Convert the report again.") from error


def _of_row(row: Mapping[str, Any], disciplines: Mapping[str, str]) -> IssueOfRun:
    return IssueOfRun(
        uuid=row["uuid"],
        key=row["key"],
        title=row["title"],
        test=row["test"],
        severity=(row.get("severity") or {}).get("level") or row.get("priority"),
        trade=row.get("trade"),
        discipline=disciplines.get(row["uuid"]),
        level=row["level"],
        clashes=row["clashes"],
        occurrences=tuple([Occurrence(each["file"], each["guid"]) for each in row["sources"]]),
    )


def _disciplines(pairs: Iterable[tuple[str | None, str | None]]) -> dict[str, str]:
    """For each issue the disciplines most of its clashes have; of equals the first in the alphabet."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for uuid, discipline in pairs:
        if uuid and discipline:
            counts[uuid][discipline] += 1
    return {uuid: min(found, key=lambda each: (-found[each], each)) for uuid, found in counts.items()}
