"""Reports in another unit than they say, or from another origin than the models: found, stated, refused, forced."""

from __future__ import annotations

from dataclasses import replace
from math import dist
from pathlib import Path
from typing import Any

import ifcopenshell
import numpy as np
import pytest

from converter.geometry.boxes import box_around, centre, contains, expanded
from converter.geometry.vectors import added
from tests.app.models.reports import (
    BOTH,
    camera,
    codes,
    coloured,
    converted,
    group,
    issues,
    loose,
    pixels,
    said,
    scattered,
    section,
    views,
    with_pictures,
    write_report,
)
from tests.app.runs import Run

CLASHES = (*loose(6), *group())
SHIFT = (1024.0, -512.0, 32.0)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A report in metres from the models' own origin."""
    folder = tmp_path_factory.mktemp("plain")
    return converted(folder / "run", write_report(folder / "Building.xml", CLASHES))


def aligned(run: Run) -> Any:
    (found,) = run.json("run.json")["alignment"].values()
    return found


def difference(run: Run, other: Run) -> list[float]:
    """Mean difference of the pictures of the same issues, 0 … 255."""
    ours = {each["uuid"]: each for each in issues(run)}
    pairs = [(pixels(run, ours[each["uuid"]]), pixels(other, each)) for each in issues(other)]
    return [float(np.abs(one - two).mean()) for one, two in pairs]


def test_feet_that_say_metres_are_found_and_mended(plain: Run, tmp_path: Path) -> None:
    report = write_report(tmp_path / "Building.xml", CLASHES, units="ft", claims="m")
    run = converted(tmp_path / "run", report)
    assert (aligned(run)["scale"], aligned(run)["shift_m"]) == (0.3048, [0.0, 0.0, 0.0])
    assert codes(run) == {"PLN043": 1} and "0.3048" in said(run, "PLN043")
    true = {line["key"]: line for line in plain.lines("clashes.jsonl")}
    for line in run.lines("clashes.jsonl"):
        assert line["point_m"] == pytest.approx(true[line["key"]]["point_m"], abs=0.001)
        assert line["distance_m"] == pytest.approx(true[line["key"]]["distance_m"], abs=0.001)
    assert {each["uuid"]: each["title"] for each in issues(run)} == {e["uuid"]: e["title"] for e in issues(plain)}
    for uuid, view in views(run).items():
        ours, theirs = camera(view), camera(views(plain)[uuid])
        assert dist(ours.position_m, theirs.position_m) < 0.05 and dist(ours.direction, theirs.direction) < 1e-6
        assert dist(section(view).min_m, section(views(plain)[uuid]).min_m) < 0.01
    assert max(difference(run, plain)) < 3


def test_the_description_tells_the_true_place(tmp_path: Path) -> None:
    report = write_report(tmp_path / "Building.xml", CLASHES, units="ft", claims="m")
    run = converted(tmp_path / "run", report, pictures__draw=False)
    for issue, item in zip(issues(run), run.items, strict=True):
        x, y, z = issue["point_m"]
        assert f"Point: {x:.3f}, {y:.3f}, {z:.3f} m" in item["description"]


@pytest.mark.parametrize("forced", [False, True])
def test_a_shifted_report_keeps_its_frame(plain: Run, tmp_path: Path, *, forced: bool) -> None:
    report = write_report(tmp_path / "Building.xml", CLASHES, shift=SHIFT)
    run = converted(tmp_path / "run", report, **({"ifc__shift_m": SHIFT} if forced else {}))
    assert codes(run) == {"PLN044": 1}
    shift = aligned(run)["shift_m"]
    assert aligned(run)["scale"] == 1.0
    assert dist(shift, SHIFT) < (1e-9 if forced else 1.0)
    true = {line["key"]: line["point_m"] for line in plain.lines("clashes.jsonl")}
    for line in run.lines("clashes.jsonl"):
        assert line["point_m"] == pytest.approx(added(true[line["key"]], SHIFT), abs=1e-3)
        assert line["storey"] in [element["ifc"]["storey"] for element in line["elements"]]
    points = {each["uuid"]: each["point_m"] for each in issues(run)}
    for uuid, view in views(run).items():
        ours, theirs = camera(view), camera(views(plain)[uuid])
        assert contains(expanded(section(view), 0.01), points[uuid])
        if forced:
            assert dist(ours.position_m, added(theirs.position_m, SHIFT)) < 0.01
            assert dist(centre(section(view)), added(centre(section(views(plain)[uuid])), SHIFT)) < 0.01
        else:
            assert dist(ours.position_m, points[uuid]) < 30
    assert all(min(coloured(pixels(run, each))) > 0.001 for each in issues(run))
    if forced:
        assert max(difference(run, plain)) < 0.5


def test_the_site_of_the_model_is_the_shift_where_that_fits(plain: Run, tmp_path: Path) -> None:
    """Models far from the origin, whose report is without that offset: pictures are as they were."""
    models = [moved_model(path, tmp_path, SHIFT) for path in BOTH]
    report = write_report(tmp_path / "Building.xml", CLASHES)
    run = converted(tmp_path / "run", report, ifc__models=[str(path) for path in models])
    assert codes(run) == {"PLN044": 1} and "the site of" in said(run, "PLN044")
    assert aligned(run)["shift_m"] == pytest.approx([-each for each in SHIFT])
    for uuid, view in views(run).items():
        assert dist(camera(view).position_m, camera(views(plain)[uuid]).position_m) < 0.01
        assert dist(section(view).max_m, section(views(plain)[uuid]).max_m) < 0.01
    assert max(difference(run, plain)) < 0.5


def moved_model(path: Path, folder: Path, by: tuple[float, float, float]) -> Path:
    """A copy of a sample model whose site stands elsewhere."""
    model = ifcopenshell.open(str(path))
    (site,) = model.by_type("IfcSite")
    site.ObjectPlacement.RelativePlacement.Location.Coordinates = by
    copy = folder / path.name
    model.write(str(copy))
    return copy


def test_points_that_fit_nothing_are_refused_and_the_issues_written(tmp_path: Path) -> None:
    report = write_report(tmp_path / "Building.xml", scattered(loose(12)))
    run = converted(tmp_path / "run", report)
    assert codes(run) == {"PLN045": 1}
    assert (aligned(run)["scale"], aligned(run)["shift_m"], aligned(run)["hits"]) == (None, None, 0)
    (matches,) = run.json("run.json")["matches"].values()
    assert matches == {"global-id-in-file": 24}
    assert len(issues(run)) == len(run.items) == 12
    assert all(each["no_viewpoint_reason"] and each["snapshot"] is None for each in issues(run))
    assert not views(run) and not list((run.folder / "snapshots").glob("*"))
    for line in run.lines("clashes.jsonl"):
        assert line["storey"] and all(element["ifc"]["guid"] for element in line["elements"])


def test_a_refused_report_with_pictures_has_the_camera_of_a_point_alone(tmp_path: Path) -> None:
    """As if no model were there: nothing of their shapes."""
    report = write_report(tmp_path / "Building.xml", scattered(loose(12)))
    with_pictures(report)
    run = converted(tmp_path / "run", report)
    assert "PLN045" in codes(run) and len(views(run)) == 12
    bare = converted(tmp_path / "bare", report, ifc__models=[])
    assert views(run).keys() == views(bare).keys()
    for uuid, view in views(run).items():
        assert (view["camera_data"], view["sections_data"]) == tuple(
            views(bare)[uuid][key] for key in ("camera_data", "sections_data")
        )


def test_a_scale_that_is_forced_and_right(plain: Run, tmp_path: Path) -> None:
    report = write_report(tmp_path / "Building.xml", CLASHES, units="ft", claims="m")
    run = converted(tmp_path / "run", report, ifc__scale=0.3048)
    assert codes(run) == {"PLN043": 1} and "forced" in aligned(run)["explanation"]
    assert aligned(run)["hits"] == aligned(run)["votes"]
    assert max(difference(run, plain)) < 3


@pytest.mark.parametrize("flags", [{"ifc__scale": 0.3048}, {"ifc__shift_m": (50.0, 0.0, 0.0)}])
def test_what_is_forced_and_wrong_is_taken_and_said(tmp_path: Path, flags: dict[str, object]) -> None:
    report = write_report(tmp_path / "Building.xml", CLASHES)
    run = converted(tmp_path / "run", report, **flags)
    assert "PLN046" in codes(run) and "against" in said(run, "PLN046")
    assert len(issues(run)) == len(run.items) == 7
    scale = flags.get("ifc__scale", 1.0)
    assert aligned(run)["scale"] == scale
    true = {clash.guid: clash.point for clash in CLASHES}
    for line in run.lines("clashes.jsonl"):
        if line["kind"] == "clash":
            expected = [scale * each for each in true[line["source"]["guid"]]]  # type: ignore[operator]
            assert line["point_m"] == pytest.approx(expected, abs=1e-3)


def test_each_report_of_a_run_has_its_own_frame(tmp_path: Path) -> None:
    """One in metres, one in feet that says metres: a vote for each."""
    other = [replace(each, test="Structure vs Cable Trays") for each in loose(12)[6:]]
    right = write_report(tmp_path / "Right.xml", loose(6))
    wrong = write_report(tmp_path / "Wrong.xml", other, units="ft", claims="m")
    run = converted(tmp_path / "run", right, wrong)
    scales = {Path(path).name: found["scale"] for path, found in run.json("run.json")["alignment"].items()}
    assert scales == {"Right.xml": 1.0, "Wrong.xml": 0.3048}
    true = {clash.guid: clash.point for clash in (*loose(12), *other)}
    for line in run.lines("clashes.jsonl"):
        assert line["point_m"] == pytest.approx(true[line["source"]["guid"]], abs=1e-3)
    for issue in issues(run):
        assert contains(box_around(issue["point_m"], 3.0), centre(section(views(run)[issue["uuid"]])))
