from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.run import Shell


@pytest.fixture
def converter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Shell:
    """The command, called in an empty folder."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return Shell(folder, capfd)
