"""Issues made from clashes whose views show their elements and what stands around them, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from converter.geometry.boxes import box_around
from converter.geometry.object_ranges import VisibilityChoice
from converter.geometry.vectors import added
from converter.model.vectors import Box
from converter.plan.candidates import Candidate
from converter.plan.grouping import Problem
from converter.plan.issues import PlannedIssue
from converter.plan.lookups import Lookups
from converter.plan.models.known import Known
from converter.plan.models.object_ids import Identities, identities_of
from converter.plan.models.object_scenes import ClashScene
from converter.plan.settings import PlanSettings


def isolated(
    issues: list[PlannedIssue], problems: Sequence[Problem], settings: PlanSettings, lookups: Lookups
) -> list[PlannedIssue]:
    """The issues of these problems with what their views show; as they are where that is not to be restricted."""
    if lookups.clash_visibility is None:
        return issues
    pairs = list(zip(issues, problems, strict=True))
    scenes = [_scene(issue, problem, settings) for issue, problem in pairs if _has_view(issue)]
    shown = iter(lookups.clash_visibility(scenes))
    return [_showing(issue, next(shown)) if _has_view(issue) else issue for issue in issues]


def _has_view(issue: PlannedIssue) -> bool:
    return issue.viewpoint is not None or issue.wanted_view is not None


def _scene(issue: PlannedIssue, problem: Problem, settings: PlanSettings) -> ClashScene:
    elements = tuple(_identities(problem.face))
    others = dict.fromkeys(each for member in problem.live_members for each in _identities(member))
    return ClashScene(
        elements,
        tuple([each for each in others if each not in elements]),
        _seen(issue, problem.face.known, settings.section_half_size_m),
    )


def _identities(candidate: Candidate) -> Iterator[Identities]:
    for element, outcome in zip_longest(candidate.elements, candidate.known.outcomes):
        yield identities_of(element, outcome)


def _seen(issue: PlannedIssue, known: Known, half_size_m: float) -> Box | None:
    """The box the view shows, in the frame of the models."""
    view = issue.viewpoint or issue.wanted_view
    if view is None or not known.outcomes or not known.aligned:
        return None
    box = view.section or (box_around(issue.point_m, half_size_m) if issue.point_m else None)
    return box and Box(added(box.min_m, known.shift_m, -1.0), added(box.max_m, known.shift_m, -1.0))


def _showing(issue: PlannedIssue, choice: VisibilityChoice | None) -> PlannedIssue:
    if issue.viewpoint is not None:
        return replace(issue, viewpoint=replace(issue.viewpoint, visibility=choice))
    if issue.wanted_view is not None:
        return replace(issue, wanted_view=replace(issue.wanted_view, visibility=choice))
    return issue
