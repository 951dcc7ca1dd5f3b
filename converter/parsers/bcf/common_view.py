"""Viewpoint files of the common shape of BCF 2.1, read by one regular expression.

As with clash reports (decision 0002): the expression spells out every tag, so what matches is well-formed by itself.
Whatever differs in the least goes through the XML parser and ``visinfo.py``, the reference. Tests hold both ways equal.
"""

from __future__ import annotations

import re
from math import pi, radians

from converter.geometry.camera import axes_of
from converter.geometry.vectors import length, unit
from converter.model.drafts import maker_of
from converter.model.vectors import Vector
from converter.model.viewpoint import (
    Camera,
    ClippingPlane,
    Coloring,
    Component,
    Line,
    OrthogonalCamera,
    PerspectiveCamera,
    Viewpoint,
    Visibility,
)
from converter.parsers.bcf.comments import Say
from converter.parsers.bcf.components import MANY
from converter.parsers.bcf.values import uuid_of

_DECLARATION = (
    r"""<\?xml version=["']1\.0["'](?: encoding=["'](?i:utf-8)["'])?(?: standalone=["'](?:yes|no)["'])?\s?\?>"""
)
BLANKS = " \t\r\n"
_PLAIN = r"[^<>&\x00-\x1f\ufffe\uffff]"
PROLOG = rf"\ufeff?(?:{_DECLARATION}\s*+)?+"
"""The beginning of a document in UTF-8."""


def xml_pattern(text: str) -> re.Pattern[str]:
    """A pattern whose blanks are those of XML (``S``, clause 2.3) and whose digits are 0 to 9."""
    return re.compile(text.replace(r"\s", r"[ \t\r\n]"), re.ASCII)


ATTRIBUTES = xml_pattern(r' ([A-Za-z:]+)="([^"<&]*)"')
_VALUE = r'"[^"<&\x00-\x1f\ufffe\uffff]*"'
OF_THE_ROOT = (
    r'xmlns:xsi="http://www\.w3\.org/2001/XMLSchema-instance"|xmlns:xsd="http://www\.w3\.org/2001/XMLSchema"'
    rf"|xsi:(?:noNamespaceSchemaLocation|schemaLocation)={_VALUE}"
)
"""Attributes that serialisers put on a root; a namespace is checked by the XML parser, so only these two are taken."""

_GUID = rf"(?: Guid=({_VALUE}))?+"
_ATTRIBUTES = rf"{_GUID}((?: (?:{OF_THE_ROOT}))*+){_GUID}"
_NUMBER = r"(-?\d{1,30}+(?:\.\d{1,30}+)?+(?:[eE][+-]?\d{1,2}+)?+)"
_XYZ = rf"<X>{_NUMBER}</X>\s*+<Y>{_NUMBER}</Y>\s*+<Z>{_NUMBER}</Z>\s*+"
_LISTS = tuple([(name, f"<{name}>", f"</{name}>") for name in ("Selection", "Exceptions", "Coloring")])
_SWITCH = '"(true|false)"'
_HINTS = (
    rf"(?:<ViewSetupHints SpacesVisible={_SWITCH} SpaceBoundariesVisible={_SWITCH} OpeningsVisible={_SWITCH}"
    r"(?:\s?/>|></ViewSetupHints>)\s*+)?+"
)


def _list_of(name: str) -> str:
    """An element whose components were cut out: they are looked at by themselves."""
    return rf"(?:<{name}></{name}>\s*+|<{name}\s?/>\s*+)?+"


def _camera(name: str, extra: str) -> str:
    return (
        rf"(?:<{name}>\s*+<CameraViewPoint>\s*+{_XYZ}</CameraViewPoint>\s*+<CameraDirection>\s*+{_XYZ}</CameraDirection>"
        rf"\s*+<CameraUpVector>\s*+{_XYZ}</CameraUpVector>\s*+<{extra}>{_NUMBER}</{extra}>\s*+"
        rf"(?:<AspectRatio>{_NUMBER}</AspectRatio>\s*+)?+</{name}>\s*+)?+"
    )


VIEW = xml_pattern(
    PROLOG
    + rf"<VisualizationInfo{_ATTRIBUTES}>\s*+"
    + r"(?:<Components>\s*+"
    + _HINTS
    + _list_of("Selection")
    + rf"<Visibility DefaultVisibility={_SWITCH}(?:\s?/>\s*+|>\s*+{_HINTS}{_list_of('Exceptions')}</Visibility>\s*+)"
    + _list_of("Coloring")
    + r"</Components>\s*+)?+"
    + _camera("OrthogonalCamera", "ViewToWorldScale")
    + _camera("PerspectiveCamera", "FieldOfView")
    + r"(?:<Lines>([^&]*?)</Lines>\s*+|<Lines\s?/>\s*+)?+"
    + r"(?:<ClippingPlanes>([^&]*?)</ClippingPlanes>\s*+|<ClippingPlanes\s?/>\s*+)?+"
    + r"</VisualizationInfo>\s*+"
)
_COMPONENT = xml_pattern(
    r'<Component IfcGuid="([0-3][0-9A-Za-z_$]{21})"(?:\s?/>|>\s*+'
    rf"(?:<OriginatingSystem>({_PLAIN}*+)</OriginatingSystem>\s*+)?+(?:<AuthoringToolId>({_PLAIN}*+)</AuthoringToolId>\s*+)?+"
    r"</Component>)"
)
_BARE_COMPONENT = xml_pattern(r'<Component IfcGuid="([0-3][0-9A-Za-z_$]{21})"\s?/>')
_BARE_CHARACTERS = len('<ComponentIfcGuid="0000000000000000000000"/>')
"""All characters of a component but blanks: what else stood in a list would make it longer."""

_COLOR = xml_pattern(r'\s*+<Color Color="([0-9A-F]{6}(?:[0-9A-F]{2})?)">([^&]*?)</Color>\s*+')
_LINE = xml_pattern(
    rf"\s*+<Line>\s*+<StartPoint>\s*+{_XYZ}</StartPoint>\s*+<EndPoint>\s*+{_XYZ}</EndPoint>\s*+</Line>\s*+"
)
_PLANE = xml_pattern(
    rf"\s*+<ClippingPlane>\s*+<Location>\s*+{_XYZ}</Location>\s*+<Direction>\s*+{_XYZ}</Direction>\s*+"
    r"</ClippingPlane>\s*+"
)

_make_component, _make_view = maker_of(Component), maker_of(Viewpoint)
_make_visibility = maker_of(Visibility)
_make_orthogonal, _make_perspective = maker_of(OrthogonalCamera), maker_of(PerspectiveCamera)


class OddShapeError(Exception):
    """Not of the common shape after all."""


def view_of(data: bytes, say: Say) -> Viewpoint | None:
    """The viewpoint of a file of the common shape; None for every other, and for one with something odd in it."""
    try:
        text, lists = _cut(data.decode())
        match = VIEW.fullmatch(text)
        return None if match is None else _view(match.groups(), lists, say)
    except (OddShapeError, UnicodeDecodeError):
        return None


def _cut(text: str) -> tuple[str, dict[str, str]]:
    """The text without the content of its lists, which may be very long, and that content by name."""
    lists = {}
    for name, opening, closing in _LISTS:
        start = text.find(opening)
        if start < 0:
            continue
        start += len(opening)
        end = text.find(closing, start)
        if end >= 0:
            lists[name] = text[start:end]
            text = text[:start] + text[end:]
    return text, lists


def _view(groups: tuple[str | None, ...], lists: dict[str, str], say: Say) -> Viewpoint:
    guid, attributes, guid_behind, spaces, boundaries, openings, default, inner_s, inner_b, inner_o = groups[:10]
    if (guid and guid_behind) or (attributes and not _are_good(attributes)):
        raise OddShapeError
    camera = _camera_of(groups[10:21], groups[21:32])
    lines, planes = groups[32:]
    selection, hidden = _components(lists.get("Selection")), _components(lists.get("Exceptions"))
    colors = _coloring(lists["Coloring"]) if lists.get("Coloring") else ()
    drawn, cut = _lines(lines) if lines else (), _planes(planes) if planes else ()
    if spaces and inner_s:
        raise OddShapeError
    visibility = None
    if default is not None:
        shows = ((inner_s or spaces) == "true", (inner_b or boundaries) == "true", (inner_o or openings) == "true")
        visibility = _make_visibility(default == "true", hidden, *shows)
    count = len(selection) + len(hidden) + sum([len(each.components) for each in colors])
    if count > MANY:
        say("BCF076", f"{count:,} components")
    named = uuid_of((guid or guid_behind or "")[1:-1])
    return _make_view(named, "", None, camera, cut, None, drawn, (), selection, visibility, colors)


def _are_good(attributes: str) -> bool:
    """True for attributes that are well-formed: no name twice, no prefix undeclared."""
    found = ATTRIBUTES.findall(attributes)
    named = dict(found)
    return len(named) == len(found) and ("xmlns:xsi" in named or "xsi:" not in attributes.replace("xmlns:xsi", ""))


def _components(block: str | None) -> tuple[Component, ...]:
    """Components of a list in which nothing else stands: every angle bracket belongs to one of them."""
    if not block:
        return ()
    found = _BARE_COMPONENT.findall(block)
    if len(found) * _BARE_CHARACTERS == len(block) - sum(map(block.count, " \t\r\n")):
        return tuple([_make_component(guid, None, None) for guid in found])
    full = _COMPONENT.findall(block)
    if len(full) != block.count("<Component ") or _rest(_COMPONENT, block).strip(BLANKS):
        raise OddShapeError
    return tuple([_make_component(guid, system.strip() or None, tool.strip() or None) for guid, system, tool in full])


def _rest(pattern: re.Pattern[str], block: str) -> str:
    """What of a block the pattern leaves."""
    return pattern.sub("", block)


def _coloring(block: str) -> tuple[Coloring, ...]:
    if _rest(_COLOR, block).strip(BLANKS):
        raise OddShapeError
    found = [(color, _components(listed)) for color, listed in _COLOR.findall(block)]
    return tuple([Coloring(color, components) for color, components in found if components])


def _numbers(texts: tuple[str | None, ...]) -> list[float]:
    return [float(text) for text in texts]  # type: ignore[arg-type]


def _camera_of(orthogonal: tuple[str | None, ...], perspective: tuple[str | None, ...]) -> Camera:
    """The only camera there is; two, none, or one with odd numbers are for the reference."""
    if (orthogonal[0] is None) == (perspective[0] is None):
        raise OddShapeError
    texts = orthogonal if perspective[0] is None else perspective
    px, py, pz, dx, dy, dz, ux, uy, uz, size = _numbers(texts[:10])
    aspect = None if texts[10] is None else float(texts[10])
    axes = axes_of((dx, dy, dz), (ux, uy, uz))
    if axes is None or (aspect is not None and aspect <= 0):
        raise OddShapeError
    if perspective[0] is None and size > 0:
        return _make_orthogonal((px, py, pz), *axes, size, aspect)
    if perspective[0] is not None and pi < size < 180:
        return _make_perspective((px, py, pz), *axes, radians(size), aspect)
    raise OddShapeError


def _lines(block: str) -> tuple[Line, ...]:
    if _rest(_LINE, block).strip(BLANKS):
        raise OddShapeError
    found = [_numbers(texts) for texts in _LINE.findall(block)]
    return tuple([Line((a, b, c), (d, e, f)) for a, b, c, d, e, f in found])


def _planes(block: str) -> tuple[ClippingPlane, ...]:
    if _rest(_PLANE, block).strip(BLANKS):
        raise OddShapeError
    planes = []
    for texts in _PLANE.findall(block):
        a, b, c, d, e, f = _numbers(texts)
        direction: Vector = (d, e, f)
        if length(direction) < 1e-12:
            raise OddShapeError
        planes.append(ClippingPlane((a, b, c), unit(direction)))
    return tuple(planes)
