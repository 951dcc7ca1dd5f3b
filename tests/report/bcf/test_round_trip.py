"""The law of the writer: what is written is BCF 2.1, and reads back as what it was."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from converter.model.comments import Comment
from converter.model.topic import Topic
from converter.model.viewpoint import Coloring, Component, Viewpoint
from converter.parsers.bcf.reader import BcfReader
from converter.report.bcf.archive import write_archive
from tests.parsers.bcf.archives import png
from tests.report.bcf.models import cleaned, differences, normal, text, topics, visible
from tests.report.bcf.rules import problems

NOW = datetime(2026, 3, 9, 8, tzinfo=UTC)
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
"""To make such large models small takes minutes; what differs is named with its place all the same."""
archives = st.lists(topics(), max_size=2, unique_by=lambda topic: topic.guid)


def picture_of(topic: Topic, number: int) -> bytes | None:
    """A picture for every viewpoint that had one; its grey tells which."""
    return png(f"{topic.guid}/{number}") if topic.viewpoints[number].snapshot_entry else None


def pictures(found: Sequence[Topic]) -> dict[str, dict[str | None, bool]]:
    """Which viewpoints have a picture."""
    return {topic.guid: {view.guid: view.snapshot_entry is not None for view in topic.viewpoints} for topic in found}


def written(found: Sequence[Topic]) -> bytes:
    file = io.BytesIO()
    write_archive(found, picture_of, file)
    return file.getvalue()


def read(content: bytes) -> tuple[Topic, ...]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "topics.bcf"
        path.write_bytes(content)
        report = BcfReader().read(path, "topics.bcf")
    assert report.readable and report.version == "2.1"
    return report.topics


@settings(max_examples=max(settings().max_examples // 2, 20), phases=UNSHRUNK)
@given(archives)
def test_what_is_written_obeys_the_rules_and_reads_back_as_it_was(found: list[Topic]) -> None:
    content = written(found)
    bitmaps = {bitmap.reference for topic in found for view in topic.viewpoints for bitmap in view.bitmaps}
    assert problems(content, absent=bitmaps) == []
    back = read(content)
    assert list(differences(tuple(map(normal, found)), tuple(map(normal, back)))) == []
    assert pictures(found) == pictures(back), "each picture is with its own viewpoint"
    assert written(found) == content, "the same topics are the same bytes"


@given(text)
def test_no_text_is_refused_and_what_xml_forbids_is_replaced(odd: str) -> None:
    """Characters that XML 1.0 has no way to write, lone halves of surrogate pairs among them, in every place."""
    guid = "a1111111-0000-4000-8000-000000000001"
    about = Component(None, odd, odd)
    topic = Topic(
        guid,
        f"t{odd}",
        topic_type=f"k{odd}",
        description=f"d{odd}",
        created=NOW,
        created_author=f"a{odd}",
        labels=(f"l{odd}",),
        comments=(Comment(guid, odd, odd, NOW),),
        viewpoints=(Viewpoint(guid, selection=(about,), coloring=(Coloring("FF0000", (about,)),)),),
    )
    (back,) = read(written([topic]))
    assert back.title == visible(f"t{odd}") and back.topic_type == cleaned(f"k{odd}")
    assert (back.description, back.created_author) == (visible(f"d{odd}"), visible(f"a{odd}"))
    assert back.labels == (visible(f"l{odd}"),)
    assert (back.comments[0].author, back.comments[0].text) == (visible(odd), visible(odd))
    (component,) = back.viewpoints[0].selection
    assert component == Component(None, visible(odd) or None, visible(odd) or None)
    assert problems(written([topic])) == []


def test_a_lone_surrogate_and_a_null_become_the_replacement_character() -> None:
    topic = Topic("a1111111-0000-4000-8000-000000000001", "a\0b\ud83cc\uffffd", created=NOW, created_author="a@b.c")
    assert [each.title for each in read(written([topic]))] == ["a\ufffdb\ufffdc\ufffdd"]


def test_no_topic_is_an_archive_without_topics() -> None:
    assert problems(written([])) == [] and read(written([])) == ()


def test_a_guid_that_is_none_becomes_one_that_stays_and_references_follow() -> None:
    topic = Topic(
        "issue 7",
        "A title",
        created=NOW,
        created_author="a@b.c",
        related_topics=("issue 8",),
        comments=(Comment("1", "a", "b", NOW, viewpoint_guid="view 1"),),
        viewpoints=(Viewpoint("view 1"), Viewpoint(None)),
    )
    other = replace(topic, guid="issue 8", related_topics=(), viewpoints=(), comments=())
    first, second = read(written([topic, other]))
    assert problems(written([topic, other])) == []
    assert first.related_topics == (second.guid,)
    assert first.comments[0].viewpoint_guid == first.viewpoints[0].guid
    assert [read(written([each]))[0].guid for each in (topic, other)] == [first.guid, second.guid]
