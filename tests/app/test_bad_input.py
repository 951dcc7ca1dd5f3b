"""Bad input is normal input: a diagnostic and a run folder, never an exception."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.app import reading
from converter.app.inspecting import inspect
from converter.app.reading import read_files
from converter.parsers.reader import ArchiveLimits
from tests.app.runs import run
from tests.conftest import SAMPLES, SHARED_DATA
from tests.navisworks import clash, document, test_element

SMALL = sorted(path for path in (SHARED_DATA / "navisworks").rglob("*.[xh]*ml") if path.stat().st_size < 200_000)


def test_content_given_twice_is_used_once(tmp_path: Path) -> None:
    for name in ("a.xml", "b.xml"):
        (tmp_path / name).write_text(document(test_element(clash())), encoding="utf-8")
    found = run(tmp_path / "run", tmp_path / "a.xml", tmp_path / "b.xml")
    assert len(found.items) == 1 and "FIL005" in {d.code for d in found.result.diagnostics}
    assert not found.result.unreadable


def test_a_reader_that_breaks_takes_no_other_file_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.xml").write_text(document(test_element(clash(), name=name)), encoding="utf-8")
    digest = reading._digest
    monkeypatch.setattr(reading, "_digest", lambda path: digest(path) if path.stem == "b" else 1 / 0)
    first, second = read_files([tmp_path], ArchiveLimits())
    assert first.failed and first.problem is not None and first.problem.code == "FIL006"
    assert "ZeroDivisionError" in first.problem.message and not second.failed


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything is readable for root")
def test_a_file_without_permission_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("x", encoding="utf-8")
    (tmp_path / "a.xml").chmod(0)
    assert inspect([tmp_path / "a.xml"])[0].diagnostics[0].code == "FIL001"


def test_a_picture_outside_the_folder_never_reaches_the_run(tmp_path: Path) -> None:
    secret = tmp_path / "secret.jpg"
    secret.write_bytes(next((SAMPLES / "week-1").rglob("*.jpg")).read_bytes())
    folder = tmp_path / "reports"
    folder.mkdir()
    hrefs = (str(secret), "..\\secret.jpg", "%2e%2e/secret.jpg", "file:///" + str(secret), "x/../../secret.jpg")
    content = "".join(clash(n, attributes=f' href="{href}"') for n, href in enumerate(hrefs, start=1))
    (folder / "r.xml").write_text(document(test_element(content)), encoding="utf-8")
    found = run(tmp_path / "run", folder)
    assert len(found.items) == len(hrefs) and not [item for item in found.items if "viewpoints" in item]
    assert not list((found.folder / "snapshots").iterdir())
    assert sum(d.code == "PIC002" for d in found.result.diagnostics) == len(hrefs)


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    """Mark-up of HTML and of the terminal, control characters, very long names."""
    nasty = "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }} [bold]x " + "ä" * 5_000
    (tmp_path / "r.xml").write_text(document(test_element(clash(name=nasty), name=nasty)), encoding="utf-8")
    found = run(tmp_path / "run", tmp_path / "r.xml")
    page = (found.folder / "report.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page and "49" not in found.items[0]["title"]
    assert len(found.items[0]["title"]) <= 80


@pytest.mark.skipif(not SMALL, reason="the folder with real files is not there (../shared/data)")
@settings(max_examples=25)
@given(st.data())
def test_damaged_real_files_never_raise(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    source = data.draw(st.sampled_from(SMALL))
    content = bytearray(source.read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    del content[data.draw(st.sampled_from([len(content), len(content) // 2, len(content) - 3])) :]
    folder = tmp_path_factory.mktemp("damaged")
    (folder / source.name).write_bytes(content)
    found = run(folder / "run", folder / source.name)
    assert "FIL006" not in {d.code for d in found.result.diagnostics}
    counted = inspect([folder / source.name])
    assert sum(line["kind"] == "clash" for line in found.lines("clashes.jsonl")) == counted[0].stock.clashes
    if not counted[0].readable:
        assert found.result.unreadable and counted[0].diagnostics


@given(st.binary(max_size=300))
def test_any_bytes_never_raise(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "x.xml"
    path.write_bytes(content)
    (found,) = inspect([path])
    assert found.readable or found.diagnostics


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are text here")
def test_a_file_whose_name_is_no_text_is_read_with_its_pictures(tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    shutil.copytree(SAMPLES / "week-1", folder)
    found = run(tmp_path / "run", folder / "Building (everything).xml")
    assert len(found.items) == 27 and all("viewpoints" in item for item in found.items)
    assert found.json("run.json")["inputs"][0]["path"].endswith("caf�/Building (everything).xml")
