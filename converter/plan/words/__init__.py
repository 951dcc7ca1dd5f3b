"""Words people use in reports and archives, by language (ISO 639-1). The tables are data.

Each module says what its words mean in the target. Words are compared in one case and with single blanks. What a user
sets wins word by word.
"""

from __future__ import annotations

from collections.abc import Mapping

from converter.plan.rules.globs import folded

ByLanguage = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Language → meaning → words."""


def meanings(table: ByLanguage) -> dict[str, str]:
    """Word → meaning over all languages."""
    return {
        folded(word): meaning
        for meanings_of in table.values()
        for meaning, words in meanings_of.items()
        for word in words
    }
