"""A camera seen from above, as SVG: where it stands, how wide it sees, what it looks at, the section box."""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, cos, hypot, sin

from converter.sandbox.viewpoint_data import Camera, Plane

WIDTH, HEIGHT, MARGIN = 220, 150, 16
_FLAT = 1e-9

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Plan:
    """Points of the page (x right, y down); ``box`` is x, y, width, height; ``scale_ft`` what 40 units are in feet."""

    camera: Point
    target: Point
    wedge: tuple[Point, Point] | None
    box: tuple[float, float, float, float] | None
    scale_ft: float


def draw(camera: Camera, planes: list[Plane]) -> Plan:
    """The plan of a camera; ``wedge`` is None where it looks straight down."""
    eye = camera.position[:2]
    target = _ahead(camera)
    wedge = _wedge(camera)
    box = _box(planes)
    points = [eye, target, *(wedge or ()), *(box or ())]
    low = (min(x for x, _ in points), min(y for _, y in points))
    size = (max(x for x, _ in points) - low[0], max(y for _, y in points) - low[1])
    scale = min((WIDTH - 2 * MARGIN) / max(size[0], 1.0), (HEIGHT - 2 * MARGIN) / max(size[1], 1.0))
    free = ((WIDTH - size[0] * scale) / 2, (HEIGHT - size[1] * scale) / 2)

    def place(point: Point) -> Point:
        return (
            round((point[0] - low[0]) * scale + free[0], 1),
            round(HEIGHT - (point[1] - low[1]) * scale - free[1], 1),
        )

    corners = None if box is None else (place(box[0]), place(box[1]))
    return Plan(
        camera=place(eye),
        target=place(target),
        wedge=None if wedge is None else (place(wedge[0]), place(wedge[1])),
        box=corners and (corners[0][0], corners[1][1], corners[1][0] - corners[0][0], corners[0][1] - corners[1][1]),
        scale_ft=round(40 / scale, 1),
    )


def _ahead(camera: Camera) -> Point:
    length = hypot(*camera.direction)
    x, y, _ = (p + d / length * camera.target_distance for p, d in zip(camera.position, camera.direction, strict=True))
    return (x, y)


def _wedge(camera: Camera) -> tuple[Point, Point] | None:
    if camera.angle_rad is None or hypot(*camera.direction[:2]) < _FLAT:
        return None
    heading, half = atan2(camera.direction[1], camera.direction[0]), camera.angle_rad / 2
    reach = max(camera.target_distance, 1.0) * 1.1
    (x, y), turns = camera.position[:2], (heading - half, heading + half)
    left, right = ((x + cos(turn) * reach, y + sin(turn) * reach) for turn in turns)
    return left, right


def _box(planes: list[Plane]) -> tuple[Point, Point] | None:
    """The outline of an upright box; None for other sections."""
    ends: dict[int, list[float]] = {0: [], 1: []}
    for plane in planes:
        steep = [axis for axis in range(3) if abs(plane.direction[axis]) > _FLAT]
        if steep in ([0], [1]):
            ends[steep[0]].append(plane.location[steep[0]])
    if any(len(values) != 2 for values in ends.values()):
        return None
    return (min(ends[0]), min(ends[1])), (max(ends[0]), max(ends[1]))
