"""An element the models of the run do not have any more: that its clashes are absent proves nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import ifcopenshell
import pytest

from converter.app.converting import convert
from tests.app.models.reports import BOTH, SERVICES, SMALL, STRUCTURE, loose, write_report
from tests.app.runs import NOW, Run, configuration
from tests.plan.ifc_models import global_id

CLASHES = loose(5)
SOLVED = CLASHES[0]


def run(folder: Path, report: Path, models: Sequence[Path], against: Run | None = None) -> Run:
    flags = {"ifc__models": [str(path) for path in models], "grouping__by": "none", "pictures__use": False, **SMALL}
    old = against.folder if against else None
    return Run(folder, convert([report], folder, configuration(**flags), NOW, against=old))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("first")
    return run(folder / "run", write_report(folder / "1.xml", CLASHES), BOTH)


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The next week's report: one clash is not there any more."""
    return write_report(tmp_path_factory.mktemp("second") / "2.xml", CLASHES[1:])


def solved(made: Run) -> tuple[str, str, list[str]]:
    """State and reason of the clash that is absent, and what is done for its issue."""
    (line,) = [line for line in made.lines("clashes.jsonl") if line.get("remembered")]
    actions = [each["action"] for each in made.json("plan.json")["issues"] if each["uuid"] == line["issue"]]
    return line["state"], line["reason"], actions


def other_model(first: Run, path: Path, version: str = "") -> tuple[Path, str]:
    """The model of the services in which the element of the solved clash is another one, and what it is called."""
    (line,) = [line for line in first.lines("clashes.jsonl") if line["name"] == SOLVED.name]
    (element,) = [each for each in line["elements"] if each["ifc"]["file"] == str(SERVICES)]
    model = ifcopenshell.open(str(SERVICES))
    model.by_guid(element["ifc"]["guid"]).GlobalId = global_id(7)
    target = path / f"Services{version}.ifc"
    model.write(str(target))
    return target, element["ifc"]["name"]


def test_with_the_same_models_absence_is_proof(first: Run, second: Path, tmp_path: Path) -> None:
    state, _, actions = solved(run(tmp_path / "run", second, BOTH, first))
    assert (state, actions) == ("resolved", ["close"])


@pytest.mark.parametrize("version", ["", "_2026-03-16"])
def test_an_element_that_is_gone_closes_nothing(first: Run, second: Path, tmp_path: Path, version: str) -> None:
    model, name = other_model(first, tmp_path, version)
    made = run(tmp_path / "run", second, [STRUCTURE, model], first)
    state, reason, actions = solved(made)
    assert (state, actions) == ("unretested", ["unchanged"])
    assert reason.endswith("is not in its model any more") and name.split(":")[0] in reason
    (told,) = [each for each in made.result.diagnostics if each.code == "CMP005"]
    assert "an element is not in its model any more" in told.message


def test_an_element_that_is_in_another_model_now_is_not_gone(first: Run, second: Path, tmp_path: Path) -> None:
    model, _ = other_model(first, tmp_path)
    moved = tmp_path / "Moved.ifc"
    moved.write_bytes(SERVICES.read_bytes())
    state, _, actions = solved(run(tmp_path / "run", second, [STRUCTURE, model, moved], first))
    assert (state, actions) == ("resolved", ["close"])


@pytest.mark.parametrize("models", [(), (STRUCTURE,)])
def test_a_model_that_is_not_there_says_nothing(
    first: Run, second: Path, tmp_path: Path, models: tuple[Path, ...]
) -> None:
    state, _, actions = solved(run(tmp_path / "run", second, models, first))
    assert (state, actions) == ("resolved", ["close"])
