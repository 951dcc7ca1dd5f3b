"""buildingSMART's cases of what a topic says: each test holds what the case is about, as its own words tell it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.real_bcf.archives import codes, read
from tests.real_bcf.official import Case, cases, uncovered
from tests.real_bcf.second_reading import moment_of, text_of


def test_every_case_has_its_test(shared_data: Path) -> None:
    assert uncovered("Markup", "Project") == set()


@cases("v2.0/Markup/CommentsWithoutViewpoints")
def test_a_comment_that_says_it_has_no_viewpoint_has_none(case: Case) -> None:
    says_so = [" no viewpoint" in comment.text for comment in case.topic.comments]
    assert [comment.viewpoint_guid is None for comment in case.topic.comments] == says_so
    assert {comment.viewpoint_guid for comment in case.topic.comments} == {None, case.view.guid}


@cases("v2.0/Markup/Document Reference External", "v3.0/Markup/Document Reference External")
def test_a_document_at_an_absolute_address_is_external(case: Case) -> None:
    (document,) = case.topic.documents
    assert "external" in case.topic.description
    address = next(each.text for each in case.original.topic.iter() if each.tag in ("ReferencedDocument", "Url"))
    assert document.is_external and document.reference == address and document.reference.startswith("http://")
    assert document.description and document.description in case.topic.description
    element = case.original.topic.find("DocumentReferences/DocumentReference")
    assert document.guid == (None if element is None else element.attrib["Guid"])


@cases("v3.0/Markup/Document reference internal")
def test_a_document_inside_has_the_name_the_archive_gives_it(case: Case) -> None:
    (document,) = case.topic.documents
    assert not document.is_external and document.reference == document.description
    assert f"documents/{document.document_guid}" in case.entries and document.document_guid != document.reference
    assert f"<Filename>{document.reference}</Filename>" in case.entries["documents.xml"].decode()
    assert not {"BCF014", "BCF080"} & set(codes(read(case.path)))


@cases("v2.0/Markup/PDFFile", "v2.1/Markup/PDFFile")
def test_a_document_in_the_root_of_the_archive_is_internal(case: Case) -> None:
    (document,) = case.topic.documents
    assert "internal" in case.topic.description
    assert not document.is_external and document.reference.startswith("../") and "pdf" in document.description
    assert case.entries[document.reference.removeprefix("../")].startswith(b"%PDF")


@cases("v2.0/Markup/ExternalBIMSnippet", "v2.1/Markup/ExternalBIMSnippet")
def test_a_snippet_at_an_address_is_external(case: Case) -> None:
    snippet = case.topic.bim_snippet
    assert snippet is not None and "external" in case.topic.description
    assert snippet.is_external and snippet.reference.startswith("http://")
    element = case.original.topic.find("BimSnippet")
    assert element is not None
    assert (snippet.snippet_type, snippet.reference, snippet.reference_schema) == (
        element.get("SnippetType"),
        text_of(element, "Reference"),
        text_of(element, "ReferenceSchema"),
    )


@cases("v2.0/Markup/InternalBIMSnippet", "v2.1/Markup/InternalBIMSnippet")
def test_a_snippet_in_the_topics_folder_is_internal(case: Case) -> None:
    snippet = case.topic.bim_snippet
    assert snippet is not None and "internal" in case.topic.description
    assert not snippet.is_external and snippet.snippet_type == "JSON" and "json-schema" in snippet.reference_schema
    assert json.loads(case.entries[f"{case.topic.folder}/{snippet.reference}"])


@cases("v2.0/Markup/HeaderWithNoFiles")
def test_a_header_without_files_names_no_model(case: Case) -> None:
    assert "no files" in case.topic.title
    assert case.topic.header_files == () and case.original.markup.find("Header/File") is not None


@cases("v2.0/Markup/HeaderWithSingleFile", "v2.0/Markup/MultipleFilesInHeader")
def test_files_of_the_header_are_the_models_of_the_topic(case: Case) -> None:
    assert len(case.topic.header_files) == (2 if "multiple" in case.topic.title else 1)
    projects = [each.get("IfcProject") for each in case.original.markup.iter("File")]
    assert [each.ifc_project for each in case.topic.header_files] == projects and all(projects)
    assert len(set(projects)) == len(projects) and all(each.is_external for each in case.topic.header_files)


@cases("v2.0/Markup/MinimumInformation", "v2.1/Markup/MinimumInformation", "v3.0/Markup/Minimum information")
def test_the_least_a_topic_can_say_is_title_author_and_date(case: Case) -> None:
    topic = case.topic
    assert "minimum" in topic.title.lower()
    assert topic.created == moment_of(case.original.text("CreationDate")) is not None
    assert topic.created_author == case.original.text("CreationAuthor") and "@" in topic.created_author
    assert not (topic.comments or topic.viewpoints or topic.labels or topic.documents or topic.related_topics)
    assert not (topic.description or topic.modified or topic.due_date or topic.assigned_to or topic.priority)
    assert (topic.index, topic.stage, topic.bim_snippet, topic.server_assigned_id) == (None, None, None, None)
    required = case.version == "v3.0"
    assert bool(topic.topic_type and topic.topic_status) == required, "3.0 requires both"


@cases("v2.0/Markup/MaximumInformation", "v2.1/Markup/MaximumInformation")
def test_the_most_a_topic_can_say_is_all_there(case: Case) -> None:
    topic, other = sorted(case.topics, key=lambda each: "empty" in each.description)
    assert " all " in topic.description and "empty" in other.description
    filled = (topic.topic_type, topic.topic_status, topic.priority, topic.created, topic.modified, topic.assigned_to)
    assert all(filled) and topic.index is not None and topic.labels and topic.modified_author
    assert topic.related_topics == (other.guid,), "whatever the case in which the guid is written"
    assert [each.is_external for each in topic.documents] == [True, False] and topic.documents[0].description
    assert topic.documents[1].reference.removeprefix("../") in case.entries
    (file,) = topic.header_files
    assert not file.is_external and file.reference == f"../{file.filename}" and file.filename in case.entries
    assert file.ifc_project and file.ifc_spatial_structure_element and file.date
    assert topic.bim_snippet and f"{topic.folder}/{topic.bim_snippet.reference}" in case.entries
    assert topic.reference_links and topic.comments and topic.viewpoints
    if case.version == "v2.1":
        assert topic.stage and topic.due_date
        assert [view.index for view in topic.viewpoints] == list(range(len(topic.viewpoints)))


@cases("v2.0/Markup/MaximumInformation", "v2.1/Markup/MaximumInformation")
def test_a_reply_a_change_and_a_viewpoint_of_a_comment_are_kept(case: Case) -> None:
    (topic,) = (each for each in case.topics if each.comments)
    first, reply, with_view, changed = topic.comments
    assert "reply" in reply.text
    assert reply.reply_to == (first.id if case.version == "v2.0" else None), "2.1 knows no replies"
    assert "viewpoint" in with_view.text and with_view.viewpoint_guid in {view.guid for view in topic.viewpoints}
    assert "modifier" in changed.text and changed.modified_author and changed.modified and changed.created
    assert changed.modified > changed.created and first.modified is None and first.modified_author is None
    assert "\n" in first.text, "a text of several lines keeps them"


@cases("v2.0/Markup/MultipleTopics")
def test_several_topics_keep_apart_what_belongs_to_each(case: Case) -> None:
    by_index = sorted(case.topics, key=lambda each: each.index or 0)
    assert [topic.index for topic in by_index] == [0, 1, 2]
    words = [topic.title.split()[-1] for topic in by_index]
    assert words == ["one", "two", "three"]
    for topic, word in zip(by_index, words, strict=True):
        (comment,), (link,), (view,) = topic.comments, topic.reference_links, topic.viewpoints
        assert word in comment.text and word in link and topic.assigned_to and word in topic.assigned_to
        assert comment.viewpoint_guid == view.guid
    assert len({topic.topic_type for topic in by_index}) == len({topic.topic_status for topic in by_index}) == 3


@cases(
    "v2.0/Markup/RelatedTopicsWithBothTopicsInSameFile",
    "v2.1/Markup/related topics with both topics in the same file",
    "v3.0/Markup/Related topics with both topics in the same file",
)
def test_a_related_topic_is_the_other_one_of_the_file(case: Case) -> None:
    first, second = case.topics
    assert first.related_topics == (second.guid,) and first.guid != second.guid
    assert second.related_topics == ((first.guid,) if case.version == "v2.1" else ())


@cases("v2.0/Markup/RelatedTopicsWithOtherTopicMissing", "v2.1/Markup/related topics with the other topic missing")
def test_a_related_topic_that_is_not_in_the_file_is_kept(case: Case) -> None:
    (related,) = case.topic.related_topics
    assert related != case.topic.guid and not any(related in name for name in case.entries)
    assert related in case.entries[f"{case.topic.folder}/markup.bcf"].decode()


@cases("v2.0/Markup/UserAssignment", "v2.1/Markup/user assignment", "v3.0/Markup/User assignment")
def test_a_topic_is_assigned_to_whom_it_names(case: Case) -> None:
    assert "assign" in case.topic.title.lower()
    assert case.topic.assigned_to == case.original.text("AssignedTo") and "@" in case.topic.assigned_to
    if case.version == "v3.0":
        assert case.topic.assigned_to in case.words("extensions.xml", "User")


@cases("v3.0/Markup/Due Date")
def test_a_topic_that_is_due_by_a_certain_date_has_that_calendar_day(case: Case) -> None:
    assert "date" in case.topic.title and case.topic.due_date is not None
    assert f"<DueDate>{case.topic.due_date.isoformat()}T" in case.entries[f"{case.topic.folder}/markup.bcf"].decode()


@cases("v3.0/Markup/Labels")
def test_labels_are_words_of_the_projects_vocabulary(case: Case) -> None:
    (label,) = case.topic.labels
    assert label in case.words("extensions.xml", "TopicLabel")


@cases("v3.0/Markup/Milestone")
def test_a_milestone_is_the_stage_of_the_topic(case: Case) -> None:
    assert "milestone" in case.topic.description
    assert [case.topic.stage] == case.words("extensions.xml", "Stage")


@cases(
    "v2.0/Markup/InternalBIMSnippet",
    "v2.0/Markup/MaximumInformation",
    "v2.0/Markup/PDFFile",
    "v2.0/Visualization/Bitmap",
    "v2.0/Visualization/ComponentSelection",
    "v2.1/Markup/InternalBIMSnippet",
    "v2.1/Markup/MaximumInformation",
    "v2.1/Markup/PDFFile",
    "v2.1/Visualization/Component Selection",
)
def test_a_file_that_a_topic_refers_to_is_not_called_a_file_nobody_refers_to(case: Case) -> None:
    """Documents, snippets, models and pictures in space, in the topic's folder and in the root."""
    beside = [name for name in case.entries if name.endswith((".json", ".ifc", ".pdf")) or "bitmap" in name]
    assert beside and "BCF014" not in codes(read(case.path))


@cases("v2.0/Project/ExtensionSchema", "v2.1/Project/ExtensionSchema")
def test_type_and_status_are_words_of_the_schema_in_the_archive(case: Case) -> None:
    """The vocabulary itself has no place in the model: a reader needs it only for writing."""
    assert "extension schema" in case.topic.title
    assert case.topic.topic_type in case.words("extensions.xsd", "TopicType")
    assert case.topic.topic_status in case.words("extensions.xsd", "TopicStatus")
    assert case.original.topic.attrib["TopicType"] == case.topic.topic_type
    assert "BCF014" not in codes(read(case.path)), "the schema is known for what it is"
