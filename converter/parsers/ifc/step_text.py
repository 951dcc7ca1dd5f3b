"""Texts of a STEP file (ISO 10303-21): where its data begins, comments, the arguments and references of a record.

A string ends at a quote; a doubled one is an end and a new beginning, which is all the same here. The quote in
``\\S\\'`` (as ``§`` is written) ends nothing.
"""

from __future__ import annotations

import re
from mmap import mmap

_LONGEST_HEADER = 1 << 20
_PIECE = 1 << 20

STRING = rb"'(?:[^'\\]++|\\S\\.|\\)*+'"
"""Pattern of a string; compile with DOTALL."""

ESCAPED_QUOTE = b"\\S\\'"

_HEADER_TOKEN = re.compile(STRING + rb"?|/\*(?:.*?\*/|.*)|\bDATA\s*+(?:\([^;]*+\s*+)?;", re.DOTALL)
_STRING = re.compile(STRING, re.DOTALL)
_REFERENCE = re.compile(rb"#([0-9]+)")
_ARGUMENT = re.compile(rb"\s*+((?:" + STRING + rb")++|[^,()']*+)\s*+([,)])", re.DOTALL)
_NAME = re.compile(rb"#[0-9]+\s*=\s*([A-Za-z0-9_]+)\s*\(")


def data_start(content: bytes | bytearray | mmap) -> int | None:
    """The position behind ``DATA;``, outside strings and comments; None when the first megabyte has none."""
    for match in _HEADER_TOKEN.finditer(content, 0, _LONGEST_HEADER):
        if match[0].startswith(b"DATA"):
            return match.end()
    return None


def without_comments(content: bytes | bytearray | mmap, start: int) -> bytes | bytearray | mmap:
    """The content itself where its data, from ``start`` on, has no comment; else a copy with blanks instead."""
    spans = _comments(content, start)
    if not spans:
        return content
    copy = bytearray(content)
    for low, high in spans:
        copy[low:high] = b" " * (high - low)
    return copy


def _comments(content: bytes | bytearray | mmap, start: int) -> list[tuple[int, int]]:
    """Where comments are. ``/*`` in a string is none: quotes are counted from one candidate to the next."""
    spans: list[tuple[int, int]] = []
    at, inside = start, False
    while (mark := content.find(b"/*", at)) >= 0:
        inside ^= odd_quotes(content, at, mark)
        at = mark + 2
        if not inside:
            end = content.find(b"*/", at)
            at = end + 2 if end >= 0 else len(content)
            spans.append((mark, at))
    return spans


def odd_quotes(content: bytes | bytearray | mmap, low: int, high: int) -> bool:
    """True when a string begins or ends in this stretch, so that its end is inside one where its start is not."""
    count = 0
    for at in range(low, high, _PIECE):
        lead = min(at, len(ESCAPED_QUOTE) - 1)
        piece = content[at - lead : min(at + _PIECE, high)]
        count += piece.count(b"'", lead) - piece.count(ESCAPED_QUOTE)
    return count % 2 == 1


def references(record: bytes) -> set[int]:
    """The numbers a record refers to, its own left out; what looks like one in a string is none."""
    body = record[record.find(b"=") + 1 :]
    if b"'" in body:
        body = _STRING.sub(b"''", body)
    return set(map(int, _REFERENCE.findall(body)))


def class_name(record: bytes) -> bytes:
    """The class of a record in upper case; empty for one of another shape (complex records)."""
    match = _NAME.match(record)
    return match[1].upper() if match else b""


def arguments(record: bytes, count: int) -> list[bytes]:
    """The first ``count`` arguments as written; fewer when one of them is a list, typed, or not there."""
    match = _NAME.match(record)
    found: list[bytes] = []
    at = match.end() if match else len(record)
    while len(found) < count and (argument := _ARGUMENT.match(record, at)):
        found.append(argument[1].strip())
        at = argument.end()
        if argument[2] == b")":
            break
    return found


def reference(argument: bytes) -> int | None:
    """The number in ``#12``; None for anything else."""
    return int(argument[1:]) if argument[:1] == b"#" and argument[1:].isdigit() else None
