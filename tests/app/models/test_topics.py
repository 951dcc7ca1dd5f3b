"""BCF topics with models: who their components are, pictures with their own cameras, what is visible of the model."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Callable
from math import degrees, dist
from pathlib import Path
from typing import Any

import pytest

from converter.geometry.vectors import added
from converter.model.viewpoint import PerspectiveCamera
from converter.parsers.bcf.reader import BcfReader
from sample_reports.generator.ifc import global_id
from sample_reports.generator.parts import Part
from tests.app.models.reports import camera, codes, coloured, converted, issues, loose, pixels, section, views
from tests.app.runs import Run
from tests.conftest import SAMPLES

ARCHIVE = SAMPLES / "bcf" / "Building 2.1.bcf"
SHIFT = (1024.0, -512.0, 32.0)


def parts() -> list[tuple[Part, Part]]:
    """Both elements of some clashes."""
    return [(each.first, each.second) for each in loose(4) if each.first and each.second]


def without_snapshots(path: Path, most: int = 27) -> Path:
    """The sample archive with so many of its topics and no picture at all."""
    with zipfile.ZipFile(ARCHIVE) as old, zipfile.ZipFile(path, "w") as new:
        folders = list(dict.fromkeys(name.split("/")[0] for name in old.namelist() if "/" in name))[:most]
        for name in old.namelist():
            if name.endswith(".png") or ("/" in name and name.split("/")[0] not in folders):
                continue
            new.writestr(name, old.read(name).replace(b"<Snapshot>snapshot.png</Snapshot>", b""))
    return path


def topic(path: Path, *components: str, visibility: str = "", camera: bool = True) -> Path:
    """An archive as IfcClash writes it: a topic, its selection, a camera 5 m away, nothing else."""
    seen = (
        "<PerspectiveCamera><CameraViewPoint><X>7</X><Y>15</Y><Z>8</Z></CameraViewPoint><CameraDirection><X>-0.577</X>"
        "<Y>-0.577</Y><Z>-0.577</Z></CameraDirection><CameraUpVector><X>-0.408</X><Y>-0.408</Y><Z>0.816</Z></CameraUpVector>"
        "<FieldOfView>60</FieldOfView></PerspectiveCamera>"
        if camera
        else ""
    )
    selected = "".join(f'<Component IfcGuid="{each}"/>' for each in components)
    guid = "11111111-2222-4333-8444-555555555555"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("bcf.version", '<Version VersionId="2.1"><DetailedVersion>2.1</DetailedVersion></Version>')
        archive.writestr(
            f"{guid}/markup.bcf",
            f'<Markup><Topic Guid="{guid}" TopicType="" TopicStatus=""><Title>Beam x Duct</Title><CreationDate>'
            "2026-03-02T08:00:00+00:00</CreationDate><CreationAuthor>a@example.com</CreationAuthor></Topic>"
            f'<Viewpoints Guid="{guid}"><Viewpoint>v.bcfv</Viewpoint></Viewpoints></Markup>',
        )
        archive.writestr(
            f"{guid}/v.bcfv",
            f'<VisualizationInfo Guid="{guid}"><Components><Selection>{selected}</Selection>{visibility}</Components>'
            f"{seen}</VisualizationInfo>",
        )
    return path


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Six topics of the sample archive without snapshots."""
    folder = tmp_path_factory.mktemp("bcf")
    return converted(folder / "run", without_snapshots(folder / "Building.bcf", 6))


def test_components_are_found_and_the_topic_knows_its_place(tmp_path: Path) -> None:
    run = converted(tmp_path / "run", ARCHIVE)
    assert run.json("run.json")["matches"] == {str(ARCHIVE): {"global-id-in-file": 86}}
    for line in run.lines("clashes.jsonl"):
        assert line["kind"] == "topic" and line["storey"] and line["location"] == ["Building", line["storey"]]
        assert all(element["ifc"]["guid"] == element["id"] and element["name"] for element in line["elements"])
    assert all(issue["location"] for issue in issues(run))
    assert codes(run) == {"PLN014": 1}, "without object ids nothing is said of visibility, and that is told"
    kept = {path.suffix for path in (run.folder / "snapshots").iterdir()}
    assert kept == {".png"} and "In the picture" not in json.dumps(run.batches)


def test_a_topic_without_snapshot_is_drawn_with_its_own_camera(drawn: Run) -> None:
    report = BcfReader().read(Path(drawn.json("run.json")["inputs"][0]["path"]), "b")
    cameras = {each.guid: each.viewpoints[0].camera for each in report.topics}
    assert len(issues(drawn)) == len(views(drawn)) == 6
    for issue in issues(drawn):
        own, found = cameras[issue["sources"][0]["guid"]], camera(views(drawn)[issue["uuid"]])
        assert isinstance(own, PerspectiveCamera) and isinstance(found, PerspectiveCamera)
        assert dist(own.position_m, found.position_m) < 1e-6 and dist(own.direction, found.direction) < 1e-6
        assert degrees(own.field_of_view_rad) == pytest.approx(degrees(found.field_of_view_rad))
        assert min(coloured(pixels(drawn, issue))) > 0.0005, issue["title"]
        size = [high - low for low, high in zip(*_corners(drawn, issue), strict=True)]
        assert size == pytest.approx([3.2] * 3, abs=1e-6), "the section box of the archive"


def _corners(run: Run, issue: Any) -> tuple[tuple[float, ...], tuple[float, ...]]:
    box = section(views(run)[issue["uuid"]])
    return box.min_m, box.max_m


def test_drawn_topics_say_which_colour_is_which(drawn: Run) -> None:
    assert all("In the picture, orange: " in item["description"] for item in drawn.items)


@pytest.mark.parametrize("flags", [{"pictures__draw": False}, {"ifc__shapes": False}])
def test_without_drawing_there_is_no_view(tmp_path: Path, flags: dict[str, object]) -> None:
    run = converted(tmp_path / "run", without_snapshots(tmp_path / "Building.bcf", 4), **flags)
    assert [each["no_viewpoint_reason"] for each in issues(run)] == ["the topic has no picture"] * 4
    assert not views(run) and all(each["location"] for each in issues(run))


def test_a_topic_as_ifcclash_writes_it(tmp_path: Path) -> None:
    first, second = parts()[0]
    run = converted(tmp_path / "run", topic(tmp_path / "clash.bcf", global_id(first), global_id(second)))
    (issue,), (line,) = issues(run), run.lines("clashes.jsonl")
    assert [element["ifc"]["rung"] for element in line["elements"]] == ["global-id"] * 2
    assert [element["name"] for element in line["elements"]] == [first.name, second.name]
    assert issue["snapshot"] and line["class"] == "IfcBeam × IfcDuctSegment" and line["discipline"]
    assert "sections_data" not in views(run)[issue["uuid"]]
    assert line["point_m"] == pytest.approx([2.0, 10.0, 6.75], abs=0.01), "where both boxes meet"


def test_a_topic_whose_elements_no_model_has(tmp_path: Path) -> None:
    run = converted(tmp_path / "run", topic(tmp_path / "clash.bcf", "0000000000000000000001"))
    assert len(run.items) == 1 and not views(run) and codes(run)["PLN040"] == 1


def test_a_topic_without_a_camera_gets_no_picture(tmp_path: Path) -> None:
    first, second = parts()[0]
    path = topic(tmp_path / "clash.bcf", global_id(first), global_id(second), camera=False)
    run = converted(tmp_path / "run", path)
    assert issues(run)[0]["no_viewpoint_reason"] == "no viewpoint of the topic has a camera"
    assert run.lines("clashes.jsonl")[0]["storey"]


def test_a_forced_shift_counts_for_topics_as_well(drawn: Run, tmp_path: Path) -> None:
    """The archive lies elsewhere than the models: they are brought to it."""

    def moved(text: bytes) -> bytes:
        def by(match: re.Match[bytes]) -> bytes:
            places = [float(each) for each in match.groups()[1:]]
            x, y, z = (each + far for each, far in zip(places, SHIFT, strict=True))
            return b"<%s><X>%.9f</X><Y>%.9f</Y><Z>%.9f</Z>" % (match[1], x, y, z)

        return re.sub(rb"<(CameraViewPoint|Location)><X>([^<]*)</X><Y>([^<]*)</Y><Z>([^<]*)</Z>", by, text)

    plain = Path(drawn.json("run.json")["inputs"][0]["path"])
    path = tmp_path / "Building.bcf"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, moved(old.read(name)) if name.endswith(".bcfv") else old.read(name))
    run = converted(tmp_path / "run", path, ifc__shift_m=SHIFT)
    theirs = {each["uuid"]: each for each in issues(drawn)}
    for issue in issues(run):
        ours, other = (camera(views(each)[issue["uuid"]]) for each in (run, drawn))
        assert dist(ours.position_m, added(other.position_m, SHIFT)) < 1e-3
        picture, as_it_was = pixels(run, issue), pixels(drawn, theirs[issue["uuid"]])
        assert abs(picture - as_it_was).mean() < 1
    storeys = [{line["key"]: line["storey"] for line in each.lines("clashes.jsonl")} for each in (run, drawn)]
    assert storeys[0] == storeys[1]


# What is visible


def object_map(path: Path, known: list[Part]) -> Path:
    """Object 1000 + place for each part."""
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(["guid", "object_id"])
        lines.writerows([global_id(part), 1000 + number] for number, part in enumerate(known))
    return path


def visible(*exceptions: Part, default: bool) -> str:
    listed = "".join(f'<Component IfcGuid="{global_id(part)}"/>' for part in exceptions)
    return f'<Visibility DefaultVisibility="{str(default).lower()}"><Exceptions>{listed}</Exceptions></Visibility>'


Convert = Callable[..., Any]


@pytest.fixture
def shown(tmp_path: Path) -> Convert:
    """The one viewpoint of a topic about the first pair, and the codes of the run."""

    def made(visibility: str, known: list[Part], **flags: object) -> tuple[Any, dict[str, int]]:
        first, second = parts()[0]
        path = topic(tmp_path / "clash.bcf", global_id(first), global_id(second), visibility=visibility)
        table = object_map(tmp_path / "objects.csv", known)
        run = converted(tmp_path / "run", path, objects__map=str(table), **flags)
        return next(iter(views(run).values())), codes(run)

    return made


def seen(view: Any) -> tuple[bool, set[int]] | None:
    """The default, and the objects that are the other way round; None where everything is shown."""
    if "visibility" not in view:
        return None
    said = view["visibility"]
    ranges = said["exceptions"]["object_ranges"]
    objects = {*said["exceptions"]["object_ids"], *(start + by for start, count in ranges for by in range(count))}
    return said["default_visibility"], objects


def test_bcf_visibility_becomes_objects_of_the_published_model(shown: Convert) -> None:
    (first, second), (third, _), *_ = parts()
    view, said = shown(visible(first, second, default=False), [first, second, third])
    assert seen(view) == (False, {1000, 1001}) and "OBJ001" not in said
    view, said = shown(visible(third, default=True), [first, second, third])
    assert seen(view) == (True, {1002}) and "OBJ001" not in said


def test_only_the_elements_can_be_shown(shown: Convert) -> None:
    (first, second), (third, _), *_ = parts()
    view, _ = shown("", [first, second, third], objects__visibility="isolate")
    assert seen(view) == (False, {1000, 1001})


@pytest.mark.parametrize("mode", ["report", "isolate"])
def test_never_is_everything_hidden(shown: Convert, mode: str) -> None:
    """What is selected is not in the published model: an empty screen would be all there is to see."""
    (first, second), (third, _), *_ = parts()
    for visibility in (visible(first, second, default=False), visible(default=False)):
        view, said = shown(visibility, [third], objects__visibility=mode)
        assert seen(view) is None, view
        assert "OBJ001" in said and "PLN014" in said


def test_none_shows_everything(shown: Convert) -> None:
    (first, second), *_ = parts()
    view, _ = shown(visible(first, default=False), [first, second], objects__visibility="none")
    assert seen(view) is None
