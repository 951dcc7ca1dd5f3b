"""Titles within the target's limit that still tell two issues apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from converter.plan.limits import TITLE_CHARACTERS

_SHORTEST_PART = 8
_BETWEEN, _TIMES = " · ", " × "


def shortened(text: str, length: int) -> str:
    """``text`` within ``length`` characters: the middle goes, for names differ at their ends."""
    if len(text) <= length:
        return text
    if length <= 1:
        return text[:length]
    tail = (length - 1) // 2
    return text[: length - 1 - tail].rstrip() + "…" + text[len(text) - tail :].lstrip()


def compose(parts: Sequence[str | tuple[str, ...]], ending: str, limit: int = TITLE_CHARACTERS) -> str:
    """Join ``parts`` with " · " and close with ``ending``, which is kept whole: it names this issue and no other.

    A part of several texts ("what × what") is shortened in each of them. Where the title gets too long, the longest
    text is shortened first, so that every one stays recognisable.
    """
    ending = shortened(" ".join(ending.split()), limit)
    texts = _texts(parts)
    whole = _joined(texts, ending)
    while len(whole) > limit and texts:
        longest = max(range(len(texts)), key=lambda place: len(texts[place][1]))
        joint, text = texts[longest]
        over = len(whole) - limit
        if len(text) <= _SHORTEST_PART:
            texts.pop()
        else:
            second = max((len(other) for place, (_, other) in enumerate(texts) if place != longest), default=0)
            length = max(len(text) - over, min(second, len(text) - 1), _SHORTEST_PART)
            texts[longest] = (joint, shortened(text, length))
        whole = _joined(texts, ending)
    return whole


def _texts(parts: Sequence[str | tuple[str, ...]]) -> list[tuple[str, str]]:
    """Each text with what stands in front of it."""
    found = []
    for part in parts:
        joint = _BETWEEN
        for text in (part,) if isinstance(part, str) else part:
            if words := text.split():
                found.append((joint, " ".join(words)))
                joint = _TIMES
    return found


def _joined(texts: Sequence[tuple[str, str]], ending: str) -> str:
    whole = "".join([joint + text for joint, text in texts])
    return (whole + _BETWEEN + ending if ending else whole).removeprefix(_BETWEEN)


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
    if len(title) + len(mark) <= limit:
        return title + mark
    # each part gives way by itself, so that "what × what" stays one
    return compose([tuple(part.split(_TIMES)) for part in title.split(_BETWEEN)], "", limit - len(mark)) + mark
