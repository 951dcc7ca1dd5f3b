"""What the other side says when it refuses, in one line. The shapes are those of the documentation and of gateways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

_LONGEST = 500
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.DOTALL | re.IGNORECASE)
_CODE_AND_MESSAGE = re.compile(r"<(Code|Message)>(.*?)</\1>", re.DOTALL)
_TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)


def words_of(body: Any, text: str) -> str:
    """The words of an error body, ``body`` being its JSON or None; otherwise those of the text, pages without tags."""
    said = "; ".join(dict.fromkeys(_words(body))) if body is not None else ""
    said = said or " ".join(_read(text).split())
    return said[: _LONGEST - 1] + "…" if len(said) > _LONGEST else said


def _read(text: str) -> str:
    """Text, the title of a page of a gateway, or code and message of a storage: the rest of it shows how we signed."""
    if not text.lstrip().startswith("<"):
        return text
    if found := _CODE_AND_MESSAGE.findall(text):
        return unescape(": ".join(words for _, words in found))
    title = _TITLE.search(text)
    return unescape(title[1] if title and title[1].strip() else _TAGS.sub(" ", text))


def _words(body: Any, field: str = "") -> Iterator[str]:
    if isinstance(body, str):
        if body.strip():
            yield f"{field}: {body}" if field else body
    elif isinstance(body, list):
        for each in body:
            yield from _words(each, field)
    elif isinstance(body, dict):
        for key in ("errors", "error", "error_description", "message", "reason", "details", "fields"):
            if key in body:
                inner = body[key]
                if isinstance(inner, dict) and not inner.keys() & {"message", "details", "errors"}:
                    for name, each in inner.items():
                        yield from _words(each, str(name))
                else:
                    yield from _words(inner, field)
