"""The real models of the shared data, and what IfcOpenShell says of the whole files."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from converter.parsers.ifc.slicing import ShapeRelations
from tests.conftest import SHARED_DATA

FOLDER = SHARED_DATA / "ifc"
MISSING = "the folder with real models is not there (../shared/data/ifc)"

_SCRIPT = """
import json, os, sys
said = os.dup(1)
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the kernels print
import ifcopenshell, ifcopenshell.geom
import numpy as np
model = ifcopenshell.open(sys.argv[1])
kernel, wanted = sys.argv[2], json.loads(sys.stdin.read())
settings = ifcopenshell.geom.settings()
settings.set("use-world-coords", True)
products = [product for product in map(model.by_id, wanted) if product.Representation]
boxes = {}
for shape in ifcopenshell.geom.iterator(settings, model, 1, include=products, geometry_library=kernel) if products else ():
    vertices = np.frombuffer(shape.geometry.verts_buffer).reshape(-1, 3)
    if len(shape.geometry.faces_buffer):
        boxes[shape.id] = [*vertices.min(axis=0).tolist(), *vertices.max(axis=0).tolist()]
os.write(said, json.dumps(boxes).encode())
"""


def boxes_of(path: Path, kernel: str, wanted: list[int]) -> dict[int, tuple[float, ...]]:
    """Boxes (low corner, high corner) by step id, of the whole file, by IfcOpenShell alone in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(path), kernel], input=json.dumps(wanted), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return {int(step_id): tuple(box) for step_id, box in json.loads(done.stdout).items()}


@dataclass(frozen=True)
class Model:
    """What the tests know of a model, by IfcOpenShell."""

    path: Path
    content: bytes
    elements: tuple[int, ...]
    classes: dict[int, str]
    relations: ShapeRelations
    parts: dict[int, list[int]]

    def leaves(self, element: int) -> list[int]:
        return [leaf for part in self.parts.get(element, ()) for leaf in (self.leaves(part) or [part])]


@cache
def model(path: Path) -> Model:
    """Elements and relations of a model."""
    import ifcopenshell

    file = ifcopenshell.open(str(path))
    voids: dict[int, list[int]] = {}
    parts: dict[int, list[int]] = {}
    wholes: dict[int, list[int]] = {}
    for rel in file.by_type("IfcRelVoidsElement") if file.schema else ():
        voids.setdefault(rel.RelatingBuildingElement.id(), []).append(rel.id())
    for rel in file.by_type("IfcRelAggregates"):
        for part in rel.RelatedObjects:
            parts.setdefault(rel.RelatingObject.id(), []).append(part.id())
            wholes.setdefault(part.id(), []).append(rel.RelatingObject.id())
    elements = [each for each in file.by_type("IfcElement") if not each.is_a("IfcFeatureElement")]
    return Model(
        path,
        path.read_bytes(),
        tuple(each.id() for each in elements),
        {each.id(): each.is_a() for each in elements},
        ShapeRelations(
            lambda step_id: voids.get(step_id, ()),
            lambda step_id: parts.get(step_id, ()),
            lambda step_id: wholes.get(step_id, ()),
        ),
        parts,
    )


def paths() -> list[object]:
    """Every model with elements as a parameter; one that is skipped where there is none."""
    found = sorted(path for path in FOLDER.rglob("*.ifc") if path.name != "encoding.ifc")  # that one has no project
    return [pytest.param(path, id=path.stem) for path in found] or [
        pytest.param(None, marks=pytest.mark.skip(reason=MISSING))
    ]


def named(name: str) -> Model:
    """The model of this name, or skip."""
    found = list(FOLDER.rglob(name))
    if not found:
        pytest.skip(MISSING)
    return model(found[0])
