"""``Comment`` elements of every version."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from converter.model.comments import Comment
from converter.parsers.bcf.values import attribute, made_guid, moment, named_children, uuid_of, words

Say = Callable[[str, str], None]
"""Takes the code and the words of an oddity."""


def read_comment(element: etree._Element, topic: str, number: int, say: Say) -> Comment:
    """The ``number``-th comment of the topic with the guid ``topic``."""
    texts: dict[str, str] = {}
    view = reply = None
    for name, each in named_children(element):
        if name == "Viewpoint":
            view = uuid_of(attribute(each, "Guid"))
        elif name == "ReplyToComment":
            reply = uuid_of(attribute(each, "Guid"))
        else:
            texts.setdefault(name, words(each))
    created, odd = moment(texts.get("Date", ""))
    if odd:
        say("BCF044" if created is None else "BCF045", f"date of a comment: {odd}")
    modified, _ = moment(texts.get("ModifiedDate", ""))
    guid = uuid_of(attribute(element, "Guid"))
    if guid is None:
        say("BCF046", f"comment {number + 1} has no guid; one was made")
        guid = made_guid("comment", topic, number, texts.get("Date", ""), texts.get("Comment", ""))
    return Comment(
        id=guid,
        author=texts.get("Author", ""),
        text=texts.get("Comment", ""),
        created=created,
        created_text=texts.get("Date", ""),
        status=texts.get("Status") or None,
        verbal_status=texts.get("VerbalStatus") or None,
        modified=modified,
        modified_author=texts.get("ModifiedAuthor") or None,
        viewpoint_guid=view,
        reply_to=reply,
        extra=tuple((name, text) for name, text in texts.items() if name not in _COMMENT_TEXTS and text),
    )


_COMMENT_TEXTS = frozenset(
    {"Date", "Author", "Comment", "Status", "VerbalStatus", "ModifiedDate", "ModifiedAuthor", "Topic"}
)
