"""What is compared between two runs to see whether an issue has to be changed."""

from __future__ import annotations

import pytest

from converter.plan.issue_fields import fields_of
from tests.publisher.planned import issue

WEEK = "Hard clash, 30 mm deep\n\n1. Clash7 (new, 30 mm deep): Beam A × Duct B\n2. Clash9 (active): Beam A × Pipe\n\n"


def said(description: str) -> str:
    return fields_of(issue(description=description))["description"]


@pytest.mark.parametrize("line", ["Source: {}.xml, test “T”, guid 1", "BCF file: {}.bcf"])
def test_the_name_of_the_file_says_nothing_new(line: str) -> None:
    assert said(WEEK + line.format("week 11")) == said(WEEK + line.format("week 12"))


def test_neither_does_the_order_of_rows_and_sides_nor_that_new_became_active() -> None:
    other = "Hard clash, 30 mm deep\n\n1. Clash9 (active): Pipe × Beam A\n2. Clash7 (active, 30 mm deep): Duct B × Beam A\n\n"
    assert said(WEEK) == said(other)


@pytest.mark.parametrize("change", [("30 mm", "40 mm"), ("Duct B", "Duct C"), ("(active)", "(approved)")])
def test_what_it_says_does(change: tuple[str, str]) -> None:
    assert said(WEEK) != said(WEEK.replace(*change))
