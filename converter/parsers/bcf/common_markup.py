"""Markups of the common shape of BCF 2.0 and 2.1, read by one regular expression; ``markup.py`` is the reference.

The schemas give elements an order, and serialisers keep it: so each text is a group of its own. Of what may occur
often, and nearly always occurs once, the first one has groups, and the others are one group.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

from converter.model.topic import HeaderFile
from converter.parsers.bcf.comments import RawComment, Say
from converter.parsers.bcf.common_view import ATTRIBUTES, OF_THE_ROOT, PROLOG, OddShapeError, xml_pattern
from converter.parsers.bcf.markup import Draft, Markup, ViewReference, fields_of, make_file, says_something
from converter.parsers.bcf.values import boolean, integer
from converter.parsers.xml import unescape

_TEXT = r"[^<>&\x00-\x08\x0b-\x1f\ufffe\uffff]*+(?:&(?:lt|gt|amp|quot|apos);[^<>&\x00-\x08\x0b-\x1f\ufffe\uffff]*+)*+"
_SOME = r'(?: [A-Za-z:]+="[^"<&\x00-\x1f\ufffe\uffff]*+")*+'
_GUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_VALUE = r'[^"<&\x00-\x1f\ufffe\uffff]*+'


def _leaves(*names: str) -> str:
    """Elements that may be missing; the text of each is a group."""
    return "".join(rf"(?:<{name}(?:\s?/>|>({_TEXT})</{name}>)\s*+)?+" for name in names)


def _list(name: str) -> str:
    """An element that may occur often; all of it is a group."""
    return rf"((?:<{name}(?:\s?/>|>{_TEXT}</{name}>)\s*+)*+)"


def _reference(name: str) -> str:
    return rf'(?:<{name} Guid="({_GUID})"\s?/>\s*+)?+'


def _first_and_others(pattern: str) -> str:
    ungrouped = pattern
    for group in (_TEXT, _SOME, _GUID):
        ungrouped = ungrouped.replace(f"({group})", group)
    return rf"(?:{pattern}((?:{ungrouped})*+))?+"


_BEFORE_LABELS = ("Title", "Priority", "Index")
_AFTER_LABELS = (
    "CreationDate", "CreationAuthor", "ModifiedDate", "ModifiedAuthor", "DueDate", "AssignedTo", "Stage", "Description",
)  # fmt: skip
_TOPIC_TEXTS = (*_BEFORE_LABELS, *_AFTER_LABELS)
_SAID = ("VerbalStatus", "Status", "Date", "Author", "Comment")
_CHANGED = ("ModifiedDate", "ModifiedAuthor")
_COMMENT_TEXTS = (*_SAID, *_CHANGED)

_FILE = rf"<File({_SOME})(?:\s?/>|>\s*+{_leaves('Filename', 'Date', 'Reference')}</File>)\s*+"
_COMMENT = (
    rf'<Comment Guid="({_GUID})">\s*+{_leaves(*_SAID)}(?:<Topic Guid="{_GUID}"\s?/>\s*+)?+'
    rf"{_reference('ReplyToComment')}{_reference('Viewpoint')}{_leaves(*_CHANGED)}</Comment>\s*+"
)
_VIEW = rf'<Viewpoints Guid="({_GUID})">\s*+{_leaves("Viewpoint", "Snapshot", "Index")}</Viewpoints>\s*+'
_USUAL_ATTRIBUTES = rf' Guid="({_VALUE})"(?: TopicType="({_VALUE})")?+(?: TopicStatus="({_VALUE})")?+'

_PARTS = (
    PROLOG + rf"<Markup((?: (?:{OF_THE_ROOT}))*+)>\s*+",
    rf"(?:<Header>\s*+{_first_and_others(_FILE)}</Header>\s*+|<Header\s?/>\s*+)?+",
    rf"<Topic(?:{_USUAL_ATTRIBUTES}|({_SOME}))>\s*+",
    _list("ReferenceLink")
    + _list("Labels").join((_leaves(*_BEFORE_LABELS), _leaves(*_AFTER_LABELS)))
    + r"</Topic>\s*+",
    _first_and_others(_COMMENT),
    _first_and_others(_VIEW),
    r"</Markup>\s*+",
)
MARKUP = xml_pattern("".join(_PARTS))


def _slices(parts: Sequence[str]) -> list[slice]:
    """Which groups of the whole pattern belong to each part."""
    found, start = [], 0
    for part in parts:
        end = start + xml_pattern(part).groups
        found.append(slice(start, end))
        start = end
    return found


_ROOT, _HEADER, _TOPIC, _LEAVES, _COMMENTS, _VIEWS, _ = _slices(_PARTS)
_ONE_FILE, _ONE_COMMENT, _ONE_VIEW = xml_pattern(_FILE), xml_pattern(_COMMENT), xml_pattern(_VIEW)
_INNER = xml_pattern(rf">({_TEXT})</")
_TOPIC_ATTRIBUTES = frozenset({"Guid", "TopicType", "TopicStatus"})
_FILE_ATTRIBUTES = frozenset({"IfcProject", "IfcSpatialStructureElement", "isExternal"})
_Text = str | None
_Record = TypeVar("_Record")


def markup_of(data: bytes, say: Say, folder: str = "") -> Markup | None:
    """The markup of a file of the common shape; None for every other. ``folder`` is as for ``read_markup``."""
    try:
        match = MARKUP.fullmatch(data.decode())
        return None if match is None else _markup(match.groups(), say, folder)
    except (UnicodeDecodeError, OddShapeError):
        return None


def _markup(groups: tuple[_Text, ...], say: Say, folder: str) -> Markup:
    root = groups[0]
    if root and "xsi:" in root.replace("xmlns:xsi", "") and "xmlns:xsi" not in root:
        raise OddShapeError
    guid, kind, status, others = groups[_TOPIC]
    attributes = _attributes(others, _TOPIC_ATTRIBUTES) if others is not None else _named(guid, kind, status)
    links, title, priority, place, labels, *rest = groups[_LEAVES]
    draft = Draft(_texts(_TOPIC_TEXTS, (title, priority, place, *rest)))
    if links:
        draft.links = _several(links)
    if labels:
        draft.labels = _several(labels)
    draft.files = [file for file in _records(groups[_HEADER], _ONE_FILE, _file) if says_something(file)]
    draft.comments = _records(groups[_COMMENTS], _ONE_COMMENT, _comment)
    draft.references = _records(groups[_VIEWS], _ONE_VIEW, _view)
    return Markup(fields_of(attributes, draft, say, folder), draft.references)


def _named(guid: _Text, kind: _Text, status: _Text) -> dict[str, _Text]:
    return {"Guid": guid, "TopicType": kind, "TopicStatus": status}


def _records(groups: tuple[_Text, ...], one: re.Pattern[str], make: Callable[..., _Record]) -> list[_Record]:
    """What the groups of a first one, and the text of the others of its kind, say."""
    if groups[0] is None:
        return []
    first = make(*groups[:-1])
    return [first, *[make(*each) for each in one.findall(groups[-1])]] if groups[-1] else [first]


def _attributes(text: str, known: frozenset[str]) -> dict[str, _Text]:
    """Attributes that are all known and each there once."""
    found = ATTRIBUTES.findall(text)
    named = dict(found)
    if len(named) < len(found) or text.count('="') != len(found) or not known.issuperset(named):
        raise OddShapeError
    return named


def _plain(text: _Text) -> str:
    return unescape(text).strip() if text else ""


def _texts(names: Iterable[str], texts: Iterable[_Text]) -> dict[str, str]:
    """Texts by name, without those that are not there."""
    return {
        name: unescape(text).strip() if "&" in text else text.strip()
        for name, text in zip(names, texts, strict=True)
        if text
    }


def _several(block: str) -> list[str]:
    return [plain for text in _INNER.findall(block) if (plain := _plain(text))]


@lru_cache(maxsize=256)
def _file(written: str, name: _Text, date: _Text, reference: _Text) -> HeaderFile:
    """A model; the topics of an archive are about the same few."""
    attributes = _attributes(written, _FILE_ATTRIBUTES)
    return make_file(
        _plain(name),
        _plain(reference),
        _plain(date),
        attributes.get("IfcProject") or None,
        attributes.get("IfcSpatialStructureElement") or None,
        boolean(attributes.get("isExternal"), default=True),
    )


def _comment(guid: str, *found: _Text) -> RawComment:
    verbal, status, date, author, comment, reply, view, modified, modifier = found
    texts = _texts(_COMMENT_TEXTS, (verbal, status, date, author, comment, modified, modifier))
    return RawComment(guid, texts, view or None, reply or None)


def _view(guid: str, viewpoint: _Text, snapshot: _Text, place: _Text) -> ViewReference:
    return ViewReference(guid, _plain(viewpoint), _plain(snapshot), integer(place or ""))
