"""The program of the child process: tessellates elements of one model with IfcOpenShell.

``python -m converter.parsers.ifc.worker REQUEST``; the request is a JSON file (:class:`Request`), the answer the
frames of another file. Nothing is said on stdout: IfcOpenShell's kernels print there, so it leads nowhere. The end of
stdin means that the parent is gone.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from converter.parsers.ifc.frames import Frame, Kind, write

FOLDER_PREFIX = "converter-shapes-"
"""How the temporary folder of a request is called."""

_BYTES_PER_FACE = 12


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be done.

    ``kernel`` shapes the elements; those with a half-space in them, and those it makes nothing of, go to
    ``sure_kernel``. ``one_by_one`` says which element is at work before each. ``memory_bytes`` limits the address
    space of the process, where the platform can; ``triangles`` those of one element.
    """

    model: str
    answer: str
    elements: tuple[int, ...]
    kernel: str
    sure_kernel: str
    one_by_one: bool = False
    lazy: bool = False
    memory_bytes: int | None = None
    triangles: int = 2_000_000

    def save(self, path: Path) -> None:
        """Write the request for :meth:`load`."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Request:
        """Read what :meth:`save` wrote."""
        stored = json.loads(path.read_text(encoding="utf-8"))
        return cls(**{**stored, "elements": tuple(stored["elements"])})


def main(arguments: list[str]) -> int:
    """Do what the request in ``arguments[0]`` asks; 0 when all of it was worked on, 1 when a frame says why not."""
    path = Path(arguments[0])
    _leave_with_parent(path.parent)
    _be_quiet()
    request = Request.load(path)
    with Path(request.answer).open("ab") as out:
        try:
            _limit_memory(request.memory_bytes)
            last = _work(request, out)
        except Exception as error:  # noqa: BLE001 - the parent decides what follows; it reads frames, not tracebacks
            last = Frame(Kind.BROKEN, 0, _said(error))
        write(out, last)
    return 0 if last.kind is Kind.DONE else 1


def _work(request: Request, out: IO[bytes]) -> Frame:
    try:
        library: Any = importlib.import_module("ifcopenshell")
        geometry: Any = importlib.import_module("ifcopenshell.geom")
    except Exception as error:  # noqa: BLE001 - a broken library raises whatever it likes
        return Frame(Kind.NO_LIBRARY, 0, _said(error))
    try:
        model: Any = library.open(request.model, lazy=True) if request.lazy else library.open(request.model)
    except Exception as error:  # noqa: BLE001 - as above
        return Frame(Kind.NOT_OPENED, 0, _said(error))
    settings = geometry.settings()
    settings.set("use-world-coords", True)  # noqa: FBT003 - IfcOpenShell's own way
    shaping = _Shaping(geometry, settings, model, request, out)
    clipped = _with_half_spaces(model)
    left = shaping.shape([element for element in request.elements if element not in clipped], request.kernel)
    if request.kernel == request.sure_kernel:
        left = []
    shaping.shape([element for element in request.elements if element in clipped] + left, request.sure_kernel)
    return Frame(Kind.DONE, 0)


@dataclass(frozen=True, slots=True)
class _Shaping:
    """IfcOpenShell's geometry, its settings and the open model; what is asked, and where the frames go."""

    geometry: Any
    settings: Any
    model: Any
    request: Request
    out: IO[bytes]

    def shape(self, elements: list[int], kernel: str) -> list[int]:
        """Write the meshes of the elements, and give those of which nothing was made."""
        made: set[int] = set()
        for batch in [[element] for element in elements] if self.request.one_by_one else [elements]:
            if self.request.one_by_one:
                write(self.out, Frame(Kind.BEGUN, batch[0]))
            products = list(self._products(batch))
            if not products:
                continue
            shapes = self.geometry.iterator(self.settings, self.model, 1, include=products, geometry_library=kernel)
            for shape in shapes:
                if len(shape.geometry.faces_buffer):
                    write(self.out, _mesh_frame(shape, self.request.triangles))
                    made.add(shape.id)
        return [element for element in elements if element not in made]

    def _products(self, elements: list[int]) -> Iterator[Any]:
        for element in elements:
            try:
                entity = self.model.by_id(element)
            except RuntimeError:  # it is not in the file
                continue
            if entity.is_a("IfcProduct") and entity.Representation:
                yield entity


def _with_half_spaces(model: Any) -> set[int]:
    """Step ids of the products that a half-space has a part in, themselves or by an opening.

    The kernel "manifold" of IfcOpenShell 0.9 leaves some of them uncut, a wall under a roof metres too high; the others
    cut them alike.
    """
    products: set[int] = set()
    seen: set[int] = set()
    waiting = list(model.by_type("IfcHalfSpaceSolid"))
    while waiting:
        entity = waiting.pop()
        if entity.id() in seen:
            continue
        seen.add(entity.id())
        if entity.is_a("IfcProduct"):
            products.add(entity.id())
            waiting += [rel.RelatingBuildingElement for rel in getattr(entity, "VoidsElements", ())]
        else:
            waiting += [user for user in model.get_inverse(entity) if not user.is_a("IfcStyledItem")]
    return products


def _mesh_frame(shape: Any, most_triangles: int) -> Frame:
    vertices, faces = shape.geometry.verts_buffer, shape.geometry.faces_buffer
    if len(faces) > most_triangles * _BYTES_PER_FACE:
        return Frame(Kind.TOO_LARGE, shape.id)
    return Frame(Kind.MESH, shape.id, bytes(vertices), bytes(faces))


def _said(error: Exception) -> bytes:
    return f"{type(error).__name__}: {error}"[:500].encode()


def _leave_with_parent(folder: Path) -> None:
    """End this process as soon as stdin ends, and remove the parent's temporary folder, which nobody else would."""

    def watch() -> None:
        while os.read(0, 1):
            pass
        if folder.name.startswith(FOLDER_PREFIX):
            shutil.rmtree(folder, ignore_errors=True)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _be_quiet() -> None:
    """Send what C++ prints to nowhere, leave Ctrl-C to the parent; a crash asks nobody and leaves no core file."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.SetErrorMode(0x0001 | 0x0002)  # no critical-error box, no crash box
    else:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _limit_memory(most_bytes: int | None) -> None:
    """Limit the address space. Windows has no such limit, and macOS does not keep it: there only time limits a run."""
    if most_bytes is None or sys.platform in ("win32", "darwin"):
        return
    import resource

    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = most_bytes if hard == resource.RLIM_INFINITY else min(most_bytes, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
