"""Lists: nothing is concluded from what is no list, and none is missed that was moved over by a deletion."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import pytest

from converter.errors import TransientError
from converter.publisher.procore import paging
from converter.publisher.procore.issues_api import listed
from tests.publisher.procore.answering import Asked, Said, speaking

PATH = "/rest/v1.0/coordination_issues"
PER_PAGE = 4


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "PER_PAGE", PER_PAGE)


@dataclass
class Listing:
    """A list of which somebody deletes a row while it is read, as often as is said."""

    ids: list[int]
    deletions: int = 0
    says_total: bool = True
    readings: list[int] = field(default_factory=list)

    def __call__(self, asked: Asked, _number: int) -> Said:
        page = int(parse_qs(urlsplit(asked.path).query)["page"][0])
        if page == 1:
            self.readings.append(page)
        elif self.deletions:
            self.deletions -= 1
            del self.ids[0]
        rows = self.ids[(page - 1) * PER_PAGE : page * PER_PAGE]
        headers = {"Total": str(len(self.ids))} if self.says_total else {}
        if page * PER_PAGE < len(self.ids):
            headers["Link"] = f'<{PATH}?page={page + 1}>; rel="next"'
        return Said(200, json.dumps([{"id": number} for number in rows]), headers)


def read(listing: Listing) -> list[int]:
    with speaking(listing) as (_script, connection):
        return [row["id"] for row in paging.all_of(connection, PATH)]


@pytest.mark.parametrize("says_total", [True, False])
def test_every_row_of_every_page(says_total: bool) -> None:
    listing = Listing(list(range(11)), says_total=says_total)
    assert read(listing) == list(range(11)) and len(listing.readings) == 1


@pytest.mark.parametrize("deletions", [1, 2])
def test_a_row_deleted_between_two_pages_hides_no_other(deletions: int) -> None:
    listing = Listing(list(range(12)), deletions)
    assert read(listing) == listing.ids and len(listing.ids) == 12 - deletions
    assert len(listing.readings) == 2, "both fall into the first reading"


def test_a_list_that_changes_each_time_is_not_believed() -> None:
    listing = Listing(list(range(40)), 1_000)
    with pytest.raises(TransientError, match="changed each of 5 times"):
        read(listing)
    assert len(listing.readings) == paging.READINGS


@pytest.mark.parametrize("body", ["", "null", "{}", '{"maintenance": true}', "[1, 2]", '[{"id": 1}, null]', '"[]"'])
def test_what_is_no_list_does_not_mean_that_nothing_is_there(body: str) -> None:
    with (
        speaking(lambda *_: Said(200, body)) as (_script, connection),
        pytest.raises(TransientError, match=r"no list|half an answer"),
    ):
        list(paging.all_of(connection, PATH))


def test_nor_does_a_later_page_that_is_none() -> None:
    def second_is_empty(asked: Asked, number: int) -> Said:
        return Listing(list(range(9)))(asked, number) if number == 1 else Said(200, "")

    with speaking(second_is_empty) as (_script, connection), pytest.raises(TransientError, match="no list"):
        list(paging.all_of(connection, PATH))


@pytest.mark.parametrize("row", ['{"uuid": "u"}', '{"id": null}', '{"id": "7"}'])
def test_an_issue_without_an_id_is_none(row: str) -> None:
    with (
        speaking(lambda *_: Said(200, f"[{row}]")) as (_script, connection),
        pytest.raises(TransientError, match="without an id"),
    ):
        list(listed(connection, 5))
