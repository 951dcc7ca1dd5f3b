"""Strategies of everything BCF 2.1 can say, and what is left of a topic when that version has said it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from math import cos, isclose, pi, radians, sin
from typing import Any, TypeVar

from hypothesis import strategies as st

from converter.model.comments import Comment
from converter.model.topic import BimSnippet, DocumentReference, HeaderFile, Topic
from converter.model.vectors import Box, Vector
from converter.model.viewpoint import (
    Bitmap,
    BitmapFormat,
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
from tests.report.bcf.schema import is_moment

_T = TypeVar("_T")
_TOLERANCE, _ZERO = 1e-9, 1e-12
_IFC_GUID = re.compile("[0-9A-Za-z_$]{22}")

_odd = st.sampled_from("\0\x01\x08\x0b\x0c\x0e\x1f\x7f\x85\ud800\udfff\ufffe\uffff\t\n\r <>&\"']]>\u2028é漢🏗")
text = st.text(st.characters(exclude_categories=()) | _odd, max_size=20) | st.sampled_from(
    ["]]>", "<Title>", "&amp;amp;", "<!--", "<![CDATA[", "&#0;", "%s{0}", " both ends ", "None", "\ud83c"]
)
maybe = st.none() | text
guids = st.uuids().map(str)
moments = st.datetimes(datetime(1000, 1, 1), datetime(9000, 1, 1), timezones=st.just(UTC)) | st.datetimes(
    datetime(1990, 1, 1),
    datetime(2090, 1, 1),
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
written_moments = st.builds(
    "{}{}".format,
    st.datetimes(datetime(1000, 1, 1), datetime(9000, 1, 1)).map(datetime.isoformat),
    st.sampled_from(["", "Z", "+05:30", "-11:00"]),
)
ints = st.integers(-(2**31), 2**31 - 1)


def visible(of: str) -> str:
    """The text as it comes back: what XML 1.0 forbids replaced, blanks at the ends gone."""
    return cleaned(of).strip()


def cleaned(of: str) -> str:
    """The text with U+FFFD for each character that is no ``Char`` of XML 1.0 (clause 2.2)."""
    return "".join(each if _is_char(ord(each)) else "\ufffd" for each in of)


def _is_char(code: int) -> bool:
    return code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF


def some(of: st.SearchStrategy[_T], least: int = 0) -> st.SearchStrategy[tuple[_T, ...]]:
    """Up to three."""
    return st.lists(of, min_size=least, max_size=3).map(tuple)


_lengths = st.floats(-1e7, 1e7) | st.sampled_from([0.0, -0.0, 1e-300, 5e-324, 1 / 3, 1_842_022.123456789])
points = st.tuples(_lengths, _lengths, _lengths)


def turned(yaw: float, pitch: float, roll: float) -> tuple[Vector, Vector]:
    """Two unit vectors at right angles."""
    ahead = (cos(pitch) * cos(yaw), cos(pitch) * sin(yaw), sin(pitch))
    above = (-sin(pitch) * cos(yaw), -sin(pitch) * sin(yaw), cos(pitch))
    aside = (sin(yaw), -cos(yaw), 0.0)
    x, y, z = (a * cos(roll) + b * sin(roll) for a, b in zip(above, aside, strict=True))
    return ahead, (x, y, z)


_angles = st.floats(-pi, pi) | st.sampled_from([0.0, pi / 2, -pi / 2, pi])
poses = st.builds(turned, _angles, _angles, _angles)
directions = poses.map(lambda pose: pose[0])
# below π the reader takes degrees for radians, as broken writers mean them (BCF064)
_fields_of_view = st.floats(3.2, 179.9).map(radians)
_sizes = st.floats(1e-6, 1e7)
_positive = st.none() | st.floats(0.1, 10)


def _camera(kind: type[Camera], place: Vector, pose: tuple[Vector, Vector], *rest: float | None) -> Camera:
    return kind(place, *pose, *rest)  # type: ignore[arg-type]


cameras: st.SearchStrategy[Camera] = st.one_of(
    st.builds(_camera, st.just(PerspectiveCamera), points, poses, _fields_of_view, _positive, _positive),
    st.builds(_camera, st.just(OrthogonalCamera), points, poses, _sizes, _positive, _positive),
)
ifc_guids = st.from_regex("[0-3][0-9A-Za-z_$]{21}", fullmatch=True)
components = st.builds(Component, ifc_guids | maybe, maybe, maybe)
colors = st.from_regex("[0-9A-F]{6}([0-9A-F]{2})?", fullmatch=True)
visibilities = st.builds(Visibility, st.booleans(), some(components), st.booleans(), st.booleans(), st.booleans())
boxes = st.builds(
    lambda a, b: Box(tuple(map(min, a, b)), tuple(map(max, a, b))),  # type: ignore[arg-type]
    points,
    points,
)
bitmaps = st.builds(
    Bitmap,
    st.sampled_from(BitmapFormat),
    st.sampled_from(["plan.png", "elevation A & B.jpg"]),
    points,
    directions,
    directions,
    _sizes,
)
viewpoints = st.builds(
    Viewpoint,
    guid=guids,
    name=text,
    index=st.none() | ints,
    camera=st.none() | cameras,
    clipping_planes=some(st.builds(ClippingPlane, points, directions)),
    section_box=st.none() | boxes,
    lines=some(st.builds(Line, points, points, st.none() | colors)),
    bitmaps=some(bitmaps),
    selection=some(components),
    visibility=st.none() | visibilities,
    coloring=some(st.builds(Coloring, colors, some(components, least=1))),
    snapshot=maybe,
    snapshot_entry=st.none() | st.tuples(st.integers(0, 99)),
)
files = st.builds(HeaderFile, text, text, written_moments | st.just("") | text, ifc_guids | maybe, ifc_guids | maybe)
documents = st.builds(DocumentReference, st.none() | guids, text, st.none() | guids, text, st.just(True))
snippets = st.builds(BimSnippet, text, text, text, st.just(True))
pairs = some(st.tuples(text, text))


@st.composite
def topics(draw: st.DrawFn) -> Topic:
    """A topic with what version 2.1 requires, and as much as it can say."""
    views = draw(st.lists(viewpoints, max_size=3, unique_by=lambda view: view.guid))
    about = st.none() | st.sampled_from([view.guid for view in views]) if views else st.none()
    comments = st.builds(
        Comment, guids, text, text, moments, text, maybe, maybe, st.none() | moments, maybe, about, maybe, pairs
    )
    said = text.filter(visible)
    return draw(
        st.builds(
            Topic,
            guid=guids,
            title=said,
            topic_type=maybe,
            topic_status=maybe,
            priority=maybe,
            index=st.none() | ints,
            labels=some(text),
            stage=maybe,
            description=text,
            created=moments,
            created_author=said,
            modified=st.none() | moments,
            modified_author=maybe,
            due_date=st.none() | st.dates(date(1000, 1, 1), date(9000, 1, 1)),
            assigned_to=maybe,
            server_assigned_id=maybe,
            reference_links=some(text),
            header_files=some(files),
            documents=some(documents),
            bim_snippet=st.none() | snippets,
            related_topics=some(guids),
            comments=some(comments),
            viewpoints=st.just(tuple(views)),
            folder=text,
            extra=pairs,
        )
    )


def normal(topic: Topic) -> Topic:
    """What BCF 2.1 can say of a topic.

    Not said: the server's id, unknown elements, folder and entries of the old archive; a comment's status and what it
    replies to; a viewpoint's name; a document's guid of 3.0. Empty texts are not there. A date of a model and an IFC
    guid that are none are left out, and so is a model of which nothing is said.
    """
    views = sorted(topic.viewpoints, key=lambda view: (view.index is None, view.index or 0))
    return replace(
        _plain(topic),
        topic_type=_kept(topic.topic_type),
        topic_status=_kept(topic.topic_status),
        labels=tuple(filter(None, map(visible, topic.labels))),
        reference_links=tuple(filter(None, map(visible, topic.reference_links))),
        header_files=tuple(filter(_says_something, map(_normal_file, topic.header_files))),
        documents=tuple(replace(_plain(each), document_guid=None) for each in topic.documents),
        bim_snippet=topic.bim_snippet
        and replace(_plain(topic.bim_snippet), snippet_type=cleaned(topic.bim_snippet.snippet_type)),
        comments=tuple(map(_normal_comment, topic.comments)),
        viewpoints=tuple(map(normal_view, views)),
        server_assigned_id=None,
        folder="",
        extra=(),
    )


def _kept(text: str | None) -> str | None:
    """An attribute keeps its blanks; one of nothing else is not there."""
    clean = cleaned(text or "")
    return clean if clean.strip() else None


def _says_something(file: HeaderFile) -> bool:
    return replace(file, is_external=True) != HeaderFile()


def _plain(value: _T) -> _T:
    """The same with every text of its own as it comes back; an optional one that is empty is not there."""
    changes: dict[str, Any] = {}
    for each in fields(value):  # type: ignore[arg-type]
        found = getattr(value, each.name)
        if type(found) is str:
            optional = "None" in str(each.type)
            changes[each.name] = (visible(found) or None) if optional else visible(found)
    return replace(value, **changes)  # type: ignore[type-var]


def _normal_file(file: HeaderFile) -> HeaderFile:
    return replace(
        _plain(file),
        date=file.date if is_moment(file.date) else "",
        ifc_project=_ifc_guid(file.ifc_project),
        ifc_spatial_structure_element=_ifc_guid(file.ifc_spatial_structure_element),
    )


def _ifc_guid(written: str | None) -> str | None:
    return written if written and _IFC_GUID.fullmatch(written) else None


def _normal_comment(comment: Comment) -> Comment:
    return replace(_plain(comment), created_text="", status=None, verbal_status=None, reply_to=None, extra=())


def normal_view(view: Viewpoint) -> Viewpoint:
    """Not said: proportions, distance of the target, colours of lines; a box is six planes.

    Nothing said of visibility where there are components is the same as everything being shown.
    """
    shown = view.visibility
    if shown is None and (view.selection or view.coloring):
        shown = Visibility(default=True)
    return replace(
        view,
        name="",
        camera=view.camera and replace(view.camera, aspect=None, target_distance_m=None),
        clipping_planes=(*view.clipping_planes, *(sides(view.section_box) if view.section_box else ())),
        section_box=None,
        lines=tuple(replace(line, color=None) for line in view.lines),
        selection=tuple(map(_normal_component, view.selection)),
        visibility=shown and replace(shown, exceptions=tuple(map(_normal_component, shown.exceptions))),
        coloring=tuple(
            replace(each, components=tuple(map(_normal_component, each.components))) for each in view.coloring
        ),
        snapshot=None,
        snapshot_entry=None,
    )


def _normal_component(component: Component) -> Component:
    """A text that is no IFC guid is kept as the id of the authoring program, unless there is one."""
    guid = _ifc_guid(component.ifc_guid)
    tool = component.authoring_tool_id or (None if guid else component.ifc_guid)
    return _plain(replace(component, ifc_guid=guid, authoring_tool_id=tool))


def sides(box: Box) -> list[ClippingPlane]:
    """The six sides of a box; what lies beyond one, on the side it points to, is cut away."""
    found = []
    for sign, corner in ((1.0, box.max_m), (-1.0, box.min_m)):
        for axis in range(3):
            x, y, z = (sign if each == axis else 0.0 for each in range(3))
            found.append(ClippingPlane(corner, (x, y, z)))
    return found


def differences(one: object, other: object, way: str = "topic") -> Iterator[str]:
    """Where two models differ; numbers may differ by what a conversion of degrees costs."""
    if isinstance(one, float) and isinstance(other, float):
        if not isclose(one, other, rel_tol=_TOLERANCE, abs_tol=_ZERO):
            yield f"{way}: {one!r} - {other!r}"
    elif isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        for number, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from differences(left, right, f"{way}[{number}]")
    elif is_dataclass(one) and type(one) is type(other):
        for each in fields(one):
            yield from differences(getattr(one, each.name), getattr(other, each.name), f"{way}.{each.name}")
    elif one != other:
        yield f"{way}: {one!r} - {other!r}"
