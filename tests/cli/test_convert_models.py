"""``converter convert`` with models, as people call it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.app.models.reports import BOTH, SERVICES, STRUCTURE, loose, scattered, write_report
from tests.cli.run import Outcome, Shell

COUNT = 6


@pytest.fixture
def report(converter: Shell) -> Path:
    return write_report(converter.folder / "Building.xml", loose(COUNT))


def call(converter: Shell, *arguments: object) -> Outcome:
    return converter("convert", *arguments, "-o", "run", "--project-id", 5, "--group-by", "report", "--json")


def models(outcome: Outcome) -> list[str]:
    return sorted(Path(each["path"]).name for each in outcome.json["models"])


def test_models_named_by_the_option(converter: Shell, report: Path) -> None:
    done = call(converter, report, "--ifc", STRUCTURE, "--ifc", SERVICES, "--no-draw")
    assert done.code == 0 and models(done) == ["Services.ifc", "Structure.ifc"]
    assert done.json["matches"] == {str(report): {"global-id-in-file": 2 * COUNT}}
    assert done.json["alignment"][str(report)]["scale"] == 1.0


def test_models_among_the_paths_and_named_again_are_used_once(converter: Shell, report: Path) -> None:
    done = call(
        converter, report, STRUCTURE.parent, "--ifc", STRUCTURE, "--ifc", STRUCTURE, "--ifc", SERVICES, "--no-draw"
    )
    assert done.code == 0 and models(done) == ["Services.ifc", "Structure.ifc"]
    assert done.json["matches"] == {str(report): {"global-id-in-file": 2 * COUNT}}


def test_pictures_are_drawn_and_counted(converter: Shell, report: Path) -> None:
    done = call(converter, report, "--ifc", STRUCTURE.parent, "--executor", "threads")
    assert done.code == 0 and done.json["counts"]["viewpoints"] == COUNT
    assert len(list(Path("run/snapshots").glob("*.png"))) == done.json["counts"]["pictures"] > 0
    assert "drawing" in done.err and json.loads(done.out)


def test_progress_tells_the_end_of_drawing(converter: Shell, report: Path) -> None:
    done = converter(
        "--log-format", "json", "convert", report, "--ifc", STRUCTURE.parent, "-o", "run", "--project-id", 5
    )
    events = [json.loads(line) for line in done.err.splitlines() if line.startswith("{")]
    drawing = [each for each in events if each.get("stage") == "drawing"]
    assert len(drawing) >= 2 and "seconds" in json.dumps(drawing[-1]), drawing


def test_no_draw_and_no_pictures(converter: Shell, report: Path) -> None:
    for option in ("--no-draw", "--no-pictures"):
        done = call(converter, report, "--ifc", STRUCTURE.parent, option)
        assert done.code == 0 and done.json["counts"]["viewpoints"] == 0
        assert done.json["counts"]["issues"] == COUNT


def test_scale_and_shift_are_forced(converter: Shell) -> None:
    feet = write_report(converter.folder / "Feet.xml", loose(COUNT), units="ft", claims="m")
    done = call(converter, feet, "--ifc", STRUCTURE.parent, "--ifc-scale", "0.3048", "--no-draw")
    assert done.json["alignment"][str(feet)]["scale"] == 0.3048
    moved = write_report(converter.folder / "Moved.xml", loose(COUNT), shift=(100.0, -20.0, 0.0))
    for written in ("100,-20,0", "100, -20, 0", "100 -20 0"):
        done = call(converter, moved, "--ifc", STRUCTURE.parent, "--ifc-shift", written, "--no-draw")
        assert done.code == 0 and done.json["alignment"][str(moved)]["shift_m"] == [100.0, -20.0, 0.0]


@pytest.mark.parametrize(
    "option", [("--ifc-scale", "0"), ("--ifc-scale", "-2"), ("--ifc-shift", "1,2"), ("--ifc-shift", "a,b,c")]
)
def test_numbers_that_are_none_are_refused(converter: Shell, report: Path, option: tuple[str, str]) -> None:
    done = call(converter, report, "--ifc", STRUCTURE, *option)
    assert done.code == 2 and option[0].removeprefix("--").replace("-", ".", 1).split(".")[1] in done.err


def test_a_model_that_is_not_there(converter: Shell, report: Path) -> None:
    done = call(converter, report, "--ifc", "Gone.ifc")
    assert done.code == 2 and "Gone.ifc" in done.err and not Path("run").exists()


def test_a_damaged_model_costs_an_exit_code_and_no_issue(converter: Shell, report: Path) -> None:
    Path("Broken.ifc").write_bytes(b"not a model")
    done = call(converter, report, "--ifc", STRUCTURE, "--ifc", "Broken.ifc", "--no-draw")
    assert done.code == 3 and done.json["counts"]["issues"] == COUNT and "Broken.ifc" in done.err


def test_models_alone_are_a_wrong_call(converter: Shell) -> None:
    for arguments in ((STRUCTURE,), (STRUCTURE, "--ifc", SERVICES)):
        done = call(converter, *arguments)
        assert done.code == 2 and "no report" in done.err and "Structure.ifc" in done.err
        assert not Path("run").exists()


def test_a_zipped_model(converter: Shell, report: Path) -> None:
    with zipfile.ZipFile("Structure.ifczip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(STRUCTURE, "Structure.ifc")
    done = call(converter, report, "--ifc", "Structure.ifczip", "--ifc", SERVICES, "--no-draw")
    assert done.code == 0 and done.json["matches"] == {str(report): {"global-id-in-file": 2 * COUNT}}


def test_a_refusal_is_told_and_the_issues_are_written(converter: Shell) -> None:
    report = write_report(converter.folder / "Elsewhere.xml", scattered(loose(12)))
    done = call(converter, report, "--ifc", STRUCTURE.parent)
    assert done.code == 0 and "PLN045" in done.err
    assert done.json["counts"]["issues"] == 12 and done.json["counts"]["viewpoints"] == 0


def test_settings_of_a_file(converter: Shell, report: Path) -> None:
    Path("converter.toml").write_text(
        f"[target]\nproject_id = 5\n[ifc]\nmodels = {json.dumps([str(each) for each in BOTH])}\n"
        "[pictures]\nwidth_px = 200\nheight_px = 100\ncaption = true\n[view]\nsource = 'plan'\n",
        encoding="utf-8",
    )
    done = converter("convert", report, "-o", "run", "--json")
    assert done.code == 0 and models(done) == ["Services.ifc", "Structure.ifc"]
    bodies: Any = json.loads(Path("run/batches/sync-0001.json").read_bytes())
    for item in bodies["updates"]:
        seen = json.loads(item["viewpoints"][0]["camera_data"])["perspective_camera"]
        assert (
            seen["camera_direction"] == {"x": 0.0, "y": 0.0, "z": -1.0} or abs(seen["camera_direction"]["z"] + 1) < 1e-9
        )


def test_objects_that_are_not_there(converter: Shell, report: Path) -> None:
    done = call(converter, report, "--objects", "Gone.csv")
    assert done.code == 2 and "Gone.csv" in done.err
