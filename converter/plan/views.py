"""The view of an issue: the camera that came with it, or one made for the clash point."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from math import sqrt

from converter.geometry.boxes import centre, half_diagonal_m, union
from converter.geometry.camera import as_perspective, frame_point, with_target
from converter.geometry.redlines import Redlines, redlines_of
from converter.geometry.section import section_around, section_of
from converter.model.ifc import IfcElement
from converter.model.picture import Picture
from converter.model.vectors import Box, Vector
from converter.model.viewpoint import Camera, Viewpoint
from converter.plan.candidates import Candidate
from converter.plan.grouping import Problem
from converter.plan.issues import PlannedIssue, PlannedViewpoint
from converter.plan.limits import DESCRIPTION_CHARACTERS
from converter.plan.lookups import Lookups
from converter.plan.models.known import Drawing, WantedView, plain_name
from converter.plan.settings import PlanSettings, ViewFrom

_FAR_MEMBERS_M = 10.0
"""Members farther from the head than this do not widen the section box: one view shows one place."""


def viewpoint_of(
    problem: Problem,
    title: str,
    settings: PlanSettings,
    find_picture: Callable[[str, str], Picture | None],
    views: Mapping[tuple[str, str], Viewpoint],
) -> tuple[PlannedViewpoint | None, str]:
    """The viewpoint, or None with the reason: Procore takes none without a picture."""
    if problem.face.result.point_m is None:
        return None, "the report gives no clash point"
    shown, picture = _picture(problem, find_picture)
    point = shown.result.point_m
    if picture is None or point is None:
        return None, _why_no_picture(problem, settings)
    around = _section(problem, shown, point, settings)
    saved = _saved(problem, views)
    if saved is None or saved.camera is None:
        section = section_of(saved, around)
        camera = _camera(shown, point, around, settings)
        return PlannedViewpoint(title, camera, section.box, picture, section_replaced=section.replaced), ""
    return _as_saved(title, saved, saved.camera, point, around, picture, settings), ""


def wanted_view_of(
    problem: Problem, settings: PlanSettings, views: Mapping[tuple[str, str], Viewpoint]
) -> WantedView | None:
    """What could be drawn of a problem without a picture; None where no model has its elements, or where it was not
    found how models and report lie to each other.

    Of a group the elements of all live clashes near the face are shown: the culprits on the first side and what they
    meet on the second, else the sides of the report.
    """
    point, known = problem.face.result.point_m, problem.face.known
    if not settings.renders or point is None or not known.aligned or not any(known.elements):
        return None
    near = [problem.face, *(each for each in _near(problem, point) if each is not problem.face)][:_SHOWN]
    first, second = _sides(near, problem.culprits)
    saved = _saved(problem, views)
    section = section_of(saved, _section(problem, problem.face, point, settings))
    camera = saved.camera if saved and settings.view is not ViewFrom.PLAN else None
    if camera is not None and not settings.orthogonal:
        camera = as_perspective(camera, settings.field_of_view_rad)
    return WantedView(
        first=first,
        second=second,
        point_m=point,
        shift_m=known.shift_m,
        section=section.box,
        section_replaced=section.replaced,
        lines=saved.lines if saved else (),
        camera=with_target(camera, point) if camera else None,
    )


def _saved(problem: Problem, views: Mapping[tuple[str, str], Viewpoint]) -> Viewpoint | None:
    """The view somebody saved; of a group that was found here that of the clash that stands for it."""
    is_found = problem.is_group and not problem.is_of_report
    return views.get((problem.head.test, problem.face.result.name if is_found else problem.name))


def _sides(near: Sequence[Candidate], culprits: Collection[str]) -> tuple[tuple[IfcElement, ...], ...]:
    """The elements of both sides, each once."""
    sides: tuple[dict[IfcElement, None], ...] = ({}, {})
    for each in near:
        keys, known = each.element_keys[:2], each.known.elements[:2]
        is_turned = len(keys) == 2 and keys[1] in culprits and keys[0] not in culprits
        for side, element in zip(sides[::-1] if is_turned else sides, known, strict=False):
            if element is not None:
                side[element] = None
    return tuple(sides[0]), tuple([each for each in sides[1] if each not in sides[0]])


def with_drawing(issue: PlannedIssue, drawing: Drawing | None, lookups: Lookups) -> PlannedIssue:
    """The issue with a viewpoint of what was drawn; without a drawing it hangs on a model only where one is named."""
    wanted = issue.wanted_view
    if wanted is None or drawing is None:
        model = lookups.model_of(issue.sources[0].file, has_viewpoint=False)
        return replace(issue, model=model)
    redlines = redlines_of(wanted.lines, drawing.camera) if wanted.lines else Redlines(())
    view = PlannedViewpoint(
        issue.title,
        drawing.camera,
        wanted.section,
        drawing.picture,
        redlines.lines,
        wanted.section_replaced,
        redlines.dropped,
        wanted.visibility,
    )
    return replace(issue, viewpoint=view, no_viewpoint_reason="", description=_legend(issue.description, wanted))


def _legend(description: str, wanted: WantedView) -> str:
    """The description with what the colours of the picture stand for, where there is room."""
    sides = [("orange", wanted.first), ("blue", wanted.second)]
    named = [f"{colour}: {_named(elements)}" for colour, elements in sides if elements]
    line = f"\n\nIn the picture, {'; '.join(named)}"
    return description + line if len(description) + len(line) <= DESCRIPTION_CHARACTERS else description


def _named(elements: Sequence[IfcElement]) -> str:
    first = elements[0]
    name = plain_name(first.name) or plain_name(first.type_name) or first.ifc_class
    return name if len(elements) == 1 else f"{name} and {len(elements) - 1} more"


_SHOWN = 40
"""Clashes of a group whose elements are drawn: more would be a picture of everything."""


def _camera(shown: Candidate, point: Vector, around: Box, settings: PlanSettings) -> Camera:
    """A camera that shows both elements where models know them, else the box: the radius that is set for one clash,
    more for a group that lies farther apart.
    """
    angle = settings.field_of_view_rad
    if boxes := shown.known.whole_boxes:
        return frame_point(point, boxes=boxes, radius_m=settings.camera_radius_m, field_of_view_rad=angle)
    wider = half_diagonal_m(around) - settings.section_half_size_m * sqrt(3)
    radius_m = settings.camera_radius_m + max(wider, 0.0)
    return frame_point(centre(around), radius_m=radius_m, field_of_view_rad=angle)


def _why_no_picture(problem: Problem, settings: PlanSettings) -> str:
    if not settings.pictures:
        return "pictures are switched off"
    named = any(candidate.result.image for candidate in (problem.face, *problem.live_members))
    return "its picture is missing or no good" if named else "the report has no picture of it"


def _as_saved(
    title: str,
    saved: Viewpoint,
    saved_camera: Camera,
    point: Vector,
    around: Box,
    picture: Picture,
    settings: PlanSettings,
) -> PlannedViewpoint:
    """The view somebody saved, with its target at the clash."""
    camera = with_target(saved_camera, point)
    if not settings.orthogonal:
        camera = as_perspective(camera, settings.field_of_view_rad)
    section = section_of(saved, around)
    redlines = redlines_of(saved.lines, camera) if saved.lines else Redlines(())
    return PlannedViewpoint(
        title, camera, section.box, picture, redlines.lines, section.replaced, dropped_lines=redlines.dropped
    )


def _picture(problem: Problem, find_picture: Callable[[str, str], Picture | None]) -> tuple[Candidate, Picture | None]:
    """The picture of the face, else the first one that a live member has, with the entry it shows."""
    for candidate in (problem.face, *problem.live_members):
        if candidate.result.image and (found := find_picture(candidate.file, candidate.result.image)):
            return candidate, found
    return problem.face, None


def _section(problem: Problem, shown: Candidate, point: Vector, settings: PlanSettings) -> Box:
    """A box around what is shown, which also takes in the live members nearby."""
    half_m = settings.section_half_size_m
    box = section_around(point, shown.known.whole_boxes, half_m)
    if not problem.is_group:
        return box
    for member in _near(problem, point):
        if member.result.point_m is not None:
            box = union(box, section_around(member.result.point_m, member.known.whole_boxes, half_m))
    return box


def _near(problem: Problem, point: Vector) -> Iterator[Candidate]:
    """Live members whose clash is not far from the point."""
    for member in problem.live_members:
        other = member.result.point_m
        if other is not None and all(abs(a - b) <= _FAR_MEMBERS_M for a, b in zip(point, other, strict=True)):
            yield member
