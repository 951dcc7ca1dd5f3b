"""Title and description of an issue that was a BCF topic: nothing of the topic is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PureWindowsPath

from converter.model.comments import Comment
from converter.model.topic import Topic
from converter.model.viewpoint import Component, Viewpoint
from converter.plan.limits import TITLE_CHARACTERS
from converter.plan.titles import shortened

_GENERIC = re.compile(
    r"(?:opmerking|comment|kommentar|commentaire|remark|issue|topic|note|new topic|\(no title\))?\s*\d*", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s|\n")
_CLASS_PREFIX = re.compile(r"\bIfc[A-Z]\w*/")
_MODEL_MARK = re.compile(r"\([A-Z]\) ")
_LISTED = 25


def title_of(topic: Topic) -> str:
    """The title, made shorter by what says least; a title that says nothing gives way to the first comment."""
    title = " ".join(topic.title.split())
    if _GENERIC.fullmatch(title):
        said = next((comment.text for comment in topic.comments if comment.text.strip()), "")
        first = " ".join(_SENTENCE_END.split(said.strip(), maxsplit=1)[0].split()) or _of_components(topic)
        title = first or title or "Topic without a title"
    for needless in (_MODEL_MARK, _CLASS_PREFIX):
        if len(title) > TITLE_CHARACTERS:
            title = needless.sub("", title)
    return shortened(title, TITLE_CHARACTERS)


def _of_components(topic: Topic) -> str:
    components = topic.viewpoints[0].selection if topic.viewpoints else ()
    names = [component.authoring_tool_id or component.ifc_guid or "" for component in components[:2]]
    return " × ".join(name for name in names if name)


def description_of(topic: Topic, title: str, file: str, main: Viewpoint | None) -> str:
    """What the topic says, what people said about it, and everything Procore has no field for."""
    parts = []
    if " ".join(topic.title.split()) != title:
        parts.append(topic.title)
    if topic.description and topic.description != topic.title:
        parts.append(topic.description)
    said = [_comment(comment) for comment in topic.comments if comment.text.strip()]
    if said:
        parts.append("\n".join(said))
    parts.append("\n".join(["Source", *(f"{name}: {text}" for name, text in _source(topic, file, main) if text)]))
    return "\n\n".join(parts)


def _comment(comment: Comment) -> str:
    when = f" {comment.created:%Y-%m-%d %H:%M} UTC" if comment.created else (f" {comment.created_text}".rstrip())
    status = ", ".join(text for text in (comment.status, comment.verbal_status) if text)
    reply = f", in reply to {comment.reply_to}" if comment.reply_to else ""
    changed = f", changed by {comment.modified_author}" if comment.modified_author else ""
    extra = "".join(f", {name}: {text}" for name, text in comment.extra)
    who = f"Comment by {comment.author or 'unknown'}{when}" + (f" ({status})" if status else "")
    return f"{who}{reply}{changed}{extra}: {comment.text}"


def _source(topic: Topic, file: str, main: Viewpoint | None) -> Iterator[tuple[str, str]]:
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
    yield "Created", _by(topic.created_author, f"{topic.created:%Y-%m-%d %H:%M} UTC" if topic.created else "")
    yield "Changed", _by(topic.modified_author or "", f"{topic.modified:%Y-%m-%d %H:%M} UTC" if topic.modified else "")
    yield "Links", ", ".join(topic.reference_links)
    yield "Related topics", ", ".join(topic.related_topics)
    yield "Models", ", ".join(dict.fromkeys(each.filename or each.reference for each in topic.header_files))
    yield "Documents", "; ".join(f"{each.description} {each.reference}".strip() for each in topic.documents)
    if topic.bim_snippet is not None:
        snippet = topic.bim_snippet
        yield "Snippet", f"{snippet.snippet_type} {snippet.reference} {snippet.reference_schema}".strip()
    yield from topic.extra
    yield from _views(topic, main)


def _by(author: str, when: str) -> str:
    return ", ".join(text for text in (author, when) if text)


def _views(topic: Topic, main: Viewpoint | None) -> Iterator[tuple[str, str]]:
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
    others = [view for view in topic.viewpoints if view is not main]
    for number, view in enumerate(others, start=1):
        picture = " (its picture is attached)" if view.snapshot_entry is not None else ""
        yield f"Viewpoint {number + (main is not None)}", f"{view.guid}{picture}"


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
