"""A BCF 2.1 archive of topics with several viewpoints, for tests of publishing."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from tests.pictures import jpeg


def archive(
    path: Path,
    topics: int,
    views: Sequence[str],
    *,
    flat: Sequence[str] = (),
    status: str = "Open",
    titles: Mapping[int, str] = MappingProxyType({}),
) -> Path:
    """``topics`` topics, each with ``views`` by name; those that are ``flat`` have a picture and no camera.

    Every viewpoint has a picture of its own; a name gives the same guid in every archive.
    """
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("bcf.version", '<Version VersionId="2.1"/>')
        for number in range(1, topics + 1):
            guid = f"{number:08x}-0000-4000-8000-000000000000"
            references = ""
            for name in views:
                view = f"{number:08x}-0000-4000-8000-{int.from_bytes(name.encode()):012x}"
                references += (
                    f'<Viewpoints Guid="{view}"><Viewpoint>{name}.bcfv</Viewpoint>'
                    f"<Snapshot>{name}.jpg</Snapshot></Viewpoints>"
                )
                camera = "" if name in flat else _camera(number, len(name) + ord(name[-1]))
                made.writestr(f"{guid}/{name}.bcfv", f'<VisualizationInfo Guid="{view}">{camera}</VisualizationInfo>')
                made.writestr(f"{guid}/{name}.jpg", jpeg(30 + number, 20 + int.from_bytes(name.encode()) % 200))
            title = titles.get(number, f"Pipe {number}")
            head = f'<Topic Guid="{guid}" TopicType="Clash" TopicStatus="{status}"><Title>{title}</Title></Topic>'
            made.writestr(f"{guid}/markup.bcf", f"<Markup>{head}{references}</Markup>")
    return path


def _camera(x: int, y: int) -> str:
    def at(a: int, b: int, c: int) -> str:
        return f"<X>{a}</X><Y>{b}</Y><Z>{c}</Z>"

    return (
        f"<PerspectiveCamera><CameraViewPoint>{at(x, y, 3)}</CameraViewPoint>"
        f"<CameraDirection>{at(1, 0, 0)}</CameraDirection><CameraUpVector>{at(0, 0, 1)}</CameraUpVector>"
        f"<FieldOfView>60</FieldOfView></PerspectiveCamera>"
    )
