"""Whatever happens to the child process, what was finished is kept, the rest is said, and nothing is left behind."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from converter.events import Event, StageAdvanced
from converter.model.codes import CODES
from converter.parsers.ifc import shapes as module
from converter.parsers.ifc.child import WORKER
from converter.parsers.ifc.offsets import Offsets
from converter.parsers.ifc.shapes import ShapeLimits, ShapeRelations, Shapes, shapes_of
from converter.parsers.ifc.worker import FOLDER_PREFIX, Request
from tests.conftest import ROOT
from tests.parsers.ifc_shapes.step_models import rows_of_walls

WALLS = 8
QUICK = ShapeLimits(total_s=60, batch_s=60, element_s=1.0)
Pretend = Callable[..., Shapes]


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files; it is empty at the end, and no child is left."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("PRETENDING_LOG", str(tmp_path / "log"))
    return folder


@pytest.fixture
def pretend(temporary: Path) -> Pretend:
    """Shapes of eight walls by a child that pretends; ``at`` is the place of the wall it is about."""

    def made(
        behaviour: str, at: int = 0, limits: ShapeLimits = QUICK, watch: Callable[[Event], None] | None = None
    ) -> Shapes:
        building, walls = rows_of_walls(WALLS)
        script = Path(__file__).with_name("pretending.py")
        command = (sys.executable, str(script), behaviour, str(walls[at]))
        try:
            return shapes_of(
                Offsets(building.content()),
                "m.ifc",
                walls,
                ShapeRelations(),
                limits,
                watch or (lambda _event: None),
                command,
            )
        finally:
            assert list(temporary.iterdir()) == []
            assert all(gone(int(line.split()[0])) for line in log(temporary))

    return made


def log(temporary: Path) -> list[str]:
    path = temporary.with_name("log")
    return path.read_text().splitlines() if path.exists() else []


def gone(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


def codes(shapes: Shapes) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in shapes.diagnostics:
        assert each.location.file == "m.ifc"
        found[each.code] = found.get(each.code, 0) + each.count
    return found


def test_a_child_that_does_its_work(pretend: Pretend, temporary: Path) -> None:
    shapes = pretend("works")
    assert len(shapes.meshes) == WALLS
    assert shapes.diagnostics == ()
    assert len(log(temporary)) == 1


def test_a_crash_of_the_fast_kernel_costs_nothing(pretend: Pretend, temporary: Path) -> None:
    shapes = pretend("manifold dies")
    assert len(shapes.meshes) == WALLS
    assert codes(shapes) == {"IFC037": 1}
    assert "signal" in shapes.diagnostics[0].message
    assert "4 of 8" in shapes.diagnostics[0].message
    assert [line.split(" ", 1)[1] for line in log(temporary)] == [
        "hybrid-manifold-opencascade batch 8",
        "hybrid-cgal-simple-opencascade batch 4",
    ]


@pytest.mark.parametrize("at", [0, 3, WALLS - 1])
@pytest.mark.parametrize("behaviour", ["dies at", "hangs at", "raises at"])
def test_one_bad_element_costs_only_itself(pretend: Pretend, temporary: Path, behaviour: str, at: int) -> None:
    shapes = pretend(behaviour, at)
    assert len(shapes.meshes) == WALLS - 1
    found = codes(shapes)
    assert found.pop("IFC037") >= 2
    assert found == {"IFC038": 1}
    assert (
        sum("one by one" in line for line in log(temporary)) == (2 if at < WALLS - 1 and False else 1) or at < WALLS - 1
    )


def test_a_child_that_always_dies(pretend: Pretend, temporary: Path) -> None:
    shapes = pretend("dies")
    assert shapes.meshes == {}
    assert codes(shapes) == {"IFC037": 2, "IFC038": WALLS}
    assert len(log(temporary)) == 2 + WALLS


def test_after_many_crashes_the_rest_is_given_up(pretend: Pretend) -> None:
    shapes = pretend("dies", limits=ShapeLimits(crashes=3))
    assert codes(shapes) == {"IFC037": 2, "IFC038": 3, "IFC039": WALLS - 3}


def test_the_time_for_everything_ends(pretend: Pretend) -> None:
    began = time.monotonic()
    shapes = pretend("hangs", limits=ShapeLimits(total_s=1.0))
    assert time.monotonic() - began < 20
    assert codes(shapes) == {"IFC037": 1, "IFC039": WALLS}


def test_a_slow_child_keeps_what_it_finished(pretend: Pretend) -> None:
    shapes = pretend("slow", limits=ShapeLimits(batch_s=1.0, total_s=1.2))
    assert 0 < len(shapes.meshes) < WALLS
    assert codes(shapes)["IFC039"] == WALLS - len(shapes.meshes)


@pytest.mark.parametrize("behaviour", ["nan", "range", "negative", "cut"])
def test_numbers_that_make_no_mesh_are_left_out(pretend: Pretend, behaviour: str) -> None:
    shapes = pretend(behaviour, 2)
    assert len(shapes.meshes) == WALLS - 1
    assert codes(shapes) == {"IFC040": 1}


def test_an_element_without_an_answer_has_no_surface(pretend: Pretend) -> None:
    shapes = pretend("empty at", 5)
    assert len(shapes.meshes) == WALLS - 1
    assert codes(shapes) == {"IFC036": 1}


def test_an_answer_that_is_none(pretend: Pretend) -> None:
    shapes = pretend("junk", 4)
    assert len(shapes.meshes) >= 4
    assert codes(shapes)["IFC037"] == 2


def test_who_interrupts_ends_the_child(pretend: Pretend, temporary: Path) -> None:
    def interrupt(event: Event) -> None:
        if isinstance(event, StageAdvanced):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pretend("slow", watch=interrupt)
    assert len(log(temporary)) == 1


def make(content: bytes, wanted: list[int], **more: object) -> Shapes:
    return shapes_of(Offsets(content), "m.ifc", wanted, ShapeRelations(), **more)  # type: ignore[arg-type]


def test_a_library_that_is_not_there(temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shadow = tmp_path / "shadow" / "ifcopenshell"
    shadow.mkdir(parents=True)
    (shadow / "__init__.py").write_text("raise ImportError('no such library')")
    monkeypatch.setenv("PYTHONPATH", str(shadow.parent))
    building, walls = rows_of_walls(3)
    shapes = make(building.content(), walls)
    assert shapes.meshes == {}
    assert codes(shapes) == {"IFC030": 1, "IFC039": 3}
    assert "no such library" in shapes.diagnostics[0].message
    assert list(temporary.iterdir()) == []


def test_no_folder_for_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "not there"))
    building, walls = rows_of_walls(2)
    assert codes(make(building.content(), walls)) == {"IFC032": 1, "IFC039": 2}


def test_a_full_disk(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(module, "cut", full)
    building, walls = rows_of_walls(2)
    shapes = make(building.content(), walls)
    assert codes(shapes) == {"IFC032": 1, "IFC039": 2}
    assert os.strerror(errno.ENOSPC) in shapes.diagnostics[0].message
    assert list(temporary.iterdir()) == []


def test_a_program_that_cannot_be_started(temporary: Path) -> None:
    building, walls = rows_of_walls(2)
    assert codes(make(building.content(), walls, command=("/no/such/program",))) == {"IFC032": 1, "IFC039": 2}
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"garbage" * 1000, b"ISO-10303-21;HEADER;ENDSEC;"])
def test_garbage(temporary: Path, content: bytes) -> None:
    assert codes(make(content, [1, 2])) == {"IFC031": 1, "IFC033": 1, "IFC039": 2}
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.99])
def test_a_model_that_is_cut_off(temporary: Path, share: float) -> None:
    building, walls = rows_of_walls(6)
    content = building.content()
    shapes = make(content[: int(len(content) * share)], walls)
    found = codes(shapes)
    assert len(shapes.meshes) + found.get("IFC034", 0) + found.get("IFC036", 0) == len(walls)
    assert list(temporary.iterdir()) == []


def test_more_triangles_than_are_allowed(temporary: Path) -> None:
    building, walls = rows_of_walls(2)
    shapes = make(building.content(), walls, limits=ShapeLimits(triangles=11))
    assert shapes.meshes == {}
    assert codes(shapes) == {"IFC041": 2}


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the system does not limit an address space")
def test_a_child_without_memory(temporary: Path) -> None:
    building, walls = rows_of_walls(2)
    shapes = make(building.content(), walls, limits=ShapeLimits(memory_bytes=200 << 20, total_s=60))
    assert shapes.meshes == {}
    assert set(codes(shapes)) <= set(CODES)
    assert codes(shapes).get("IFC039", 0) + codes(shapes).get("IFC038", 0) == 2


def test_a_child_whose_parent_is_gone_ends_and_cleans_up(tmp_path: Path) -> None:
    shadow = tmp_path / "shadow" / "ifcopenshell"
    shadow.mkdir(parents=True)
    (shadow / "__init__.py").write_text(
        f"import pathlib, time\npathlib.Path({str(tmp_path / 'on')!r}).touch()\ntime.sleep(600)"
    )
    folder = tmp_path / f"{FOLDER_PREFIX}x"
    folder.mkdir()
    request = folder / "request.json"
    Request("slice.ifc", str(folder / "answer.bin"), (1,), "a", "b").save(request)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(shadow.parent), str(ROOT)])}
    with subprocess.Popen([*WORKER, str(request)], stdin=subprocess.PIPE, env=environment, cwd=folder) as child:
        until = time.monotonic() + 30
        while not (tmp_path / "on").exists() and time.monotonic() < until:
            time.sleep(0.02)
        assert child.poll() is None
        assert child.stdin is not None
        child.stdin.close()
        assert child.wait(30) == 1
    assert not folder.exists()
