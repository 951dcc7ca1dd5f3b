"""Pictures that cannot be drawn: the issues are written without them, and it is said."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest

from converter.app.models.drawing_task import renderer_named
from converter.errors import ConfigError
from converter.snapshots import RENDERERS
from tests.app.models.reports import codes, converted, group, issues, loose, said, views, write_report


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """Four clashes and a group of three, without pictures."""
    return write_report(tmp_path / "Building.xml", (*loose(4), *group()))


@pytest.fixture
def renderers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Those of ``renderers.py``, by their names."""
    for name in ("Failing", "Capricious", "Ending"):
        monkeypatch.setitem(RENDERERS, name.lower(), f"tests.app.models.renderers:{name}")
    renderer_named.cache_clear()
    yield
    renderer_named.cache_clear()


def test_when_every_picture_fails_the_issues_are_written_and_it_is_said(
    report: Path, tmp_path: Path, renderers: None
) -> None:
    run = converted(tmp_path / "run", report, pictures__renderer="failing")
    assert codes(run) == {"PIC024": 1} and "MemoryError: no room for the picture" in said(run, "PIC024")
    assert len(run.items) == 5 and not views(run)
    assert all(each["no_viewpoint_reason"] for each in issues(run))
    assert all(line["storey"] for line in run.lines("clashes.jsonl"))


def test_one_picture_that_fails_does_not_take_the_others_with_it(report: Path, tmp_path: Path, renderers: None) -> None:
    run = converted(tmp_path / "run", report, pictures__renderer="capricious")
    assert [bool(each["snapshot"]) for each in issues(run)] == [not each["group"] for each in issues(run)]
    assert said(run, "PIC024").startswith("1 issues get no picture")


@pytest.mark.skipif(multiprocessing.get_start_method() != "fork", reason="renderers of tests are known to forks only")
def test_a_process_that_is_ended_does_not_take_the_run_with_it(report: Path, tmp_path: Path, renderers: None) -> None:
    run = converted(tmp_path / "run", report, executor="processes", pictures__renderer="ending")
    assert len(run.items) == 5 and not views(run)
    assert codes(run) == {"PIC024": 1} and "was ended by the system" in said(run, "PIC024")


def test_a_renderer_that_is_not_there_is_a_wrong_setting(report: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no renderer 'crayon'"):
        converted(tmp_path / "run", report, pictures__renderer="crayon")
    assert not (tmp_path / "run" / "run.json").exists()
