"""Titles within the target's limit that still tell two issues apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from converter.plan.limits import TITLE_CHARACTERS

_SHORTEST_PART = 8


def shortened(text: str, length: int) -> str:
    """``text`` within ``length`` characters: the middle goes, for names differ at their ends."""
    if len(text) <= length:
        return text
    if length <= 1:
        return text[:length]
    tail = (length - 1) // 2
    return text[: length - 1 - tail].rstrip() + "…" + text[len(text) - tail :].lstrip()


def compose(parts: Sequence[str], ending: str, limit: int = TITLE_CHARACTERS) -> str:
    """Join ``parts`` with " · " and close with ``ending``, which is kept whole: it names this issue and no other.

    Where it gets too long, the longest part is shortened first, so that every part stays recognisable.
    """
    ending = shortened(" ".join(ending.split()), limit)
    texts = [" ".join(part.split()) for part in parts if part.strip()]
    whole = _joined(texts, ending)
    if len(whole) <= limit:
        return whole
    while len(whole) > limit and texts:
        longest = max(range(len(texts)), key=lambda place: len(texts[place]))
        over = len(whole) - limit
        if len(texts[longest]) <= _SHORTEST_PART:
            texts.pop()
        else:
            second = max((len(text) for place, text in enumerate(texts) if place != longest), default=0)
            length = max(len(texts[longest]) - over, min(second, len(texts[longest]) - 1), _SHORTEST_PART)
            texts[longest] = shortened(texts[longest], length)
        whole = _joined(texts, ending)
    return whole


def _joined(texts: Sequence[str], ending: str) -> str:
    return " · ".join((*texts, ending) if ending else texts)


def told_apart(titles: Sequence[str], uuids: Sequence[str], limit: int = TITLE_CHARACTERS) -> list[str]:
    """Where several issues would have one title, each of them gets the beginning of its uuid at the end."""
    counts = Counter(titles)
    if len(counts) == len(titles):
        return list(titles)
    return [
        title if counts[title] == 1 else _marked(title, uuid, limit) for title, uuid in zip(titles, uuids, strict=True)
    ]


def _marked(title: str, uuid: str, limit: int) -> str:
    mark = f" #{uuid[:8]}"
    return shortened(title, limit - len(mark)) + mark
