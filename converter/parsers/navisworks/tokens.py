"""Words of Navisworks reports in the languages they come in.

The ``status`` attribute is always English; everything else is in the language of the user interface. The tables hold
what was seen in real reports (English, Russian, Chinese); other languages are recognised by the attribute alone.
"""

from __future__ import annotations

from typing import TypeVar

from converter.model.clash import ClashStatus, ClashTestStatus, ClashTestType

_STATUS_TEXTS: dict[ClashStatus, tuple[str, ...]] = {
    ClashStatus.NEW: ("new", "создать", "新建"),
    ClashStatus.ACTIVE: ("active", "активн.", "активный"),
    ClashStatus.REVIEWED: ("reviewed", "проанализировано"),
    ClashStatus.APPROVED: ("approved", "подтверждено"),
    ClashStatus.RESOLVED: ("resolved", "исправлено"),
}
_TEST_TYPE_TEXTS: dict[ClashTestType, tuple[str, ...]] = {
    ClashTestType.HARD: ("hard", "по пересечению", "硬碰撞"),
    ClashTestType.HARD_CONSERVATIVE: ("hard_conservative", "hard (conservative)"),
    ClashTestType.CLEARANCE: ("clearance",),
    ClashTestType.DUPLICATE: ("duplicate", "duplicates"),
    ClashTestType.CUSTOM: ("custom",),
}
_TEST_STATUS_TEXTS: dict[ClashTestStatus, tuple[str, ...]] = {
    ClashTestStatus.NEW: ("new",),
    ClashTestStatus.OLD: ("old",),
    ClashTestStatus.PARTIAL: ("partial",),
    # The Russian text is written with the Cyrillic letters О and К.
    ClashTestStatus.OK: ("ok", "done", "ок", "确定"),
}

item_id_names = frozenset({"element id", "id объекта", "元素 id", "entity handle", "guid"})
"""Names of ``objectattribute`` (lower case) whose value identifies the object."""

Token = TypeVar("Token", ClashStatus, ClashTestType, ClashTestStatus)


def _by_text(table: dict[Token, tuple[str, ...]]) -> dict[str, Token]:
    return {text: token for token, texts in table.items() for text in texts}


_STATUS_BY_TEXT = _by_text(_STATUS_TEXTS)
_TEST_TYPE_BY_TEXT = _by_text(_TEST_TYPE_TEXTS)
_TEST_STATUS_BY_TEXT = _by_text(_TEST_STATUS_TEXTS)


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()


def status_from_text(text: str) -> ClashStatus | None:
    """The status a localised text names, None when no table has it."""
    return _STATUS_BY_TEXT.get(_key(text))


def type_of_test(text: str) -> ClashTestType | None:
    """The kind of clash test a token or localised text names."""
    return _TEST_TYPE_BY_TEXT.get(_key(text))


def status_of_test(text: str) -> ClashTestStatus | None:
    """The state of a clash test that a token or localised text names."""
    return _TEST_STATUS_BY_TEXT.get(_key(text))
