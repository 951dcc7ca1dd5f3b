"""Title and description of an issue that was a BCF topic: nothing of the topic is lost."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import PureWindowsPath

from converter.model.comments import Comment
from converter.model.topic import DocumentReference, HeaderFile, Topic
from converter.model.viewpoint import Component, Viewpoint
from converter.plan.limits import TITLE_CHARACTERS
from converter.plan.titles import shortened

_GENERIC = re.compile(
    r"(?:opmerking|comment|kommentar|commentaire|remark|issue|topic|note|new topic|\(no title\))?\s*\d*", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s|\n")
_NEEDLESS = (
    (re.compile(r"\([A-Z]\) "), ""),
    (re.compile(r"\bIfc[A-Z]\w*/"), ""),
    (re.compile(r"\(([^()]{6,})\)(.*)\(\1\)"), r"(\1)\2"),
    (re.compile(r" ?\([^()]{6,}\)"), ""),
)
"""What a title can do without: marks of models, classes, a family's name the second time, then the first."""
_LISTED = 25


def title_of(topic: Topic) -> str:
    """The title, made shorter by what says least; a title that says nothing gives way to the first comment."""
    title = " ".join(topic.title.split())
    if _GENERIC.fullmatch(title):
        said = next((comment.text for comment in topic.comments if comment.text.strip()), "")
        first = " ".join(_SENTENCE_END.split(said.strip(), maxsplit=1)[0].split()) or _of_components(topic)
        title = first or title or "Topic without a title"
    for needless, instead in _NEEDLESS:
        if len(title) > TITLE_CHARACTERS:
            title = " ".join(needless.sub(instead, title).split()) or title
    return shortened(title, TITLE_CHARACTERS)


def _of_components(topic: Topic) -> str:
    components = topic.viewpoints[0].selection if topic.viewpoints else ()
    names = [component.authoring_tool_id or component.ifc_guid or "" for component in components[:2]]
    return " × ".join(name for name in names if name)


def description_of(topic: Topic, title: str, file: str, main: Viewpoint | None, attached: Collection[int] = ()) -> str:
    """What the topic says, what people said about it, and everything Procore has no field for.

    ``attached`` are the places of the viewpoints whose pictures are attached.
    """
    parts = []
    if " ".join(topic.title.split()) != title:
        parts.append(topic.title)
    if topic.description and topic.description != topic.title:
        parts.append(topic.description)
    said = [_comment(comment) for comment in topic.comments if comment.text.strip()]
    if said:
        parts.append("\n".join(said))
    parts.append(
        "\n".join(["Source", *(f"{name}: {text}" for name, text in _source(topic, file, main, attached) if text)])
    )
    return "\n\n".join(parts)


def _comment(comment: Comment) -> str:
    when = f" {comment.created:%Y-%m-%d %H:%M} UTC" if comment.created else (f" {comment.created_text}".rstrip())
    status = ", ".join(text for text in (comment.status, comment.verbal_status) if text)
    reply = f", in reply to {comment.reply_to}" if comment.reply_to else ""
    changed = f", changed {_by(comment.modified_author or '', _minute(comment.modified))}" if comment.modified else ""
    if comment.modified_author and not changed:
        changed = f", changed by {comment.modified_author}"
    seen = f", on viewpoint {comment.viewpoint_guid}" if comment.viewpoint_guid else ""
    extra = "".join(f", {name}: {text}" for name, text in comment.extra)
    who = f"Comment by {comment.author or 'unknown'}{when}" + (f" ({status})" if status else "")
    return f"{who}{reply}{seen}{changed}{extra}: {comment.text}"


def _source(topic: Topic, file: str, main: Viewpoint | None, attached: Collection[int]) -> Iterator[tuple[str, str]]:
    yield "BCF file", PureWindowsPath(file).name
    yield "Topic", topic.guid
    yield "Server id", topic.server_assigned_id or ""
    yield "Index", "" if topic.index is None else str(topic.index)
    yield "Type", topic.topic_type or ""
    yield "Status", topic.topic_status or ""
    yield "Priority", topic.priority or ""
    yield "Stage", topic.stage or ""
    yield "Labels", ", ".join(topic.labels)
    yield "Assigned to", topic.assigned_to or ""
    yield "Due", topic.due_date.isoformat() if topic.due_date else ""
    yield "Created", _by(topic.created_author, _minute(topic.created))
    yield "Changed", _by(topic.modified_author or "", _minute(topic.modified))
    yield "Links", ", ".join(topic.reference_links)
    yield "Related topics", ", ".join(topic.related_topics)
    yield "Models", "; ".join(dict.fromkeys(map(_model, topic.header_files)))
    yield "Documents", "; ".join(map(_document, topic.documents))
    if topic.bim_snippet is not None:
        snippet = topic.bim_snippet
        yield "Snippet", f"{snippet.snippet_type} {snippet.reference} {snippet.reference_schema}".strip()
    yield from topic.extra
    yield from _views(topic, main, attached)


def _model(file: HeaderFile) -> str:
    parts = (file.filename, file.reference, file.date, _named("project", file.ifc_project))
    return ", ".join(text for text in (*parts, _named("part", file.ifc_spatial_structure_element)) if text)


def _document(document: DocumentReference) -> str:
    guid = document.document_guid if document.document_guid != document.reference else None
    parts = (document.description, document.reference, guid, document.guid)
    return ", ".join(text for text in parts if text)


def _named(name: str, text: str | None) -> str:
    return f"{name} {text}" if text else ""


def _minute(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else ""


def _by(author: str, when: str) -> str:
    return ", ".join(text for text in (author, when) if text)


def _views(topic: Topic, main: Viewpoint | None, attached: Collection[int]) -> Iterator[tuple[str, str]]:
    shown = main or (topic.viewpoints[0] if topic.viewpoints else None)
    if shown is not None:
        yield "Components", _listed(shown.selection)
        if shown.bitmaps:
            yield "Pictures in space, not carried over", ", ".join(bitmap.reference for bitmap in shown.bitmaps)
        if shown.coloring:
            yield (
                "Colours",
                "; ".join(f"#{each.color}: {_listed(each.components)}" for each in shown.coloring[:_LISTED]),
            )
    others = [(place, view) for place, view in enumerate(topic.viewpoints) if view is not main]
    for number, (place, view) in enumerate(others, start=1):
        picture = " (its picture is attached)" if place in attached else ""
        components = f": {_listed(view.selection)}" if view.selection and view is not shown else ""
        yield f"Viewpoint {number + (main is not None)}", f"{view.guid}{picture}{components}"


def _listed(components: tuple[Component, ...]) -> str:
    texts = [_component(each) for each in components[:_LISTED]]
    if len(components) > _LISTED:
        texts.append(f"and {len(components) - _LISTED:,} more")
    return ", ".join(texts)


def _component(component: Component) -> str:
    known = [component.ifc_guid or ""]
    if component.authoring_tool_id:
        known.append(f"id {component.authoring_tool_id}")
    if component.originating_system:
        known.append(component.originating_system)
    return " / ".join(text for text in known if text)
