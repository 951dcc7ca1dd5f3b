"""The view of an issue: the camera that came with it, or one made for the clash point."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import sqrt

from converter.geometry.boxes import box_around, centre, half_diagonal_m, union
from converter.geometry.camera import as_perspective, frame_point, with_target
from converter.geometry.redlines import Redlines, redlines_of
from converter.geometry.section import section_of
from converter.model.picture import Picture
from converter.model.vectors import Box, Vector
from converter.model.viewpoint import Camera, Viewpoint
from converter.plan.candidates import Candidate
from converter.plan.grouping import Problem
from converter.plan.issues import PlannedViewpoint
from converter.plan.settings import PlanSettings

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
    around = _section(problem, point, settings)
    saved = views.get((problem.head.test, problem.name))
    if saved is None or saved.camera is None:
        section = section_of(saved, around)
        camera = _camera(around, settings)
        return PlannedViewpoint(title, camera, section.box, picture, section_replaced=section.replaced), ""
    return _as_saved(title, saved, saved.camera, point, around, picture, settings), ""


def _camera(around: Box, settings: PlanSettings) -> Camera:
    """A camera that shows the box: the radius that is set for one clash, more for a group that lies farther apart."""
    wider = half_diagonal_m(around) - settings.section_half_size_m * sqrt(3)
    radius_m = settings.camera_radius_m + max(wider, 0.0)
    return frame_point(centre(around), radius_m=radius_m, field_of_view_rad=settings.field_of_view_rad)


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


def _section(problem: Problem, point: Vector, settings: PlanSettings) -> Box:
    """A box around the point that is shown, which also takes in the live members nearby."""
    box = box_around(point, settings.section_half_size_m)
    if not problem.is_group:
        return box
    for member in problem.live_members:
        other = member.result.point_m
        if other is not None and all(abs(a - b) <= _FAR_MEMBERS_M for a, b in zip(point, other, strict=True)):
            box = union(box, box_around(other, settings.section_half_size_m))
    return box
