"""A model is read once: who plans gets the index it was read with, and large ones are kept between runs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from converter.app.inspecting import inspect
from converter.app.models.opening import indexes_of, models_of
from converter.app.reading import ReadFile, read_files
from converter.events import nobody
from converter.parsers.ifc import cache as caching
from converter.parsers.ifc import index as indexing
from converter.parsers.ifc.shapes import ShapeLimits
from converter.parsers.reader import ArchiveLimits
from tests.parsers.ifc_index.models import product, project, write
from tests.parsers.ifc_index.test_archives import MODEL, packed

LIMITS = ArchiveLimits()


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A list with the size of every text a pass was made over."""
    made: list[int] = []
    scan: Callable[..., object] = indexing.scan
    monkeypatch.setattr(indexing, "scan", lambda text, *rest: made.append(len(text)) or scan(text, *rest))
    return made


@pytest.fixture
def small_ones_are_kept_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "LEAST_BYTES", 10)


def names_of(files: list[ReadFile]) -> list[str | None]:
    with models_of(indexes_of(files, LIMITS), ShapeLimits(), nobody) as models:
        names = [each.name for index in models.indexes for each in index.elements()]
    for index in models.indexes:
        with pytest.raises(ValueError, match="closed"):
            len(index.text)
    return names


def two_models(folder: Path) -> list[Path]:
    return [write(folder, project() + product(100, name=name), name=f"{name}.ifc") for name in "AB"]


@pytest.mark.parametrize("executor", ["serial", "threads"])
def test_what_was_read_is_not_opened_again(tmp_path: Path, passes: list[int], executor: str) -> None:
    files = read_files(two_models(tmp_path), LIMITS, executor)
    assert names_of(files) == ["A", "B"] and len(passes) == 2


def test_from_another_process_comes_no_index(tmp_path: Path, passes: list[int]) -> None:
    files = read_files(two_models(tmp_path), LIMITS, "processes")
    assert [each.model for each in files] == [None, None] and passes == []
    assert names_of(files) == ["A", "B"] and len(passes) == 2


@pytest.mark.usefixtures("small_ones_are_kept_too")
def test_the_next_run_makes_no_pass(tmp_path: Path, passes: list[int]) -> None:
    paths, cache = two_models(tmp_path), tmp_path / "cache"
    seen = []
    for _ in range(2):
        files = read_files(paths, LIMITS, cache=cache)
        seen.append([(each.sha256, each.size_bytes, each.report) for each in files])
        assert names_of(files) == ["A", "B"]
    inspected = inspect(paths, cache=cache)
    assert len(passes) == 2 and seen[0] == seen[1] and [each.stock.elements for each in inspected] == [1, 1]
    assert [sha256 for sha256, _, _ in seen[0]] == [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]


@pytest.mark.usefixtures("small_ones_are_kept_too")
@pytest.mark.parametrize("cached", [False, True])
def test_the_sum_of_an_archive_is_its_own(tmp_path: Path, cached: bool) -> None:
    path = packed(tmp_path / "a.ifczip", {"A.ifc": MODEL})
    (file,) = read_files([path], LIMITS, cache=tmp_path / "cache" if cached else None)
    assert file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest() and names_of([file]) == ["Wall"]


def test_the_same_content_twice_is_opened_once(tmp_path: Path) -> None:
    paths = two_models(tmp_path)
    paths[1].write_bytes(paths[0].read_bytes())
    files = read_files(paths, LIMITS)
    assert [each.model is not None for each in files] == [True, False]
    assert names_of(files) == ["A"]


def test_a_model_that_is_none_is_not_used(tmp_path: Path) -> None:
    files = read_files([write(tmp_path, b"hello")], LIMITS)
    assert files[0].failed and indexes_of(files, LIMITS) == []


def test_when_one_is_gone_the_others_are_closed(tmp_path: Path) -> None:
    first, second = read_files(two_models(tmp_path), LIMITS)
    assert first.model is not None and second.model is not None
    second.model.close()
    second.file.path.unlink()
    gone = ReadFile(second.file, second.kind, second.sha256, second.size_bytes, second.report)
    with pytest.raises(FileNotFoundError):
        indexes_of([first, gone], LIMITS)
    with pytest.raises(ValueError, match="closed"):
        len(first.model.text)
