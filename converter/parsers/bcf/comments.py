"""``Comment`` elements of every version."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from lxml import etree

from converter.model.comments import Comment
from converter.parsers.bcf.values import attribute, made_guid, moment, named_children, uuid_of, words
from converter.parsers.drafts import maker_of

Say = Callable[[str, str], None]
"""Takes the code and the words of an oddity."""


class RawComment(NamedTuple):
    """What is written of a comment."""

    guid: str | None
    texts: dict[str, str]
    viewpoint: str | None
    reply_to: str | None


def raw_comment(element: etree._Element) -> RawComment:
    """Gather the parts of a ``Comment``."""
    texts: dict[str, str] = {}
    view = reply = None
    for name, each in named_children(element):
        if name == "Viewpoint":
            view = uuid_of(attribute(each, "Guid"))
        elif name == "ReplyToComment":
            reply = uuid_of(attribute(each, "Guid"))
        else:
            texts.setdefault(name, words(each))
    return RawComment(uuid_of(attribute(element, "Guid")), texts, view, reply)


def comment_of(raw: RawComment, topic: str, number: int, say: Say) -> Comment:
    """The ``number``-th comment of the topic with the guid ``topic``."""
    guid, texts, view, reply = raw
    created, odd = moment(texts.get("Date", ""))
    if odd:
        say("BCF044" if created is None else "BCF045", f"date of a comment: {odd}")
    modified, odd = moment(texts.get("ModifiedDate", ""))
    if odd:
        say("BCF044" if modified is None else "BCF045", f"date of a change of a comment: {odd}")
    if not texts.get("Comment"):
        say("BCF047", f"comment {number + 1} has no text")
    if guid is None:
        say("BCF046", f"comment {number + 1} has no guid; one was made")
        guid = made_guid("comment", topic, number, texts.get("Date", ""), texts.get("Comment", ""))
    return _make_comment(
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
        extra=tuple(
            [
                pair
                for pair in texts.items()
                if pair[1] and (pair[0] not in COMMENT_TEXTS or (pair[0] == "ModifiedDate" and odd and not modified))
            ]
        ),
    )


_make_comment = maker_of(Comment)
COMMENT_TEXTS = frozenset(
    {"Date", "Author", "Comment", "Status", "VerbalStatus", "ModifiedDate", "ModifiedAuthor", "Topic"}
)
