"""The front page with many issues: each filter leaves what it says, and its counts are right."""

from __future__ import annotations

import re

import pytest

from tests.sandbox.bodies import bim_file, full_item, item, made
from tests.sandbox.running import Box
from tests.sandbox.test_own_door import page

Shown = tuple[str, ...]


def shown(box: Box, **asked: object) -> Shown:
    return tuple(re.findall(r"<h3>#\d+ (\w+) ", page(box, **asked)))


@pytest.fixture
def three(box: Box) -> Box:
    """Of each kind one, newest first: third, second, first."""
    made(box, full_item(box, title="first", priority="high", issue_type="other"))
    made(box, item(title="second", priority="low", description="Riser <i>"), item(title="third", status="closed"))
    return box


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({}, ("third", "second", "first")),
        ({"status": "closed"}, ("third",)),
        ({"priority": "high"}, ("first",)),
        ({"type": "clash"}, ("third", "second")),
        ({"viewpoint": "with"}, ("first",)),
        ({"viewpoint": "without"}, ("third", "second")),
        ({"viewpoint": "without", "status": "open"}, ("second",)),
        ({"search": "riser"}, ("second",)),
        ({"search": "2"}, ("second",)),
        ({"search": " % "}, ()),
        ({"project": "1"}, ()),
        ({"project": "9" * 30}, ()),
        ({"type": "' OR 1=1 --"}, ()),
    ],
)
def test_a_filter_leaves_what_it_says(three: Box, asked: dict[str, str], left: Shown) -> None:
    assert shown(three, **asked) == left


def test_a_filter_offers_what_there_is_with_counts(three: Box) -> None:
    text = page(three)
    assert '<option value="high">high (1)</option>' in text and '<option value="clash">clash (2)</option>' in text
    assert 'name="project"' not in text and 'name="trade"' not in text, "there is nothing to choose"
    assert re.search(r"status=closed.*closed 1</a>", text) and re.search(r"status=open.*open 2</a>", text)
    # the counts of a filter are those under the other filters
    assert '<option value="high"' not in page(three, status="closed")
    assert '<option value="low" selected>low (1)</option>' in page(three, priority="low")


def test_links_keep_what_was_asked(three: Box) -> None:
    text = page(three, viewpoint="without", search="i")
    assert 'href="/?status=closed&amp;viewpoint=without&amp;search=i"' in text
    assert page(three, page="7").count("<article id=") == 3, "a page there is not is the last one"


def test_issues_by_file(box: Box) -> None:
    first, second = bim_file(box, "A>B.nwd"), bim_file(box, "C.nwd")
    made(box, item(title="one", coordination_issue_file_id=first), item(title="two", coordination_issue_file_id=second))
    assert f'<option value="{first}">A&gt;B.nwd (1)</option>' in page(box)
    assert shown(box, file=second) == ("two",)


def test_a_sheet_of_pictures(three: Box) -> None:
    text = page(three, shape="pictures")
    (picture,) = re.findall(r'<img src="([^"]+)" alt="Snapshot of first"', text)
    answer = three.session.get(f"{three.base_url}{picture.replace('&amp;', '&')}", timeout=20)
    assert answer.headers["Content-Type"] == "image/png" and answer.content
    assert text.count('class="tile"') == 3 and text.count("no viewpoint") == 2 and "<article id=" not in text
