"""``--allow-older``, and what is said of a report that a newer one has followed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.app.weekly import Row, report
from tests.cli.run import Shell
from tests.conftest import SAMPLES


@pytest.fixture
def reports(converter: Shell) -> tuple[Path, Path]:
    """Two weeks; the clash of the second was found a week later."""
    (converter.folder / "converter.toml").write_text("grouping.by = 'none'\npictures.use = false\n", encoding="utf-8")
    first = report(converter.folder / "1.xml", [Row(1), Row(2)])
    second = report(converter.folder / "2.xml", [Row(1), Row(2), Row(3)])
    head, clash, rest = second.read_text(encoding="utf-8").partition('name="Clash3"')
    second.write_text(head + clash + re.sub('day="2"', 'day="9"', rest), encoding="utf-8")
    return first, second


def test_an_older_report_is_refused_until_it_is_asked_for(converter: Shell, reports: tuple[Path, Path]) -> None:
    first, second = reports
    project = ("--project-id", 12345, "--json")
    converter("convert", first, "-o", "run-1", *project)
    converter("convert", second, "-o", "run-2", "--against", "run-1", *project)
    back = converter("convert", first, "-o", "back", "--against", "run-2", *project)
    assert back.code == 0 and "CMP010" in back.err and "--allow-older" in back.err
    assert {name: count for name, count in back.json["counts"]["actions"].items() if count} == {"unchanged": 3}
    asked = converter("convert", first, "-o", "asked", "--against", "run-2", "--allow-older", *project)
    assert asked.code == 0 and "CMP010" not in asked.err and "CMP011" in asked.err
    assert {name: count for name, count in asked.json["counts"]["actions"].items() if count} == {
        "close": 1, "unchanged": 2,
    }  # fmt: skip


def test_two_versions_of_one_model_are_told(converter: Shell) -> None:
    text = (SAMPLES / "models" / "IFC4" / "Structure.ifc").read_text(encoding="utf-8")
    models = [converter.folder / "old.ifc", converter.folder / "new.ifc"]
    for number, model in enumerate(models):
        model.write_text(text + f"/* {number} */\n", encoding="utf-8")
    week = SAMPLES / "week-1" / "Building (everything).xml"
    options = ("--ifc", models[0], "--ifc", models[1], "--no-draw", "--no-pictures", "--project-id", 12345)
    made = converter("convert", week, "-o", "run", *options)
    assert made.code == 0 and "PLN041" in made.err
    assert "hold the same elements" in made.err and "give only one of them" in made.err
    alone = converter("convert", week, "-o", "one", *options[2:])
    assert alone.code == 0 and "PLN052" not in alone.err
