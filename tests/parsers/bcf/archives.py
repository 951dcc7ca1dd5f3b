"""BCF topics of every version, healthy and all alike, as the files of an archive. Everything in them is invented."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping, Sequence

import pytest

from tests.parsers.bcf.raw_zip import members, zip_of

VERSIONS = ("1.0", "2.0", "2.1", "3.0")
Files = dict[str, bytes]
"""Names of entries in the order of the archive, with their content."""

FIRST = "a1111111-0000-4000-8000-000000000001"
SECOND = "b2222222-0000-4000-8000-000000000002"
THIRD = "d3333333-0000-4000-8000-000000000003"
FOURTH = "f4444444-0000-4000-8000-000000000004"
"""The guids of two healthy topics, and of those that are damaged."""

BEAM, DUCT = "2aBcDeFgHiJkLmNoPqRsTu", "0zYxWvUtSrQpOnMlKjIhG_"
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_TITLES = {
    FIRST: "Duct 1 meets beam 4",
    SECOND: "Pipe 7 meets wall 9",
    THIRD: "Tray 2 meets column 5",
    FOURTH: "Cable 3 meets door 6",
}


def of_case(case: str, versions: Sequence[str]) -> list[object]:
    """The versions as parameters of a test, under the id of its case in the reference."""
    return [pytest.param(version, id=f"{case}-{version}") for version in versions]


def title(guid: str) -> str:
    return _TITLES[guid]


def view_guid(guid: str) -> str:
    return "e" + guid[1:]


def comment_guid(guid: str) -> str:
    return "c" + guid[1:]


def png(guid: str) -> bytes:
    """A picture of 4 × 3 pixels in a grey that tells the topic."""
    grey = zlib.crc32(guid.encode()) & 0xFF
    rows = b"".join(b"\x00" + bytes([grey] * 4) for _ in range(3))
    chunks = ((b"IHDR", struct.pack(">2I5B", 4, 3, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    body = [struct.pack(">I", len(data)) + kind + data + _crc(kind + data) for kind, data in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(body)


def _crc(data: bytes) -> bytes:
    return struct.pack(">I", zlib.crc32(data))


def text_of(guid: str) -> str:
    return f"Move it to the left & up ({title(guid)})"


def _comment(guid: str, version: str) -> str:
    text = text_of(guid).replace("&", "&amp;")
    status = "<VerbalStatus>Open</VerbalStatus><Status>Error</Status>" if version == "1.0" else ""
    view = "" if version == "1.0" else f'<Viewpoint Guid="{view_guid(guid)}"/>'
    topic = f'<Topic Guid="{guid}"/>' if version in ("1.0", "2.0") else ""
    return (
        f'<Comment Guid="{comment_guid(guid)}">{status}<Date>2026-02-04T11:00:00Z</Date>'
        f"<Author>bert@example.com</Author><Comment>{text}</Comment>{topic}{view}</Comment>"
    )


def _header(version: str) -> str:
    external = {"1.0": "", "3.0": ' IsExternal="true"'}.get(version, ' isExternal="true"')
    file = f"<File{external}><Filename>tower.ifc</Filename><Date>2026-01-05T08:00:00Z</Date></File>"
    return f"<Header>{f'<Files>{file}</Files>' if version == '3.0' else file}</Header>"


def _viewpoints(guid: str, version: str) -> str:
    files = "<Viewpoint>viewpoint.bcfv</Viewpoint><Snapshot>snapshot.png</Snapshot>"
    if version == "3.0":
        return f'<Viewpoints><ViewPoint Guid="{view_guid(guid)}">{files}</ViewPoint></Viewpoints>'
    return "" if version == "1.0" else f'<Viewpoints Guid="{view_guid(guid)}">{files}</Viewpoints>'


def markup(guid: str, version: str) -> str:
    """``markup.bcf`` as the version wants it."""
    head = f"<Title>{title(guid)}</Title>"
    if version == "1.0":
        topic = f'<Topic Guid="{guid}">{head}</Topic>'
        return f"{_XML}<Markup>{_header(version)}{topic}{_comment(guid, version)}</Markup>"
    label = "<Labels><Label>HVAC</Label></Labels>" if version == "3.0" else "<Labels>HVAC</Labels>"
    due = "" if version == "2.0" else "<DueDate>2026-03-01T00:00:00+02:00</DueDate>"
    topic = (
        f'<Topic Guid="{guid}" TopicType="Clash" TopicStatus="Open">{head}<Priority>High</Priority>{label}'
        "<CreationDate>2026-02-03T10:20:30Z</CreationDate><CreationAuthor>anna@example.com</CreationAuthor>"
        f"{due}<Description>Seen on level 2.</Description>"
    )
    inner, views = _comment(guid, version), _viewpoints(guid, version)
    if version == "3.0":
        return f"{_XML}<Markup>{_header(version)}{topic}<Comments>{inner}</Comments>{views}</Topic></Markup>"
    return f"{_XML}<Markup>{_header(version)}{topic}</Topic>{inner}{views}</Markup>"


def xyz(tag: str, x: object, y: object, z: object) -> str:
    return f"<{tag}><X>{x}</X><Y>{y}</Y><Z>{z}</Z></{tag}>"


POSE = xyz("CameraViewPoint", 1.5, -2.5, 3.5) + xyz("CameraDirection", 0, 1, 0) + xyz("CameraUpVector", 0, 0, 1)
LINES = f"<Lines><Line>{xyz('StartPoint', 0, 0, 0)}{xyz('EndPoint', 1, 2, 3)}</Line></Lines>"
PLANES = (
    f"<ClippingPlanes><ClippingPlane>{xyz('Location', 0, 0, 3)}{xyz('Direction', 0, 0, 1)}"
    "</ClippingPlane></ClippingPlanes>"
)


def perspective(pose: str = POSE, angle: object = 50, *, aspect: str = "") -> str:
    return f"<PerspectiveCamera>{pose}<FieldOfView>{angle}</FieldOfView>{aspect}</PerspectiveCamera>"


def orthogonal(pose: str = POSE, scale: object = 20) -> str:
    return f"<OrthogonalCamera>{pose}<ViewToWorldScale>{scale}</ViewToWorldScale></OrthogonalCamera>"


def camera(version: str) -> str:
    return perspective(aspect="<AspectRatio>1.5</AspectRatio>" if version == "3.0" else "")


def component(guid: str, attributes: str = "") -> str:
    return f'<Component IfcGuid="{guid}"{attributes}/>'


def components(version: str) -> str:
    """The duct and the beam selected and alone visible, the duct green; in 1.0 they are just named."""
    if version == "1.0":
        return f"<Components>{component(DUCT)}{component(BEAM)}</Components>"
    if version == "2.0":
        shown = ' Selected="true" Visible="true"'
        green = component(DUCT, shown + ' Color="FF00FF00"')
        return f"<Components>{green}{component(BEAM, shown)}</Components>"
    pair = component(DUCT) + component(BEAM)
    hints = "<ViewSetupHints/>"
    colored = f"<Components>{component(DUCT)}</Components>" if version == "3.0" else component(DUCT)
    return (
        f"<Components>{hints if version == '2.1' else ''}<Selection>{pair}</Selection>"
        f'<Visibility DefaultVisibility="false">{hints if version == "3.0" else ""}<Exceptions>{pair}</Exceptions>'
        f'</Visibility><Coloring><Color Color="FF00FF00">{colored}</Color></Coloring></Components>'
    )


def visinfo(guid: str, version: str) -> str:
    """``viewpoint.bcfv`` as the version wants it."""
    named = "" if version in ("1.0", "2.0") else f' Guid="{view_guid(guid)}"'
    content = components(version) + camera(version) + LINES + PLANES
    return f"{_XML}<VisualizationInfo{named}>{content}</VisualizationInfo>"


def topic(guid: str, version: str, folder: str | None = None) -> Files:
    """The three files of a topic."""
    place = guid if folder is None else folder
    return {
        f"{place}/markup.bcf": markup(guid, version).encode(),
        f"{place}/viewpoint.bcfv": visinfo(guid, version).encode(),
        f"{place}/snapshot.png": png(guid),
    }


def own_files(version: str) -> Files:
    """The files beside the topics."""
    if version == "1.0":
        return {}
    stated = f'{_XML}<Version VersionId="{version}"/>'.encode()
    root, rest = ("ProjectInfo", "") if version == "3.0" else ("ProjectExtension", "<ExtensionSchema/>")
    project = f'{_XML}<{root}><Project ProjectId="p-1"><Name>Tower</Name></Project>{rest}</{root}>'.encode()
    files = {"bcf.version": stated, "project.bcfp": project}
    if version == "3.0":
        files["extensions.xml"] = f"{_XML}<Extensions><TopicTypes/></Extensions>".encode()
    return files


def around(third: Mapping[str, bytes], version: str) -> Files:
    """The files of two healthy topics, with those of another between them."""
    return {**own_files(version), **topic(FIRST, version), **third, **topic(SECOND, version)}


def archive(third: Mapping[str, bytes], version: str) -> bytes:
    return zip_of(members(around(third, version)))


def changed(files: Mapping[str, bytes], name: str, *swaps: tuple[str, str]) -> Files:
    """The files with texts of one of them replaced; each must be there exactly once."""
    (place,) = [each for each in files if each.rpartition("/")[2] == name]
    text = files[place].decode("utf-8")
    for old, new in swaps:
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {name}"
        text = text.replace(old, new)
    return {**files, place: text.encode("utf-8")}
