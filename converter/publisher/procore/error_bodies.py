"""What Procore says when it refuses, in one line. The shapes are those seen in the documentation and in clients."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_LONGEST = 500


def words_of(body: Any, text: str) -> str:
    """The words of an error body; the text itself where it is no JSON."""
    said = "; ".join(dict.fromkeys(_words(body))) if body is not None else ""
    said = said or " ".join(text.split())
    return said[: _LONGEST - 1] + "…" if len(said) > _LONGEST else said


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
