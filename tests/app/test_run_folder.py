"""The run folder: whole or not there, and nothing of anybody else is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.app.inputs import input_files
from converter.app.run_folder import is_run_folder, new_run_folder, read_json, read_lines
from converter.errors import ConfigError, InputError


def write_run(out: Path, text: str = "{}") -> None:
    with new_run_folder(out) as folder:
        for name in ("run.json", "plan.json", "report.html"):
            (folder / name).write_text(text, encoding="utf-8")
        (folder / "snapshots").mkdir()
        (folder / "snapshots" / f"{len(text)}.jpg").write_text(text, encoding="utf-8")


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_a_new_folder_is_made_with_those_around_it(tmp_path: Path) -> None:
    write_run(tmp_path / "a" / "b")
    assert is_run_folder(tmp_path / "a" / "b") and not (tmp_path / "a" / "b" / ".unfinished").exists()


def test_an_earlier_run_is_replaced_and_other_files_stay(tmp_path: Path) -> None:
    write_run(tmp_path / "run", "old run")
    (tmp_path / "run" / "notes.txt").write_text("mine", encoding="utf-8")
    write_run(tmp_path / "run", "{}")
    assert names(tmp_path / "run") == {
        "run.json", "plan.json", "report.html", "snapshots", "snapshots/2.jpg", "notes.txt"
    }  # fmt: skip


def test_a_failed_run_leaves_the_earlier_one_as_it_was(tmp_path: Path) -> None:
    write_run(tmp_path / "run", "old run")
    before = names(tmp_path / "run")
    with pytest.raises(ZeroDivisionError), new_run_folder(tmp_path / "run") as folder:
        (folder / "plan.json").write_text("half", encoding="utf-8")
        raise ZeroDivisionError
    assert names(tmp_path / "run") == before
    assert (tmp_path / "run" / "plan.json").read_text(encoding="utf-8") == "old run"


def test_a_failed_first_run_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), new_run_folder(tmp_path / "run"):
        raise KeyboardInterrupt
    assert not (tmp_path / "run").exists()


def test_a_folder_with_other_files_is_refused_untouched(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"thesis|other files"), new_run_folder(tmp_path):
        pytest.fail("never entered")
    assert names(tmp_path) == {"thesis.txt"}


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("a file", encoding="utf-8")
    with pytest.raises(ConfigError, match="is a file"), new_run_folder(tmp_path / "run"):
        pytest.fail("never entered")


def test_the_folder_one_is_in_may_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_run(Path())
    write_run(Path())
    assert is_run_folder(tmp_path)


def test_what_an_interrupted_replacement_left_can_be_replaced(tmp_path: Path) -> None:
    write_run(tmp_path / "run")
    (tmp_path / "run" / "run.json").unlink()
    (tmp_path / "run" / ".unfinished").mkdir()
    write_run(tmp_path / "run")
    assert is_run_folder(tmp_path / "run")


def test_damaged_files_are_an_input_error(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text("{", encoding="utf-8")
    (tmp_path / "list.json").write_text("[]", encoding="utf-8")
    for name in ("plan.json", "list.json", "missing.json"):
        with pytest.raises(InputError):
            read_json(tmp_path, name)
    for name in ("plan.json", "missing.json"):
        with pytest.raises(InputError):
            read_lines(tmp_path, name)


def test_run_folders_and_hidden_files_are_no_input(tmp_path: Path) -> None:
    write_run(tmp_path / "out")
    (tmp_path / ".git").mkdir()
    for name in ("b.xml", "A.xml", ".hidden.xml", ".git/c.xml"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert [file.path.name for file in input_files([tmp_path])] == ["A.xml", "b.xml"]


def test_a_file_named_twice_is_one_input(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("x", encoding="utf-8")
    found = list(input_files([tmp_path / "a.xml", tmp_path, tmp_path / "." / "a.xml"]))
    assert len(found) == 1 and found[0].explicit
