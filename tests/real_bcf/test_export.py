"""Every real report converted and exported: the archive obeys BCF 2.1, and says what the original says."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from converter.app.exporting import Exported, export
from converter.model.comments import Comment
from converter.model.topic import Topic
from converter.model.viewpoint import Viewpoint
from converter.parsers.bcf.reader import BcfReader
from converter.plan.limits import TITLE_CHARACTERS
from tests.app.runs import Run, configuration, run
from tests.conftest import SHARED_DATA
from tests.real_bcf.archives import MISSING, label_of, paths, read
from tests.report.bcf import foreign
from tests.report.bcf.models import differences, normal_view
from tests.report.bcf.rules import problems

_LARGE = 2 << 20


def navisworks() -> list[object]:
    """Real clash reports that are small."""
    found = sorted((SHARED_DATA / "navisworks").rglob("*.xml")) if SHARED_DATA.is_dir() else []
    return [pytest.param(path, id=label_of(path)) for path in found if path.stat().st_size < _LARGE] or [
        pytest.param(None, marks=pytest.mark.skip(reason=MISSING))
    ]


def exported(folder: Path, *reports: Path, importable: bool = False) -> tuple[Run, Exported]:
    made = run(folder / "run", *reports)
    return made, export(made.folder, "bcf", folder / "out.bcf", configuration().settings, importable=importable)


@cache
def topics_of(path: Path) -> dict[str, Topic]:
    return {topic.guid: topic for topic in read(path).topics}


@pytest.mark.parametrize("path", paths())
def test_what_is_exported_obeys_the_rules_and_says_what_the_original_says(path: Path, tmp_path: Path) -> None:
    _, done = exported(tmp_path, path)
    assert problems(done.file.read_bytes()) == []
    back = BcfReader().read(done.file, "out.bcf")
    assert back.version == "2.1" and {topic.guid for topic in back.topics} == set(topics_of(path))
    assert done.issues == len(back.topics) and not done.left_out
    for topic in back.topics:
        check_topic(topics_of(path)[topic.guid], topic)
    foreign.compare(done.file, back.topics)


def check_topic(original: Topic, topic: Topic) -> None:
    """Everything 2.1 can say is there; what it or Procore requires may have been added."""
    if 0 < len(original.title) <= TITLE_CHARACTERS:
        assert topic.title == original.title
    else:
        assert 0 < len(topic.title) <= TITLE_CHARACTERS and topic.description.startswith(original.title)
    assert original.description in topic.description
    for name in (
        "topic_type", "topic_status", "priority", "index", "labels", "stage", "modified", "modified_author", "due_date",
        "assigned_to", "reference_links", "related_topics",
    ):  # fmt: skip
        assert (name, getattr(topic, name)) == (name, getattr(original, name))
    assert topic.created == original.created or (original.created is None and topic.created)
    assert "@" in topic.created_author and original.created_author in f"{topic.created_author} {topic.description}"
    assert [file.filename for file in topic.header_files] == [file.filename for file in original.header_files]
    assert list(map(said, topic.comments)) == list(map(said, original.comments))
    assert len(topic.viewpoints) == len(original.viewpoints)
    for view, source in zip(topic.viewpoints, original.viewpoints, strict=True):
        check_view(source, view)


def said(comment: Comment) -> tuple[str, ...]:
    return (comment.id, comment.author, comment.text, comment.viewpoint_guid or "")


def check_view(original: Viewpoint, view: Viewpoint) -> None:
    """Bitmaps stay behind, with their files; order and guid are those of the original."""
    assert view.guid == original.guid
    assert list(differences(normal_view(view), normal_view(replace(original, bitmaps=())))) == []
    assert (view.snapshot_entry is None) == (original.snapshot_entry is None)


@pytest.mark.parametrize("path", navisworks())
def test_a_real_clash_report_becomes_an_archive_that_obeys_the_rules(path: Path, tmp_path: Path) -> None:
    made, done = exported(tmp_path, path)
    assert problems(done.file.read_bytes()) == []
    planned = [issue["uuid"] for issue in made.json("plan.json")["issues"] if issue["action"] != "withhold"]
    back = BcfReader().read(done.file, "out.bcf").topics
    assert [topic.guid for topic in back] == planned
    foreign.compare(done.file, back)
