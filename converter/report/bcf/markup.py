"""A topic as ``markup.bcf`` (BCF 2.1, ``markup.xsd``)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from lxml import etree

from converter.model.comments import Comment
from converter.model.topic import Topic
from converter.report.bcf.elements import (
    add,
    add_text,
    document,
    guid_of,
    ifc_guid_or_none,
    index_or_none,
    instant,
    instant_or_none,
    truth,
)


class ViewpointEntry(NamedTuple):
    """A viewpoint of a markup: its guid and the names of its files in the topic's folder, "" where there is none."""

    guid: str
    viewpoint: str
    snapshot: str
    place: int | None


def markup(topic: Topic, viewpoints: Sequence[ViewpointEntry]) -> bytes:
    """The file of a topic, in the order of the schema."""
    root = etree.Element("Markup")
    _add_header(root, topic)
    _add_topic(root, topic)
    there = {entry.guid for entry in viewpoints}
    for comment in topic.comments:
        _add_comment(root, comment, there)
    for entry in viewpoints:
        element = add(root, "Viewpoints", Guid=entry.guid)
        add_text(element, "Viewpoint", entry.viewpoint)
        add_text(element, "Snapshot", entry.snapshot)
        add_text(element, "Index", None if entry.place is None else str(entry.place))
    return document(root)


def _add_header(root: etree._Element, topic: Topic) -> None:
    if topic.header_files:
        header = add(root, "Header")
        for file in topic.header_files:
            element = add(
                header,
                "File",
                IfcProject=ifc_guid_or_none(file.ifc_project),
                IfcSpatialStructureElement=ifc_guid_or_none(file.ifc_spatial_structure_element),
                isExternal=truth(file.is_external),
            )
            add_text(element, "Filename", file.filename)
            add_text(element, "Date", instant_or_none(file.date))
            add_text(element, "Reference", file.reference)


def _add_topic(root: etree._Element, topic: Topic) -> None:
    element = add(root, "Topic", Guid=guid_of(topic.guid), TopicType=topic.topic_type, TopicStatus=topic.topic_status)
    for link in topic.reference_links:
        add(element, "ReferenceLink", link)
    add(element, "Title", topic.title)
    add_text(element, "Priority", topic.priority)
    index = index_or_none(topic.index)
    add_text(element, "Index", None if index is None else str(index))
    for label in topic.labels:
        add(element, "Labels", label)
    add_text(element, "CreationDate", instant(topic.created))
    add_text(element, "CreationAuthor", topic.created_author)
    add_text(element, "ModifiedDate", instant(topic.modified))
    add_text(element, "ModifiedAuthor", topic.modified_author)
    # the schema wants a time of day; a due date has none (BCF-XML issue 346)
    add_text(element, "DueDate", f"{topic.due_date.isoformat()}T00:00:00" if topic.due_date else None)
    add_text(element, "AssignedTo", topic.assigned_to)
    add_text(element, "Stage", topic.stage)
    add_text(element, "Description", topic.description)
    _add_references(element, topic)


def _add_references(element: etree._Element, topic: Topic) -> None:
    if (snippet := topic.bim_snippet) is not None:
        holder = add(element, "BimSnippet", SnippetType=snippet.snippet_type, isExternal=truth(snippet.is_external))
        add(holder, "Reference", snippet.reference)
        add(holder, "ReferenceSchema", snippet.reference_schema)
    for document_reference in topic.documents:
        holder = add(
            element,
            "DocumentReference",
            Guid=guid_of(document_reference.guid) if document_reference.guid else None,
            isExternal=truth(document_reference.is_external),
        )
        add_text(holder, "ReferencedDocument", document_reference.reference)
        add_text(holder, "Description", document_reference.description)
    for guid in topic.related_topics:
        add(element, "RelatedTopic", Guid=guid_of(guid))


def _add_comment(root: etree._Element, comment: Comment, viewpoints: Collection[str]) -> None:
    element = add(root, "Comment", Guid=guid_of(comment.id))
    add_text(element, "Date", instant(comment.created))
    add(element, "Author", comment.author)
    add(element, "Comment", comment.text)
    if comment.viewpoint_guid and guid_of(comment.viewpoint_guid) in viewpoints:
        add(element, "Viewpoint", Guid=guid_of(comment.viewpoint_guid))
    add_text(element, "ModifiedDate", instant(comment.modified))
    add_text(element, "ModifiedAuthor", comment.modified_author)
