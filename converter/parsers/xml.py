"""Hardened XML parsing: no DTD, no entities, no network, libxml2's own size limits in force."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lxml import etree

OPTIONS: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
    "recover": False,
}


def unescape(text: str) -> str:
    """Replace XML's five named entities."""
    if "&" not in text:
        return text
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text


def pull_parser(*tags: str) -> etree.XMLPullParser:
    """A parser fed piece by piece that reports start and end of the named elements.

    Comments and instructions are left out, so that they do not cut a text in two.
    """
    return etree.XMLPullParser(events=("start", "end"), tag=tags, remove_comments=True, remove_pis=True, **OPTIONS)


def has_dtd(element: etree._Element) -> bool:
    """True when the document of ``element`` declares a document type."""
    return element.getroottree().docinfo.internalDTD is not None


class DtdRefusedError(Exception):
    """The document declares a document type, which may hold entities: it is not read any further."""


def error_position(path: Path, error: etree.XMLSyntaxError) -> tuple[int, int, str]:
    """Line, column (from 1) and libxml2's words for what is not well-formed in the file.

    The file is parsed again without building anything, because ``error`` may come from a text with parts cut out.
    """
    nothing: Any = _Nothing()  # only the methods that are there are called
    parser = etree.XMLParser(target=nothing, **OPTIONS)
    try:
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                parser.feed(chunk)
        parser.close()
    except etree.XMLSyntaxError as precise:
        error = precise
    line, column = error.position
    return line or 1, column or 1, (error.msg or "not well-formed").partition(", line ")[0]


class _Nothing:
    """A parser target that keeps nothing."""

    def close(self) -> None:
        """There is nothing to give back."""
