"""Strings of a STEP file → text.

Source: ISO 10303-21:2016, 6.4.3: ``''``, ``\\\\``, ``\\S\\``, ``\\P?\\``, ``\\X\\``, ``\\X2\\``, ``\\X4\\``. The
standard knows no other characters than ASCII; programs write raw UTF-8, Windows-1252 and Shift-JIS all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final

from converter.parsers.ifc.step_text import Text, unwrapped

_DIRECTIVE = re.compile(
    r"''"
    r"|\\\\"
    r"|\\S\\(?P<shifted>.)"
    r"|\\P(?P<page>[A-I])\\"
    r"|\\X2\\(?P<two>[0-9A-Fa-f]*+)(?:\\X0\\)?"
    r"|\\X4\\(?P<four>[0-9A-Fa-f]*+)(?:\\X0\\)?"
    r"|\\X\\(?P<one>[0-9A-Fa-f]{2})"
    r"|\\[NFT]\\",
    re.DOTALL,
)
_LETTER = re.compile(r"\\X2\\((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})\\X0\\")
"""One letter that is no half of a pair of surrogates. Where a backslash is left beside it, it was none."""

_HIGH = re.compile(rb"[\x80-\xff]++")
_SAMPLES: Final = 2_000
_PIECE: Final = 1 << 16
WESTERN: Final = "cp1252"
JAPANESE: Final = "cp932"


def text_of(argument: bytes, alphabet: str = WESTERN) -> str | None:
    """The text of an argument; None for one without a value (``$``, ``*``, nothing).

    ``alphabet`` is that of raw bytes that are no UTF-8. What is neither string nor empty is given as it is written.
    """
    if argument[:1] != b"'":
        argument = argument.strip()
        if argument in (b"$", b"*", b""):
            return None
        inner = unwrapped(argument)
        if inner[:1] != b"'":
            return _characters(argument, alphabet)
        argument = inner
    raw = argument[1:-1]
    text = _characters(raw, alphabet)
    return directives_read(text) if "\\" in text or "'" in text else text


def _characters(raw: bytes, alphabet: str) -> str:
    for each in ("utf-8", alphabet):
        try:
            return raw.decode(each)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


@lru_cache(maxsize=2_048)
def directives_read(text: str) -> str:
    """The text with its escape sequences read; malformed ones stay as they are."""
    if "'" not in text:  # in most texts there is nothing but single letters
        read = _LETTER.sub(_letter, text)
        if "\\" not in read:
            return read
    return _directives_read(text)


def _letter(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))


def _directives_read(text: str) -> str:
    page = 1

    def read(found: re.Match[str]) -> str:
        nonlocal page
        kind = found.lastgroup
        if kind is None:
            return {"''": "'", "\\\\": "\\"}.get(found[0], "")
        value = found[kind]
        if kind == "shifted":
            return _shifted(value, page)
        if kind == "page":
            page = ord(value) - ord("A") + 1
            return ""
        if kind == "one":
            return chr(int(value, 16))
        width, codec = (4, "utf-16-be") if kind == "two" else (8, "utf-32-be")
        return bytes.fromhex(value[: len(value) // width * width]).decode(codec, "replace")

    return _DIRECTIVE.sub(read, text)


def _shifted(character: str, page: int) -> str:
    """``\\S\\d`` is the character 128 places after ``d`` in the page of ISO 8859 that ``\\P?\\`` chose."""
    code = ord(character) + 128
    return bytes((code,)).decode(f"iso8859_{page}", "replace") if code < 256 else character


def alphabet_of(text: Text) -> str:
    """How raw bytes that are no UTF-8 are to be read: Shift-JIS where most of them begin its characters.

    Letters of Windows-1252 lie at C0 and above, nearly all characters of Japanese text begin with 81 to 9F.
    """
    japanese = western = 0
    for run in islice(_runs(text), _SAMPLES):
        try:
            run.decode("utf-8")
        except UnicodeDecodeError:
            if 0x81 <= run[0] <= 0x9F:
                japanese += 1
            else:
                western += 1
    return JAPANESE if japanese > western else WESTERN


def has_high(text: Text) -> bool:
    """True when there is a byte beyond ASCII in it."""
    return any(not text[at : at + _PIECE].isascii() for at in range(0, len(text), _PIECE))


def _runs(text: Text) -> Iterator[bytes]:
    """Runs of bytes beyond ASCII. Pieces without any, nearly all, are passed over at once."""
    for at in range(0, len(text), _PIECE):
        piece = text[at : at + _PIECE]
        if not piece.isascii():
            yield from _HIGH.findall(piece)
