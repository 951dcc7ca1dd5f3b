"""The words Navisworks uses for statuses and kinds of test, in the languages seen in real reports."""

from __future__ import annotations

import pytest

from converter.model.clash import ClashStatus, ClashTestStatus, ClashTestType
from converter.parsers.navisworks.tokens import status_from_text, status_of_test, type_of_test


@pytest.mark.parametrize("status", [status for status in ClashStatus if status is not ClashStatus.UNKNOWN])
def test_english_statuses(status: ClashStatus) -> None:
    for text in (status.value, status.value.title(), f" {status.value.upper()}\n"):
        assert status_from_text(text) is status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Создать", ClashStatus.NEW),
        ("Активн.", ClashStatus.ACTIVE),
        ("Проанализировано", ClashStatus.REVIEWED),
        ("Подтверждено", ClashStatus.APPROVED),
        ("Исправлено", ClashStatus.RESOLVED),
        ("新建", ClashStatus.NEW),
    ],
)
def test_localised_statuses(text: str, status: ClashStatus) -> None:
    assert status_from_text(text) is status


@pytest.mark.parametrize("text", ["", "unknown", "Neu", "new active", "Ok"])
def test_a_status_that_no_table_has_is_none_and_never_new(text: str) -> None:
    assert status_from_text(text) is None


@pytest.mark.parametrize("kind", [kind for kind in ClashTestType if kind is not ClashTestType.UNKNOWN])
def test_tokens_of_the_kinds_of_test(kind: ClashTestType) -> None:
    assert type_of_test(kind.value) is kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hard", ClashTestType.HARD),
        ("Hard (Conservative)", ClashTestType.HARD_CONSERVATIVE),
        ("По пересечению", ClashTestType.HARD),
        ("硬碰撞", ClashTestType.HARD),
    ],
)
def test_localised_kinds_of_test(text: str, kind: ClashTestType) -> None:
    assert type_of_test(text) is kind


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("new", ClashTestStatus.NEW),
        ("Old", ClashTestStatus.OLD),
        ("partial", ClashTestStatus.PARTIAL),
        ("OK", ClashTestStatus.OK),
        ("Done", ClashTestStatus.OK),
        ("\u041e\u041a", ClashTestStatus.OK),
        ("确定", ClashTestStatus.OK),
    ],
)
def test_states_of_a_test(text: str, status: ClashTestStatus) -> None:
    assert status_of_test(text) is status


def test_words_no_table_has() -> None:
    assert type_of_test("Hart") is None and status_of_test("Alt") is None
