"""A viewpoint as ``viewpoint.bcfv`` (BCF 2.1, ``visinfo.xsd``)."""

from __future__ import annotations

from collections.abc import Sequence
from math import degrees

from lxml import etree

from converter.model.viewpoint import (
    Camera,
    ClippingPlane,
    Component,
    PerspectiveCamera,
    Viewpoint,
    Visibility,
    planes_of_box,
)
from converter.report.bcf.elements import add, add_text, add_vector, document, ifc_guid_or_none, truth


def visinfo(view: Viewpoint, guid: str) -> bytes:
    """The file of a viewpoint. Its order is that of the schema: components, camera, lines, planes, bitmaps."""
    root = etree.Element("VisualizationInfo", Guid=guid)
    _add_components(root, view)
    if view.camera is not None:
        _add_camera(root, view.camera)
    if view.lines:
        holder = add(root, "Lines")
        for line in view.lines:
            element = add(holder, "Line")
            add_vector(element, "StartPoint", line.start_m)
            add_vector(element, "EndPoint", line.end_m)
    _add_planes(root, (*view.clipping_planes, *(planes_of_box(view.section_box) if view.section_box else ())))
    for bitmap in view.bitmaps:
        element = add(root, "Bitmap")
        add(element, "Bitmap", bitmap.format.upper())
        add(element, "Reference", bitmap.reference)
        add_vector(element, "Location", bitmap.location_m)
        add_vector(element, "Normal", bitmap.normal)
        add_vector(element, "Up", bitmap.up)
        add(element, "Height", repr(float(bitmap.height_m)))
    return document(root)


def _add_components(root: etree._Element, view: Viewpoint) -> None:
    """Nothing at all where nothing is said; ``Visibility`` is required as soon as there is something."""
    if not (view.selection or view.coloring or view.visibility):
        return
    holder = add(root, "Components")
    visibility = view.visibility or Visibility(default=True)
    spaces, boundaries = visibility.spaces_visible, visibility.space_boundaries_visible
    if spaces or boundaries or visibility.openings_visible:
        add(
            holder,
            "ViewSetupHints",
            SpacesVisible=truth(spaces),
            SpaceBoundariesVisible=truth(boundaries),
            OpeningsVisible=truth(visibility.openings_visible),
        )
    if view.selection:
        _add_each(add(holder, "Selection"), view.selection)
    element = add(holder, "Visibility", DefaultVisibility=truth(visibility.default))
    if visibility.exceptions:
        _add_each(add(element, "Exceptions"), visibility.exceptions)
    if view.coloring:
        colors = add(holder, "Coloring")
        for coloring in view.coloring:
            _add_each(add(colors, "Color", Color=coloring.color), coloring.components)


def _add_each(holder: etree._Element, components: Sequence[Component]) -> None:
    for component in components:
        ifc_guid = ifc_guid_or_none(component.ifc_guid)
        element = add(holder, "Component", IfcGuid=ifc_guid)
        add_text(element, "OriginatingSystem", component.originating_system)
        # a text that is no GlobalId is still what the writer knew the element by
        add_text(element, "AuthoringToolId", component.authoring_tool_id or (None if ifc_guid else component.ifc_guid))


def _add_camera(root: etree._Element, camera: Camera) -> None:
    perspective = isinstance(camera, PerspectiveCamera)
    element = add(root, "PerspectiveCamera" if perspective else "OrthogonalCamera")
    add_vector(element, "CameraViewPoint", camera.position_m)
    add_vector(element, "CameraDirection", camera.direction)
    add_vector(element, "CameraUpVector", camera.up)
    if isinstance(camera, PerspectiveCamera):
        add(element, "FieldOfView", repr(degrees(camera.field_of_view_rad)))
    else:
        add(element, "ViewToWorldScale", repr(float(camera.view_height_m)))


def _add_planes(root: etree._Element, planes: Sequence[ClippingPlane]) -> None:
    if planes:
        holder = add(root, "ClippingPlanes")
        for plane in planes:
            element = add(holder, "ClippingPlane")
            add_vector(element, "Location", plane.location_m)
            add_vector(element, "Direction", plane.direction)
