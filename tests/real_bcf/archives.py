"""The real BCF archives of the shared data: their index, their places, and what the reader makes of them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from converter.model.report import Report
from converter.parsers.bcf.reader import BcfReader
from tests.conftest import SHARED_DATA

FOLDER = SHARED_DATA / "bcf"
MISSING = "the folder with real files is not there (../shared/data)"
IMPLICIT = "(none; 1.0)"
"""What the index says of an archive without a version file."""


@dataclass(frozen=True)
class Row:
    """A line of the index: a file and what is really in it."""

    path: Path
    version: str
    topics: int
    viewpoints: int
    comments: int
    snapshots: int


def _rows() -> list[Row]:
    index = FOLDER / "INDEX.tsv"
    if not index.is_file():
        return []
    with index.open(encoding="utf-8", newline="") as file:
        return [
            Row(
                FOLDER / line["file"],
                line["version"],
                int(line["topics"]),
                int(line["viewpoints"]),
                int(line["comments"]),
                int(line["snapshots"]),
            )
            for line in csv.DictReader(file, delimiter="\t")
        ]


ROWS = _rows()


def label_of(path: Path) -> str:
    """The last three steps of a path: archives of different cases share a name."""
    return "/".join(path.parts[-3:])


def rows() -> list[object]:
    """Every archive as a parameter; one that is skipped where there is none."""
    return [pytest.param(row, id=label_of(row.path)) for row in ROWS] or [
        pytest.param(None, marks=pytest.mark.skip(reason=MISSING))
    ]


def paths() -> list[object]:
    """The same, by path only."""
    return [pytest.param(row.path, id=label_of(row.path)) for row in ROWS] or [
        pytest.param(None, marks=pytest.mark.skip(reason=MISSING))
    ]


@cache
def read(path: Path) -> Report:
    """The archive as the converter reads it."""
    return BcfReader().read(path, str(path))


def codes(report: Report) -> list[str]:
    """Codes of what was odd."""
    return [each.code for each in report.diagnostics]
