"""Patterns of rules: ``*`` is any text, ``?`` any one character; case and the width of blanks do not matter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

REMEMBERED: Final = 10_000
"""So many answers a pattern keeps: names of tests and levels are few, names of clashes are not."""
_SIGNS = {"*": ".*", "?": "."}


def folded(text: str) -> str:
    """A text as patterns see it: in one case, with single blanks and none at the ends."""
    return " ".join(text.split()).casefold()


def glob(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Whether a text matches any of the patterns. Brackets are themselves: names of tests and groups have them.

    Each distinct text is looked at once as long as there are not too many, for the same names come back in every clash.
    """
    expression = re.compile("|".join(f"(?:{_expression(each)})" for each in patterns), re.DOTALL)
    answers: dict[str, bool] = {}

    def matches(text: str) -> bool:
        answer = answers.get(text)
        if answer is None:
            if len(answers) >= REMEMBERED:
                answers.clear()
            answer = answers[text] = is_match(expression, text)
        return answer

    return matches


def is_match(expression: re.Pattern[str], text: str) -> bool:
    """One look at one text."""
    return expression.fullmatch(folded(text)) is not None


def _expression(pattern: str) -> str:
    return "".join(_SIGNS.get(sign) or re.escape(sign) for sign in folded(pattern))
