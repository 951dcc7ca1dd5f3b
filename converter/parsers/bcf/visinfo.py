"""``viewpoint.bcfv`` → :class:`Viewpoint`: cameras, planes, lines, bitmaps, components."""

from __future__ import annotations

from collections.abc import Iterator
from math import degrees, pi

from lxml import etree

from converter.geometry.camera import from_bcf_orthogonal, from_bcf_perspective
from converter.geometry.vectors import cross, length, unit
from converter.model.vectors import Vector
from converter.model.viewpoint import (
    Bitmap,
    BitmapFormat,
    Camera,
    ClippingPlane,
    Line,
    OrthogonalCamera,
    PerspectiveCamera,
    Viewpoint,
)
from converter.parsers.bcf.comments import Say
from converter.parsers.bcf.components import Components, read_components
from converter.parsers.bcf.values import attribute, child, color_of, named_children, number, uuid_of, vector, words

_KNOWN = frozenset(
    {"Components", "PerspectiveCamera", "OrthogonalCamera", "Lines", "ClippingPlanes", "Bitmap", "Bitmaps"}
)


def read_visinfo(root: etree._Element, say: Say) -> Viewpoint:
    """Everything a viewpoint file holds; its guid is the file's own, None in most of 1.0 and 2.0."""
    parts: dict[str, list[etree._Element]] = {}
    for name, element in named_children(root):
        parts.setdefault(name, []).append(element)
    if unknown := sorted(set(parts) - _KNOWN):
        say("BCF033", f"not known, left out: {', '.join(unknown)}")
    components = read_components(parts["Components"][0], say) if "Components" in parts else Components()
    return Viewpoint(
        guid=uuid_of(attribute(root, "Guid")),
        camera=_camera(parts, say),
        clipping_planes=tuple(_planes(parts.get("ClippingPlanes", ()), say)),
        lines=tuple(_lines(parts.get("Lines", ()), say)),
        bitmaps=tuple(_bitmaps(parts, say)),
        selection=components.selection,
        visibility=components.visibility,
        coloring=components.coloring,
    )


def _camera(parts: dict[str, list[etree._Element]], say: Say) -> Camera | None:
    """The one usable camera, the perspective one of two: serialisers write an all-zero one beside the good one."""
    perspective = [_perspective(each, say) for each in parts.get("PerspectiveCamera", ())]
    orthogonal = [_orthogonal(each, say) for each in parts.get("OrthogonalCamera", ())]
    written = len(perspective) + len(orthogonal)
    usable: list[Camera] = [camera for camera in (*perspective, *orthogonal) if camera is not None]
    if written > 1:
        say("BCF061", f"it has {written} cameras; one was used")
    if not written:
        say("BCF060", "it has no camera")
    elif not usable:
        say("BCF062", "its camera shows nothing: a direction of no length, or numbers that are none")
    return usable[0] if usable else None


def _pose(element: etree._Element, say: Say) -> tuple[Vector, Vector, Vector, dict[str, str]] | None:
    texts: dict[str, str] = {}
    places: dict[str, Vector | None] = {}
    for name, each in named_children(element):
        if name.startswith("Camera"):
            places[name] = vector(each)
        else:
            texts[name] = words(each)
    position, direction = places.get("CameraViewPoint"), places.get("CameraDirection")
    up = places.get("CameraUpVector")
    if position is None or direction is None:
        return None
    if is_tilted(direction, up):
        say("BCF062", "its up vector is missing or lies along its direction; the world's is used")
        up = (0.0, 0.0, 1.0)
    return position, direction, up or (0.0, 0.0, 1.0), texts


def is_tilted(direction: Vector, up: Vector | None) -> bool:
    """True for a direction that has a length and an up vector that says nothing beside it."""
    size = length(direction)
    if size < 1e-12 or (up is not None and length(up) < 1e-12):
        return False  # the all-zero camera: its up gives it away
    return up is None or length(cross(unit(direction), unit(up))) < 1e-6


def _perspective(element: etree._Element, say: Say) -> PerspectiveCamera | None:
    pose = _pose(element, say)
    if pose is None:
        return None
    position, direction, up, texts = pose
    angle = number(texts.get("FieldOfView", ""))
    if angle is not None and 0 < angle < pi:
        say("BCF064", f"its field of view of {angle:g} degrees can only be meant in radians")
        angle = degrees(angle)
    elif angle is None or not 0 < angle < 180:
        say("BCF062", f"its field of view {texts.get('FieldOfView', '')!r} is none; 60 degrees are used")
        angle = 60.0
    return from_bcf_perspective(position, direction, up, angle, number(texts.get("AspectRatio", "")))


def _orthogonal(element: etree._Element, say: Say) -> OrthogonalCamera | None:
    pose = _pose(element, say)
    if pose is None:
        return None
    position, direction, up, texts = pose
    scale = number(texts.get("ViewToWorldScale", ""))
    if scale is None:
        return None
    return from_bcf_orthogonal(position, direction, up, scale, number(texts.get("AspectRatio", "")))


def _planes(holders: object, say: Say) -> Iterator[ClippingPlane]:
    for element in _inner(holders, "ClippingPlane"):
        location, direction = vector(child(element, "Location")), vector(child(element, "Direction"))
        if location is None or direction is None or length(direction) < 1e-12:
            say("BCF066", "a clipping plane without usable numbers is left out")
        else:
            yield ClippingPlane(location, unit(direction))


def _lines(holders: object, say: Say) -> Iterator[Line]:
    for element in _inner(holders, "Line"):
        start, end = vector(child(element, "StartPoint")), vector(child(element, "EndPoint"))
        if start is None or end is None:
            say("BCF066", "a line without usable numbers is left out")
        else:
            yield Line(start, end, color_of(attribute(element, "Color") or ""))


def _inner(holders: object, name: str) -> Iterator[etree._Element]:
    for holder in holders:  # type: ignore[attr-defined]
        yield from (each for tag, each in named_children(holder) if tag == name)


def _bitmaps(parts: dict[str, list[etree._Element]], say: Say) -> Iterator[Bitmap]:
    """``Bitmap``s beside each other (2.1), repeated ``Bitmaps`` (2.0), ``Bitmaps/Bitmap`` (3.0)."""
    found = list(parts.get("Bitmap", ()))
    for holder in parts.get("Bitmaps", ()):
        inner = [each for tag, each in named_children(holder) if tag == "Bitmap" and len(each)]
        found += inner or ([holder] if len(holder) else [])
    for element in found:
        bitmap = _bitmap(element)
        if bitmap is None:
            say("BCF066", "a bitmap without usable numbers is left out")
        else:
            yield bitmap


def _bitmap(element: etree._Element) -> Bitmap | None:
    places: dict[str, Vector | None] = {}
    texts: dict[str, str] = {}
    for name, each in named_children(element):
        if name in ("Location", "Normal", "Up"):
            places[name] = vector(each)
        else:
            texts[name] = words(each)
    location, normal, up = places.get("Location"), places.get("Normal"), places.get("Up")
    height = number(texts.get("Height", ""))
    if location is None or normal is None or up is None or height is None:
        return None
    form = (texts.get("Format") or texts.get("Bitmap") or "").upper()
    kind = BitmapFormat.PNG if form == "PNG" else BitmapFormat.JPG
    return Bitmap(kind, texts.get("Reference", ""), location, normal, up, height)
