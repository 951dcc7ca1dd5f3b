"""Tables of words: consistent, in many languages, and the user's win."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.app.configuration import load
from converter.app.planning import plan_settings
from converter.plan.limits import ISSUE_TYPES, PRIORITIES
from converter.plan.rules.globs import folded
from converter.plan.settings import TopicSettings
from converter.plan.words import ByLanguage
from converter.plan.words.insulation import INSULATION
from converter.plan.words.priorities import PRIORITIES as PRIORITY_WORDS
from converter.plan.words.statuses import CLOSED, CLOSED_WORDS, OPEN, OPEN_WORDS, STATUSES
from converter.plan.words.topic_types import TOPIC_TYPES

TABLES = {"status": STATUSES, "priority": PRIORITY_WORDS, "type": TOPIC_TYPES}
LANGUAGES = {"de", "fr", "es", "it", "nl", "pt", "pl", "ru", "zh", "ja", "cs", "sv", "da", "no", "fi", "en"}
ALLOWED = {"status": {OPEN, CLOSED}, "priority": set(PRIORITIES), "type": set(ISSUE_TYPES)}


@pytest.mark.parametrize("name", TABLES)
def test_meanings_are_the_targets_words_in_every_language(name: str) -> None:
    table = TABLES[name]
    assert set(table) >= LANGUAGES
    assert {meaning for meanings in table.values() for meaning in meanings} <= ALLOWED[name]


@pytest.mark.parametrize("name", TABLES)
def test_no_word_means_two_things(name: str) -> None:
    table: ByLanguage = TABLES[name]
    seen: dict[str, str] = {}
    for meanings in table.values():
        for meaning, words in meanings.items():
            for word in words:
                assert word == " ".join(word.lower().split()), word
                assert seen.setdefault(folded(word), meaning) == meaning, word


def test_resolved_does_not_close_in_any_language() -> None:
    for word in (
        "resolved",
        "gelöst",
        "résolu",
        "resuelto",
        "risolto",
        "opgelost",
        "решено",
        "已解决",
        "解決済み",
        "vyřešeno",
        "løst",
    ):
        assert word in OPEN_WORDS and word not in CLOSED_WORDS, word


def test_insulation_has_words_of_all_languages() -> None:
    assert set(INSULATION) >= LANGUAGES


def topics(folder: Path, text: str = "") -> TopicSettings:
    (folder / "converter.toml").write_text(text, encoding="utf-8")
    settings = load(config_file=None, folder=folder, user_folder=folder / "user", environment={}, flags={}).settings
    return plan_settings(settings).topics


def test_words_of_all_languages_are_the_default(tmp_path: Path) -> None:
    made = topics(tmp_path)
    assert {"geschlossen", "fermé", "закрыто", "已关闭", "完了", "zamknięty", "lukket"} <= made.closed
    assert (made.types["kollision"], made.priorities["hoch"], made.priorities["высокий"]) == ("clash", "high", "high")


def test_words_of_the_user_win_one_by_one(tmp_path: Path) -> None:
    made = topics(
        tmp_path,
        "[bcf]\nclosed = ['Over  And Out']\nopen = ['Parked']\ntypes = { Kollision = 'other', Zoo = 'clash' }\npriorities = { hoch = 'critical' }\n",
    )
    assert made.closed == {"over and out"} and "parked" in made.open
    assert (made.types["kollision"], made.types["zoo"], made.types["clash"]) == ("other", "clash", "clash")
    assert (made.priorities["hoch"], made.priorities["low"]) == ("critical", "low")
