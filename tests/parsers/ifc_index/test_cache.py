"""What is kept of large models between runs: never a wrong answer, never an error."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from converter.app.cache_folder import cache_folder
from converter.parsers.ifc import cache as caching
from converter.parsers.ifc import index as indexing
from converter.parsers.ifc.index import open_index
from tests.parsers.ifc_index.models import building, product, project, write


@pytest.fixture(autouse=True)
def _small_models_are_kept_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "LEAST_BYTES", 10)


def names(path: Path, cache: Path | None) -> list[str | None]:
    with open_index(path, "m", None, cache) as opened:
        assert opened.by_step_id(12) is None or opened.container_of(108) in (12, 13)
        return [each.name for each in opened.elements()]


def never(*_: object) -> None:
    raise AssertionError("the model was read although it was kept")


def test_the_second_time_nothing_is_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, cache = write(tmp_path, "".join(building(30)).encode()), tmp_path / "a" / "cache"
    first = names(path, cache)
    assert first == names(path, None) and len(list(cache.iterdir())) == 1
    monkeypatch.setattr(indexing, "scan", never)
    assert names(path, cache) == first


def test_everything_an_element_has_is_the_same_from_the_cache(tmp_path: Path) -> None:
    path, cache = write(tmp_path, "".join(building(30)).encode()), tmp_path / "cache"
    with open_index(path) as opened:
        fresh = (list(opened.elements()), opened.header, opened.storeys(), opened.diagnostics)
    for _ in range(2):
        with open_index(path, None, None, cache) as opened:
            assert (list(opened.elements()), opened.header, opened.storeys(), opened.diagnostics) == fresh


def test_a_changed_file_of_the_same_size_and_time_is_read_anew(tmp_path: Path) -> None:
    cache, path = tmp_path / "cache", write(tmp_path, project() + product(100, name="old") + product(101, name="x"))
    stat = path.stat()
    assert names(path, cache) == ["old", "x"]
    content = path.read_bytes()
    # other places of the records, in a file of the same length
    path.write_bytes(content.replace(b"'old'", b"'a'").replace(b"'x'", b"'new'"))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert path.stat().st_size == stat.st_size and path.stat().st_mtime_ns == stat.st_mtime_ns
    assert names(path, cache) == ["a", "new"] and len(list(cache.iterdir())) == 2


def test_the_same_content_under_another_name_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = project() + product(100, name="A")
    names(write(tmp_path, data), tmp_path / "cache")
    monkeypatch.setattr(indexing, "scan", never)
    assert names(write(tmp_path, data, name="other.ifc"), tmp_path / "cache") == ["A"]


@pytest.mark.parametrize("damage", ["empty", "cut", "flipped", "version", "text", "folder"])
def test_damaged_cache_files_are_read_over(tmp_path: Path, damage: str) -> None:
    path, cache = write(tmp_path, "".join(building(30)).encode()), tmp_path / "cache"
    expected = names(path, cache)
    (kept,) = cache.iterdir()
    data = bytearray(kept.read_bytes())
    if damage == "flipped":
        data[len(data) // 2] ^= 1
    kept.unlink()
    if damage == "folder":
        kept.mkdir()
    else:
        changed = {
            "empty": b"",
            "cut": data[:-3],
            "flipped": data,
            "version": data.replace(b"index 2", b"index 9"),
            "text": b"x" * 99,
        }
        kept.write_bytes(changed[damage])
    assert names(path, cache) == expected == names(path, cache)
    assert [each.name for each in cache.iterdir()] == [kept.name]


def test_a_table_of_classes_that_changed_makes_new_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "classes.txt"
    table.write_text(caching.TABLE.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
    path, cache = write(tmp_path, project() + product(100, name="A")), tmp_path / "cache"
    for count, each in ((1, caching.TABLE), (2, table), (2, caching.TABLE)):
        monkeypatch.setattr(caching, "TABLE", each)
        caching._version.cache_clear()
        assert names(path, cache) == ["A"] and len(list(cache.iterdir())) == count
    caching._version.cache_clear()


def test_a_cache_that_cannot_be_written_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    path = write(tmp_path, project() + product(100, name="A"))
    assert names(path, tmp_path / "file") == ["A"] == names(path, tmp_path / "file" / "below")


def test_models_with_comments_and_small_ones_are_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = tmp_path / "cache"
    assert names(write(tmp_path, "/* c */" + product(100, name="A")), cache) == ["A"] and not cache.exists()
    monkeypatch.setattr(caching, "LEAST_BYTES", 1_000_000)
    assert names(write(tmp_path, product(100, name="A")), cache) == ["A"] and not cache.exists()


def test_old_ones_give_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "KEPT", 3)
    for number in range(6):
        assert names(write(tmp_path, product(100, name=str(number))), tmp_path / "cache") == [str(number)]
    assert len(list((tmp_path / "cache").iterdir())) == 3


def write_often(place: tuple[Path, Path]) -> list[list[str | None]]:
    caching.LEAST_BYTES = 10  # type: ignore[misc]
    path, cache = place
    found = []
    for _ in range(20):
        found.append(names(path, cache))
        for kept in cache.glob("*.ifcindex"):
            kept.unlink(missing_ok=True)
    return found


def test_several_processes_write_and_remove_at_once(tmp_path: Path) -> None:
    path, cache = write(tmp_path, "".join(building(300)).encode()), tmp_path / "cache"
    expected = names(path, None)
    with ProcessPoolExecutor(4) as pool:
        assert all(each == expected for found in pool.map(write_often, [(path, cache)] * 4) for each in found)
    assert not list(cache.glob("*.part"))


@pytest.mark.parametrize(
    ("environment", "platform", "end"),
    [
        ({"XDG_CACHE_HOME": "/x"}, "linux", "/x/converter"),
        ({"XDG_CACHE_HOME": "/x", "LOCALAPPDATA": "/l"}, "win32", "/x/converter"),
        ({"LOCALAPPDATA": "/l"}, "win32", "/l/converter/Cache"),
        ({}, "win32", "AppData/Local/converter/Cache"),
        ({}, "darwin", "Library/Caches/converter"),
        ({"XDG_CACHE_HOME": ""}, "linux", ".cache/converter"),
    ],
)
def test_the_folder_follows_the_platform(environment: dict[str, str], platform: str, end: str) -> None:
    assert cache_folder(environment, platform).as_posix().endswith(end)
