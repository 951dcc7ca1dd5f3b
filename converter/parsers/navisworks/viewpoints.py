"""Saved viewpoints (``exchange/viewpoints``): the only place a Navisworks user can get true cameras from.

Quaternion, field of view and clip planes as Autodesk's API documents them (``Viewpoint.Rotation``, ``HeightField``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import pi
from pathlib import Path

from lxml import etree

from converter.geometry.camera import from_navisworks
from converter.geometry.section import clipping_plane_of_navisworks
from converter.model.clash import ClashTest
from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.model.report import Kind, Report, SavedViewpoint
from converter.model.stock import HasPicture, Stock, stock_of
from converter.model.vectors import Box, Vector
from converter.model.viewpoint import Camera, ClippingPlane, Viewpoint
from converter.parsers.log import DiagnosticLog
from converter.parsers.navisworks.documents import VIEWPOINTS, document_of
from converter.parsers.navisworks.elements import child, children, comments_of
from converter.parsers.navisworks.units import unit_scale
from converter.parsers.navisworks.values import Context
from converter.parsers.xml import OPTIONS, error_position, has_dtd

_DEFAULT_FIELD_OF_VIEW_RAD = pi / 4
_UNTURNED = 1e-6


class ViewpointsReader:
    """Exports of the Saved Viewpoints window."""

    kind = Kind.NAVISWORKS_VIEWPOINTS

    def sniff(self, head: bytes, _name: str) -> bool:
        """True for an ``exchange`` with ``viewpoints``."""
        document = document_of(head)
        return document is not None and document.name == VIEWPOINTS

    def take_stock(self, path: Path, label: str, has_picture: HasPicture) -> tuple[Report, Stock]:
        """Counts of the file."""
        report = self.read(path, label)
        return report, stock_of(report, has_picture)

    def read(self, path: Path, label: str) -> Report:
        """Every view with the folders it lies in."""
        log = DiagnosticLog(label)
        try:
            root = etree.parse(path, etree.XMLParser(**OPTIONS)).getroot()
        except etree.XMLSyntaxError as error:
            line, column, words = error_position(path, error)
            message = f"not well-formed XML: {words}. Export the viewpoints again."
            log.add("NWX001", message, line=line, column=column)
            return Report(label, self.kind, diagnostics=log.finish(), readable=False)
        if has_dtd(root):
            log.add("NWX002", "the document has a DTD (<!DOCTYPE …>); Navisworks never writes one", line=1)
            return Report(label, self.kind, diagnostics=log.finish(), readable=False)
        units = root.get("units")
        context = Context(log, unit_scale(units, log, root.sourceline))
        views = tuple(view for holder in root.findall("viewpoints") for view in _views(holder, (), context))
        return Report(
            path=label,
            kind=self.kind,
            producer="Autodesk Navisworks",
            units=units or "",
            saved_viewpoints=views,
            diagnostics=log.finish(),
        )


def _views(holder: etree._Element, folders: tuple[str, ...], context: Context) -> Iterator[SavedViewpoint]:
    for element in children(holder):
        if element.tag == "viewfolder":
            yield from _views(element, (*folders, element.get("name") or ""), context)
        elif element.tag == "view":
            yield SavedViewpoint(folders, _view(element, context), comments_of(element, context))
        elif element.tag in ("animation", "cutview"):
            message = f"the {element.tag} {element.get('name', '')!r} is left out"
            context.log.add("NWV002", message, line=element.sourceline)


def _view(element: etree._Element, context: Context) -> Viewpoint:
    name, guid = element.get("name") or "", element.get("guid")
    if (marks := child(element, "redlines")) is not None and len(marks):
        message = f"{len(marks)} mark-ups of the view {name!r} are drawn in its picture only"
        context.log.add("NWV006", message, line=marks.sourceline, guid=guid)
    view = Viewpoint(guid=guid, name=name, camera=_camera(element, context))
    clips = child(element, "clipplaneset")
    return view if clips is None or clips.get("enabled") == "0" else _clipped(view, clips, context)


def _camera(view: etree._Element, context: Context) -> Camera | None:
    """The camera; None, with NWV001, for one that shows nothing."""
    viewpoint = child(view, "viewpoint")
    element = None if viewpoint is None else child(viewpoint, "camera")
    name = view.get("name", "")
    if viewpoint is None or element is None:
        context.log.add("NWV001", f"the view {name!r} has no camera", line=view.sourceline)
        return None
    position = context.point_m(element.find("position/pos3f"))
    turn = _quaternion(element.find("rotation/quaternion"), context)
    projection = (element.get("projection") or "persp").strip().lower()
    if projection == "ortho":
        height = context.length_m(element.get("height"), "the camera's height", element)
    else:
        height = context.number(element.get("height"), "the camera's height", element)
        if height is None:
            height = _DEFAULT_FIELD_OF_VIEW_RAD
    aspect = context.number(element.get("aspect"), "the camera's aspect", element)
    focal = context.length_m(viewpoint.get("focal"), "the focal distance", viewpoint)
    try:
        if position is None or turn is None or height is None:
            raise ValueError("position, rotation or height is missing")
        return from_navisworks(position, turn, projection, height, aspect, focal)
    except ValueError as error:
        context.log.add("NWV001", f"the view {name!r} has no usable camera: {error}", line=element.sourceline)
        return None


def _quaternion(element: etree._Element | None, context: Context) -> tuple[float, float, float, float] | None:
    if element is None:
        return None
    a, b, c, d = (context.number(element.get(part), f"the quaternion's {part}", element) for part in "abcd")
    return None if a is None or b is None or c is None or d is None else (a, b, c, d)


def _clipped(view: Viewpoint, clips: etree._Element, context: Context) -> Viewpoint:
    """The view with its section: enabled planes in mode ``planes``, the box in mode ``box``."""
    if (clips.get("mode") or "planes") == "box":
        return replace(view, section_box=_box(view, clips, context))
    planes = (
        _plane(each, context) for each in clips.iterfind("clipplanes/clipplane") if each.get("state") == "enabled"
    )
    return replace(view, clipping_planes=tuple(plane for plane in planes if plane is not None))


def _plane(element: etree._Element, context: Context) -> ClippingPlane | None:
    plane = child(element, "plane")
    vector = None if plane is None else child(plane, "vec3f")
    if plane is None or vector is None:
        context.log.add("NWX022", "a clip plane without numbers", line=element.sourceline)
        return None
    normal = _vector(vector, context)
    distance_m = context.length_m(plane.get("distance"), "the plane's distance", plane)
    if normal is None or distance_m is None:
        return None
    try:
        return clipping_plane_of_navisworks(normal, distance_m)
    except ValueError:
        context.log.add("NWX022", "a clip plane has no direction", line=element.sourceline)
        return None


def _vector(element: etree._Element, context: Context) -> Vector | None:
    x, y, z = (context.number(element.get(axis), f"the coordinate {axis}", element) for axis in "xyz")
    return None if x is None or y is None or z is None else (x, y, z)


def _box(view: Viewpoint, clips: etree._Element, context: Context) -> Box | None:
    """The section box; None for the box turned inside out that means "empty", and for a turned one."""
    turn = _quaternion(clips.find("box-rotation/rotation/quaternion"), context)
    if turn is not None and any(abs(part) > _UNTURNED for part in turn[:3]):
        message = f"the section box of the view {view.name!r} is turned; a box around the clash is used"
        context.log.add("GEO004", message, line=clips.sourceline, guid=view.guid)
        return None
    low = context.point_m(clips.find("box/box3f/min/pos3f"))
    high = context.point_m(clips.find("box/box3f/max/pos3f"))
    if low is None or high is None or any(a >= b for a, b in zip(low, high, strict=True)):
        return None
    return Box(low, high)


def cameras_for(
    tests: Iterable[ClashTest], saved: Sequence[SavedViewpoint], label: str
) -> tuple[dict[tuple[str, str], Viewpoint], tuple[Diagnostic, ...]]:
    """Saved views that belong to clashes: a folder with the test's name, a view with the clash's or group's.

    Gives them by (display name of the test, name of the entry). Names that say two things say nothing (NWV005).
    """
    by_place: dict[tuple[str, str], list[Viewpoint]] = defaultdict(list)
    for each in saved:
        for folder in {" ".join(name.split()) for name in each.folders}:
            by_place[folder, each.viewpoint.name.strip()].append(each.viewpoint)
    found: dict[tuple[str, str], Viewpoint] = {}
    log = DiagnosticLog(label)
    for test in tests:
        by_name: dict[str, list[str]] = defaultdict(list)
        for name in _names(test):
            by_name[name.strip()].append(name)
        for name, entries in by_name.items():
            views = by_place.get((test.display_name, name))
            if not views:
                continue
            if len(views) == 1 and len(entries) == 1:
                found[test.display_name, entries[0]] = views[0]
            else:
                counted = f"{len(views)} views and {len(entries)} entries of the test {test.display_name!r}"
                log.add("NWV005", f"{counted} are named {name!r}")
    usable = sum(view.camera is not None for view in found.values())
    taken = [diagnose("NWV004", f"{usable:,} of {len(saved):,} saved views give clashes their cameras", file=label)]
    return found, (*taken, *log.finish())


def _names(test: ClashTest) -> Iterator[str]:
    """The name of every entry of a test; of groups that are known by their name only, each name once."""
    yield from (result.name for result in test.results)
    yield from dict.fromkeys(result.parent_group for result in test.results if result.parent_group)
    for group in test.groups:
        yield group.name
        yield from (member.name for member in group.results)
