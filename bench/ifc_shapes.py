"""IFC shapes: a few elements of a large model by slicing, against opening all of it and tessellating the same elements."""

from __future__ import annotations

import math
import re
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from itertools import chain
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.timing import peak_mb
from converter.parsers.ifc.offsets import Offsets
from converter.parsers.ifc.shapes import shapes_of
from converter.parsers.ifc.slicing import ShapeRelations, cut

ELEMENTS = 20
"""How many elements clash."""

_ROOT = Path(__file__).resolve().parents[1]
_SOURCES = (
    _ROOT.parent / "shared" / "data" / "ifc" / "schependomlaan" / "ROOT-houten_kozijnen.ifc",
    *sorted((_ROOT / "sample_reports" / "models").rglob("*.ifc")),
)
_STRING = rb"'(?:[^'\\]++|\\S\\.|\\)*+'"
_RECORD = re.compile(rb"\s*#([0-9]+)\s*=[^';]*+(?:" + _STRING + rb"[^';]*+)*+;", re.DOTALL)
_GAP = re.compile(rb"(?<=\(')([^']{22})(?=',\s*[#$])|" + _STRING + rb"|#([0-9]+)", re.DOTALL)
_ELEMENT = re.compile(
    rb"\s*#[0-9]+\s*=\s*IFC(?:BUILDINGELEMENTPROXY|WINDOW|DOOR|WALL|WALLSTANDARDCASE|SLAB|BEAM|PIPESEGMENT)\("
)
_VOIDS = re.compile(rb"\s*#[0-9]+\s*=\s*IFCRELVOIDSELEMENT\(.*#([0-9]+)\s*,\s*#[0-9]+\s*\)", re.DOTALL)
_ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$"

OURS = """
import sys
from mmap import ACCESS_READ, mmap
from pathlib import Path
from converter.parsers.ifc.child import WORKER
from converter.parsers.ifc.offsets import Offsets
from converter.parsers.ifc.shapes import ShapeRelations, shapes_of
wanted = [int(number) for number in sys.argv[2].split(",")]
peak = Path(sys.argv[4])
command = (sys.executable, "-c", sys.argv[5], str(peak)) if sys.argv[5:] else WORKER
voids = {int(pair.split(":")[0]): [int(pair.split(":")[1])] for pair in sys.argv[3].split(",") if pair}
with Path(sys.argv[1]).open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
    relations = ShapeRelations(voids=lambda step_id: voids.get(step_id, ()))
    shapes = shapes_of(Offsets(content), "model.ifc", wanted, relations, command=command)
    boxes = {step_id: mesh.box for step_id, mesh in shapes.meshes.items()}
"""
"""Boxes of the wanted elements; the index is read elsewhere and measured by itself."""

WHOLE = """
import os, sys
nowhere = os.open(os.devnull, os.O_WRONLY)
said = os.dup(1)
os.dup2(nowhere, 1)  # the kernels print
import ifcopenshell, ifcopenshell.geom
import numpy as np
wanted = [int(number) for number in sys.argv[2].split(",")]
model = ifcopenshell.open(sys.argv[1])
settings = ifcopenshell.geom.settings()
settings.set("use-world-coords", True)
include = [model.by_id(number) for number in wanted]
kernel = "hybrid-cgal-simple-opencascade"
boxes = {}
for shape in ifcopenshell.geom.iterator(settings, model, 1, include=include, geometry_library=kernel):
    vertices = np.frombuffer(shape.geometry.verts_buffer).reshape(-1, 3)
    boxes[shape.id] = vertices.min(axis=0), vertices.max(axis=0)
os.dup2(said, 1)
"""
"""The same by opening the whole model with IfcOpenShell."""


def write_large(path: Path, size: int) -> tuple[list[int], dict[int, int]]:
    """Write copies of a real model, at least ``size`` bytes together, as one valid model: numbers and GlobalIds differ.

    Gives the step ids of its building elements that have a shape, and the relation that cuts each of those with an opening.
    """
    source_path = next(candidate for candidate in _SOURCES if candidate.is_file())
    source = source_path.read_bytes()
    start = Offsets(source).data_start
    assert start is not None
    body = source[start : source.rfind(b"ENDSEC;")]
    shared = _shared(source)
    records = {int(match[1]): match[0] for match in _RECORD.finditer(body)}
    shift = max(records)
    voids = {int(match[1]): number for number, record in records.items() if (match := _VOIDS.match(record))}
    candidates = [number for number, record in records.items() if _ELEMENT.match(record)]
    relations = ShapeRelations(voids=lambda step_id: [voids[step_id]] if step_id in voids else [])
    elements = sorted(shapes_of(Offsets(source), source_path.name, candidates, relations).meshes)
    copies = -(-size // len(body))
    template = _Template(b"".join(record for number, record in records.items() if number not in shared), shared)
    with path.open("wb") as out:
        out.write(source[:start])
        out.writelines(records[number] for number in sorted(shared))
        for copy in range(copies):
            out.write(template.filled(copy, copy * shift))
        out.write(b"\nENDSEC;\nEND-ISO-10303-21;\n")
    shifts = [copy * shift for copy in range(copies)]
    return (
        [element + shift for shift in shifts for element in elements],
        {element + shift: rel + shift for shift in shifts for element, rel in voids.items()},
    )


def _shared(source: bytes) -> set[int]:
    """The project, its units and contexts: what all copies have in common."""
    out = BytesIO()
    cut(Offsets(source), [], ShapeRelations(), out)
    return {int(match[1]) for match in _RECORD.finditer(out.getvalue()[Offsets(out.getvalue()).data_start or 0 :])}


class _Template:
    """Records with gaps where numbers and GlobalIds are."""

    def __init__(self, records: bytes, shared: set[int]) -> None:
        self._texts: list[bytes] = []
        self._gaps: list[int] = []  # a number, or minus one for a GlobalId
        last = 0
        for match in _GAP.finditer(records):
            number = int(match[2]) if match[2] else -1 if match[1] else None
            if number is not None and number not in shared:
                low, high = match.span(2 if match[2] else 1)
                self._texts.append(records[last:low])
                self._gaps.append(number)
                last = high
        self._end = records[last:]

    def filled(self, copy: int, shift: int) -> bytes:
        """The records with every number raised by ``shift``, and GlobalIds of this copy."""
        gaps = (
            b"%d" % (number + shift) if number >= 0 else _guid(copy, place) for place, number in enumerate(self._gaps)
        )
        return b"".join(chain.from_iterable(zip(self._texts, gaps, strict=True))) + self._end


def _guid(copy: int, place: int) -> bytes:
    return bytes(_ALPHABET[(copy << 32 | place) >> 6 * digit & 63] for digit in range(21, -1, -1))


def measured(folder: Path, size: int, rounds: int) -> Iterator[tuple[str, float, float, str, str]]:
    """What :class:`bench.__main__.Line` is made of: time and memory of 20 elements against those of the whole model."""
    path = folder / "model.ifc"
    elements, voids = write_large(path, size)
    wanted = elements[:: max(len(elements) // ELEMENTS, 1)][:ELEMENTS]
    cuts = ",".join(f"{element}:{voids[element]}" for element in wanted if element in voids)
    arguments = (str(path), ",".join(map(str, wanted)), cuts, str(folder / "peak"))
    seconds: dict[str, list[float]] = {"ours": [], "whole": []}
    peaks: dict[str, float] = {}
    for _ in range(rounds):
        for name, code in (("ours", OURS), ("whole", WHOLE)):
            start = perf_counter()
            peaks[name] = peak_mb(code, *arguments)
            seconds[name].append(perf_counter() - start)
    parent, child = private_mb(*arguments)
    ours, whole = median(seconds["ours"]), median(seconds["whole"])
    what = f"IFC, {path.stat().st_size / 1e6:.0f} MB, shapes of {len(wanted)} elements"
    print(f"  {what}: ours {ours:.2f} s, whole {whole:.2f} s")
    print(f"  memory: ours {parent:.0f} MB of its own, child {child:.0f} MB; whole {peaks['whole']:.0f} MB")
    yield f"{what}: time against the whole model", ours / whole, 1 / 3, "at most", "×"
    if not math.isnan(parent):  # known on Linux only
        yield f"{what}: memory against the whole model", (parent + child) / peaks["whole"], 0.25, "at most", "×"


# Mapped pages of the file are the system's to take back: what counts is what a process has for itself.
_PRIVATE = """
lines = Path("/proc/self/status").read_text().splitlines()
print(sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) * 1024)
print(peak.read_text())
"""

# The child says its own peak: what the system counts for children has the pages of their parent before ``exec``.
_CHILD = """
import sys
from pathlib import Path
from converter.parsers.ifc.worker import main
code = main(sys.argv[2:])
lines = Path("/proc/self/status").read_text().splitlines()
Path(sys.argv[1]).write_text(str(next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024))
raise SystemExit(code)
"""


def private_mb(*arguments: str) -> tuple[float, float]:
    """Private memory of a fresh Python after it made the shapes, and the peak of its child, MB; NaN where not on Linux."""
    if not Path("/proc/self/status").exists():
        return float("nan"), float("nan")
    done = subprocess.run(
        [sys.executable, "-c", OURS + _PRIVATE, *arguments, _CHILD], check=True, capture_output=True, text=True
    )
    own, child = done.stdout.split()[-2:]
    return int(own) / 1e6, int(child) / 1e6
