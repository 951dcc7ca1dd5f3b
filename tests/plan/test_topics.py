"""What becomes of a BCF topic: one issue with its title, text, words and people; nothing of it is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.model.topic import BimSnippet, DocumentReference, HeaderFile, Topic
from converter.model.viewpoint import Component, Viewpoint
from converter.plan.issues import Action
from converter.plan.limits import DESCRIPTION_CHARACTERS, TITLE_CHARACTERS
from converter.publisher.procore.validate import problems_of
from tests.plan.bcf_topics import (
    SETTINGS,
    archive,
    bodies_of,
    issue_of,
    messages,
    plan,
    plan_of,
    said,
    texts_of,
    topic,
    topics,
    view,
)
from tests.plan.reports import codes

CONCRETE = "(B) IfcBuildingElementProxy/Concrete column 400x400 in grid B-2 and "
STEEL = "(B) IfcBeam/Steel beam HEA 300 of level two, number 4711"


@pytest.mark.parametrize("title", ["Opmerking", "Comment", "comment 12", "topic1", "Topic", "", "  ", "(no title)"])
def test_a_title_that_says_nothing_gives_way_to_the_first_sentence_of_the_first_comment(title: str) -> None:
    spoken = (said("  "), said("Duct hits the beam. Please move it.\nToday."), said("No."))
    issue = issue_of(topic(title=title, comments=spoken))
    assert issue.title == "Duct hits the beam."
    assert title.strip() in issue.description and "Please move it.\nToday." in issue.description


@pytest.mark.parametrize("title", ["Comment on the duct", "Topic of the week", "Opmerking 3a", "Notes", "Duct"])
def test_a_title_that_says_something_stays(title: str) -> None:
    assert issue_of(topic(title=title, comments=(said("Move it."),))).title == title


def test_without_a_comment_the_components_or_a_general_word_make_the_title() -> None:
    pair = (Component("0Beam00000000000000001", "Revit", "4711"), Component("0Duct00000000000000002"))
    assert issue_of(topic(title="", viewpoints=(view(selection=pair),))).title == "4711 × 0Duct00000000000000002"
    assert issue_of(topic(title="")).title and issue_of(topic(title="Topic 7")).title == "Topic 7"


def test_in_a_long_title_marks_of_models_go_first_and_then_names_of_classes() -> None:
    marked = "(B) Concrete column 400x400 in grid B-2 and (B) steel beam HEA 300 on level seven"
    assert len(marked) == TITLE_CHARACTERS + 1
    assert issue_of(topic(title=marked)).title == marked.replace("(B) ", "")
    classes = "IfcColumn/Column 400x400 in grid B-2 of the tower and IfcBeam/Beam HEA 300 on two"
    assert len(classes) == TITLE_CHARACTERS + 1
    assert issue_of(topic(title=classes)).title == "Column 400x400 in grid B-2 of the tower and Beam HEA 300 on two"
    assert issue_of(topic(title=marked[:-1])).title == marked[:-1], "nothing goes where there is room"
    both = "(B) IfcColumn/Column 400x400 in grid B-2 of the north tower and (B) HEA 300 on nine"
    assert len(both) > TITLE_CHARACTERS
    assert issue_of(topic(title=both)).title == both.replace("(B) ", ""), "classes stay where marks were enough"


def test_of_a_title_that_is_still_too_long_both_ends_stay() -> None:
    issue = issue_of(topic(title=CONCRETE + STEEL, description="See picture"))
    assert len(issue.title) <= TITLE_CHARACTERS and "…" in issue.title
    assert issue.title.startswith("Concrete column 400x400") and issue.title.endswith("number 4711")
    assert issue.description.startswith(CONCRETE + STEEL + "\n"), "the whole title is the first line"
    assert "PLN005" in codes(plan(topic(title=CONCRETE + STEEL)))


def test_a_title_that_two_topics_share_is_kept_whole_in_the_description() -> None:
    title = "Concrete column in grid B-2 meets the steel beam of the second level, part one"
    assert TITLE_CHARACTERS - 10 < len(title) <= TITLE_CHARACTERS
    first, second = plan(topic(1, title=title), topic(2, title=title)).issues
    assert first.title != second.title and title not in (first.title, second.title)
    assert first.description.startswith(f"{title}\n") and second.description.startswith(f"{title}\n")


def test_a_title_of_nothing_but_names_of_classes_is_no_empty_title() -> None:
    assert issue_of(topic(title="IfcWall/" * 11)).title


def test_a_title_that_fits_is_not_repeated_and_neither_is_a_description_that_repeats_it() -> None:
    issue = issue_of(topic(title="Duct meets beam", description="Duct meets beam"))
    assert "Duct meets beam" not in issue.description


titles = st.one_of(st.text(max_size=150), st.sampled_from(["Wall", "Wall ", CONCRETE + STEEL, "", "Comment"]))


@given(st.lists(titles, min_size=1, max_size=8))
def test_titles_fit_and_no_two_topics_end_with_one(given_titles: list[str]) -> None:
    made = plan(*(topic(number, title=title) for number, title in enumerate(given_titles)))
    found = [issue.title for issue in made.issues]
    assert len(set(found)) == len(given_titles) and all(1 <= len(title) <= TITLE_CHARACTERS for title in found)
    assert [issue.title for issue in plan_of(archive(*reversed(topics_of(given_titles)))).issues] == found[::-1]


def topics_of(given_titles: list[str]) -> list[Topic]:
    return [topic(number, title=title) for number, title in enumerate(given_titles)]


LEFT_OUT = {
    "Topic.folder": "where it lies in the archive",
    "Comment.id": "nothing but a number to refer to",
    "Comment.created_text": "the date itself is there",
}
"""Texts that the issue does not hold, and why."""


@given(topics)
def test_nothing_of_a_topic_is_lost(full: Topic) -> None:
    (issue,) = plan(full).issues
    text = f"{issue.title}\n{issue.description}"
    lost = {name for name, piece in texts_of(replace(full, viewpoints=())) if piece not in text}
    assert lost <= set(LEFT_OUT)
    assert full.index is None or f"\nIndex: {full.index}\n" in text
    spoken = [moment for comment in full.comments for moment in (comment.created, comment.modified)]
    for moment in (full.created, full.modified, *spoken):
        assert moment is None or f"{moment:%Y-%m-%d %H:%M} UTC" in text
    for comment in full.comments:
        assert comment.created or comment.created_text in text, "a date that cannot be read is kept as it is"
    assert full.due_date is None or f"Due: {full.due_date.isoformat()}" in text
    places = [text.index(comment.text) for comment in full.comments]
    assert places == sorted(places) and (not places or places[-1] < text.index("\nSource\n"))


@given(topics)
def test_every_component_and_every_other_viewpoint_has_its_line(full: Topic) -> None:
    (issue,) = plan(full).issues
    shown = next((each for each in full.viewpoints if each.camera and each.snapshot_entry), None)
    assert (issue.viewpoint is None) == (shown is None)
    listed = shown or (full.viewpoints[0] if full.viewpoints else Viewpoint())
    others = tuple(other for other in full.viewpoints if other is not shown)
    expected = [*texts_of(listed.selection), *texts_of(tuple((other.guid, other.selection) for other in others))]
    assert [piece for _, piece in expected if piece not in issue.description] == []


@given(topics)
def test_every_body_is_valid(full: Topic) -> None:
    assert [problem for body in bodies_of(plan(full)) for problem in problems_of(body)] == []


def test_the_source_block_names_the_archive_and_every_field_that_has_no_place_of_its_own() -> None:
    full = topic(
        labels=("HVAC", "North"),
        stage="Design",
        server_assigned_id="S-17",
        index=4,
        reference_links=("https://a.example/1", "https://a.example/2"),
        related_topics=("11111111-0000-4000-8000-000000000000",),
        header_files=(HeaderFile("Tower.ifc"), HeaderFile(reference="../Ducts.ifc")),
        documents=(DocumentReference(reference="../Plan.pdf", description="Ground floor"),),
        bim_snippet=BimSnippet("JSON", "void.json", "https://schema.example"),
        extra=(("Cost", "12"),),
    )
    source = issue_of(full).description.partition("Source\n")[2].splitlines()
    assert source[:2] == ["BCF file: Tower.bcf", f"Topic: {full.guid}"]
    assert {
        "Labels: HVAC, North",
        "Stage: Design",
        "Server id: S-17",
        "Index: 4",
        "Status: Open",
        "Type: Clash",
        "Created: anna@example.com, 2026-03-02 08:01 UTC",
        "Links: https://a.example/1, https://a.example/2",
        "Related topics: 11111111-0000-4000-8000-000000000000",
        "Documents: Ground floor, ../Plan.pdf",
        "Snippet: JSON void.json https://schema.example",
        "Cost: 12",
    } <= set(source)
    (models, documents) = (line for line in source if line.startswith(("Models: ", "Documents: ")))
    assert "Tower.ifc" in models and "../Ducts.ifc" in models
    assert "Ground floor" in documents and "../Plan.pdf" in documents
    assert all(line.partition(": ")[2] for line in source), "nothing is named that is not there"


def test_comments_say_who_when_with_which_status_and_in_reply_to_what() -> None:
    first = said("Move it.", 1, created=datetime(2026, 3, 3, 9, 5, tzinfo=UTC), status="Error", verbal_status="Open")
    reply = said("Why?", 2, created_text="last week", reply_to="comment-1", modified_author="dora", author="")
    lines = issue_of(topic(comments=(first, said("  "), reply))).description.splitlines()
    assert "Comment by bert 2026-03-03 09:05 UTC (Error, Open): Move it." in lines
    assert "Comment by unknown last week, in reply to comment-1, changed by dora: Why?" in lines
    assert sum(line.startswith("Comment by") for line in lines) == 2, "a comment without text is none"


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("Closed", "closed"),
        ("GESCHLOSSEN", "closed"),
        ("Resolved", "open"),
        ("Open", "open"),
        ("Odd", "open"),
        (None, "open"),
    ],
)
def test_a_status_of_the_table_closes_and_the_word_itself_stays_in_the_text(status: str | None, expected: str) -> None:
    made = plan(topic(topic_status=status))
    (issue,), (line,) = made.issues, made.clashes
    assert (issue.status, issue.action) == (expected, Action.CREATE)
    assert (f"Status: {status}" in issue.description) == bool(status) and issue.source_status == (status or "")
    assert (line.state, line.issue, line.kind, line.status) == ("new", issue.uuid, "topic", status or "")


def test_words_of_the_tables_become_the_targets_own_whatever_their_case() -> None:
    full = topic(topic_type="REQUEST", priority="Major", labels=("North", "Pipes", "HVAC"), due_date=date(2026, 4, 1))
    made = plan(full)
    (issue,) = made.issues
    assert (issue.issue_type, issue.priority, issue.trade) == ("coordination", "high", "Plumbing")
    assert issue.due_date == "2026-04-01" and "PLN012" not in codes(made)
    assert all(f"{name}" in issue.description for name in ("REQUEST", "Major", "North, Pipes, HVAC"))


@pytest.mark.parametrize(
    ("assigned", "email"),
    [
        ("eva@example.com", "eva@example.com"),
        ("DORA M.", "dora@example.com"),
        ("Nobody", None),
        ("@Team Structure", None),
        (None, None),
    ],
)
def test_an_address_or_a_name_of_the_table_becomes_the_assignee(assigned: str | None, email: str | None) -> None:
    made = plan(topic(assigned_to=assigned))
    (issue,) = made.issues
    assert issue.assignee == email and (f"Assigned to: {assigned}" in issue.description) == bool(assigned)
    assert ("PLN012" in codes(made)) == (assigned is not None and email is None)


def test_unknown_words_get_what_is_configured_and_are_named_once() -> None:
    odd = {"topic_type": "Kollision", "priority": "Sofort", "assigned_to": "Nobody"}
    made = plan(topic(1, **odd), topic(2, **odd), topic(3, topic_type=None))
    assert {(issue.issue_type, issue.priority, issue.assignee) for issue in made.issues} == {("other", "low", None)}
    told = messages(made, "PLN012")
    assert len(told) == 3 and all(sum(word in message for message in told) == 1 for word in odd.values())


def test_a_text_that_is_too_long_is_shortened_and_that_is_said() -> None:
    made = plan(topic(description="x" * DESCRIPTION_CHARACTERS))
    assert len(made.issues[0].description) == DESCRIPTION_CHARACTERS and "PLN008" in codes(made)
    assert made.issues[0].description.endswith("archive.") and "PLN008" not in codes(plan(topic()))


def test_the_uuid_is_made_of_the_project_and_the_guid_alone() -> None:
    issue = issue_of(topic())
    other = issue_of(topic(title="Another", description="Other", folder="elsewhere", comments=(said("x"),)))
    assert issue.uuid == other.uuid and issue.key == other.key == f"topic|{topic().guid}"
    assert issue.uuid != issue_of(topic(2)).uuid
    assert issue.uuid != issue_of(topic(), replace(SETTINGS, project_id=54321)).uuid
    assert (issue.origin.origin_id, issue.origin.origin_type) == (topic().guid, "BcfTopic")
    assert issue.origin.deep_link_url == f"urn:uuid:{issue.uuid}"
