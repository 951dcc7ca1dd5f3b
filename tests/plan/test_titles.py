"""Titles: within the limit, and still telling two issues apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from converter.plan.limits import TITLE_CHARACTERS
from converter.plan.titles import compose, shortened, told_apart

words = st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=120)


@given(words, st.integers(0, 100))
def test_shortened_fits(text: str, length: int) -> None:
    result = shortened(text, length)
    assert len(result) <= length or result == text
    assert result == text or len(text) > length


def test_shortened_keeps_both_ends() -> None:
    assert shortened("Structural Framing UB305x165x40", 21) == "Structural…305x165x40"


@given(st.lists(words, max_size=4), words)
def test_compose_fits_and_keeps_the_ending(parts: list[str], ending: str) -> None:
    title = compose(parts, ending)
    assert len(title) <= TITLE_CHARACTERS
    clean = " ".join(ending.split())
    if len(clean) <= TITLE_CHARACTERS:
        assert title.endswith(clean)


@given(st.lists(words, max_size=3), st.text("abc", min_size=1, max_size=30), st.text("abc", min_size=1, max_size=30))
def test_two_names_give_two_titles(parts: list[str], first: str, second: str) -> None:
    if first != second and not (first.endswith(second) or second.endswith(first)):
        assert compose(parts, first) != compose(parts, second)


def test_a_short_title_is_left_alone() -> None:
    assert compose(["Beam × Duct", "grid B-2"], "Clash12") == "Beam × Duct · grid B-2 · Clash12"


def test_the_longest_part_gives_way_first() -> None:
    title = compose(
        ["Basic Wall Generic 150 mm with a very long name × Rectangular Duct", "grid B-2, Level 2"], "Clash123"
    )
    assert "grid B-2, Level 2" in title and title.startswith("Basic Wall") and len(title) <= 80


def test_each_of_a_pair_stays_recognisable() -> None:
    pair = ("Concrete beam 300 x 600 [311022]", "Rectangular duct 400 x 300 [412107]")
    title = compose([pair, "grid A-3, Level 2", "Structure vs Ducts"], "Clash2")
    first, second = title.partition(" · ")[0].split(" × ")
    assert len(title) <= 80 and first[:4] == "Conc" and second[:4] == "Rect" and title.endswith("Clash2")


@given(st.lists(st.sampled_from(["a", "b", "x" * 80, "x" * 79]), max_size=8))
def test_equal_titles_are_told_apart(titles: list[str]) -> None:
    uuids = [f"{number:08x}-0000-5000-8000-000000000000" for number in range(len(titles))]
    result = told_apart(titles, uuids)
    assert len(set(result)) == len(result) and all(len(title) <= 80 for title in result)
    assert told_apart(titles[::-1], uuids[::-1]) == result[::-1], "the order of the issues does not matter"
