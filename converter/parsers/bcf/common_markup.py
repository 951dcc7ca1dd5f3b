"""Markups of the common shape of BCF 2.0 and 2.1, read by one regular expression; ``markup.py`` is the reference."""

from __future__ import annotations

from converter.parsers.bcf.comments import RawComment, Say
from converter.parsers.bcf.common_view import ATTRIBUTES, OF_THE_ROOT, PROLOG, xml_pattern
from converter.parsers.bcf.markup import TEXTS, Draft, Markup, ViewReference, fields_of, make_file, says_something
from converter.parsers.bcf.values import boolean, integer, uuid_of
from converter.parsers.xml import unescape

_TEXT = r"[^<>&\x00-\x08\x0b-\x1f\ufffe\uffff]*+(?:&(?:lt|gt|amp|quot|apos);[^<>&\x00-\x08\x0b-\x1f\ufffe\uffff]*+)*+"
_SOME = r'(?: [A-Za-z:]+="[^"<&\x00-\x1f\ufffe\uffff]*+")*+'


def _leaf(names: str) -> str:
    return "(?:" + "|".join(rf"<{name}>{_TEXT}</{name}>|<{name}\s?/>" for name in names.split()) + r")\s*+"


_HEADER_FILE = rf"<File({_SOME})>\s*+((?:{_leaf('Filename Date Reference')})*+)</File>\s*+"
_TOPIC_LEAVES = _leaf(
    "ReferenceLink Title Priority Index Labels CreationDate CreationAuthor ModifiedDate ModifiedAuthor DueDate "
    "AssignedTo Stage Description"
)
_COMMENT_LEAVES = _leaf("VerbalStatus Status Date Author Comment ModifiedDate ModifiedAuthor")
_GUID = r'"[0-9a-f]{8}-[0-9a-f-]{27}"'
_COMMENT = (
    rf"<Comment Guid=({_GUID})>\s*+((?:{_COMMENT_LEAVES}|<(?:Topic|Viewpoint|ReplyToComment) Guid={_GUID}\s?/>\s*+)*+)"
    r"</Comment>\s*+"
)
_VIEWPOINTS = rf"<Viewpoints Guid=({_GUID})>\s*+((?:{_leaf('Viewpoint Snapshot Index')})*+)</Viewpoints>\s*+"


def _many(pattern: str) -> str:
    """The whole of several, as one group."""
    return f"((?:{pattern.replace('((?:', '(?:(?:').replace(f'({_SOME})', _SOME).replace(f'({_GUID})', _GUID)})*+)"


MARKUP = xml_pattern(
    PROLOG
    + rf"<Markup((?: (?:{OF_THE_ROOT}))*+)>\s*+"
    + rf"(?:<Header>\s*+{_many(_HEADER_FILE)}</Header>\s*+|<Header\s?/>\s*+)?+"
    + rf"<Topic({_SOME})>\s*+((?:{_TOPIC_LEAVES})*+)</Topic>\s*+"
    + _many(_COMMENT)
    + _many(_VIEWPOINTS)
    + r"</Markup>\s*+"
)
_FILES, _COMMENTS, _VIEWS = xml_pattern(_HEADER_FILE), xml_pattern(_COMMENT), xml_pattern(_VIEWPOINTS)
_LEAF = xml_pattern(rf"<([A-Za-z]+)(?:\s?/>|>({_TEXT})</)")
_REFERENCE = xml_pattern(rf"<(Viewpoint|ReplyToComment) Guid=({_GUID})")
_TOPIC_ATTRIBUTES = frozenset({"Guid", "TopicType", "TopicStatus"})
_FILE_ATTRIBUTES = frozenset({"IfcProject", "IfcSpatialStructureElement", "isExternal"})


def markup_of(data: bytes, say: Say) -> Markup | None:
    """The markup of a file of the common shape; None for every other."""
    try:
        match = MARKUP.fullmatch(data.decode())
    except UnicodeDecodeError:
        return None
    if match is None:
        return None
    root, files, topic, leaves, comments, views = match.groups()
    attributes = _attributes(topic, _TOPIC_ATTRIBUTES)
    if attributes is None or ("xsi:" in root.replace("xmlns:xsi", "") and "xmlns:xsi" not in root):
        return None
    draft = Draft()
    _take_leaves(leaves, draft)
    if not _take_files(files or "", draft):
        return None
    draft.comments = [_comment(guid, inner) for guid, inner in _COMMENTS.findall(comments)]
    draft.references = [_view(guid, inner) for guid, inner in _VIEWS.findall(views)]
    return Markup(fields_of(attributes, draft, say), draft.references)


def _attributes(text: str, known: frozenset[str]) -> dict[str, str] | None:
    """Attributes that are all known and each there once; None otherwise."""
    found = ATTRIBUTES.findall(text)
    named = dict(found)
    if len(named) < len(found) or text.count('="') != len(found) or not known.issuperset(named):
        return None
    return named


def _texts(block: str) -> dict[str, str]:
    """Text of each leaf by its name; the first one counts."""
    found: dict[str, str] = {}
    for name, text in _LEAF.findall(block):
        if name not in found:
            found[name] = unescape(text).strip()
    return found


def _take_leaves(block: str, draft: Draft) -> None:
    for name, text in _LEAF.findall(block):
        plain = unescape(text).strip()
        if name in TEXTS:
            draft.texts.setdefault(name, plain)
        elif not plain:
            continue
        elif name == "Labels":
            draft.labels.append(plain)
        else:
            draft.links.append(plain)


def _take_files(block: str, draft: Draft) -> bool:
    for written, inner in _FILES.findall(block):
        attributes = _attributes(written, _FILE_ATTRIBUTES)
        if attributes is None:
            return False
        texts = _texts(inner)
        file = make_file(
            texts.get("Filename", ""),
            texts.get("Reference", ""),
            texts.get("Date", ""),
            attributes.get("IfcProject") or None,
            attributes.get("IfcSpatialStructureElement") or None,
            boolean(attributes.get("isExternal"), default=True),
        )
        if says_something(file):
            draft.files.append(file)
    return True


def _comment(guid: str, inner: str) -> RawComment:
    references = dict(_REFERENCE.findall(inner)) if "Guid=" in inner else {}
    view, reply = references.get("Viewpoint"), references.get("ReplyToComment")
    return RawComment(guid[1:-1], _texts(inner), view and view[1:-1], reply and reply[1:-1])


def _view(guid: str, inner: str) -> ViewReference:
    texts = _texts(inner)
    return ViewReference(
        uuid_of(guid[1:-1]), texts.get("Viewpoint", ""), texts.get("Snapshot", ""), integer(texts.get("Index", ""))
    )
