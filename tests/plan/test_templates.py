"""Templates: fields, lengths, what stands in, sections, and that nothing of code is in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.plan.limits import TITLE_CHARACTERS
from converter.plan.rules.mapping_rules import TEMPLATE_FIELDS
from converter.plan.rules.templates import Template, template_of

KNOWN = ("test", "grid", "level", "pair")
VALUES = {"test": "Structure vs Ducts", "grid": "B-2", "level": "", "pair": "Beam × Duct"}


def filled(text: str, limit: int | None = None, **values: str) -> str:
    made = template_of(text, KNOWN)
    assert isinstance(made, Template), made
    return made.fill({**VALUES, **values}, limit)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("{test}: {pair}", "Structure vs Ducts: Beam × Duct"),
        ("{ test }", "Structure vs Ducts"),
        ("{level|no level}, {grid|no grid}", "no level, B-2"),
        ("{test:9}", "Stru…ucts"),
        ("{test}[ · {grid}][ · {level}]", "Structure vs Ducts · B-2"),
        ("[{level} and {grid}]", " and B-2"),
        ("{{test}} [[1]]", "{test} [1]"),
        ("plain", "plain"),
        ("{level}", ""),
    ],
)
def test_what_comes_out(text: str, result: str) -> None:
    assert filled(text) == result


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{gird}", "there is no such field; did you mean grid?; fields are test, grid"),
        ("{test.__class__}", "a field is a name"),
        ("{test!r}", "a field is a name"),
        ("{0}", "a field is a name"),
        ("{}", "a field is a name"),
        ("{test:>9}", "a field is a name"),
        ("{test[0]}", "a field is a name"),
        ("a { b", "a single '{'"),
        ("a } b", "a single '}'"),
        ("[a {test}", "a [ has no ]"),
        ("a ] b", "a single ']'"),
        ("[[{test}] x", "a single ']'"),
        ("[A] {test}", "a [ ] without a field in it"),
    ],
)
def test_what_is_wrong_is_told(text: str, words: str) -> None:
    made = template_of(text, KNOWN)
    assert isinstance(made, list) and any(words in each for each in made), made


def test_everything_wrong_is_told_at_once() -> None:
    made = template_of("{a} {b} ]", KNOWN)
    assert isinstance(made, list) and len(made) == 3


def test_the_longest_value_is_shortened_first_and_the_texts_between_stay() -> None:
    title = filled("{test} | {grid} | {pair}", TITLE_CHARACTERS, test="T" * 30, pair="P" * 70)
    assert len(title) == TITLE_CHARACTERS and title.startswith("T" * 30 + " | B-2 | PPP") and "…" in title


def test_values_cannot_bring_fields_or_lines_into_a_title() -> None:
    assert filled("{pair}", 80, pair="{test}\n[x]  y") == "{test} [x] y"


@given(st.text(max_size=60))
def test_any_text_is_a_template_or_told(text: str) -> None:
    made = template_of(text, TEMPLATE_FIELDS)
    if isinstance(made, Template):
        assert isinstance(made.fill(dict.fromkeys(TEMPLATE_FIELDS, "x")), str)
    else:
        assert made and all(made)


@given(
    st.lists(st.text(alphabet=st.characters(exclude_characters="{}[]"), max_size=120), min_size=4, max_size=4),
    st.integers(2, 100),
)
def test_a_title_never_exceeds_its_limit(values: list[str], limit: int) -> None:
    title = filled("A {test} – [{grid}: ]{pair}[ ({level})]", limit, **dict(zip(KNOWN, values, strict=True)))
    assert len(title) <= limit
