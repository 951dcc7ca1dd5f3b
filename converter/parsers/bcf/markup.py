"""``markup.bcf`` → :class:`Topic`, with every version's elements accepted in every version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from lxml import etree

from converter.model.drafts import maker_of
from converter.model.topic import BimSnippet, DocumentReference, HeaderFile
from converter.parsers.bcf.comments import RawComment, Say, comment_of, raw_comment
from converter.parsers.bcf.values import (
    attribute,
    boolean,
    day,
    integer,
    moment,
    named_children,
    uuid_of,
    words,
)

_STATUSES = frozenset(
    {
        "open", "opened", "offen", "active", "new", "assigned", "in progress", "reopened", "resolved", "closed", "done",
        "ready", "approved", "rejected", "erledigt", "geschlossen",
    }
)  # fmt: skip
"""Verbal statuses of comments that are one: some tools write a team's name there."""


class ViewReference(NamedTuple):
    """What a markup says of a viewpoint: its guid and the names of two files."""

    guid: str | None
    viewpoint: str = ""
    snapshot: str = ""
    place: int | None = None


@dataclass(slots=True)
class Markup:
    """What is in one ``markup.bcf``: the fields of its topic without the viewpoints; the guid may be missing ("").

    ``main`` is the guid of the viewpoint that stands for the topic, where the markup names one.
    """

    fields: dict[str, Any]
    references: list[ViewReference] = field(default_factory=list)
    main: str | None = None


@dataclass(slots=True)
class Draft:
    """The parts of a topic while they are gathered."""

    texts: dict[str, str] = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    related: list[str] = field(default_factory=list)
    files: list[HeaderFile] = field(default_factory=list)
    documents: list[DocumentReference] = field(default_factory=list)
    comments: list[RawComment] = field(default_factory=list)
    references: list[ViewReference] = field(default_factory=list)
    extra: list[tuple[str, str]] = field(default_factory=list)
    snippet: BimSnippet | None = None
    main: str | None = None


make_file = maker_of(HeaderFile)
TOPIC_ATTRIBUTES = ("Guid", "TopicType", "TopicStatus", "ServerAssignedId")
TEXTS = frozenset(
    {
        "Title", "Priority", "Index", "CreationDate", "CreationAuthor", "ModifiedDate", "ModifiedAuthor", "DueDate",
        "AssignedTo", "Description", "Stage",
    }
)  # fmt: skip


def read_markup(root: etree._Element, say: Say, folder: str = "") -> Markup | None:
    """The topic of a markup; None when it has none. ``folder`` tells topics without a guid apart."""
    draft, topic = Draft(), None
    for name, element in named_children(root):
        if name == "Topic" and topic is None:
            topic = element
            _take_topic(element, draft)
        elif name == "Header":
            draft.files += _header_files(element)
        elif not _take_shared(name, element, draft):
            draft.extra.append((name, words(element)))
    if topic is None:
        return None
    if draft.extra:
        say("BCF033", f"not known, kept as text: {', '.join(sorted({name for name, _ in draft.extra}))}")
    attributes = {name: attribute(topic, name) for name in TOPIC_ATTRIBUTES}
    return Markup(fields_of(attributes, draft, say, folder), draft.references, draft.main)


def _take_topic(topic: etree._Element, draft: Draft) -> None:
    for name, element in named_children(topic):
        if name in TEXTS:
            draft.texts.setdefault(name, words(element))
        elif not (_take_list(name, element, draft) or _take_shared(name, element, draft)):
            draft.extra.append((name, words(element)))


def _take_list(name: str, element: etree._Element, draft: Draft) -> bool:
    """Elements of a topic that may occur many times; False for one that is none of them."""
    match name:
        case "Labels":
            inner = [words(each) for tag, each in named_children(element) if tag == "Label"]
            draft.labels += [label for label in inner or [words(element)] if label]
        case "ReferenceLink":
            draft.links += [words(element)] if words(element) else []
        case "ReferenceLinks":
            draft.links += [text for tag, each in named_children(element) if (text := words(each))]
        case "RelatedTopic":
            draft.related += _guids(element)
        case "RelatedTopics":
            draft.related += _guids(element)
            for _, each in named_children(element):
                draft.related += _guids(each)
        case "DocumentReference":
            draft.documents.append(_document(element))
        case "DocumentReferences":
            inner_references = [_document(each) for tag, each in named_children(element) if tag == "DocumentReference"]
            draft.documents += inner_references or ([_document(element)] if len(element) else [])
        case "BimSnippet":
            draft.snippet = _snippet(element)
        case _:
            return False
    return True


def _take_shared(name: str, element: etree._Element, draft: Draft) -> bool:
    """Comments and viewpoints: beside the topic until 2.1, inside it in 3.0."""
    match name:
        case "Comment":
            draft.comments.append(raw_comment(element))
        case "Comments":
            draft.comments += [raw_comment(each) for tag, each in named_children(element) if tag == "Comment"]
        case "Viewpoints" | "ViewPoint" | "Viewpoint":
            inner = [each for tag, each in named_children(element) if tag == "ViewPoint" or len(each)]
            draft.main = draft.main or uuid_of(attribute(element, "MainViewpointGuid"))
            if inner:
                draft.references += [_view_reference(each) for each in inner]
            elif len(element) or element.get("Guid"):
                draft.references.append(_view_reference(element))
        case _:
            return False
    return True


def _guids(element: etree._Element) -> list[str]:
    guid = uuid_of(attribute(element, "Guid"))
    return [guid] if guid else []


def _header_files(header: etree._Element) -> list[HeaderFile]:
    found = []
    for name, element in named_children(header):
        if name == "File":
            found.append(_header_file(element))
        elif name == "Files":
            found += [_header_file(each) for tag, each in named_children(element) if tag == "File"]
    return [file for file in found if says_something(file)]


def says_something(file: HeaderFile) -> bool:
    """False for a ``File`` without any text."""
    return bool(file.filename or file.reference or file.date or file.ifc_project or file.ifc_spatial_structure_element)


def _header_file(element: etree._Element) -> HeaderFile:
    texts = {name: words(each) for name, each in named_children(element)}
    return make_file(
        filename=texts.get("Filename", ""),
        reference=texts.get("Reference", ""),
        date=texts.get("Date", ""),
        ifc_project=attribute(element, "IfcProject") or None,
        ifc_spatial_structure_element=attribute(element, "IfcSpatialStructureElement") or None,
        is_external=boolean(attribute(element, "isExternal"), default=True),
    )


def _document(element: etree._Element) -> DocumentReference:
    texts = {name: words(each) for name, each in named_children(element)}
    return DocumentReference(
        guid=uuid_of(attribute(element, "Guid")),
        reference=texts.get("ReferencedDocument", "") or texts.get("Url", ""),
        document_guid=uuid_of(texts.get("DocumentGuid")),
        description=texts.get("Description", ""),
        is_external=boolean(attribute(element, "isExternal"), default=bool(texts.get("Url"))),
    )


def _snippet(element: etree._Element) -> BimSnippet:
    texts = {name: words(each) for name, each in named_children(element)}
    return BimSnippet(
        snippet_type=attribute(element, "SnippetType") or "",
        reference=texts.get("Reference", ""),
        reference_schema=texts.get("ReferenceSchema", ""),
        is_external=boolean(attribute(element, "isExternal"), default=False),
    )


def _view_reference(element: etree._Element) -> ViewReference:
    texts = {name: words(each) for name, each in named_children(element)}
    return ViewReference(
        guid=uuid_of(attribute(element, "Guid")),
        viewpoint=texts.get("Viewpoint", ""),
        snapshot=texts.get("Snapshot", ""),
        place=integer(texts.get("Index", "")),
    )


def fields_of(attributes: Mapping[str, str | None], draft: Draft, say: Say, folder: str) -> dict[str, Any]:
    """The fields of a topic without its viewpoints; without a guid its comments are named after the folder."""
    text = draft.texts.get
    guid = uuid_of(attributes.get("Guid")) or ""
    comments = tuple([comment_of(each, guid or folder, number, say) for number, each in enumerate(draft.comments)])
    kind, status = _said(attributes.get("TopicType")), _said(attributes.get("TopicStatus"))
    if not (kind and status) and comments:
        newest = max(comments, key=lambda each: (each.created is not None, each.created or datetime.min))
        kind = kind or _of_comment(newest.status)
        verbal = newest.verbal_status or ""
        status = status or (verbal if verbal.casefold() in _STATUSES else "")
    dates = _Dates(draft, say)
    return dict(  # noqa: C408 - the fields of a topic, as its constructor takes them
        guid=guid,
        title=text("Title", ""),
        topic_type=kind or None,
        topic_status=status or None,
        priority=text("Priority") or None,
        index=integer(text("Index", "")),
        labels=tuple(draft.labels),
        stage=text("Stage") or None,
        description=text("Description", ""),
        created=dates.moment("CreationDate"),
        created_author=text("CreationAuthor", ""),
        modified=dates.moment("ModifiedDate"),
        modified_author=text("ModifiedAuthor") or None,
        due_date=dates.day("DueDate"),
        assigned_to=text("AssignedTo") or None,
        server_assigned_id=attributes.get("ServerAssignedId") or None,
        reference_links=tuple(draft.links),
        header_files=tuple(draft.files),
        documents=tuple(draft.documents),
        bim_snippet=draft.snippet,
        related_topics=tuple(draft.related),
        comments=comments,
        extra=tuple(draft.extra),
    )


def _said(text: str | None) -> str:
    """The text as written; "" for one of blanks only."""
    return text if text and text.strip() else ""


def _of_comment(status: str | None) -> str:
    return status if status and status.casefold() != "unknown" else ""


class _Dates:
    """Dates of a topic; what cannot be read is kept as text."""

    def __init__(self, draft: Draft, say: Say) -> None:
        self._draft, self._say = draft, say

    def moment(self, name: str) -> datetime | None:
        """A time; one without zone is UTC, which is said."""
        found, odd = moment(self._draft.texts.get(name, ""))
        if odd:
            self._note(name, odd, "BCF044" if found is None else "BCF045")
        return found

    def day(self, name: str) -> date | None:
        """A calendar day."""
        found, odd = day(self._draft.texts.get(name, ""))
        if odd:
            self._note(name, odd, "BCF044")
        return found

    def _note(self, name: str, odd: str, code: str) -> None:
        self._say(code, f"{name}: {odd}")
        if code == "BCF044":
            self._draft.extra.append((name, self._draft.texts[name]))
