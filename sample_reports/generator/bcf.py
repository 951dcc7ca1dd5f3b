"""The same clashes as BCF topics, in three versions: a topic for each group and each clash outside of one."""

from __future__ import annotations

import uuid
import zipfile
from collections.abc import Callable
from math import degrees
from pathlib import Path
from xml.sax.saxutils import escape

from .clashes import Clash, place_of
from .ifc import global_id
from .navisworks import head_of
from .parts import NAMESPACE, Part, Vector
from .views import ASPECT, FIELD_OF_VIEW_RAD, SECTION, view_of

_AUTHOR, _TIME = "coordinator@example.com", "2026-03-02T08:00:00+00:00"
_COLORS = ("FFD55E00", "FF0072B2")
_STATUS = {"new": "Open", "active": "Open", "reviewed": "In Progress"}
_XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def write_archive(path: Path, clashes: list[Clash], version: str, picture: Callable[[Clash], bytes]) -> None:
    """Write every live clash of a week into one archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _frame(version).items():
            _add(archive, name, (_DECLARATION + text).encode())
        for number, (topic, members) in enumerate(_topics(clashes), start=1):
            guid = str(uuid.uuid5(NAMESPACE, f"topic/{topic.guid}"))
            _add(
                archive, f"{guid}/markup.bcf", (_DECLARATION + _markup(guid, number, topic, members, version)).encode()
            )
            _add(archive, f"{guid}/viewpoint.bcfv", (_DECLARATION + _viewpoint(guid, topic, members, version)).encode())
            _add(archive, f"{guid}/snapshot.png", picture(members[0]))


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, (2026, 3, 2, 8, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, data)


def _topics(clashes: list[Clash]) -> list[tuple[Clash, list[Clash]]]:
    live = [clash for clash in clashes if clash.is_live]
    groups = list(dict.fromkeys((clash.test, clash.group) for clash in live if clash.group))
    topics = []
    for test, group in groups:
        members = [clash for clash in live if (clash.test, clash.group) == (test, group)]
        head = head_of(members)
        members.sort(key=lambda clash: clash.distance)
        topics.append((head, members))
    return topics + [(clash, [clash]) for clash in live if not clash.group]


def _frame(version: str) -> dict[str, str]:
    project = str(uuid.uuid5(NAMESPACE, "project"))
    if version == "3.0":
        return {
            "bcf.version": f'<Version VersionId="3.0" {_XSI}/>',
            "project.bcfp": f'<ProjectInfo {_XSI}><Project ProjectId="{project}"><Name>Sample building</Name></Project></ProjectInfo>',
            "extensions.xml": f"<Extensions {_XSI}><TopicTypes><TopicType>Clash</TopicType></TopicTypes><TopicStatuses>"
            "<TopicStatus>Open</TopicStatus><TopicStatus>In Progress</TopicStatus></TopicStatuses><Users>"
            f"<User>{_AUTHOR}</User></Users></Extensions>",
        }
    return {
        "bcf.version": f'<Version VersionId="{version}" {_XSI}><DetailedVersion>{version}</DetailedVersion></Version>',
        "project.bcfp": f'<ProjectExtension {_XSI}><Project ProjectId="{project}"><Name>Sample building</Name></Project>'
        "<ExtensionSchema></ExtensionSchema></ProjectExtension>",
    }


def _markup(guid: str, number: int, topic: Clash, members: list[Clash], version: str) -> str:
    title = escape(f"{topic.test}: {topic.name}")
    labels = "<Labels><Label>Clash</Label></Labels>" if version == "3.0" else "<Labels>Clash</Labels>"
    inner = (
        f"<Title>{title}</Title><Index>{number}</Index>{labels}<CreationDate>{_TIME}</CreationDate>"
        f"<CreationAuthor>{_AUTHOR}</CreationAuthor><Description>{escape(_description(topic, members))}</Description>"
    )
    head = f'Guid="{guid}" TopicType="Clash" TopicStatus="{_STATUS[topic.status]}"'
    comment, view = _comment(guid, topic, version), _view_reference(guid, version)
    if version == "3.0":
        comments = f"<Comments>{comment}</Comments>" if comment else ""
        return (
            f"<Markup {_XSI}><Header><Files>{_files(version)}</Files></Header><Topic {head}>{inner}{comments}"
            f"<Viewpoints>{view}</Viewpoints></Topic></Markup>"
        )
    return f"<Markup {_XSI}><Header>{_files(version)}</Header><Topic {head}>{inner}</Topic>{comment}{view}</Markup>"


def _files(version: str) -> str:
    external = "IsExternal" if version == "3.0" else "isExternal"
    return "".join(
        f'<File {external}="true"><Filename>{name}.ifc</Filename><Date>{_TIME}</Date></File>'
        for name in ("Structure", "Services")
    )


def _description(topic: Clash, members: list[Clash]) -> str:
    grid, storey = place_of(topic.point)
    lines = [f"{len(members)} clashes near {grid}, {storey}" if len(members) > 1 else f"Near {grid}, {storey}"]
    for clash in members:
        assert clash.first is not None and clash.second is not None
        lines.append(f"{clash.first.item_name} x {clash.second.item_name}: {clash.distance * 1000:.0f} mm")
    return "\n".join(lines)


def _comment(guid: str, topic: Clash, version: str) -> str:
    """Reviewed ones carry a word of the coordinator."""
    if topic.status != "reviewed":
        return ""
    own, view = (uuid.uuid5(NAMESPACE, f"{what}/{guid}") for what in ("comment", "view"))
    text = f"<Date>{_TIME}</Date><Author>{_AUTHOR}</Author><Comment>Discussed with services on Monday.</Comment>"
    if version == "2.0":
        return f'<Comment Guid="{own}"><Status>Info</Status>{text}<Topic Guid="{guid}"/><Viewpoint Guid="{view}"/></Comment>'
    return f'<Comment Guid="{own}">{text}<Viewpoint Guid="{view}"/></Comment>'


def _view_reference(guid: str, version: str) -> str:
    name = "ViewPoint" if version == "3.0" else "Viewpoints"
    files = "<Viewpoint>viewpoint.bcfv</Viewpoint><Snapshot>snapshot.png</Snapshot>"
    return f'<{name} Guid="{uuid.uuid5(NAMESPACE, f"view/{guid}")}">{files}</{name}>'


def _viewpoint(guid: str, topic: Clash, members: list[Clash], version: str) -> str:
    sides: list[dict[int, Part]] = [{}, {}]
    for clash in members:
        assert clash.first is not None and clash.second is not None
        sides[0][clash.first.number], sides[1][clash.second.number] = clash.first, clash.second
    own = "" if version == "2.0" else f' Guid="{uuid.uuid5(NAMESPACE, f"view/{guid}")}"'
    return (
        f"<VisualizationInfo{own} {_XSI}>{_components(sides, version)}{_camera(members[0], version)}"
        f"<ClippingPlanes>{_planes(topic.point)}</ClippingPlanes></VisualizationInfo>"
    )


def _components(sides: list[dict[int, Part]], version: str) -> str:
    if version == "2.0":
        colored = [(part, color) for side, color in zip(sides, _COLORS, strict=True) for part in side.values()]
        listed = "".join(
            _component(part, f' Selected="true" Visible="true" Color="{color}"') for part, color in colored
        )
        return f"<Components>{listed}</Components>"
    selection = "".join(_component(part) for side in sides for part in side.values())
    colors = "".join(_color(color, side, version) for color, side in zip(_COLORS, sides, strict=True))
    hints = '<ViewSetupHints SpacesVisible="false" SpaceBoundariesVisible="false" OpeningsVisible="false"/>'
    exceptions = f"<Exceptions>{selection}</Exceptions>"
    visibility = f'<Visibility DefaultVisibility="false">{hints if version == "3.0" else ""}{exceptions}</Visibility>'
    first = "" if version == "3.0" else hints
    return (
        f"<Components>{first}<Selection>{selection}</Selection>{visibility}<Coloring>{colors}</Coloring></Components>"
    )


def _component(part: Part, attributes: str = "") -> str:
    inner = f"<OriginatingSystem>converter samples</OriginatingSystem><AuthoringToolId>{part.number}</AuthoringToolId>"
    return f'<Component IfcGuid="{global_id(part)}"{attributes}>{inner}</Component>'


def _color(color: str, side: dict[int, Part], version: str) -> str:
    listed = "".join(map(_component, side.values()))
    return (
        f'<Color Color="{color}">' + (f"<Components>{listed}</Components>" if version == "3.0" else listed) + "</Color>"
    )


def _camera(clash: Clash, version: str) -> str:
    view = view_of(clash.point, int(clash.guid[:4], 16))
    aspect = f"<AspectRatio>{ASPECT:.6f}</AspectRatio>" if version == "3.0" else ""
    return (
        f"<PerspectiveCamera>{_xyz('CameraViewPoint', view.eye)}{_xyz('CameraDirection', view.direction)}"
        f"{_xyz('CameraUpVector', view.up)}<FieldOfView>{degrees(FIELD_OF_VIEW_RAD):.6f}</FieldOfView>{aspect}</PerspectiveCamera>"
    )


def _planes(point: Vector) -> str:
    planes = []
    for axis in range(3):
        for sign in (1.0, -1.0):
            place, direction = list(point), [0.0, 0.0, 0.0]
            place[axis] += sign * SECTION
            direction[axis] = sign
            location = _xyz("Location", (place[0], place[1], place[2]))
            side = _xyz("Direction", (direction[0], direction[1], direction[2]))
            planes.append(f"<ClippingPlane>{location}{side}</ClippingPlane>")
    return "".join(planes)


def _xyz(name: str, value: Vector) -> str:
    x, y, z = value
    return f"<{name}><X>{x:.9f}</X><Y>{y:.9f}</Y><Z>{z:.9f}</Z></{name}>"
