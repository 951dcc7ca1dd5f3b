"""Small pictures of a clash from many sides, judged by what of both elements is seen."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, sqrt, tan
from typing import Final

import numpy as np
from numpy.typing import NDArray

from converter.geometry.boxes import contains
from converter.geometry.camera import perspective
from converter.geometry.mesh import Mesh
from converter.geometry.vectors import added
from converter.model.vectors import Box, Vector
from converter.model.viewpoint import PerspectiveCamera
from converter.snapshots.rendering.enclosure import encloses
from converter.snapshots.rendering.projection import projection_of
from converter.snapshots.rendering.rasterising import depth_range, rasterised
from converter.snapshots.rendering.scene import Scene
from converter.snapshots.rendering.triangles import LocalScene
from converter.snapshots.rendering.visibility import first_is_smaller, visibility

_ORIGIN: Final[Vector] = (0.0, 0.0, 0.0)
_PREVIEW_PX: Final = 90
"""Height of a preview."""

# What choosing may cost.
_MOST_TRIANGLES: Final = 300_000
"""So many triangles of context are drawn to choose among views, all together, …"""
_LEAST_VIEWS: Final = 6
"""… but so many views are drawn at least."""

# The judgement of a view.
_PLENTY: Final = 0.10
"""More of the picture than this does not make an element better seen."""
_WORSE_ONE: Final = 2.0
_SHINING_THROUGH: Final = 0.35
_BEHIND_CONTEXT: Final = 0.6


@dataclass(frozen=True, slots=True)
class View:
    """A way to look at the clash, in the local frame."""

    aim: Vector
    radius_m: float
    side: Vector
    aspect: float
    field_of_view_rad: float
    penalty: float

    def camera(self, origin_m: Vector) -> PerspectiveCamera:
        """The camera in the frame that has the local zero at ``origin_m``; its narrower angle holds the radius."""
        away = self.radius_m / (tan(self.field_of_view_rad / 2) * min(self.aspect, 1.0))
        eye = added(added(self.aim, self.side, away), origin_m)
        ahead = (-self.side[0], -self.side[1], -self.side[2])
        return perspective(eye, ahead, (0.0, 0.0, 1.0), self.field_of_view_rad, self.aspect, away)

    def with_radius(self, radius_m: float) -> View:
        """The same from another distance."""
        return View(self.aim, radius_m, self.side, self.aspect, self.field_of_view_rad, self.penalty)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a preview shows: parts of the picture each element has on top, and anywhere; of both, behind context.

    An element without a shape has what the other has: it asks for no other view.
    """

    shares: tuple[float, float]
    shown: tuple[float, float]
    hidden: float

    def score(self, penalty: float) -> float:
        """How good the view is. Without context it is never worse than with it."""
        one, other = (sqrt(min(share, _PLENTY) / _PLENTY) for share in self.shares)
        through = sum(sqrt(min(share, _PLENTY) / _PLENTY) for share in self.shown)
        good = one + other + _WORSE_ONE * min(one, other) + _SHINING_THROUGH * through
        return round(good - _BEHIND_CONTEXT * self.hidden - penalty, 9)


@dataclass(frozen=True, slots=True)
class Previews:
    """Small pictures of a scene."""

    local: LocalScene
    limits: Box | None
    solids: tuple[tuple[Mesh, Box], ...]
    width: int
    first_is_smaller: bool

    @classmethod
    def of(cls, local: LocalScene, scene: Scene, aspect: float) -> Previews:
        """Previews of a scene, of that width / height."""
        elements = (*scene.first, *scene.second)
        solids = [(mesh, around) for mesh in elements if (around := mesh.box) is not None]
        width = max(round(_PREVIEW_PX * aspect), 1)
        return cls(local, scene.box, tuple(solids), width, first_is_smaller(local))

    def eye_is_inside(self, view: View) -> bool:
        """True when the eye is inside of one of the two: it would see what nobody can.

        Inside of context it may be. Looking out of a cupboard at the socket behind it is better than not seeing it.
        """
        eye = view.camera(self.local.origin_m).position_m
        if self.limits is not None and not contains(self.limits, eye):
            return False
        return any(contains(around, eye) and encloses(mesh, eye) for mesh, around in self.solids)

    def best(self, views: list[View]) -> tuple[View, Seen] | None:
        """The view with the best score, the first of several, and what is seen in it; None with no eye outside.

        The elements alone say how good a view can be at most; the context, which has most of the triangles, is only
        drawn while a view might still be better than the best.
        """
        bounds = [self.seen(view, with_context=False).score(view.penalty) for view in views]
        most = max(_MOST_TRIANGLES // max(len(self.local.layers[2]), 1), _LEAST_VIEWS)
        drawn: dict[int, Seen] = {}
        order = sorted(range(len(views)), key=lambda each: (-bounds[each], each))
        best = (-inf, 0)
        for number in order:
            if bounds[number] < best[0] or len(drawn) >= most:
                break
            if self.eye_is_inside(views[number]):
                continue
            drawn[number] = self.seen(views[number])
            best = max(best, (drawn[number].score(views[number].penalty), -number))
        return (views[-best[1]], drawn[-best[1]]) if drawn else None

    def seen(self, view: View, *, with_context: bool = True) -> Seen:
        """Draw a preview and count."""
        projection = projection_of(view.camera(_ORIGIN), _ORIGIN, self.width, _PREVIEW_PX)
        layers = [projection.project(layer) for layer in self.local.layers[: 3 if with_context else 2]]
        depths = depth_range(layers, is_perspective=True)
        buffers = [rasterised(layer, depths, self.width, 0, _PREVIEW_PX) for layer in layers]
        first, second = buffers[0], buffers[1]
        context = buffers[2] if with_context else np.zeros_like(first)
        order = visibility(first, second, context, depths, first_is_smaller=self.first_is_smaller)
        covered = int(np.count_nonzero(order.first | order.second))
        hidden = int(np.count_nonzero((order.first | order.second) & order.before))
        shares = self._both(_share(order.first & ~order.before), _share(order.second & ~order.before))
        shown = self._both(_share(first != 0), _share(second != 0))
        return Seen(shares, shown, hidden / covered if covered else 0.0)

    def _both(self, first: float, second: float) -> tuple[float, float]:
        one, other = (len(layer) > 0 for layer in self.local.layers[:2])
        return (first if one else second, second if other else first)


def _share(mask: NDArray[np.bool_]) -> float:
    return int(np.count_nonzero(mask)) / mask.size
