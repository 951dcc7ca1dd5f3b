"""A clash report as a stream of clashes, groups and tests, in memory that does not grow with the file.

How it is fast: stretches of clashes of the common shape (``pattern.py``) are cut out of the text before the XML parser
sees it, and a placeholder element with the same number of line breaks is left in their place. The parser checks and
structures the rest; where it meets the placeholder, the clashes cut out there are put in. Each cut is a well-formed
element, so what remains is well-formed exactly when the document is.
"""

from __future__ import annotations

import codecs
import re
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

from lxml import etree

from converter.model.clash import ClashGroup, ClashResult, ClashTest
from converter.parsers.navisworks.assembly import Assembly
from converter.parsers.navisworks.pattern import CLASH, ClashBuilder, Groups, groups_of
from converter.parsers.navisworks.values import Context
from converter.parsers.xml import DtdRefusedError, has_dtd, pull_parser

Entry = ClashResult | ClashGroup | ClashTest

CHUNK_BYTES = 1 << 20
_PLACEHOLDER = "converter-cut"
_TAGS = ("exchange", "batchtest", "clashtest", "clashgroup", "clashresult", _PLACEHOLDER)
_DECLARATION = len("\ufeff<?xml ")
"""The one instruction that is welcome stands at the very beginning."""
_LONGEST_CARRY = 4 * CHUNK_BYTES
_UTF8 = re.compile(
    rb"""\A(?:\xef\xbb\xbf)?\s*(?:<\?xml\s[^>]*?encoding\s*=\s*["'](?i:utf-8|us-ascii)["']|<\?xml\s(?![^>]*encoding)|<[^?])"""
)


class ClashStream:
    """Reads one open clash report.

    Iterating gives each top-level clash and group as it is finished, and after the last of a test its
    :class:`ClashTest` (without entries). Raises ``lxml.etree.XMLSyntaxError`` for what is not well-formed, and
    :class:`~converter.parsers.xml.DtdRefusedError`. Without ``cut`` every clash goes through the XML parser.
    """

    def __init__(self, file: BinaryIO, context: Context, *, cut: bool = True) -> None:
        self._file = file
        self._cut = cut
        self._context = context
        self._parser = pull_parser(*_TAGS)
        self._builder = ClashBuilder(context)
        self._cuts: deque[list[Groups]] = deque()
        self._fed = 0
        self._begun = False
        self.assembly = Assembly(context)

    def __iter__(self) -> Iterator[Entry]:
        head = self._file.read(CHUNK_BYTES)
        try:
            cuts = self._cut and _UTF8.match(head) is not None
            yield from self._cut_and_feed(head) if cuts else self._feed_all(head)
            self._parser.close()
        except etree.XMLSyntaxError as error:
            with suppress(etree.XMLSyntaxError):  # what was complete before the error still counts as seen
                yield from self._entries()
            raise error from None
        yield from self._entries()

    def _feed_all(self, chunk: bytes) -> Iterator[Entry]:
        """Everything through the parser: other encodings, and documents with something unusual in them."""
        while chunk:
            self._parser.feed(chunk)
            yield from self._entries()
            chunk = self._file.read(CHUNK_BYTES)

    def _cut_and_feed(self, chunk: bytes) -> Iterator[Entry]:
        decoder = codecs.getincrementaldecoder("utf-8")()
        carry = ""
        while chunk:
            following = self._file.read(CHUNK_BYTES)
            try:
                text = carry + decoder.decode(chunk, final=not following)
            except UnicodeDecodeError:
                # The parser knows how to say where the bytes are wrong; what was decoded is fed as it is.
                yield from self._surrender(carry, decoder, chunk, following)
                return
            rest = self._feed_text(text, final=not following)
            if rest is None:
                yield from self._surrender(text[self._fed :], decoder, b"", following)
                return
            yield from self._entries()
            carry, chunk = rest, following

    def _surrender(
        self, text: str, decoder: codecs.IncrementalDecoder, chunk: bytes, following: bytes
    ) -> Iterator[Entry]:
        """Give up cutting from here on and feed the rest as it is."""
        pending, _ = decoder.getstate()
        self._parser.feed(text.encode())
        yield from self._feed_all(pending + chunk + following)

    def _feed_text(self, text: str, *, final: bool) -> str | None:
        """Cut the plain clashes out, feed the rest; gives back the unfinished clash at the end.

        None, with ``_fed`` telling how far it came, when something may hide tags: a comment, CDATA, an instruction.
        """
        has_ampersand = "&" in text
        self._fed = start = 0
        if "\ufffe" in text or "\uffff" in text:
            return None
        cut: list[Groups] = []
        position = 0
        accepts = self._builder.accepts
        for match in CLASH.finditer(text):
            if not accepts(match, has_ampersand=has_ampersand):
                continue
            begin, end = match.span()
            if begin != position:
                self._feed_cut(cut, text, start, position)
                if not self._feed_between(text, position, begin):
                    return None
                cut, start = [], begin
            cut.append(groups_of(match, has_ampersand=has_ampersand))
            position = end
        self._feed_cut(cut, text, start, position)
        end = len(text) if final else _unfinished_from(text, position)
        return text[end:] if self._feed_between(text, position, end) else None

    def _feed_between(self, text: str, start: int, end: int) -> bool:
        """Feed what no pattern matched; False, without feeding, when it may hide tags."""
        between = text[start:end]
        self._fed = start
        if "<!" in between or _PLACEHOLDER in between or "<?" in (between if self._begun else between[_DECLARATION:]):
            return False
        self._begun = True
        self._parser.feed(between.encode())
        return True

    def _feed_cut(self, cut: list[Groups], text: str, start: int, end: int) -> None:
        if not cut:
            return
        self._cuts.append(cut)
        lines = "\n" * text.count("\n", start, end)
        self._parser.feed(f"<{_PLACEHOLDER}>{lines}</{_PLACEHOLDER}>".encode())

    def _entries(self) -> Iterator[Entry]:
        for action, element in self._parser.read_events():
            if element.tag == _PLACEHOLDER:
                if action == "end":
                    build = self._builder.build
                    yield from self.assembly.take_all([build(found) for found in self._cuts.popleft()])
                    _forget_before(element)
            elif action == "start":
                if has_dtd(element):
                    raise DtdRefusedError(element.sourceline)
                self.assembly.start(element)
            else:
                yield from self.assembly.end(element)
                if element.tag in ("clashresult", "clashgroup", "clashtest"):
                    element.clear(keep_tail=True)
                    _forget_before(element)


def _unfinished_from(text: str, position: int) -> int:
    """Where the last clash that may go on in the next chunk begins; otherwise the last tag."""
    start = max(text.rfind("<clashresult ", position), text.rfind("<clashgroup ", position))
    if start < 0 or len(text) - start > _LONGEST_CARRY:
        start = text.rfind("<", max(start + 1, position))
    return len(text) if start < 0 else start


def _forget_before(element: etree._Element) -> None:
    """Free the siblings in front: nobody needs them any more."""
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]
