"""Snapshots of buildingSMART's BCF cases beside our own pictures of the same camera and model: outline against outline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from converter.app.models.opening import OpenModel, OpenModels, models_of
from converter.app.models.shape_store import mesh_in
from converter.events import nobody
from converter.geometry.mesh import Mesh
from converter.geometry.nearby import UNSEEN_CLASSES
from converter.model.viewpoint import Viewpoint
from converter.parsers.bcf.content import ArchiveContent
from converter.parsers.bcf.reader import BcfReader
from converter.parsers.ifc.index import open_index
from converter.parsers.ifc.shapes import ShapeLimits
from converter.parsers.reader import ArchiveLimits
from converter.snapshots.rendering.depth_buffer import DepthBufferRenderer
from converter.snapshots.rendering.scene import NOTHING, Scene, Size
from tests.conftest import SHARED_DATA

ARCHIVES = SHARED_DATA / "bcf" / "buildingSMART+BCF-XML" / "Test Cases"
MODELS = SHARED_DATA / "ifc" / "bcfxml"
_FOREGROUND = 18
"""So much a channel differs from the ground of its row where something is drawn."""
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Compared:
    """A snapshot and our picture: how far their outlines agree, 0 … 1, and what says whether that means anything.

    ``ours`` is the part of the picture our model covers, ``theirs`` that of the snapshot. ``ground`` is the part of the
    border the snapshot leaves plain, ``is_cut`` true where clip planes open the building, which our outlines ignore.
    """

    name: str
    camera: str
    agreement: float
    theirs: float
    ours: float
    ground: float
    is_cut: bool


def compared() -> Iterator[Compared]:
    """Every snapshot whose model is there."""
    indexes = [open_index(path, path.name) for path in sorted(MODELS.glob("*.ifc"))]
    with models_of(indexes, ShapeLimits(), nobody) as models:
        meshes = {model.label: dict(_meshes(model)) for model in models.all}
        for path in sorted(ARCHIVES.glob("v*/Visualization/*/*.bcf*")):
            yield from _of_archive(path, models, meshes)


def _meshes(model: OpenModel) -> Iterator[tuple[str, Mesh]]:
    """The mesh of every element that can be seen, by its GlobalId."""
    seen = [each for each in model.index.elements() if each.has_shape and each.ifc_class not in UNSEEN_CLASSES]
    model.shapes.boxes([each.step_id for each in seen])
    for each in seen:
        if file := model.shapes.file_of(each.step_id):
            yield each.guid, mesh_in(file)


def _of_archive(path: Path, models: OpenModels, meshes: dict[str, dict[str, Mesh]]) -> Iterator[Compared]:
    report = BcfReader().read(path, str(path))
    content = ArchiveContent(path, ArchiveLimits())
    try:
        for topic in report.topics:
            named = [Path(file.filename).name for file in topic.header_files if file.filename]
            for view in topic.viewpoints:
                model = next((meshes[name] for name in named if name in meshes), None)
                if model and view.camera and view.snapshot_entry:
                    picture = np.asarray(Image.open(BytesIO(content.read(view.snapshot_entry))).convert("RGB"))
                    if min(picture.shape[:2]) >= 16:
                        yield _compared(f"{path.parts[-4]}/{path.stem}", view, picture, model)
    finally:
        content.close()


def _compared(name: str, view: Viewpoint, picture: NDArray[np.uint8], model: dict[str, Mesh]) -> Compared:
    said = view.visibility
    exceptions = {each.ifc_guid for each in said.exceptions} if said else set()
    default = said.default if said else True
    shown = tuple(mesh for guid, mesh in model.items() if (guid in exceptions) != default)
    assert view.camera is not None
    height, width = picture.shape[:2]
    ours = DepthBufferRenderer(supersampling=1).render(Scene(context=shown), view.camera, Size(width, height)).ids
    border: NDArray[Any] = np.concatenate([picture[:, :3], picture[:, -3:]], axis=1).astype(int)
    ground = np.median(border, axis=1)
    theirs: Mask = np.abs(picture.astype(int) - ground[:, None]).max(axis=2) > _FOREGROUND
    mine: Mask = ours != NOTHING
    plain = np.abs(border - ground[:, None]).max(axis=2) <= _FOREGROUND
    either = int((theirs | mine).sum())
    return Compared(
        name,
        type(view.camera).__name__,
        int((theirs & mine).sum()) / either if either else 0.0,
        float(theirs.mean()),
        float(mine.mean()),
        float(plain.mean()),
        bool(view.clipping_planes),
    )
