"""Odd topics, places and run folders: what is exported keeps to the rules, and nothing is lost without a word."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from converter.app.exporting import export
from converter.errors import ConfigError, InputError
from converter.model.comments import Comment
from converter.model.topic import HeaderFile, Topic
from converter.model.viewpoint import Component, Line, Viewpoint
from tests.app.runs import configuration
from tests.parsers.bcf.archives import FIRST, changed, topic
from tests.report.bcf.exports import AUTHOR, exported, of_topics
from tests.report.bcf.rules import problems
from tests.report.bcf.test_bcf_exporter import exported as carried
from tests.report.bcf.test_exporter_contract import PLAIN
from tests.report.bcf.test_round_trip import written

GUID, OTHER = "e1111111-0000-4000-8000-000000000001", "e2222222-0000-4000-8000-000000000002"
LINE = Line((0.0, 0.0, 0.0), (1.0, 0.0, 0.0))
SETTINGS = configuration().settings


# The rules of 2.1


def test_the_first_picture_is_named_as_readers_of_one_picture_look_for_it() -> None:
    """It is snapshot-1.png, and there is no snapshot.png."""
    views = (Viewpoint(GUID, lines=(LINE,)), Viewpoint(OTHER, lines=(LINE,), snapshot_entry=(1,)))
    assert problems(written([replace(PLAIN, viewpoints=views)])) == []


def test_the_first_viewpoint_file_is_named_as_readers_of_one_viewpoint_look_for_it() -> None:
    """It is viewpoint-1.bcfv, and there is no viewpoint.bcfv."""
    views = (Viewpoint(GUID, snapshot_entry=(1,)), Viewpoint(OTHER, lines=(LINE,)))
    assert problems(written([replace(PLAIN, viewpoints=views)])) == []


def test_a_model_that_lay_in_the_old_archive_is_not_referred_to() -> None:
    """Eight of the official cases have one: ``isExternal="false"`` and a reference to a file that is not there."""
    file = HeaderFile("tower.ifc", "../tower.ifc", is_external=False)
    content, _ = carried(replace(PLAIN, header_files=(file,)))
    assert problems(content) == []


@pytest.mark.parametrize(
    "date", ["2026-02-30T08:00:00", "2026-13-01T08:00:00Z", "2026-03-01T25:00:00", "٢٠٢٦-٠٣-٠١T08:00:00"]
)
def test_a_date_of_a_model_that_is_none_is_left_out(date: str) -> None:
    assert problems(written([replace(PLAIN, header_files=(HeaderFile("a.ifc", date=date),))])) == []


def test_an_index_that_is_too_large_for_the_schema_is_left_out() -> None:
    assert problems(written([replace(PLAIN, index=3_000_000_000)])) == []
    assert problems(written([replace(PLAIN, viewpoints=(Viewpoint(GUID, index=3_000_000_000),))])) == []


def test_a_comment_about_a_viewpoint_that_is_not_there_names_none() -> None:
    assert (
        problems(written([replace(PLAIN, comments=(Comment(GUID, "a", "b", PLAIN.created, viewpoint_guid=OTHER),))]))
        == []
    )


def test_two_viewpoints_of_one_guid_are_told_apart() -> None:
    assert problems(written([replace(PLAIN, viewpoints=(Viewpoint(GUID), Viewpoint(GUID)))])) == []


# What gets lost without a word


@pytest.mark.parametrize(
    "topic",
    [
        replace(PLAIN, comments=(Comment(GUID, "a", "b", PLAIN.created, extra=(("Mood", "good"),)),)),
        replace(PLAIN, header_files=(HeaderFile("a.ifc", ifc_project="no IFC guid"),)),
        replace(PLAIN, viewpoints=(Viewpoint(GUID, selection=(Component("no IFC guid", None, "7"),)),)),
    ],
    ids=["element of a comment", "guid of a project", "guid of a component"],
)
def test_what_is_left_out_is_counted(topic: Topic) -> None:
    assert carried(topic)[1]


# Files and folders


@pytest.mark.parametrize("place", ["a file/out.bcf", "x" * 300], ids=["a file in the way", "a name that is too long"])
def test_a_place_no_file_can_be_written_to_is_a_wrong_call(tmp_path: Path, place: str) -> None:
    """The draft that could not be made cannot be removed either, and that error comes out."""
    made = of_topics(tmp_path, topic(FIRST, "3.0"))
    (tmp_path / "a file").write_text("x", encoding="utf-8")
    with pytest.raises(ConfigError, match="cannot be written"):
        export(made.folder, "bcf", tmp_path / place, SETTINGS)


@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError, MemoryError])
def test_whatever_stops_an_export_no_draft_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def stop(*_: object) -> None:
        raise error

    made = of_topics(tmp_path, topic(FIRST, "3.0"))
    monkeypatch.setattr("converter.report.bcf.exporter.write_archive", stop)
    with pytest.raises(error):
        export(made.folder, "bcf", tmp_path / "out.bcf", SETTINGS)
    assert not list(tmp_path.glob("out.bcf*"))


@pytest.mark.parametrize("name", [5, "../../picture.png"])
def test_a_name_of_a_picture_that_is_none_is_damage_and_never_a_way_out(tmp_path: Path, name: object) -> None:
    """A number is a TypeError; a path out of the folder puts any picture of the disk into the archive."""
    made = of_topics(tmp_path, topic(FIRST, "3.0"))
    shutil.copy(next((made.folder / "snapshots").iterdir()), tmp_path / "picture.png")
    line = json.loads((made.folder / "topics.jsonl").read_bytes())
    line["snapshots"] = [name]
    (made.folder / "topics.jsonl").write_text(json.dumps(line), encoding="utf-8")
    with pytest.raises(InputError):
        export(made.folder, "bcf", tmp_path / "out.bcf", SETTINGS)


def test_a_picture_of_the_plan_that_is_no_name_is_damage(tmp_path: Path) -> None:
    made = of_topics(tmp_path, topic(FIRST, "3.0"))
    (made.folder / "topics.jsonl").unlink()
    plan = json.loads((made.folder / "plan.json").read_bytes())
    plan["issues"][0]["snapshot"] = 5
    (made.folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    with pytest.raises(InputError):
        export(made.folder, "bcf", tmp_path / "out.bcf", SETTINGS)


# Authors: Procore's import wants an address


@pytest.mark.parametrize("author", ["Anna @ site office", "@anna", "anna@"])
def test_a_name_with_an_at_sign_is_no_address(tmp_path: Path, author: str) -> None:
    swap = ("<CreationAuthor>anna@example.com</CreationAuthor>", f"<CreationAuthor>{author}</CreationAuthor>")
    found = exported(of_topics(tmp_path, changed(topic(FIRST, "3.0"), "markup.bcf", swap)).folder)
    assert found.topics[0].created_author == AUTHOR and "EXP003" in found.codes


def test_a_person_without_address_in_the_settings_is_not_taken_for_one(tmp_path: Path) -> None:
    swap = ("<CreationAuthor>anna@example.com</CreationAuthor>", "<CreationAuthor>Anna</CreationAuthor>")
    made = of_topics(tmp_path, changed(topic(FIRST, "3.0"), "markup.bcf", swap))
    found = exported(made.folder, bcf__people={"anna": "Anna Berg"})
    assert found.topics[0].created_author == AUTHOR and "EXP003" in found.codes
