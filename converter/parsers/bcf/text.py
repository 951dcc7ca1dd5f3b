"""Bytes of an entry → the root of an XML tree, whatever the encoding and the damage."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from converter.parsers.xml import OPTIONS, has_dtd

_DECLARATION = re.compile(r"<\?xml[^>]{0,200}\?>")
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_DOCUMENT_TYPE = re.compile(
    r"""<!DOCTYPE(?:[^\[>"']|"[^"]*"|'[^']*')*+(?:\[(?:<!--.*?-->|<\?.*?\?>|"[^"]*"|'[^']*'|[^\]"'])*+\]\s*)?>""",
    re.DOTALL,
)
_CDATA = r"<!\[CDATA\[(?:(?!\]\]>).)*+"
"""A section of plain text: nothing in it is a reference. It may lack its end."""
_ENTITY = re.compile(rf"({_CDATA})|" + r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z_:][\w:.-]*;", re.DOTALL)
_BARE_AMPERSAND = re.compile(rf"({_CDATA})|" + r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)", re.DOTALL)
_TAG = re.compile(r"<[A-Za-z_]")
_UNFIT_ALPHABETS = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"})
"""Codecs of Python that are no alphabets, or slow."""
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PLAIN = {**OPTIONS, "remove_comments": True, "remove_pis": True}


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document: ``root`` is None when nothing can be made of it; ``oddities`` are (code, words)."""

    root: etree._Element | None
    oddities: tuple[tuple[str, str], ...] = ()


def root_of(data: bytes, say: Callable[[str, str], None]) -> etree._Element | None:
    """The root of an entry, None when nothing can be made of it; ``say`` takes what is odd."""
    parsed = parse(data)
    for code, words in parsed.oddities:
        say(code, words)
    return parsed.root


def parse(data: bytes) -> Parsed:
    """Parse an entry: as it is, else with its encoding repaired, else whatever can be recovered."""
    try:
        root = etree.fromstring(data, etree.XMLParser(**_PLAIN))
    except (etree.XMLSyntaxError, ValueError) as error:
        return _repaired(data, str(error))
    return _repaired(data, "it has a document type") if has_dtd(root) else Parsed(root)


_DTD = (("BCF032", "it has a DTD; its entities are left out"),)


def _repaired(data: bytes, words: str) -> Parsed:
    """Repair the encoding, take out a document type with its entities, then bare ampersands, then recover."""
    text, alphabet = decoded(data)
    plain = _FORBIDDEN.sub("", _DECLARATION.sub("", text, count=1)).strip().strip("\ufeff")
    if not plain:
        return Parsed(None, (("BCF031", "it is empty"),))
    plain, said = _without_document_type(plain)
    encoded = plain.encode("utf-8", "replace")
    try:
        root = etree.fromstring(encoded, etree.XMLParser(**_PLAIN))
    except (etree.XMLSyntaxError, ValueError) as error:
        return _recovered(plain, str(error) if said else words, said)
    odd = (("BCF030", f"its encoding or its first characters are odd; read as {alphabet}"),)
    return Parsed(root, said or odd)


def _recovered(text: str, words: str, said: tuple[tuple[str, str], ...]) -> Parsed:
    """Ampersands that begin no reference become text; everything else is left to libxml2's recovery."""
    message = words.partition(" (")[0]
    data = _BARE_AMPERSAND.sub(lambda found: found[1] or "&amp;", text).encode("utf-8", "replace")
    try:
        root = etree.fromstring(data, etree.XMLParser(**{**_PLAIN, "recover": True}))
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        return Parsed(None, (*said, ("BCF031", f"it is no XML: {message}")))
    return Parsed(root, (*said, ("BCF031", f"it is not well-formed ({message}); what could be read was read")))


def _without_document_type(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The text without its document type and the entities it declares: nothing is ever expanded."""
    start, root = text.find("<!DOCTYPE"), _TAG.search(text)
    found = _DOCUMENT_TYPE.match(text, start) if start >= 0 else None  # one place only: a file may be full of them
    if found is None or (root is not None and root.start() < start):
        return text, ()
    return _ENTITY.sub(lambda entity: entity[1] or "", text[:start] + text[found.end() :]), _DTD


def decoded(data: bytes) -> tuple[str, str]:
    """The text and the alphabet it was read in: by byte order mark, then declaration, UTF-8, Windows-1252."""
    for mark, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace"), name
    declared = _DECLARED.search(data[:200])
    names = [declared[1].decode("ascii")] if declared else []
    if declared and re.match(r"(?i)utf-?(?:16|32)|ucs", names[0]):
        names.clear()  # its own declaration was read byte by byte
    if data[:2] in (b"<\x00", b"\x00<"):
        names.insert(0, "utf-16-le" if data[0] else "utf-16-be")
    for name in (*names, "utf-8", "cp1252"):
        try:
            if codecs.lookup(name).name.replace("-", "_") in _UNFIT_ALPHABETS:
                continue
            return data.decode(name), name
        except (UnicodeError, LookupError):
            continue
    return data.decode("latin-1"), "latin-1"
