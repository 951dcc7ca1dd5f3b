"""The view of an issue: the camera that came with it, or one made for the clash point."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from converter.geometry.boxes import box_around, union
from converter.geometry.camera import frame_point, with_target
from converter.model.vectors import Box, Vector
from converter.model.viewpoint import Camera, Viewpoint
from converter.plan.grouping import Problem
from converter.plan.issues import Picture, PlannedViewpoint
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
    point = problem.head.result.point_m
    if point is None:
        return None, "the report gives no clash point"
    picture = _picture(problem, find_picture)
    if picture is None:
        return None, "the report has no picture of it"
    saved = views.get((problem.head.test, problem.name))
    camera, section = _camera_and_section(problem, point, settings, saved)
    return PlannedViewpoint(title, camera, section, picture), ""


def _picture(problem: Problem, find_picture: Callable[[str, str], Picture | None]) -> Picture | None:
    """The head's picture, else the first one that a live member has."""
    for candidate in (problem.head, *problem.live_members):
        if candidate.result.image and (found := find_picture(candidate.file, candidate.result.image)):
            return found
    return None


def _camera_and_section(
    problem: Problem, point: Vector, settings: PlanSettings, saved: Viewpoint | None
) -> tuple[Camera, Box | None]:
    if saved is not None and saved.camera is not None:
        section = saved.section_box or _section(problem, point, settings)
        return with_target(saved.camera, point), section
    camera = frame_point(point, radius_m=settings.camera_radius_m, field_of_view_rad=settings.field_of_view_rad)
    return camera, _section(problem, point, settings)


def _section(problem: Problem, point: Vector, settings: PlanSettings) -> Box:
    """A box around the head's point that also takes in the live members nearby."""
    box = box_around(point, settings.section_half_size_m)
    if not problem.is_group:
        return box
    for member in problem.live_members:
        other = member.result.point_m
        if other is not None and all(abs(a - b) <= _FAR_MEMBERS_M for a, b in zip(point, other, strict=True)):
            box = union(box, box_around(other, settings.section_half_size_m))
    return box
