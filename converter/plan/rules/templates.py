"""Templates of titles and descriptions: text with ``{fields}``, without any code.

``{grid}`` is a field, ``{pair:30}`` one of at most 30 characters, ``{grid|no grid}`` one with a text to stand in where
nothing is known. ``[ · {grid}]`` is left out where none of its fields has a value. ``{{ }} [[ ]]`` are the signs
themselves.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from converter.plan.rules.conditions import suggestion
from converter.plan.titles import shortened

_TOKEN = re.compile(r"\{\{|\}\}|\[\[|\]\]|\{(?P<field>[^{}]*)\}|(?P<sign>[\[\]{}])|[^\[\]{}]+", re.DOTALL)
_FIELD = re.compile(r"\s*(?P<name>[a-z_]+)\s*(?::\s*(?P<length>\d{1,4})\s*)?(?:\|(?P<otherwise>.*))?", re.DOTALL)
_SHORTEST = 8


@dataclass(frozen=True, slots=True)
class Piece:
    """A text, or a ``field`` with its most characters (0 for any number) and what stands in for it.

    Pieces of one ``section`` (from 1) belong together; 0 is outside.
    """

    text: str = ""
    field: str = ""
    length: int = 0
    otherwise: str = ""
    section: int = 0


@dataclass(frozen=True, slots=True)
class Template:
    """A text with fields, checked when it was read."""

    written: str
    pieces: tuple[Piece, ...]

    @property
    def fields(self) -> frozenset[str]:
        """Names of the fields in it."""
        return frozenset(piece.field for piece in self.pieces if piece.field)

    def fill(self, values: Mapping[str, str], limit: int | None = None) -> str:
        """The text with values in the place of fields. Above ``limit`` characters the longest values are shortened in
        their middle, the last resort is the whole text.
        """
        full = {piece.section for piece in self.pieces if piece.field and (values[piece.field] or piece.otherwise)}
        shown = [piece for piece in self.pieces if not piece.section or piece.section in full]
        texts = [_value(piece, values) if piece.field else piece.text for piece in shown]
        if limit is None:
            return "".join(texts)
        texts = [" ".join(text.split()) if piece.field else text for piece, text in zip(shown, texts, strict=True)]
        places = [place for place, piece in enumerate(shown) if piece.field]
        return shortened(" ".join(_within(texts, places, limit).split()), limit)


def _value(piece: Piece, values: Mapping[str, str]) -> str:
    text = values[piece.field] or piece.otherwise
    return shortened(text, piece.length) if piece.length else text


def _within(texts: Sequence[str], places: Sequence[int], limit: int) -> str:
    """The texts joined, those at ``places`` shortened as far as the limit asks for it: the longest first."""
    texts = list(texts)
    while (over := sum(map(len, texts)) - limit) > 0 and places:
        ordered = sorted(places, key=lambda place: -len(texts[place]))
        longest, second = ordered[0], len(texts[ordered[1]]) if len(ordered) > 1 else 0
        length = len(texts[longest])
        if length <= _SHORTEST:
            break
        texts[longest] = shortened(texts[longest], max(length - over, min(second, length - 1), _SHORTEST))
    return "".join(texts)


def template_of(text: str, known: Collection[str]) -> Template | list[str]:
    """The template, or everything that is wrong with it."""
    pieces: list[Piece] = []
    problems: list[str] = []
    section, sections = 0, 0
    for token in _TOKEN.finditer(text):
        if (written := token["field"]) is not None:
            made = _field(written, section, known)
            if isinstance(made, str):
                problems.append(made)
            else:
                pieces.append(made)
        elif token["sign"] == "[" and not section:
            sections += 1
            section = sections
        elif token["sign"] == "]" and section:
            if not any(piece.field and piece.section == section for piece in pieces):
                problems.append("a [ ] without a field in it; write [[ ]] where the signs themselves are meant")
            section = 0
        elif token["sign"]:
            problems.append(f"a single {token['sign']!r}; write it twice where the sign itself is meant")
        else:
            pieces.append(Piece(_plain(token[0]), section=section))
    if section:
        problems.append("a [ has no ]")
    return problems or Template(text, tuple(pieces))


def _plain(token: str) -> str:
    return token[0] if token in ("{{", "}}", "[[", "]]") else token


def _field(written: str, section: int, known: Collection[str]) -> Piece | str:
    found = _FIELD.fullmatch(written)
    if found is None:
        return f"{{{written}}}: a field is a name, as in {{grid}}, {{pair:30}} or {{grid|no grid}}"
    if found["name"] not in known:
        meant = suggestion(found["name"], known)
        return f"{{{found['name']}}}: there is no such field{meant}; fields are {', '.join(known)}"
    return Piece("", found["name"], int(found["length"] or 0), found["otherwise"] or "", section)
