"""One picture of a clash: what a process of its own is told, and what it does."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol, runtime_checkable

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
from converter.snapshots.rendering.scene import FIRST, SECOND, RenderedPicture, Scene, Size, visible_share
from converter.snapshots.rendering.triangles import LocalScene, localised
from converter.snapshots.rendering.view_choice import choose_local_view, plan_view

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
    """One picture: files of meshes, and all coordinates in the models' frame. Equal tasks give equal pictures."""

    first: tuple[Path, ...]
    second: tuple[Path, ...]
    context: tuple[Path, ...]
    box: Box | None
    mark_m: Vector | None
    camera: Camera | None
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as PNG, its camera in the models' frame, and whether every side that has a shape can be made out."""

    camera: Camera
    png: bytes
    shows_all: bool


@dataclass(frozen=True, slots=True)
class NotDrawn:
    """Why there is no picture, in words."""

    reason: str


@runtime_checkable
class _DrawsLocal(Protocol):
    """A renderer that takes a scene which was cut to its box already, for the choice of the view."""

    def render_local(self, local: LocalScene, scene: Scene, camera: Camera, size: Size) -> RenderedPicture: ...


def draw_task(settings: DrawingSettings, task: Task) -> Drawn | NotDrawn:
    """Choose a camera where there is none, and draw. Nothing is raised: a picture must not take the others with it."""
    try:
        return _drawn(settings, task)
    except Exception as error:  # noqa: BLE001 - see above
        return NotDrawn(f"{type(error).__name__}: {error}"[:200])


def _drawn(settings: DrawingSettings, task: Task) -> Drawn:
    scene = Scene(
        first=tuple(map(mesh_in, task.first)),
        second=tuple(map(mesh_in, task.second)),
        context=tuple(map(mesh_in, task.context)),
        box=task.box,
        mark_m=task.mark_m,
        caption=task.caption,
    )
    local = localised(scene)
    camera = task.camera or _camera(local, scene, settings)
    renderer = renderer_named(settings.renderer)
    if isinstance(renderer, _DrawsLocal):
        picture = renderer.render_local(local, scene, camera, settings.size)
    else:
        picture = renderer.render(scene, camera, settings.size)
    sides = [side for side, meshes in ((FIRST, task.first), (SECOND, task.second)) if meshes]
    return Drawn(camera, png_of(picture.rgb), all(visible_share(picture.ids, side) >= _SEEN for side in sides))


def _camera(local: LocalScene, scene: Scene, settings: DrawingSettings) -> Camera:
    if settings.view is ViewFrom.PLAN:
        plan = plan_view(scene, settings.size)
        return plan if settings.orthogonal else as_perspective(plan, settings.field_of_view_rad)
    return choose_local_view(local, scene, settings.size, settings.field_of_view_rad)


@cache
def renderer_named(name: str) -> Renderer:
    """A renderer of the table in ``converter.snapshots``, or one another package registers."""
    if name in RENDERERS:
        return made(RENDERERS[name])  # type: ignore[no-any-return]
    for entry in entry_points(group=ENTRY_POINTS, name=name):
        return entry.load()()  # type: ignore[no-any-return]
    raise ConfigError(f"there is no renderer {name!r}", f"Choose one of {', '.join(sorted(RENDERERS))}.")
