"""The rules of BCF 2.1 as a table: what stands in each element, in which order, how often, and of which type.

Written from buildingSMART's BCF-XML ``release_2_1`` (``markup.xsd``, ``visinfo.xsd``, ``version.xsd``), and not from
what the converter writes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

Check = Callable[[str], bool]
"""True for a text of the type."""

_GUID = re.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
_IFC_GUID = re.compile("[0-9A-Za-z_$]{22}")
_COLOR = re.compile("[0-9A-F]{6}([0-9A-F]{2})?")
_INT = re.compile("[+-]?[0-9]+")
_DOUBLE = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]+)?(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
)


def _matches(pattern: re.Pattern[str]) -> Check:
    return lambda text: pattern.fullmatch(text) is not None


def is_moment(text: str) -> bool:
    """``xs:dateTime``: the digits have to be those of a day and of a time of day, too."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return False
    try:
        datetime.fromisoformat(found[1])
    except ValueError:
        return False
    return True


def _is_int(text: str) -> bool:
    return _INT.fullmatch(text) is not None and -(2**31) <= int(text) < 2**31


def _is_double(text: str) -> bool:
    """No ``INF`` and no ``NaN`` either: the schema takes them, and they are no place and no direction."""
    return _DOUBLE.fullmatch(text) is not None and math.isfinite(float(text))


def _is_angle(text: str) -> bool:
    """The schema says 45 to 60; its documentation tells readers to expect other values, and real cameras have them."""
    return _is_double(text) and 0 < float(text) < 180


def _is_size(text: str) -> bool:
    return _is_double(text) and float(text) > 0


GUID, IFC_GUID, COLOR = _matches(_GUID), _matches(_IFC_GUID), _matches(_COLOR)
BOOLEAN: Check = {"true", "false", "1", "0"}.__contains__


def STRING(_: str) -> bool:  # noqa: N802 - a type beside the others
    return True


def _filled(text: str) -> bool:
    """An element that may be left out says something when it is there."""
    return bool(text)


@dataclass(frozen=True)
class Child:
    """An element at its place in a sequence; ``many`` says whether there may be more than one."""

    name: str
    kind: str | Check
    required: bool = False
    many: bool = False


@dataclass(frozen=True)
class Kind:
    """An element with children and attributes: attribute → type and whether it is required."""

    children: tuple[Child, ...] = ()
    attributes: tuple[tuple[str, Check, bool], ...] = ()


def _one(name: str, kind: str | Check) -> Child:
    return Child(name, kind, required=True)


def _some(name: str, kind: str | Check = "") -> Child:
    return Child(name, kind or name, required=True, many=True)


def _any(name: str, kind: str | Check = "") -> Child:
    return Child(name, kind or name, many=True)


_XYZ = tuple(_one(axis, _is_double) for axis in "XYZ")
_POSE = tuple(_one(name, "Vector") for name in ("CameraViewPoint", "CameraDirection", "CameraUpVector"))
_REQUIRED_GUID, _EXTERNAL = ("Guid", GUID, True), ("isExternal", BOOLEAN, False)

KINDS: dict[str, Kind] = {
    "Version": Kind((_one("DetailedVersion", STRING),), (("VersionId", {"2.1"}.__contains__, True),)),
    "Markup": Kind((Child("Header", "Header"), _one("Topic", "Topic"), _any("Comment"), _any("Viewpoints"))),
    "Header": Kind((_some("File"),)),
    "File": Kind(
        (Child("Filename", _filled), Child("Date", is_moment), Child("Reference", _filled)),
        (("IfcProject", IFC_GUID, False), ("IfcSpatialStructureElement", IFC_GUID, False), _EXTERNAL),
    ),
    "Topic": Kind(
        (
            _any("ReferenceLink", STRING),
            _one("Title", _filled),
            Child("Priority", _filled),
            Child("Index", _is_int),
            _any("Labels", STRING),
            _one("CreationDate", is_moment),
            _one("CreationAuthor", _filled),
            Child("ModifiedDate", is_moment),
            Child("ModifiedAuthor", _filled),
            Child("DueDate", is_moment),
            Child("AssignedTo", _filled),
            Child("Stage", _filled),
            Child("Description", _filled),
            Child("BimSnippet", "BimSnippet"),
            _any("DocumentReference"),
            _any("RelatedTopic", "Reference"),
        ),
        (_REQUIRED_GUID, ("TopicType", STRING, False), ("TopicStatus", STRING, False)),
    ),
    "BimSnippet": Kind(
        (_one("Reference", STRING), _one("ReferenceSchema", STRING)), (("SnippetType", STRING, True), _EXTERNAL)
    ),
    "DocumentReference": Kind(
        (Child("ReferencedDocument", _filled), Child("Description", _filled)), (("Guid", GUID, False), _EXTERNAL)
    ),
    "Reference": Kind((), (_REQUIRED_GUID,)),
    "Comment": Kind(
        (
            _one("Date", is_moment),
            _one("Author", STRING),
            _one("Comment", STRING),
            Child("Viewpoint", "Reference"),
            Child("ModifiedDate", is_moment),
            Child("ModifiedAuthor", _filled),
        ),
        (_REQUIRED_GUID,),
    ),
    "Viewpoints": Kind(
        (Child("Viewpoint", _filled), Child("Snapshot", _filled), Child("Index", _is_int)), (_REQUIRED_GUID,)
    ),
    "VisualizationInfo": Kind(
        (
            Child("Components", "Components"),
            Child("OrthogonalCamera", "OrthogonalCamera"),
            Child("PerspectiveCamera", "PerspectiveCamera"),
            Child("Lines", "Lines"),
            Child("ClippingPlanes", "ClippingPlanes"),
            _any("Bitmap"),
        ),
        (_REQUIRED_GUID,),
    ),
    "Components": Kind(
        (
            Child("ViewSetupHints", "ViewSetupHints"),
            Child("Selection", "List"),
            _one("Visibility", "Visibility"),
            Child("Coloring", "Coloring"),
        )
    ),
    "ViewSetupHints": Kind(
        (), tuple((f"{each}Visible", BOOLEAN, False) for each in ("Spaces", "SpaceBoundaries", "Openings"))
    ),
    "Visibility": Kind((Child("Exceptions", "List"),), (("DefaultVisibility", BOOLEAN, False),)),
    "Coloring": Kind((_some("Color"),)),
    "Color": Kind((_some("Component"),), (("Color", COLOR, True),)),
    "List": Kind((_some("Component"),)),
    "Component": Kind(
        (Child("OriginatingSystem", _filled), Child("AuthoringToolId", _filled)), (("IfcGuid", IFC_GUID, False),)
    ),
    "OrthogonalCamera": Kind((*_POSE, _one("ViewToWorldScale", _is_size))),
    "PerspectiveCamera": Kind((*_POSE, _one("FieldOfView", _is_angle))),
    "Vector": Kind(_XYZ),
    "Lines": Kind((_some("Line"),)),
    "Line": Kind((_one("StartPoint", "Vector"), _one("EndPoint", "Vector"))),
    "ClippingPlanes": Kind((_any("ClippingPlane"),)),
    "ClippingPlane": Kind((_one("Location", "Vector"), _one("Direction", "Vector"))),
    "Bitmap": Kind(
        (
            _one("Bitmap", {"PNG", "JPG"}.__contains__),
            _one("Reference", _filled),
            _one("Location", "Vector"),
            _one("Normal", "Vector"),
            _one("Up", "Vector"),
            _one("Height", _is_double),
        )
    ),
}
