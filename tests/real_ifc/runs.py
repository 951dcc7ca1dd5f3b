"""Runs over the real clash sets and models of the shared data; which of their clashes, by a fixed rule."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from converter.app.converting import convert
from tests.app.runs import NOW, Run, configuration
from tests.conftest import SHARED_DATA

CLASHES = SHARED_DATA / "clash"
MODELS = SHARED_DATA / "ifc"
DUPLEX = (MODELS / "duplex" / "Duplex_A.ifc", MODELS / "duplex" / "Duplex_Electrical.ifc")
STEEL = (
    MODELS / "schependomlaan" / "BERNTS-Staalconstructie.ifc",
    MODELS / "schependomlaan" / "ROOT-kalkzandsteen.ifc",
)
DUPLEX_CLASHES = CLASHES / "duplex_arch_vs_electrical.json"
STEEL_CLASHES = CLASHES / "schependomlaan_steel_vs_masonry.json"
SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
"""``make soak``: everything, where the other runs take a part."""


def required(*paths: Path) -> None:
    """Skip where a file is not there."""
    if missing := [path.name for path in paths if not path.is_file()]:
        pytest.skip(f"real files are not there (../shared/data): {', '.join(missing)}")


def converted(folder: Path, report: Path, models: tuple[Path, ...], **flags: object) -> Run:
    """A run of one report with models."""
    given = {"ifc__models": [str(path) for path in models], "grouping__by": "report", **flags}
    return Run(folder, convert([report], folder, configuration(**given), NOW))


def part_of(report: Path, target: Path, clash_set: int, step: int) -> Path:
    """One clash set of IfcClash's results, every ``step``-th clash of it."""
    found: list[dict[str, Any]] = json.loads(report.read_text(encoding="utf-8"))
    chosen = found[clash_set]
    chosen["clashes"] = dict(list(chosen["clashes"].items())[::step])
    target.write_text(json.dumps([chosen]), encoding="utf-8")
    return target
