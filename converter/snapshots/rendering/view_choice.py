"""From where a clash is looked at: small previews from many sides, judged by what of both elements is seen."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, dist, inf, pi, radians, sin, sqrt
from typing import Final

from converter.geometry.boxes import centre, intersection, union
from converter.geometry.camera import orthogonal
from converter.geometry.vectors import added, difference, length
from converter.model.vectors import Box, Vector
from converter.model.viewpoint import OrthogonalCamera, PerspectiveCamera
from converter.snapshots.rendering.caption import strip_height_px
from converter.snapshots.rendering.previews import Previews, Seen, View
from converter.snapshots.rendering.scene import Scene, Size
from converter.snapshots.rendering.triangles import LocalScene, localised

_ORIGIN: Final[Vector] = (0.0, 0.0, 0.0)

_TURNED_DEG: Final = -60.0
"""Where the azimuths begin: buildings stand along the axes, and a view along one shows least of them."""
_FEW: Final = (8, (25.0, 50.0, -20.0))
_MANY: Final = (20, (10.0, 30.0, 60.0, -15.0, -40.0))
"""Number of azimuths, and elevations in degrees."""

_FROM_BELOW: Final = 0.35
"""What a view from below has to make up for."""

# The radius of what is shown, metres and multiples of the diagonals of both elements' boxes.
_OF_SMALLER: Final = 2.2
_OF_LARGER: Final = 0.38
_MOST_OF_SMALLER: Final = 4.5
_USUAL_LEAST_M: Final = 0.7
_LEAST_M: Final = 0.4
_NEAREST_M: Final = 0.1
_OF_BOX: Final = 1.1
_ENOUGH: Final = 0.006
"""The part of the picture each element should have: the view moves nearer when one has less."""
_TOO_LITTLE: Final = 0.004
"""With less than this on top in the best view, more sides are tried, and from nearer."""
_NEARER: Final = (1.0, 0.4)
"""Parts of the radius that are tried then."""


def choose_view(scene: Scene, size: Size | None = None, field_of_view_rad: float = pi / 4) -> PerspectiveCamera:
    """The camera, of those around the clash, that shows most of both elements and has least standing before them.

    The same scene gives the same camera. A scene without either element is looked at as a whole.
    """
    return choose_local_view(localised(scene), scene, size or Size(), field_of_view_rad)


def choose_local_view(
    local: LocalScene, scene: Scene, size: Size, field_of_view_rad: float = pi / 4
) -> PerspectiveCamera:
    """The same for a scene that was made local before."""
    strip = strip_height_px(size.height_px) if scene.caption else 0
    previews = Previews.of(local, scene, size.width_px / (size.height_px - strip))
    aim, radius = _framed(local, scene)

    def views(radius_m: float, sides: tuple[int, tuple[float, ...]]) -> list[View]:
        lens = (size.aspect, field_of_view_rad)
        return [View(aim, radius_m, side, *lens, penalty) for side, penalty in _sides(*sides)]

    few = views(radius, _FEW)
    usual = best, seen = _enough(*(previews.best(few) or (few[0], previews.seen(few[0]))), previews)
    near = _near(best.radius_m, min(seen.shown))
    for part in _NEARER:
        if min(seen.shares) >= _TOO_LITTLE or min(seen.shown) == 0.0:
            return best.camera(local.origin_m)
        nearer = previews.best(views(max(part * near, min(near, _NEAREST_M)), _MANY))
        if nearer is not None:
            best, seen = _enough(*nearer, previews)
    # One that lies inside of the other, or of something else, is on top from nowhere: nothing is won by going near.
    return (best if min(seen.shares) >= _TOO_LITTLE else usual[0]).camera(local.origin_m)


def _enough(view: View, seen: Seen, previews: Previews) -> tuple[View, Seen]:
    """The view from so near that neither element is too small in it, and what is seen then."""
    worse = min(seen.shares) or min(seen.shown)
    if worse >= _ENOUGH:
        return view, seen
    nearer = view.with_radius(_near(view.radius_m, worse))
    return (view, seen) if previews.eye_is_inside(nearer) else (nearer, previews.seen(nearer))


def _near(radius_m: float, share: float) -> float:
    """A radius at which what has this part of the picture would have enough; never larger, never very small."""
    nearer = radius_m * sqrt(min(share / _ENOUGH, 1.0))
    return min(radius_m, max(nearer, _NEAREST_M))


def plan_view(scene: Scene, size: Size | None = None) -> OrthogonalCamera:
    """A parallel view straight down on the clash, north up, from the top of the section box."""
    local = localised(scene)
    aim, radius = _framed(local, scene)
    boxes = [layer.box for layer in local.layers]
    top = max([aim[2] + radius, *(box.max_m[2] for box in boxes if box is not None)])
    eye = added((aim[0], aim[1], top + radius), local.origin_m)
    aspect = (size or Size()).aspect
    height = 2 * radius / min(aspect, 1.0)
    return orthogonal(eye, (0.0, 0.0, -1.0), (0.0, 1.0, 0.0), height, aspect, top + radius - aim[2])


def _sides(azimuths: int, elevations_deg: tuple[float, ...]) -> Iterator[tuple[Vector, float]]:
    """Directions from the clash to the eye with their penalty. Rounded: no two machines may differ in a last digit."""
    for elevation in elevations_deg:
        for number in range(azimuths):
            azimuth = radians(_TURNED_DEG + number * 360.0 / azimuths)
            flat, height = cos(radians(elevation)), sin(radians(elevation))
            side = (round(flat * cos(azimuth), 9), round(flat * sin(azimuth), 9), round(height, 9))
            yield side, _FROM_BELOW if elevation < 0 else 0.0


def _framed(local: LocalScene, scene: Scene) -> tuple[Vector, float]:
    """Where to look at and how much around it to show, in the local frame."""
    first, second = local.layers[0].box, local.layers[1].box
    mark = None if scene.mark_m is None else difference(scene.mark_m, local.origin_m)
    half = inf if scene.box is None else max(difference(scene.box.max_m, scene.box.min_m)) / 2
    boxes = [box for box in (first, second) if box is not None]
    if len(boxes) < 2:
        around = boxes[0] if boxes else local.layers[2].box
        radius = _USUAL_LEAST_M if around is None else 0.6 * dist(around.min_m, around.max_m)
        aim = mark or (_ORIGIN if around is None else centre(around))
        return aim, min(max(radius, _USUAL_LEAST_M), _OF_BOX * half)
    diagonals = sorted(dist(box.min_m, box.max_m) for box in boxes)
    radius = max(_OF_SMALLER * diagonals[0], _OF_LARGER * diagonals[1], _USUAL_LEAST_M)
    radius = min(radius, max(_MOST_OF_SMALLER * diagonals[0], _LEAST_M), _OF_BOX * half)
    return _aim(boxes[0], boxes[1], mark, radius), radius


def _aim(first: Box, second: Box, mark: Vector | None, radius: float) -> Vector:
    """The middle of what both boxes have in common, but not so far from the clash point that it leaves the picture."""
    common = intersection(first, second)
    if common is None:
        return mark or centre(union(first, second))
    middle = centre(common)
    if mark is None:
        return middle
    offset = difference(middle, mark)
    away = length(offset)
    return middle if away <= radius / 2 else added(mark, offset, radius / 2 / away)
