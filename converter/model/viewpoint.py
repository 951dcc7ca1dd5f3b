"""Cameras, sections and what is visible: the BCF viewpoint, which Navisworks' saved viewpoints map onto."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from converter.model.vectors import Box, Vector


@dataclass(frozen=True, slots=True)
class PerspectiveCamera:
    """A perspective view.

    ``field_of_view_rad`` is the full vertical angle, 0 < v < π. ``aspect`` is width / height, None when the source
    does not say. ``target_distance_m`` is the distance to the pivot, None when unknown. Direction and up are unit
    vectors at right angles.
    """

    position_m: Vector
    direction: Vector
    up: Vector
    field_of_view_rad: float
    aspect: float | None = None
    target_distance_m: float | None = None


@dataclass(frozen=True, slots=True)
class OrthogonalCamera:
    """A parallel view; ``view_height_m`` is the full vertical extent (BCF 3.0 ``ViewToWorldScale``)."""

    position_m: Vector
    direction: Vector
    up: Vector
    view_height_m: float
    aspect: float | None = None
    target_distance_m: float | None = None


Camera = PerspectiveCamera | OrthogonalCamera


@dataclass(frozen=True, slots=True)
class ClippingPlane:
    """A cut through ``location_m``; ``direction`` points to the side that is cut away (BCF 3.0)."""

    location_m: Vector
    direction: Vector


def planes_of_box(box: Box) -> tuple[ClippingPlane, ...]:
    """The six planes that cut away everything outside the box."""
    axes: tuple[Vector, ...] = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    return (
        *(ClippingPlane(box.max_m, axis) for axis in axes),
        *(ClippingPlane(box.min_m, (-x, -y, -z)) for x, y, z in axes),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A mark-up segment in world space; equal ends make a point. ``color`` is ARGB hex where the source has one."""

    start_m: Vector
    end_m: Vector
    color: str | None = None


class BitmapFormat(StrEnum):
    """The two picture types BCF allows on a bitmap."""

    PNG = "png"
    JPG = "jpg"


@dataclass(frozen=True, slots=True)
class Bitmap:
    """A picture standing in space: centre, normal, up, and height in metres; ``reference`` names the file."""

    format: BitmapFormat
    reference: str
    location_m: Vector
    normal: Vector
    up: Vector
    height_m: float


@dataclass(frozen=True, slots=True)
class Component:
    """One building element as BCF names it; ``ifc_guid`` is the 22-character GlobalId."""

    ifc_guid: str | None = None
    originating_system: str | None = None
    authoring_tool_id: str | None = None


@dataclass(frozen=True, slots=True)
class Coloring:
    """Components shown in ``color`` (RGB or ARGB hex, upper case, no prefix)."""

    color: str
    components: tuple[Component, ...]


@dataclass(frozen=True, slots=True)
class Visibility:
    """Everything is ``default``; each exception is the opposite; the hints govern whole classes (BCF 3.0 rules)."""

    default: bool = True
    exceptions: tuple[Component, ...] = ()
    spaces_visible: bool = False
    space_boundaries_visible: bool = False
    openings_visible: bool = False


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """One saved view.

    ``section_box`` is a box whose inside is visible; ``clipping_planes`` are what cannot be said that way.
    ``snapshot`` is the reference to the picture as written in the source; in an archive ``snapshot_entry`` holds
    the numbers of the entries that lead to it, more than one where an archive lies in another; None when there is none.
    """

    guid: str | None = None
    name: str = ""
    index: int | None = None
    camera: Camera | None = None
    clipping_planes: tuple[ClippingPlane, ...] = ()
    section_box: Box | None = None
    lines: tuple[Line, ...] = ()
    bitmaps: tuple[Bitmap, ...] = ()
    selection: tuple[Component, ...] = ()
    visibility: Visibility | None = None
    coloring: tuple[Coloring, ...] = ()
    snapshot: str | None = None
    snapshot_entry: tuple[int, ...] | None = None
