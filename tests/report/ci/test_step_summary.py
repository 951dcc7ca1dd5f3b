"""The summary in Markdown: what it says, what it escapes, and how large it gets."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from converter.model.codes import diagnose
from converter.plan.gate.gate_rules import GateRules
from converter.plan.issues import ClashState
from converter.report.step_summary import LIMIT_BYTES, markdown, summary_of
from tests.report.ci.verdicts import EVIL, issue, verdict

COMMONMARK = MarkdownIt("commonmark", {"html": True}).enable("table")


def cells(text: str) -> list[list[str]]:
    """The texts of all table rows as a reader of Markdown sees them; a cell with mark-up in it is an error."""
    rows: list[list[str]] = []
    for token in COMMONMARK.parse(text):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and rows and token.level >= 4:
            assert {each.type for each in token.children or ()} <= {"text", "text_special"}, token.content
            rows[-1].append("".join(each.content for each in token.children or ()))
    return rows


def test_the_text(golden: Callable[[str, str], None]) -> None:
    said = [diagnose("NWX036", "the test's results are old", file="a.xml"), diagnose("PLN004", "not shown")]
    golden("summary.md", summary_of(verdict(), said)[0])


def test_the_verdict_comes_first() -> None:
    assert summary_of(verdict())[0].startswith("## Gate failed: 4 new, 1 let through until a day, 1 known, ")
    assert summary_of(verdict(issue(1, ClashState.PERSISTENT)))[0].startswith("## Gate passed: 0 new, 1 known")


def test_without_a_baseline_or_a_limit_that_is_said() -> None:
    text = summary_of(verdict(baseline=None, rules=GateRules(max_new=None)))[0]
    assert "no baseline" in text and "No limit is set" in text


@given(st.text(max_size=60))
def test_every_text_is_shown_as_it_is(text: str) -> None:
    table = f"| a | b |\n|---|---|\n| {markdown(text)} | {markdown(EVIL)} |\n"
    rows = cells(table)
    assert len(rows) == 2 and len(rows[1]) == 2
    if text.isprintable():
        assert rows[1][0] == " ".join(text.split())


def test_30_000_new_issues_stay_below_a_mebibyte_and_it_is_said() -> None:
    found = verdict(*[issue(number, title=EVIL * 3, key=f"{number}") for number in range(30_000)])
    text, said = summary_of(found)
    assert 900_000 < len(text.encode()) < LIMIT_BYTES
    assert [each.code for each in said] == ["GAT003"] and "more issues, left out" in text
    assert "### New (30,000)" in text


def test_what_is_in_the_file_already_counts() -> None:
    found = verdict(*[issue(number) for number in range(30_000)])
    taken = 1_000_000
    text, said = summary_of(found, taken=taken)
    assert len(text.encode()) + taken < LIMIT_BYTES and said


def test_a_full_file_gets_next_to_nothing() -> None:
    text, said = summary_of(verdict(*[issue(number) for number in range(100)]), taken=LIMIT_BYTES - 100)
    assert len(text.encode()) < 4_096 and said


def test_many_tests_and_many_messages_are_cut() -> None:
    lost = [issue(number, ClashState.UNRETESTED, test=f"Test {number}") for number in range(300)]
    said = [diagnose("NWX036", f"old {number}") for number in range(60)]
    text = summary_of(verdict(*lost), said)[0]
    assert "and 100 more rows" in text and "and 10 more" in text
