"""The common shape of a clash, read by one regular expression.

Navisworks writes every clash in the same order of elements. A clash of exactly that shape — and nothing else — matches
:data:`CLASH`; since the expression spells out every tag, a match is well-formed by construction. Whatever differs in
the least (another order, an unknown element, a comment, an odd number) does not match and goes through the XML parser
and ``elements.py``. Tests hold the two ways equal.
"""

from __future__ import annotations

import re
from datetime import datetime

from converter.model.clash import ClashGroup, ClashItem, ClashResult, ClashStatus, Pairs
from converter.model.drafts import maker_of
from converter.parsers.navisworks.elements import note_gaps
from converter.parsers.navisworks.values import Context
from converter.parsers.xml import unescape

_NUMBER = r"-?\d{1,30}+(?:\.\d{1,30}+)?+"
_TEXT = r"[^<>\x00-\x08\x0b-\x1f]*+"
"""No line break but a plain one (XML makes one of the others), nothing XML forbids, and no end of a CDATA section."""
_VALUE = r'[^"<>\x00-\x1f]*+'
"""Of an attribute."""


def _optional(name: str, value: str = _TEXT) -> str:
    return rf"(?:<{name}>({value})</{name}>\s*+)?+"


def _optional_date(name: str) -> str:
    parts = " ".join(rf'{part}="\d{{1,4}}"' for part in ("year", "month", "day", "hour", "minute", "second"))
    return rf"(?:<{name}>\s*+<date ({parts})\s?/>\s*+</{name}>\s*+)?+"


_PAIR = rf"<name>({_TEXT})</name>\s*+<value>({_TEXT})</value>\s*+"
_ITEM = (
    rf"<clash(object)>\s*+(?:<objectattribute>\s*+{_PAIR}</objectattribute>\s*+)?+"
    rf"{_optional('layer')}"
    rf"(?:<pathlink>((?:\s*+<node>{_TEXT}</node>)*+)\s*+</pathlink>\s*+)?+"
    rf"(?:<smarttags>((?:\s*+<smarttag>\s*+{_PAIR.replace('(', '(?:')}</smarttag>)*+)\s*+</smarttags>\s*+)?+"
    r"</clashobject>\s*+"
)

CLASH = re.compile(
    rf'<clash(result|group) name="({_VALUE})" guid="([0-9a-f]{{8}}-[0-9a-f-]{{27}})"'
    rf'(?: href="({_VALUE})")?+ status="(new|active|reviewed|approved|resolved)"'
    rf'(?: distance="({_NUMBER})")?+>\s*+'
    + _optional("parentgroup")
    + _optional("description")
    + _optional("resultstatus")
    + _optional("priority", r"\d{1,9}")
    + rf'(?:<clashpoint>\s*+<pos3f x="({_NUMBER})" y="({_NUMBER})" z="({_NUMBER})"\s?/>\s*+</clashpoint>\s*+)?+'
    + _optional("gridlocation")
    + _optional_date("createddate")
    + _optional_date("approveddate")
    + _optional("approvedby")
    + _optional("assignedto")
    + rf"<clashobjects(?:\s?/>\s*+|>\s*+(?:{_ITEM})?+(?:{_ITEM})?+</clashobjects>\s*+)"
    + r"(?:<comments\s?/>\s*+)?+</clash\1>\s*+",
    re.ASCII,
)

BAD_AMPERSAND = re.compile(r"&(?!(?:lt|gt|amp|quot|apos);)")
"""An ampersand that only an XML parser may judge: a character reference, an undeclared entity or an error."""

_NODES = re.compile(r"<node>([^<]+)")
_PAIRS = re.compile(rf"<name>({_TEXT})</name>\s*+<value>({_TEXT})</value>")
_STATUS = {status.value: status for status in ClashStatus}
_DIGITS = re.compile(r"\d+", re.ASCII)

_CREATED, _APPROVED = 15, 16
_NESTED = frozenset({22, 23, 28, 29})

Groups = tuple[str | None, ...]

_make_result, _make_item = maker_of(ClashResult), maker_of(ClashItem)


def groups_of(match: re.Match[str], *, has_ampersand: bool) -> Groups:
    """The texts of a match, entities replaced (in the blocks of nodes and tags that is done after splitting)."""
    found = match.groups()
    if not has_ampersand:
        return found
    return tuple(text if text is None or number in _NESTED else unescape(text) for number, text in enumerate(found))


class ClashBuilder:
    """Makes records of matches of :data:`CLASH`; keeps the dates it has seen, for a run's clashes share them."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._dates: dict[str, datetime] = {}

    def accepts(self, match: re.Match[str], *, has_ampersand: bool) -> bool:
        """True when nothing in the match needs the XML parser: every entity is plain, every date of the calendar."""
        if has_ampersand and BAD_AMPERSAND.search(match.string, match.start(), match.end()):
            return False
        return self._dates_exist(match[_CREATED], match[_APPROVED])

    def build(self, found: Groups) -> ClashResult | ClashGroup:
        """One record of the groups of one match that :meth:`accepts` took."""
        (
            tag, name, guid, image, status_token, distance,
            parent_group, description, status_text, priority, x, y, z, grid, created, approved,
            approved_by, assigned_to,
            there_1, name_1, value_1, layer_1, path_1, tags_1,
            there_2, name_2, value_2, layer_2, path_2, tags_2,
        ) = found  # fmt: skip
        scale = self._context.metres_per_unit
        status = _STATUS[status_token]  # type: ignore[index]
        if there_2:
            items: tuple[ClashItem, ...] = (
                _item(name_1, value_1, layer_1, path_1, tags_1),
                _item(name_2, value_2, layer_2, path_2, tags_2),
            )
        else:
            items = (_item(name_1, value_1, layer_1, path_1, tags_1),) if there_1 else ()
        result = _make_result(
            guid,
            name,
            status,
            items,
            None if x is None else (float(x) * scale, float(y) * scale, float(z) * scale),  # type: ignore[arg-type]
            None if distance is None else float(distance) * scale,
            image or None,
            grid or None,
            description or None,
            status_text or None,
            parent_group or None,
            created and self._date(created),
            approved and self._date(approved),
            approved_by or None,
            assigned_to or None,
            None if priority is None else int(priority),
        )
        if (there_2 is None or x is None) and status.is_live:
            note_gaps(result, self._context, None)
        return result if tag == "result" else ClashGroup(result)

    def _dates_exist(self, *texts: str | None) -> bool:
        try:
            for text in texts:
                if text is not None and text not in self._dates:
                    self._dates[text] = datetime(*map(int, _DIGITS.findall(text)))  # type: ignore[arg-type]
        except ValueError:
            return False
        return True

    def _date(self, text: str) -> datetime:
        return self._dates[text]


def _item(name: str | None, value: str | None, layer: str | None, path: str | None, tags: str | None) -> ClashItem:
    return _make_item(
        ((name or "", value),) if value and not value.isspace() else (),
        layer or None,
        _nodes(path) if path else (),
        _pairs(tags) if tags else (),
    )


def _nodes(block: str) -> tuple[str, ...]:
    nodes = _NODES.findall(block)
    return tuple(map(unescape, nodes)) if "&" in block else tuple(nodes)


def _pairs(block: str) -> Pairs:
    pairs = [pair for pair in _PAIRS.findall(block) if pair[1] and not pair[1].isspace()]
    if "&" in block:
        return tuple((unescape(name), unescape(value)) for name, value in pairs)
    return tuple(pairs)
