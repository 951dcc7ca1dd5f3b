"""``Comment`` elements of every version."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from lxml import etree

from converter.model.comments import Comment
from converter.model.drafts import maker_of
from converter.parsers.bcf.values import attribute, made_guid, moment, named_children, uuid_of, words

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
    """The ``number``-th comment of a topic; ``topic`` is its guid, or its folder where it has none."""
    guid, texts, view, reply = raw
    text = texts.get
    created, odd = moment(text("Date", ""))
    if odd:
        say("BCF044" if created is None else "BCF045", f"date of a comment: {odd}")
    modified, odd = moment(text("ModifiedDate", ""))
    if odd:
        say("BCF044" if modified is None else "BCF045", f"date of a change of a comment: {odd}")
    if not text("Comment"):
        say("BCF047", f"comment {number + 1} has no text")
    if guid is None:
        say("BCF046", f"comment {number + 1} has no guid; one was made")
        guid = made_guid("comment", topic, number, text("Date", ""), text("Comment", ""))
    return _make_comment(
        guid,
        text("Author", ""),
        text("Comment", ""),
        created,
        text("Date", ""),
        text("Status") or None,
        text("VerbalStatus") or None,
        modified,
        text("ModifiedAuthor") or None,
        view,
        reply,
        () if COMMENT_TEXTS.issuperset(texts) and not odd else _extra(texts, keep_change=bool(odd and not modified)),
    )


def _extra(texts: dict[str, str], *, keep_change: bool) -> tuple[tuple[str, str], ...]:
    """What is not known, and the date of a change that cannot be read."""
    return tuple(
        [
            (name, text)
            for name, text in texts.items()
            if text and (name not in COMMENT_TEXTS or (name == "ModifiedDate" and keep_change))
        ]
    )


_make_comment = maker_of(Comment)
COMMENT_TEXTS = frozenset(
    {"Date", "Author", "Comment", "Status", "VerbalStatus", "ModifiedDate", "ModifiedAuthor", "Topic"}
)
