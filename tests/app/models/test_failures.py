"""Whatever becomes of a model or of the process that makes shapes: issues are written with what is known, and it is said."""

from __future__ import annotations

import re
import tempfile
import time
import zipfile
from pathlib import Path

import pytest

from tests.app.models.reports import (
    BOTH,
    SERVICES,
    STRUCTURE,
    codes,
    converted,
    issues,
    loose,
    said,
    views,
    write_report,
)
from tests.app.runs import Run

COUNT = 6
LIBRARIES = {
    "missing": "raise ImportError('no such library')",
    "broken": "raise OSError('libgeometry.so: cannot open shared object file')",
    "crashing": "import os\nos.abort()",
    "hanging": "import time\ntime.sleep(600)",
}


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return write_report(tmp_path / "Building.xml", loose(COUNT))


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Makes child processes find another IfcOpenShell; gives the folder it is written into."""
    folder = tmp_path / "libraries"
    folder.mkdir()
    monkeypatch.setenv("PYTHONPATH", str(folder))
    return str(folder)


def is_written(run: Run) -> None:
    """Every issue is in the bodies, with the names of the models and without a view."""
    assert len(issues(run)) == len(run.items) == COUNT
    assert not views(run) and all(each["no_viewpoint_reason"] for each in issues(run))
    assert all(" × " in each["title"] and each["location"] for each in issues(run))
    assert all(element["ifc"]["guid"] for line in run.lines("clashes.jsonl") for element in line["elements"])


def shows_one_side(run: Run) -> None:
    """Every issue is in the bodies, with a view of the element that the one model has."""
    assert len(issues(run)) == len(run.items) == len(views(run)) == COUNT
    assert codes(run)["PIC023"] == 1 and f"{COUNT} pictures show one element alone" in said(run, "PIC023")


@pytest.mark.parametrize(("kind", "code"), [("missing", "IFC030"), ("broken", "IFC030"), ("crashing", "IFC037")])
def test_a_library_that_does_not_work(report: Path, tmp_path: Path, library: str, kind: str, code: str) -> None:
    Path(library, "ifcopenshell.py").write_text(LIBRARIES[kind], encoding="utf-8")
    run = converted(tmp_path / "run", report)
    is_written(run)
    assert code in codes(run) and "PLN045" in codes(run)
    assert len([each for each in run.lines("diagnostics.jsonl") if each["code"] == "IFC030"]) <= 2, "once a model"


def test_a_child_that_hangs_costs_no_more_than_is_set(report: Path, tmp_path: Path, library: str) -> None:
    """The limit is one for all shapes of a model, not one for each time shapes are asked for."""
    Path(library, "ifcopenshell.py").write_text(LIBRARIES["hanging"], encoding="utf-8")
    began = time.monotonic()
    run = converted(tmp_path / "run", report, ifc__max_seconds=0.5)
    assert time.monotonic() - began < 8
    is_written(run)
    assert "IFC039" in codes(run) and "time" in said(run, "IFC039") + said(run, "IFC037")


def test_no_time_at_all(report: Path, tmp_path: Path) -> None:
    run = converted(tmp_path / "run", report, ifc__max_seconds=0.001)
    is_written(run)
    assert codes(run)["IFC039"] >= COUNT


@pytest.mark.parametrize("content", [b"", b"no model", b"\x00" * 500], ids=["empty", "text", "zeros"])
def test_a_file_that_is_no_model(report: Path, tmp_path: Path, content: bytes) -> None:
    broken = tmp_path / "Services.ifc"
    broken.write_bytes(content)
    run = converted(tmp_path / "run", report, ifc__models=[str(STRUCTURE), str(broken)])
    shows_one_side(run)
    assert [file.file.path for file in run.result.unreadable] == [broken]
    assert any(code.startswith(("IFC0", "FIL")) for code in codes(run))
    (matches,) = run.json("run.json")["matches"].values()
    assert matches["global-id-in-file"] == COUNT, "the other model is used"


def test_a_model_that_is_cut_off_is_used_as_far_as_it_goes(report: Path, tmp_path: Path) -> None:
    content = SERVICES.read_bytes()
    short = tmp_path / "Services.ifc"
    short.write_bytes(content[: len(content) * 2 // 3])
    run = converted(tmp_path / "run", report, ifc__models=[str(STRUCTURE), str(short)])
    assert "IFC008" in codes(run) and len(run.items) == COUNT
    (matches,) = run.json("run.json")["matches"].values()
    assert matches["global-id-in-file"] >= COUNT


def test_a_model_of_the_settings_that_is_not_there(report: Path, tmp_path: Path) -> None:
    run = converted(tmp_path / "run", report, ifc__models=[str(STRUCTURE), str(tmp_path / "Gone.ifc")])
    shows_one_side(run)
    assert "FIL001" in codes(run) and len(run.result.unreadable) == 1


def test_elements_without_a_shape(report: Path, tmp_path: Path) -> None:
    """Their records have no representation: names are known, nothing can be drawn of them."""
    models = []
    for path in BOTH:
        text = path.read_text(encoding="utf-8")
        bare = re.sub(r"(=IFC(?:BEAM|DUCTSEGMENT|COLUMN)\((?:[^;]*?),#\d+),#\d+(,'\d+')", r"\1,$\2", text)
        assert bare != text
        (tmp_path / path.name).write_text(bare, encoding="utf-8")
        models.append(str(tmp_path / path.name))
    run = converted(tmp_path / "run", report, ifc__models=models)
    is_written(run)
    assert "PLN045" in codes(run) and codes(run)["IFC035"] > 0


def test_zipped_models(report: Path, tmp_path: Path) -> None:
    plain = converted(tmp_path / "plain", report)
    models = []
    for path in BOTH:
        packed = tmp_path / f"{path.stem}.ifczip"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(path, path.name)
        models.append(str(packed))
    run = converted(tmp_path / "run", report, ifc__models=models)
    assert codes(run) == {} and len(views(run)) == COUNT
    ours, theirs = ({each["uuid"]: each["snapshot"] for each in issues(of)} for of in (run, plain))
    assert ours == theirs


def test_nothing_is_left_in_the_folder_for_temporary_files(
    report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    run = converted(tmp_path / "run", report, executor="processes")
    assert len(views(run)) == COUNT and list(folder.iterdir()) == []
