"""The header of a model, and whether its end is there."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from converter.parsers.ifc.step_text import Text, arguments, without_comments
from converter.parsers.ifc.strings import WESTERN, text_of

_LONGEST: Final = 1 << 20
_TAIL: Final = 1 << 16
_SCHEMA = re.compile(rb"\bFILE_SCHEMA\b", re.IGNORECASE)
_NAME = re.compile(rb"\bFILE_NAME\b", re.IGNORECASE)


class FileHeader(NamedTuple):
    """What the header section states; empty where it states nothing."""

    schema: str
    name: str
    program: str


def read_header(text: Text, end: int) -> FileHeader:
    """Read what is before ``end``, where the data begins."""
    head = without_comments(text[: min(end, _LONGEST)], 0)
    schema = name = program = ""
    if found := _SCHEMA.search(head):
        names = arguments(head, found.end())
        schema = text_of(b"".join(names[:1]).strip(b"() \t\r\n").split(b",")[0].strip(), WESTERN) or ""
    if found := _NAME.search(head):
        values = arguments(head, found.end())
        texts = [text_of(each) or "" for each in values]
        name = texts[0] if texts else ""
        program = next((each.strip() for each in (texts[5:6] + texts[4:5]) if each.strip()), "")
    return FileHeader(schema, name, program)


def is_whole(text: Text) -> bool:
    """True when the end of the file is there, whatever may follow it."""
    return b"END-ISO-10303-21" in text[max(len(text) - _TAIL, 0) :].upper()
