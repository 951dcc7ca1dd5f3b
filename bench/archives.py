"""Made-up BCF archives of any size."""

from __future__ import annotations

import random
import uuid
import zipfile
from pathlib import Path

_TIME = (2026, 3, 2, 8, 0, 0)
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$"


def write_archive(
    path: Path, topics: int, *, picture_bytes: int = 0, components: int = 2, viewpoints: int = 1, seed: int = 1
) -> None:
    """Write a BCF 2.1 archive; every topic has ``viewpoints`` views with ``components`` selected ones each."""
    rng = random.Random(seed)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        _add(archive, "bcf.version", '<Version VersionId="2.1"><DetailedVersion>2.1</DetailedVersion></Version>')
        for number in range(topics):
            guid = _guid(rng)
            views = [_guid(rng) for _ in range(viewpoints)]
            _add(archive, f"{guid}/markup.bcf", _markup(guid, number, views, pictures=picture_bytes > 0))
            for place, view in enumerate(views):
                _add(archive, f"{guid}/view{place}.bcfv", _view(rng, view, components))
                if picture_bytes:
                    _picture(archive, f"{guid}/snap{place}.png", rng, picture_bytes)


def _guid(rng: random.Random) -> str:
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def _add(archive: zipfile.ZipFile, name: str, text: str) -> None:
    entry = zipfile.ZipInfo(name, _TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, '<?xml version="1.0" encoding="utf-8"?>\n' + text)


def _picture(archive: zipfile.ZipFile, name: str, rng: random.Random, size: int) -> None:
    head = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x03\x20\x00\x00\x02\x58\x08\x02\x00\x00\x00"
    entry = zipfile.ZipInfo(name, _TIME)
    archive.writestr(entry, head + rng.randbytes(max(size - len(head), 0)))


def _markup(guid: str, number: int, views: list[str], *, pictures: bool) -> str:
    references = "".join(
        f'<Viewpoints Guid="{view}"><Viewpoint>view{place}.bcfv</Viewpoint>'
        + (f"<Snapshot>snap{place}.png</Snapshot>" if pictures else "")
        + f"<Index>{place}</Index></Viewpoints>"
        for place, view in enumerate(views)
    )
    return (
        '<Markup><Header><File IfcProject="0BTBFw6f90Nfh9rP1dlXrb" isExternal="true"><Filename>Structure.ifc</Filename>'
        "<Date>2026-03-02T08:00:00+00:00</Date></File></Header>"
        f'<Topic Guid="{guid}" TopicType="Clash" TopicStatus="Open"><Title>Clash {number}: beam and duct</Title>'
        f"<Priority>High</Priority><Index>{number}</Index><Labels>MEP</Labels>"
        "<CreationDate>2026-03-02T08:00:00+00:00</CreationDate><CreationAuthor>dora@example.com</CreationAuthor>"
        "<AssignedTo>otto@example.com</AssignedTo><Description>The duct runs through the beam.</Description></Topic>"
        f'<Comment Guid="{guid[:-1]}0"><Date>2026-03-02T09:00:00+00:00</Date><Author>otto@example.com</Author>'
        f'<Comment>Will be lowered.</Comment><Viewpoint Guid="{views[0]}"/></Comment>{references}</Markup>'
    )


def _component(rng: random.Random) -> str:
    guid = rng.choice("0123") + "".join(rng.choices(_DIGITS, k=21))
    return f'<Component IfcGuid="{guid}"/>\n'


def _view(rng: random.Random, guid: str, components: int) -> str:
    listed = "".join(_component(rng) for _ in range(components))
    return (
        f'<VisualizationInfo Guid="{guid}"><Components><Selection>\n{listed}</Selection>'
        '<Visibility DefaultVisibility="true"/></Components><PerspectiveCamera>'
        f"{_xyz('CameraViewPoint', rng.uniform(-50, 50), rng.uniform(-50, 50), 12.5)}{_xyz('CameraDirection', 0.6, 0, -0.8)}"
        f"{_xyz('CameraUpVector', 0.8, 0, 0.6)}<FieldOfView>60</FieldOfView></PerspectiveCamera></VisualizationInfo>"
    )


def _xyz(tag: str, x: float, y: float, z: float) -> str:
    return f"<{tag}><X>{x:.6f}</X><Y>{y:.6f}</Y><Z>{z:.6f}</Z></{tag}>"
