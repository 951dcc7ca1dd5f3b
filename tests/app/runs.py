"""Runs for tests: converted into a folder, and read back as a stranger would."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from converter.app.configuration import Configuration, load
from converter.app.converting import ConvertedRun, convert

NOW = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)


def configuration(**flags: object) -> Configuration:
    """Settings by ``section__key``; unless they are given the project is 12345 and groups are those of the report."""
    given = {name.replace("__", "."): value for name, value in flags.items()}
    nowhere = Path("/nowhere")
    return load(
        config_file=None,
        folder=nowhere,
        user_folder=nowhere,
        environment={},
        flags={"target.project_id": 12345, "grouping.by": "report", **given},
    )


@dataclass(frozen=True)
class Run:
    """A run folder."""

    folder: Path
    result: ConvertedRun

    def json(self, name: str) -> Any:
        """A JSON file of it."""
        return json.loads((self.folder / name).read_bytes())

    def lines(self, name: str) -> list[Any]:
        """A file of JSON lines."""
        return [json.loads(line) for line in (self.folder / name).read_text(encoding="utf-8").splitlines()]

    @property
    def batches(self) -> dict[str, Any]:
        """Every request body by its name in the folder."""
        paths = sorted((self.folder / "batches").iterdir())
        return {f"batches/{path.name}": json.loads(path.read_bytes()) for path in paths}

    @property
    def items(self) -> list[Any]:
        """Every item of every body."""
        return [item for body in self.batches.values() for item in body["updates"]]


def run(folder: Path, *paths: Path, **flags: object) -> Run:
    """Convert the paths into ``folder``."""
    return Run(folder, convert(paths, folder, configuration(**flags), NOW))
