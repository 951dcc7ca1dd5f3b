"""Each process makes its run in a folder of its own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from converter.app.own_folder import folder_of_its_own
from converter.app.run_folder import PLAN_FILE, RUN_FILE
from converter.errors import ConfigError


def fill(folder: Path, text: str) -> None:
    for name in (RUN_FILE, PLAN_FILE):
        (folder / name).write_text(text, encoding="utf-8")


def names(place: Path) -> list[str]:
    return sorted(each.name for each in place.parent.iterdir())


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "work" / "run"


def test_two_at_once_do_not_see_each_other_and_the_last_one_stays(place: Path) -> None:
    with folder_of_its_own(place) as one:
        fill(one, "one")
        with folder_of_its_own(place) as two:
            fill(two, "two")
        assert (one / PLAN_FILE).read_text(encoding="utf-8") == "one"
        assert (place / PLAN_FILE).read_text(encoding="utf-8") == "two"
    assert (place / PLAN_FILE).read_text(encoding="utf-8") == "one" and names(place) == ["run"]


def test_what_breaks_off_with_a_run_leaves_it_to_look_at_and_without_one_the_last(place: Path) -> None:
    for text in ("one", ""):
        with pytest.raises(KeyboardInterrupt), folder_of_its_own(place) as own:
            if text:
                fill(own, text)
            raise KeyboardInterrupt
        assert (place / PLAN_FILE).read_text(encoding="utf-8") == "one" and names(place) == ["run"]


def test_what_is_no_run_is_not_replaced(place: Path) -> None:
    place.mkdir(parents=True)
    (place / "letters.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigError, match="holds other files"), folder_of_its_own(place):
        pytest.fail("it began")
    assert names(place) == ["run"] and (place / "letters.txt").is_file()


def test_what_killed_processes_left_is_swept_away_after_a_week(place: Path) -> None:
    old, new = (place.with_name(f"run-{number}-0") for number in (1, 2))
    for each in (old, new):
        each.mkdir(parents=True)
    long_ago = old.stat().st_mtime - 8 * 24 * 3600
    os.utime(old, (long_ago, long_ago))
    with folder_of_its_own(place) as own:
        fill(own, "one")
    assert names(place) == ["run", new.name]
