"""One picture of a clash: what a process of its own is told, and what it does."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path

from converter.app.loading import made
from converter.app.models.shape_store import mesh_in
from converter.errors import ConfigError
from converter.geometry.camera import as_perspective
from converter.model.vectors import Box, Vector
from converter.model.viewpoint import Camera
from converter.plan.settings import ViewFrom
from converter.snapshots import ENTRY_POINTS, RENDERERS
from converter.snapshots.rendering.png import png_of
from converter.snapshots.rendering.renderer import Renderer
from converter.snapshots.rendering.scene import FIRST, SECOND, Scene, Size, visible_share
from converter.snapshots.rendering.view_choice import choose_view, plan_view

_SEEN = 0.003
"""Part of the pixels from which on an element can be made out."""


@dataclass(frozen=True, slots=True)
class DrawingSettings:
    """How pictures are drawn; ``orthogonal`` leaves a plan a parallel view."""

    size: Size
    field_of_view_rad: float
    view: ViewFrom
    renderer: str = "depth-buffer"
    caption: bool = False
    orthogonal: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """One picture: files of meshes, and all coordinates in the models' frame."""

    title: str
    first: tuple[Path, ...]
    second: tuple[Path, ...]
    context: tuple[Path, ...]
    box: Box | None
    mark_m: Vector | None
    camera: Camera | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as PNG, its camera in the models' frame, and whether every side that has a shape can be made out."""

    camera: Camera
    png: bytes
    shows_all: bool


def draw_task(settings: DrawingSettings, task: Task) -> Drawn:
    """Choose a camera where there is none, and draw."""
    scene = Scene(
        first=tuple(map(mesh_in, task.first)),
        second=tuple(map(mesh_in, task.second)),
        context=tuple(map(mesh_in, task.context)),
        box=task.box,
        mark_m=task.mark_m,
        caption=task.title if settings.caption else "",
    )
    camera = task.camera or _camera(scene, settings)
    picture = renderer_named(settings.renderer).render(scene, camera, settings.size)
    sides = [side for side, meshes in ((FIRST, task.first), (SECOND, task.second)) if meshes]
    return Drawn(camera, png_of(picture.rgb), all(visible_share(picture.ids, side) >= _SEEN for side in sides))


def _camera(scene: Scene, settings: DrawingSettings) -> Camera:
    if settings.view is ViewFrom.PLAN:
        plan = plan_view(scene, settings.size)
        return plan if settings.orthogonal else as_perspective(plan, settings.field_of_view_rad)
    return choose_view(scene, settings.size, settings.field_of_view_rad)


@cache
def renderer_named(name: str) -> Renderer:
    """A renderer of the table in ``converter.snapshots``, or one another package registers."""
    if name in RENDERERS:
        return made(RENDERERS[name])  # type: ignore[no-any-return]
    for entry in entry_points(group=ENTRY_POINTS, name=name):
        return entry.load()()  # type: ignore[no-any-return]
    raise ConfigError(f"there is no renderer {name!r}", f"Choose one of {', '.join(sorted(RENDERERS))}.")
