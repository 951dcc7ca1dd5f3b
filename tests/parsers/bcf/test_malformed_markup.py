"""Topics that lack something, or say it in another place or manner (cases x11-x14, x16-x28)."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.parsers.bcf.reader import NO_TITLE
from converter.parsers.bcf.values import is_uuid
from tests.parsers.bcf import archives
from tests.parsers.bcf.archives import THIRD, VERSIONS, changed, of_case, topic
from tests.parsers.bcf.reading import check_complete, check_view, only_one, read, rest_of, said

MARKUP = f"{THIRD}/markup.bcf"
LATER = ["2.0", "2.1", "3.0"]
TITLE = f"<Title>{archives.title(THIRD)}</Title>"
COMMENT = f'<Comment Guid="{archives.comment_guid(THIRD)}">'


@pytest.mark.parametrize("version", of_case("x11", VERSIONS))
def test_unknown_elements_and_attributes_disturb_nothing(tmp_path: Path, version: str) -> None:
    """Case x11."""
    swaps = (
        ("<Markup>", '<Markup Tool="7"><Acme><Deep>1</Deep></Acme>'),
        (TITLE, f"<Before>b</Before>{TITLE}<After>a</After>"),
        ("<Author>", "<Mood>calm</Mood><Author>"),
    )
    third = changed(topic(THIRD, version), "markup.bcf", *swaps)
    found = only_one(tmp_path, third, version)
    check_complete(tmp_path, found, THIRD, version)
    assert {("Before", "b"), ("After", "a")} <= set(found.extra)
    assert ("Mood", "calm") in found.comments[0].extra
    assert ("BCF033", MARKUP) in said(read(tmp_path, archives.archive(third, version)))


@pytest.mark.parametrize("version", of_case("x11", VERSIONS))
def test_unknown_elements_of_a_viewpoint_disturb_nothing(tmp_path: Path, version: str) -> None:
    """Case x11."""
    swap = ("<Lines>", "<Light><X>1</X></Light><Lines>")
    third = changed(topic(THIRD, version), "viewpoint.bcfv", swap)
    found = only_one(tmp_path, third, version)
    check_complete(tmp_path, found, THIRD, version)
    assert ("BCF033", f"{THIRD}/viewpoint.bcfv") in said(read(tmp_path, archives.archive(third, version)))


@pytest.mark.parametrize("version", of_case("x12", LATER))
def test_the_order_of_elements_does_not_matter(tmp_path: Path, version: str) -> None:
    """Case x12."""
    swaps = ((TITLE, ""), ("</Description>", f"</Description>{TITLE}"), ("<Author>bert@example.com</Author>", ""))
    third = changed(
        topic(THIRD, version), "markup.bcf", *swaps, (COMMENT, f"{COMMENT}<Author>bert@example.com</Author>")
    )
    text = third[MARKUP].decode()
    header = text[text.index("<Header>") : text.index("</Header>") + len("</Header>")]
    third[MARKUP] = text.replace(header, "").replace("</Markup>", f"{header}</Markup>").encode()
    check_complete(tmp_path, only_one(tmp_path, third, version), THIRD, version)


@pytest.mark.parametrize("version", of_case("x12", VERSIONS))
def test_the_order_in_a_viewpoint_does_not_matter(tmp_path: Path, version: str) -> None:
    """Case x12."""
    camera = archives.camera(version)
    swaps = ((camera, ""), (archives.LINES, ""), ("<Components>", f"{archives.LINES}{camera}<Components>"))
    text = archives.visinfo(THIRD, version)
    for old, new in swaps:
        text = text.replace(old, new, 1)
    third = {**topic(THIRD, version), f"{THIRD}/viewpoint.bcfv": text.encode()}
    check_complete(tmp_path, only_one(tmp_path, third, version), THIRD, version)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("data", "codes"),
    [
        pytest.param(b"<Markup/>", ["BCF035"], id="x13-empty-root"),
        pytest.param(b"<Markup><Header/><Comment/></Markup>", ["BCF035"], id="x13-no-topic"),
        pytest.param(b"<html><body>404</body></html>", ["BCF035"], id="x13-another-document"),
        pytest.param(b"", ["BCF031", "BCF034"], id="x14-no-bytes"),
        pytest.param(b" \r\n\t", ["BCF031", "BCF034"], id="x14-blanks"),
        pytest.param(b"<!-- nothing -->", ["BCF031", "BCF034"], id="x14-a-comment"),
        pytest.param(b"Not found", ["BCF031", "BCF034"], id="x14-no-xml"),
        pytest.param(b'{"topic": 1}', ["BCF031", "BCF034"], id="x14-json"),
        pytest.param(archives.png(THIRD), ["BCF031", "BCF034"], id="x14-a-picture"),
    ],
)
def test_a_markup_without_a_topic_is_reported(tmp_path: Path, data: bytes, codes: list[str], version: str) -> None:
    content = archives.archive({**topic(THIRD, version), MARKUP: data}, version)
    assert rest_of(tmp_path, content, version, *((code, MARKUP) for code in codes)) == []


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "title",
    [
        pytest.param("", id="x16-none"),
        pytest.param("<Title/>", id="x17-empty"),
        pytest.param("<Title>  \n </Title>", id="x17-blank"),
        pytest.param("<Title><!-- later --></Title>", id="x17-a-comment"),
    ],
)
def test_a_topic_without_a_title_gets_a_placeholder(tmp_path: Path, title: str, version: str) -> None:
    third = changed(topic(THIRD, version), "markup.bcf", (TITLE, title))
    found = only_one(tmp_path, third, version, ("BCF042", MARKUP))
    assert found.title == NO_TITLE and found.comments[0].text == archives.text_of(THIRD)
    check_view(tmp_path, found.viewpoints[0], THIRD, version)


@pytest.mark.parametrize("version", of_case("x18", LATER))
def test_dates_that_are_not_there_are_not_made_up(tmp_path: Path, version: str) -> None:
    """Case x18."""
    swaps = (("<CreationDate>2026-02-03T10:20:30Z</CreationDate>", ""), ("<Date>2026-02-04T11:00:00Z</Date>", ""))
    found = only_one(tmp_path, changed(topic(THIRD, version), "markup.bcf", *swaps), version)
    assert (found.created, found.modified, found.comments[0].created) == (None, None, None)
    assert found.title == archives.title(THIRD) and found.comments[0].created_text == ""
    assert ("BCF043", MARKUP) in said(read(tmp_path, (tmp_path / "topics.bcf").read_bytes()))


@pytest.mark.parametrize("version", of_case("x20", ["2.1", "3.0"]))
@pytest.mark.parametrize("index", ["seven", "1.5", "", "NaN", "1e999"])
def test_an_index_that_is_no_whole_number_is_left_out(tmp_path: Path, index: str, version: str) -> None:
    """Case x20."""
    third = changed(topic(THIRD, version), "markup.bcf", ("<Priority>", f"<Index>{index}</Index><Priority>"))
    found = only_one(tmp_path, third, version)
    check_complete(tmp_path, found, THIRD, version)
    assert found.index is None


@pytest.mark.parametrize("version", of_case("x21", LATER))
def test_elements_without_a_text_say_nothing(tmp_path: Path, version: str) -> None:
    """Case x21: Solibri writes many."""
    empty = "<AssignedTo/><Stage></Stage><ModifiedAuthor/><ModifiedDate/><ReferenceLink/><Priority>"
    third = changed(topic(THIRD, version), "markup.bcf", ("<Priority>", empty))
    found = only_one(tmp_path, third, version)
    check_complete(tmp_path, found, THIRD, version)
    assert (found.assigned_to, found.stage, found.modified, found.reference_links) == (None, None, None, ())
    assert found.modified_author is None


@pytest.mark.parametrize("version", LATER)
@pytest.mark.parametrize("written", ["", ' TopicType="" TopicStatus=""'], ids=["x22-none", "x22-empty"])
def test_a_topic_without_type_and_status_has_none(tmp_path: Path, written: str, version: str) -> None:
    third = changed(topic(THIRD, version), "markup.bcf", (' TopicType="Clash" TopicStatus="Open"', written))
    found = only_one(tmp_path, third, version)
    assert (found.topic_type, found.topic_status, found.title) == (None, None, archives.title(THIRD))
    check_view(tmp_path, found.viewpoints[0], THIRD, version)
    assert ("BCF043", MARKUP) in said(read(tmp_path, archives.archive(third, version)))


@pytest.mark.parametrize("version", of_case("x23", LATER))
def test_a_topic_of_nobody_has_no_author(tmp_path: Path, version: str) -> None:
    """Case x23."""
    third = changed(topic(THIRD, version), "markup.bcf", ("<CreationAuthor>anna@example.com</CreationAuthor>", ""))
    found = only_one(tmp_path, third, version)
    assert (found.created_author, found.title) == ("", archives.title(THIRD))
    assert ("BCF043", MARKUP) in said(read(tmp_path, archives.archive(third, version)))


@pytest.mark.parametrize("version", of_case("x24", LATER))
def test_long_and_many_texts_arrive_whole(tmp_path: Path, version: str) -> None:
    """Case x24."""
    text = "Wall 7 is where duct 9 must be.\n" * 5_000
    links = "".join(f"<ReferenceLink>https://example.org/{each}</ReferenceLink>" for each in range(300))
    swaps = (("Seen on level 2.", text), ("<Priority>", f"{links}<Priority>"))
    found = only_one(tmp_path, changed(topic(THIRD, version), "markup.bcf", *swaps), version)
    assert found.description == text.strip() and len(found.reference_links) == 300


@pytest.mark.parametrize("version", LATER)
@pytest.mark.parametrize(
    "labels",
    [
        "<Labels>HVAC</Labels><Labels>Level 2</Labels>",
        "<Labels><Label>HVAC</Label><Label>Level 2</Label></Labels>",
        "<Labels>HVAC</Labels><Labels><Label>Level 2</Label></Labels>",
        "<Labels/><Labels><Label/></Labels><Labels><Label>HVAC</Label><Label>Level 2</Label></Labels>",
    ],
    ids=["x25-repeated", "x25-inner", "x25-both", "x25-empty-ones"],
)
def test_labels_of_every_layout_are_read(tmp_path: Path, labels: str, version: str) -> None:
    text = archives.markup(THIRD, version)
    there = text[text.index("<Labels>") : text.rindex("</Labels>") + len("</Labels>")]
    third = changed(topic(THIRD, version), "markup.bcf", (there, labels))
    assert only_one(tmp_path, third, version).labels == ("HVAC", "Level 2")


@pytest.mark.parametrize("version", LATER)
@pytest.mark.parametrize(
    "text", ["", "<Comment/>", "<Comment>  </Comment>"], ids=["x26-none", "x26-empty", "x26-blank"]
)
def test_a_comment_without_a_text_still_names_its_viewpoint(tmp_path: Path, text: str, version: str) -> None:
    written = f"<Comment>{archives.text_of(THIRD).replace('&', '&amp;')}</Comment>"
    found = only_one(tmp_path, changed(topic(THIRD, version), "markup.bcf", (written, text)), version)
    (comment,) = found.comments
    assert (comment.text, comment.viewpoint_guid) == ("", archives.view_guid(THIRD))
    check_view(tmp_path, found.viewpoints[0], THIRD, version)


@pytest.mark.parametrize("version", of_case("x27", VERSIONS))
@pytest.mark.parametrize("written", ["<Comment>", '<Comment Guid="">', '<Comment Guid=" ">'])
def test_a_comment_without_a_guid_gets_one_that_stays(tmp_path: Path, written: str, version: str) -> None:
    """Case x27."""
    third = changed(topic(THIRD, version), "markup.bcf", (COMMENT, written))
    first, again = (only_one(tmp_path, third, version).comments[0] for _ in range(2))
    assert is_uuid(first.id) and first == again and first.text == archives.text_of(THIRD)
    assert ("BCF046", MARKUP) in said(read(tmp_path, archives.archive(third, version)))


def test_x27_comments_without_a_guid_are_told_apart(tmp_path: Path) -> None:
    """Case x27."""
    bare = "<Comment><Date>2026-02-04T11:00:00Z</Date><Author>anna</Author><Comment>Done</Comment></Comment>"
    third = changed(topic(THIRD, "2.1"), "markup.bcf", ("</Markup>", f"{bare}{bare}</Markup>"))
    comments = only_one(tmp_path, third, "2.1").comments
    assert [each.text for each in comments[1:]] == ["Done", "Done"] and len({each.id for each in comments}) == 3


def test_x27_comments_of_two_topics_without_guids_are_told_apart(tmp_path: Path) -> None:
    """Cases x27 and a09: neither the comments nor their topics have a guid, and both say the same."""
    bare = archives.markup(THIRD, "2.1").replace(COMMENT, "<Comment>").replace(f'<Topic Guid="{THIRD}"', "<Topic")
    files = {f"{folder}/markup.bcf": bare.encode() for folder in ("first", "second")}
    report = read(tmp_path, archives.archive(files, "2.1"))
    found = [topic for topic in report.topics if topic.folder in ("first", "second")]
    assert len({topic.guid for topic in found}) == len({topic.comments[0].id for topic in found}) == 2


@pytest.mark.parametrize("version", of_case("x28", LATER))
def test_comments_and_viewpoints_are_read_beside_the_topic_and_inside_it(tmp_path: Path, version: str) -> None:
    """Case x28: one of each is where the version wants it, another where a later or an older one does."""
    comment = "<Comment><Date>2026-02-05T11:00:00Z</Date><Author>carl</Author><Comment>Done</Comment></Comment>"
    guid = "99999999-0000-4000-8000-000000000009"
    files = "<Snapshot>snapshot.png</Snapshot>"
    if version == "3.0":
        swap = ("</Markup>", f'{comment}<Viewpoints Guid="{guid}">{files}</Viewpoints></Markup>')
    else:
        inner = f'<Viewpoints><ViewPoint Guid="{guid}">{files}</ViewPoint></Viewpoints>'
        swap = ("</Topic>", f"<Comments>{comment}</Comments>{inner}</Topic>")
    text = archives.markup(THIRD, version)
    place = text.rindex(swap[0])
    third = {**topic(THIRD, version), MARKUP: (text[:place] + swap[1] + text[place + len(swap[0]) :]).encode()}
    found = only_one(tmp_path, third, version)
    assert {each.author for each in found.comments} == {"bert@example.com", "carl"}
    assert {each.guid for each in found.viewpoints} == {archives.view_guid(THIRD), guid}


@pytest.mark.parametrize("version", of_case("x28", LATER))
def test_the_status_of_the_newest_comment_counts_where_the_topic_has_none(tmp_path: Path, version: str) -> None:
    """Case x28."""
    old = "<Status>Info</Status><VerbalStatus>Closed</VerbalStatus><Date>2020-01-01T00:00:00Z</Date>"
    new = "<Status>Warning</Status><VerbalStatus>Assigned</VerbalStatus>"
    swap = (COMMENT, f"<Comment>{old}</Comment>{COMMENT}{new}")
    said_twice = changed(topic(THIRD, version), "markup.bcf", swap)
    found = only_one(tmp_path, said_twice, version)
    assert (found.topic_type, found.topic_status) == ("Clash", "Open"), "the topic's own words win"
    third = changed(said_twice, "markup.bcf", (' TopicType="Clash" TopicStatus="Open"', ""))
    found = only_one(tmp_path, third, version)
    assert (found.topic_type, found.topic_status) == ("Warning", "Assigned")


def test_x28_a_team_in_the_place_of_a_status_is_none(tmp_path: Path) -> None:
    """Case x28: BIMsight's users write all kinds of things there."""
    swaps = (("<VerbalStatus>Open<", "<VerbalStatus>Team West<"), ("<Status>Error<", "<Status>Unknown<"))
    found = only_one(tmp_path, changed(topic(THIRD, "1.0"), "markup.bcf", *swaps), "1.0")
    assert (found.topic_type, found.topic_status) == (None, None)
    assert (found.comments[0].verbal_status, found.comments[0].status) == ("Team West", "Unknown")
